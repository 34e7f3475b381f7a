//! `coxa journal`: append one event, or check a journal.

use std::fmt::Write;
use std::io::Write as _;
use std::path::Path;

use coxa::dose::Integrity;
use coxa_formats::{EventDraft, JournalOptions, Trust};

use crate::arguments::Journal;
use crate::failure::{Edge, Failure};
use crate::files;
use crate::show::{Output, mind};
use crate::words::counted;

pub(crate) fn run(arguments: &Journal, output: Output) -> Result<(), Failure> {
    let options = JournalOptions { trust: Trust::ChainOnly, today: Some(files::day(None)?) };
    match arguments {
        Journal::Append { journal, event } => append(journal, event, &options, output),
        Journal::Verify { journal } => verify(journal, &options, output),
    }
}

fn append(journal: &Path, event: &Path, options: &JournalOptions, output: Output) -> Result<(), Failure> {
    if journal.as_os_str() == "-" {
        return Err(Failure::usage(
            "- as the journal",
            "the journal's path: nothing can be appended to standard input",
        ));
    }
    let unknown = |draft: &EventDraft| draft.heard().and_then(|kind| coxa_knowledge::unknown_in_event(&kind));
    let draft = files::parse_known(event, EventDraft::read, unknown)?;
    let fault = |reason: std::io::Error| Failure::file(Edge::NotWritten, journal, &reason);
    let mut file = std::fs::OpenOptions::new().read(true).append(true).create(true).open(journal).map_err(fault)?;
    // Two writers at once would both give out the same number.
    file.lock().map_err(fault)?;
    let bytes = files::read(journal)?;
    let appended =
        coxa_formats::append_event(&bytes, &draft, options).map_err(|error| Failure::input(error, journal, &bytes))?;
    file.write_all(appended.line.as_bytes()).and_then(|()| file.sync_all()).map_err(fault)?;
    for caveat in &appended.caveats {
        mind(&format!("mind: {}", caveat.text));
    }
    let already = appended.line.is_empty();
    let value = serde_json::json!({ "appended": !already, "id": draft.id });
    output.value(&value, || {
        if already { "the event is there already; nothing was written\n".to_owned() } else { appended.line.clone() }
    })
}

fn verify(path: &Path, options: &JournalOptions, output: Output) -> Result<(), Failure> {
    let journal = files::parse(path, |bytes| coxa_formats::read_journal(bytes, options))?;
    let integrity = journal.history.integrity();
    let devices: Vec<_> = journal
        .devices
        .iter()
        .map(|device| {
            serde_json::json!({
                "device": &*device.device, "events": device.events, "last_seq": device.last_seq,
                "first_break": device.first_break.as_ref().map(ToString::to_string),
            })
        })
        .collect();
    let problems: Vec<String> = journal.problems.iter().map(ToString::to_string).collect();
    let caveats: Vec<&str> = journal.caveats.iter().map(|caveat| caveat.text.as_str()).collect();
    let value = serde_json::json!({
        "integrity": integrity.id(), "events": journal.history.events().len(),
        "devices": devices, "problems": problems, "caveats": caveats,
    });
    output.value(&value, || {
        let mut text = String::new();
        let _ = writeln!(text, "{}: {}", integrity, counted(journal.history.events().len(), "event"));
        for device in &journal.devices {
            let events = counted(device.events, "event");
            let _ = writeln!(text, "  {}: {events}, last number {}", device.device, device.last_seq);
        }
        for line in problems.iter().map(String::as_str).chain(caveats.iter().copied()) {
            let _ = writeln!(text, "  {line}");
        }
        text
    })?;
    // What is wrong with it stands in the answer already, so that there is one answer and not two.
    if integrity == Integrity::Gap { Err(Failure::Said(1)) } else { Ok(()) }
}
