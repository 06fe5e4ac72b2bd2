//! Means of payment.

use guichet_ebp::invoicing::payment_modes::{PaymentModeData, PaymentModeType};
use guichet_ebp::invoicing::{ListQuery, Paging, SortingOrder};

use super::folder;
use crate::exercise::arguments::arg;
use crate::exercise::{Exercise, listed, on};
use crate::vendors::ebp::EbpClient;

fn pesos() -> PaymentModeData {
    PaymentModeData::new("Pesos", PaymentModeType::Cash)
}

pub(super) fn table() -> Vec<Exercise<EbpClient>> {
    vec![
        on(&["invoicing/payment-modes/list"], |e: EbpClient| async move {
            let query = ListQuery { paging: Paging::pages_of(1), ..ListQuery::search("bancaire") };
            listed(folder(&e).payment_modes().list(query)).await
        }),
        on(&["invoicing/payment-modes/list--sorted"], |e: EbpClient| async move {
            let query = ListQuery { sort: Some(SortingOrder::descending("label")), ..ListQuery::search("e") };
            listed(folder(&e).payment_modes().list(query)).await
        })
        .live(),
        on(&["invoicing/payment-modes/get"], |e: EbpClient| async move {
            folder(&e).payment_modes().get(arg("IdPaymentMode", 1)).await
        }),
        on(&["invoicing/payment-modes/get--not-found"], |e: EbpClient| async move {
            folder(&e).payment_modes().get(99).await
        }),
        on(&["invoicing/payment-modes/create"], |e: EbpClient| async move {
            folder(&e).payment_modes().create(&pesos()).await
        }),
        on(&["invoicing/payment-modes/update"], |e: EbpClient| async move {
            folder(&e).payment_modes().update(arg("idPaymentMode", 3), &pesos()).await
        }),
        on(&["invoicing/payment-modes/update--not-found"], |e: EbpClient| async move {
            folder(&e).payment_modes().update(99, &pesos()).await
        }),
        on(&["invoicing/payment-modes/delete"], |e: EbpClient| async move {
            folder(&e).payment_modes().delete(arg("IdPaymentMode", 3)).await
        }),
        on(&["invoicing/payment-modes/delete--not-found"], |e: EbpClient| async move {
            folder(&e).payment_modes().delete(1).await
        }),
    ]
}
