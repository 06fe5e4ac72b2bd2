use guichet_workadu::Workadu;
use guichet_workadu::attributes::{AttributeId, AttributesQuery};
use guichet_workadu::listing::{ListOptions, Sort};

use crate::exercise::arguments::arg;
use crate::exercise::{Exercise, first_page, on};

pub(super) fn table() -> Vec<Exercise<Workadu>> {
    vec![
        on(&["attributes/list", "attributes/list--array"], |w: Workadu| async move {
            first_page(w.attributes().list(AttributesQuery::default())).await
        }),
        on(&["attributes/list--full"], |w: Workadu| async move {
            let list = ListOptions {
                sort: Some(Sort::ascending("name")),
                page: Some(1),
                per_page: Some(20),
                ..ListOptions::default()
            };
            first_page(w.attributes().list(AttributesQuery { name: Some("Passengers".into()), list })).await
        }),
        on(&["attributes/get", "attributes/get--array"], |w: Workadu| async move {
            w.attributes().get(arg("attribute_id", 32161)).await
        }),
        on(&["attributes/get--not-found"], |w: Workadu| async move { w.attributes().get(0).await }),
        on(&["attributes/get--several"], |w: Workadu| async move {
            w.attributes().get_many([2522, 2523].map(AttributeId::from)).await
        }),
    ]
}
