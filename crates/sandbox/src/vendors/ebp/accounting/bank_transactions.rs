//! Bank transactions: a list without a total.

use crate::engine::behaviour::list;
use crate::engine::{Key, Refusal, Row, Shelf, Test, filter};

pub(super) static ROWS: &[Row] = &[list("ebp.accounting.bank-transactions.list", &BANK_TRANSACTIONS)];

pub(super) static BANK_TRANSACTIONS: Shelf = Shelf {
    keys: &[Key::member("uuid").any_case()],
    filters: &[
        filter("startDate", "operationDate", Test::From),
        // 003:1412: from that day on there is nothing.
        filter("endDate", "operationDate", Test::Below),
        filter("status", "status", Test::Equal),
        filter("bankAccount", "account.uuid", Test::Equal),
        filter("bankAccounts", "account.uuid", Test::OneOf { any_case: true }),
        filter("uuid", "uuid", Test::Equal),
    ],
    order: Some("operationDate"),
    unknown: Refusal::Label(404, "BankTransaction.NotFound", "L'opération bancaire n'existe pas"),
    ..Shelf::new("bank-transactions")
};
