//! How the file is opened: every setting that durability and erasure rest on.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection as _, SqliteConnection, SqlitePool};

use super::{IfMissing, schema};
use crate::StoreError;

/// How long one process waits for another, seconds.
const PATIENCE_S: u64 = 5;

const READERS: u32 = 4;

/// What SQLite appends to the name of a database for its write-ahead log.
const LOG_SUFFIX: &str = "-wal";

/// The same for what undoes a half-written first page; with it beside, a file without a header is still ours.
const UNDO_SUFFIX: &str = "-journal";

/// The path made absolute, and the file made when it may be: SQLite gives its log the rights the file has.
pub(super) fn prepare_file(path: &Path, missing: IfMissing) -> Result<PathBuf, StoreError> {
    let bad = || StoreError::BadPath { path: path.to_owned() };
    let path = std::path::absolute(path).map_err(|_| bad())?;
    if path.to_str().is_none() || path.file_name().is_none() {
        return Err(StoreError::BadPath { path });
    }
    if missing == IfMissing::Create {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        match options.open(&path) {
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(StoreError::file(&path, &error)),
        }
    }
    match std::fs::metadata(&path) {
        Ok(found) if found.is_file() => {
            let ours = found.len() == 0 || has_header(&path)? || beside(&path, UNDO_SUFFIX).exists();
            if ours { Ok(path) } else { Err(StoreError::NotOurs { path }) }
        }
        Ok(_) => Err(StoreError::NotOurs { path }),
        Err(error) if error.kind() == ErrorKind::NotFound => Err(StoreError::Missing { path }),
        Err(error) => Err(StoreError::file(&path, &error)),
    }
}

/// SQLite takes a file shorter than its header for an empty one and would write over it, so that is looked at here.
fn has_header(path: &Path) -> Result<bool, StoreError> {
    const HEADER: &[u8] = b"SQLite format 3\0";
    let mut start = Vec::new();
    let read = File::open(path).and_then(|file| file.take(HEADER.len() as u64).read_to_end(&mut start));
    read.map_err(|error| StoreError::file(path, &error))?;
    Ok(start == HEADER)
}

fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(Duration::from_secs(PATIENCE_S))
        .foreign_keys(true)
        // In WAL mode this waits for the disk at every commit; NORMAL would wait only at checkpoints.
        .synchronous(SqliteSynchronous::Full)
        // macOS answers a plain fsync before the disk has written; elsewhere these two do nothing.
        .pragma("fullfsync", "ON")
        .pragma("checkpoint_fullfsync", "ON")
        // What is deleted is overwritten with zeros.
        .pragma("secure_delete", "ON")
        // Half-done statements and sorting would otherwise put rows into temporary files that nobody scrubs.
        .pragma("temp_store", "MEMORY")
        // INSERT OR REPLACE then fires the triggers against deletion.
        .pragma("recursive_triggers", "ON")
        .disable_statement_logging()
}

/// The one connection that writes, in WAL mode; a file that is not ours, or newer, is left as it was.
pub(super) async fn for_writing(path: &Path) -> Result<SqliteConnection, StoreError> {
    let mut connection = options(path).connect().await.map_err(|error| failed_opening(path, error))?;
    match schema::version(&mut connection).await.map_err(|error| failed_opening(path, error))? {
        schema::Found::Empty => {}
        schema::Found::Version(version) => schema::refuse_newer(version)?,
        schema::Found::Foreign => return Err(StoreError::NotOurs { path: path.to_owned() }),
    }
    turn_on_log(&mut connection).await?;
    Ok(connection)
}

/// Changing the mode does not wait for another process as other statements do, so it is asked for again.
async fn turn_on_log(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    const PAUSE_MS: u64 = 20;
    let mut attempts_left = PATIENCE_S * 1000 / PAUSE_MS;
    loop {
        match sqlx::query_scalar::<_, String>("PRAGMA journal_mode = WAL").fetch_one(&mut *connection).await {
            Ok(mode) if mode == "wal" => return Ok(()),
            Ok(found) => return Err(StoreError::NoLog { found }),
            Err(error) => match failed(error) {
                StoreError::Busy { .. } if attempts_left > 0 => attempts_left -= 1,
                error => return Err(error),
            },
        }
        tokio::time::sleep(Duration::from_millis(PAUSE_MS)).await;
    }
}

/// Connections that can only read, opened when first needed.
pub(super) fn for_reading(path: &Path) -> SqlitePool {
    SqlitePoolOptions::new()
        .max_connections(READERS)
        // A reader may wait for others to finish and for an erasure, never for ever.
        .acquire_timeout(Duration::from_secs(PATIENCE_S * 6))
        .connect_lazy_with(options(path).read_only(true))
}

/// A copy that nobody changes: no lock is taken and no file appears beside it.
///
/// Errors with [`StoreError::Live`] when a log with content stands beside it, because that would be overlooked.
pub(super) async fn for_checking(path: &Path) -> Result<SqliteConnection, StoreError> {
    let path = prepare_file(path, IfMissing::Refuse)?;
    if std::fs::metadata(log_of(&path)).is_ok_and(|log| log.len() > 0) {
        return Err(StoreError::Live { path });
    }
    let options = options(&path).read_only(true).immutable(true);
    let mut connection = options.connect().await.map_err(|error| failed_opening(&path, error))?;
    match schema::version(&mut connection).await.map_err(|error| failed_opening(&path, error))? {
        schema::Found::Version(version) => schema::refuse_newer(version)?,
        schema::Found::Empty | schema::Found::Foreign => return Err(StoreError::NotOurs { path }),
    }
    Ok(connection)
}

/// The log that belongs to the database at `path`.
pub(super) fn log_of(path: &Path) -> PathBuf {
    beside(path, LOG_SUFFIX)
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// A connection of its own for a safety copy.
pub(super) async fn for_copying(path: &Path) -> Result<SqliteConnection, StoreError> {
    SqliteConnection::connect_with(&options(path)).await.map_err(failed)
}

const BUSY: i32 = 5;
const LOCKED: i32 = 6;
const READ_ONLY: i32 = 8;
const CORRUPT: i32 = 11;
const FULL: i32 = 13;
const NOT_A_DATABASE: i32 = 26;

/// SQLite's primary result code, the low byte of the extended one.
fn primary_code(error: &sqlx::Error) -> Option<i32> {
    error.as_database_error()?.code()?.parse::<i32>().ok().map(|code| code & 0xff)
}

/// An engine's error in our words. SQLite's own messages name tables and columns, never values.
pub(super) fn failed(error: sqlx::Error) -> StoreError {
    match (primary_code(&error), &error) {
        (Some(BUSY | LOCKED), _) | (_, sqlx::Error::PoolTimedOut) => StoreError::Busy { waited_s: PATIENCE_S },
        (Some(READ_ONLY), _) => StoreError::ReadOnly,
        (Some(FULL), _) => StoreError::DiskFull,
        (Some(CORRUPT | NOT_A_DATABASE), _) => StoreError::Corrupt { detail: error.to_string() },
        (_, sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed) => StoreError::Closed,
        _ => StoreError::Engine { detail: error.to_string() },
    }
}

fn failed_opening(path: &Path, error: sqlx::Error) -> StoreError {
    match primary_code(&error) {
        Some(NOT_A_DATABASE) => StoreError::NotOurs { path: path.to_owned() },
        _ => failed(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_writing_connection_waits_for_the_disk_at_every_commit_and_zeroes_what_it_deletes() {
        let folder = tempfile::tempdir().unwrap();
        let path = prepare_file(&folder.path().join("a.db"), IfMissing::Create).unwrap();
        let mut connection = for_writing(&path).await.unwrap();
        // 2 is FULL in SQLite's numbering.
        for (pragma, wanted) in [
            ("PRAGMA synchronous", 2_i64),
            ("PRAGMA secure_delete", 1),
            ("PRAGMA foreign_keys", 1),
            ("PRAGMA recursive_triggers", 1),
            ("PRAGMA fullfsync", 1),
            ("PRAGMA busy_timeout", 5000),
        ] {
            let found: i64 = sqlx::query_scalar(pragma).fetch_one(&mut connection).await.unwrap();
            assert_eq!(found, wanted, "{pragma}");
        }
        let mode: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(&mut connection).await.unwrap();
        assert_eq!(mode, "wal");
    }
}
