//! The API without a socket: what each route takes, gives and refuses.
#![expect(clippy::unwrap_used, reason = "a failed step is a failed test")]

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use coxa::dose::EventKind;
use coxa::vocabulary::{Answer, Day};
use coxa_formats::EventDraft;
use coxa_server::{Access, State, router};
use coxa_store::{IfMissing, SqliteJournals};
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;

const HOST: &str = "127.0.0.1:7320";

struct App {
    router: axum::Router,
    _folder: tempfile::TempDir,
}

async fn app() -> App {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteJournals::open(folder.path().join("a.db"), IfMissing::Create).await.unwrap();
    let state = State::new(Arc::new(store), Access::Single { address: HOST.parse().unwrap() });
    let app = App { router: router(Arc::new(state)), _folder: folder };
    app.get("/api/v1/me").await;
    app
}

impl App {
    async fn send(&self, request: Request<Body>) -> Response {
        self.router.clone().oneshot(request).await.unwrap()
    }

    async fn get(&self, path: &str) -> Response {
        self.send(Request::get(path).header(header::HOST, HOST).body(Body::empty()).unwrap()).await
    }

    async fn post(&self, body: impl Into<Body>) -> Response {
        let request = Request::post("/api/v1/people/me/journal").header(header::HOST, HOST).body(body.into());
        self.send(request.unwrap()).await
    }
}

async fn text(response: Response) -> String {
    String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap()
}

async fn json(response: Response) -> Value {
    serde_json::from_str(&text(response).await).unwrap()
}

/// Every refusal is a problem with a listed code and with what to do.
async fn refused(response: Response, status: StatusCode, code: &str) {
    assert_eq!(response.status(), status, "{code}");
    assert_eq!(response.headers()[header::CONTENT_TYPE], "application/problem+json");
    let problem = json(response).await;
    assert_eq!((problem["code"].as_str(), problem["status"].as_u64()), (Some(code), Some(status.as_u16().into())));
    assert!(!problem["title"].as_str().unwrap().is_empty() && !problem["detail"].as_str().unwrap().is_empty());
}

/// Event `seq` of a phone with an answer, after the one with hash `prev`: its line without the break, and its hash.
fn line(id: u64, seq: u64, answer: Answer, prev: Option<&str>) -> (String, String) {
    let kind = EventKind::SymptomReported([("rf_septic.fever".into(), answer)].into());
    let id = format!("019abc00-0000-7000-8000-{id:012x}");
    let at = format!("2026-11-20T09:{seq:02}:00+01:00");
    let draft = EventDraft::new(&id, "phone", &at, Day::from_days(20_777), &kind, None).unwrap();
    let line = draft.seal(seq, prev).unwrap().trim_end().to_owned();
    let hash = serde_json::from_str::<Value>(&line).unwrap()["hash"].as_str().unwrap().to_owned();
    (line, hash)
}

#[tokio::test]
async fn lines_come_back_as_they_were_sent_and_may_be_sent_again() {
    let app = app().await;
    let (first, hash) = line(0, 0, Answer::No, None);
    let (second, _) = line(1, 1, Answer::No, Some(&hash));
    let both = format!("{first}\n{second}\n");
    let outcomes = |answer: Value| -> Vec<String> {
        answer.as_array().unwrap().iter().map(|kept| kept["outcome"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(outcomes(json(app.post(both.clone()).await).await), ["accepted", "accepted"]);
    assert_eq!(outcomes(json(app.post(both.clone()).await).await), ["duplicate", "duplicate"]);
    let journal = app.get("/api/v1/people/me/journal").await;
    assert_eq!(journal.headers()[header::CONTENT_TYPE], "application/x-ndjson");
    assert_eq!(text(journal).await, both);
}

#[tokio::test]
async fn a_forged_line_refuses_the_request_and_nothing_of_it_is_kept() {
    let app = app().await;
    let (whole, hash) = line(0, 0, Answer::No, None);
    let forged = line(1, 1, Answer::Yes, Some(&hash)).0.replace("\"yes\"", "\"no\"");
    refused(app.post(format!("{whole}\n{forged}")).await, StatusCode::UNPROCESSABLE_ENTITY, "journal.chain_broken")
        .await;
    let spaced = whole.replace("\",\"", "\", \"");
    for garbage in [&spaced, "{", "null", "[]", "\u{0}", "{\"id\":1}"] {
        assert_eq!(app.post(garbage.to_owned()).await.status(), StatusCode::UNPROCESSABLE_ENTITY, "{garbage}");
    }
    assert_eq!(app.post(vec![0xff, 0xfe]).await.status(), StatusCode::BAD_REQUEST);
    assert_eq!(text(app.get("/api/v1/people/me/journal").await).await, "");
}

#[tokio::test]
async fn another_event_in_the_same_place_is_a_conflict_and_the_first_stays() {
    let app = app().await;
    let (first, _) = line(0, 0, Answer::No, None);
    app.post(first.clone()).await;
    let other = line(9, 0, Answer::Yes, None).0;
    assert_eq!(json(app.post(other).await).await[0]["outcome"], "conflict_place");
    assert_eq!(text(app.get("/api/v1/people/me/journal").await).await, format!("{first}\n"));
}

#[tokio::test]
async fn somebody_else_and_nobody_look_the_same_on_every_route() {
    let app = app().await;
    for (method, path) in [
        ("GET", "/api/v1/people/anna/journal"),
        ("POST", "/api/v1/people/anna/journal"),
        ("GET", "/api/v1/people/anna/today?on=2026-11-20"),
        ("DELETE", "/api/v1/people/anna"),
    ] {
        let request = Request::builder().method(method).uri(path).header(header::HOST, HOST);
        let answer = app.send(request.body(Body::empty()).unwrap()).await;
        refused(answer, StatusCode::NOT_FOUND, "store.unknown_person").await;
    }
}

#[tokio::test]
async fn a_name_that_was_made_to_point_here_and_another_page_are_refused() {
    let app = app().await;
    let evil = Request::get("/api/v1/people/me/journal").header(header::HOST, "evil.example:7320");
    let answer = app.send(evil.body(Body::empty()).unwrap()).await;
    refused(answer, StatusCode::MISDIRECTED_REQUEST, "server.wrong_host").await;
    for (name, value) in [("origin", "http://evil.example"), ("origin", "null"), ("sec-fetch-site", "cross-site")] {
        let request = Request::delete("/api/v1/people/me").header(header::HOST, HOST).header(name, value);
        let answer = app.send(request.body(Body::empty()).unwrap()).await;
        refused(answer, StatusCode::FORBIDDEN, "server.wrong_origin").await;
    }
}

#[tokio::test]
async fn what_the_libraries_refuse_by_themselves_is_a_problem_too() {
    let app = app().await;
    refused(app.get("/api/v1/nothing").await, StatusCode::NOT_FOUND, "server.not_found").await;
    let put = Request::put("/api/v1/me").header(header::HOST, HOST).body(Body::empty()).unwrap();
    refused(app.send(put).await, StatusCode::METHOD_NOT_ALLOWED, "server.method").await;
    refused(app.post(vec![b'x'; (16 << 20) + 1]).await, StatusCode::PAYLOAD_TOO_LARGE, "server.too_large").await;
    refused(app.get("/api/v1/people/me/today").await, StatusCode::BAD_REQUEST, "server.bad_request").await;
    let answer = app.get("/api/v1/people/me/today?on=tomorrow").await;
    refused(answer, StatusCode::UNPROCESSABLE_ENTITY, "value.bad_date").await;
}

#[tokio::test]
async fn every_answer_carries_the_policy() {
    let app = app().await;
    for path in ["/healthz", "/api/v1/nothing", "/", "/api/v1/people/anna/journal"] {
        let answer = app.get(path).await;
        let policy = answer.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.contains("connect-src 'self'") && !policy.contains("unsafe-inline"), "{path}");
        assert_eq!(answer.headers()[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    }
}

#[tokio::test]
async fn the_description_names_every_route() {
    let described = json(app().await.get("/api/v1/openapi.json").await).await;
    let paths: Vec<&str> = described["paths"].as_object().unwrap().keys().map(String::as_str).collect();
    let people = ["/api/v1/people/{person}", "/api/v1/people/{person}/journal", "/api/v1/people/{person}/today"];
    assert!(people.iter().chain(&["/healthz", "/api/v1/me"]).all(|path| paths.contains(path)), "{paths:?}");
}

#[tokio::test]
async fn a_day_of_somebody_new_is_blocked_until_the_questions_are_answered() {
    let today = json(app().await.get("/api/v1/people/me/today?on=2026-11-20").await).await;
    assert_eq!(today["schema"], "coxa.today/1");
    assert_eq!((today["allowance"]["clearance"].as_str(), &today["session"]), (Some("blocked"), &Value::Null));
}

#[tokio::test]
async fn what_arrived_since_is_read_once() {
    let app = app().await;
    let since = async |after: u64| {
        let answer = app.get(&format!("/api/v1/people/me/journal?after={after}")).await;
        let arrived: u64 = answer.headers()["coxa-arrived"].to_str().unwrap().parse().unwrap();
        (text(answer).await, arrived)
    };
    assert_eq!(since(0).await, (String::new(), 0));
    let (first, hash) = line(0, 0, Answer::No, None);
    app.post(first.clone()).await;
    let (lines, arrived) = since(0).await;
    assert_eq!(lines, format!("{first}\n"));
    let (second, _) = line(1, 1, Answer::No, Some(&hash));
    app.post(format!("{first}\n{second}")).await;
    assert_eq!(since(arrived).await.0, format!("{second}\n"));
    refused(app.get("/api/v1/people/me/journal?after=-1").await, StatusCode::BAD_REQUEST, "server.bad_request").await;
}
