//! The bank transactions at the start.

use guichet_fixtures::Json;
use time::{Date, Duration, Month};

use super::{HOW_MANY, items, uuid};
use crate::engine::json::put;
use crate::engine::{Engine, Store};
use crate::vendors::ebp::accounting::bank_transactions::BANK_TRANSACTIONS;

const AMOUNTS: [&str; 6] = ["35.59", "1200.00", "0.05", "84", "1299.260", "999999999999.99"];

/// The documented ones are the oldest.
pub(super) fn fill(engine: &Engine, store: &mut Store) {
    let mut documented = items(engine, "bank-transactions/list");
    documented.extend(items(engine, "bank-transactions/list--credit"));
    let Some(sample) = documented.first().cloned() else { return };
    for transaction in documented {
        store.add(&BANK_TRANSACTIONS, transaction, Json::Null);
    }
    for (n, amount) in (store.all(&BANK_TRANSACTIONS).count() + 1..=HOW_MANY).zip(AMOUNTS.into_iter().cycle()) {
        let days = i64::try_from(n / 2).unwrap_or_default();
        let day = Date::from_calendar_date(2024, Month::February, 4)
            .map_or_else(|_| String::new(), |day| (day + Duration::days(days)).to_string());
        let amount = Json::Number(amount.to_owned());
        // The unused side is null here (003:1389-1390).
        let (debit, credit) = if n % 3 == 0 { (Json::Null, amount) } else { (amount, Json::Null) };
        let mut transaction = sample.clone();
        for (name, value) in [
            ("uuid", Json::from(uuid(7, n))),
            ("label", Json::from(format!("OPERATION {n:03}"))),
            ("operationDate", Json::from(day.as_str())),
            ("valueDate", Json::from(day.as_str())),
            ("debit", debit),
            ("credit", credit),
            ("reference", Json::from(format!("{:06}", 380_058 + n))),
            ("status", Json::from((n % 3).to_string())),
        ] {
            put(&mut transaction, name, value);
        }
        // A second bank account, that of the documented filter.
        if n % 10 == 0 {
            transaction.set("account.uuid", "8e0d4c53-0a5b-4f0e-b2b8-5f7e8c1f1d20");
            transaction.set("account.accountName", "Compte épargne");
        }
        store.add(&BANK_TRANSACTIONS, transaction, Json::Null);
    }
}
