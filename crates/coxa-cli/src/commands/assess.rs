//! `coxa assess`: an assessment, or a person and findings, to a pattern.

use coxa::vocabulary::{Assessment, Finding};
use coxa_formats::{AllowanceSummary, FindingsFile, PatternFile, Stamped};

use crate::arguments::Assess;
use crate::failure::Failure;
use crate::files;
use crate::show::Output;

pub(crate) fn run(arguments: &Assess, output: Output) -> Result<(), Failure> {
    let inputs = arguments.file.iter().chain(&arguments.person).chain(&arguments.findings).chain(&arguments.journal);
    files::one_standard_input(inputs.map(AsRef::as_ref))?;
    let assessment = assessment(arguments)?;
    let today = match (&arguments.on, assessment.day) {
        (None, Some(day)) => day,
        (asked, _) => files::day(asked.as_deref())?,
    };
    let journal = super::journal(arguments.journal.as_deref(), arguments.trust, today)?;
    let knowledge = coxa_knowledge::knowledge();
    let (allowance, pattern) = knowledge.assess(&assessment, &journal, today);
    let file = PatternFile { assessment, allowance: AllowanceSummary::from(&allowance), pattern };
    let stamp = files::stamp();
    let text = coxa_formats::write_pattern(&file, &stamp).map_err(Failure::ours)?;
    output.document(&text, arguments.out.as_deref())?;
    output.people(&crate::show::pattern(&file))?;
    output.saved(arguments.out.as_deref(), "pattern.json")
}

/// The one FILE may be an assessment, or findings that need `--person`.
fn assessment(arguments: &Assess) -> Result<Assessment, Failure> {
    let read_findings = |path: &std::path::PathBuf| -> Result<Vec<Finding>, Failure> {
        let unknown = |file: &Stamped<FindingsFile>| coxa_knowledge::unknown_in_findings(&file.value.findings);
        Ok(files::parse_known(path, coxa_formats::read_findings, unknown)?.value.findings)
    };
    let mut findings = arguments.findings.iter().map(read_findings).collect::<Result<Vec<_>, _>>()?;
    let person = match (&arguments.person, &arguments.file) {
        (Some(person), file) => {
            if let Some(file) = file {
                findings.insert(0, read_findings(file)?);
            }
            person
        }
        (None, Some(file)) => file,
        (None, None) => {
            let needed = "an assessment.json, or --person P.json with --findings F.json";
            return Err(Failure::usage("nothing to assess", needed));
        }
    };
    let unknown = |file: &Stamped<Assessment>| coxa_knowledge::unknown_in_assessment(&file.value);
    let assessment = files::parse_known(person, coxa_formats::read_assessment, unknown)?.value;
    Ok(coxa_formats::merge(assessment, findings))
}
