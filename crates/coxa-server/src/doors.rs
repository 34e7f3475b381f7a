//! What every request must pass and every answer carries: names, origins, limits, headers.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tower_http::timeout::TimeoutLayer;

use crate::{Access, Problem, State};

/// Largest body of a request, bytes: a day of sets with a programme between them is far below.
const BODY_LIMIT_BYTES: usize = 16 << 20;

/// Longest time from the first byte of a request to its answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// Everything comes from here; nothing is inline but what the page's own build gave a name by its hash, which is nothing.
/// `wasm-unsafe-eval` permits WebAssembly and no other evaluation.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; \
     font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; media-src 'self'; base-uri 'none'; \
     form-action 'self'; frame-ancestors 'none'";

const HEADERS: [(HeaderName, &str); 7] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(self), accelerometer=(self), gyroscope=(self), screen-wake-lock=(self), microphone=(), geolocation=()",
    ),
];

/// The routes behind all of it.
pub(crate) fn guarded(routes: Router, state: Arc<State>) -> Router {
    routes
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, PATIENCE))
        .layer(DefaultBodyLimit::max(BODY_LIMIT_BYTES))
        .layer(from_fn_with_state(state, only_ours))
        .layer(from_fn(in_our_words))
}

/// Refuses requests that name another machine (a name that was made to point here) or come from another page.
async fn only_ours(
    axum::extract::State(state): axum::extract::State<Arc<State>>,
    request: Request,
    next: Next,
) -> Response {
    let Access::Single { address } = &state.access;
    let port = address.port();
    let host = text(request.headers(), &header::HOST).or_else(|| request.uri().authority().map(|it| it.as_str()));
    let ours = ["127.0.0.1", "localhost", "[::1]"].map(|name| format!("{name}:{port}"));
    let host_is_ours = host.is_some_and(|host| ours.iter().any(|it| it == host));
    if !host_is_ours {
        return Problem::listed(StatusCode::MISDIRECTED_REQUEST, "server.wrong_host").into_response();
    }
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if changes && !is_own_page(request.headers(), &ours) {
        return Problem::listed(StatusCode::FORBIDDEN, "server.wrong_origin").into_response();
    }
    next.run(request).await
}

/// Every browser says where a changing request comes from; a program that says nothing is no browser.
fn is_own_page(headers: &HeaderMap, ours: &[String]) -> bool {
    let site = text(headers, &HeaderName::from_static("sec-fetch-site"));
    let same_site = site.is_none_or(|site| matches!(site, "same-origin" | "none"));
    let origin = text(headers, &header::ORIGIN);
    let own_origin =
        origin.is_none_or(|origin| origin.strip_prefix("http://").is_some_and(|host| ours.iter().any(|it| it == host)));
    same_site && own_origin
}

fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

/// Puts the headers on every answer, and turns what the libraries refuse by themselves into our problems.
async fn in_our_words(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let is_ours = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/problem+json");
    let mut response = match (response.status(), is_ours) {
        (status, false) if status.is_client_error() || status.is_server_error() => refused(status),
        _ => response,
    };
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

fn refused(status: StatusCode) -> Response {
    let code = match status {
        StatusCode::NOT_FOUND => "server.not_found",
        StatusCode::METHOD_NOT_ALLOWED => "server.method",
        StatusCode::PAYLOAD_TOO_LARGE => "server.too_large",
        StatusCode::REQUEST_TIMEOUT => "server.too_slow",
        _ => "server.bad_request",
    };
    Problem::listed(status, code).into_response()
}
