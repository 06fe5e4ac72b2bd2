//! A client of a few lines: one request on one connection.
#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "clippy sees no test in a helper")]

use std::io;
use std::time::Duration;

use guichet_fixtures::Json;
use guichet_sandbox::Sandbox;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

pub const JSON: &str = "application/json";
pub const FORM: &str = "application/x-www-form-urlencoded";
/// `wk_sandbox:`
pub const KEY: &str = "Basic d2tfc2FuZGJveDo=";

/// Values that stand where a documented one stood.
pub const ODD: [&str; 13] = [
    "null",
    "-1",
    "0",
    "1e999",
    "79228162514264337593543950336",
    "0.00000000000000000000000000001",
    "true",
    "\"\"",
    "\"\u{202e}é\u{0}\"",
    "[]",
    "{}",
    "[[{\"id\":null}]]",
    "[[{\"uuid\":null}]]",
];

#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Json {
        Json::parse(&self.body).unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&self.body)))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The text of a scalar in the answer.
    pub fn at(&self, path: &str) -> String {
        match self.json().at(path) {
            Some(Json::String(text) | Json::Number(text)) => text.clone(),
            Some(other) => other.to_string(),
            None => "(nothing)".to_owned(),
        }
    }

    pub fn message(&self) -> String {
        self.at("message")
    }
}

/// Sends bytes as they are and reads to the end.
pub async fn raw(port: u16, request: &[u8]) -> io::Result<Answer> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
    stream.write_all(request).await?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await?;
    parse(&bytes)
}

fn parse(bytes: &[u8]) -> io::Result<Answer> {
    let broken = |what: &str| io::Error::new(io::ErrorKind::UnexpectedEof, what.to_owned());
    let end = bytes.windows(4).position(|w| w == b"\r\n\r\n").ok_or_else(|| broken("no answer"))?;
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let body = bytes[end + 4..].to_vec();
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|s| s.parse().ok());
    let headers: Vec<(String, String)> =
        lines.filter_map(|line| line.split_once(": ")).map(|(k, v)| (k.to_owned(), v.to_owned())).collect();
    let answer = Answer { status: status.ok_or_else(|| broken("no status"))?, headers, body };
    let stated: usize = answer.header("content-length").and_then(|l| l.parse().ok()).unwrap_or(answer.body.len());
    if answer.body.len() < stated {
        return Err(broken("the answer breaks off"));
    }
    Ok(answer)
}

pub async fn send_with(
    port: u16,
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> io::Result<Answer> {
    send_to(port, "workadu", method, target, headers, body).await
}

pub async fn send_to(
    port: u16,
    mount: &str,
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> io::Result<Answer> {
    let mut request = format!("{method} /{mount}{target} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n");
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    request.push_str(&format!("content-length: {}\r\n\r\n", body.len()));
    let mut bytes = request.into_bytes();
    bytes.extend_from_slice(body);
    raw(port, &bytes).await
}

/// A request to one of the sandbox's own routes.
pub async fn control(sandbox: &Sandbox, method: &str, path: &str, body: &str) -> Answer {
    let length = body.len();
    let request = format!(
        "{method} /__sandbox/{path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}"
    );
    raw(sandbox.port(), request.as_bytes()).await.unwrap()
}

/// A request with the sandbox's key; `form` where the body is no JSON.
pub async fn send(sandbox: &Sandbox, method: &str, target: &str, body: &str) -> Answer {
    try_send(sandbox, method, target, body).await.unwrap()
}

pub async fn try_send(sandbox: &Sandbox, method: &str, target: &str, body: &str) -> io::Result<Answer> {
    let content_type = if body.starts_with(['{', '[']) { JSON } else { FORM };
    let mut headers = vec![("authorization", KEY), ("accept", "application/vnd.rengine.v2+json")];
    if !body.is_empty() {
        headers.push(("content-type", content_type));
    }
    let send = send_with(sandbox.port(), method, target, &headers, body.as_bytes());
    tokio::time::timeout(Duration::from_secs(20), send).await.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))?
}

pub async fn get(sandbox: &Sandbox, target: &str) -> Answer {
    send(sandbox, "GET", target, "").await
}
