//! General accounts.

use guichet_core::decimal::parse;
use guichet_ebp::accounting::Sort;
use guichet_ebp::accounting::general_accounts::{
    GeneralAccountFilter, GeneralAccountId, GeneralAccountUpdate, GeneralAccountsQuery, NewGeneralAccount,
};
use serde_json::value::RawValue;

use super::{folder, id, page};
use crate::exercise::arguments::args;
use crate::exercise::{Exercise, listed, on};
use crate::vendors::ebp::EbpClient;

const UUID: &str = "3ed6b775-a814-44d2-8997-d8400782c201";
const TAX: &str = "0189abef-09af-409F-ab89-012789abcdef";

async fn list(
    client: EbpClient,
    query: GeneralAccountsQuery,
) -> guichet_ebp::Result<impl serde::Serialize + std::fmt::Debug> {
    listed(folder(&client).general_accounts().list(query)).await
}

fn status() -> Vec<GeneralAccountId> {
    args("uuids", [UUID.to_owned()]).into_iter().map(Into::into).collect()
}

fn capital() -> GeneralAccountUpdate {
    GeneralAccountUpdate {
        vat_exemption: Some(false),
        ..GeneralAccountUpdate::new(id("number", "10100000"), "Capital")
    }
}

pub(super) fn table() -> Vec<Exercise<EbpClient>> {
    vec![
        on(&["accounting/general-accounts/get"], |e: EbpClient| async move {
            folder(&e).general_accounts().get(id("number", "10100000")).await
        }),
        on(&["accounting/general-accounts/get--not-found"], |e: EbpClient| async move {
            folder(&e).general_accounts().get("99999999").await
        }),
        on(&["accounting/general-accounts/list"], |e: EbpClient| {
            list(e, GeneralAccountsQuery { paging: page(0, 3), ..GeneralAccountsQuery::default() })
        }),
        on(&["accounting/general-accounts/list--last"], |e: EbpClient| {
            list(e, GeneralAccountsQuery { paging: page(1062, 3), ..GeneralAccountsQuery::default() })
        })
        .live(),
        on(&["accounting/general-accounts/list--full"], |e: EbpClient| {
            let query = GeneralAccountsQuery {
                search: Some("Capital".into()),
                is_active: Some(false),
                is_root: Some(false),
                is_collective: Some(false),
                sort: Some(Sort::ascending("number")),
                number_from: Some("10100000".into()),
                class_number: Some(1),
                vat_rate: parse("5.5").ok(),
                vat_rate_uuid: Some("87df83b7-229f-4ac1-b0e4-9fe301dcf63f".into()),
                calculation_option: Some("sur_les_encaissements".into()),
                territoriality: Some("5eb87d68-e200-443e-b9e2-b478ba831cae".into()),
                ..GeneralAccountsQuery::default()
            };
            list(e, query)
        }),
        // The method asks for no more than the vendor gives: the way out does.
        on(&["accounting/general-accounts/list--above-limit"], |e: EbpClient| async move {
            let call = folder(&e).operation("ebp.accounting.general-accounts.list")?;
            call.query("skip", 0).query("take", 200).send::<Box<RawValue>>().await
        }),
        on(&["accounting/general-accounts/set-status"], |e: EbpClient| async move {
            folder(&e).general_accounts().set_status(status(), false).await
        }),
        on(&["accounting/general-accounts/set-status-of-all-but"], |e: EbpClient| async move {
            folder(&e).general_accounts().set_status_of_all_but(status(), false, GeneralAccountFilter::default()).await
        }),
        on(&["accounting/general-accounts/set-status-of-all-but--full"], |e: EbpClient| async move {
            let filter = GeneralAccountFilter {
                is_active: Some(true),
                is_root: Some(false),
                is_collective: Some(false),
                search: Some("Capital".into()),
                class: Some(1),
            };
            folder(&e).general_accounts().set_status_of_all_but(status(), false, filter).await
        })
        .live(),
        on(&["accounting/general-accounts/create"], |e: EbpClient| async move {
            let account = NewGeneralAccount {
                collective: Some(false),
                tax_type: Some(id("taxType", TAX)),
                operation_type: Some("Achats en franchise".into()),
                calculation_option: Some("sur_les_encaissements".into()),
                account_used_for_entry_generation: Some(false),
                ..NewGeneralAccount::new(id("number", "1101"), "Libellé du compte")
            };
            folder(&e).general_accounts().create(&account).await
        }),
        on(
            &["accounting/general-accounts/create--minimal", "accounting/general-accounts/create--duplicate"],
            |e: EbpClient| async move {
                folder(&e)
                    .general_accounts()
                    .create(&NewGeneralAccount::new(id("number", "1101"), "Libellé du compte"))
                    .await
            },
        )
        .live(),
        on(&["accounting/general-accounts/update"], |e: EbpClient| async move {
            let account = GeneralAccountUpdate { collective: Some(false), ..capital() };
            folder(&e).general_accounts().update(id("uuid", UUID), &account).await
        }),
        on(&["accounting/general-accounts/update--full"], |e: EbpClient| async move {
            let account = GeneralAccountUpdate {
                collective: Some(false),
                tax_type: Some(id("taxType", TAX)),
                operation_type: Some("Achats en franchise".into()),
                calculation_option: Some("sur_les_encaissements".into()),
                account_used_for_entry_generation: Some(false),
                ..capital()
            };
            folder(&e).general_accounts().update(id("uuid", UUID), &account).await
        })
        .live(),
    ]
}
