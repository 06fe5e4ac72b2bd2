//! Companies.

use guichet_workadu::companies::CompaniesQuery;

use crate::common::*;

/// 004:3987 against 3992: with and without a slash at the end.
#[tokio::test(start_paused = true)]
async fn the_list_of_companies_has_no_slash_at_its_end() {
    let (workadu, transport) = answered(r#"{"data": {"id": 14}}"#);
    let query = CompaniesQuery { id: Some(14.into()), ..CompaniesQuery::default() };
    assert_eq!(workadu.companies().list(query).collect_all().await.unwrap()[0].id, 14.into());
    sent(&transport, "GET /api/companies?filter%5Bcompanyid%5D=14", "");
}

/// 004:4012 against 152: a company has a `logo`, a service's company `media`, and other members besides.
#[tokio::test(start_paused = true)]
async fn a_company_has_a_logo_and_that_of_a_service_has_media() {
    let (workadu, _) = data(r#""id": 14, "logo": "a.jpg", "swift_code": "BCINSDD23""#);
    let company = workadu.companies().get(14).await.unwrap();
    assert_eq!((company.logo.as_deref(), company.swift_code.as_deref()), (Some("a.jpg"), Some("BCINSDD23")));
    let (workadu, _) = data(r#""id": 1, "company": {"id": 14, "country": "FRA", "media": ["a.jpg"]}"#);
    let company = workadu.services().get(1).await.unwrap().company.unwrap();
    assert_eq!((company.id, company.country.as_deref()), (Some(14.into()), Some("FRA")));
    assert_eq!(company.media, ["a.jpg"]);
}
