//! Accepting connections, and cutting them off.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use futures_util::future::{self, Either};
use http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinSet;

/// Lets a handler cut its own connection off. axum alone always sends an answer.
#[derive(Debug, Clone, Default)]
pub(crate) struct HangUp(Arc<Notify>);

impl HangUp {
    /// Cuts off. Does not return: the handler ends with its connection.
    pub(crate) async fn now(&self) -> Infallible {
        self.0.notify_one();
        future::pending().await
    }
}

/// Serves until the future is dropped, and every connection with it.
pub(crate) async fn serve(listener: TcpListener, router: Router) {
    let mut connections = JoinSet::new();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                connections.spawn(connection(stream, router.clone()));
            }
            // Too many open files, or a client that is gone already: neither ends the sandbox.
            Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
        }
        while connections.try_join_next().is_some() {}
    }
}

async fn connection(stream: TcpStream, router: Router) {
    // A delay between small packets is not a fault that anyone asked for.
    let _ = stream.set_nodelay(true);
    let hang_up = HangUp::default();
    let handle = hang_up.clone();
    let router = TowerToHyperService::new(router);
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(handle.clone());
        router.call(request)
    });
    let served = std::pin::pin!(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    let cut_off = std::pin::pin!(hang_up.0.notified());
    match future::select(served, cut_off).await {
        // How a client ends its connection is its own affair.
        Either::Left((_ended, _)) => {}
        Either::Right(((), _)) => {}
    }
}
