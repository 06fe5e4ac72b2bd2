//! Customers.

use guichet_workadu::customers::{CustomerUpdate, CustomersQuery, NewCustomer};
use guichet_workadu::orders::OrdersQuery;
use guichet_workadu::services::ServicesQuery;
use guichet_workadu::{Change, SocialAccount};

use crate::common::*;

/// 004:1999-2001, 2100: postal code and mobile as numbers, which lose leading zeros and `+`.
#[tokio::test(start_paused = true)]
async fn postal_codes_and_telephone_numbers_are_text() {
    let (workadu, transport) = data(r#""id": 1, "postal_code": 13211, "mobile": 1112223334"#);
    let ada = NewCustomer {
        postal_code: Some("00150".into()),
        mobile: Some("+440123".into()),
        ..NewCustomer::new("Ada", "ada@example.com")
    };
    let read = workadu.customers().create(&ada).await.unwrap();
    sent(
        &transport,
        "POST /api/customers/",
        r#"{"fullname":"Ada","email":"ada@example.com","postal_code":"00150","mobile":"+440123"}"#,
    );
    assert_eq!((read.postal_code.as_deref(), read.mobile.as_deref()), (Some("13211"), Some("1112223334")));

    let (workadu, transport) = data(r#""op": "replace""#);
    let changes = CustomerUpdate {
        postal_code: Some("00150".into()),
        mobile: Some("+440123".into()),
        ..CustomerUpdate::default()
    };
    workadu.customers().update(1, &changes).await.unwrap();
    sent(&transport, "PATCH /api/customers/1", r#"{"postal_code":"00150","mobile":"+440123"}"#);

    let (workadu, transport) = answered(r#"{"data": [{"id": 1, "postal_code": "01321", "mobile": "+30111"}]}"#);
    let query = CustomersQuery {
        mobile: Some("+4469960022".into()),
        postal_code: Some("N1 7GU".into()),
        ..CustomersQuery::default()
    };
    let read = workadu.customers().list(query).collect_all().await.unwrap();
    sent(&transport, "GET /api/customers/?filter%5Bmobile%5D=%2B4469960022&filter%5Bpostal_code%5D=N1%207GU", "");
    assert_eq!((read[0].postal_code.as_deref(), read[0].mobile.as_deref()), (Some("01321"), Some("+30111")));
}

/// 004:2005: `social` is text that holds `social=[…]` with typographic quotes; it is read as a list.
#[tokio::test(start_paused = true)]
async fn social_accounts_are_written_as_json_text_and_read_as_a_list() {
    let account = SocialAccount { social: Some("facebook.com".into()), alias: Some("john \"doe\"".into()) };
    for social in [
        r#"[{"social": "facebook.com", "alias": "john \"doe\""}]"#,
        r#"{"social": "facebook.com", "alias": "john \"doe\""}"#,
    ] {
        let (workadu, transport) = data(&format!(r#""id": 1, "social": {social}"#));
        let john = NewCustomer { social: vec![account.clone()], ..NewCustomer::new("J", "j@doe.com") };
        let read = workadu.customers().create(&john).await.unwrap();
        assert_eq!(read.social, std::slice::from_ref(&account));
        let text = r#"[{\"social\":\"facebook.com\",\"alias\":\"john \\\"doe\\\"\"}]"#;
        sent(
            &transport,
            "POST /api/customers/",
            &format!(r#"{{"fullname":"J","email":"j@doe.com","social":"{text}"}}"#),
        );
    }
}

/// 004:2009 against 2120, 879: `companyid` and `company_id`.
#[tokio::test(start_paused = true)]
async fn each_route_has_its_own_name_for_a_company() {
    let (workadu, transport) = data(r#""id": 1, "companyid": 475"#);
    let john = NewCustomer { company_id: Some(475.into()), ..NewCustomer::new("J", "j@doe.com") };
    assert_eq!(workadu.customers().create(&john).await.unwrap().company_id, Some(475.into()));
    sent(&transport, "POST /api/customers/", r#"{"fullname":"J","email":"j@doe.com","companyid":475}"#);

    let (workadu, transport) = answered(r#"{"data": []}"#);
    let query = CustomersQuery { company_id: Some(14.into()), ..Default::default() };
    workadu.customers().list(query).collect_all().await.unwrap();
    sent(&transport, "GET /api/customers/?filter%5Bcompany_id%5D=14", "");

    let (workadu, transport) = answered(r#"{"data": []}"#);
    let query = ServicesQuery { company_id: Some(14.into()), ..Default::default() };
    workadu.services().list(query).collect_all().await.unwrap();
    sent(&transport, "GET /api/services?filter%5Bextra_filters%5D%5Bcompanyid%5D=14", "");

    let (workadu, transport) = answered(r#"{"data": {"id": 1, "company_id": 475}}"#);
    let query = OrdersQuery { company_id: Some(14.into()), ..Default::default() };
    assert_eq!(workadu.orders().list(query).collect_all().await.unwrap()[0].company_id, Some(475.into()));
    sent(&transport, "GET /api/orders/?filter%5Bcompany_id%5D=14", "");
}

/// 004:2105: a capital; "ISO country codes", and `UK`, which is none.
#[tokio::test(start_paused = true)]
async fn the_filter_by_country_has_a_capital() {
    let (workadu, transport) = answered(r#"{"data": []}"#);
    let query = CustomersQuery { country: Some("UK".into()), ..CustomersQuery::default() };
    workadu.customers().list(query).collect_all().await.unwrap();
    sent(&transport, "GET /api/customers/?filter%5BCountry%5D=UK", "");
}

/// 004:2196-2200: one `{op, path, value}`, however many members were changed, and whatever they hold.
#[tokio::test(start_paused = true)]
async fn many_changes_have_one_answer() {
    let changes = CustomerUpdate { fullname: Some("J".into()), city: Some("Athens".into()), ..Default::default() };
    let patch = r#"{"op": "replace", "path": "/fullname", "value": "Jordan"}"#;
    for (answer, value) in [
        (format!(r#"{{"data": {patch}}}"#), Some("Jordan")),
        (format!(r#"{{"data": [{patch}, {{"op": "replace", "path": "/city"}}]}}"#), Some("Jordan")),
        (r#"{"data": {"value": 13211}}"#.to_owned(), Some("13211")),
        (r#"{"data": {"value": null}}"#.to_owned(), None),
        (r#"{"data": {"value": [{"alias": "j"}]}}"#.to_owned(), Some(r#"[{"alias": "j"}]"#)),
        (r#"{"data": {"value": {"alias": "j"}}}"#.to_owned(), Some(r#"{"alias": "j"}"#)),
        (r#"{"data": []}"#.to_owned(), None),
        (r#"{"data": null}"#.to_owned(), None),
        (r#"{}"#.to_owned(), None),
        (String::new(), None),
    ] {
        let (workadu, transport) = answered(&answer);
        let change = workadu.customers().update(32161, &changes).await;
        let change: Change = change.unwrap_or_else(|error| panic!("{answer}: {error}"));
        assert_eq!(change.value.as_deref(), value, "{answer}");
        sent(&transport, "PATCH /api/customers/32161", r#"{"fullname":"J","city":"Athens"}"#);
    }
}
