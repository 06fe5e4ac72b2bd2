//! Lists: to their exact end, filtered, sorted.

use std::collections::BTreeSet;

use guichet_fixtures::Json;

use crate::common::Answer;
use crate::folder::Folder;

const GENERAL: &str = "/general-account";
const AUXILIARY: &str = "/auxiliary-accounts";
const LINES: &str = "/lines-entries";
const BANK: &str = "/bank-transactions";

/// The type "Clients".
const CLIENTS: &str = "f315e749-ab48-4329-b529-6ed3b8d6b3d6";

fn items(answer: &Answer) -> Vec<Json> {
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
    let json = answer.json();
    let items = json.get("linesEntries").or_else(|| json.get("data")).unwrap();
    items.as_array().unwrap().to_vec()
}

fn texts(items: &[Json], path: &str) -> Vec<String> {
    items.iter().map(|item| item.at(path).unwrap().to_string().trim_matches('"').to_owned()).collect()
}

/// All pages, until one is short; how many there are, and the totals that they state.
async fn walk(folder: &Folder, list: &str, query: &str, take: usize) -> (Vec<Json>, BTreeSet<String>) {
    let (mut all, mut totals) = (Vec::new(), BTreeSet::new());
    loop {
        let answer = folder.get(&format!("{list}?skip={}&take={take}{query}", all.len())).await;
        if let Some(total) = answer.json().get("totalRecords") {
            totals.insert(total.to_string());
            assert_eq!((answer.at("skip"), answer.at("take")), (all.len().to_string(), take.to_string()));
        }
        let page = items(&answer);
        let is_last = page.len() < take;
        all.extend(page);
        if is_last {
            return (all, totals);
        }
    }
}

#[tokio::test]
async fn lists_are_complete_and_without_duplicates() {
    let folder = Folder::open().await;
    for (list, sort) in [
        (GENERAL, "&sortField=label&sortDirection=desc"),
        (AUXILIARY, "&sortField=name"),
        (LINES, "&sortField=date&sortDirection=desc"),
        (BANK, "&sort=reverse-chronological"),
    ] {
        for (query, take) in [("", 100), ("", 1), ("", 7), ("", 50), (sort, 100), (sort, 9)] {
            let (all, totals) = walk(&folder, list, query, take).await;
            assert_eq!(all.len(), 250, "{list} {query} {take}");
            assert_eq!(texts(&all, "uuid").into_iter().collect::<BTreeSet<_>>().len(), 250, "{list} {query} {take}");
            // Bank transactions have no total.
            let stated: Vec<&str> = totals.iter().map(String::as_str).collect();
            assert_eq!(stated, if list == BANK { vec![] } else { vec!["250"] }, "{list} {query} {take}");
        }
        for (query, length) in
            [("", 100), ("?skip=200", 50), ("?skip=249&take=2", 1), ("?skip=250", 0), ("?skip=18446744073709551616", 0)]
        {
            assert_eq!(items(&folder.get(&format!("{list}{query}")).await).len(), length, "{list}{query}");
        }
    }
}

#[tokio::test]
async fn pages_have_their_bounds() {
    let folder = Folder::open().await;
    for list in [GENERAL, AUXILIARY, LINES, BANK] {
        for take in ["101", "200", "18446744073709551616"] {
            let answer = folder.get(&format!("{list}?take={take}")).await;
            assert_eq!((answer.status, answer.message()), (400, "La limite est de 100 éléments par page".to_owned()));
        }
        for (query, name) in [
            ("take=0", "take"),
            ("take=-1", "take"),
            ("take=x", "take"),
            ("skip=-1", "skip"),
            ("skip=1&skip=2", "skip"),
        ] {
            let answer = folder.get(&format!("{list}?{query}")).await;
            assert_eq!(
                (answer.status, answer.at("errors[0].errorCode"), answer.at("errors[1]")),
                (400, name.into(), "(nothing)".into()),
                "{query}"
            );
        }
    }
    for list in ["/journals", "/vat-rate", "/auxiliary-account-types"] {
        assert_eq!(folder.get(&format!("{list}?take=1")).await.status, 400, "{list}");
    }
}

#[tokio::test]
async fn general_accounts_are_filtered() {
    let folder = Folder::open().await;
    let numbers = async |query: &str| {
        let (all, totals) = walk(&folder, GENERAL, query, 100).await;
        assert_eq!(totals, BTreeSet::from([all.len().to_string()]));
        texts(&all, "number")
    };
    let all = numbers("").await;
    assert!(all.is_sorted() && all[0] == "10000000" && all[249] == "89000000");
    let (active, inactive) = (numbers("&isActive=true").await, numbers("&isActive=false").await);
    assert!(active.len() + inactive.len() == 250 && inactive.len() > 10 && inactive.contains(&"10100000".to_owned()));
    assert_eq!(numbers("&isRacine=true").await, ["10000000"]);
    let collective = numbers("&isCollective=true").await;
    assert_eq!(collective, ["40100000", "41100000", "42100000", "43700000", "46700000"]);
    assert_eq!(numbers("&classNumber=10").await, ["10000000", "10100000", "10110000"]);
    assert_eq!(numbers("&classNumber=4&isCollective=false").await, ["44566000", "44571000"]);
    let from = numbers("&numberFrom=70700000").await;
    assert!(from[0] == "70700000" && from.len() < 100 && from.iter().all(|n| n.as_str() >= "70700000"));
    assert_eq!(numbers("&search=CAPITAL").await, ["10000000", "10100000", "10110000"]);
    assert_eq!(numbers("&search=5311").await, ["53110000"]);
    let down = numbers("&sortField=number&sortDirection=desc").await;
    assert!(down.iter().rev().eq(all.iter()));
}

#[tokio::test]
async fn auxiliary_accounts_are_filtered() {
    let folder = Folder::open().await;
    let numbers = async |query: &str| {
        let (all, totals) = walk(&folder, AUXILIARY, query, 100).await;
        assert_eq!(totals, BTreeSet::from([all.len().to_string()]));
        texts(&all, "number")
    };
    let clients = numbers(&format!("&category={CLIENTS}")).await;
    assert!(clients.len() == 50 && clients.iter().all(|number| number.starts_with('C')) && clients.is_sorted());
    assert_eq!(numbers("&category=clients").await, clients);
    assert_eq!(numbers("&category=x").await, [""; 0]);
    assert_eq!(numbers("&isActive=true").await.len() + numbers("&isActive=false").await.len(), 250);
    let from = numbers(&format!("&category={CLIENTS}&numberFrom=C0000042")).await;
    assert_eq!((from.len(), from[0].as_str()), (9, "C0000042"));
    assert_eq!(numbers("&search=client%2012345").await, ["C0000001"]);
    assert_eq!(numbers("&search=44306184100120").await, ["C0000001"]);
}

#[tokio::test]
async fn entry_lines_are_filtered() {
    let folder = Folder::open().await;
    let lines = async |query: &str| {
        let (all, totals) = walk(&folder, LINES, query, 100).await;
        assert_eq!(totals, BTreeSet::from([all.len().to_string()]));
        all
    };
    let every = |lines: &[Json], path: &str, test: &dyn Fn(&str) -> bool| {
        assert!(!lines.is_empty() && texts(lines, path).iter().all(|text| test(text)), "{path}");
    };
    let (valid, provisional) = (lines("&valid=true").await, lines("&valid=false").await);
    assert_eq!(valid.len() + provisional.len(), 250);
    every(&valid, "entry.entryMode", &|mode| mode == "Validé");
    every(&valid, "entry.temporaryIdentifier", &|identifier| identifier == "null");
    every(&provisional, "entry.validIdentifier", &|identifier| identifier == "null");
    let (lettered, open) = (lines("&lettered=true").await, lines("&lettered=false").await);
    assert_eq!(lettered.len() + open.len(), 250);
    every(&lettered, "lettering", &|lettering| lettering == "AA");
    let account = lines("&generalAccount=41100000").await;
    every(&account, "generalAccount", &|number| number == "41100000");
    // Without the zeros that fill it up, too.
    assert_eq!(lines("&generalAccount=411").await, account);
    every(&lines("&auxiliaryAccount=F0000002").await, "auxiliaryAccount", &|number| number == "F0000002");
    every(&lines("&journals=VE%2C%20BQ").await, "entry.journal.code", &|code| code == "VE" || code == "BQ");
    every(&lines("&nature=17").await, "auxiliaryAccount", &|number| number.starts_with('F'));
    let within = lines("&startDate=2024-03-01&endDate=2024-03-31").await;
    every(&within, "entry.date", &|date| date.starts_with("2024-03-"));
    assert_eq!(lines("&startDate=2024-01-13&endDate=2024-01-13").await.len(), 4);
    for (query, side) in [("&amount=35.590", "35.59"), ("&amount=34831.97", "34831.970000000000000000000000")] {
        let found = lines(query).await;
        assert!(
            found.iter().all(|line| line.get("debit").unwrap().to_string() == side
                || line.get("credit").unwrap().to_string() == side)
        );
        assert!(found.len() > 10);
    }
    assert_eq!(lines("&amount=35.58").await.len(), 0);
    assert_eq!(lines("&search=p012").await.len(), 2);
    assert_eq!(lines("&search=TEST%20vente").await.len(), 4);
    assert_eq!(lines("&assigned=true").await.len(), 0);
    assert_eq!(lines("&bankDeposit=true").await.len(), 0);
    let dates = texts(&lines("&sortField=date&sortDirection=desc").await, "entry.date");
    assert!(dates.iter().rev().is_sorted() && dates.len() == 250);
    for query in ["auxiliaryAccount=X", "generalAccount=4110"] {
        let answer = folder.get(&format!("{LINES}?{query}")).await;
        assert_eq!(answer.status, if query.contains('X') { 400 } else { 200 }, "{query}");
    }
}

#[tokio::test]
async fn bank_transactions_are_filtered() {
    let folder = Folder::open().await;
    let found = async |query: &str| walk(&folder, BANK, query, 100).await.0;
    let days = texts(&found("").await, "operationDate");
    assert!(days.is_sorted());
    let down = texts(&found("&sort=reverse-chronological").await, "operationDate");
    assert!(down.iter().rev().eq(days.iter()));
    let per_status = [found("&status=0").await.len(), found("&status=1").await.len(), found("&status=2").await.len()];
    assert!(per_status.iter().all(|n| *n > 50) && per_status.iter().sum::<usize>() == 250, "{per_status:?}");
    let (first, second) = ("ae23cab6-9c96-49db-9d93-66f6457553fa", "8e0d4c53-0a5b-4f0e-b2b8-5f7e8c1f1d20");
    let (one, other) = (found(&format!("&bankAccount={first}")).await, found(&format!("&bankAccounts={second}")).await);
    assert!(other.len() > 10 && one.len() + other.len() == 250);
    assert_eq!(found(&format!("&bankAccounts={first}%2C{second}")).await.len(), 250);
    assert_eq!(found(&format!("&bankAccount={first}&bankAccounts={second}")).await.len(), 0);
    // The first day counts, the last does not (003:1411-1412).
    let within = texts(&found("&startDate=2024-02-05&endDate=2024-02-07").await, "operationDate");
    assert!(
        within.contains(&"2024-02-05".to_owned())
            && within.iter().all(|day| day == "2024-02-05" || day == "2024-02-06")
    );
    // One side is null, never both.
    for transaction in found("").await {
        let side = |name: &str| transaction.get(name).unwrap().is_null();
        assert_ne!(side("debit"), side("credit"));
    }
}

#[tokio::test]
async fn journals_are_filtered_and_ordered() {
    let folder = Folder::open().await;
    let codes = async |query: &str| texts(&items(&folder.get(&format!("/journals{query}")).await), "code");
    assert_eq!(codes("").await, ["AC", "ACH", "AN", "BQ", "CA", "OD", "VE"]);
    assert_eq!(codes("?order=-code").await, ["VE", "OD", "CA", "BQ", "AN", "ACH", "AC"]);
    assert_eq!(codes("?filter=name%5EAchats").await, ["AC", "ACH"]);
    assert_eq!(codes("?filter=journalType%25sorerie").await, ["BQ", "CA"]);
    assert_eq!(codes("?filter=code%3Alneq%3A3").await, ["ACH"]);
    // What cannot be read filters nothing: nobody knows the form.
    assert_eq!(codes("?filter=whatever&order=whatever").await.len(), 7);
}

#[tokio::test]
async fn only_scalars_sort() {
    let folder = Folder::open().await;
    for (list, field) in [
        (GENERAL, "taxType"),
        (GENERAL, "x"),
        (AUXILIARY, "types"),
        (AUXILIARY, "contact.email[]"),
        (LINES, "entry"),
        (LINES, ""),
    ] {
        let answer = folder.get(&format!("{list}?sortField={field}")).await;
        assert_eq!((answer.status, answer.at("errorType")), (400, "Validation".to_owned()), "{list} {field}");
    }
    for (query, name) in [("sortDirection=down", "sortDirection"), ("sortDirection=", "sortDirection")] {
        assert_eq!(folder.get(&format!("{GENERAL}?{query}")).await.at("errors[0].errorCode"), name);
    }
    assert_eq!(folder.get(&format!("{BANK}?sort=up")).await.at("errors[0].errorCode"), "sort");
    let debits =
        texts(&items(&folder.get(&format!("{LINES}?sortField=debit&sortDirection=desc&take=20")).await), "debit");
    assert!(
        debits
            .iter()
            .all(|debit| debit.starts_with("79228162514264337593543950335") || debit.starts_with("1234567.891"))
    );
}
