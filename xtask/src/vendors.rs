//! The vendors that exist, and how to set up a client of each for a given address.

use guichet_accengage::Accengage;
use guichet_core::time::OffsetDateTime;
use guichet_core::{Clock, Limits, Operation, Result, RetryPolicy, Secret, Settings};
use guichet_ebp::Ebp;
use guichet_ebp::auth::{FileStore, MemoryStore, Tokens};
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
    fn enveloped(_fixture: &Fixture, value: Json) -> Json {
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
    /// Members that a value has also where the answer lacks them: how long a token lives by default, the token that stays.
    const DEFAULTS: &'static [&'static str] = &[];
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
        guichet_accengage::operations().collect()
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

/// EBP.
pub enum EbpVendor {}

/// EBP's client, and what exercises of signing in need beside it.
#[derive(Clone)]
pub struct EbpClient {
    /// The client.
    pub ebp: Ebp,
    redirect_uri: String,
    code: Option<Secret>,
    clock: Clock,
    /// The documented application's address: each exercise of signing in has a client of its own, because codes and refresh
    /// tokens are good for one use. On a server that keeps its own account of them, there is the one client.
    documented: Option<String>,
}

/// How the documentation's samples present the application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EbpApplication {
    /// With its secret.
    Confidential,
    /// Without.
    Public,
}

impl EbpClient {
    /// The client to sign in with.
    pub fn application(&self, application: EbpApplication) -> Result<Ebp> {
        match &self.documented {
            Some(base_url) => documented_ebp(base_url, application, &self.redirect_uri, &self.clock),
            None => Ok(self.ebp.clone()),
        }
    }

    /// The redirect address.
    pub fn redirect_uri(&self) -> &str {
        &self.redirect_uri
    }

    /// The authorization code to exchange.
    pub fn code(&self) -> Secret {
        let sandbox = || Secret::new(crate::conformance::arg("code", "sandbox-code".to_owned()));
        self.code.clone().unwrap_or_else(sandbox)
    }

    /// The date and time by the client's clock.
    pub fn now(&self) -> OffsetDateTime {
        self.clock.wall()
    }
}

/// The access token of the samples.
const SAMPLE_TOKEN: &str = "eyManQuePasaxxxxxxxxxxxxxxxxxxxx";

fn documented_ebp(base_url: &str, application: EbpApplication, redirect_uri: &str, clock: &Clock) -> Result<Ebp> {
    let refresh_expires = clock.wall().saturating_add(guichet_core::time::Duration::WEEK * 4);
    let access_expires = clock.wall().saturating_add(guichet_core::time::Duration::HOUR);
    let tokens = Tokens::new("ZZZREFRESHTOKENzzz", refresh_expires).access(SAMPLE_TOKEN, access_expires);
    let store = MemoryStore::holding(tokens);
    let builder = Ebp::builder("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx").redirect_uri(redirect_uri).tokens(store);
    let builder = match application {
        EbpApplication::Confidential => builder.application("client_id", "client_secret"),
        EbpApplication::Public => builder.public_application("client_id"),
    };
    let settings = once(base_url).clock(clock.clone()).limits(Limits::none());
    builder.login_url(base_url).settings(settings).build()
}

impl Vendor for EbpVendor {
    type Client = EbpClient;
    const NAME: &'static str = "ebp";

    fn operations() -> Vec<&'static Operation> {
        guichet_ebp::operations().collect()
    }

    fn table() -> Vec<Exercise<EbpClient>> {
        exercise::ebp::table()
    }

    fn documented(base_url: &str) -> Result<EbpClient> {
        let redirect_uri = "https://localhost:3333/api/login/SigninRedirect".to_owned();
        let clock =
            Clock::frozen(OffsetDateTime::from_unix_timestamp(1_704_106_800).unwrap_or(OffsetDateTime::UNIX_EPOCH));
        let ebp = documented_ebp(base_url, EbpApplication::Confidential, &redirect_uri, &clock)?;
        let code = Some(Secret::new("swWZ-eNBDn8rpiTrvzuZVZ-ZwrdOplLPM6vaegaDOho"));
        Ok(EbpClient { ebp, redirect_uri, code, clock, documented: Some(base_url.to_owned()) })
    }

    fn live(base_url: &str, settings: Settings) -> Result<EbpClient> {
        let key = credential("GUICHET_EBP_SUBSCRIPTION_KEY", "sandbox-key");
        let client_id = credential("GUICHET_EBP_CLIENT_ID", "sandbox");
        let client_secret = credential("GUICHET_EBP_CLIENT_SECRET", "secret");
        let redirect_uri = credential("GUICHET_EBP_REDIRECT_URI", guichet_ebp::REDIRECT_URI);
        let code = std::env::var("GUICHET_EBP_CODE").ok().map(Secret::new);
        let builder = Ebp::builder(key).application(client_id, client_secret).redirect_uri(&redirect_uri);
        let builder = match std::env::var("GUICHET_EBP_TOKENS") {
            Ok(file) => builder.tokens(FileStore::open(file)?),
            Err(_) => builder.tokens(MemoryStore::new()),
        };
        // Its host for signing in stands beside it.
        let builder = builder.login_url(format!("{base_url}-login")).settings(settings.base_url(base_url));
        Ok(EbpClient { ebp: builder.build()?, redirect_uri, code, clock: Clock::system(), documented: None })
    }

    /// To the address that a human opens a redirect is the answer, and one with a refusal in it an error.
    fn succeeds(fixture: &Fixture) -> bool {
        let location = fixture.response.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("location"));
        fixture.succeeds() || location.is_some_and(|(_, location)| !location.contains("error="))
    }

    fn is_confidential(operation: &str) -> bool {
        matches!(operation, "ebp.identity.exchange" | "ebp.identity.refresh")
    }

    fn aside(target: &str) -> Option<&'static str> {
        // The token of the samples once more, so that all requests carry the same one.
        (target == "/connect/token")
            .then_some(r#"{"access_token":"eyManQuePasaxxxxxxxxxxxxxxxxxxxx","refresh_token":"r","expires_in":3600}"#)
    }

    /// Lists stand in `data`, in `linesEntries`, in `elements`, or bare.
    fn enveloped(fixture: &Fixture, value: Json) -> Json {
        let documented = fixture.response.body.as_json();
        let wrapper = ["data", "linesEntries", "elements"]
            .into_iter()
            .find(|name| documented.is_some_and(|body| body.get(name).is_some()));
        match wrapper {
            Some(name) if value.as_array().is_some() => Json::object([(name, value)]),
            _ => value,
        }
    }

    const BESIDE: &'static [&'static str] = &["take", "skip", "total", "totalRecords", "token_type"];
    const DEFAULTS: &'static [&'static str] = &["expires_in", "refresh_token"];
}

/// Workadu.
pub enum WorkaduVendor {}

impl Vendor for WorkaduVendor {
    type Client = Workadu;
    const NAME: &'static str = "workadu";

    fn operations() -> Vec<&'static Operation> {
        guichet_workadu::operations().collect()
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

    fn enveloped(_fixture: &Fixture, value: Json) -> Json {
        Json::object([("data", value)])
    }

    fn is_envelope(label: &str) -> bool {
        matches!(label, "data null" | "data removed")
    }

    const BESIDE: &'static [&'static str] = &["meta"];
}
