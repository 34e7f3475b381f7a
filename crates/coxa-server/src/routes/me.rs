//! Who is asking.

use std::sync::Arc;

use axum::Json;
use axum::extract::State as Shared;
use coxa_store::PersonId;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{Access, Problem, State};

/// Who is asking, and in which mode the server runs.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Me {
    /// `single`: one person without an account on this machine.
    mode: &'static str,
    /// Whose journal is one's own.
    person: String,
    /// The program's version.
    version: &'static str,
}

/// Who is asking; begins the journal of the one person in single-person mode.
#[utoipa::path(get, path = "/api/v1/me", responses((status = OK, body = Me)))]
pub(crate) async fn me(Shared(state): Shared<Arc<State>>) -> Result<Json<Me>, Problem> {
    let Access::Single { .. } = &state.access;
    let person = PersonId::new("me")?;
    state.journals.enrol(&person).await?;
    Ok(Json(Me { mode: "single", person: person.as_str().to_owned(), version: env!("CARGO_PKG_VERSION") }))
}
