use guichet_workadu::Workadu;
use guichet_workadu::listing::{ListOptions, Sort};
use guichet_workadu::series::SeriesId;

use crate::exercise::arguments::{arg, args};
use crate::exercise::{Exercise, listed, on};

pub(super) fn table() -> Vec<Exercise<Workadu>> {
    vec![
        on(
            &["series/get", "series/get--array"],
            |w: Workadu| async move { w.series().get(arg("series_id", 911)).await },
        ),
        on(&["series/get--several"], |w: Workadu| async move {
            w.series().get_many(args("series_ids", [911, 912]).into_iter().map(SeriesId::from)).await
        })
        .live(),
        on(&["series/list"], |w: Workadu| async move { listed(w.series().list(ListOptions::default())).await }),
        on(&["series/list--full"], |w: Workadu| async move {
            let list =
                ListOptions { page: Some(1), per_page: Some(20), ..ListOptions::sorted(Sort::ascending("title")) };
            listed(w.series().list(list)).await
        })
        .live(),
    ]
}
