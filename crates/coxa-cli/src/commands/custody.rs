//! `coxa export`, `coxa backup`, `coxa erase`: a person's data out, a safe copy, and away for good.

use std::path::{Path, PathBuf};

use coxa_formats::{JournalOptions, Trust};
use coxa_store::{EventRecord, IfMissing, Journals, PersonId, SqliteJournals, StoreError, block_on};

use crate::arguments::{Backup, Erase, Export};
use crate::failure::Failure;
use crate::files;
use crate::show::{Output, print};
use crate::words::counted;

/// `sqlite:PATH` as a path.
pub(super) fn database(url: &str) -> Result<PathBuf, Failure> {
    let path = url.strip_prefix("sqlite:").filter(|path| !path.is_empty());
    path.map(PathBuf::from).ok_or_else(|| {
        Failure::usage(format!("--database {url:?}"), "sqlite:PATH; this version keeps journals in SQLite only")
    })
}

pub(crate) fn export(arguments: &Export, output: Output) -> Result<(), Failure> {
    let path = database(&arguments.database)?;
    let person = PersonId::new(arguments.person.clone())?;
    let import = arguments.import.iter().map(|path| records(path)).collect::<Result<Vec<_>, _>>()?;
    let missing = if import.is_empty() { IfMissing::Refuse } else { IfMissing::Create };
    let text = block_on(async {
        let store = SqliteJournals::open(&path, missing).await?;
        if !import.is_empty() {
            store.enrol(&person).await?;
        }
        for records in &import {
            store.append(&person, records).await?;
        }
        let mut bytes = Vec::new();
        store.export(&person, &mut bytes).await?;
        store.close().await;
        Ok(bytes)
    })?;
    let text = String::from_utf8_lossy(&text).into_owned();
    let events = text.lines().count();
    match &arguments.out {
        Some(out) => {
            files::write(out, &text)?;
            let value = serde_json::json!({ "person": arguments.person, "events": events, "out": out });
            output.value(&value, || format!("{} written to {}\n", counted(events, "event"), out.display()))
        }
        // The journal is NDJSON already, for programs and people alike.
        None => print(&mut std::io::stdout(), &text),
    }
}

/// A journal file's lines as the store keeps them.
fn records(path: &Path) -> Result<Vec<EventRecord>, Failure> {
    let options = JournalOptions { trust: Trust::ChainOnly, today: None };
    let bytes = files::read(path)?;
    let journal = coxa_formats::read_journal(&bytes, &options).map_err(|error| Failure::input(error, path, &bytes))?;
    if let Some(problem) = journal.problems.into_iter().next() {
        return Err(Failure::input(problem, path, &bytes));
    }
    let text = String::from_utf8_lossy(&bytes);
    let lines: std::collections::BTreeMap<String, &str> = text
        .lines()
        .filter_map(|line| {
            let value: serde_json::Value = serde_json::from_str(line).ok()?;
            Some((value.get("id")?.as_str()?.to_owned(), line))
        })
        .collect();
    journal
        .history
        .events()
        .iter()
        .filter_map(|event| lines.get(&*event.id).map(|line| (event, *line)))
        .map(|(event, line)| Ok(EventRecord::new(&*event.id, &*event.device, event.seq, event.at_ms, line)?))
        .collect()
}

pub(crate) fn backup(arguments: &Backup, output: Output) -> Result<(), Failure> {
    let path = database(&arguments.database)?;
    let copy = block_on(async {
        let store = SqliteJournals::open(&path, IfMissing::Refuse).await?;
        let copy = store.backup(&arguments.to).await?;
        store.close().await;
        Ok(copy)
    })?;
    let (events, people) = (copy.summary.events, copy.summary.people);
    let value = serde_json::json!({ "to": arguments.to, "events": events, "people": people, "bytes": copy.bytes });
    output.value(&value, || {
        format!("{events} events of {people} people, read back and found whole: {}\n", arguments.to.display())
    })
}

pub(crate) fn erase(arguments: &Erase, output: Output) -> Result<(), Failure> {
    let path = database(&arguments.database)?;
    let person = PersonId::new(arguments.person.clone())?;
    if !arguments.yes {
        return Err(Failure::usage("no --yes", "--yes: erasing is for good; `coxa export` first keeps a copy"));
    }
    let erased = block_on(async {
        let store = SqliteJournals::open(&path, IfMissing::Refuse).await?;
        let erased = store.erase(&person).await?;
        store.close().await;
        Ok(erased)
    })?;
    // A mistyped id must not look like an erasure.
    if !erased.known {
        return Err(StoreError::UnknownPerson.into());
    }
    let events = erased.events;
    output.value(&serde_json::json!({ "erased_events": events }), || {
        format!("{events} events erased; backups and exports made before still hold them\n")
    })
}
