//! One person's journal: out as it stands, in line by line, away for good.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State as Shared};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use coxa_store::{Clash, EventRecord, Outcome};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{Problem, State};

/// Most lines of one request.
const LINES_LIMIT: usize = 5_000;

/// What became of one line.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Kept {
    /// The event's id.
    id: String,
    /// `accepted`, `duplicate` (there already, word for word), `conflict_id` or `conflict_place` (another event stands there).
    outcome: &'static str,
}

/// What was removed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Removed {
    /// How many events.
    events: u64,
}

/// From where on.
#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct Since {
    /// Only what arrived after this arrival number, in order of arrival; without it the whole journal by time.
    after: Option<u64>,
}

/// Names the highest arrival number of the journal.
const ARRIVED: HeaderName = HeaderName::from_static("coxa-arrived");

/// The journal as NDJSON, lines verbatim: all of it by time, device and number, or what arrived after a number.
///
/// With `after`, the header `coxa-arrived` names the number to ask with the next time. One below `after` says that the
/// server's store was replaced: begin again from 0.
#[utoipa::path(get, path = "/api/v1/people/{person}/journal", params(Since),
    responses((status = OK, body = String, content_type = "application/x-ndjson"), (status = NOT_FOUND, body = Problem)))]
pub(crate) async fn read(
    Shared(state): Shared<Arc<State>>,
    Path(person): Path<String>,
    Query(Since { after }): Query<Since>,
) -> Result<Response, Problem> {
    let person = state.person(&person)?;
    let mut lines = Vec::new();
    let kind = (header::CONTENT_TYPE, HeaderValue::from_static("application/x-ndjson"));
    let Some(after) = after else {
        state.journals.export(&person, &mut lines).await?;
        return Ok(([kind], lines).into_response());
    };
    let mut keep = |event: EventRecord| {
        lines.extend_from_slice(event.line().as_bytes());
        lines.push(b'\n');
        Ok(())
    };
    let arrived = state.journals.read_since(&person, after, &mut keep).await?;
    Ok(([kind, (ARRIVED, HeaderValue::from(arrived))], lines).into_response())
}

/// Keeps the lines of the body, one event each; answers what became of each once all are safe on disk.
///
/// Sending the same lines again is harmless. A line that is no whole event refuses the request, and nothing is kept.
#[utoipa::path(post, path = "/api/v1/people/{person}/journal",
    request_body(content = String, content_type = "application/x-ndjson"),
    responses((status = OK, body = [Kept]), (status = NOT_FOUND, body = Problem), (status = UNPROCESSABLE_ENTITY, body = Problem)))]
pub(crate) async fn append(
    Shared(state): Shared<Arc<State>>,
    Path(person): Path<String>,
    body: String,
) -> Result<Json<Vec<Kept>>, Problem> {
    let person = state.person(&person)?;
    let mut records = Vec::new();
    for (number, line) in (1..).zip(body.lines()) {
        if number > LINES_LIMIT {
            return Err(Problem::listed(axum::http::StatusCode::PAYLOAD_TOO_LARGE, "server.too_large"));
        }
        let event = coxa_formats::whole_line(line).map_err(|error| Problem::input(&error.on_line(number)))?;
        records.push(EventRecord::new(&*event.id, &*event.device, event.seq, event.at_ms, line)?);
    }
    let outcomes = state.journals.append(&person, &records).await?;
    let kept = records.iter().zip(outcomes).map(|(record, outcome)| Kept {
        id: record.id().to_owned(),
        outcome: match outcome {
            Outcome::Accepted => "accepted",
            Outcome::Duplicate => "duplicate",
            Outcome::Conflict(Clash::Id) => "conflict_id",
            Outcome::Conflict(Clash::Place) => "conflict_place",
        },
    });
    Ok(Json(kept.collect()))
}

/// Removes the person and every event, for good.
#[utoipa::path(delete, path = "/api/v1/people/{person}", responses((status = OK, body = Removed), (status = NOT_FOUND, body = Problem)))]
pub(crate) async fn erase(
    Shared(state): Shared<Arc<State>>,
    Path(person): Path<String>,
) -> Result<Json<Removed>, Problem> {
    let person = state.person(&person)?;
    let erased = state.journals.erase(&person).await?;
    Ok(Json(Removed { events: erased.events }))
}
