//! No secret shows in an error.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use common::{client, refused};
use guichet_accengage::ErrorKind;
use guichet_accengage::transport::{Reply, ScriptedTransport};

#[tokio::test(start_paused = true)]
async fn no_token_is_one_error_for_all_and_shows_nothing_of_the_answer() {
    let transport = ScriptedTransport::always(refused(403, "API_ERR_FORBIDDEN"));
    let accengage = client(&transport);
    let calls: Vec<_> = (0..50)
        .map(|_| {
            let me = accengage.me();
            tokio::spawn(async move { me.get().await })
        })
        .collect();
    for call in calls {
        let error = call.await.unwrap().unwrap_err();
        assert_eq!((error.kind(), error.operation()), (ErrorKind::Authentication, Some("accengage.me.get")));
        assert!(error.is_unauthorized() && error.to_string().contains("API_ERR_FORBIDDEN"), "{error}");
    }
    assert_eq!(transport.requests().len(), 1);

    let transport = ScriptedTransport::always(Reply::json(r#"{"access_token":["s3cret"]}"#));
    let error = client(&transport).me().get().await.unwrap_err();
    let mut shown = format!("{error} {error:?}");
    let mut cause = std::error::Error::source(&error);
    while let Some(error) = cause {
        shown.push_str(&format!("{error} {error:?}"));
        cause = error.source();
    }
    assert!(!shown.contains("s3cret"), "{shown}");
}
