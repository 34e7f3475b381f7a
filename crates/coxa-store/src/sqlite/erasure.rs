//! Removing a person so that no byte of them is left in the files.

use sqlx::{Connection, Row, SqliteConnection};

use super::connection::failed;
use super::rows;
use crate::{Erased, PersonId, StoreError};

/// Deletes the rows in one transaction, then scrubs. A process that dies in between leaves a note to scrub at the next opening.
pub(super) async fn erase(connection: &mut SqliteConnection, person: &PersonId) -> Result<Erased, StoreError> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await.map_err(failed)?;
    let known = rows::is_known(&mut transaction, person).await?;
    let mut events = 0;
    if known {
        sqlx::raw_sql("INSERT INTO chore (name) VALUES ('scrub') ON CONFLICT DO NOTHING")
            .execute(&mut *transaction)
            .await
            .map_err(failed)?;
        for sql in [
            "INSERT INTO erasure (person) VALUES (?1)",
            "DELETE FROM event WHERE person = ?1",
            "DELETE FROM person WHERE id = ?1",
            "DELETE FROM erasure WHERE person = ?1",
        ] {
            let done = sqlx::query(sql).bind(person.as_str()).execute(&mut *transaction).await.map_err(failed)?;
            if sql.starts_with("DELETE FROM event") {
                events = done.rows_affected();
            }
        }
    }
    transaction.commit().await.map_err(failed)?;
    scrub(connection).await?;
    Ok(Erased { known, events })
}

/// Whether rows were deleted whose bytes may still be in free pages or in the log.
pub(super) async fn was_interrupted(connection: &mut SqliteConnection) -> Result<bool, StoreError> {
    let noted = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM chore WHERE name = 'scrub')");
    noted.fetch_one(connection).await.map_err(failed)
}

/// Empties the log and rebuilds the file from the rows that are left.
///
/// Deleting with zeros is not enough: pages that SQLite rearranged earlier keep stale copies in their gaps.
pub(super) async fn scrub(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    empty_log(connection).await?;
    // Only rows that stay pass through the temporary file of the rebuild, and a large database would not fit in memory.
    for sql in ["PRAGMA temp_store = FILE", "VACUUM", "PRAGMA temp_store = MEMORY"] {
        sqlx::query(sql).execute(&mut *connection).await.map_err(failed)?;
    }
    empty_log(connection).await?;
    sqlx::raw_sql("DELETE FROM chore WHERE name = 'scrub'").execute(connection).await.map_err(failed)?;
    Ok(())
}

/// Folds the log into the database and cuts it to nothing.
///
/// Errors with [`StoreError::ErasureUnfinished`] when another process reads an older state.
async fn empty_log(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    let row = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(connection).await.map_err(failed)?;
    let blocked: i64 = row.try_get(0).map_err(failed)?;
    if blocked == 0 { Ok(()) } else { Err(StoreError::ErasureUnfinished) }
}
