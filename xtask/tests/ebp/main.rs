//! EBP's client against the sandbox that plays it: what only both together can show.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod browser;
mod documents;
mod drill;
mod flow;
mod jobs;
mod kill;
mod lists;
mod pace;
mod processes;

use std::path::{Path, PathBuf};

use guichet_ebp::auth::{FileStore, TokenStore};
use guichet_ebp::{Builder, Ebp, Limits, Settings};
use guichet_sandbox::Sandbox;

/// The sandbox's folder.
pub(crate) const TENANT: &str = "0189abef-09af-409F-ab89-012789abcdef";

/// A client without limits of its own.
pub(crate) fn client(sandbox: &Sandbox, store: impl TokenStore) -> Ebp {
    with(sandbox, store, Settings::new().limits(Limits::none()))
}

pub(crate) fn with(sandbox: &Sandbox, store: impl TokenStore, settings: Settings) -> Ebp {
    builder(sandbox, store, settings).build().unwrap()
}

pub(crate) fn builder(sandbox: &Sandbox, store: impl TokenStore, settings: Settings) -> Builder {
    Ebp::builder("sandbox-key")
        .application("sandbox", "secret")
        .tokens(store)
        .login_url(sandbox.mount("ebp-login"))
        .settings(settings.base_url(sandbox.mount("ebp")))
}

/// Signs in with the code that the sandbox has from the start.
pub(crate) async fn signed_in(ebp: &Ebp) {
    ebp.identity().exchange_code("sandbox-code", None).await.unwrap();
}

/// How often a refresh token was spent, or tried to be: all statuses in their order.
pub(crate) fn refreshes(sandbox: &Sandbox) -> Vec<Option<u16>> {
    let exchanges = sandbox.exchanges();
    let refreshes = exchanges.iter().filter(|e| e.operation.as_deref() == Some("ebp.identity.refresh"));
    refreshes.map(|exchange| exchange.status).collect()
}

/// A folder of the test's own, gone when it ends well.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("guichet-ebp-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }
}

/// The store, which must be readable whatever happened.
pub(crate) fn store(path: &Path) -> FileStore {
    FileStore::open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
