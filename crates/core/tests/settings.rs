//! Settings of the transport without naming it, and what a call would send.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use guichet_core::transport::ScriptedTransport;
use guichet_core::vendor::Client;
use guichet_core::{CallOptions, Effect, ErrorKind, Method, Previews, Settings, Source};

/// A stream that nobody opens.
type Never = futures_util::stream::Empty<std::io::Result<bytes::Bytes>>;

fn client(settings: Settings) -> guichet_core::Result<Client> {
    Client::new(common::vendor(), settings.base_url("https://api.example/v1"))
}

#[test]
fn a_transport_of_ones_own_has_its_own_settings() {
    let set: [fn(Settings) -> Settings; 3] = [
        |settings| settings.proxy("http://user:s3cret@proxy.example:3128"),
        |settings| settings.add_root_certificate("no certificate"),
        |settings| settings.connect_timeout(std::time::Duration::from_secs(1)),
    ];
    for set in set {
        let error = client(set(Settings::new().transport(ScriptedTransport::new([])))).unwrap_err();
        assert!(error.kind() == ErrorKind::Config && error.to_string().contains("a transport of your own"), "{error}");
    }
    client(Settings::new().proxy("http://user:s3cret@proxy.example:3128")).unwrap();
    // What cannot work is an error when the client is set up, and shows no password.
    let error = client(Settings::new().proxy("no proxy: s3cret")).unwrap_err();
    assert!(error.kind() == ErrorKind::Config && !format!("{error:?}").contains("s3cret"), "{error}");
    assert_eq!(client(Settings::new().add_root_certificate("no certificate")).unwrap_err().kind(), ErrorKind::Config);
}

#[tokio::test]
async fn a_preview_has_the_body_or_its_length() {
    let transport = ScriptedTransport::new([]);
    let client = client(Settings::new().transport(transport.clone())).unwrap();
    let call = client.request(Method::POST, "/files", Effect::Unsafe).query("name", "é");
    let preview = call.clone().json(&[1]).preview().unwrap();
    assert_eq!((preview.target(), &preview.body[..], preview.length), ("/v1/files?name=%C3%A9", &b"[1]"[..], 3));
    assert_eq!((preview.effect, preview.header("content-type")), (Effect::Unsafe, Some("application/json")));
    let source = Source::new(200, || async { Err::<(u64, Never), _>(std::io::Error::other("opened")) });
    let preview = call.clone().source("text/csv", source).preview().unwrap();
    assert_eq!((preview.body.len(), preview.length), (0, 200));
    // Arguments that cannot be right are told as ever, and what is secret is hidden.
    assert_eq!(call.clone().check("name", Err("no")).preview().unwrap_err().kind(), ErrorKind::Invalid);
    let hidden = client.with(CallOptions::new().header("x-token", "s3cret")).request(Method::GET, "/a", Effect::Safe);
    assert_eq!(hidden.preview().unwrap().header("x-token"), Some("***"));
    let previews = Previews::new();
    let options = CallOptions::new().preview(&previews);
    let error = client.with(options).request(Method::GET, "/a", Effect::Safe).send_empty().await.unwrap_err();
    assert_eq!((error.kind(), error.attempts(), previews.take().len()), (ErrorKind::Preview, 0, 1));
    assert!(transport.requests().is_empty() && !format!("{error:?} {previews:?}").contains("s3cret"));
}

/// Replies by operation: whatever order the calls come in, below a base address, and with a fallback.
#[tokio::test]
async fn a_script_answers_by_operation() {
    use guichet_core::transport::Reply;
    let transport = ScriptedTransport::always(Reply::status(418));
    transport.on(&common::READ, [Reply::status(404), Reply::value(&[1]).inside("data")]);
    transport.on(&common::LIST, [Reply::value(&[2])]);
    let client = client(Settings::new().transport(transport.clone())).unwrap();
    assert_eq!(client.call(&common::LIST).send::<Vec<u32>>().await.unwrap(), [2]);
    assert!(client.call(&common::READ).arg(1).send_empty().await.unwrap_err().is_not_found());
    for id in ["1", "2"] {
        let held: std::collections::BTreeMap<String, Vec<u32>> =
            client.call(&common::READ).arg(id).send().await.unwrap();
        assert_eq!(held["data"], [1]);
    }
    // Another verb, and a path that is longer or shorter, are another operation's.
    assert_eq!(client.call(&common::PUT).arg(1).send_empty().await.unwrap_err().status(), Some(418));
    let other = client.request(Method::GET, "/things/1/parts", Effect::Safe).send_empty().await;
    assert_eq!(other.unwrap_err().status(), Some(418));
}
