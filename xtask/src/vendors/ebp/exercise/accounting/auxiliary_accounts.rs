//! Auxiliary accounts.

use guichet_ebp::accounting::Sort;
use guichet_ebp::accounting::auxiliary_accounts::{
    Address, AuxiliaryAccountUpdate, AuxiliaryAccountsQuery, Contact, NewAuxiliaryAccount,
};

use super::{folder, id, page};
use crate::exercise::arguments::args;
use crate::exercise::{Exercise, listed, on};
use crate::vendors::ebp::EbpClient;

const UUID: &str = "41fef6c0-cbb9-4a39-af1e-5d8f89a40f7e";
const CUSTOMERS: &str = "f315e749-ab48-4329-b529-6ed3b8d6b3d6";
const NAME: &str = "Client 12345";

fn contact(uuid: Option<String>) -> Contact {
    Contact {
        uuid,
        civility: Some("Civilite xxx".into()),
        first_name: Some("Prénom du contact".into()),
        last_name: Some("Nom du Contact".into()),
        landline_phone: Some("00 009 889 079".into()),
        mobile_phone: Some("00 009 889 079".into()),
        department: Some("Service 29 SF".into()),
        email: Some("client@gmail.com".into()),
    }
}

fn address(uuid: Option<String>) -> Address {
    let text = || Some("string".to_owned());
    Address { uuid, address: text(), address2: text(), postal_code: text(), city: text(), country: text() }
}

async fn list(
    client: EbpClient,
    query: AuxiliaryAccountsQuery,
) -> guichet_ebp::Result<impl serde::Serialize + std::fmt::Debug> {
    listed(folder(&client).auxiliary_accounts().list(query)).await
}

fn status(name: &str) -> Vec<guichet_ebp::accounting::auxiliary_accounts::AuxiliaryAccountId> {
    args(name, [UUID.to_owned()]).into_iter().map(Into::into).collect()
}

pub(super) fn table() -> Vec<Exercise<EbpClient>> {
    vec![
        on(&["accounting/auxiliary-accounts/get"], |e: EbpClient| async move {
            folder(&e).auxiliary_accounts().get(id("number", "C0000001")).await
        }),
        on(&["accounting/auxiliary-accounts/get--not-found"], |e: EbpClient| async move {
            folder(&e).auxiliary_accounts().get("C9999999").await
        }),
        on(&["accounting/auxiliary-accounts/list"], |e: EbpClient| list(e, AuxiliaryAccountsQuery::default())),
        on(&["accounting/auxiliary-accounts/list--beyond"], |e: EbpClient| {
            list(e, AuxiliaryAccountsQuery { paging: page(100, 100), ..AuxiliaryAccountsQuery::default() })
        })
        .live(),
        on(&["accounting/auxiliary-accounts/list--full"], |e: EbpClient| {
            let query = AuxiliaryAccountsQuery {
                category: Some(id("category", CUSTOMERS).into()),
                search: Some(NAME.into()),
                is_active: Some(false),
                number_from: Some(id("numberFrom", "C0000001").into()),
                sort: Some(Sort::ascending("number")),
                ..AuxiliaryAccountsQuery::default()
            };
            list(e, query)
        })
        .live(),
        on(&["accounting/auxiliary-accounts/set-status"], |e: EbpClient| async move {
            folder(&e).auxiliary_accounts().set_status(status("uuids"), true).await
        }),
        on(&["accounting/auxiliary-accounts/set-status-of-all-but"], |e: EbpClient| async move {
            folder(&e).auxiliary_accounts().set_status_of_all_but(status("uuids"), false).await
        }),
        on(&["accounting/auxiliary-accounts/create"], |e: EbpClient| async move {
            let account = NewAuxiliaryAccount {
                number: Some(id("number", "12345").into()),
                vat_number: Some(id("vatNumber", "FR 123 123 123")),
                siret: Some(id("siret", "44306184100120")),
                contact: Some(contact(None)),
                address: Some(address(None)),
                ..NewAuxiliaryAccount::new(id("type", CUSTOMERS), NAME)
            };
            folder(&e).auxiliary_accounts().create(&account).await
        }),
        on(&["accounting/auxiliary-accounts/create--automatic-number"], |e: EbpClient| async move {
            folder(&e).auxiliary_accounts().create(&NewAuxiliaryAccount::new(id("type", CUSTOMERS), NAME)).await
        })
        .live(),
        on(&["accounting/auxiliary-accounts/create--invalid"], |e: EbpClient| async move {
            let account = NewAuxiliaryAccount { siret: Some("123".into()), ..NewAuxiliaryAccount::new(CUSTOMERS, "") };
            folder(&e).auxiliary_accounts().create(&account).await
        }),
        on(&["accounting/auxiliary-accounts/update"], |e: EbpClient| async move {
            let account = AuxiliaryAccountUpdate {
                number: Some(id("number", "C0000001").into()),
                vat_number: Some(id("vatNumber", "FR 123 123 123")),
                siret: Some(id("siret", "44306184100120")),
                is_active: Some(true),
                contact: Some(contact(Some(id("contact.uuid", "b8573896-7a65-4e59-a10c-7e1b92b920b2")))),
                address: Some(address(Some(id("address.uuid", "108f69fc-1b93-4257-9b51-4b01e469059c")))),
                ..AuxiliaryAccountUpdate::new(NAME)
            };
            folder(&e).auxiliary_accounts().update(id("uuid", UUID), &account).await
        }),
        on(&["accounting/auxiliary-accounts/update--counted"], |e: EbpClient| async move {
            folder(&e).auxiliary_accounts().update(id("uuid", UUID), &AuxiliaryAccountUpdate::new(NAME)).await
        })
        .live(),
        on(&["accounting/auxiliary-accounts/update--not-found"], |e: EbpClient| async move {
            let nobody = "00000000-0000-0000-0000-000000000000";
            folder(&e).auxiliary_accounts().update(nobody, &AuxiliaryAccountUpdate::new(NAME)).await
        }),
    ]
}
