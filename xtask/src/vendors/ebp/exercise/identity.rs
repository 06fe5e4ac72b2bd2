//! Signing in.

use guichet_ebp::auth::Tokens;
use guichet_ebp::identity::{AuthorizationOptions, Pkce, Prompt};
use guichet_ebp::{Result, Secret};
use serde::Serialize;

use crate::exercise::{Exercise, on};
use crate::vendors::ebp::{EbpApplication, EbpClient};

/// The example of RFC 7636.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

#[derive(Debug, Serialize)]
struct Page {
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
}

/// Asks for the page, and reads the code where it comes back at once.
async fn authorize(client: EbpClient, pkce: Pkce, prompt: Option<Prompt>) -> Result<Page> {
    let identity = client.application(EbpApplication::Confidential)?.identity();
    let mut options = AuthorizationOptions::default();
    options.state = Some(Secret::new("4e2a15864f564bd19375999c394baa01"));
    options.pkce = pkce;
    (options.prompt, options.max_age) = (prompt, prompt.map(|_| 0));
    let authorization = identity.authorize_with(options)?;
    let page = identity.check(&authorization).await?;
    let answer = page.location.filter(|location| location.starts_with(client.redirect_uri()));
    let code = answer.map(|answer| authorization.code(&answer)).transpose()?;
    Ok(Page { status: page.status, code: code.map(|code| code.expose().to_owned()) })
}

#[derive(Debug, Serialize)]
struct Granted {
    access_token: Option<String>,
    refresh_token: String,
    expires_in: i64,
}

fn granted(client: &EbpClient, tokens: &Tokens) -> Granted {
    Granted {
        access_token: tokens.access.as_ref().map(|access| access.expose().to_owned()),
        refresh_token: tokens.refresh.expose().to_owned(),
        expires_in: (tokens.access_expires - client.now()).whole_seconds(),
    }
}

async fn exchange(client: EbpClient, application: EbpApplication, verifier: Option<&str>) -> Result<Granted> {
    let identity = client.application(application)?.identity();
    let verifier = verifier.map(Secret::new);
    let tokens = identity.exchange_code(client.code(), verifier.as_ref()).await?;
    Ok(granted(&client, &tokens))
}

pub(super) fn table() -> Vec<Exercise<EbpClient>> {
    vec![
        on(&["identity/authorize", "identity/authorize--denied"], |e: EbpClient| authorize(e, Pkce::Off, None)),
        on(&["identity/authorize--prompt"], |e: EbpClient| authorize(e, Pkce::Off, Some(Prompt::Login))),
        on(&["identity/authorize--pkce"], |e: EbpClient| authorize(e, Pkce::Verifier(Secret::new(VERIFIER)), None)),
        on(
            &[
                "identity/exchange",
                "identity/exchange--claims",
                "identity/exchange--invalid-client",
                "identity/exchange--invalid-grant",
            ],
            |e: EbpClient| exchange(e, EbpApplication::Confidential, None),
        ),
        on(&["identity/exchange--pkce"], |e: EbpClient| exchange(e, EbpApplication::Confidential, Some(VERIFIER))),
        on(&["identity/exchange--without-secret"], |e: EbpClient| exchange(e, EbpApplication::Public, None)),
        on(
            &[
                "identity/refresh",
                "identity/refresh--full",
                "identity/refresh--invalid-grant",
                "identity/refresh--invalid-grant-described",
            ],
            |e: EbpClient| async move {
                let identity = e.application(EbpApplication::Confidential)?.identity();
                let tokens = identity.refresh().await?;
                Ok(granted(&e, &tokens))
            },
        ),
    ]
}
