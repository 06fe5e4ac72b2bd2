//! A server that receives Akuiteo's webhooks, each event once, also after a restart:
//! `cargo run -p guichet-akuiteo --features axum --example webhook_server -- PORT SECRET`.

use guichet_akuiteo::webhooks::{Delivery, FileSeen, Receiver, Verifier, post};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let port: u16 = args.next().map_or(Ok(4020), |port| port.parse())?;
    let secret = args.next().unwrap_or_else(|| "the secret of the webhook".to_owned());
    let seen = std::env::temp_dir().join("akuiteo-webhooks.seen");
    let receiver = Receiver::new(Verifier::new(secret)?, FileSeen::open(&seen)?);
    let app = axum::Router::new().route("/akuiteo", post(receiver, handle));
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    println!("http://{}/akuiteo, duplicates in {}", listener.local_addr()?, seen.display());
    axum::serve(listener, app).await?;
    Ok(())
}

/// Succeeds when the event is where it belongs: until then it is not noted as handled, and comes again.
async fn handle(delivery: Delivery) -> Result<(), std::io::Error> {
    let event = &delivery.event;
    let id = event.content_id().map(String::from).unwrap_or_default();
    if delivery.interrupted_before {
        println!("{}: may have been handled before, look first", event.request_id);
    }
    println!("{:?} {:?} {id} at {:?}", event.event_type, event.event_action, event.emitted_at);
    Ok(())
}
