//! EBP's client, and what exercises of signing in need beside it.

use guichet_core::time::{Duration, OffsetDateTime};
use guichet_core::{Clock, Limits, Result, Secret, Settings};
use guichet_ebp::Ebp;
use guichet_ebp::auth::{FileStore, MemoryStore, Tokens};

use crate::exercise::arguments::arg;
use crate::vendors::{credential, once};

/// The client, and what exercises of signing in need beside it.
#[derive(Debug, Clone)]
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
    /// With the credentials of the documentation's samples.
    pub(super) fn documented(base_url: &str) -> Result<Self> {
        let redirect_uri = "https://localhost:3333/api/login/SigninRedirect".to_owned();
        let clock =
            Clock::frozen(OffsetDateTime::from_unix_timestamp(1_704_106_800).unwrap_or(OffsetDateTime::UNIX_EPOCH));
        let ebp = documented(base_url, EbpApplication::Confidential, &redirect_uri, &clock)?;
        let code = Some(Secret::new("swWZ-eNBDn8rpiTrvzuZVZ-ZwrdOplLPM6vaegaDOho"));
        Ok(Self { ebp, redirect_uri, code, clock, documented: Some(base_url.to_owned()) })
    }

    /// With the credentials of the environment, or the sandbox's.
    pub(super) fn live(base_url: &str, settings: Settings) -> Result<Self> {
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
        Ok(Self { ebp: builder.build()?, redirect_uri, code, clock: Clock::system(), documented: None })
    }

    /// The client to sign in with.
    pub fn application(&self, application: EbpApplication) -> Result<Ebp> {
        match &self.documented {
            Some(base_url) => documented(base_url, application, &self.redirect_uri, &self.clock),
            None => Ok(self.ebp.clone()),
        }
    }

    /// The redirect address.
    pub fn redirect_uri(&self) -> &str {
        &self.redirect_uri
    }

    /// The authorization code to exchange.
    pub fn code(&self) -> Secret {
        self.code.clone().unwrap_or_else(|| Secret::new(arg("code", "sandbox-code".to_owned())))
    }

    /// The date and time by the client's clock.
    pub fn now(&self) -> OffsetDateTime {
        self.clock.wall()
    }
}

/// The access token of the samples.
const SAMPLE_TOKEN: &str = "eyManQuePasaxxxxxxxxxxxxxxxxxxxx";

fn documented(base_url: &str, application: EbpApplication, redirect_uri: &str, clock: &Clock) -> Result<Ebp> {
    let refresh_expires = clock.wall().saturating_add(Duration::WEEK * 4);
    let access_expires = clock.wall().saturating_add(Duration::HOUR);
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
