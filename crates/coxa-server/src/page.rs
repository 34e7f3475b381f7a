//! The app's files, from inside the binary.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use rust_embed::RustEmbed;

use crate::Problem;

/// What the page's build left behind; large files lie beside their compressed copies.
#[derive(RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Files;

/// The page at `/` and its files.
pub(crate) fn routes() -> Router {
    Router::new().fallback(get(file))
}

async fn file(uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    if path.starts_with("api/") {
        return Problem::listed(StatusCode::NOT_FOUND, "server.not_found").into_response();
    }
    // Addresses of the app's screens are the page itself; the page looks at the rest.
    let is_screen = !path.rsplit('/').next().unwrap_or_default().contains('.');
    let path = if is_screen { "index.html" } else { path };
    let takes_brotli = headers.get(header::ACCEPT_ENCODING).and_then(|it| it.to_str().ok()).is_some_and(|accepted| {
        accepted.split(',').any(|coding| coding.split(';').next().is_some_and(|name| name.trim() == "br"))
    });
    let compressed = takes_brotli.then(|| Files::get(&format!("{path}.br"))).flatten();
    let is_compressed = compressed.is_some();
    let Some(found) = compressed.or_else(|| Files::get(path)) else {
        let (status, code) = match Files::get("index.html") {
            Some(_) => (StatusCode::NOT_FOUND, "server.not_found"),
            None => (StatusCode::NOT_IMPLEMENTED, "server.no_page"),
        };
        return Problem::listed(status, code).into_response();
    };
    let tag = HeaderValue::from_str(&tag(&found.metadata.sha256_hash())).ok();
    // Names under assets/ carry a hash of the content, so they never change; everything else is asked for again.
    let keep = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    if tag.is_some() && headers.get(header::IF_NONE_MATCH) == tag.as_ref() {
        return (StatusCode::NOT_MODIFIED, [(header::CACHE_CONTROL, HeaderValue::from_static(keep))]).into_response();
    }
    let mut response = Response::new(Body::from(found.data));
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind(path)));
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    out.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(tag) = tag {
        out.insert(header::ETAG, tag);
    }
    if is_compressed {
        out.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    if path == "service-worker.js" {
        out.insert("service-worker-allowed", HeaderValue::from_static("/"));
    }
    response
}

fn tag(hash: &[u8]) -> String {
    let mut tag = String::from("\"");
    for byte in hash.iter().take(16) {
        tag.push_str(&format!("{byte:02x}"));
    }
    tag.push('"');
    tag
}

/// The content type by the name's ending; only what the build writes.
fn kind(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
