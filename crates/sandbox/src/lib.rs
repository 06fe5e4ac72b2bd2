#![cfg_attr(docsrs, feature(doc_cfg))]
//! The vendors that the Guichet clients speak to, played on one loopback port.
//!
//! Not fixed replies: the sandbox checks headers, credentials, parameters and bodies as documented and says what is wrong in
//! the vendor's own words. What you create you can read, list, update and delete. Lists are paged, and one of them is long
//! enough to matter. Where a vendor limits its calls, so does the sandbox. Faults are injected on demand. The documented
//! identifiers are all there at the start.
//!
//! ```
//! use guichet_sandbox::{Fault, FaultKind, Sandbox};
//! use tokio::io::{AsyncReadExt, AsyncWriteExt};
//!
//! # async fn get(port: u16) -> std::io::Result<String> {
//! #     let mut stream = tokio::net::TcpStream::connect(("127.0.0.1", port)).await?;
//! #     let request = "GET /workadu/api/series/911 HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Basic d2tfc2FuZGJveDo=\r\n\r\n";
//! #     stream.write_all(request.as_bytes()).await?;
//! #     let mut answer = String::new();
//! #     stream.read_to_string(&mut answer).await?;
//! #     Ok(answer)
//! # }
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> std::io::Result<()> {
//! let sandbox = Sandbox::start().await?;
//! println!("Workadu is at {}", sandbox.mount("workadu"));
//!
//! sandbox.inject(Fault::new(FaultKind::Status(503)).on("workadu.series.get").times(1));
//! assert!(get(sandbox.port()).await?.starts_with("HTTP/1.1 503"));
//! assert!(get(sandbox.port()).await?.starts_with("HTTP/1.1 200"));
//! assert_eq!(sandbox.exchanges().len(), 2);
//! sandbox.stop().await;
//! # Ok(())
//! # }
//! ```

mod app;
mod clock;
mod control;
mod engine;
mod exchange;
mod fault;
mod sandbox;
mod server;
mod vendors;

/// Accengage's signature, for tests with a key and a clock of their own.
pub mod accengage {
    pub use crate::vendors::accengage::{TOLERANCE, VerifyError, verify};
}

/// What is Akuiteo's own: the webhooks that it sends.
pub mod akuiteo {
    pub use crate::vendors::akuiteo::{Delivered, Spelling, Spoiled, WebhookSender};
}

pub use exchange::{Exchange, PassedOver, Place};
pub use fault::{Fault, FaultKind, InjectedFault, UnknownOperation};
pub use sandbox::{Builder, Credentials, Sandbox, mounts};

/// The README's example compiles and runs.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
