//! What is true of every call: paths, credentials, and how tokens are renewed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::time::Duration;

use common::{basic, builder, client, jwt, oauth, text, token};
use guichet_akuiteo::transport::{RecordedRequest, Reply, ScriptedTransport};
use guichet_akuiteo::{Authentication, CallOptions, Credentials, Domain, Effect, ErrorKind, Method, Outcome, RawJson};

fn customers(akuiteo: &guichet_akuiteo::Akuiteo) -> guichet_akuiteo::Resource<RawJson> {
    akuiteo.resource(Domain::Crm, ["customers"])
}

fn authorization(request: &RecordedRequest) -> &str {
    request.header("authorization").unwrap_or("none")
}

#[tokio::test(start_paused = true)]
async fn the_selector_follows_the_authentication() {
    for (credentials, selector) in [
        (basic(), "rest"),
        (Credentials::bearer("t", Authentication::Jwt), "rest"),
        (Credentials::bearer("t", Authentication::OAuth), "RS"),
    ] {
        let transport = ScriptedTransport::always(Reply::json("{}"));
        customers(&client(&transport, credentials.clone())).get("1").await.unwrap();
        let akuiteo = builder(&transport, credentials).selector("Rest").build().unwrap();
        customers(&akuiteo).get("1").await.unwrap();
        let seen = transport.requests();
        assert_eq!(seen[0].target(), format!("/akuiteo/{selector}/crm/customers/1"));
        assert_eq!(seen[1].target(), "/akuiteo/Rest/crm/customers/1");
        assert_eq!(seen[0].header("cookie"), None);
    }
}

#[tokio::test(start_paused = true)]
async fn segments_domains_and_company_are_as_they_are_given() {
    let transport = ScriptedTransport::always(Reply::json("{}")).unmasked();
    let akuiteo = builder(&transport, basic())
        .domain_path(Domain::Purchase, "achats")
        .company("X-Company", "AKSAS")
        .build()
        .unwrap();
    let cards = akuiteo.resource::<RawJson>(Domain::Workforce, ["employees"]).sub::<RawJson>("a/b", ["business cards"]);
    cards.get("ü?").await.unwrap();
    akuiteo.purchase_invoices().get("FF1").await.unwrap_err();
    let other = Domain::from("new-domain");
    akuiteo.with(CallOptions::new().max_attempts(1)).resource::<RawJson>(other, ["x"]).get("1").await.unwrap();
    akuiteo.request(Method::GET, "/rest/crm/customers", Effect::Safe).send::<RawJson>().await.unwrap();
    let targets: Vec<String> = transport.requests().iter().map(|seen| seen.target().to_owned()).collect();
    assert_eq!(
        targets,
        [
            "/akuiteo/rest/workforce/employees/a%2Fb/business%20cards/%C3%BC%3F",
            "/akuiteo/rest/achats/invoices/FF1",
            "/akuiteo/rest/new-domain/x/1",
            "/akuiteo/rest/crm/customers",
        ]
    );
    assert!(transport.requests().iter().all(|seen| seen.header("x-company") == Some("AKSAS")));
    // What would leave its place in the path is not sent.
    for bad in [vec![], vec![".."], vec![""]] {
        let error = akuiteo.resource::<RawJson>(Domain::Crm, bad).get("1").await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
    }
    assert_eq!(transport.requests().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn a_token_is_asked_for_once_below_the_application() {
    let transport = ScriptedTransport::new([token("a1", "r1", 3600), Reply::json("{}"), Reply::json("{}")]).unmasked();
    let akuiteo = client(&transport, oauth());
    customers(&akuiteo).get("1").await.unwrap();
    customers(&akuiteo).get("2").await.unwrap();
    let seen = transport.requests();
    assert_eq!(seen[0].target(), "/akuiteo/oauth/token");
    assert_eq!(
        seen[0].body,
        "grant_type=password&client_id=client&client_secret=client-secret&scope=read_write&username=user&password=password"
    );
    assert_eq!(authorization(&seen[0]), "none");
    assert_eq!((authorization(&seen[1]), authorization(&seen[2])), ("Bearer a1", "Bearer a1"));

    let transport = ScriptedTransport::new([text("e30.e30.c2ln"), Reply::json("{}")]).unmasked();
    let akuiteo = client(&transport, Credentials::jwt("a b@c.fr", "s@ndbox/pass+word="));
    customers(&akuiteo).get("1").await.unwrap();
    let seen = transport.requests();
    assert_eq!(seen[0].target(), "/akuiteo/jwt/login.html?username=a%20b%40c.fr&password=c0BuZGJveC9wYXNzK3dvcmQ9");
    assert_eq!((seen[0].body.len(), authorization(&seen[0])), (0, "none"));
    assert_eq!(authorization(&seen[1]), "Bearer e30.e30.c2ln");
}

/// A refused token is renewed once by its refresh token, and by the password where that is refused.
#[tokio::test(start_paused = true)]
async fn a_refresh_token_goes_before_the_password() {
    let transport = ScriptedTransport::new([
        token("a1", "r1", 3600),
        Reply::status(401),
        token("a2", "r2", 3600),
        Reply::json("{}"),
        Reply::status(401),
        Reply::new(400, r#"{"error":"invalid_grant"}"#),
        token("a3", "r3", 3600),
        Reply::json("{}"),
    ])
    .unmasked();
    let akuiteo = client(&transport, oauth());
    customers(&akuiteo).get("1").await.unwrap();
    customers(&akuiteo).get("1").await.unwrap();
    let seen = transport.requests();
    assert!(seen[2].body.starts_with(b"grant_type=refresh_token&"), "{:?}", seen[2].body);
    assert!(seen[2].body.ends_with(b"refresh_token=r1"), "{:?}", seen[2].body);
    assert_eq!(authorization(&seen[3]), "Bearer a2");
    assert!(seen[5].body.ends_with(b"refresh_token=r2"));
    assert!(seen[6].body.starts_with(b"grant_type=password&"));
    assert_eq!(authorization(&seen[7]), "Bearer a3");
}

/// A server that is down says nothing about a refresh token: it is kept, and the password is not asked for.
#[tokio::test(start_paused = true)]
async fn a_refresh_that_was_not_answered_keeps_its_token() {
    let transport = ScriptedTransport::new([token("a1", "r1", 3600), Reply::status(401)]).unmasked();
    let akuiteo = client(&transport, oauth()).with(CallOptions::new().max_attempts(2));
    transport.push(std::iter::repeat_n(Reply::status(503), 2));
    let error = customers(&akuiteo).get("1").await.unwrap_err();
    assert!(error.is_transient(), "{error}");
    let before = transport.requests().len();
    transport.push([token("a2", "r2", 3600), Reply::json("{}")]);
    customers(&akuiteo).get("1").await.unwrap();
    let seen = transport.requests();
    assert!(seen[before].body.ends_with(b"refresh_token=r1"), "{:?}", seen[before].body);
}

/// A token that has ended is renewed before a call is spent on it.
#[tokio::test(start_paused = true)]
async fn a_lifetime_that_is_known_is_kept() {
    let transport = ScriptedTransport::new([
        token("a1", "r1", 60),
        Reply::json("{}"),
        Reply::json("{}"),
        token("a2", "r2", 60),
        Reply::json("{}"),
    ])
    .unmasked();
    let akuiteo = client(&transport, oauth());
    customers(&akuiteo).get("1").await.unwrap();
    tokio::time::advance(Duration::from_secs(54)).await;
    customers(&akuiteo).get("1").await.unwrap();
    tokio::time::advance(Duration::from_secs(2)).await;
    customers(&akuiteo).get("1").await.unwrap();
    let seen: Vec<String> = transport.requests().iter().map(|request| authorization(request).to_owned()).collect();
    assert_eq!(seen, ["none", "Bearer a1", "Bearer a1", "none", "Bearer a2"]);

    // One that is over at once would be asked for with each call: it is used until it is refused.
    let transport = ScriptedTransport::new([token("a1", "r1", 1), Reply::json("{}"), Reply::json("{}")]);
    let akuiteo = client(&transport, oauth());
    customers(&akuiteo).get("1").await.unwrap();
    tokio::time::advance(Duration::from_secs(2)).await;
    customers(&akuiteo).get("1").await.unwrap();
    assert_eq!(transport.requests().len(), 3);
}

/// By the token's own two times: the server's clock may be another.
#[tokio::test(start_paused = true)]
async fn the_end_of_a_jwt_is_read_from_it() {
    let token = |name: &str, iat: i64| {
        use base64::Engine as _;
        let claims = format!(r#"{{"jti":"{name}","iat":{iat},"exp":{}}}"#, iat + 60);
        let payload = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(claims);
        text(&format!("e30.{payload}.c2ln"))
    };
    // Of an age ago, by this machine's clock.
    let replies = [token("a", 1000), Reply::json("{}"), Reply::json("{}"), token("b", 2000), Reply::json("{}")];
    let transport = ScriptedTransport::new(replies);
    let akuiteo = client(&transport, jwt());
    customers(&akuiteo).get("1").await.unwrap();
    customers(&akuiteo).get("1").await.unwrap();
    assert_eq!(transport.requests().len(), 3);
    tokio::time::advance(Duration::from_secs(56)).await;
    customers(&akuiteo).get("1").await.unwrap();
    assert_eq!(transport.requests().len(), 5);
}

#[tokio::test(start_paused = true)]
async fn a_ready_token_is_used_until_it_is_refused() {
    let transport = ScriptedTransport::new([Reply::status(401), text("next"), Reply::json("{}")]).unmasked();
    let akuiteo = builder(&transport, jwt()).access_token("ready").build().unwrap();
    customers(&akuiteo).get("1").await.unwrap();
    let seen: Vec<String> = transport.requests().iter().map(|request| authorization(request).to_owned()).collect();
    assert_eq!(seen, ["Bearer ready", "none", "Bearer next"]);
    assert!(builder(&transport, basic()).access_token("ready").build().is_err());

    // Without credentials behind it there is no other.
    let transport = ScriptedTransport::always(Reply::status(401));
    let akuiteo = client(&transport, Credentials::bearer("ready", Authentication::OAuth));
    assert!(customers(&akuiteo).get("1").await.unwrap_err().is_unauthorized());
    assert_eq!(transport.requests().len(), 1);
}

/// A login that answers a page for humans is refused at once: each try counts at the server.
#[tokio::test(start_paused = true)]
async fn a_login_is_not_tried_again_for_a_page() {
    let page = Reply::new(200, "<html>sign in</html>").header("content-type", "text/html");
    let transport = ScriptedTransport::always(page);
    let error = customers(&client(&transport, jwt())).create(&1).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Authentication, Outcome::NotDone), "{error}");
    assert_eq!(transport.requests().len(), 1);
}

/// By its id an operation goes as its method sends it.
#[tokio::test(start_paused = true)]
async fn an_operation_by_its_id_carries_no_token() {
    let transport = ScriptedTransport::always(token("a", "r", 1)).unmasked();
    let akuiteo = client(&transport, oauth());
    akuiteo.operation("akuiteo.oauth.password").unwrap().send::<serde::de::IgnoredAny>().await.unwrap();
    assert_eq!(authorization(&transport.requests()[0]), "none");
    let read = akuiteo.operation("akuiteo.resources.read").unwrap().arg("crm").segments(["customers"]).arg("1");
    assert_eq!(read.url().unwrap(), "https://akuiteo.example.com/akuiteo/RS/crm/customers/1/read");
    let revise = akuiteo.operation("akuiteo.quotes.revise").unwrap().arg("CC1");
    assert_eq!(revise.url().unwrap(), "https://akuiteo.example.com/akuiteo/RS/devisclient/CC1/revise");
    let error = akuiteo.operation("akuiteo.jwt.login").unwrap().send_empty().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
    assert_eq!(transport.requests().len(), 1);
}
