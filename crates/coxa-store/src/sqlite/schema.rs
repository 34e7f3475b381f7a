//! Which version a database has, and the steps that bring it up to date.

use sqlx::{Connection, SqliteConnection};

use super::connection::failed;
use crate::StoreError;

/// Every step in order; a step that was released is never edited, only followed by another.
const MIGRATIONS: [(i64, &str); 1] = [(1, include_str!("../../migrations/sqlite/0001_journal.sql"))];

/// The mark that the first migration leaves in the header of the file.
const APPLICATION_ID: i64 = i64::from_be_bytes(*b"\0\0\0\0coxa");

/// What a file turns out to be.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// A database without a table.
    Empty,
    /// Ours, at this version.
    Version(i64),
    /// Somebody else's.
    Foreign,
}

/// Looks without changing anything, at one moment: between two looks another process may have begun the database.
pub(super) async fn version(connection: &mut SqliteConnection) -> Result<Found, sqlx::Error> {
    let mut moment = connection.begin().await?;
    let application: i64 = sqlx::query_scalar("PRAGMA application_id").fetch_one(&mut *moment).await?;
    let tables: i64 = sqlx::query_scalar("SELECT count(*) FROM sqlite_schema").fetch_one(&mut *moment).await?;
    let found = match (application, tables) {
        (0, 0) => Found::Empty,
        (APPLICATION_ID, _) => {
            let version = sqlx::query_scalar("SELECT coalesce(max(version), 0) FROM schema_version");
            Found::Version(version.fetch_one(&mut *moment).await?)
        }
        _ => Found::Foreign,
    };
    moment.rollback().await?;
    Ok(found)
}

/// Errors with [`StoreError::NewerSchema`] when `version` is beyond what this program knows.
pub(super) fn refuse_newer(version: i64) -> Result<(), StoreError> {
    let known = MIGRATIONS[MIGRATIONS.len() - 1].0;
    if version > known { Err(StoreError::NewerSchema { found: version, known }) } else { Ok(()) }
}

/// Runs the steps that are missing, all or none. Two processes may do so at once: the second finds nothing to do.
pub(super) async fn bring_up_to_date(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    let mut step = connection.begin_with("BEGIN IMMEDIATE").await.map_err(failed)?;
    let reached = match version(&mut step).await.map_err(failed)? {
        Found::Version(version) => version,
        Found::Empty | Found::Foreign => 0,
    };
    refuse_newer(reached)?;
    for (version, sql) in MIGRATIONS.into_iter().filter(|(version, _)| *version > reached) {
        sqlx::raw_sql(sql).execute(&mut *step).await.map_err(failed)?;
        let note = sqlx::query("INSERT INTO schema_version (version) VALUES (?1)").bind(version);
        note.execute(&mut *step).await.map_err(failed)?;
    }
    step.commit().await.map_err(failed)
}
