//! Every documented exchange of every vendor, through the public methods: the request it must make, the value it must
//! give, that nothing is lost on the way, and the answers that nobody documented.
#![allow(clippy::unwrap_used, clippy::panic)]

use xtask::snapshot::{Report, check};
use xtask::vendors::{AccengageVendor, EbpVendor, Vendor, WorkaduVendor};

async fn hold<V: Vendor>(api: &str) {
    let Report { failures, snapshots, mutations, decimals } = check::<V>(api).await;
    eprintln!(
        "{} {api}: {} exchanges, {mutations} mutated answers, {decimals} long decimals",
        V::NAME,
        snapshots.len()
    );
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(format!("../snapshots/{}/{api}", V::NAME).trim_end_matches('/'));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for (name, shown) in &snapshots {
            let name =
                name.trim_start_matches(V::NAME).trim_start_matches('/').trim_start_matches(api).replace('/', ".");
            insta::assert_snapshot!(name, shown);
        }
    });
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
    assert!(!snapshots.is_empty());
}

#[tokio::test]
async fn accengage() {
    hold::<AccengageVendor>("").await;
}

#[tokio::test]
async fn ebp_accounting() {
    hold::<EbpVendor>("accounting/").await;
}

#[tokio::test]
async fn ebp_identity() {
    hold::<EbpVendor>("identity/").await;
}

#[tokio::test]
async fn ebp_invoicing() {
    hold::<EbpVendor>("invoicing/").await;
}

#[tokio::test]
async fn workadu() {
    hold::<WorkaduVendor>("").await;
}

/// A test for each API, so that they run side by side: none is left out.
#[test]
fn every_api_of_the_fixtures_has_a_test() {
    let source = include_str!("snapshots.rs");
    for vendor in guichet_fixtures::vendors() {
        for api in guichet_fixtures::Vendor::load(vendor).unwrap().apis() {
            let test = format!("async fn {}()", api.replace('/', "_"));
            assert!(source.contains(&test), "no test `{test}`");
        }
    }
}
