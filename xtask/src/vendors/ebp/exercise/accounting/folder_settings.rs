//! The folder's settings.

use guichet_core::dates::parse_date;
use guichet_ebp::Error;
use guichet_ebp::accounting::folder_settings::{
    AuxiliaryAccountTypeUpdate, FinancialYearUpdate, FolderParametersUpdate,
};

use super::folder;
use crate::exercise::arguments::args;
use crate::exercise::{Exercise, on};
use crate::vendors::ebp::EbpClient;

/// The documented categories: their identifier, prefix and general account.
const TYPES: [(&str, &str, &str); 5] = [
    ("f315e749-ab48-4329-b529-6ed3b8d6b3d6", "C", "411"),
    ("e48f623c-6b1a-4764-a79b-007af60e6ca9", "F", "401"),
    ("9648764d-07eb-49fd-bae1-efea3acf5d51", "S", "421"),
    ("7c9ad4b6-3390-4aa3-82c5-92ea1fb444f2", "O", "437"),
    ("b76bd9e3-c3cd-450f-be59-aa023da30187", "A", "467"),
];

fn settings() -> Option<FolderParametersUpdate> {
    let year = FinancialYearUpdate {
        start_date: parse_date("2024-01-01")?,
        end_date: parse_date("2024-12-31")?,
        end_next_date: parse_date("2025-12-31")?,
    };
    let ids = args("auxiliaryAccount.types.uuid", TYPES.map(|(id, ..)| id.to_owned()));
    let types = ids.into_iter().zip(TYPES).map(|(id, (_, prefix, account))| AuxiliaryAccountTypeUpdate {
        is_automatic: Some(true),
        general_account: Some(account.into()),
        ..AuxiliaryAccountTypeUpdate::new(id, prefix, 1)
    });
    Some(FolderParametersUpdate::new(year, 8, 8, types.collect()))
}

pub(super) fn table() -> Vec<Exercise<EbpClient>> {
    vec![
        on(&["accounting/folder-settings/get", "accounting/folder-settings/get--closed"], |e: EbpClient| async move {
            folder(&e).folder_settings().get().await
        }),
        on(&["accounting/folder-settings/replace"], |e: EbpClient| async move {
            let settings = settings().ok_or_else(|| Error::config("the documented dates are none"))?;
            folder(&e).folder_settings().replace(&settings).await
        }),
    ]
}
