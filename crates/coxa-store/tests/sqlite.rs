//! The conformance suite on SQLite, and what only SQLite promises: its schema defends itself and newer files are refused.
#![expect(clippy::unwrap_used, reason = "a failed step is a failed test")]

mod conformance;
mod seeded;

use conformance::{Engine, anna, ben, conformance_suite, interleaved};
use coxa_store::{IfMissing, Journals, SqliteJournals, StoreError, block_on};
use sqlx::{Connection, SqliteConnection};
use tempfile::TempDir;

struct Sqlite(TempDir);

impl Sqlite {
    fn path(&self) -> std::path::PathBuf {
        self.0.path().join("journals of a clinic?.db")
    }
}

impl Engine for Sqlite {
    type Store = SqliteJournals;

    async fn fresh() -> Sqlite {
        Sqlite(tempfile::tempdir().unwrap())
    }

    async fn open(&self) -> SqliteJournals {
        SqliteJournals::open(self.path(), IfMissing::Create).await.unwrap()
    }

    async fn close(store: SqliteJournals) {
        store.close().await;
    }
}

conformance_suite!(Sqlite);

/// A connection with SQLite's defaults, as somebody with a database shell has.
async fn plain(place: &Sqlite) -> SqliteConnection {
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(place.path()).foreign_keys(false);
    SqliteConnection::connect_with(&options).await.unwrap()
}

async fn filled() -> Sqlite {
    let place = Sqlite::fresh().await;
    let store = place.open().await;
    for person in [anna(), ben()] {
        store.enrol(&person).await.unwrap();
        store.append(&person, &interleaved()).await.unwrap();
    }
    store.close().await;
    place
}

#[tokio::test]
async fn the_schema_itself_refuses_to_update_replace_or_delete() {
    let place = filled().await;
    let before = SqliteJournals::check(place.path()).await.unwrap();
    let mut shell = plain(&place).await;
    for sql in [
        "UPDATE event SET line = '{}'",
        "UPDATE event SET ordinal = ordinal + 100",
        "UPDATE person SET id = 'other' WHERE id = 'person-anna'",
        "DELETE FROM event WHERE seq = 0",
        "DELETE FROM event",
        "DELETE FROM person WHERE id = 'person-anna'",
        "INSERT OR REPLACE INTO event (person, device, seq, id, at_ms, line) VALUES ('person-anna', 'phone', 0, 'x', 0, '{}')",
        "INSERT OR REPLACE INTO event (person, device, seq, id, at_ms, line) VALUES ('person-anna', 'x', 0, 'id-phone-0', 0, '{}')",
        "INSERT OR REPLACE INTO event (ordinal, person, device, seq, id, at_ms, line) VALUES (1, 'person-anna', 'x', 0, 'x', 0, '{}')",
    ] {
        let refused = sqlx::query(sql).execute(&mut shell).await;
        assert!(refused.is_err_and(|error| error.to_string().contains("append-only")), "{sql}");
    }
    shell.close().await.unwrap();
    assert_eq!(SqliteJournals::check(place.path()).await.unwrap(), before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_may_begin_one_store_at_once() {
    for _ in 0..40 {
        let place = Sqlite::fresh().await;
        let path = place.path();
        let openings = (0..8).map(|_| tokio::spawn(SqliteJournals::open(path.clone(), IfMissing::Create)));
        for opening in openings.collect::<Vec<_>>() {
            opening.await.unwrap().unwrap().close().await;
        }
    }
}

#[tokio::test]
async fn types_are_strict() {
    let place = filled().await;
    let mut shell = plain(&place).await;
    let sql =
        "INSERT INTO event (person, device, seq, id, at_ms, line) VALUES ('person-anna', 'x', 'seven', 'x', 0, '{}')";
    assert!(sqlx::query(sql).execute(&mut shell).await.is_err());
    shell.close().await.unwrap();
}

#[tokio::test]
async fn a_newer_database_is_refused_and_left_as_it_was() {
    let place = filled().await;
    let mut shell = plain(&place).await;
    sqlx::query("INSERT INTO schema_version (version) VALUES (99)").execute(&mut shell).await.unwrap();
    shell.close().await.unwrap();
    let before = std::fs::read(place.path()).unwrap();
    let refused = SqliteJournals::open(place.path(), IfMissing::Create).await.map(drop);
    let Err(StoreError::NewerSchema { found: 99, known }) = refused else { panic!("{refused:?}") };
    assert!(refused.unwrap_err().to_string().contains(&format!("up to {known}")));
    assert_eq!(SqliteJournals::check(place.path()).await.map_err(|e| e.code()), Err("store.newer_schema"));
    assert_eq!(std::fs::read(place.path()).unwrap(), before);
}

#[tokio::test]
async fn a_file_that_is_not_ours_is_refused_and_left_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.db");
    let mut other = SqliteConnection::connect_with(
        &sqlx::sqlite::SqliteConnectOptions::new().filename(&path).create_if_missing(true),
    )
    .await
    .unwrap();
    sqlx::query("CREATE TABLE song (title TEXT)").execute(&mut other).await.unwrap();
    other.close().await.unwrap();
    let sqlite = std::fs::read(&path).unwrap();
    for content in [sqlite, b"not a database".repeat(100), vec![0; 8192], b"x".to_vec()] {
        std::fs::write(&path, &content).unwrap();
        for missing in [IfMissing::Create, IfMissing::Refuse] {
            let refused = SqliteJournals::open(&path, missing).await.map(drop);
            assert_eq!(refused.map_err(|error| error.code()), Err("store.not_ours"), "{} bytes", content.len());
        }
        assert_eq!(std::fs::read(&path).unwrap(), content);
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[tokio::test]
async fn a_path_without_a_database_is_refused_unless_one_may_be_made() {
    let folder = tempfile::tempdir().unwrap();
    let missing = SqliteJournals::open(folder.path().join("none.db"), IfMissing::Refuse).await.map(drop);
    assert_eq!(missing.map_err(|error| error.code()), Err("store.missing"));
    let no_folder = SqliteJournals::open(folder.path().join("none/a.db"), IfMissing::Create).await.map(drop);
    assert_eq!(no_folder.map_err(|error| error.code()), Err("store.file"));
    let a_folder = SqliteJournals::open(folder.path(), IfMissing::Refuse).await.map(drop);
    assert_eq!(a_folder.map_err(|error| error.code()), Err("store.not_ours"));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_can_read_the_files() {
    use std::os::unix::fs::PermissionsExt;
    let place = Sqlite::fresh().await;
    let store = place.open().await;
    store.enrol(&anna()).await.unwrap();
    store.backup(place.0.path().join("copy.db")).await.unwrap();
    store.export_to(&anna(), &place.0.path().join("anna.ndjson")).await.unwrap();
    let files: Vec<_> = std::fs::read_dir(place.0.path()).unwrap().map(Result::unwrap).collect();
    // The database, its log and index, the backup and the export.
    assert_eq!(files.len(), 5, "{files:?}");
    for file in files {
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o077, 0, "{file:?}");
    }
    store.close().await;
}

#[test]
fn a_program_without_async_code_can_use_the_store() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let kept = block_on(async {
        let store = SqliteJournals::open(&path, IfMissing::Create).await?;
        store.enrol(&anna()).await?;
        store.append(&anna(), &interleaved()).await?;
        let kept = store.journal(&anna()).await?;
        store.close().await;
        Ok(kept)
    });
    assert_eq!(kept.map(|events| events.len()), Ok(interleaved().len()));
    // Closing leaves the one file and no log.
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[tokio::test]
async fn an_exported_file_is_whole_or_not_there() {
    let place = filled().await;
    let store = place.open().await;
    let to = place.0.path().join("anna.ndjson");
    let exported = store.export_to(&anna(), &to).await.unwrap();
    assert_eq!(exported.bytes, std::fs::metadata(&to).unwrap().len());
    let before = std::fs::read(&to).unwrap();
    assert_eq!(store.export_to(&ben(), &to).await.map_err(|e| e.code()), Err("store.exists"));
    assert_eq!(std::fs::read(&to).unwrap(), before);
    store.erase(&anna()).await.unwrap();
    let stranger = store.export_to(&anna(), &place.0.path().join("none.ndjson")).await;
    assert_eq!(stranger.map_err(|e| e.code()), Err("store.unknown_person"));
    store.close().await;
    assert_eq!(std::fs::read_dir(place.0.path()).unwrap().count(), 2);
}
