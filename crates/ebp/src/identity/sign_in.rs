//! Signing in: the address that a human opens, and the exchange of the code that comes back for tokens.

use std::collections::HashSet;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use guichet_core::{Body, Error, Result, Secret, SecretBytes, Sent, operations};
use sha2::{Digest as _, Sha256};

use guichet_core::auth::Redeemed;

use super::{Authorization, AuthorizationOptions, Claims, Identity};
use crate::auth::{Tokens, spent};

operations! {
    AUTHORIZE: Safe,   GET  "/connect/authorize", "ebp.identity.authorize", "Exemple de requête vers Login EBP" [redirect_is_answer];
    EXCHANGE:  Unsafe, POST "/connect/token",     "ebp.identity.exchange",  "Exemple de requête vers Login EBP";
}

/// The hashes of codes that were sent: none is good for a second time.
pub(crate) type SentCodes = Arc<Mutex<HashSet<[u8; 32]>>>;

#[derive(Body)]
struct ExchangeForm<'a> {
    client_id: &'a str,
    client_secret: Option<&'a str>,
    redirect_uri: &'a str,
    grant_type: &'static str,
    code: &'a str,
    code_verifier: Option<&'a str>,
}

/// What EBP answers to the address that a human is to open.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SignInPage {
    /// 200 for the page itself, a redirect to where it is.
    pub status: u16,
    /// Where a redirect leads. Where nobody needs to be asked any more this is the answer itself, code included.
    pub location: Option<String>,
}

impl fmt::Debug for SignInPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignInPage").field("status", &self.status).finish_non_exhaustive()
    }
}

impl Identity {
    /// Begins a sign-in: the address to open in a browser, with a state of its own and PKCE. Nothing is sent.
    ///
    /// # Errors
    /// None with the defaults.
    pub fn authorize(&self) -> Result<Authorization> {
        self.authorize_with(AuthorizationOptions::default())
    }

    /// Begins a sign-in with other scopes, a state of the caller's, or without PKCE. Nothing is sent.
    ///
    /// # Errors
    /// Scopes, state or verifier that cannot work.
    pub fn authorize_with(&self, options: AuthorizationOptions) -> Result<Authorization> {
        Authorization::begin(self.login.call(&AUTHORIZE), &self.application, options)
    }

    /// Asks for the sign-in page as a browser would, and follows nothing: before a human is troubled, it tells whether EBP knows
    /// the client ID and the redirect address. Safe.
    ///
    /// # Errors
    /// The address is refused.
    pub async fn check(&self, authorization: &Authorization) -> Result<SignInPage> {
        let answer = authorization.call.clone().send_stream().await?;
        let location = answer.headers().get(http::header::LOCATION).and_then(|value| value.to_str().ok());
        Ok(SignInPage { status: answer.status(), location: location.map(str::to_owned) })
    }

    /// Exchanges what came back to the redirect address, its whole URL or its query, for tokens, which are kept in the store
    /// before anything reads them. Unsafe, and sent once: a code is good for one use and five minutes, and is not sent a second
    /// time from here either.
    ///
    /// # Errors
    /// A callback of another sign-in, a refusal, a code that was sent before: nothing is sent. `invalid_grant` for a code that
    /// is spent or too old.
    pub async fn exchange(&self, authorization: &Authorization, callback: &str) -> Result<Tokens> {
        let code = authorization.code(callback)?;
        self.exchange_code(code, authorization.verifier()).await
    }

    /// Exchanges a code had elsewhere. Unsafe, as [`exchange`](Self::exchange); that the code belongs to this sign-in is for the
    /// caller to know.
    ///
    /// # Errors
    /// As [`exchange`](Self::exchange).
    pub async fn exchange_code(&self, code: impl Into<Secret>, verifier: Option<&Secret>) -> Result<Tokens> {
        let code = code.into();
        let refuse = |why: &str| Err(Error::invalid(&EXCHANGE.id, "code", why));
        if code.expose().trim().is_empty() {
            return refuse("it is empty");
        }
        let hash: [u8; 32] = Sha256::digest(code.expose()).into();
        const SPENT: &str = "it was exchanged before, and is good for one use";
        if self.codes().contains(&hash) {
            return refuse(SPENT);
        }
        let application = &self.application;
        let form = ExchangeForm {
            client_id: &application.client_id,
            client_secret: application.client_secret.as_ref().map(Secret::expose),
            redirect_uri: application.redirect_uri.as_str(),
            grant_type: "authorization_code",
            code: code.expose(),
            code_verifier: verifier.map(Secret::expose),
        };
        let login = self.login.detached().unwrap_or_else(|| self.login.clone());
        let call = login.call(&EXCHANGE).confidential().form(&form);
        let this = self.clone();
        let request = move || async move {
            if !this.codes().insert(hash) {
                return Redeemed::NotSpent(Error::invalid(&EXCHANGE.id, "code", SPENT));
            }
            match call.send_best_effort(this.rotation.body()).await {
                Ok(body) => Redeemed::Reply(SecretBytes::new(body)),
                Err(error) => {
                    if error.sent() == Sent::No {
                        this.codes().remove(&hash);
                    }
                    spent(error)
                }
            }
        };
        self.tokens.sign_in(request).await?;
        self.tokens.tokens().await
    }

    fn codes(&self) -> std::sync::MutexGuard<'_, HashSet<[u8; 32]>> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the stored access token says of the person who signed in. Nothing is sent, and the signature is not checked.
    ///
    /// # Errors
    /// As [`tokens`](Self::tokens); the access token is no JSON Web Token.
    pub async fn claims(&self) -> Result<Claims> {
        match self.tokens().await?.access {
            Some(token) => Claims::of(&token),
            None => Err(Error::authentication("there is no access token")),
        }
    }
}
