use guichet_workadu::Workadu;
use guichet_workadu::companies::{CompaniesQuery, CompanyId};
use guichet_workadu::listing::{ListOptions, Sort};

use crate::exercise::arguments::{arg, args};
use crate::exercise::{Exercise, listed, on};

pub(super) fn table() -> Vec<Exercise<Workadu>> {
    vec![
        on(&["companies/list", "companies/list--array"], |w: Workadu| async move {
            listed(w.companies().list(CompaniesQuery::default())).await
        }),
        on(&["companies/list--full"], |w: Workadu| async move {
            let query = CompaniesQuery {
                id: Some(arg("id", 14).into()),
                name: Some("bizz ltd".into()),
                url: Some("bizz.com".into()),
                email: Some("info@bizz.com".into()),
                alias: Some("bizz".into()),
                list: ListOptions { page: Some(1), per_page: Some(20), ..ListOptions::sorted(Sort::ascending("name")) },
            };
            listed(w.companies().list(query)).await
        })
        .live(),
        on(&["companies/get", "companies/get--array"], |w: Workadu| async move {
            w.companies().get(arg("company_id", 14)).await
        }),
        on(&["companies/get--not-found"], |w: Workadu| async move { w.companies().get(0).await }),
        on(&["companies/get--several"], |w: Workadu| async move {
            w.companies().get_many(args("company_ids", [14, 15]).into_iter().map(CompanyId::from)).await
        })
        .live(),
    ]
}
