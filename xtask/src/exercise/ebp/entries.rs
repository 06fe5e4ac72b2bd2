//! Entries and their lines.

use guichet_core::dates::parse_date;
use guichet_core::decimal::parse;
use guichet_ebp::accounting::Sort;
use guichet_ebp::accounting::entries::{EntryId, EntryLinesQuery};

use super::{folder, id, page};
use crate::conformance::args;
use crate::exercise::{Exercise, first_page, on};
use crate::vendors::EbpClient;

const FIRST: &str = "07798d76-a2e0-4a0a-8298-42b9476d5960";
const SECOND: &str = "8f0cd9a0-83dc-471f-b7ba-9ff74e2846d5";
const NOBODY: &str = "00000000-0000-0000-0000-000000000000";

async fn list(
    client: EbpClient,
    query: EntryLinesQuery,
) -> guichet_ebp::Result<impl serde::Serialize + std::fmt::Debug> {
    first_page(folder(&client).entry_lines().list(query)).await
}

pub(super) fn table() -> Vec<Exercise<EbpClient>> {
    vec![
        on(&["accounting/entry-lines/list"], |e: EbpClient| {
            list(e, EntryLinesQuery { paging: page(0, 3), ..EntryLinesQuery::default() })
        }),
        on(&["accounting/entry-lines/list--beyond"], |e: EbpClient| {
            list(e, EntryLinesQuery { paging: page(12, 3), ..EntryLinesQuery::default() })
        }),
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
        on(&["accounting/entries/get", "accounting/entries/get--validated"], |e: EbpClient| async move {
            folder(&e).entries().get(id("uuid", FIRST)).await
        }),
        on(
            &["accounting/entries/get--not-found"],
            |e: EbpClient| async move { folder(&e).entries().get(NOBODY).await },
        ),
        on(&["accounting/entries/search"], |e: EbpClient| async move {
            let ids = args("uuids", [FIRST.to_owned(), SECOND.to_owned()]);
            folder(&e).entries().search(ids.into_iter().map(EntryId::from)).await
        }),
        on(&["accounting/entries/search--missing"], |e: EbpClient| async move {
            folder(&e).entries().search([FIRST, NOBODY].map(EntryId::from)).await
        }),
    ]
}
