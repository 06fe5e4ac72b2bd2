//! Mistakes that are told before anything is sent.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use common::{ADDRESS, basic, client};
use guichet_akuiteo::criteria::ClauseNames;
use guichet_akuiteo::employees::{BusinessCardType, CardNumber, NewBusinessCard};
use guichet_akuiteo::resource::Paging;
use guichet_akuiteo::transport::{Reply, ScriptedTransport};
use guichet_akuiteo::{
    Akuiteo, Authentication, Clause, Credentials, Criteria, Domain, Error, ErrorKind, Literal, Patch, RawJson, Settings,
};

async fn searched(criteria: &Criteria, paging: Paging) -> (Result<Vec<RawJson>, Error>, usize) {
    let transport = ScriptedTransport::always(Reply::json("[]"));
    let akuiteo = client(&transport, basic());
    let found = akuiteo.resource::<RawJson>(Domain::Crm, ["customers"]).search(criteria, paging).collect_all().await;
    (found, transport.requests().len())
}

#[tokio::test(start_paused = true)]
async fn all_that_is_wrong_with_a_search_is_told_at_once() {
    let criteria = Criteria::new()
        .field("status", Clause::is("active"))
        .field("status", Clause::is_in(["active", "closed"]))
        .field("code", Clause::is_in([""; 0]))
        .field("name", Clause::like("x").wildcards("?"))
        .field("date", Clause::is_null().with_time())
        .field("id", Clause::is(1).wildcards("*"))
        .field("amount", Clause::any_of([Clause::all_of([]), Clause::is_not_in([0; 0])]))
        .field("city", Clause::starting_with("a*b"))
        .field(" ", Clause::is_null());
    let (found, sent) = searched(&criteria, Paging::default()).await;
    let error = found.unwrap_err();
    assert_eq!((error.kind(), sent), (ErrorKind::Invalid, 0));
    let fields: Vec<&str> = error.fields().iter().map(|field| field.field.as_str()).collect();
    assert_eq!(fields, ["status", "code", "name", "date", "id", "amount", "amount", "city", "criteria"]);
    for (paging, field) in [(Paging::pages_of(0), "limit"), (Paging::WHOLE.from(1), "offset")] {
        let (found, sent) = searched(&Criteria::new(), paging).await;
        let error = found.unwrap_err();
        assert!(error.to_string().contains(field) && sent == 0, "{error}");
    }
    assert_eq!(searched(&Criteria::new(), Paging::default()).await.1, 1);
}

#[test]
fn a_condition_is_written_as_documented() {
    let json = |clause: Clause| serde_json::to_string(&clause).unwrap();
    assert_eq!(json(Clause::starting_with("A_%")), r#"{"operator":"LIKE","value":"A_%*","wildcards":"*"}"#);
    assert_eq!(json(Clause::like("A*").wildcards("")), r#"{"operator":"LIKE","value":"A*","wildcards":""}"#);
    assert_eq!(json(Clause::raw(Literal::json(r#"{"x": 1.50}"#).unwrap())), r#"{"x": 1.50}"#);
    let names = |joined: &'static str, clauses: &'static str| {
        let mut names = ClauseNames::default();
        (names.joined, names.clauses) = (joined.into(), clauses.into());
        names
    };
    let nested = Clause::any_of([Clause::all_of([Clause::greater(1)]), Clause::is_null()]).named(names("logic", "all"));
    assert_eq!(
        json(nested),
        r#"{"operator":"CLAUSES","logic":"OR","all":[{"operator":"CLAUSES","logic":"AND","all":[{"operator":"GREATER","value":1}]},{"operator":"IS_NULL"}]}"#
    );
}

#[tokio::test(start_paused = true)]
async fn patches_and_cards_are_checked() {
    let transport = ScriptedTransport::always(Reply::json("1"));
    let akuiteo = client(&transport, basic());
    let customers = akuiteo.resource::<RawJson>(Domain::Crm, ["customers"]);
    for patch in [
        Patch::new(),
        Patch::new().remove("name"),
        Patch::new().remove("/a~2b"),
        Patch::new().move_from("x", "/y"),
        Patch::new().remove("/a~"),
    ] {
        let error = customers.patch("1", &patch).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{patch:?}");
    }
    let mut card = NewBusinessCard::new("1234", "n", BusinessCardType::BusinessAccount);
    card.card_number = CardNumber::AsShown("xxxx1234".to_owned());
    let cards = akuiteo.employees().business_cards("1");
    assert_eq!(cards.create(&card).await.unwrap_err().kind(), ErrorKind::Invalid);
    assert_eq!(customers.get("").await.unwrap_err().kind(), ErrorKind::Invalid);
    assert_eq!(transport.requests().len(), 0);
    customers.patch("1", &Patch::new().replace("", Literal::json("{}").unwrap()).test("/a~1b~0c", 1)).await.unwrap();
    assert_eq!(transport.requests()[0].header("content-type"), Some("application/json-patch+json"));
}

#[test]
fn credentials_and_addresses_are_checked() {
    for credentials in [
        Credentials::basic("", "p"),
        Credentials::basic("u", " "),
        Credentials::basic("u:v", "p"),
        Credentials::oauth(" ", "s", "u", "p"),
        Credentials::oauth("c", "s\n", "u", "p"),
        Credentials::jwt(" u", "p"),
        Credentials::bearer("", Authentication::Jwt),
    ] {
        let error = Akuiteo::new(ADDRESS, credentials.clone()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config, "{credentials:?}");
    }
    for address in ["", "akuiteo.example.com", "http://akuiteo.example.com", "https://user:p@akuiteo.example.com"] {
        assert!(Akuiteo::new(address, basic()).is_err(), "{address}");
    }
    let transport = ScriptedTransport::always(Reply::json("{}"));
    let builder = Akuiteo::builder(ADDRESS, basic()).settings(Settings::new().transport(transport));
    assert!(builder.company("bad name", "x").build().is_ok_and(|akuiteo| {
        let call = akuiteo.request(guichet_akuiteo::Method::GET, "/rest/x", guichet_akuiteo::Effect::Safe);
        call.url().is_err()
    }));
}
