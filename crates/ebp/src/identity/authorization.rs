//! The first half of a sign-in: the address that a human opens, and the answer that comes back to the redirect address.

use guichet_core::vendor::Call;
use guichet_core::{Error, Result, Secret};
use oauth2::{CsrfToken, PkceCodeChallenge, PkceCodeVerifier};
use sha2::{Digest as _, Sha256};

use crate::auth::Application;

/// What EBP documents as the scopes to ask for. Without `offline_access` there is no refresh token.
pub const SCOPES: &str = "openid profile offline_access";

/// How a sign-in begins.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct AuthorizationOptions {
    /// The scopes, separated by spaces; [`SCOPES`] by default.
    pub scopes: String,
    /// What comes back with the answer, so that no other answer is taken for it; 128 random bits by default. Give the same to
    /// go on with a sign-in that another process began.
    pub state: Option<Secret>,
    /// Proof Key for Code Exchange.
    pub pkce: Pkce,
    /// What the page asks of a person who is signed in already; EBP's own way by default, which may take the person who signed in
    /// last without a question. Where one browser serves several customers: [`Prompt::Login`] with a [`max_age`](Self::max_age) of 0.
    pub prompt: Option<Prompt>,
    /// How many seconds ago a person may have signed in, to be taken without a question. 0 asks for the password each time.
    pub max_age: Option<u32>,
}

/// What the page asks of a person who is signed in already (OpenID Connect Core, 3.1.2.1). *Unverified* (EB-36): a public client sends
/// `login`, EBP's documentation has none of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Prompt {
    /// To sign in again.
    Login,
    /// To say yes again.
    Consent,
    /// To choose an account.
    SelectAccount,
}

impl Prompt {
    fn as_str(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Consent => "consent",
            Self::SelectAccount => "select_account",
        }
    }
}

impl Default for AuthorizationOptions {
    fn default() -> Self {
        Self { scopes: SCOPES.to_owned(), state: None, pkce: Pkce::default(), prompt: None, max_age: None }
    }
}

/// Proof Key for Code Exchange (RFC 7636): a code that somebody else intercepts is of no use to him.
///
/// *Unverified* (EB-1): EBP's documentation neither has it nor excludes it. A server that does not know it ignores it (RFC 6749, 3.1);
/// should EBP refuse it, [`Off`](Self::Off) is the way to sign in all the same.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub enum Pkce {
    /// With a random verifier and its SHA-256.
    #[default]
    S256,
    /// With this verifier, of 43 to 128 characters: to go on with a sign-in that another process began.
    Verifier(Secret),
    /// Without.
    Off,
}

/// A sign-in that was begun: open [`url`](Self::url) in a browser.
#[derive(Clone)]
pub struct Authorization {
    pub(super) call: Call,
    url: String,
    state: Secret,
    verifier: Option<Secret>,
}

impl std::fmt::Debug for Authorization {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Not the address: the state is in it.
        f.debug_struct("Authorization").field("pkce", &self.verifier.is_some()).finish_non_exhaustive()
    }
}

/// What came back to the redirect address.
pub(super) enum Callback {
    Code(Secret),
    /// The answer to this sign-in, and it is no.
    Denied(String),
    /// Not the answer to this sign-in. Why.
    Stray(&'static str),
}

impl Authorization {
    pub(super) fn begin(call: Call, application: &Application, options: AuthorizationOptions) -> Result<Self> {
        let call = call.query("client_id", &application.client_id);
        let call = call.query("redirect_uri", application.redirect_uri.as_str()).query("response_type", "code");
        let mut call = call.query("scope", &options.scopes);
        if options.scopes.trim().is_empty() {
            call = call.refuse("scope", "it is empty");
        }
        let state = options.state.unwrap_or_else(|| Secret::new(CsrfToken::new_random().into_secret()));
        if state.is_empty() {
            call = call.refuse("state", "it is empty");
        }
        call = call.query("state", state.expose()).query("response_mode", "query");
        call = call.query_opt("prompt", options.prompt.map(Prompt::as_str)).query_opt("max_age", options.max_age);
        let verifier = match options.pkce {
            Pkce::Off => None,
            Pkce::S256 => Some(Secret::new(PkceCodeChallenge::new_random_sha256().1.into_secret())),
            Pkce::Verifier(verifier) => Some(verifier),
        };
        if let Some(verifier) = &verifier {
            let text = verifier.expose();
            let unreserved = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
            if !(43..=128).contains(&text.len()) || !text.bytes().all(unreserved) {
                call = call.refuse("code_verifier", "it must be 43 to 128 letters, digits or one of -._~");
            } else {
                let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(text.to_owned()));
                call = call.query("code_challenge", challenge.as_str());
                call = call.query("code_challenge_method", challenge.method().as_str());
            }
        }
        Ok(Self { url: call.url()?, call, state, verifier })
    }

    /// The address to open in a browser: EBP's page for signing in. It holds no secret.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What must come back with the answer.
    pub fn state(&self) -> &Secret {
        &self.state
    }

    /// PKCE's verifier, to be kept for the exchange of the code.
    pub fn verifier(&self) -> Option<&Secret> {
        self.verifier.as_ref()
    }

    /// Reads the code out of what came back to the redirect address: its whole URL, or its query.
    ///
    /// # Errors
    /// A state that is not this sign-in's, or no code; the refusal of who was to sign in.
    pub fn code(&self, callback: &str) -> Result<Secret> {
        match self.sort(callback) {
            Callback::Code(code) => Ok(code),
            Callback::Denied(why) => Err(denied(&why)),
            Callback::Stray(why) => Err(Error::invalid(&self.call.operation().id, "callback", why)),
        }
    }

    pub(super) fn sort(&self, callback: &str) -> Callback {
        let query = callback.split_once('?').map_or(callback, |(_, query)| query);
        let query = query.split_once('#').map_or(query, |(query, _)| query);
        let (mut code, mut state, mut error, mut description) = (None, None, None, None);
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            let place = match &*name {
                "code" => &mut code,
                "state" => &mut state,
                "error" => &mut error,
                "error_description" => &mut description,
                _ => continue,
            };
            if place.replace(value).is_some() {
                return Callback::Stray("a parameter comes twice");
            }
        }
        let Some(state) = state else { return Callback::Stray("it has no state") };
        // Compared by their hashes: how long the comparison takes says nothing of the state.
        if Sha256::digest(state.as_bytes()) != Sha256::digest(self.state.expose()) {
            return Callback::Stray("its state is not that of this sign-in");
        }
        match (code.filter(|code| !code.is_empty()), error) {
            (Some(code), None) => Callback::Code(Secret::new(code)),
            (None, Some(error)) => {
                Callback::Denied(description.map_or_else(|| error.to_string(), |text| format!("{error}: {text}")))
            }
            _ => Callback::Stray("it has no code"),
        }
    }
}

pub(super) fn denied(why: &str) -> Error {
    Error::authentication(format!("the sign-in was refused: {why}"))
}
