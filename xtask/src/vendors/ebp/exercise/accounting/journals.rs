//! Journals.

use guichet_ebp::accounting::journals::{JournalData, JournalType, JournalsQuery, NumberingPartType};

use super::{folder, id};
use crate::exercise::{Exercise, listed, on};
use crate::vendors::ebp::EbpClient;

pub(super) fn table() -> Vec<Exercise<EbpClient>> {
    vec![
        on(
            &["accounting/journals/get"],
            |e: EbpClient| async move { folder(&e).journals().get(id("code", "AC")).await },
        ),
        on(
            &["accounting/journals/get--not-found"],
            |e: EbpClient| async move { folder(&e).journals().get("ZZ").await },
        ),
        on(&["accounting/journals/list"], |e: EbpClient| async move {
            listed(folder(&e).journals().list(JournalsQuery::default())).await
        }),
        on(&["accounting/journals/list--full"], |e: EbpClient| async move {
            let query = JournalsQuery { filter: Some("name^Achats".into()), order: Some("code".into()) };
            listed(folder(&e).journals().list(query)).await
        })
        .live(),
        on(&["accounting/journals/create"], |e: EbpClient| async move {
            let journal = JournalData {
                prefix: Some("AAAA".into()),
                complement: Some("string".into()),
                counterpart_account: Some(id("counterpartAccount", "string").into()),
                ..JournalData::new(
                    id("code", "string"),
                    "string",
                    JournalType::OpeningBalances,
                    NumberingPartType::Automatic,
                )
            };
            folder(&e).journals().create(&journal).await
        }),
        on(&["accounting/journals/update"], |e: EbpClient| async move {
            let journal = JournalData {
                prefix: Some("MMAA".into()),
                complement: Some(String::new()),
                ..JournalData::new(id("code", "AC"), "Achats", JournalType::Purchases, NumberingPartType::Automatic)
            };
            let uuid = id("journalUuid", "b2c75637-44a8-4737-8186-8704ca0237e0");
            folder(&e).journals().update(uuid, &journal).await
        }),
        on(&["accounting/journals/update--full"], |e: EbpClient| async move {
            let journal = JournalData {
                prefix: Some("MMAA".into()),
                complement: Some("B".into()),
                counterpart_account: Some(id("counterpartAccount", "51210000").into()),
                ..JournalData::new(id("code", "BQ"), "Banque", JournalType::Treasury, NumberingPartType::Automatic)
            };
            let uuid = id("journalUuid", "54031191-b1d0-4fb8-ac4f-09445f8b1138");
            folder(&e).journals().update(uuid, &journal).await
        })
        .live(),
    ]
}
