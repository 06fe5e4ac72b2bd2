//! Clients of one sandbox, without pace and with short pauses, for what is run under its faults.

use std::time::Duration;

use guichet_akuiteo::{Akuiteo, Credentials};
use guichet_core::{CallOptions, RetryPolicy};
use guichet_ebp::auth::MemoryStore;
use guichet_ebp::{Ebp, Limits, Settings};
use guichet_sandbox::Sandbox;
use guichet_workadu::Workadu;

/// The folder of EBP's accounting that the sandbox holds.
pub const TENANT: &str = "0189abef-09af-409F-ab89-012789abcdef";

pub struct Clients {
    pub workadu: Workadu,
    pub ebp: Ebp,
    pub akuiteo: Akuiteo,
}

impl Clients {
    /// An attempt that is not answered within `attempt_timeout` counts as lost.
    pub async fn new(sandbox: &Sandbox, attempt_timeout: Duration) -> Self {
        let policy =
            RetryPolicy::new().pauses(Duration::from_millis(1), Duration::from_millis(2)).shared_budget(100_000);
        let options = CallOptions::new().attempt_timeout(attempt_timeout);
        let settings = || Settings::new().limits(Limits::none()).retry(policy).options(options.clone());
        let ebp = Ebp::builder("sandbox-key")
            .application("sandbox", "secret")
            .tokens(MemoryStore::new())
            .login_url(sandbox.mount("ebp-login"))
            .settings(settings().base_url(sandbox.mount("ebp")))
            .build()
            .unwrap();
        ebp.identity().exchange_code("sandbox-code", None).await.unwrap();
        let workadu = Workadu::builder("wk_sandbox").settings(settings().base_url(sandbox.mount("workadu"))).build();
        let akuiteo = Akuiteo::builder("", Credentials::basic("sandbox", "s@ndbox/pass+word="));
        let akuiteo = akuiteo.settings(settings().base_url(sandbox.mount("akuiteo"))).build().unwrap();
        Self { workadu: workadu.unwrap(), ebp, akuiteo }
    }
}
