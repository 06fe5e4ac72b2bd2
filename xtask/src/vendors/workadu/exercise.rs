//! Workadu's invocations, a file per resource.

mod attributes;
mod companies;
mod customers;
mod invoices;
mod orders;
mod payments;
mod sales_policies;
mod series;
mod services;
mod withholdings;

use guichet_workadu::Workadu;

use crate::exercise::Exercise;

/// All of them, in the order of the documentation.
pub(super) fn table() -> Vec<Exercise<Workadu>> {
    [
        services::table(),
        sales_policies::table(),
        orders::table(),
        customers::table(),
        invoices::table(),
        series::table(),
        withholdings::table(),
        payments::table(),
        companies::table(),
        attributes::table(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
