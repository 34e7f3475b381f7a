//! The task that owns the writing connection: what waits together is committed together.

use sqlx::{Connection, SqliteConnection};
use tokio::sync::{mpsc, oneshot};

use super::connection::failed;
use super::{erasure, rows};
use crate::{Clash, Enrolment, Erased, EventRecord, Outcome, PersonId, StoreError};

/// How many requests may wait; whoever comes later waits to be heard.
pub(super) const WAITING_REQUESTS: usize = 256;

/// How many events one transaction takes at most before its requests are answered; bounds the log, not a request.
const EVENTS_IN_A_GROUP: usize = 4096;

type Answer<T> = oneshot::Sender<Result<T, StoreError>>;

/// Something to write.
pub(super) enum Request {
    /// Shares a transaction with its neighbours.
    Keep(Ask),
    /// Stands alone.
    Erase { person: PersonId, reply: Answer<Erased> },
}

/// Something to keep.
pub(super) enum Ask {
    Enrol { person: PersonId, reply: Answer<Enrolment> },
    Append { person: PersonId, events: Vec<EventRecord>, reply: Answer<Vec<Outcome>> },
}

/// What was decided inside the transaction; said only after the commit.
enum Decision {
    Enrolled(Enrolment),
    Appended(Vec<Outcome>),
    Refused(StoreError),
}

/// Writes until nobody can ask any more. Whoever stops waiting for an answer does not stop the writing.
pub(super) async fn run(mut connection: SqliteConnection, mut requests: mpsc::Receiver<Request>) {
    while let Some(first) = requests.recv().await {
        let mut group = Vec::new();
        let mut events = 0;
        let mut next = Some(first);
        let mut erasure = None;
        while let Some(request) = next.take() {
            match request {
                Request::Keep(ask) => {
                    events += ask.events();
                    group.push(ask);
                    if events < EVENTS_IN_A_GROUP {
                        next = requests.try_recv().ok();
                    }
                }
                Request::Erase { person, reply } => erasure = Some((person, reply)),
            }
        }
        if !group.is_empty() {
            commit(&mut connection, group).await;
        }
        if let Some((person, reply)) = erasure {
            // A caller that went away needs no answer; the same holds for every reply below.
            let _heard = reply.send(erasure::erase(&mut connection, &person).await);
        }
    }
    // Closing folds the log into the database; if that fails, the next opening does it.
    let _closed = connection.close().await;
}

impl Ask {
    const fn events(&self) -> usize {
        match self {
            Ask::Enrol { .. } => 1,
            Ask::Append { events, .. } => events.len(),
        }
    }

    fn answer(self, decision: Decision) {
        match (self, decision) {
            (Ask::Enrol { reply, .. }, Decision::Enrolled(enrolment)) => {
                let _heard = reply.send(Ok(enrolment));
            }
            (Ask::Append { reply, .. }, Decision::Appended(outcomes)) => {
                let _heard = reply.send(Ok(outcomes));
            }
            (ask, Decision::Refused(error)) => ask.refuse(error),
            // Dropping the reply tells the caller that there is no answer.
            (Ask::Enrol { .. }, Decision::Appended(_)) | (Ask::Append { .. }, Decision::Enrolled(_)) => {}
        }
    }

    fn refuse(self, error: StoreError) {
        match self {
            Ask::Enrol { reply, .. } => {
                let _heard = reply.send(Err(error));
            }
            Ask::Append { reply, .. } => {
                let _heard = reply.send(Err(error));
            }
        }
    }
}

async fn commit(connection: &mut SqliteConnection, group: Vec<Ask>) {
    match keep(connection, &group).await {
        Ok(decisions) => group.into_iter().zip(decisions).for_each(|(ask, decision)| ask.answer(decision)),
        Err(error) => group.into_iter().for_each(|ask| ask.refuse(error.clone())),
    }
}

/// All of the group in one transaction; returns after the disk has it.
async fn keep(connection: &mut SqliteConnection, group: &[Ask]) -> Result<Vec<Decision>, StoreError> {
    // IMMEDIATE takes the right to write at once, so that nobody else can write between looking and inserting.
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await.map_err(failed)?;
    let mut decisions = Vec::with_capacity(group.len());
    for ask in group {
        decisions.push(match ask {
            Ask::Enrol { person, .. } => Decision::Enrolled(enrol(&mut transaction, person).await?),
            Ask::Append { person, .. } if !rows::is_known(&mut transaction, person).await? => {
                Decision::Refused(StoreError::UnknownPerson)
            }
            Ask::Append { person, events, .. } => {
                let mut outcomes = Vec::with_capacity(events.len());
                for event in events {
                    outcomes.push(append(&mut transaction, person, event).await?);
                }
                Decision::Appended(outcomes)
            }
        });
    }
    transaction.commit().await.map_err(failed)?;
    Ok(decisions)
}

async fn enrol(connection: &mut SqliteConnection, person: &PersonId) -> Result<Enrolment, StoreError> {
    let insert = sqlx::query("INSERT INTO person (id) VALUES (?1) ON CONFLICT DO NOTHING").bind(person.as_str());
    let inserted = insert.execute(connection).await.map_err(failed)?.rows_affected();
    Ok(if inserted == 0 { Enrolment::Known } else { Enrolment::New })
}

async fn append(
    connection: &mut SqliteConnection,
    person: &PersonId,
    event: &EventRecord,
) -> Result<Outcome, StoreError> {
    // A checked event's number always fits; saturating only keeps the conversion total.
    let seq = i64::try_from(event.seq()).unwrap_or(i64::MAX);
    let standing = "SELECT id, device, seq, at_ms, line FROM event \
        WHERE person = ?1 AND (id = ?2 OR (device = ?3 AND seq = ?4)) ORDER BY id = ?2 DESC";
    let standing = sqlx::query(standing).bind(person.as_str()).bind(event.id()).bind(event.device()).bind(seq);
    if let Some(row) = standing.fetch_optional(&mut *connection).await.map_err(failed)? {
        let standing = rows::event(&row)?;
        return Ok(if standing == *event {
            Outcome::Duplicate
        } else if standing.id() == event.id() {
            Outcome::Conflict(Clash::Id)
        } else {
            Outcome::Conflict(Clash::Place)
        });
    }
    let insert = "INSERT INTO event (person, device, seq, id, at_ms, line) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let insert = sqlx::query(insert).bind(person.as_str()).bind(event.device()).bind(seq).bind(event.id());
    insert.bind(event.at_ms()).bind(event.line()).execute(connection).await.map_err(failed)?;
    Ok(Outcome::Accepted)
}
