//! The sandbox's own routes, for programs that do not embed it.

use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use bytes::Bytes;
use guichet_fixtures::Json;
use http::{Request, StatusCode, header};

use crate::app::{App, ROUTES};
use crate::engine::Reply;
use crate::exchange::Exchange;
use crate::fault::{Fault, FaultKind};

/// The control routes, and the vendors behind everything else.
pub(crate) fn router(app: Arc<App>) -> Router {
    Router::new()
        .route("/__sandbox", get(overview))
        .route("/__sandbox/faults", post(faults).get(injected).delete(clear_faults))
        .route("/__sandbox/routes", post(answer))
        .route("/__sandbox/data/{vendor}/{list}/{id}", put(data))
        .route("/__sandbox/reset", post(reset))
        .route("/__sandbox/reset-state", post(reset_state))
        .route("/__sandbox/expire-tokens", post(expire_tokens))
        .route("/__sandbox/exchanges", get(exchanges))
        .fallback(vendors)
        .with_state(app)
}

async fn vendors(State(app): State<Arc<App>>, request: Request<Body>) -> Response {
    // In a task of its own: what was begun for a caller that has gone is carried out all the same, as at a vendor's.
    match tokio::spawn(async move { app.play(request).await }).await {
        Ok(response) => response,
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn faults(State(app): State<Arc<App>>, body: Bytes) -> Response {
    match read(&body).and_then(|fault| app.inject(fault).map_err(|unknown| format!("{unknown}."))) {
        Ok(()) => json(StatusCode::CREATED, &Json::object([("injected", true)])),
        Err(why) => json(StatusCode::BAD_REQUEST, &Json::object([("message", why)])),
    }
}

/// How many identifiers of a list are shown.
const SHOWN: usize = 50;

async fn overview(State(app): State<Arc<App>>) -> Response {
    let lists = |lists: std::collections::BTreeMap<&'static str, Vec<String>>| {
        let shown = |ids: Vec<String>| {
            let first = ids.iter().take(SHOWN).map(|id| Json::from(id.as_str())).collect::<Vec<_>>();
            Json::object([("count", Json::Number(ids.len().to_string())), ("first", Json::from(first))])
        };
        Json::object(lists.into_iter().map(|(name, ids)| (name, shown(ids))))
    };
    let routes = Json::object(ROUTES.iter().map(|(route, what)| (*route, Json::from(*what))));
    let vendors = Json::object(app.identifiers().into_iter().map(|(vendor, held)| (vendor, lists(held))));
    json(StatusCode::OK, &Json::object([("control", routes), ("vendors", vendors)]))
}

async fn injected(State(app): State<Arc<App>>) -> Response {
    let show = |one: crate::fault::InjectedFault| {
        let number = |count: u32| Json::Number(count.to_string());
        Json::object([
            ("kind", Json::from(format!("{:?}", one.fault.kind))),
            ("operation", one.fault.operation.map_or(Json::Null, Json::from)),
            ("fired", number(one.fired)),
            ("left", one.left.map_or(Json::Null, number)),
        ])
    };
    json(StatusCode::OK, &Json::from(app.faults().into_iter().map(show).collect::<Vec<_>>()))
}

async fn answer(State(app): State<Arc<App>>, body: Bytes) -> Response {
    let read = || {
        let json = Json::parse(&body).map_err(|e| format!("The body is not JSON: {e}"))?;
        let method = text(&json, "method")?.ok_or("A method is missing.")?;
        let path = text(&json, "path")?.filter(|path| path.starts_with('/')).ok_or("A path begins with a slash.")?;
        let status = number(&json, "status")?.unwrap_or(200);
        let reply = Reply::json(status, json.get("body").unwrap_or(&Json::Null));
        Ok::<_, String>((method, path, reply))
    };
    match read() {
        Ok((method, path, reply)) => {
            app.answer(&method, &path, reply);
            json(StatusCode::CREATED, &Json::object([("answered", true)]))
        }
        Err(why) => json(StatusCode::BAD_REQUEST, &Json::object([("message", why)])),
    }
}

async fn data(
    State(app): State<Arc<App>>,
    Path((vendor, list, id)): Path<(String, String, String)>,
    body: Bytes,
) -> Response {
    let value = Json::parse(&body).map_err(|e| format!("the body is not JSON: {e}"));
    match value.and_then(|value| app.put(&vendor, &list, &id, value)) {
        Ok(()) => json(StatusCode::CREATED, &Json::object([("put", true)])),
        Err(why) => json(StatusCode::BAD_REQUEST, &Json::object([("message", why)])),
    }
}

async fn clear_faults(State(app): State<Arc<App>>) -> Response {
    app.clear_faults();
    json(StatusCode::OK, &Json::object([("cleared", true)]))
}

async fn reset(State(app): State<Arc<App>>) -> Response {
    app.reset();
    json(StatusCode::OK, &Json::object([("reset", true)]))
}

async fn reset_state(State(app): State<Arc<App>>) -> Response {
    app.reset_state();
    json(StatusCode::OK, &Json::object([("reset", true)]))
}

async fn expire_tokens(State(app): State<Arc<App>>) -> Response {
    app.expire_tokens();
    json(StatusCode::OK, &Json::object([("expired", true)]))
}

async fn exchanges(State(app): State<Arc<App>>) -> Response {
    let shown = app.exchanges().into_iter().map(|exchange| show(&app, exchange)).collect::<Vec<_>>();
    json(StatusCode::OK, &Json::from(shown))
}

fn show(app: &App, exchange: Exchange) -> Json {
    let elapsed = exchange.at.saturating_duration_since(app.started);
    let passed_over = exchange.passed_over.iter().map(|one| Json::from(one.to_string())).collect::<Vec<_>>();
    Json::object([
        ("at_ms", Json::Number(elapsed.as_millis().to_string())),
        ("vendor", Json::from(exchange.vendor)),
        ("operation", exchange.operation.map_or(Json::Null, Json::from)),
        ("method", Json::from(exchange.method)),
        ("target", Json::from(exchange.target)),
        ("status", exchange.status.map_or(Json::Null, |status| Json::from(i64::from(status)))),
        ("passed_over", Json::from(passed_over)),
    ])
}

/// A fault as JSON. What is not understood is refused: a fault that silently misses proves nothing.
fn read(body: &[u8]) -> Result<Fault, String> {
    let json = Json::parse(body).map_err(|e| format!("The body is not JSON: {e}"))?;
    let members = json.as_object().ok_or("A fault is a JSON object.")?;
    let known = ["kind", "operation", "times", "probability", "retry_after", "status", "label", "milliseconds"];
    if let Some((name, _)) = members.iter().find(|(name, _)| !known.contains(&name.as_str())) {
        return Err(format!("{name:?} is not known; known are {}.", known.join(", ")));
    }
    let status = |default: Option<u16>| number(&json, "status")?.or(default).ok_or("A status is missing.".to_owned());
    let kind = json.get("kind").and_then(Json::as_str).ok_or("A kind is missing.")?;
    let kind = match kind {
        "latency" => FaultKind::Latency(Duration::from_millis(
            number(&json, "milliseconds")?.ok_or("The milliseconds are missing.")?,
        )),
        "drop-before" => FaultKind::DropBefore,
        "drop-after" => FaultKind::DropAfter,
        "status" => FaultKind::Status(status(None)?),
        "label" => {
            FaultKind::Label { status: status(None)?, label: text(&json, "label")?.ok_or("A label is missing.")? }
        }
        "stall" => FaultKind::Stall,
        "truncate" => FaultKind::Truncate,
        "html-error" => FaultKind::HtmlError(status(Some(502))?),
        "unaccepted" => FaultKind::Unaccepted,
        other => {
            return Err(format!(
                "{other:?} is no kind; the kinds are latency, drop-before, drop-after, status, label, stall, truncate, html-error, unaccepted."
            ));
        }
    };
    let mut fault = Fault::new(kind);
    fault.operation = text(&json, "operation")?;
    fault.retry_after = text(&json, "retry_after")?;
    fault.times = number(&json, "times")?;
    fault.probability = number(&json, "probability")?;
    Ok(fault)
}

fn text(json: &Json, name: &str) -> Result<Option<String>, String> {
    match json.get(name) {
        None | Some(Json::Null) => Ok(None),
        Some(Json::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(format!("{name} is a string.")),
    }
}

fn number<T: FromStr>(json: &Json, name: &str) -> Result<Option<T>, String> {
    match json.get(name) {
        None | Some(Json::Null) => Ok(None),
        Some(value) => match value.number().and_then(|lexeme| lexeme.parse().ok()) {
            Some(number) => Ok(Some(number)),
            None => Err(format!("{name} is not a number that fits.")),
        },
    }
}

fn json(status: StatusCode, body: &Json) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_read() {
        let fault = read(br#"{"kind":"drop-after","operation":"workadu.orders.create","times":1}"#).unwrap();
        assert_eq!(fault, Fault::new(FaultKind::DropAfter).on("workadu.orders.create").times(1));
        let fault = read(br#"{"kind":"status","status":429,"retry_after":"2","probability":0.5}"#).unwrap();
        assert_eq!(fault, Fault::new(FaultKind::Status(429)).retry_after("2").with_probability(0.5));
        let fault = read(br#"{"kind":"label","status":500,"label":"API_ERR_DB"}"#).unwrap();
        assert_eq!(fault, Fault::new(FaultKind::Label { status: 500, label: "API_ERR_DB".to_owned() }));
        let fault = read(br#"{"kind":"latency","milliseconds":20}"#).unwrap();
        assert_eq!(fault, Fault::new(FaultKind::Latency(Duration::from_millis(20))));
    }

    #[test]
    fn what_is_no_fault_is_refused() {
        for text in [
            "",
            "[]",
            "{}",
            r#"{"kind":"x"}"#,
            r#"{"kind":"status"}"#,
            r#"{"kind":"label","status":500}"#,
            r#"{"kind":"label","label":"API_ERR_DB"}"#,
            r#"{"kind":"latency"}"#,
            r#"{"kind":"stall","times":"1"}"#,
            r#"{"kind":"stall","times":-1}"#,
            r#"{"kind":"stall","operations":"a"}"#,
            r#"{"kind":"stall","operation":1}"#,
            r#"{"kind":"status","status":70000}"#,
        ] {
            assert!(read(text.as_bytes()).is_err(), "{text}");
        }
    }
}
