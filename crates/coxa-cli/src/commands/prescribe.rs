//! `coxa prescribe`: a pattern to a programme.

use coxa::prescribe::PlanRequest;
use coxa_formats::ProgrammeFile;

use crate::arguments::Prescribe;
use crate::failure::Failure;
use crate::files;
use crate::show::Output;

/// Nodes after which a quick plan is taken as it stands; the answer is the same on every machine.
const QUICK_NODES: u64 = 200_000;

/// Nodes of a thorough search.
const THOROUGH_NODES: u64 = 20_000_000;

/// A quick plan may stop this close to its bound, percent.
const QUICK_GAP_PCT: f64 = 1.0;

pub(crate) fn run(arguments: &Prescribe, output: Output) -> Result<(), Failure> {
    let inputs = std::iter::once(&arguments.pattern).chain(&arguments.journal);
    files::one_standard_input(inputs.map(AsRef::as_ref))?;
    let pattern = files::parse(&arguments.pattern, coxa_formats::read_pattern)?.value;
    let today = match (&arguments.on, pattern.assessment.day) {
        (None, Some(day)) if arguments.journal.is_none() => day,
        (asked, _) => files::day(asked.as_deref())?,
    };
    let journal = super::journal(arguments.journal.as_deref(), arguments.trust, today)?;
    let request = request(&pattern.assessment, arguments.thorough);
    let knowledge = coxa_knowledge::knowledge();
    let (allowance, programme) = knowledge.prescribe(&pattern.pattern, &pattern.assessment, &journal, today, &request);
    let file = ProgrammeFile { pattern, programme };
    let stamp = files::stamp();
    let text = coxa_formats::write_programme(&file, &stamp).map_err(Failure::ours)?;
    output.document(&text, arguments.out.as_deref())?;
    output.people(&crate::show::programme(&file.programme, &allowance))?;
    output.saved(arguments.out.as_deref(), "programme.json")
}

/// What the plan is asked for, from the assessment.
pub(crate) fn request(assessment: &coxa::vocabulary::Assessment, thorough: bool) -> PlanRequest {
    PlanRequest {
        goals: assessment.goals.clone(),
        constraints: assessment.constraints.clone(),
        feels_tight: assessment.feels_tight,
        node_limit: if thorough { THOROUGH_NODES } else { QUICK_NODES },
        gap_pct: if thorough { 0.0 } else { QUICK_GAP_PCT },
    }
}
