//! Customers.

use guichet_core::time::OffsetDateTime;
use guichet_ebp::Decimal;
use guichet_ebp::invoicing::customers::{
    Contact, CustomerContacts, CustomerData, CustomerType, Discount, InvoicingContact,
};
use guichet_ebp::invoicing::documents::{Address, DocumentDate};

use super::folder;
use crate::exercise::arguments::arg;
use crate::exercise::{Exercise, on};
use crate::vendors::ebp::EbpClient;

fn text() -> Option<String> {
    Some("string".to_owned())
}

fn contact(email: &str) -> Option<Contact> {
    Some(Contact {
        civility: text(),
        lastname: text(),
        firstname: text(),
        phone: text(),
        mobile: text(),
        email: Some(email.to_owned()),
        service: text(),
    })
}

/// Of this name, code, site and account.
fn sample(name: &str, code: &str, website: &str, account: &str) -> CustomerData {
    let address = || {
        Some(Address { street: text(), additional_street: text(), post_code: text(), city: text(), country: text() })
    };
    CustomerData {
        legal_form: Some("SARL".to_owned()),
        discount_rate: Some(Decimal::ZERO.into()),
        intracommunity_vat_number: Some("FR49330838947".to_owned()),
        siret: Some("33083894700043".to_owned()),
        customer_type_id: Some(arg("customerTypeId", 0).into()),
        website: Some(website.to_owned()),
        account: Some(arg("account", account.to_owned())),
        contacts_detail: Some(CustomerContacts {
            invoicing: Some(InvoicingContact { address: address(), contact: contact("toto@free.fr") }),
            delivery_address: address(),
            delivery_contact: contact(""),
            head_office_address: address(),
        }),
        ..CustomerData::new(name, arg("code", code.to_owned()), CustomerType::Individual)
    }
}

fn new() -> CustomerData {
    sample("Dupont Jean", "CL00000001", "https://voila.com", "C0000001")
}

fn update() -> CustomerData {
    sample("TOTO", "TOTO", "string", "string")
}

fn full(customer: CustomerData) -> CustomerData {
    // 31 December 2023.
    let day = OffsetDateTime::from_unix_timestamp(1_703_980_800).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    CustomerData {
        settlement_term_id: Some(arg("settlementTermId", 3).into()),
        customer_group_id: Some(arg("customerGroupId", 2).into()),
        price_category_id: Some(arg("priceCategoryId", 1).into()),
        anterior_due_amount: Some(Decimal::new(12_050, 2)),
        anterior_date: Some(DocumentDate::from(day)),
        ..customer
    }
}

pub(super) fn table() -> Vec<Exercise<EbpClient>> {
    vec![
        on(&["invoicing/customers/get"], |e: EbpClient| async move {
            folder(&e).customers().get(arg("IdCustomer", 1)).await
        }),
        on(&["invoicing/customers/get--full"], |e: EbpClient| async move { folder(&e).customers().get(2).await }),
        on(&["invoicing/customers/get--not-found"], |e: EbpClient| async move { folder(&e).customers().get(99).await }),
        on(&["invoicing/customers/create"], |e: EbpClient| async move { folder(&e).customers().create(&new()).await }),
        on(&["invoicing/customers/create--full"], |e: EbpClient| async move {
            folder(&e).customers().create(&full(new())).await
        }),
        on(&["invoicing/customers/update"], |e: EbpClient| async move {
            folder(&e).customers().update(arg("IdCustomer", 3), &update()).await
        }),
        on(&["invoicing/customers/update--percent"], |e: EbpClient| async move {
            let discount_rate = Some(Discount::Percent(Decimal::ZERO));
            folder(&e).customers().update(arg("IdCustomer", 3), &CustomerData { discount_rate, ..update() }).await
        }),
        on(&["invoicing/customers/update--full"], |e: EbpClient| async move {
            folder(&e).customers().update(arg("IdCustomer", 3), &full(update())).await
        }),
        on(&["invoicing/customers/update--not-found"], |e: EbpClient| async move {
            folder(&e).customers().update(99, &update()).await
        }),
        on(&["invoicing/customers/delete"], |e: EbpClient| async move {
            folder(&e).customers().delete(arg("IdCustomer", 3)).await
        }),
        on(
            &["invoicing/customers/delete--not-found"],
            |e: EbpClient| async move { folder(&e).customers().delete(1).await },
        ),
    ]
}
