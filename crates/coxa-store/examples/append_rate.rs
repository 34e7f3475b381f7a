//! How fast are acknowledged appends, beside the disk's own rate of waiting? Run with `--release`; takes a folder, default `.`.

use std::fs::OpenOptions;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use coxa_store::{EventRecord, IfMissing, Journals, PersonId, SqliteJournals, StoreError, block_on};
use futures_util::future::try_join_all;

const MEASURE_FOR: Duration = Duration::from_secs(3);

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let base = std::env::args().nth(1).unwrap_or_else(|| ".".to_owned());
    let folder = tempfile::tempdir_in(base)?;
    let mut out = std::io::stdout();
    let alone = disk_waits(folder.path())?;
    writeln!(out, "write 4 KiB and wait for the disk      {alone:>10.0} /s   1.00")?;
    for (name, at_once, in_one) in [
        ("one event, one caller", 1, 1),
        ("one event each, 16 callers at once", 16, 1),
        ("one event each, 200 callers at once", 200, 1),
        ("100 events a request, one caller", 1, 100),
        ("1000 events a request, one caller", 1, 1000),
    ] {
        let rate = block_on(append(&folder.path().join(format!("{at_once}-{in_one}.db")), at_once, in_one))?;
        writeln!(out, "{name:<38} {rate:>10.0} /s   {:.2}", rate / alone)?;
    }
    writeln!(out, "(the last column is relative to the first row, measured in the same run)")?;
    Ok(())
}

fn disk_waits(folder: &Path) -> std::io::Result<f64> {
    let path = folder.join("waits");
    let mut file = OpenOptions::new().create_new(true).write(true).open(path)?;
    let block = [7_u8; 4096];
    let (started, mut waits) = (Instant::now(), 0_u32);
    while started.elapsed() < MEASURE_FOR {
        // Overwrites the same place, as a log that was folded does.
        file.seek(SeekFrom::Start(u64::from(waits % 256) * 4096))?;
        file.write_all(&block)?;
        file.sync_data()?;
        waits += 1;
    }
    Ok(f64::from(waits) / started.elapsed().as_secs_f64())
}

async fn append(path: &Path, at_once: u64, in_one: u64) -> Result<f64, StoreError> {
    let store = SqliteJournals::open(path, IfMissing::Create).await?;
    let person = PersonId::new("person")?;
    store.enrol(&person).await?;
    let (started, mut seq) = (Instant::now(), 0);
    while started.elapsed() < MEASURE_FOR {
        let requests: Vec<Vec<EventRecord>> =
            (0..at_once).map(|_| (0..in_one).map(|_| next(&mut seq)).collect()).collect::<Result<_, _>>()?;
        try_join_all(requests.iter().map(|events| store.append(&person, events))).await?;
    }
    let rate = seq as f64 / started.elapsed().as_secs_f64();
    store.close().await;
    Ok(rate)
}

/// The size of a set that was logged, hashes included.
fn next(seq: &mut u64) -> Result<EventRecord, StoreError> {
    let line = format!(r#"{{"padding":"{}","seq":{seq}}}"#, "p".repeat(420));
    let event = EventRecord::new(format!("0190f3c8-0000-7000-8000-{seq:012x}"), "phone", *seq, *seq as i64, line);
    *seq += 1;
    event
}
