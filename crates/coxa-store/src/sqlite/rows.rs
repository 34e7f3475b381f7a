//! Rows back into events, in the order each reader needs.

use futures_util::TryStreamExt;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::connection::failed;
use crate::digest::Fingerprint;
use crate::{EventRecord, PersonId, PersonSummary, StoreError, Summary, Visit};

pub(super) async fn is_known(connection: &mut SqliteConnection, person: &PersonId) -> Result<bool, StoreError> {
    let known = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM person WHERE id = ?1)").bind(person.as_str());
    known.fetch_one(connection).await.map_err(failed)
}

/// person => their events by time, device and number, to `visit`; how many.
pub(super) async fn visit_journal(
    connection: &mut SqliteConnection,
    person: &PersonId,
    visit: &mut Visit<'_>,
) -> Result<u64, StoreError> {
    let ordered = "SELECT id, device, seq, at_ms, line FROM event WHERE person = ?1 ORDER BY at_ms, device, seq";
    let mut rows = sqlx::query(ordered).bind(person.as_str()).fetch(connection);
    let mut events = 0;
    while let Some(row) = rows.try_next().await.map_err(failed)? {
        visit(event(&row)?)?;
        events += 1;
    }
    Ok(events)
}

/// person => their events by arrival, those after number `after`, to `visit`; the highest arrival of all of theirs.
pub(super) async fn visit_arrivals(
    connection: &mut SqliteConnection,
    person: &PersonId,
    after: i64,
    visit: &mut Visit<'_>,
) -> Result<u64, StoreError> {
    let highest = "SELECT coalesce(max(ordinal), 0) FROM event WHERE person = ?1";
    let highest = sqlx::query_scalar::<_, i64>(highest).bind(person.as_str()).fetch_one(&mut *connection);
    let highest = highest.await.map_err(failed)?;
    let arrived = "SELECT id, device, seq, at_ms, line FROM event WHERE person = ?1 AND ordinal > ?2 ORDER BY ordinal";
    let mut rows = sqlx::query(arrived).bind(person.as_str()).bind(after).fetch(connection);
    while let Some(row) = rows.try_next().await.map_err(failed)? {
        visit(event(&row)?)?;
    }
    Ok(highest.unsigned_abs())
}

pub(super) async fn people(connection: &mut SqliteConnection) -> Result<Vec<PersonSummary>, StoreError> {
    let counted = "SELECT person.id, count(event.ordinal), max(event.at_ms) \
        FROM person LEFT JOIN event ON event.person = person.id GROUP BY person.id ORDER BY person.id";
    let rows = sqlx::query(counted).fetch_all(connection).await.map_err(failed)?;
    rows.iter()
        .map(|row| {
            Ok(PersonSummary {
                person: PersonId::trusted(row.try_get(0).map_err(failed)?),
                events: row.try_get::<i64, _>(1).map_err(failed)?.unsigned_abs(),
                latest_at_ms: row.try_get(2).map_err(failed)?,
            })
        })
        .collect()
}

/// Everything that had arrived up to `last_ordinal`.
pub(super) async fn summary(connection: &mut SqliteConnection, last_ordinal: i64) -> Result<Summary, StoreError> {
    let people: i64 =
        sqlx::query_scalar("SELECT count(*) FROM person").fetch_one(&mut *connection).await.map_err(failed)?;
    let ordered = "SELECT id, device, seq, at_ms, line, person FROM event WHERE ordinal <= ?1 \
        ORDER BY person, device, seq";
    let mut rows = sqlx::query(ordered).bind(last_ordinal).fetch(connection);
    let mut fingerprint = Fingerprint::default();
    while let Some(row) = rows.try_next().await.map_err(failed)? {
        fingerprint.add(row.try_get(5).map_err(failed)?, &event(&row)?);
    }
    Ok(fingerprint.summary(people.unsigned_abs()))
}

/// The latest arrival, 0 when there is none.
pub(super) async fn last_ordinal(connection: &mut SqliteConnection) -> Result<i64, StoreError> {
    let last = sqlx::query_scalar("SELECT coalesce(max(ordinal), 0) FROM event");
    last.fetch_one(connection).await.map_err(failed)
}

/// A row of `id, device, seq, at_ms, line, …`.
pub(super) fn event(row: &SqliteRow) -> Result<EventRecord, StoreError> {
    let seq = u64::try_from(row.try_get::<i64, _>(2).map_err(failed)?)
        .map_err(|_| StoreError::Corrupt { detail: "an event's number is negative".to_owned() })?;
    Ok(EventRecord::trusted(
        row.try_get(0).map_err(failed)?,
        row.try_get(1).map_err(failed)?,
        seq,
        row.try_get(3).map_err(failed)?,
        row.try_get(4).map_err(failed)?,
    ))
}
