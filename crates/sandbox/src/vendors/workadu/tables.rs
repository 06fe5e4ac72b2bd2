//! What is a matter of tables.

use super::{customers, invoices, orders, payments, prices, sales, services, withholdings};
use crate::engine::behaviour::{act, documented, get, list};
use crate::engine::{Filter, Key, Refusal, Row, Shelf, Test, Within, filter};
use payments::Form;

/// The refusal when a required member of a body is missing: operation, member, fixture. `*` is any member.
pub(super) static MISSING: &[(&str, &str, &str)] = &[
    ("workadu.customers.create", "*", "customers/create--fullname-missing"),
    ("workadu.invoices.add-line", "invoice_id", "invoices/add-line--invoice-unknown"),
    ("workadu.invoices.create", "customer_id", "invoices/create--customer-unknown"),
    ("workadu.invoices.create", "series_id", "invoices/create--series-unknown"),
    ("workadu.invoices.publish", "invoice_id", "invoices/publish--invoice-unknown"),
    ("workadu.payments.create-for-customer", "customer_id", "payments/create-for-customer--unknown"),
    ("workadu.payments.create-for-invoices", "invoice_ids", "payments/create-for-invoices--unknown"),
    ("workadu.sales-policies.create", "*", "sales-policies/create--title-missing"),
    ("workadu.sales-policies.delete", "id", "sales-policies/delete--id-missing"),
    ("workadu.services.create", "*", "services/create--name-missing"),
    ("workadu.services.create-price-list", "*", "services/create-price-list--name-missing"),
    ("workadu.services.create-price-scheme", "*", "services/create-price-scheme--service-ids-missing"),
    ("workadu.services.delete", "id", "services/delete--id-missing"),
    ("workadu.services.delete-all-price-schemes", "service_id", "services/delete-price-scheme--id-missing"),
    ("workadu.services.delete-price-scheme", "price_shceme_id", "services/delete-price-scheme--id-missing"),
    ("workadu.services.update", "id", "services/update--id-missing"),
];

pub(super) static ROWS: &[Row] = &[
    list("workadu.attributes.list", &ATTRIBUTES),
    get("workadu.attributes.get", &ATTRIBUTES),
    list("workadu.companies.list", &COMPANIES),
    get("workadu.companies.get", &COMPANIES),
    list("workadu.customers.list", &CUSTOMERS),
    get("workadu.customers.get", &CUSTOMERS),
    act("workadu.customers.create", customers::create),
    act("workadu.customers.update", customers::update),
    list("workadu.invoices.list", &INVOICES),
    get("workadu.invoices.get", &INVOICES),
    act("workadu.invoices.create", invoices::create),
    act("workadu.invoices.update", invoices::update),
    act("workadu.invoices.add-line", invoices::add_line),
    act("workadu.invoices.publish", invoices::publish),
    list("workadu.orders.list", &ORDERS),
    get("workadu.orders.get", &ORDERS),
    act("workadu.orders.create", orders::create),
    act("workadu.orders.update", orders::update),
    act("workadu.orders.cancel", orders::cancel),
    list("workadu.payments.list", &PAYMENTS),
    get("workadu.payments.get", &PAYMENTS),
    act("workadu.payments.create-for-customer", payments::for_customer)
        .when(|request| payments::form(request) == Some(Form::Customer))
        .unclear(payments::UNKNOWN),
    act("workadu.payments.create-for-invoices", payments::for_invoices)
        .when(|request| payments::form(request) == Some(Form::Invoices))
        .unclear(payments::UNKNOWN),
    act("workadu.payments.create-for-order", payments::for_order)
        .when(|request| payments::form(request) == Some(Form::Order))
        .unclear(payments::UNKNOWN),
    act("workadu.sales-policies.create", sales::create).of(&POLICIES),
    act("workadu.sales-policies.delete", sales::delete).of(&POLICIES),
    list("workadu.series.list", &SERIES),
    get("workadu.series.get", &SERIES),
    list("workadu.services.list", &SERVICES),
    list("workadu.services.availability", &SERVICES)
        .when(services::is_search)
        .check(services::check_times)
        .view(services::free),
    get("workadu.services.get", &SERVICES),
    act("workadu.services.create", services::create),
    act("workadu.services.update", services::update).of(&SERVICES),
    act("workadu.services.delete", services::delete).of(&SERVICES),
    act("workadu.services.create-price-list", prices::create_list),
    act("workadu.services.create-price-scheme", prices::create_scheme),
    act("workadu.services.delete-price-scheme", prices::delete_scheme)
        .of(&SCHEMES)
        .when(|request| prices::names(request, "price_shceme_id"))
        .unclear(prices::UNCLEAR),
    act("workadu.services.delete-all-price-schemes", prices::delete_all)
        .when(|request| prices::names(request, "service_id"))
        .unclear(prices::UNCLEAR),
    list("workadu.withholdings.list", &WITHHOLDINGS),
    get("workadu.withholdings.get", &WITHHOLDINGS),
    act("workadu.withholdings.create", withholdings::create).of(&WITHHOLDINGS).inspect(withholdings::inspect_new),
    act("workadu.withholdings.update", withholdings::update).of(&WITHHOLDINGS).inspect(withholdings::inspect),
    act("workadu.withholdings.delete", withholdings::delete).of(&WITHHOLDINGS),
    documented("workadu.withholdings.tax-types"),
    documented("workadu.withholdings.tax-categories"),
];

const fn equal(name: &'static str, path: &'static str) -> Filter {
    filter(name, path, Test::Equal)
}

const fn but_for_spaces(name: &'static str, path: &'static str) -> Filter {
    filter(name, path, Test::EqualButForSpaces)
}

pub(super) static ATTRIBUTES: Shelf = Shelf {
    keys: &[Key::id("attribute_id").many()],
    filters: &[equal("filter[name]", "name")],
    unknown: Refusal::Text(400, "No attributes could be found."),
    documented: true,
    references: "attributes.id",
    ..Shelf::new("attributes")
};

pub(super) static COMPANIES: Shelf = Shelf {
    keys: &[Key::id("company_id").many()],
    filters: &[
        equal("filter[companyid]", "id"),
        equal("filter[name]", "name"),
        equal("filter[url]", "url"),
        equal("filter[email]", "email"),
        equal("filter[alias]", "alias"),
    ],
    unknown: Refusal::Text(400, "No companies could be found."),
    documented: true,
    references: "company.id companyid",
    ..Shelf::new("companies")
};

pub(super) static CUSTOMERS: Shelf = Shelf {
    keys: &[Key::id("customer_id").many()],
    filters: &[
        equal("filter[fullname]", "fullname"),
        equal("filter[email]", "email"),
        equal("filter[mobile]", "mobile"),
        equal("filter[Country]", "country"),
        equal("filter[city]", "city"),
        equal("filter[postal_code]", "postal_code"),
        equal("filter[company_id]", "companyid"),
    ],
    unknown: Refusal::Text(400, "No customers could be found."),
    documented: true,
    references: "customer.id",
    ..Shelf::new("customers")
};

pub(super) static INVOICES: Shelf = Shelf {
    keys: &[Key::id("invoice_id").many()],
    filters: &[
        equal("customer_id", "customer.id"),
        equal("series_id", "@series_id"),
        equal("status", "status"),
        filter("issue_date_from", "issue_date", Test::From),
        filter("issue_date_to", "issue_date", Test::To),
        filter("aade_should_send", "aade.should_send", Test::Flag),
    ],
    unknown: Refusal::Text(400, "No invoices could be found."),
    documented: true,
    references: "invoice_ids",
    ..Shelf::new("invoices")
};

pub(super) static ORDERS: Shelf = Shelf {
    keys: &[Key::id("booking_id").many()],
    filters: &[
        equal("filter[booking_reference]", "orders.order.reference"),
        equal("filter[booking_status]", "orders.order.status"),
        equal("filter[company_id]", "company_id"),
        equal("filter[customer_id]", "customer.id"),
        equal("filter[service_id]", "orders.order.service_id"),
        but_for_spaces("filter[start_coordinates]", "orders.order.start.coordinates"),
        equal("filter[start_location_name]", "orders.order.start.location_name"),
        but_for_spaces("filter[end_coordinates]", "orders.order.end.coordinates"),
        equal("filter[end_location_name]", "orders.order.end.location_name"),
        equal("filter[status]", "status"),
        equal("filter[total_cost]", "total_cost"),
        equal("filter[start_date]", "orders.order.start.date"),
        equal("filter[start_time]", "orders.order.start.time"),
        equal("filter[end_date]", "orders.order.end.date"),
        equal("filter[end_time]", "orders.order.end.time"),
    ],
    unknown: Refusal::Text(400, "No orders could be found."),
    documented: true,
    references: "order_id",
    ..Shelf::new("orders")
};

pub(super) static PAYMENTS: Shelf = Shelf {
    keys: &[Key::id("payment_id").many()],
    filters: &[
        equal("customer_id", "customer_id"),
        equal("series_id", "@series_id"),
        filter("issue_date_from", "issue_date", Test::From),
        filter("issue_date_to", "issue_date", Test::To),
    ],
    unknown: Refusal::Text(400, "No payments could be found."),
    documented: true,
    ..Shelf::new("payments")
};

pub(super) static POLICIES: Shelf = Shelf { keys: &[Key::id("id")], documented: true, ..Shelf::new("sales-policies") };

pub(super) static SCHEMES: Shelf = Shelf {
    keys: &[Key::id("price_shceme_id")],
    documented: true,
    references: "price_schemes.id",
    ..Shelf::new("price-schemes")
};

pub(super) static SERIES: Shelf = Shelf {
    keys: &[Key::id("series_id").many()],
    unknown: Refusal::Text(400, "No series could be found."),
    documented: true,
    references: "series",
    ..Shelf::new("series")
};

pub(super) static SERVICES: Shelf = Shelf {
    keys: &[Key::id("service_id").many(), Key::id("id")],
    filters: &[
        equal("filter[extra_filters][companyid]", "company.id"),
        equal("filter[extra_filters][alias]", "alias"),
        equal("filter[extra_filters][title]", "title"),
        equal("filter[extra_filters][category_id]", "group.id"),
    ],
    unknown: Refusal::Text(400, "No services could be found."),
    documented: true,
    references: "orders.order.service_id service_ids",
    ..Shelf::new("services")
};

pub(super) static WITHHOLDINGS: Shelf = Shelf {
    keys: &[Key::id("withholding_id")],
    within: Some(Within {
        shelf: &INVOICES,
        name: "invoice_id",
        unknown: Refusal::Text(404, "No query results for model [Invoice] {id}"),
    }),
    unknown: Refusal::Text(404, "No query results for model [Withholding] {id}"),
    documented: true,
    ..Shelf::new("withholdings")
};

#[cfg(test)]
mod tests {
    use guichet_fixtures::Vendor;

    use super::*;
    use crate::engine::Behaviour;

    #[test]
    fn tables_name_what_is_documented() {
        let workadu = Vendor::load("workadu").unwrap();
        let operations: Vec<&str> = workadu.operations().iter().map(|operation| operation.id).collect();
        for row in ROWS {
            assert!(operations.contains(&row.id), "{}", row.id);
        }
        for operation in &operations {
            assert!(ROWS.iter().any(|row| row.id == *operation), "{operation}");
        }
        for (operation, _, fixture) in MISSING {
            assert!(operations.contains(operation), "{operation}");
            assert!(workadu.fixture(&format!("workadu/{fixture}")).is_some(), "{fixture}");
        }
        for Row { id: operation, does, .. } in ROWS {
            let Behaviour::List(shelf) = does else { continue };
            let first = workadu.operations().into_iter().find(|o| o.id == *operation).unwrap().first;
            let declared: Vec<&str> = first.query.as_ref().unwrap().members().iter().map(|m| m.name.as_str()).collect();
            for filter in shelf.filters {
                assert!(declared.contains(&filter.name), "{operation} {}", filter.name);
            }
        }
    }
}
