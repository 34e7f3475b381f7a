//! `coxa assess`: an assessment, or a person and findings, to a pattern.

use coxa::vocabulary::{Assessment, Finding};
use coxa_formats::{AllowanceSummary, PatternFile};

use crate::arguments::Assess;
use crate::failure::Failure;
use crate::files;
use crate::show::Output;

pub(crate) fn run(arguments: &Assess, output: Output) -> Result<(), Failure> {
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
    let text = coxa_formats::write_pattern(&file, &stamp).map_err(|error| Failure::Ours(error.to_string()))?;
    output.document(&text, arguments.out.as_deref())?;
    output.people(&crate::show::pattern(&file));
    Ok(())
}

/// The one FILE may be an assessment, or findings that need `--person`.
fn assessment(arguments: &Assess) -> Result<Assessment, Failure> {
    let read_findings = |path: &std::path::PathBuf| -> Result<Vec<Finding>, Failure> {
        files::parse(path, coxa_formats::read_findings).map(|stamped| stamped.value.findings)
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
            let text = "nothing to assess: give an assessment.json, or --person P.json with --findings F.json";
            return Err(Failure::Usage(text.to_owned()));
        }
    };
    let assessment = files::parse(person, coxa_formats::read_assessment)?.value;
    Ok(coxa_formats::merge(assessment, findings))
}
