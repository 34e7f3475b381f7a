//! Whether the server and its store are alive.

use std::sync::Arc;

use axum::Json;
use axum::extract::State as Shared;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{Problem, State};

/// The server is alive and its store answers.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Health {
    /// Always `ok`; anything else is a problem document.
    status: &'static str,
    /// The program's version.
    version: &'static str,
}

/// Whether the server and its store are alive.
#[utoipa::path(get, path = "/healthz", responses((status = OK, body = Health), (status = SERVICE_UNAVAILABLE, body = Problem)))]
pub(crate) async fn health(Shared(state): Shared<Arc<State>>) -> Result<Json<Health>, Problem> {
    state.journals.people().await?;
    Ok(Json(Health { status: "ok", version: env!("CARGO_PKG_VERSION") }))
}
