//! Starting, steering and stopping.

use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use guichet_fixtures::Json;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::app::{App, Setup};
use crate::clock::Clock;
use crate::engine::Reply;
use crate::exchange::{Exchange, PassedOver};
use crate::fault::{Fault, InjectedFault, UnknownOperation};
use crate::{control, server, vendors};

/// The vendors, played on one port, by default of 127.0.0.1. It ends when it is dropped, and every connection with it.
pub struct Sandbox {
    app: Arc<App>,
    address: SocketAddr,
    server: JoinHandle<()>,
}

/// How a sandbox starts.
#[derive(Debug, Clone, Default)]
pub struct Builder {
    host: Option<IpAddr>,
    port: u16,
    setup: Setup,
}

impl Builder {
    /// The port; 0, the default, takes any that is free.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// The address to listen on; 127.0.0.1 by default. On any other the sandbox, whose credentials are no secret, can be called
    /// from other machines.
    #[must_use]
    pub fn host(mut self, host: IpAddr) -> Self {
        self.host = Some(host);
        self
    }

    /// Whether each request is printed: method, path, the query's names without their values, operation and status.
    #[must_use]
    pub fn log(mut self, log: bool) -> Self {
        self.setup.print = log;
        self
    }

    /// The clock by which signatures are timely and tokens expire, in seconds since 1970. The machine's by default; with one of
    /// its own a test can replay what was signed long ago, or let an hour pass.
    #[must_use]
    pub fn clock(mut self, seconds: impl Fn() -> u64 + Send + Sync + 'static) -> Self {
        self.setup.clock = Clock::new(seconds);
        self
    }

    /// How many calls a day a vendor with such a limit takes (EBP: 10,000), so that a test can use them up. The day is one of the
    /// [`clock`](Self::clock), in UTC.
    #[must_use]
    pub fn daily_limit(mut self, calls: u32) -> Self {
        self.setup.limits.daily = Some(calls);
        self
    }

    /// No limits on how often a vendor is called, neither by the second nor by the day. For tests of something else: the vendors
    /// have them (EBP: one call a second), and so has a sandbox by default.
    #[must_use]
    pub fn without_limits(mut self) -> Self {
        self.setup.limits.off = true;
        self
    }

    /// Query parameters and body members that an operation does not declare are passed over, where a strict sandbox refuses the
    /// request: for clients that this project did not write. Each is kept ([`Sandbox::passed_over`]), and printed on standard
    /// error where requests are printed. Whatever else is wrong is refused all the same.
    #[must_use]
    pub fn lenient(mut self) -> Self {
        self.setup.lenient = true;
        self
    }

    /// Serves one vendor at `/`, for clients whose base URL has no path: its mount's name, such as `workadu`. All mounts stay
    /// where they are beside it, EBP's login among them.
    #[must_use]
    pub fn root(mut self, vendor: impl Into<String>) -> Self {
        self.setup.root = Some(vendor.into());
        self
    }

    /// What is read by its identifier comes in a list, as Workadu's servers are seen to answer, whatever the documentation shows.
    #[must_use]
    pub fn live_shapes(mut self) -> Self {
        self.setup.switches.live_shapes = true;
        self
    }

    /// A refresh token of EBP's that is used twice ends its whole login, as servers that look for theft do. By default it is
    /// refused and the login lives on, as the product behind EBP's login does it.
    #[must_use]
    pub fn reuse_ends_login(mut self) -> Self {
        self.setup.switches.reuse_ends_login = true;
        self
    }

    /// Starts, on the tokio runtime that this runs in.
    ///
    /// # Errors
    /// The port is taken, the address is none of this machine's, no vendor has the name that [`root`](Self::root) was given, or the embedded fixtures cannot be read.
    pub async fn start(self) -> io::Result<Sandbox> {
        let app = Arc::new(App::new(self.setup)?);
        let host = self.host.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
        let listener = TcpListener::bind((host, self.port)).await?;
        let address = listener.local_addr()?;
        let server = tokio::spawn(server::serve(listener, control::router(Arc::clone(&app))));
        Ok(Sandbox { app, address, server })
    }
}

impl Sandbox {
    /// Starts on a free port.
    ///
    /// # Errors
    /// No port is free, or the embedded fixtures cannot be read.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// Chooses the port, the clock or the limits, or prints requests.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Where it listens: `http://127.0.0.1:4010`. Where that is on every address, the one of this machine alone.
    pub fn url(&self) -> String {
        let mut address = self.address;
        if address.ip().is_unspecified() {
            address.set_ip(match address {
                SocketAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
                SocketAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
            });
        }
        format!("http://{address}")
    }

    /// A vendor's base URL: `http://127.0.0.1:4010/workadu`; that of the vendor at the root ([`Builder::root`]) has no path.
    pub fn mount(&self, vendor: &str) -> String {
        if self.app.root() == Some(vendor) { self.url() } else { format!("{}/{vendor}", self.url()) }
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// The requests that arrived, oldest first: the last 10,000. The control routes are not among them.
    pub fn exchanges(&self) -> Vec<Exchange> {
        self.app.exchanges()
    }

    /// What a [lenient](Builder::lenient) sandbox passed over, oldest first, in the requests of [`exchanges`](Self::exchanges).
    pub fn passed_over(&self) -> Vec<PassedOver> {
        self.app.exchanges().into_iter().flat_map(|exchange| exchange.passed_over).collect()
    }

    /// Injects a fault. Faults wait in the order of their injection.
    ///
    /// # Panics
    /// No vendor has the operation that the fault is for: it would never happen, and what a test saw would prove nothing. The
    /// message names the nearest. [`try_inject`](Self::try_inject) returns that as an error.
    #[track_caller]
    #[allow(clippy::panic, reason = "a test that goes on without its fault passes for nothing")]
    pub fn inject(&self, fault: Fault) {
        if let Err(unknown) = self.try_inject(fault) {
            panic!("a fault that would never happen: {unknown}");
        }
    }

    /// Injects a fault whose operation is not known to exist: one that a user named.
    ///
    /// # Errors
    /// No vendor has the operation that the fault is for. Nothing is injected.
    pub fn try_inject(&self, fault: Fault) -> Result<(), UnknownOperation> {
        self.app.inject(fault)
    }

    /// The faults that were injected since the start or the last [`clear_faults`](Self::clear_faults), and how often each happened.
    pub fn faults(&self) -> Vec<InjectedFault> {
        self.app.faults()
    }

    /// The identifiers of what a vendor holds, by the names of its lists; nothing for an unknown vendor. EBP's tables of Gescom and Bâtiment are made
    /// by formula, and not among them.
    pub fn identifiers(&self, vendor: &str) -> BTreeMap<&'static str, Vec<String>> {
        self.app.identifiers().remove(vendor).unwrap_or_default()
    }

    /// Has a route of the caller's own answered so, with JSON: one that the documentation does not have. The path begins with the vendor's
    /// mount; the query makes no difference, and credentials are not looked at. Until [`reset`](Self::reset).
    ///
    /// # Errors
    /// The body is not JSON.
    pub fn answer(&self, method: &str, path: &str, status: u16, body: &str) -> Result<(), String> {
        let body = Json::parse(body.as_bytes()).map_err(|error| format!("the body is not JSON: {error}"))?;
        self.app.answer(method, path, Reply::json(status, &body));
        Ok(())
    }

    /// Puts a record of the caller's own into a vendor's list, in the vendor's form, in place of one with its identifier. Lists have the names
    /// of [`identifiers`](Self::identifiers).
    ///
    /// # Errors
    /// There is no such vendor or list, with the nearest name, or the record is no JSON object.
    pub fn put(&self, vendor: &str, list: &str, id: &str, record: &str) -> Result<(), String> {
        let record = Json::parse(record.as_bytes()).map_err(|error| format!("the record is not JSON: {error}"))?;
        self.app.put(vendor, list, id, record)
    }

    /// Ends every access token that is out, as if its time had passed. Nothing else changes.
    pub fn expire_tokens(&self) {
        self.app.expire_tokens();
    }

    /// Forgets the faults that were injected, those without end too. Nothing else changes.
    pub fn clear_faults(&self) {
        self.app.clear_faults();
    }

    /// Puts the state back to what it was at the start; faults and exchanges are forgotten.
    pub fn reset(&self) {
        self.app.reset();
    }

    /// Puts what the vendors hold back to what it was at the start, logins included. Faults, exchanges and the number of calls that
    /// were counted stay.
    pub fn reset_state(&self) {
        self.app.reset_state();
    }

    /// Stops, and waits until the port is free.
    pub async fn stop(mut self) {
        self.server.abort();
        // Cancelled, as asked.
        let _ = (&mut self.server).await;
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl std::fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sandbox").field("address", &self.address).finish_non_exhaustive()
    }
}

/// One mount's credentials: what, and its value.
pub type Credentials = &'static [(&'static str, &'static str)];

/// The vendors' mounts, and the credentials that each of them takes.
///
/// # Errors
/// The embedded fixtures cannot be read.
pub fn mounts() -> io::Result<Vec<(&'static str, Credentials)>> {
    let gateways = vendors::engines()?.iter().flat_map(|engine| engine.gateways());
    Ok(gateways.map(|gateway| (gateway.mount(), gateway.credentials())).collect())
}
