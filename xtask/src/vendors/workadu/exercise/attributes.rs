use guichet_workadu::Workadu;
use guichet_workadu::attributes::{AttributeId, AttributesQuery};
use guichet_workadu::listing::{ListOptions, Sort};

use crate::exercise::arguments::{arg, args};
use crate::exercise::{Exercise, listed, on};

pub(super) fn table() -> Vec<Exercise<Workadu>> {
    vec![
        on(&["attributes/list", "attributes/list--array"], |w: Workadu| async move {
            listed(w.attributes().list(AttributesQuery::default())).await
        }),
        on(&["attributes/list--full"], |w: Workadu| async move {
            let list = ListOptions {
                sort: Some(Sort::ascending("name")),
                page: Some(1),
                per_page: Some(20),
                ..ListOptions::default()
            };
            listed(w.attributes().list(AttributesQuery { name: Some("Passengers".into()), list })).await
        })
        .live(),
        on(&["attributes/get", "attributes/get--array"], |w: Workadu| async move {
            w.attributes().get(arg("attribute_id", 32161)).await
        }),
        on(&["attributes/get--not-found"], |w: Workadu| async move { w.attributes().get(0).await }),
        on(&["attributes/get--several"], |w: Workadu| async move {
            w.attributes().get_many(args("attribute_ids", [2522, 2523]).into_iter().map(AttributeId::from)).await
        })
        .live(),
    ]
}
