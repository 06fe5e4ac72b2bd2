//! Bank transactions: a list without a total.

use guichet_fixtures::Json;

use super::accounts::text;
use super::answers::accounting;
use super::tables::BANK_LIST;
use crate::engine::list;
use crate::engine::{Call, Reply, Store};

pub(super) fn list(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    list::list(call, store, &BANK_LIST, &|record| {
        let account = record.value.get("account").map(|account| text(account, "uuid")).unwrap_or_default();
        let is_of = |uuids: &str| uuids.split(',').any(|uuid| uuid.trim().eq_ignore_ascii_case(account));
        // 003:1412: from that day on there is nothing.
        let is_before = |day: &str| text(&record.value, "operationDate") < day;
        call.query("bankAccounts").is_none_or(is_of) && call.query("endDate").is_none_or(is_before)
    })
}

pub(super) fn unknown() -> Reply {
    accounting(404, "BankTransaction.NotFound", Json::Null, "L'opération bancaire n'existe pas")
}
