//! `coxa prescribe`: a pattern to a programme.

use coxa::prescribe::PlanRequest;
use coxa_formats::ProgrammeFile;

use crate::arguments::Prescribe;
use crate::failure::Failure;
use crate::files;
use crate::show::Output;

pub(crate) fn run(arguments: &Prescribe, output: Output) -> Result<(), Failure> {
    let inputs = std::iter::once(&arguments.pattern).chain(&arguments.journal);
    files::one_standard_input(inputs.map(AsRef::as_ref))?;
    let pattern = files::parse(&arguments.pattern, coxa_formats::read_pattern)?.value;
    let today = match (&arguments.on, pattern.assessment.day) {
        (None, Some(day)) if arguments.journal.is_none() => day,
        (asked, _) => files::day(asked.as_deref())?,
    };
    let journal = super::journal(arguments.journal.as_deref(), arguments.trust, today)?;
    let request = match arguments.thorough {
        true => PlanRequest::thorough(&pattern.assessment),
        false => PlanRequest::quick(&pattern.assessment),
    };
    let knowledge = coxa_knowledge::knowledge();
    let (allowance, programme) = knowledge.prescribe(&pattern.pattern, &pattern.assessment, &journal, today, &request);
    let file = ProgrammeFile { pattern, programme };
    let stamp = files::stamp();
    let text = coxa_formats::write_programme(&file, &stamp).map_err(Failure::ours)?;
    output.document(&text, arguments.out.as_deref())?;
    output.people(&crate::show::programme(&file.programme, &allowance))?;
    output.saved(arguments.out.as_deref(), "programme.json")
}
