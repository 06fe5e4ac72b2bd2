//! The bank transactions at the start.

use guichet_fixtures::Json;
use time::Month;

use super::{HOW_MANY, day, shown, uuid};
use crate::engine::json::put_all;
use crate::engine::{Engine, Store};
use crate::vendors::ebp::accounting::bank_transactions::BANK_TRANSACTIONS;

const AMOUNTS: [&str; 6] = ["35.59", "1200.00", "0.05", "84", "1299.260", "999999999999.99"];

/// The documented ones are the oldest.
pub(super) fn fill(engine: &Engine, store: &mut Store) {
    let fixtures = ["bank-transactions/list", "bank-transactions/list--credit"];
    let documented: Vec<Json> = fixtures.iter().flat_map(|fixture| shown(engine, fixture)).collect();
    let Some(sample) = documented.first().cloned() else { return };
    let first = documented.len() + 1;
    documented.into_iter().for_each(|transaction| store.add(&BANK_TRANSACTIONS, transaction, Json::Null));
    for (n, amount) in (first..=HOW_MANY).zip(AMOUNTS.into_iter().cycle()) {
        let (day, amount) = (day(Month::February, 4, n / 2), Json::Number(amount.to_owned()));
        // The unused side is null here (003:1389-1390).
        let (debit, credit) = if n % 3 == 0 { (Json::Null, amount) } else { (amount, Json::Null) };
        let mut transaction = sample.clone();
        put_all(&mut transaction, [("operationDate", day.as_str()), ("valueDate", &day)]);
        put_all(&mut transaction, [("uuid", uuid(7, n)), ("label", format!("OPERATION {n:03}"))]);
        put_all(&mut transaction, [("reference", format!("{:06}", 380_058 + n)), ("status", (n % 3).to_string())]);
        put_all(&mut transaction, [("debit", debit), ("credit", credit)]);
        // A second bank account, that of the documented filter.
        if n % 10 == 0 {
            transaction.set("account.uuid", "8e0d4c53-0a5b-4f0e-b2b8-5f7e8c1f1d20");
            transaction.set("account.accountName", "Compte épargne");
        }
        store.add(&BANK_TRANSACTIONS, transaction, Json::Null);
    }
}
