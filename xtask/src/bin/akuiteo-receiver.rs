//! A program of a user's, as the test of Akuiteo's webhooks runs it: in a process of its own, to be killed.
//!
//! `akuiteo-receiver PORT SECRET SEEN EFFECTS` receives deliveries, and notes each that it handles as a line of EFFECTS: the identifier,
//! and whether it was told that an earlier delivery may have been handled. In an event called `stall` it waits for ever then, unless it
//! was told so.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use guichet_akuiteo::webhooks::{Delivery, FileSeen, Receiver, Verifier, post};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [port, secret, seen, effects] = args.as_slice() else { return Err("PORT SECRET SEEN EFFECTS".into()) };
    let receiver = Receiver::new(Verifier::new(secret.as_str())?, FileSeen::open(seen)?);
    let effects = Arc::new(Mutex::new(OpenOptions::new().create(true).append(true).open(effects)?));
    let handler = move |delivery: Delivery| {
        let effects = Arc::clone(&effects);
        async move {
            let told = if delivery.interrupted_before { "interrupted" } else { "new" };
            let line = format!("{} {told}\n", delivery.event.request_id);
            // In one piece, so that a line is there whole or not at all.
            effects.lock().unwrap_or_else(PoisonError::into_inner).write_all(line.as_bytes())?;
            if line == "stall new\n" {
                std::future::pending::<()>().await;
            }
            Ok::<(), std::io::Error>(())
        }
    };
    let app = axum::Router::new().route("/akuiteo", post(receiver, handler));
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port.parse::<u16>()?)).await?;
    println!("{}", listener.local_addr()?.port());
    axum::serve(listener, app).await?;
    Ok(())
}
