//! After an erasure no byte of the person is left: the raw bytes of every file are searched.
#![expect(clippy::unwrap_used, reason = "a failed step is a failed test")]

mod seeded;

use std::path::Path;

use coxa_store::{EventRecord, IfMissing, Journals, PersonId, SqliteJournals};
use seeded::Random;
use sqlx::{Connection, SqliteConnection};

/// Each seed splits other pages.
const ROUNDS_OF_MOVING: u64 = 12;

const NAME: &str = "Wilhelmina Quastenflosser";

fn erased() -> PersonId {
    PersonId::new("person-7f3a-to-be-erased").unwrap()
}

fn kept() -> PersonId {
    PersonId::new("person-11c2-who-stays").unwrap()
}

/// Marks that only the erased person's rows hold: person, device, event ids and lines.
const TRACES: [&[u8]; 4] = [b"7f3a", b"quasten-phone", b"quasten-event", NAME.as_bytes()];

fn hers(seq: u64, random: &mut Random) -> EventRecord {
    // Sizes from a few bytes to several pages, so that rows overflow and pages are split and joined.
    let padding = "x".repeat(random.below(9_000) as usize);
    let line = format!(r#"{{"name":"{NAME}","padding":"{padding}"}}"#);
    // Times at random, so that index pages fill in the middle and split too.
    let at_ms = random.below(1_000_000) as i64;
    EventRecord::new(format!("quasten-event-{seq}"), "quasten-phone", seq, at_ms, line).unwrap()
}

fn his(seq: u64) -> EventRecord {
    EventRecord::new(format!("other-{seq}"), "other-phone", seq, seq as i64, format!(r#"{{"seq":{seq}}}"#)).unwrap()
}

/// How many of the traces are found in any file of the folder.
fn traces_in(folder: &Path) -> usize {
    let mut found = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        found += TRACES.iter().filter(|trace| bytes.windows(trace.len()).any(|window| window == **trace)).count();
    }
    found
}

async fn both_mixed(folder: &Path) -> SqliteJournals {
    let store = SqliteJournals::open(folder.join("a.db"), IfMissing::Create).await.unwrap();
    store.enrol(&erased()).await.unwrap();
    store.enrol(&kept()).await.unwrap();
    let mut random = Random(7);
    for seq in 0..60 {
        store.append(&kept(), &[his(seq)]).await.unwrap();
        store.append(&erased(), &[hers(2 * seq, &mut random), hers(2 * seq + 1, &mut random)]).await.unwrap();
    }
    store
}

#[tokio::test]
async fn no_byte_is_left_in_database_log_or_free_pages_while_the_store_is_open() {
    let folder = tempfile::tempdir().unwrap();
    let store = both_mixed(folder.path()).await;
    assert!(traces_in(folder.path()) >= TRACES.len(), "the search must be able to find them");
    assert_eq!(store.erase(&erased()).await.unwrap().events, 120);
    assert!(folder.path().join("a.db-wal").exists(), "the log is still in use and was searched too");
    assert_eq!(traces_in(folder.path()), 0);
    store.append(&kept(), &[his(60)]).await.unwrap();
    assert_eq!(store.journal(&kept()).await.unwrap(), (0..=60).map(his).collect::<Vec<_>>());
    store.close().await;
    assert_eq!(traces_in(folder.path()), 0);
    assert_eq!(SqliteJournals::check(folder.path().join("a.db")).await.unwrap().summary.events, 61);
}

#[tokio::test]
async fn a_backup_made_after_an_erasure_holds_no_trace() {
    let folder = tempfile::tempdir().unwrap();
    let copies = tempfile::tempdir().unwrap();
    let store = both_mixed(folder.path()).await;
    store.erase(&erased()).await.unwrap();
    store.backup(copies.path().join("copy.db")).await.unwrap();
    store.close().await;
    assert_eq!(traces_in(copies.path()), 0);
}

#[tokio::test]
async fn deleting_alone_would_leave_bytes_behind() {
    let folder = tempfile::tempdir().unwrap();
    both_mixed(folder.path()).await.close().await;
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(folder.path().join("a.db"));
    let mut shell = SqliteConnection::connect_with(&options).await.unwrap();
    for sql in ["INSERT INTO erasure SELECT id FROM person", "DELETE FROM event", "DELETE FROM erasure"] {
        sqlx::query(sql).execute(&mut shell).await.unwrap();
    }
    assert!(traces_in(folder.path()) > 0, "otherwise the search proves nothing");
    shell.close().await.unwrap();
}

#[tokio::test]
async fn an_erasure_that_a_foreign_reader_holds_up_says_so_and_the_next_opening_ends_it() {
    let folder = tempfile::tempdir().unwrap();
    let store = both_mixed(folder.path()).await;
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(folder.path().join("a.db"));
    let mut foreign = SqliteConnection::connect_with(&options).await.unwrap();
    let mut snapshot = foreign.begin().await.unwrap();
    sqlx::query("SELECT count(*) FROM event").execute(&mut *snapshot).await.unwrap();
    let held_up = store.erase(&erased()).await;
    assert_eq!(held_up.map_err(|error| error.code()), Err("store.erasure_unfinished"));
    assert_eq!(store.journal(&erased()).await.map_err(|e| e.code()), Err("store.unknown_person"));
    store.close().await;
    assert!(traces_in(folder.path()) > 0, "the foreign reader keeps them alive");
    snapshot.rollback().await.unwrap();
    foreign.close().await.unwrap();
    let store = SqliteJournals::open(folder.path().join("a.db"), IfMissing::Refuse).await.unwrap();
    assert_eq!(traces_in(folder.path()), 0);
    store.close().await;
}

#[tokio::test]
async fn rows_that_moved_between_pages_leave_no_stale_copies() {
    // Small rows of three people at random times: index pages that hold two of them split again and again.
    for seed in 0..ROUNDS_OF_MOVING {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteJournals::open(folder.path().join("a.db"), IfMissing::Create).await.unwrap();
        let people = [kept(), erased(), PersonId::new("person-9999-who-stays-too").unwrap()];
        let mut random = Random(seed);
        for person in &people {
            store.enrol(person).await.unwrap();
        }
        for seq in 0..400 {
            let chosen = random.below(3) as usize;
            let of = if chosen == 1 { "quasten" } else { "other" };
            let (id, at_ms) = (format!("{of}-event-{}-{seq}", random.below(10_000)), random.below(1_000_000) as i64);
            let line = format!(r#"{{"of":"{of}","padding":"{}"}}"#, "x".repeat(random.below(60) as usize));
            let event = EventRecord::new(id, format!("{of}-phone"), random.below(1 << 40), at_ms, line).unwrap();
            store.append(&people[chosen], &[event]).await.unwrap();
        }
        store.erase(&erased()).await.unwrap();
        assert_eq!(traces_in(folder.path()), 0, "seed {seed}");
        store.close().await;
    }
}
