//! Reading inputs whole and writing outputs whole or not at all.

use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use coxa::vocabulary::Day;
use coxa_formats::{InputError, Stamp};

use crate::failure::{Edge, Failure};

/// Largest input that is read, bytes; every reader has a smaller limit of its own and says so.
const LIMIT_BYTES: u64 = 256 << 20;

/// Days that files can name.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2199;

/// The bytes of a file, or of standard input when it is named `-`.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let fault = |reason: std::io::Error| Failure::file(Edge::NotRead, path, &reason);
    let mut bytes = Vec::new();
    if is_standard_input(path) {
        std::io::stdin().lock().take(LIMIT_BYTES + 1).read_to_end(&mut bytes).map_err(fault)?;
    } else {
        let file = std::fs::File::open(path).map_err(fault)?;
        if file.metadata().map_err(fault)?.is_dir() {
            return Err(fault(std::io::Error::other("it is a folder")));
        }
        file.take(LIMIT_BYTES + 1).read_to_end(&mut bytes).map_err(fault)?;
    }
    Ok(bytes)
}

/// Whether a path names standard input.
pub(crate) fn is_standard_input(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Refuses two inputs from the one standard input: the second would find nothing left.
pub(crate) fn one_standard_input<'a>(paths: impl IntoIterator<Item = &'a Path>) -> Result<(), Failure> {
    match paths.into_iter().filter(|path| is_standard_input(path)).count() {
        0 | 1 => Ok(()),
        count => Err(Failure::usage(format!("- given {count} times"), "- at most once: standard input is read once")),
    }
}

/// A file read and understood by `reader`, whose fault is told with the file's name and text.
pub(crate) fn parse<T>(path: &Path, reader: impl FnOnce(&[u8]) -> Result<T, InputError>) -> Result<T, Failure> {
    let bytes = read(path)?;
    reader(&bytes).map_err(|error| Failure::input(error, path, &bytes))
}

/// A file as [`parse`] reads it, refused when it names an id that no table knows.
pub(crate) fn parse_known<T>(
    path: &Path,
    reader: impl FnOnce(&[u8]) -> Result<T, InputError>,
    unknown: impl FnOnce(&T) -> Option<coxa_knowledge::Unknown>,
) -> Result<T, Failure> {
    let bytes = read(path)?;
    let refused = |error: InputError| Failure::input(error, path, &bytes);
    let value = reader(&bytes).map_err(refused)?;
    match unknown(&value) {
        None => Ok(value),
        Some((place, id)) => Err(refused(InputError::unknown_id(&id).at_field(place))),
    }
}

/// Writes a file under its name only once it is whole; a reader never meets half of it.
///
/// It stays readable by its owner alone: what coxa writes is about somebody's health. A link is followed, and what is
/// no ordinary file, such as a device or a pipe, is written to and never replaced.
pub(crate) fn write(path: &Path, text: &str) -> Result<(), Failure> {
    write_whole(path, &mut |file| file.write_all(text.as_bytes()))
}

/// Writes a file as [`write`] does: a beginning, and what another file holds after it.
pub(crate) fn write_after(path: &Path, beginning: &str, mut rest: std::fs::File) -> Result<(), Failure> {
    rest.seek(SeekFrom::Start(0)).map_err(|reason| Failure::file(Edge::NotWritten, path, &reason))?;
    write_whole(path, &mut |file| {
        file.write_all(beginning.as_bytes())?;
        std::io::copy(&mut rest, file).map(drop)
    })
}

fn write_whole(path: &Path, fill: &mut dyn FnMut(&mut std::fs::File) -> std::io::Result<()>) -> Result<(), Failure> {
    let fault = |reason: std::io::Error| Failure::file(Edge::NotWritten, path, &reason);
    let target: PathBuf = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let kind = std::fs::metadata(&target).map(|found| found.file_type());
    if kind.as_ref().is_ok_and(std::fs::FileType::is_dir) {
        return Err(fault(std::io::Error::other("it is a folder")));
    }
    if kind.is_ok_and(|kind| !kind.is_file()) {
        let mut special = std::fs::OpenOptions::new().write(true).open(&target).map_err(fault)?;
        return fill(&mut special).map_err(fault);
    }
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(fault)?;
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(fault)?;
    fill(file.as_file_mut()).and_then(|()| file.as_file().sync_all()).map_err(fault)?;
    file.persist(&target).map_err(|error| fault(error.error))?;
    Ok(())
}

/// What files made by this binary carry.
pub(crate) fn stamp() -> Stamp {
    Stamp {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        knowledge_hash: coxa_knowledge::hash().to_owned(),
        rule_version: coxa_knowledge::rule_version().to_owned(),
    }
}

/// The day asked for, or today by this machine's clock.
pub(crate) fn day(asked: Option<&str>) -> Result<Day, Failure> {
    let date = match asked {
        None => jiff::ZonedDateTime::now().date(),
        Some(text) => {
            text.parse::<jiff::civil::Date>().ok().filter(|date| YEARS.contains(&date.year())).ok_or_else(|| {
                Failure::usage(format!("--on {text:?}"), "a day of the years 1900 to 2199, such as 2026-11-20")
            })?
        }
    };
    Ok(day_of(date))
}

/// A calendar date as the core counts days.
pub(crate) fn day_of(date: jiff::civil::Date) -> Day {
    let epoch = jiff::civil::date(1970, 1, 1);
    let days = date.since(epoch).map_or(0, |span| span.get_days());
    Day::from_days(days)
}

/// A day as written for people and files.
pub(crate) fn date_text(day: Day) -> String {
    let epoch = jiff::civil::date(1970, 1, 1);
    let span = jiff::Span::new().try_days(day.days());
    span.and_then(|span| epoch.checked_add(span)).map_or_else(|_| day.days().to_string(), |date| date.to_string())
}
