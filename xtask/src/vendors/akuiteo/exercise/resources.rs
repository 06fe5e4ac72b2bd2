//! The generic operations, on the sandbox's resources.

use guichet_akuiteo::dates::DateTime;
use guichet_akuiteo::resource::{Paging, Resource};
use guichet_akuiteo::{Clause, Criteria, Decimal, Domain, Effect, Literal, Patch, RawJson, ReadOptions, decimal};
use guichet_core::Body;

use super::super::AkuiteoClient;
use crate::exercise::arguments::arg;
use crate::exercise::{Exercise, listed, on};

#[derive(Body)]
#[serde(rename_all = "camelCase")]
struct Customer {
    id: Option<String>,
    code: &'static str,
    name: &'static str,
    outstanding_amount: Option<Decimal>,
}

fn amount(digits: &str) -> Option<Decimal> {
    decimal::parse(digits).ok()
}

/// On a live server the collection is the caller's as well: a write to a whole collection needs no other identifier.
fn resource(a: &AkuiteoClient, domain: Domain, path: &str) -> Resource<RawJson> {
    let domain = Domain::from(arg("domain", domain.as_str().to_owned()).as_str());
    a.akuiteo.resource(domain, [arg("resource", path.to_owned())])
}

fn customers(a: &AkuiteoClient) -> Resource<RawJson> {
    resource(a, Domain::Crm, "customers")
}

fn customer() -> String {
    arg("customer_id", "144".to_owned())
}

fn currencies(a: &AkuiteoClient) -> Resource<RawJson> {
    resource(a, Domain::Settings, "currencies")
}

fn requests(a: &AkuiteoClient) -> Resource<RawJson> {
    resource(a, Domain::Workforce, "custom-requests")
}

fn twelve() -> Criteria {
    Criteria::new().field("id", Clause::like("12%"))
}

fn literal(digits: &str) -> Literal {
    amount(digits).map_or_else(|| Literal::from(0), Literal::from)
}

/// Every operator but `CLAUSES` once.
fn operators() -> Criteria {
    let moment = DateTime::parse("2020-12-31T14:00:00.000+0000").map_or_else(|| Literal::from(""), Literal::from);
    Criteria::new()
        .field("id", Clause::not_like("12*").wildcards("*"))
        .field("employeeId", Clause::is("AAA"))
        .field("projectId", Clause::is_not("12345"))
        .field("subPhaseId", Clause::is_null())
        .field("phaseId", Clause::is_not_null())
        .field("managerId", Clause::is_in(["AAA", "BBB", "CCC"]))
        .field("companyId", Clause::is_not_in(["AAA", "BBB", "CCC"]))
        .field("number", Clause::greater_or_equals(12345))
        .field("amount", Clause::greater(literal("100.10")))
        .field("days", Clause::lower_or_equals(literal("1.5")))
        .field("modificationTime", Clause::lower(moment).with_time())
}

fn between(from: impl Into<Literal>, to: impl Into<Literal>) -> Clause {
    Clause::all_of([Clause::greater_or_equals(from), Clause::lower_or_equals(to)])
}

pub(super) fn table() -> Vec<Exercise<AkuiteoClient>> {
    vec![
        on(&["resources/get", "resources/get--forbidden"], |a: AkuiteoClient| async move {
            customers(&a).get(customer()).await
        }),
        on(&["resources/get--unknown"], |a: AkuiteoClient| async move { customers(&a).get("1").await }),
        on(&["resources/list"], |a: AkuiteoClient| async move { listed(currencies(&a).list()).await }),
        on(&["resources/create"], |a: AkuiteoClient| async move {
            let outstanding_amount = amount("0.50");
            let new = Customer { id: None, code: "C19772", name: "Client à créer", outstanding_amount };
            customers(&a).create(&new).await
        }),
        on(&["resources/update"], |a: AkuiteoClient| async move {
            let outstanding_amount = amount("1794.080");
            let new = Customer { id: Some(customer()), code: "C19771", name: "AKUITEO SAS", outstanding_amount };
            customers(&a).update(customer(), &new).await
        }),
        on(&["resources/update-all"], |a: AkuiteoClient| async move {
            let currency =
                |code: &'static str, name| Customer { id: Some(code.to_owned()), code, name, outstanding_amount: None };
            currencies(&a).update_whole_collection(&[currency("EUR", "euro"), currency("USD", "dollar")]).await
        }),
        on(&["resources/patch"], |a: AkuiteoClient| async move {
            let data = Literal::json(r#"{"1-alpha06": {"value": "x", "name": "n"}}"#)?;
            let patch = Patch::new()
                .test("/code", "C19771")
                .replace("/outstandingAmount", literal("1794.090"))
                .add("/customData", data)
                .copy_from("/name", "/customData/formerName")
                .move_from("/customData/formerName", "/formerName")
                .remove("/salesmen");
            customers(&a).patch(customer(), &patch).await
        }),
        on(&["resources/delete"], |a: AkuiteoClient| async move { customers(&a).delete(customer()).await }),
        on(&["resources/delete-all"], |a: AkuiteoClient| async move { currencies(&a).delete_whole_collection().await }),
        on(&["resources/action"], |a: AkuiteoClient| async move {
            let order = arg("order_id", "500000001".to_owned());
            let ids = Literal::json(&format!(r#"{{"ids": ["{order}"]}}"#))?;
            resource(&a, Domain::Sales, "orders")
                .action(arg("action", "bill".to_owned()), Effect::Unsafe)
                .json(&ids)
                .send::<RawJson>()
                .await
        }),
        on(&["resources/search"], |a: AkuiteoClient| async move {
            listed(requests(&a).search(&twelve(), Paging::WHOLE)).await
        }),
        on(&["resources/search--operators"], |a: AkuiteoClient| async move {
            listed(requests(&a).search(&operators(), Paging::WHOLE)).await
        })
        .live(),
        on(&["resources/search--clauses"], |a: AkuiteoClient| async move {
            let criteria = Criteria::new()
                .field("date", between("2020-01-01", "2020-12-31"))
                .field("amount", Clause::any_of([between(100, 200), between(400, 500)]));
            listed(requests(&a).search(&criteria, Paging::WHOLE)).await
        })
        .live(),
        on(&["resources/search--page"], |a: AkuiteoClient| async move {
            listed(requests(&a).search(&twelve(), Paging::pages_of(1).from(1))).await
        })
        .live(),
        on(&["resources/read"], |a: AkuiteoClient| async move {
            customers(&a).read(customer(), &ReadOptions::new(["SALESMEN", "METHOD_OF_PAYMENT"])).await
        }),
    ]
}
