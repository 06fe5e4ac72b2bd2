//! Bank transactions.

use guichet_core::dates::parse_date;
use guichet_ebp::accounting::bank_transactions::{BankTransactionsQuery, Chronology, TransactionStatus};

use super::{folder, page};
use crate::exercise::{Exercise, listed, on};
use crate::vendors::ebp::EbpClient;

const ACCOUNT: &str = "ae23cab6-9c96-49db-9d93-66f6457553fa";

async fn list(
    client: EbpClient,
    query: BankTransactionsQuery,
) -> guichet_ebp::Result<impl serde::Serialize + std::fmt::Debug> {
    listed(folder(&client).bank_transactions().list(query)).await
}

pub(super) fn table() -> Vec<Exercise<EbpClient>> {
    vec![
        on(&["accounting/bank-transactions/list"], |e: EbpClient| list(e, BankTransactionsQuery::default())),
        on(&["accounting/bank-transactions/list--credit"], |e: EbpClient| {
            list(e, BankTransactionsQuery { paging: page(1, 1), ..BankTransactionsQuery::default() })
        })
        .live(),
        on(&["accounting/bank-transactions/list--beyond"], |e: EbpClient| {
            list(e, BankTransactionsQuery { paging: page(2, 1), ..BankTransactionsQuery::default() })
        })
        .live(),
        on(&["accounting/bank-transactions/list--full"], |e: EbpClient| {
            let query = BankTransactionsQuery {
                start_date: parse_date("2024-02-01"),
                end_date: parse_date("2024-02-29"),
                status: Some(TransactionStatus::CODE_0.into()),
                bank_account: Some(ACCOUNT.into()),
                bank_accounts: vec![ACCOUNT.into(), "8e0d4c53-0a5b-4f0e-b2b8-5f7e8c1f1d20".into()],
                uuid: Some("13c269d8-2d3d-4d78-a151-2b5e02f2a93a".into()),
                sort: Some(Chronology::ReverseChronological),
                with_assignment_suggestion: Some(true),
                ..BankTransactionsQuery::default()
            };
            list(e, query)
        }),
    ]
}
