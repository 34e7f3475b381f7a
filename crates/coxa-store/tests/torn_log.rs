//! What a power cut can do to the log: cut it anywhere, damage it anywhere. The database opens, is sound, and holds a
//! prefix of what was appended. That nothing *acknowledged* is cut off rests on `synchronous=FULL`, not on this test.
#![expect(clippy::unwrap_used, reason = "a failed step is a failed test")]

mod seeded;

use std::path::Path;

use coxa_store::{EventRecord, IfMissing, Journals, PersonId, SqliteJournals};
use seeded::Random;

const ROUNDS: u64 = 60;
/// Events of one request: they are committed together, so that a prefix ends between requests.
const IN_ONE_REQUEST: u64 = 3;
const REQUESTS: u64 = 40;

fn person() -> PersonId {
    PersonId::new("person-of-the-log").unwrap()
}

fn event(seq: u64) -> EventRecord {
    let line = format!(r#"{{"padding":"{}","seq":{seq}}}"#, "p".repeat((seq * 97 % 700) as usize));
    EventRecord::new(format!("id-{seq}"), "phone", seq, seq as i64, line).unwrap()
}

fn request(number: u64) -> Vec<EventRecord> {
    (0..IN_ONE_REQUEST).map(|n| event(number * IN_ONE_REQUEST + n)).collect()
}

/// Database and log as they stand on disk while the writer is in the middle of its work.
async fn caught_in_the_middle() -> (Vec<u8>, Vec<u8>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let store = SqliteJournals::open(&path, IfMissing::Create).await.unwrap();
    store.enrol(&person()).await.unwrap();
    // The first part reaches the database file, the rest stays in the log.
    for number in 0..REQUESTS / 4 {
        store.append(&person(), &request(number)).await.unwrap();
    }
    store.close().await;
    let store = SqliteJournals::open(&path, IfMissing::Create).await.unwrap();
    for number in REQUESTS / 4..REQUESTS {
        store.append(&person(), &request(number)).await.unwrap();
    }
    let caught = (std::fs::read(&path).unwrap(), std::fs::read(folder.path().join("a.db-wal")).unwrap());
    store.close().await;
    caught
}

/// Opens what is left, checks that it is sound and a prefix of whole requests; how many events.
async fn prefix_kept(database: &[u8], log: &[u8], round: &str) -> u64 {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    std::fs::write(&path, database).unwrap();
    std::fs::write(folder.path().join("a.db-wal"), log).unwrap();
    let store = SqliteJournals::open(&path, IfMissing::Refuse).await.unwrap();
    let kept = store.journal(&person()).await.unwrap();
    let all: Vec<EventRecord> = (0..REQUESTS).flat_map(request).collect();
    assert_eq!(kept, all[..kept.len()], "{round}");
    assert_eq!(kept.len() as u64 % IN_ONE_REQUEST, 0, "{round}");
    assert!(kept.len() as u64 >= REQUESTS / 4 * IN_ONE_REQUEST, "{round}: what was in the database is gone");
    // Sending everything again mends it.
    store.append(&person(), &all).await.unwrap();
    assert_eq!(store.journal(&person()).await.unwrap(), all, "{round}");
    store.close().await;
    assert_sound(&path).await;
    kept.len() as u64
}

async fn assert_sound(path: &Path) {
    assert_eq!(SqliteJournals::check(path).await.unwrap().summary.events, REQUESTS * IN_ONE_REQUEST);
}

#[tokio::test]
async fn a_log_cut_anywhere_leaves_a_sound_prefix() {
    let (database, log) = caught_in_the_middle().await;
    let mut random = Random(1);
    assert_eq!(prefix_kept(&database, &log, "whole").await, REQUESTS * IN_ONE_REQUEST);
    assert_eq!(prefix_kept(&database, &[], "no log").await, REQUESTS / 4 * IN_ONE_REQUEST);
    let mut shorter = 0;
    for round in 0..ROUNDS {
        let length = random.below(log.len() as u64) as usize;
        let kept = prefix_kept(&database, &log[..length], &format!("round {round}, cut to {length}")).await;
        shorter += u64::from(kept < REQUESTS * IN_ONE_REQUEST);
    }
    assert_eq!(shorter, ROUNDS, "a cut log must lose its last commit, or the test cut nothing");
}

#[tokio::test]
async fn a_log_damaged_anywhere_leaves_a_sound_prefix() {
    let (database, log) = caught_in_the_middle().await;
    let mut random = Random(2);
    for round in 0..ROUNDS {
        let mut damaged = log.clone();
        let start = random.below(log.len() as u64) as usize;
        // A sector that was never written, as after a power cut.
        let end = (start + 512).min(log.len());
        damaged[start..end].fill(0);
        prefix_kept(&database, &damaged, &format!("round {round}, lost sector at {start}")).await;
    }
}
