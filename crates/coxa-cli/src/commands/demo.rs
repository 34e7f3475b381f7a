//! `coxa demo`: the whole loop on a sample person that the project made up, written out file by file.

use std::path::Path;

use coxa::measure::{MeasureOptions, Measured, Motion};
use coxa::prescribe::PlanRequest;
use coxa_formats::{AllowanceSummary, PatternFile, ProgrammeFile};

use crate::failure::Failure;
use crate::files;
use crate::report::{Report, page};
use crate::sample;
use crate::show::Output;

pub(crate) fn run(out: &Path, output: Output) -> Result<(), Failure> {
    let knowledge = coxa_knowledge::knowledge();
    let stamp = files::stamp();

    // Measure: a squat and leg swings with known truth.
    let mut recordings: Vec<(Motion, Measured)> = Vec::new();
    for motion in sample::recordings() {
        let measured = super::measure::measure(&motion, &MeasureOptions::default())?;
        files::write(
            &out.join(format!("{}.mot", motion.name)),
            &coxa_formats::write_mot(&motion).map_err(Failure::ours)?,
        )?;
        recordings.push((motion, measured));
    }

    // The same kind of movement as markers, for `coxa measure` to be tried on.
    files::write(&out.join("markers.trc"), &sample::squat()?)?;

    // Assess: what was measured and what was typed.
    let measured = recordings.iter().map(|(_, measured)| measured.findings.clone());
    let assessment = coxa_formats::merge(sample::assessment(knowledge), measured);
    let first_day = sample::first_day();
    let empty = coxa::dose::History::empty();
    let (allowance, pattern) = knowledge.assess(&assessment, &empty, first_day);
    let assessment_text = coxa_formats::write_assessment(&assessment, &stamp).map_err(Failure::ours)?;
    files::write(&out.join("assessment.json"), &assessment_text)?;
    let pattern = PatternFile { assessment, allowance: AllowanceSummary::from(&allowance), pattern };
    files::write(&out.join("pattern.json"), &coxa_formats::write_pattern(&pattern, &stamp).map_err(Failure::ours)?)?;

    // Prescribe.
    let request = PlanRequest::quick(&pattern.assessment);
    let (allowance, programme) =
        knowledge.prescribe(&pattern.pattern, &pattern.assessment, &empty, first_day, &request);
    let file = ProgrammeFile { pattern, programme };
    files::write(&out.join("programme.json"), &coxa_formats::write_programme(&file, &stamp).map_err(Failure::ours)?)?;

    // Live: two weeks with a flare, each session dosed from the journal so far.
    let journal = sample::fortnight(&file, &stamp)?;
    files::write(&out.join("journal.ndjson"), &journal.text)?;

    // Dose: the next session.
    let session = knowledge.dose(&file.programme, &journal.history, journal.next_day);
    files::write(&out.join("session.json"), &coxa_formats::write_session(&session, &stamp).map_err(Failure::ours)?)?;

    let report = page(&Report {
        title: "Hip mobility report of a sample person",
        pattern: &file.pattern,
        programme: Some(&file.programme),
        session: Some(&session),
        recordings: &recordings,
        stamp: &stamp,
    });
    files::write(&out.join("report.html"), &report)?;

    let value = serde_json::json!({
        "out": out, "on": files::date_text(journal.next_day),
        "files": ["assessment.json", "pattern.json", "programme.json", "journal.ndjson", "session.json", "report.html"],
    });
    output.value(&value, || {
        let mut text = String::from("MEASURED AND ASSESSED\n");
        text.push_str(&crate::show::pattern(&file.pattern));
        text.push_str("\nPRESCRIBED\n");
        text.push_str(&crate::show::programme(&file.programme, &allowance));
        text.push_str("\nTWO WEEKS LATER, AFTER A FLARE\n");
        text.push_str(&crate::show::session(&session));
        text.push_str(&format!("\nEverything is in {}; open report.html there.\n", out.display()));
        text
    })
}
