//! EBP.

mod client;
mod demo;
mod exercise;

use guichet_core::json::{Member, Model};
use guichet_core::{Operation, Result, Settings};
use guichet_ebp::accounting::auxiliary_accounts::AuxiliaryAccount;
use guichet_ebp::accounting::bank_transactions::BankTransaction;
use guichet_fixtures::{Fixture, Json};

pub use self::client::{EbpApplication, EbpClient};
use super::{Measured, Packaged, Tls, Vendor};
use crate::demo::story::Story;
use crate::exercise::Exercise;

/// EBP.
#[derive(Debug)]
pub enum EbpVendor {}

impl Vendor for EbpVendor {
    type Client = EbpClient;
    const NAME: &'static str = "ebp";
    const VARIABLES: &'static [&'static str] = &[
        "GUICHET_EBP_SUBSCRIPTION_KEY",
        "GUICHET_EBP_CLIENT_ID",
        "GUICHET_EBP_CLIENT_SECRET",
        "GUICHET_EBP_REDIRECT_URI",
        "GUICHET_EBP_TOKENS",
        "GUICHET_EBP_CODE",
        "GUICHET_EBP_TENANT",
        "GUICHET_EBP_DOMAIN",
        "GUICHET_EBP_FOLDER",
    ];
    const NEEDS: &'static [(&'static str, Option<&'static str>)] =
        &[("jsonwebtoken", Some("login")), ("oauth2", Some("login"))];
    const PACKAGED: Packaged = Packaged { features: &["login"], source: include_str!("ebp/programs/packaged.rs") };
    const MEASURED: &'static [Measured] = &[
        Measured {
            name: "aws-lc",
            tls: Tls::AwsLc,
            most: Some(108),
            default_features: true,
            features: &[],
            source: include_str!("ebp/programs/small.rs"),
            all: None,
        },
        Measured {
            name: "ring",
            tls: Tls::Ring,
            most: Some(108),
            default_features: false,
            features: &["tls-ring", "accounting"],
            source: include_str!("ebp/programs/small.rs"),
            all: None,
        },
        Measured {
            name: "aws-lc, login, verify-jwt",
            tls: Tls::AwsLc,
            most: None,
            default_features: true,
            features: &["login", "verify-jwt"],
            source: include_str!("ebp/programs/small.rs"),
            all: Some(include_str!("ebp/programs/all.rs")),
        },
    ];
    const BESIDE: &'static [&'static str] = &["take", "skip", "total", "totalRecords", "paging", "token_type"];
    const DEFAULTS: &'static [&'static str] = &["expires_in", "refresh_token"];

    fn operations() -> Vec<&'static Operation> {
        guichet_ebp::operations().collect()
    }

    fn models() -> Vec<(&'static str, &'static [Member])> {
        vec![("BankTransaction", BankTransaction::MEMBERS), ("AuxiliaryAccount", AuxiliaryAccount::MEMBERS)]
    }

    fn table() -> Vec<Exercise<EbpClient>> {
        exercise::table()
    }

    fn documented(base_url: &str) -> Result<EbpClient> {
        EbpClient::documented(base_url)
    }

    fn live(base_url: &str, settings: Settings) -> Result<EbpClient> {
        EbpClient::live(base_url, settings)
    }

    async fn demo(story: &mut Story<'_>) -> Result<()> {
        demo::tell(story).await
    }

    /// Lists stand in `data`, in `linesEntries`, in `elements`, under another name, or bare; a row stands in `result`, the identifier of
    /// a job alone in an object.
    fn enveloped(fixture: &Fixture, value: Json) -> Json {
        let documented = fixture.response.body.as_json();
        if let (Some([(name, _)]), Json::String(_)) = (documented.and_then(Json::as_object), &value) {
            return Json::object([(name.as_str(), value)]);
        }
        let lists = ["data", "linesEntries", "elements", "settings", "results", "clients", "folders", "linkedTables"];
        let wrapper = lists
            .into_iter()
            .chain(["result"])
            .into_iter()
            .find(|name| documented.is_some_and(|body| body.get(name).is_some()));
        match wrapper {
            Some(name) if name == "result" || value.as_array().is_some() => Json::object([(name, value)]),
            _ => value,
        }
    }

    /// To the address that a human opens a redirect is the answer, and one with a refusal in it an error.
    fn succeeds(fixture: &Fixture) -> bool {
        let location = fixture.response.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("location"));
        fixture.succeeds() || location.is_some_and(|(_, location)| !location.contains("error="))
    }

    fn aside(target: &str) -> Option<&'static str> {
        // The token of the samples once more, so that all requests carry the same one.
        (target == "/connect/token")
            .then_some(r#"{"access_token":"eyManQuePasaxxxxxxxxxxxxxxxxxxxx","refresh_token":"r","expires_in":3600}"#)
    }

    fn is_sign_in(operation: &str) -> bool {
        operation.starts_with("ebp.identity.")
    }

    /// Its code is good once: what exchanges it itself needs it.
    async fn sign_in(client: &EbpClient, operation: &str) -> Result<()> {
        if matches!(operation, "ebp.identity.authorize" | "ebp.identity.exchange") {
            return Ok(());
        }
        client
            .application(EbpApplication::Confidential)?
            .identity()
            .exchange_code(client.code(), None)
            .await
            .map(|_| ())
    }

    fn is_confidential(operation: &str) -> bool {
        matches!(operation, "ebp.identity.exchange" | "ebp.identity.refresh")
    }

    fn folder(operation: &str) -> Option<&'static str> {
        match operation.split('.').nth(1) {
            Some("accounting") => Some("tenantid"),
            Some("invoicing") => Some("DomainId"),
            Some("gescom" | "batiment" | "maintenance")
                if !operation.ends_with("folders.list") && !operation.ends_with("dependencies.list") =>
            {
                Some("FolderId")
            }
            // A job is known by its identifier alone, and a configurable export may name its folder or not.
            Some("imports") if !operation.ends_with(".status") => Some("FolderId"),
            Some("exports") if operation.ends_with(".create") => Some("FolderId"),
            _ => None,
        }
    }
}
