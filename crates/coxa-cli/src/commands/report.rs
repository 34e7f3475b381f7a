//! `coxa report`: a self-contained HTML page from files that are there already.

use coxa::measure::{MeasureOptions, Measured, Motion};
use coxa::vocabulary::Instrument;
use coxa_formats::{Code, PatternFile};

use crate::arguments;
use crate::failure::Failure;
use crate::files;
use crate::report::{Report, page};
use crate::show::Output;

pub(crate) fn run(arguments: &arguments::Report, output: Output) -> Result<(), Failure> {
    let bytes = files::read(&arguments.file)?;
    let (pattern, programme): (PatternFile, _) = match coxa_formats::read_programme(&bytes) {
        Ok(stamped) => (stamped.value.pattern, Some(stamped.value.programme)),
        Err(error) if error.code == Code::SchemaOtherKind => {
            let stamped = coxa_formats::read_pattern(&bytes);
            (stamped.map_err(|error| Failure::input(error, &arguments.file, &bytes))?.value, None)
        }
        Err(error) => return Err(Failure::input(error, &arguments.file, &bytes)),
    };
    let session = match &arguments.session {
        Some(path) => Some(files::parse(path, coxa_formats::read_session)?.value),
        None => None,
    };
    let recordings: Vec<(Motion, Measured)> = arguments
        .motion
        .iter()
        .map(|path| {
            let motion = super::measure::motion(path, Instrument::Optical)?;
            let measured = super::measure::measure(&motion, &MeasureOptions::default())?;
            Ok((motion, measured))
        })
        .collect::<Result<_, Failure>>()?;
    let stamp = files::stamp();
    let text = page(&Report {
        title: "Hip mobility report",
        pattern: &pattern,
        programme: programme.as_ref(),
        session: session.as_ref(),
        recordings: &recordings,
        stamp: &stamp,
    });
    files::write(&arguments.out, &text)?;
    let value = serde_json::json!({ "report": arguments.out });
    output.value(&value, || format!("written: {}\n", arguments.out.display()))
}
