//! The vendors that exist, and how to set up a client of each for a given address.

use guichet_core::{Operation, Result, RetryPolicy, Settings};
use guichet_fixtures::Json;
use guichet_workadu::Workadu;

use crate::exercise::{self, Exercise};

/// A vendor as the commands see it.
pub trait Vendor {
    /// Its client.
    type Client: Clone + Send + Sync + 'static;
    /// Its name, as in the operations and in the sandbox's mounts.
    const NAME: &'static str;

    /// Every operation of its crate.
    fn operations() -> Vec<&'static Operation>;
    /// Every invocation.
    fn table() -> Vec<Exercise<Self::Client>>;
    /// A client with the credentials of the documentation's samples, which the fixtures' requests carry.
    fn documented(base_url: &str) -> Result<Self::Client>;
    /// A client with the credentials of the environment, or the sandbox's.
    fn live(base_url: &str, settings: Settings) -> Result<Self::Client>;
    /// The answer that a call's value stands for: the vendor's envelope put around it again.
    fn enveloped(value: Json) -> Json;
    /// Whether a mutation took away what the vendor wraps every answer in.
    fn is_envelope(label: &str) -> bool;
    /// Members of answers that the value does not carry, because the pager uses them.
    const BESIDE: &'static [&'static str];
}

/// Settings of tests: nothing is repeated, so that one exchange is one request.
fn once(base_url: &str) -> Settings {
    Settings::new().base_url(base_url).retry(RetryPolicy::never())
}

/// A credential of the environment, or the sandbox's.
fn credential(variable: &str, sandbox: &str) -> String {
    std::env::var(variable).unwrap_or_else(|_| sandbox.to_owned())
}

/// Workadu.
pub enum WorkaduVendor {}

impl Vendor for WorkaduVendor {
    type Client = Workadu;
    const NAME: &'static str = "workadu";

    fn operations() -> Vec<&'static Operation> {
        guichet_workadu::OPERATIONS.iter().flat_map(|group| group.iter().copied()).collect()
    }

    fn table() -> Vec<Exercise<Workadu>> {
        exercise::workadu::table()
    }

    fn documented(base_url: &str) -> Result<Workadu> {
        Workadu::builder("wk_abcd123123abcd1234").settings(once(base_url)).build()
    }

    fn live(base_url: &str, settings: Settings) -> Result<Workadu> {
        let key = credential("GUICHET_WORKADU_KEY", "wk_sandbox");
        Workadu::builder(key).settings(settings.base_url(base_url)).build()
    }

    fn enveloped(value: Json) -> Json {
        Json::object([("data", value)])
    }

    fn is_envelope(label: &str) -> bool {
        matches!(label, "data null" | "data removed")
    }

    const BESIDE: &'static [&'static str] = &["meta"];
}
