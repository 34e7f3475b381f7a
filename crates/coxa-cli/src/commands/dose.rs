//! `coxa dose`: programme and journal to today's session.

use crate::arguments::Dose;
use crate::failure::Failure;
use crate::files;
use crate::show::Output;

pub(crate) fn run(arguments: &Dose, output: Output) -> Result<(), Failure> {
    files::one_standard_input([arguments.programme.as_path(), arguments.journal.as_path()])?;
    let file = files::parse(&arguments.programme, coxa_formats::read_programme)?.value;
    let today = files::day(arguments.on.as_deref())?;
    let journal = super::journal(Some(&arguments.journal), arguments.trust, today)?;
    let journal = journal.preceded_by(super::embedded(&file), today);
    let session = coxa_knowledge::knowledge().dose(&file.programme, &journal, today);
    let stamp = files::stamp();
    let text = coxa_formats::write_session(&session, &stamp).map_err(Failure::ours)?;
    output.document(&text, arguments.out.as_deref())?;
    output.people(&crate::show::session(&session))?;
    output.saved(arguments.out.as_deref(), "session.json")
}
