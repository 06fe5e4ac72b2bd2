//! Entries.

use guichet_ebp::accounting::entries::EntryId;

use super::{folder, id};
use crate::exercise::arguments::args;
use crate::exercise::{Exercise, on};
use crate::vendors::ebp::EbpClient;

const FIRST: &str = "07798d76-a2e0-4a0a-8298-42b9476d5960";
const SECOND: &str = "8f0cd9a0-83dc-471f-b7ba-9ff74e2846d5";
const NOBODY: &str = "00000000-0000-0000-0000-000000000000";

pub(super) fn table() -> Vec<Exercise<EbpClient>> {
    vec![
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
