//! Where a person stands on a day, by the same core as in the page.

use std::sync::Arc;

use axum::extract::{Path, Query, State as Shared};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use coxa_formats::wire::Date;
use coxa_formats::{JournalOptions, Trust};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{Problem, State};

/// Which day.
#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct On {
    /// The person's local day, year-month-day.
    on: String,
}

/// Where a person stands on a day: a `coxa.today` document.
#[utoipa::path(get, path = "/api/v1/people/{person}/today", params(On),
    responses((status = OK, body = String, content_type = "application/json"), (status = NOT_FOUND, body = Problem)))]
pub(crate) async fn today(
    Shared(state): Shared<Arc<State>>,
    Path(person): Path<String>,
    Query(On { on }): Query<On>,
) -> Result<Response, Problem> {
    let day = Date::parse(&on).map_err(|error| Problem::input(&error.at_field("on")))?.0;
    let person = state.person(&person)?;
    let mut lines = Vec::new();
    state.journals.export(&person, &mut lines).await?;
    // Reading and judging a long journal takes tens of milliseconds, which must not hold up other requests.
    let told = tokio::task::spawn_blocking(move || {
        let options = JournalOptions { trust: Trust::ChainOnly, today: Some(day) };
        let journal = coxa_formats::read_journal(&lines, &options)?;
        let today = coxa_knowledge::knowledge().today(&journal.history, day);
        coxa_formats::write_today(&today, journal.history.integrity(), &State::stamp())
    })
    .await;
    match told {
        Ok(Ok(text)) => {
            Ok(([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], text).into_response())
        }
        Ok(Err(error)) => Err(Problem::input(&error)),
        Err(_) => Err(coxa_store::StoreError::Closed.into()),
    }
}
