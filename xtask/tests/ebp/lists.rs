//! Lists of several pages, to their end.

use std::collections::BTreeSet;

use guichet_ebp::accounting::bank_transactions::{BankTransactionsQuery, Chronology};
use guichet_ebp::accounting::entries::EntryId;
use guichet_ebp::accounting::entries::EntryLinesQuery;
use guichet_ebp::accounting::general_accounts::GeneralAccountsQuery;
use guichet_ebp::accounting::{Paging, Sort};
use guichet_ebp::auth::MemoryStore;
use guichet_ebp::{Ebp, ErrorKind};
use guichet_sandbox::Sandbox;

use crate::{TENANT, client, signed_in};

async fn start() -> (Sandbox, Ebp) {
    let sandbox = Sandbox::builder().without_limits().start().await.unwrap();
    let ebp = client(&sandbox, MemoryStore::new());
    signed_in(&ebp).await;
    (sandbox, ebp)
}

fn calls(sandbox: &Sandbox, operation: &str) -> Vec<String> {
    let exchanges = sandbox.exchanges();
    let calls = exchanges.iter().filter(|exchange| exchange.operation.as_deref() == Some(operation));
    calls.map(|exchange| exchange.target.clone()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_line_comes_once_whatever_the_size_of_a_page() {
    let (sandbox, ebp) = start().await;
    let lines = ebp.accounting(TENANT).entry_lines();
    let mut list = lines.list(EntryLinesQuery::default());
    let mut all = Vec::new();
    while let Some(line) = list.next().await {
        all.push(line.unwrap().uuid);
    }
    assert!(all.len() >= 250, "{}", all.len());
    assert_eq!(list.total(), Some(all.len() as u64));
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
    assert_eq!(calls(&sandbox, "ebp.accounting.entry-lines.list").len(), all.len().div_ceil(100));
    for take in [7, 50] {
        let query = EntryLinesQuery { paging: Paging::pages_of(take), ..EntryLinesQuery::default() };
        let same: Vec<_> = lines.list(query).collect_all().await.unwrap().into_iter().map(|line| line.uuid).collect();
        assert_eq!(same, all);
    }
    // Ahead of need, and the same.
    let ahead = lines.list(EntryLinesQuery::default()).prefetch(3).collect_all().await.unwrap();
    assert_eq!(ahead.into_iter().map(|line| line.uuid).collect::<Vec<_>>(), all);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_without_a_total_ends_with_an_empty_page() {
    let (sandbox, ebp) = start().await;
    let bank = ebp.accounting(TENANT).bank_transactions();
    let all = bank.list(BankTransactionsQuery::default()).collect_all().await.unwrap();
    assert!(all.len() >= 250);
    assert_eq!(calls(&sandbox, "ebp.accounting.bank-transactions.list").len(), all.len().div_ceil(100) + 1);
    let query =
        BankTransactionsQuery { sort: Some(Chronology::ReverseChronological), ..BankTransactionsQuery::default() };
    let newest = bank.list(query).next().await.unwrap().unwrap().operation_date;
    assert_eq!(newest, all.iter().map(|transaction| transaction.operation_date).max().unwrap());
    // A size by which the last page is full: one more page, which is empty.
    let size = (1..=100).rev().find(|size| all.len().is_multiple_of(*size)).unwrap();
    let paging = Paging::pages_of(size.try_into().unwrap());
    let same =
        bank.list(BankTransactionsQuery { paging, ..BankTransactionsQuery::default() }).collect_all().await.unwrap();
    assert_eq!(same, all);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_goes_on_from_where_it_was_left() {
    let (_sandbox, ebp) = start().await;
    let accounts = ebp.accounting(TENANT).general_accounts();
    let query = || GeneralAccountsQuery { sort: Some(Sort::descending("number")), ..GeneralAccountsQuery::default() };
    let all = accounts.list(query()).collect_all().await.unwrap();
    let mut list = accounts.list(query());
    for _ in 0..130 {
        list.next().await.unwrap().unwrap();
    }
    let kept = list.cursor().unwrap().to_string();
    let rest = accounts.list(query()).resume(kept.parse().unwrap()).collect_all().await.unwrap();
    assert_eq!(rest, all[100..]);
    assert!(all.windows(2).all(|pair| pair[0].number >= pair[1].number));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_too_large_is_not_asked_for_and_the_vendor_refuses_it() {
    let (sandbox, ebp) = start().await;
    let folder = ebp.accounting(TENANT);
    for take in [0, 101, 200] {
        let query = GeneralAccountsQuery { paging: Paging::pages_of(take), ..GeneralAccountsQuery::default() };
        let error = folder.general_accounts().list(query).next().await.unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
    }
    assert!(calls(&sandbox, "ebp.accounting.general-accounts.list").is_empty());
    let call = folder.operation("ebp.accounting.general-accounts.list").unwrap().query("take", 200);
    let error = call.send_empty().await.unwrap_err();
    assert_eq!((error.status(), error.fields()[0].field.as_str()), (Some(400), "take"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_entries_are_searched_for_fifty_at_a_time() {
    let (sandbox, ebp) = start().await;
    let folder = ebp.accounting(TENANT);
    let lines = folder.entry_lines().list(EntryLinesQuery::default()).collect_all().await.unwrap();
    let ids: BTreeSet<EntryId> = lines.into_iter().filter_map(|line| line.entry?.uuid).collect();
    assert!(ids.len() > 100, "{}", ids.len());
    let found = folder.entries().search(ids.clone()).await.unwrap();
    assert_eq!(found.into_iter().map(|entry| entry.uuid).collect::<BTreeSet<_>>(), ids);
    let asked = calls(&sandbox, "ebp.accounting.entries.search");
    assert_eq!(asked.len(), ids.len().div_ceil(50));
    assert!(asked.iter().all(|target| target.len() < 2_100));
    let none: [EntryId; 0] = [];
    assert_eq!(folder.entries().search(none).await.unwrap_err().kind(), ErrorKind::Invalid);
}
