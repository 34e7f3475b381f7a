//! Reading inputs whole and writing outputs whole or not at all.

use std::io::{Read, Write};
use std::path::Path;

use coxa::vocabulary::Day;
use coxa_formats::{InputError, Stamp};

use crate::failure::Failure;

/// Largest input that is read, bytes.
const LIMIT_BYTES: u64 = 512 << 20;

/// The bytes of a file, or of standard input when it is named `-`.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let fault = |reason| Failure::File { path: path.to_owned(), action: "read", reason };
    let mut bytes = Vec::new();
    if path.as_os_str() == "-" {
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

/// A file read and understood by `reader`, whose fault is told with the file's name and text.
pub(crate) fn parse<T>(path: &Path, reader: impl FnOnce(&[u8]) -> Result<T, InputError>) -> Result<T, Failure> {
    let bytes = read(path)?;
    reader(&bytes).map_err(|error| Failure::input(error, path, &bytes))
}

/// Writes a file under its name only once it is whole; a reader never meets half of it.
///
/// It stays readable by its owner alone: what coxa writes is about somebody's health.
pub(crate) fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let fault = |reason| Failure::File { path: path.to_owned(), action: "written", reason };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(fault)?;
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(fault)?;
    file.write_all(text.as_bytes()).and_then(|()| file.as_file().sync_all()).map_err(fault)?;
    file.persist(path).map_err(|error| fault(error.error))?;
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
        Some(text) => text.parse::<jiff::civil::Date>().map_err(|_| {
            Failure::Usage(format!("--on: found {text:?}, needed a day such as 2026-11-20; correct it"))
        })?,
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
