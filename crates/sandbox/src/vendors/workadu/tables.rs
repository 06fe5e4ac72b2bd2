//! What is a matter of tables.

use super::{customers, invoices, orders, payments, prices, sales, services, withholdings};
use crate::engine::{Behaviour, Collection, Filter, Test};

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

pub(super) static BEHAVIOURS: &[(&str, Behaviour)] = &[
    ("workadu.attributes.list", Behaviour::List(&ATTRIBUTE_LIST)),
    ("workadu.attributes.get", Behaviour::Get(&ATTRIBUTE_LIST)),
    ("workadu.companies.list", Behaviour::List(&COMPANY_LIST)),
    ("workadu.companies.get", Behaviour::Get(&COMPANY_LIST)),
    ("workadu.customers.list", Behaviour::List(&CUSTOMER_LIST)),
    ("workadu.customers.get", Behaviour::Get(&CUSTOMER_LIST)),
    ("workadu.customers.create", Behaviour::Act(customers::create)),
    ("workadu.customers.update", Behaviour::Act(customers::update)),
    ("workadu.invoices.list", Behaviour::List(&INVOICE_LIST)),
    ("workadu.invoices.get", Behaviour::Get(&INVOICE_LIST)),
    ("workadu.invoices.create", Behaviour::Act(invoices::create)),
    ("workadu.invoices.update", Behaviour::Act(invoices::update)),
    ("workadu.invoices.add-line", Behaviour::Act(invoices::add_line)),
    ("workadu.invoices.publish", Behaviour::Act(invoices::publish)),
    ("workadu.orders.list", Behaviour::List(&ORDER_LIST)),
    ("workadu.orders.get", Behaviour::Get(&ORDER_LIST)),
    ("workadu.orders.create", Behaviour::Act(orders::create)),
    ("workadu.orders.update", Behaviour::Act(orders::update)),
    ("workadu.orders.cancel", Behaviour::Act(orders::cancel)),
    ("workadu.payments.list", Behaviour::List(&PAYMENT_LIST)),
    ("workadu.payments.get", Behaviour::Get(&PAYMENT_LIST)),
    ("workadu.payments.create-for-customer", Behaviour::Act(payments::for_customer)),
    ("workadu.payments.create-for-invoices", Behaviour::Act(payments::for_invoices)),
    ("workadu.payments.create-for-order", Behaviour::Act(payments::for_order)),
    ("workadu.sales-policies.create", Behaviour::Act(sales::create)),
    ("workadu.sales-policies.delete", Behaviour::Act(sales::delete)),
    ("workadu.series.list", Behaviour::List(&SERIES_LIST)),
    ("workadu.series.get", Behaviour::Get(&SERIES_LIST)),
    ("workadu.services.list", Behaviour::List(&SERVICE_LIST)),
    ("workadu.services.availability", Behaviour::Act(services::availability)),
    ("workadu.services.get", Behaviour::Get(&SERVICE_LIST)),
    ("workadu.services.create", Behaviour::Act(services::create)),
    ("workadu.services.update", Behaviour::Act(services::update)),
    ("workadu.services.delete", Behaviour::Act(services::delete)),
    ("workadu.services.create-price-list", Behaviour::Act(prices::create_list)),
    ("workadu.services.create-price-scheme", Behaviour::Act(prices::create_scheme)),
    ("workadu.services.delete-price-scheme", Behaviour::Act(prices::delete_scheme)),
    ("workadu.services.delete-all-price-schemes", Behaviour::Act(prices::delete_all)),
    ("workadu.withholdings.list", Behaviour::Act(withholdings::list)),
    ("workadu.withholdings.get", Behaviour::Act(withholdings::get)),
    ("workadu.withholdings.create", Behaviour::Act(withholdings::create)),
    ("workadu.withholdings.update", Behaviour::Act(withholdings::update)),
    ("workadu.withholdings.delete", Behaviour::Act(withholdings::delete)),
    ("workadu.withholdings.tax-types", Behaviour::Documented),
    ("workadu.withholdings.tax-categories", Behaviour::Documented),
];

const fn equal(name: &'static str, path: &'static str) -> Filter {
    Filter { name, path, test: Test::Equal }
}

const fn spot(name: &'static str, path: &'static str) -> Filter {
    Filter { name, path, test: Test::Spot }
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
        spot("filter[start_coordinates]", "orders.order.start.coordinates"),
        equal("filter[start_location_name]", "orders.order.start.location_name"),
        spot("filter[end_coordinates]", "orders.order.end.coordinates"),
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

    #[test]
    fn tables_name_what_is_documented() {
        let workadu = Vendor::load("workadu").unwrap();
        let operations: Vec<&str> = workadu.operations().iter().map(|operation| operation.id).collect();
        for (operation, _) in BEHAVIOURS {
            assert!(operations.contains(operation), "{operation}");
        }
        for operation in &operations {
            assert!(BEHAVIOURS.iter().any(|(id, _)| id == operation), "{operation}");
        }
        for (operation, _, fixture) in MISSING {
            assert!(operations.contains(operation), "{operation}");
            assert!(workadu.fixture(&format!("workadu/{fixture}")).is_some(), "{fixture}");
        }
        for (operation, behaviour) in BEHAVIOURS {
            let Behaviour::List(collection) = behaviour else { continue };
            let first = workadu.operations().into_iter().find(|o| o.id == *operation).unwrap().first;
            let declared: Vec<&str> = first.query.as_ref().unwrap().members().iter().map(|m| m.name.as_str()).collect();
            for filter in collection.filters {
                assert!(declared.contains(&filter.name), "{operation} {}", filter.name);
            }
        }
    }
}
