//! Companies.

use crate::engine::behaviour::{get, list};
use crate::engine::{Key, Refusal, Row, Shelf, equal};

pub(super) static ROWS: &[Row] =
    &[list("workadu.companies.list", &COMPANIES), get("workadu.companies.get", &COMPANIES)];

static COMPANIES: Shelf = Shelf {
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
