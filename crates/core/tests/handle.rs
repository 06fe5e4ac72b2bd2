//! The methods that `handle!` writes: they reach the handle's client, and every call is prepared.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod common;

use std::time::Duration;

use common::client;
use guichet_core::transport::{Reply, ScriptedTransport};
use guichet_core::vendor::{Call, Client};
use guichet_core::{CallOptions, Effect, ErrorKind, Method, Operation, Result, handle, operations};

operations! {
    GET: Safe, GET "/things/{id}", "test.things.get";
}

fn find(id: &str) -> Result<&'static Operation> {
    guichet_core::find(OPERATIONS.iter().copied(), "Test", id)
}

#[derive(Debug, Clone)]
struct Folder {
    client: Client,
    name: &'static str,
}

handle! { Folder, find: find, prepare: prepare, operation: "The call names the folder." }

impl Folder {
    fn client(&self) -> &Client {
        &self.client
    }

    fn on(&self, client: Client) -> Self {
        Self { client, name: self.name }
    }

    fn prepare(&self, call: Call) -> Call {
        call.header("folder", self.name)
    }
}

fn folder(transport: &ScriptedTransport) -> Folder {
    Folder { client: client(transport), name: "north" }
}

#[tokio::test]
async fn every_call_of_a_handle_is_prepared() {
    let transport = ScriptedTransport::always(Reply::status(204));
    let folder = folder(&transport);
    folder.operation("test.things.get").unwrap().arg(7).send_empty().await.unwrap();
    folder.request(Method::POST, "/other", Effect::Unsafe).send_empty().await.unwrap();
    let sent = transport.requests();
    let addresses: Vec<&str> = sent.iter().map(|request| request.uri.as_str()).collect();
    assert_eq!(addresses, ["https://api.example.com/things/7", "https://api.example.com/other"]);
    assert!(sent.iter().all(|request| request.headers["folder"] == "north"));
}

#[test]
fn an_unknown_operation_is_an_error_that_names_the_vendor() {
    let error = folder(&ScriptedTransport::default()).operation("test.things.lose").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    assert!(error.to_string().contains(r#""test.things.lose" is not one of Test's operations"#), "{error}");
}

#[tokio::test(start_paused = true)]
async fn options_and_records_stay_with_the_handle_they_were_given_to() {
    let transport =
        ScriptedTransport::always(Reply::json("7").header("x-request-id", "r-1").after(Duration::from_secs(5)));
    let folder = folder(&transport);
    let hurried = folder.with(CallOptions::new().deadline(Duration::from_secs(1)).max_attempts(1));
    let get = async |folder: Folder| folder.operation("test.things.get")?.arg(7).send::<i64>().await;
    assert_eq!(get(hurried).await.unwrap_err().kind(), ErrorKind::Timeout);
    let response = folder.recorded(get).await.unwrap();
    assert_eq!((response.value, response.status), (7, 200));
    assert_eq!(transport.requests()[1].headers["folder"], "north");
    // A call through another handle is not the recorded one.
    let error = folder.recorded(|_| get(folder.clone())).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
}
