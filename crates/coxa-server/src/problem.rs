//! What went wrong, as a problem document (RFC 9457) with one of our codes.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use coxa_formats::InputError;
use coxa_store::{Fault, StoreError};
use serde::Serialize;
use utoipa::ToSchema;

/// A problem document; it never repeats a name, a password or a line of a journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Problem {
    /// `urn:coxa:` and the code.
    #[serde(rename = "type")]
    #[schema(value_type = String)]
    pub kind: Box<str>,
    /// What it means.
    pub title: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// What was found and what to do.
    #[schema(value_type = String)]
    pub detail: Box<str>,
    /// The stable code, as `coxa knowledge errors` lists it.
    pub code: &'static str,
    /// The line of the request's body, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// The field: a JSON pointer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub field: Option<Box<str>>,
}

/// Codes of the server itself: code, meaning, what to do.
pub const CODES: &[(&str, &str, &str)] = &[
    ("server.listen", "the address cannot be listened on", "stop what runs there, or choose another with --listen"),
    ("server.needs_accounts", "other machines can reach the address", "listen on 127.0.0.1"),
    ("server.stopped", "the server stopped by itself", "start it again; report it when the machine is sound"),
    ("server.not_found", "there is nothing under this address", "look at /api/v1/openapi.json for what there is"),
    ("server.method", "the address does not take this method", "look at /api/v1/openapi.json for what it takes"),
    ("server.wrong_host", "the request names another machine than this server", "open the address that coxa printed"),
    ("server.wrong_origin", "the request comes from another page", "send it from the app itself"),
    ("server.too_large", "the request is larger than is taken", "send it in smaller parts"),
    ("server.too_slow", "the request took too long to arrive or to answer", "send it again"),
    ("server.bad_request", "the request cannot be read", "look at /api/v1/openapi.json for its form"),
    ("server.no_page", "this program was built without its page", "build it with `cargo xtask start`"),
];

impl Problem {
    pub(crate) fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Problem {
        let listed = CODES.iter().chain(coxa_store::CODES).find(|(listed, ..)| *listed == code);
        Problem {
            kind: format!("urn:coxa:{code}").into(),
            title: listed.map_or(code, |(_, meaning, _)| meaning),
            status: status.as_u16(),
            detail: detail.into().into(),
            code,
            line: None,
            field: None,
        }
    }

    /// One of the server's own, with what to do as its detail.
    pub(crate) fn listed(status: StatusCode, code: &'static str) -> Problem {
        let remedy = CODES.iter().find(|(listed, ..)| *listed == code).map_or("", |(_, _, remedy)| remedy);
        Problem::new(status, code, remedy)
    }

    /// Somebody else's journal and nobody's look the same.
    pub(crate) fn unknown_person() -> Problem {
        StoreError::UnknownPerson.into()
    }

    /// A fault in the request's body.
    pub(crate) fn input(error: &InputError) -> Problem {
        let mut problem = Problem {
            kind: format!("urn:coxa:{}", error.code).into(),
            title: error.code.meaning(),
            status: StatusCode::UNPROCESSABLE_ENTITY.as_u16(),
            detail: format!("needed {}; {}", error.needed, error.code.remedy()).into(),
            code: error.code.id(),
            line: error.place.line,
            field: error.place.field.clone().map(Into::into),
        };
        if error.code == coxa_formats::Code::InputTooLarge {
            problem.status = StatusCode::PAYLOAD_TOO_LARGE.as_u16();
        }
        problem
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Problem {
        let status = match (&error, error.fault()) {
            (StoreError::UnknownPerson, _) => StatusCode::NOT_FOUND,
            (StoreError::Busy { .. } | StoreError::Closed, _) => StatusCode::SERVICE_UNAVAILABLE,
            (StoreError::DiskFull, _) => StatusCode::INSUFFICIENT_STORAGE,
            (StoreError::BadId { .. } | StoreError::BadSeq { .. } | StoreError::BadLine { .. }, _) => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            (_, Fault::Input | Fault::Ours) => StatusCode::INTERNAL_SERVER_ERROR,
        };
        // A path on the server's disk is nobody's business outside.
        let detail = match &error {
            StoreError::UnknownPerson | StoreError::Busy { .. } | StoreError::DiskFull | StoreError::BadLine { .. } => {
                error.to_string()
            }
            _ => coxa_store::CODES
                .iter()
                .find(|(code, ..)| *code == error.code())
                .map_or_else(String::new, |(_, _, remedy)| (*remedy).to_owned()),
        };
        Problem::new(status, error.code(), detail)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        // Text and counts always serialize.
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let kind = HeaderValue::from_static("application/problem+json");
        (status, [(header::CONTENT_TYPE, kind)], body).into_response()
    }
}
