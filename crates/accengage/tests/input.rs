//! Bad input: a typed error, and nothing is sent.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use guichet_accengage::transport::ScriptedTransport;
use guichet_accengage::{Accengage, ErrorKind, Settings};

#[test]
fn what_cannot_work_is_refused_at_once() {
    assert_eq!(Accengage::new("", "a@b").unwrap_err().kind(), ErrorKind::Config);
    assert_eq!(Accengage::new("k", " ").unwrap_err().kind(), ErrorKind::Config);
    let transport = ScriptedTransport::default();
    let built = Accengage::builder("s3cret", "a@b").access_token("s3cret");
    assert!(!format!("{built:?}").contains("s3cret"));
    let accengage = built.settings(Settings::new().transport(transport)).build().unwrap();
    assert!(!format!("{accengage:?} {:?}", accengage.apps()).contains("s3cret"));
}
