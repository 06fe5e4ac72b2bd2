//! The vendors that exist, and how to set up a client of each for a given address.

use guichet_accengage::Accengage;
use guichet_core::time::OffsetDateTime;
use guichet_core::{Clock, Operation, Result, RetryPolicy, Settings};
use guichet_fixtures::{Fixture, Json};
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
    fn enveloped(value: Json) -> Json {
        value
    }
    /// Whether a mutation took away what the vendor wraps every answer in.
    fn is_envelope(_label: &str) -> bool {
        false
    }
    /// Whether a documented answer is a success.
    fn succeeds(fixture: &Fixture) -> bool {
        fixture.succeeds()
    }
    /// The answer to a request that the client makes of itself, beside the one that a fixture shows.
    fn aside(_target: &str) -> Option<&'static str> {
        None
    }
    /// Whether an operation deals in tokens: then no error keeps a piece of its answer.
    fn is_confidential(_operation: &str) -> bool {
        false
    }
    /// Members of answers that the value does not carry, because the pager uses them.
    const BESIDE: &'static [&'static str] = &[];
}

/// Settings of tests: nothing is repeated, so that one exchange is one request.
fn once(base_url: &str) -> Settings {
    Settings::new().base_url(base_url).retry(RetryPolicy::never())
}

/// A credential of the environment, or the sandbox's.
fn credential(variable: &str, sandbox: &str) -> String {
    std::env::var(variable).unwrap_or_else(|_| sandbox.to_owned())
}

/// Accengage.
pub enum AccengageVendor {}

impl Vendor for AccengageVendor {
    type Client = Accengage;
    const NAME: &'static str = "accengage";

    fn operations() -> Vec<&'static Operation> {
        guichet_accengage::OPERATIONS.iter().flat_map(|group| group.iter().copied()).collect()
    }

    fn table() -> Vec<Exercise<Accengage>> {
        exercise::accengage::table()
    }

    fn documented(base_url: &str) -> Result<Accengage> {
        // The moment at which the documentation's sample is signed.
        let signed = OffsetDateTime::from_unix_timestamp(1_507_722_391).unwrap_or(OffsetDateTime::UNIX_EPOCH);
        Accengage::builder("a1b2c3d4e5f6g7h8", "mymail@client.com")
            .access_token("sample-access-token")
            .clock(Clock::frozen(signed))
            .settings(once(base_url))
            .build()
    }

    fn live(base_url: &str, settings: Settings) -> Result<Accengage> {
        let key = credential("GUICHET_ACCENGAGE_KEY", "a1b2c3d4e5f6g7h8");
        let email = credential("GUICHET_ACCENGAGE_EMAIL", "mymail@client.com");
        Accengage::builder(key, email).settings(settings.base_url(base_url)).build()
    }

    fn succeeds(fixture: &Fixture) -> bool {
        // Errors come with a success too.
        fixture.succeeds() && fixture.response.body.as_json().is_none_or(|body| body.get("errors").is_none())
    }

    fn is_confidential(operation: &str) -> bool {
        operation == "accengage.access-token.create"
    }

    fn aside(target: &str) -> Option<&'static str> {
        (target == "/v1/access_token").then_some(r#"{"token_type":"Bearer","access_token":"sample-access-token"}"#)
    }
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
