//! Workadu.

mod demo;
mod exercise;

use guichet_core::json::{Member, Model};
use guichet_core::{Operation, Result, Settings};
use guichet_fixtures::{Fixture, Json};
use guichet_workadu::Workadu;
use guichet_workadu::invoices::{Invoice, InvoiceLine};
use guichet_workadu::orders::Order;
use guichet_workadu::services::Service;

use super::{Measured, Packaged, Tls, Vendor, credential, once};
use crate::demo::story::Story;
use crate::exercise::Exercise;

/// Workadu.
#[derive(Debug)]
pub enum WorkaduVendor {}

impl Vendor for WorkaduVendor {
    type Client = Workadu;
    const NAME: &'static str = "workadu";
    const VARIABLES: &'static [&'static str] = &["GUICHET_WORKADU_KEY"];
    const NEEDS: &'static [(&'static str, Option<&'static str>)] = &[];
    const PACKAGED: Packaged = Packaged { features: &[], source: include_str!("workadu/programs/packaged.rs") };
    const MEASURED: &'static [Measured] = &[
        Measured {
            name: "aws-lc",
            tls: Tls::AwsLc,
            most: Some(105),
            default_features: true,
            features: &[],
            source: include_str!("workadu/programs/small.rs"),
            all: Some(include_str!("workadu/programs/all.rs")),
        },
        Measured {
            name: "ring",
            tls: Tls::Ring,
            most: Some(105),
            default_features: false,
            features: &["tls-ring"],
            source: include_str!("workadu/programs/small.rs"),
            all: None,
        },
    ];
    const BESIDE: &'static [&'static str] = &["meta.pagination"];

    fn operations() -> Vec<&'static Operation> {
        guichet_workadu::operations().collect()
    }

    fn models() -> Vec<(&'static str, &'static [Member])> {
        vec![
            ("Invoice", Invoice::MEMBERS),
            ("InvoiceLine", InvoiceLine::MEMBERS),
            ("Order", Order::MEMBERS),
            ("Service", Service::MEMBERS),
        ]
    }

    fn table() -> Vec<Exercise<Workadu>> {
        exercise::table()
    }

    fn documented(base_url: &str) -> Result<Workadu> {
        Workadu::builder("wk_abcd123123abcd1234").settings(once(base_url)).build()
    }

    fn live(base_url: &str, settings: Settings) -> Result<Workadu> {
        let key = credential("GUICHET_WORKADU_KEY", "wk_sandbox");
        Workadu::builder(key).settings(settings.base_url(base_url)).build()
    }

    async fn demo(story: &mut Story<'_>) -> Result<()> {
        demo::tell(story).await
    }

    fn enveloped(_fixture: &Fixture, value: Json) -> Json {
        // What publishing answers has its envelope with it.
        if value.get("data").is_some() { value } else { Json::object([("data", value)]) }
    }

    fn is_envelope(label: &str) -> bool {
        matches!(label, "data null" | "data removed")
    }
}
