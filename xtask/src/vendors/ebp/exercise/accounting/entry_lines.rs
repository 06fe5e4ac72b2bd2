//! Lines of entries.

use guichet_core::dates::parse_date;
use guichet_core::decimal::parse;
use guichet_ebp::accounting::Sort;
use guichet_ebp::accounting::entries::EntryLinesQuery;

use super::{folder, page};
use crate::exercise::{Exercise, listed, on};
use crate::vendors::ebp::EbpClient;

async fn list(
    client: EbpClient,
    query: EntryLinesQuery,
) -> guichet_ebp::Result<impl serde::Serialize + std::fmt::Debug> {
    listed(folder(&client).entry_lines().list(query)).await
}

pub(super) fn table() -> Vec<Exercise<EbpClient>> {
    vec![
        on(&["accounting/entry-lines/list"], |e: EbpClient| {
            list(e, EntryLinesQuery { paging: page(0, 3), ..EntryLinesQuery::default() })
        }),
        on(&["accounting/entry-lines/list--beyond"], |e: EbpClient| {
            list(e, EntryLinesQuery { paging: page(12, 3), ..EntryLinesQuery::default() })
        })
        .live(),
        on(&["accounting/entry-lines/list--account-unknown"], |e: EbpClient| {
            list(e, EntryLinesQuery { general_account: Some("99999999".into()), ..EntryLinesQuery::default() })
        }),
        on(&["accounting/entry-lines/list--full"], |e: EbpClient| {
            let query = EntryLinesQuery {
                general_account: Some("41100000".into()),
                auxiliary_account: Some("C0000001".into()),
                start_date: parse_date("2024-01-13"),
                end_date: parse_date("2024-12-31"),
                valid: Some(false),
                lettered: Some(false),
                assigned: Some(false),
                search: Some("Test vente".into()),
                amount: parse("123.0").ok(),
                bank_deposit: Some(false),
                nature: Some("16".into()),
                journals: vec!["VE".into(), "BQ".into()],
                sort: Some(Sort::ascending("date")),
                ..EntryLinesQuery::default()
            };
            list(e, query)
        }),
    ]
}
