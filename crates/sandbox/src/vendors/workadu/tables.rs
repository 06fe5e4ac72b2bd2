//! What is a matter of tables.

use super::{customers, invoices, orders, payments, prices, sales, services, withholdings};
use crate::engine::behaviour::{act, documented, get, list};
use crate::engine::{Collection, Filter, Row, Test};
use payments::Form;

pub(super) const ATTRIBUTES: &str = "attributes";
pub(super) const COMPANIES: &str = "companies";
pub(super) const CUSTOMERS: &str = "customers";
pub(super) const INVOICES: &str = "invoices";
pub(super) const ORDERS: &str = "orders";
pub(super) const PAYMENTS: &str = "payments";
pub(super) const POLICIES: &str = "sales-policies";
pub(super) const SCHEMES: &str = "price-schemes";
pub(super) const SERIES: &str = "series";
pub(super) const SERVICES: &str = "services";
pub(super) const WITHHOLDINGS: &str = "withholdings";

/// By the shape of an answer's items.
pub(super) static SHELVES: &[(&str, &str)] = &[
    ("Attribute", ATTRIBUTES),
    ("Company", COMPANIES),
    ("Customer", CUSTOMERS),
    ("Invoice", INVOICES),
    ("Order", ORDERS),
    ("Payment", PAYMENTS),
    ("SalesPolicy", POLICIES),
    ("Series", SERIES),
    ("Service", SERVICES),
    ("Withholding", WITHHOLDINGS),
];

/// By the name of a placeholder, or by the path of a member of a body or of an answer's item.
pub(super) static REFERENCES: &[(&str, &str)] = &[
    ("attribute_id", ATTRIBUTES),
    ("attributes.id", ATTRIBUTES),
    ("company.id", COMPANIES),
    ("company_id", COMPANIES),
    ("companyid", COMPANIES),
    ("customer.id", CUSTOMERS),
    ("customer_id", CUSTOMERS),
    ("invoice_id", INVOICES),
    ("invoice_ids", INVOICES),
    ("booking_id", ORDERS),
    ("order_id", ORDERS),
    ("payment_id", PAYMENTS),
    ("workadu.sales-policies.delete/id", POLICIES),
    ("price_shceme_id", SCHEMES),
    ("price_schemes.id", SCHEMES),
    ("series", SERIES),
    ("series_id", SERIES),
    ("orders.order.service_id", SERVICES),
    ("service_id", SERVICES),
    ("service_ids", SERVICES),
    ("workadu.services.delete/id", SERVICES),
    ("workadu.services.update/id", SERVICES),
    ("withholding_id", WITHHOLDINGS),
];

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
    list("workadu.attributes.list", &ATTRIBUTE_LIST),
    get("workadu.attributes.get", &ATTRIBUTE_LIST),
    list("workadu.companies.list", &COMPANY_LIST),
    get("workadu.companies.get", &COMPANY_LIST),
    list("workadu.customers.list", &CUSTOMER_LIST),
    get("workadu.customers.get", &CUSTOMER_LIST),
    act("workadu.customers.create", customers::create),
    act("workadu.customers.update", customers::update),
    list("workadu.invoices.list", &INVOICE_LIST),
    get("workadu.invoices.get", &INVOICE_LIST),
    act("workadu.invoices.create", invoices::create),
    act("workadu.invoices.update", invoices::update),
    act("workadu.invoices.add-line", invoices::add_line),
    act("workadu.invoices.publish", invoices::publish),
    list("workadu.orders.list", &ORDER_LIST),
    get("workadu.orders.get", &ORDER_LIST),
    act("workadu.orders.create", orders::create),
    act("workadu.orders.update", orders::update),
    act("workadu.orders.cancel", orders::cancel),
    list("workadu.payments.list", &PAYMENT_LIST),
    get("workadu.payments.get", &PAYMENT_LIST),
    act("workadu.payments.create-for-customer", payments::for_customer)
        .when(|request| payments::form(request) == Some(Form::Customer))
        .unclear(payments::UNKNOWN),
    act("workadu.payments.create-for-invoices", payments::for_invoices)
        .when(|request| payments::form(request) == Some(Form::Invoices))
        .unclear(payments::UNKNOWN),
    act("workadu.payments.create-for-order", payments::for_order)
        .when(|request| payments::form(request) == Some(Form::Order))
        .unclear(payments::UNKNOWN),
    act("workadu.sales-policies.create", sales::create),
    act("workadu.sales-policies.delete", sales::delete),
    list("workadu.series.list", &SERIES_LIST),
    get("workadu.series.get", &SERIES_LIST),
    list("workadu.services.list", &SERVICE_LIST),
    act("workadu.services.availability", services::availability).when(services::is_search),
    get("workadu.services.get", &SERVICE_LIST),
    act("workadu.services.create", services::create),
    act("workadu.services.update", services::update),
    act("workadu.services.delete", services::delete),
    act("workadu.services.create-price-list", prices::create_list),
    act("workadu.services.create-price-scheme", prices::create_scheme),
    act("workadu.services.delete-price-scheme", prices::delete_scheme)
        .when(|request| prices::names(request, "price_shceme_id"))
        .unclear(prices::UNCLEAR),
    act("workadu.services.delete-all-price-schemes", prices::delete_all)
        .when(|request| prices::names(request, "service_id"))
        .unclear(prices::UNCLEAR),
    act("workadu.withholdings.list", withholdings::list),
    act("workadu.withholdings.get", withholdings::get),
    act("workadu.withholdings.create", withholdings::create).inspect(withholdings::inspect_new),
    act("workadu.withholdings.update", withholdings::update).inspect(withholdings::inspect),
    act("workadu.withholdings.delete", withholdings::delete),
    documented("workadu.withholdings.tax-types"),
    documented("workadu.withholdings.tax-categories"),
];

const fn equal(name: &'static str, path: &'static str) -> Filter {
    Filter { name, path, test: Test::Equal }
}

const fn but_for_spaces(name: &'static str, path: &'static str) -> Filter {
    Filter { name, path, test: Test::EqualButForSpaces }
}

static ATTRIBUTE_LIST: Collection = Collection {
    shelf: ATTRIBUTES,
    filters: &[equal("filter[name]", "name")],
    unknown: (400, "No attributes could be found."),
};

static COMPANY_LIST: Collection = Collection {
    shelf: COMPANIES,
    filters: &[
        equal("filter[companyid]", "id"),
        equal("filter[name]", "name"),
        equal("filter[url]", "url"),
        equal("filter[email]", "email"),
        equal("filter[alias]", "alias"),
    ],
    unknown: (400, "No companies could be found."),
};

static CUSTOMER_LIST: Collection = Collection {
    shelf: CUSTOMERS,
    filters: &[
        equal("filter[fullname]", "fullname"),
        equal("filter[email]", "email"),
        equal("filter[mobile]", "mobile"),
        equal("filter[Country]", "country"),
        equal("filter[city]", "city"),
        equal("filter[postal_code]", "postal_code"),
        equal("filter[company_id]", "companyid"),
    ],
    unknown: (400, "No customers could be found."),
};

static INVOICE_LIST: Collection = Collection {
    shelf: INVOICES,
    filters: &[
        equal("customer_id", "customer.id"),
        equal("series_id", "@series_id"),
        equal("status", "status"),
        Filter { name: "issue_date_from", path: "issue_date", test: Test::From },
        Filter { name: "issue_date_to", path: "issue_date", test: Test::To },
        Filter { name: "aade_should_send", path: "aade.should_send", test: Test::Flag },
    ],
    unknown: (400, "No invoices could be found."),
};

static ORDER_LIST: Collection = Collection {
    shelf: ORDERS,
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
    unknown: (400, "No orders could be found."),
};

static PAYMENT_LIST: Collection = Collection {
    shelf: PAYMENTS,
    filters: &[
        equal("customer_id", "customer_id"),
        equal("series_id", "@series_id"),
        Filter { name: "issue_date_from", path: "issue_date", test: Test::From },
        Filter { name: "issue_date_to", path: "issue_date", test: Test::To },
    ],
    unknown: (400, "No payments could be found."),
};

static SERIES_LIST: Collection =
    Collection { shelf: SERIES, filters: &[], unknown: (400, "No series could be found.") };

pub(super) static SERVICE_LIST: Collection = Collection {
    shelf: SERVICES,
    filters: &[
        equal("filter[extra_filters][companyid]", "company.id"),
        equal("filter[extra_filters][alias]", "alias"),
        equal("filter[extra_filters][title]", "title"),
        equal("filter[extra_filters][category_id]", "group.id"),
    ],
    unknown: (400, "No services could be found."),
};

pub(super) static WITHHOLDING_LIST: Collection =
    Collection { shelf: WITHHOLDINGS, filters: &[], unknown: (404, "No query results for model [Withholding]") };

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
            let Behaviour::List(collection) = does else { continue };
            let first = workadu.operations().into_iter().find(|o| o.id == *operation).unwrap().first;
            let declared: Vec<&str> = first.query.as_ref().unwrap().members().iter().map(|m| m.name.as_str()).collect();
            for filter in collection.filters {
                assert!(declared.contains(&filter.name), "{operation} {}", filter.name);
            }
        }
    }
}
