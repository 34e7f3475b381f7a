//! The writing process is killed at random points; nothing it acknowledged may be missing afterwards.
//!
//! This proves survival of process death, not of power loss: the operating system keeps what a dead process wrote.
//! This program runs itself again, with [`TASK`] set, as the process to be killed.
#![expect(clippy::unwrap_used, reason = "a failed step is a failed test")]

mod seeded;

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use coxa_store::{EventRecord, IfMissing, Journals, PersonId, SqliteJournals, StoreError, block_on};
use libtest_mimic::{Arguments, Failed, Trial};
use seeded::Random;

/// What the child shall do: `append PATH FROM`, `erase PATH` or `backup PATH TO`, separated by line breaks.
const TASK: &str = "COXA_STORE_KILLED_TASK";

const APPEND_ROUNDS: u64 = 200;
const OTHER_ROUNDS: u64 = 40;
/// A child that nobody kills ends by itself.
const LAST_REQUEST: u64 = 100_000;

fn main() -> ExitCode {
    if let Ok(task) = std::env::var(TASK) {
        // Ends with an error when the parent is gone and nobody reads the acknowledgements.
        return if block_on(child(&task)).is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    let tests = vec![
        Trial::test("killing_the_writer_200_times_loses_no_acknowledged_event", appending),
        Trial::test("killing_an_erasure_leaves_everything_or_no_trace", erasing),
        Trial::test("killing_a_backup_leaves_no_half_copy", backing_up),
    ];
    libtest_mimic::run(&Arguments::from_args(), tests).exit_code()
}

fn person() -> PersonId {
    PersonId::new("person-of-the-killed-writer").unwrap()
}

/// Request `number` holds one to four events; the sizes vary so that kills meet small and large commits.
fn request(number: u64) -> Vec<EventRecord> {
    (0..=number % 4)
        .map(|n| {
            let padding = "p".repeat(((number * 7 + n) * 131 % 2_000) as usize);
            let line = format!(r#"{{"number":{number},"of":{n},"padding":"{padding}"}}"#);
            EventRecord::new(format!("id-{number}-{n}"), "phone", number * 4 + n, number as i64, line).unwrap()
        })
        .collect()
}

async fn child(task: &str) -> Result<(), StoreError> {
    let mut words = task.lines();
    let mut word = || words.next().unwrap_or_default();
    let (kind, path) = (word(), word());
    let store = SqliteJournals::open(path, IfMissing::Create).await?;
    let acknowledge = |number: u64| {
        let mut out = std::io::stdout().lock();
        writeln!(out, "ack {number}").and_then(|()| out.flush()).map_err(|_| StoreError::Closed)
    };
    match kind {
        "append" => {
            store.enrol(&person()).await?;
            for number in word().parse().unwrap_or(0)..LAST_REQUEST {
                store.append(&person(), &request(number)).await?;
                acknowledge(number)?;
            }
        }
        "erase" => {
            acknowledge(0)?;
            store.erase(&person()).await?;
            acknowledge(1)?;
        }
        _ => {
            acknowledge(0)?;
            store.backup(word()).await?;
            acknowledge(1)?;
        }
    }
    store.close().await;
    Ok(())
}

/// Starts the child, kills it `pause` after its `acks`-th acknowledgement, and returns all it acknowledged until it died.
fn killed(task: &str, acks: u64, pause: Duration) -> Vec<u64> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .env(TASK, task)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let number = |line: String| line.strip_prefix("ack ").and_then(|number| number.parse().ok());
    let mut acknowledged: Vec<u64> = said.by_ref().take(acks as usize).filter_map(number).collect();
    let until = Instant::now() + pause;
    // Sleeping is too coarse for the points inside one commit.
    while Instant::now() < until {
        std::hint::spin_loop();
    }
    // SIGKILL: the child can neither finish nor tidy up. It may already have ended by itself.
    let _ended_before = child.kill();
    // What it had said before it died counts as well; a torn last line was never said in full.
    acknowledged.extend(said.filter_map(number));
    child.wait().unwrap();
    acknowledged
}

fn appending() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("a.db");
    let mut random = Random(2026);
    let mut kept_before = 0;
    let (mut in_opening, mut unacknowledged) = (0, 0);
    for round in 0..APPEND_ROUNDS {
        let task = format!("append\n{}\n{kept_before}", path.display());
        // One round in eight is killed while it opens, recovers or begins; a commit takes some milliseconds.
        let acks = if random.below(8) == 0 { 0 } else { 1 + random.below(10) };
        let pause = Duration::from_micros(random.below(if acks == 0 { 12_000 } else { 6_000 }));
        let acknowledged = killed(&task, acks, pause);
        in_opening += u64::from(acknowledged.is_empty());

        let must = acknowledged.last().map_or(kept_before, |last| last + 1);
        if acknowledged.iter().copied().ne(kept_before..must) {
            return Err(format!("round {round}: acknowledged out of order: {acknowledged:?}").into());
        }
        kept_before = kept(&path, must).map_err(|found| format!("round {round}, acknowledged {must}: {found}"))?;
        unacknowledged += u64::from(kept_before > must);
    }
    // Kills that never meet an opening, or never a commit under way, would test less than they claim.
    if kept_before < APPEND_ROUNDS || in_opening == 0 || unacknowledged == 0 {
        return Err(format!("{kept_before} kept, {in_opening} killed in opening, {unacknowledged} in a commit").into());
    }
    Ok(())
}

/// Opens what the dead writer left; how many requests are whole, which is at least `must`.
fn kept(path: &Path, must: u64) -> Result<u64, String> {
    let events = block_on(async {
        let store = SqliteJournals::open(path, IfMissing::Create).await?;
        store.enrol(&person()).await?;
        let events = store.journal(&person()).await?;
        store.close().await;
        SqliteJournals::check(path).await?;
        Ok(events)
    });
    let events = events.map_err(|error| error.to_string())?;
    let mut requests = 0;
    let mut rest = &events[..];
    while !rest.is_empty() {
        let wanted = request(requests);
        rest = rest.strip_prefix(&wanted[..]).ok_or(format!("request {requests} is not whole"))?;
        requests += 1;
    }
    if requests < must { Err(format!("only {requests} requests are there")) } else { Ok(requests) }
}

fn filled(path: &Path) -> Result<u64, StoreError> {
    block_on(async {
        let store = SqliteJournals::open(path, IfMissing::Create).await?;
        store.enrol(&person()).await?;
        let events: Vec<EventRecord> = (0..60).flat_map(request).collect();
        store.append(&person(), &events).await?;
        store.close().await;
        Ok(events.len() as u64)
    })
}

fn erasing() -> Result<(), Failed> {
    let mut random = Random(3);
    let mut takes = Duration::ZERO;
    for round in 0..OTHER_ROUNDS {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("a.db");
        let events = filled(&path)?;
        let task = format!("erase\n{}", path.display());
        if round == 0 {
            // Erased in full and killed before closing; how long that took spreads the other kills on this machine.
            let started = Instant::now();
            killed(&task, 2, Duration::ZERO);
            takes = started.elapsed();
        } else {
            killed(&task, 1, takes.mul_f64(random.below(1_000) as f64 / 1_000.0));
        }
        let left = block_on(async {
            let store = SqliteJournals::open(&path, IfMissing::Refuse).await?;
            let left = store.summary().await?;
            store.close().await;
            SqliteJournals::check(&path).await?;
            Ok(left)
        })?;
        match (left.people, left.events) {
            (1, all) if all == events && round > 0 => {}
            (0, 0) => {
                for entry in std::fs::read_dir(folder.path())? {
                    let bytes = std::fs::read(entry?.path())?;
                    for trace in [person().as_str().as_bytes(), b"padding"] {
                        if bytes.windows(trace.len()).any(|window| window == trace) {
                            return Err(format!("round {round}: a trace is left").into());
                        }
                    }
                }
            }
            other => return Err(format!("round {round}: half erased, {other:?}").into()),
        }
    }
    Ok(())
}

fn backing_up() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("a.db");
    let events = filled(&path)?;
    let mut random = Random(4);
    let mut takes = Duration::ZERO;
    for round in 0..OTHER_ROUNDS {
        let copy = folder.path().join(format!("copy-{round}.db"));
        let task = format!("backup\n{}\n{}", path.display(), copy.display());
        if round == 0 {
            let started = Instant::now();
            killed(&task, 2, Duration::ZERO);
            takes = started.elapsed();
        } else {
            killed(&task, 1, takes.mul_f64(random.below(1_000) as f64 / 1_000.0));
        }
        if copy.exists() {
            let found = block_on(SqliteJournals::check(&copy))?;
            if found.summary.events != events {
                return Err(format!("round {round}: half a copy").into());
            }
        } else if round == 0 {
            return Err("an acknowledged backup is not there".into());
        }
    }
    Ok(())
}
