//! Settlement terms.

use guichet_ebp::Decimal;
use guichet_ebp::invoicing::settlement_terms::{SettlementTermData, SettlementTermLineData, SettlementTermLineType};
use guichet_ebp::invoicing::{ListQuery, SortingOrder};

use super::{folder, page};
use crate::exercise::arguments::arg;
use crate::exercise::{Exercise, listed, on};
use crate::vendors::ebp::EbpClient;

fn three_parts() -> SettlementTermData {
    let mode = arg("lines.paymentModeId", 1);
    let line = |percent: i64| SettlementTermLineData {
        payment_mode_id: Some(mode.into()),
        ..SettlementTermLineData::on(Decimal::from(percent), SettlementTermLineType::DaysNet, 2, 30)
    };
    SettlementTermData::new("Test de condition", [line(30), line(30), line(40)])
}

pub(super) fn table() -> Vec<Exercise<EbpClient>> {
    vec![
        on(&["invoicing/settlement-terms/list"], |e: EbpClient| async move {
            let query = ListQuery { paging: page(0, 1), ..ListQuery::search("bancaire") };
            listed(folder(&e).settlement_terms().list(query)).await
        }),
        on(&["invoicing/settlement-terms/list--sorted"], |e: EbpClient| async move {
            let query = ListQuery { sort: Some(SortingOrder::descending("label")), ..ListQuery::search("fin de mois") };
            listed(folder(&e).settlement_terms().list(query)).await
        })
        .live(),
        on(&["invoicing/settlement-terms/get"], |e: EbpClient| async move {
            folder(&e).settlement_terms().get(arg("idSettlementTerm", 3)).await
        }),
        on(&["invoicing/settlement-terms/get--not-found"], |e: EbpClient| async move {
            folder(&e).settlement_terms().get(99).await
        }),
        on(&["invoicing/settlement-terms/create"], |e: EbpClient| async move {
            folder(&e).settlement_terms().create(&three_parts()).await
        }),
        on(&["invoicing/settlement-terms/update"], |e: EbpClient| async move {
            folder(&e).settlement_terms().update(arg("IdSetllementTerm", 3), &three_parts()).await
        }),
        on(&["invoicing/settlement-terms/update--not-found"], |e: EbpClient| async move {
            folder(&e).settlement_terms().update(99, &three_parts()).await
        }),
        on(&["invoicing/settlement-terms/delete"], |e: EbpClient| async move {
            folder(&e).settlement_terms().delete(arg("IdSetllementTerm", 3)).await
        }),
        on(&["invoicing/settlement-terms/delete--not-found"], |e: EbpClient| async move {
            folder(&e).settlement_terms().delete(1).await
        }),
    ]
}
