//! Entries and their lines: amounts to the last digit, names to the accent.

use guichet_ebp::ErrorKind;
use guichet_ebp::accounting::entries::{EntryLinesQuery, Posting, PostingLine};
use guichet_ebp::accounting::general_accounts::GeneralAccountsQuery;
use guichet_ebp::accounting::journals::JournalType;
use guichet_ebp::transport::{Reply, ScriptedTransport};

use crate::common::{TENANT, amount, client, day, sale};

/// Every `decimal` that is written, at its longest: in a line of an entry, and as a filter.
#[tokio::test(start_paused = true)]
async fn long_amounts_are_written_digit_for_digit() {
    let longest =
        ["34831.970000000000000000000000", "79228162514264337593543950335", "0.0000000000000000000000000001", "0"];
    for text in longest {
        let transport = ScriptedTransport::always(Reply::json(r#"{"data":[],"uuids":[]}"#));
        let folder = client(&transport).accounting(TENANT);
        let lines = vec![
            PostingLine::debit(day(), "411", "x", amount(text)),
            PostingLine::credit(day(), "701", "x", amount(text)),
        ];
        let mut posting = Posting::provisional("VE", [lines]);
        // A line of nothing is written as such, for who wants it.
        posting.checks.sides = text != "0";
        folder.entries().post(&posting).await.unwrap();
        let lines = EntryLinesQuery { amount: Some(amount(text)), ..EntryLinesQuery::default() };
        folder.entry_lines().list(lines).collect_all().await.unwrap();
        let accounts = GeneralAccountsQuery { vat_rate: Some(amount(text)), ..GeneralAccountsQuery::default() };
        folder.general_accounts().list(accounts).collect_all().await.unwrap();
        let requests = transport.requests();
        let sent = String::from_utf8(requests[0].body.to_vec()).unwrap();
        for side in ["debit", "credit"] {
            assert!(sent.contains(&format!(r#""{side}":"{text}""#)), "{sent}");
        }
        assert!(requests[1].target().contains(&format!("amount={text}")), "{}", requests[1].target());
        assert!(requests[2].target().contains(&format!("vatRate={text}")), "{}", requests[2].target());
    }
}

#[tokio::test(start_paused = true)]
async fn an_amount_that_no_decimal_holds_is_an_error_that_says_where() {
    let long = "0.12345678901234567890123456789";
    let answer = format!(r#"{{"linesEntries":[{{"uuid":"a","debit":1}},{{"uuid":"b","debit":{long}}}]}}"#);
    let transport = ScriptedTransport::always(Reply::json(answer));
    let list = client(&transport).accounting(TENANT).entry_lines().list(EntryLinesQuery::default());
    let error = list.collect_all().await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Decode, Some(200)));
    assert!(error.to_string().contains("element 2 of its page: debit") && !error.to_string().contains(long), "{error}");
}

#[tokio::test(start_paused = true)]
async fn names_of_kinds_are_exact_to_the_accent() {
    assert_eq!(JournalType::from("À Nouveaux"), JournalType::OpeningBalances);
    assert_eq!(JournalType::from("A Nouveaux"), JournalType::Other("A Nouveaux".into()));
    let transport = ScriptedTransport::always(Reply::json(r#"{"uuids":["x"]}"#));
    let validated = Posting::validated("VE", sale().entries);
    client(&transport).accounting(TENANT).entries().post(&validated).await.unwrap();
    let sent = String::from_utf8(transport.requests()[0].body.to_vec()).unwrap();
    assert!(sent.starts_with(r#"{"entryMode":"Validé","journal":"VE","linesEdition":["#), "{sent}");
}
