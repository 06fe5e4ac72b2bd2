//! Every documented exchange of every vendor, through the public methods: the request it must make, the value it must
//! give, that nothing is lost on the way, and the answers that nobody documented.
#![allow(clippy::unwrap_used, clippy::panic)]

use xtask::for_each_vendor;
use xtask::snapshot::{Report, check};
use xtask::vendors::{NAMES, Vendor};

/// Holds every API of a vendor, side by side, so that one with many operations does not make the others wait.
fn hold<V: Vendor>() {
    let fixtures = guichet_fixtures::Vendor::load(V::NAME).unwrap();
    let failures: Vec<String> = std::thread::scope(|scope| {
        let hold_api = |folder| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(hold_api::<V>(folder))
        };
        let running: Vec<_> = fixtures.apis().map(|folder| (folder, scope.spawn(move || hold_api(folder)))).collect();
        let panicked = |folder: &str| vec![format!("{folder}: a snapshot differs, or there is none")];
        running.into_iter().flat_map(|(folder, api)| api.join().unwrap_or_else(|_| panicked(folder))).collect()
    });
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}

/// Holds the API of a folder, and compares what its calls gave with their snapshots.
async fn hold_api<V: Vendor>(folder: &str) -> Vec<String> {
    let Report { failures, snapshots, mutations, decimals } = check::<V>(folder).await;
    println!("{folder}: {} exchanges, {mutations} mutated answers, {decimals} long decimals", snapshots.len());
    assert!(!snapshots.is_empty());
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(format!("../snapshots/{folder}"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for (name, shown) in &snapshots {
            let name = name.strip_prefix(folder).unwrap().trim_start_matches('/').replace('/', ".");
            insta::assert_snapshot!(name, shown);
        }
    });
    failures
}

/// A module for each vendor, so that its name is in that of the test.
macro_rules! tests_of {
    ($name:ident $vendor:ty) => {
        mod $name {
            #[test]
            fn every_documented_exchange_holds() {
                super::hold::<$vendor>();
            }
        }
    };
}

for_each_vendor!(tests_of!);

#[test]
fn every_vendor_of_the_fixtures_is_registered() {
    assert_eq!(guichet_fixtures::vendors(), NAMES);
}
