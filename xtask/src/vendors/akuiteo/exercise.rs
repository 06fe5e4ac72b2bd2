//! Akuiteo's invocations.

mod employees;
mod quotes;
mod resources;

use guichet_akuiteo::auth::OAuthToken;
use guichet_akuiteo::purchase_invoices::PurchaseInvoiceOption;
use guichet_akuiteo::webhooks::{Event, Verifier};
use guichet_akuiteo::{Error, Secret};
use serde::Serialize;

use super::AkuiteoClient;
use crate::exercise::arguments::arg;
use crate::exercise::{Exercise, Received, on, receiving, value_of};

/// All of them, in the order of the documentation.
pub(super) fn table() -> Vec<Exercise<AkuiteoClient>> {
    [logins(), resources::table(), purchase_invoices(), webhooks(), employees::table(), quotes::table()]
        .into_iter()
        .flatten()
        .collect()
}

#[derive(Debug, Serialize)]
struct Token {
    access_token: String,
    token_type: Option<String>,
    expires_in: Option<i64>,
    refresh_token: Option<String>,
    scope: Option<String>,
}

/// A token in the clear, so that what was read can be held against what was sent.
fn shown(token: OAuthToken) -> Token {
    let plain = |secret: Secret| secret.expose().to_owned();
    let OAuthToken { access_token, token_type, expires_in, refresh_token, scope, .. } = token;
    Token { access_token: plain(access_token), token_type, expires_in, refresh_token: refresh_token.map(plain), scope }
}

fn logins() -> Vec<Exercise<AkuiteoClient>> {
    vec![
        on(&["oauth/password", "oauth/password--refused"], |a: AkuiteoClient| async move {
            a.oauth.logins().oauth_password().await.map(shown)
        }),
        on(&["oauth/refresh"], |a: AkuiteoClient| async move {
            let logins = a.oauth.logins();
            let refresh = match a.refresh_token {
                Some(token) => token,
                None => logins.oauth_password().await?.refresh_token.unwrap_or_else(|| Secret::new("none")),
            };
            logins.oauth_refresh(&refresh).await.map(shown)
        }),
        on(&["jwt/login"], |a: AkuiteoClient| async move {
            a.jwt.logins().jwt_login().await.map(|token| token.token.expose().to_owned())
        }),
    ]
}

fn purchase_invoices() -> Vec<Exercise<AkuiteoClient>> {
    let id = || arg("purchase_invoice_id", "FF2100462".to_owned());
    vec![
        on(
            &["purchase-invoices/get"],
            move |a: AkuiteoClient| async move { a.akuiteo.purchase_invoices().get(id()).await },
        ),
        on(&["purchase-invoices/read"], move |a: AkuiteoClient| async move {
            let options = PurchaseInvoiceOption::KNOWN.iter().cloned();
            a.akuiteo.purchase_invoices().read(id(), options).await
        }),
    ]
}

fn webhooks() -> Vec<Exercise<AkuiteoClient>> {
    let received = Received {
        verify: |headers, body| {
            let verified = Verifier::new("sample-secret")?.verify(headers, body);
            verified.map_err(|why| Error::config(why.to_string()))
        },
        read: |body| value_of(&Event::read(body)?),
        required: &["requestId"],
    };
    vec![receiving(&["webhooks/receive"], received)]
}
