//! Akuiteo.

mod client;
mod demo;
mod exercise;

use guichet_akuiteo::employees::{Employee, EmployeeHistory};
use guichet_akuiteo::purchase_invoices::{PurchaseInvoice, PurchaseInvoiceLine};
use guichet_core::json::{Member, Model};
use guichet_core::{Operation, Result, Settings};
use guichet_fixtures::Fixture;

pub use self::client::{AkuiteoClient, choose};
use super::{Measured, Packaged, Tls, Vendor};
use crate::demo::story::Story;
use crate::exercise::Exercise;

/// Akuiteo.
#[derive(Debug)]
pub enum AkuiteoVendor {}

impl Vendor for AkuiteoVendor {
    type Client = AkuiteoClient;
    const NAME: &'static str = "akuiteo";
    const VARIABLES: &'static [&'static str] = &[
        "GUICHET_AKUITEO_AUTH",
        "GUICHET_AKUITEO_USER",
        "GUICHET_AKUITEO_PASSWORD",
        "GUICHET_AKUITEO_CLIENT_ID",
        "GUICHET_AKUITEO_CLIENT_SECRET",
    ];
    const NEEDS: &'static [(&'static str, Option<&'static str>)] = &[("hmac", Some("webhooks"))];
    const PACKAGED: Packaged = Packaged { features: &[], source: include_str!("akuiteo/programs/packaged.rs") };
    const MEASURED: &'static [Measured] = &[
        Measured {
            name: "aws-lc",
            tls: Tls::AwsLc,
            most: Some(108),
            default_features: true,
            features: &[],
            source: include_str!("akuiteo/programs/small.rs"),
            all: None,
        },
        Measured {
            name: "aws-lc, webhooks",
            tls: Tls::AwsLc,
            most: None,
            default_features: true,
            features: &["webhooks"],
            source: include_str!("akuiteo/programs/small.rs"),
            all: Some(include_str!("akuiteo/programs/all.rs")),
        },
    ];

    fn operations() -> Vec<&'static Operation> {
        guichet_akuiteo::operations().collect()
    }

    fn models() -> Vec<(&'static str, &'static [Member])> {
        vec![
            ("Employee", Employee::MEMBERS),
            ("EmployeeHistory", EmployeeHistory::MEMBERS),
            ("PurchaseInvoice", PurchaseInvoice::MEMBERS),
            ("PurchaseInvoiceLine", PurchaseInvoiceLine::MEMBERS),
        ]
    }

    fn table() -> Vec<Exercise<AkuiteoClient>> {
        exercise::table()
    }

    fn documented(base_url: &str) -> Result<AkuiteoClient> {
        AkuiteoClient::documented(base_url)
    }

    fn live(base_url: &str, settings: Settings) -> Result<AkuiteoClient> {
        AkuiteoClient::live(base_url, settings)
    }

    async fn demo(story: &mut Story<'_>) -> Result<()> {
        demo::tell(story).await
    }

    /// A quote is refused under a status of success.
    fn succeeds(fixture: &Fixture) -> bool {
        fixture.succeeds() && !fixture.name.ends_with("--refused")
    }

    fn is_sign_in(operation: &str) -> bool {
        operation.starts_with("akuiteo.oauth.") || operation.starts_with("akuiteo.jwt.")
    }

    fn is_confidential(operation: &str) -> bool {
        Self::is_sign_in(operation)
    }
}
