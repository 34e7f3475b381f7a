//! The API, one file a resource.

mod health;
mod journal;
mod me;
mod today;

use std::sync::Arc;

use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::State;

#[derive(OpenApi)]
#[openapi(info(
    title = "coxa",
    description = "Journals of people who train, and what the core says about them. Problems are RFC 9457 documents with stable codes."
))]
struct Description;

/// Every route, and the description of them all.
pub(crate) fn all(state: Arc<State>) -> Router {
    let (router, description) = OpenApiRouter::with_openapi(Description::openapi())
        .routes(routes!(health::health))
        .routes(routes!(me::me))
        .routes(routes!(journal::read))
        .routes(routes!(journal::append))
        .routes(routes!(journal::erase))
        .routes(routes!(today::today))
        .split_for_parts();
    let described = move || async move { Json(description).into_response() };
    router.route("/api/v1/openapi.json", get(described)).with_state(state)
}
