//! Accengage.

mod demo;
mod exercise;

use guichet_accengage::{Accengage, Links};
use guichet_core::json::{Member, Model};
use guichet_core::time::OffsetDateTime;
use guichet_core::{Clock, Operation, Result, Settings};
use guichet_fixtures::Fixture;

use super::{Measured, Packaged, Tls, Vendor, credential, once};
use crate::demo::story::Story;
use crate::exercise::Exercise;

/// Accengage.
#[derive(Debug)]
pub enum AccengageVendor {}

impl Vendor for AccengageVendor {
    type Client = Accengage;
    const NAME: &'static str = "accengage";
    const VARIABLES: &'static [&'static str] = &["GUICHET_ACCENGAGE_KEY", "GUICHET_ACCENGAGE_EMAIL"];
    const NEEDS: &'static [(&'static str, Option<&'static str>)] =
        &[("nom-rfc8288", None), ("csv-core", None), ("sha1", None)];
    const PACKAGED: Packaged = Packaged { features: &[], source: include_str!("accengage/programs/packaged.rs") };
    const MEASURED: &'static [Measured] = &[Measured {
        name: "aws-lc",
        tls: Tls::AwsLc,
        most: Some(116),
        default_features: true,
        features: &[],
        source: include_str!("accengage/programs/small.rs"),
        all: Some(include_str!("accengage/programs/all.rs")),
    }];

    fn operations() -> Vec<&'static Operation> {
        guichet_accengage::operations().collect()
    }

    fn models() -> Vec<(&'static str, &'static [Member])> {
        vec![("Links", Links::MEMBERS)]
    }

    fn table() -> Vec<Exercise<Accengage>> {
        exercise::table()
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

    async fn demo(story: &mut Story<'_>) -> Result<()> {
        demo::tell(story).await
    }

    fn succeeds(fixture: &Fixture) -> bool {
        // Errors come with a success too.
        fixture.succeeds() && fixture.response.body.as_json().is_none_or(|body| body.get("errors").is_none())
    }

    fn aside(target: &str) -> Option<&'static str> {
        (target == "/v1/access_token").then_some(r#"{"token_type":"Bearer","access_token":"sample-access-token"}"#)
    }

    fn is_sign_in(operation: &str) -> bool {
        operation == "accengage.access-token.create"
    }

    fn is_confidential(operation: &str) -> bool {
        Self::is_sign_in(operation)
    }
}
