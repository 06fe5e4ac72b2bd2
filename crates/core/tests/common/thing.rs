//! A thing that is asked for, whatever becomes of the call.
#![allow(dead_code, reason = "each test file uses its own part")]

use guichet_core::transport::ScriptedTransport;
use guichet_core::vendor::Client;
use guichet_core::{Method, Operation, Result};
use serde::Deserialize;

use crate::common::client;

#[derive(Debug, PartialEq, Deserialize)]
pub struct Thing {
    pub id: u32,
}

pub const THING: &str = r#"{"id": 7}"#;

pub async fn once(operation: &'static Operation, transport: &ScriptedTransport) -> Result<Thing> {
    run(operation, &client(transport)).await
}

pub async fn run(operation: &'static Operation, client: &Client) -> Result<Thing> {
    let call = client.call(operation);
    let call = if operation.path.contains('{') { call.arg(7) } else { call };
    let call = if operation.method == Method::GET { call } else { call.json(&["same", "body"]) };
    call.send().await
}
