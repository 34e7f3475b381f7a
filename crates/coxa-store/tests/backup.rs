//! Safety copies hold what was acknowledged, never appear half, and a damaged one is not restored.
#![expect(clippy::unwrap_used, reason = "a failed step is a failed test")]

use std::path::Path;

use coxa_store::{EventRecord, IfMissing, Journals, PersonId, SqliteJournals};
use futures_util::future::join;

fn person() -> PersonId {
    PersonId::new("person-of-the-backup").unwrap()
}

fn event(seq: u64) -> EventRecord {
    let line = format!(r#"{{"note":"{}","seq":{seq}}}"#, "padding ".repeat(20));
    EventRecord::new(format!("id-{seq}"), "phone", seq, seq as i64, line).unwrap()
}

async fn store_with(folder: &Path, events: u64) -> SqliteJournals {
    let store = SqliteJournals::open(folder.join("live.db"), IfMissing::Create).await.unwrap();
    store.enrol(&person()).await.unwrap();
    store.append(&person(), &(0..events).map(event).collect::<Vec<_>>()).await.unwrap();
    store
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_restored_backup_holds_the_same_and_takes_new_events() {
    let folder = tempfile::tempdir().unwrap();
    let (copy, restored) = (folder.path().join("copy.db"), folder.path().join("restored.db"));
    let store = store_with(folder.path(), 300).await;
    let backup = store.backup(&copy).await.unwrap();
    assert_eq!(backup.summary, store.summary().await.unwrap());
    assert_eq!(backup.bytes, std::fs::metadata(&copy).unwrap().len());
    store.close().await;
    assert_eq!(SqliteJournals::check(&copy).await.unwrap(), backup);
    assert_eq!(SqliteJournals::restore(&copy, &restored).await.unwrap(), backup);
    let again = SqliteJournals::open(&restored, IfMissing::Refuse).await.unwrap();
    assert_eq!(again.summary().await.unwrap(), backup.summary);
    again.append(&person(), &[event(300)]).await.unwrap();
    assert_eq!(again.journal(&person()).await.unwrap().len(), 301);
    again.close().await;
    assert_eq!(names(folder.path()), ["copy.db", "live.db", "restored.db"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_while_others_append_holds_everything_acknowledged_before() {
    let folder = tempfile::tempdir().unwrap();
    let store = store_with(folder.path(), 50).await;
    let appending = async {
        for seq in 50..200 {
            store.append(&person(), &[event(seq)]).await.unwrap();
        }
    };
    let backing_up = async {
        for round in 0..5 {
            let acknowledged = store.summary().await.unwrap().events;
            let backup = store.backup(folder.path().join(format!("copy-{round}.db"))).await.unwrap();
            assert!(acknowledged <= backup.summary.events, "round {round}");
        }
    };
    join(appending, backing_up).await;
    store.close().await;
    for round in 0..5 {
        let copy =
            SqliteJournals::open(folder.path().join(format!("copy-{round}.db")), IfMissing::Refuse).await.unwrap();
        let kept = copy.journal(&person()).await.unwrap();
        assert_eq!(kept, (0..kept.len() as u64).map(event).collect::<Vec<_>>(), "a prefix, round {round}");
        copy.close().await;
    }
}

#[tokio::test]
async fn nothing_is_overwritten_and_nothing_half_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let copies = tempfile::tempdir().unwrap();
    let store = store_with(folder.path(), 10).await;
    let taken = copies.path().join("taken.db");
    std::fs::write(&taken, b"somebody else's").unwrap();
    assert_eq!(store.backup(&taken).await.map_err(|e| e.code()), Err("store.exists"));
    assert_eq!(std::fs::read(&taken).unwrap(), b"somebody else's");
    // An old log beside the new name would be played into the copy.
    std::fs::write(copies.path().join("old.db-wal"), b"log").unwrap();
    assert_eq!(store.backup(copies.path().join("old.db")).await.map_err(|e| e.code()), Err("store.exists"));
    let nowhere = copies.path().join("no such folder/copy.db");
    assert_eq!(store.backup(nowhere).await.map_err(|e| e.code()), Err("store.file"));
    assert_eq!(store.backup("/").await.map_err(|e| e.code()), Err("store.bad_path"));
    store.close().await;
    assert_eq!(names(copies.path()), ["old.db-wal", "taken.db"]);
}

#[tokio::test]
async fn a_damaged_copy_is_not_restored() {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy.db");
    let store = store_with(folder.path(), 400).await;
    let backup = store.backup(&copy).await.unwrap();
    store.close().await;
    let whole = std::fs::read(&copy).unwrap();
    let target = folder.path().join("restored.db");
    let page = 4096;
    let mut damages: Vec<(String, Vec<u8>)> = [1, 50, page, whole.len() / 2, whole.len() - page, whole.len() - 1]
        .into_iter()
        .map(|length| (format!("cut to {length}"), whole[..length].to_vec()))
        .collect();
    for start in (0..whole.len()).step_by(7 * page) {
        let mut zeroed = whole.clone();
        zeroed[start..start + page].fill(0);
        damages.push((format!("page at {start} lost"), zeroed));
    }
    for (damage, bytes) in damages {
        std::fs::write(&copy, bytes).unwrap();
        let refused = SqliteJournals::restore(&copy, &target).await;
        let code = refused.map_err(|error| error.code());
        assert!(matches!(code, Err("store.corrupt" | "store.not_ours" | "store.engine")), "{damage}: {code:?}");
        assert!(!target.exists(), "{damage}");
    }
    // What structure alone cannot show, the digest does.
    let mut letter = whole.clone();
    let at = letter.windows(7).position(|bytes| bytes == b"padding").unwrap();
    letter[at] = b'P';
    std::fs::write(&copy, letter).unwrap();
    assert_ne!(SqliteJournals::check(&copy).await.unwrap().summary.digest, backup.summary.digest);
    assert_eq!(names(folder.path()), ["copy.db", "live.db"]);
}

#[tokio::test]
async fn a_live_database_is_not_taken_for_a_copy() {
    let folder = tempfile::tempdir().unwrap();
    let store = store_with(folder.path(), 10).await;
    let refused = SqliteJournals::restore(store.path(), folder.path().join("restored.db")).await;
    assert_eq!(refused.map_err(|error| error.code()), Err("store.live"));
    store.close().await;
}
