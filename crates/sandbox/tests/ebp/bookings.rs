//! Entries: what is posted can be read and changed, to the last digit.

use guichet_fixtures::Json;

use crate::folder::{Folder, error, ok};

/// Two lines of an entry; `more` goes into the first.
fn entry(mode: &str, debit: &str, credit: &str, more: &str) -> String {
    format!(
        r#"{{"entryMode":"{mode}","journal":"OD","linesEdition":[
        {{"temporaryIdentifier":"a","date":"2025-03-01","generalAccount":"626","label":"Frais","debit":"{debit}"{more}}},
        {{"temporaryIdentifier":"a","date":"2025-03-01","generalAccount":"467","label":"Frais","credit":"{credit}","piece":"7"}}]}}"#
    )
}

async fn book(folder: &Folder, body: &str) -> String {
    let answer = ok(folder.send("POST", "/journal-entry", body).await, 200);
    assert_eq!(answer.at("uuids[1]"), "(nothing)");
    answer.at("uuids[0]")
}

#[tokio::test]
async fn an_entry_lives() {
    let folder = Folder::open().await;
    let more = r#","auxiliaryAccount":"F0000003","documentNumber":"D1","deadline":"2025-04-01T00:00:00","attachmentUuid":"471b54ec-30c1-4b6b-88aa-503407740f2d""#;
    let uuid = book(&folder, &entry("Provisoire", "12.50", "12.5", more)).await;
    let read = ok(folder.get(&format!("/entries/{uuid}")).await, 200);
    for (path, value) in [
        ("journal.code", "OD"),
        ("entryMode", "Provisoire"),
        ("date", "2025-03-01"),
        ("temporaryIdentifier", "P137"),
        ("validIdentifier", "null"),
        ("attachment", "471b54ec-30c1-4b6b-88aa-503407740f2d"),
        ("lines[0].generalAccount", "62600000"),
        ("lines[0].auxiliaryAccount", "F0000003"),
        ("lines[0].debit", "12.50"),
        ("lines[0].credit", "0.0"),
        ("lines[0].document", "D1"),
        ("lines[0].deadline", "2025-04-01"),
        ("lines[1].generalAccount", "46700000"),
        ("lines[1].auxiliaryAccount", "null"),
        ("lines[1].debit", "0.0"),
        ("lines[1].credit", "12.5"),
        ("lines[1].piece", "7"),
        ("lines[2]", "(nothing)"),
        ("journal.name", "(nothing)"),
        ("lines[0].entry", "(nothing)"),
    ] {
        assert_eq!(read.at(path), value, "{path}");
    }
    let listed = folder.get("/lines-entries?search=P137").await;
    assert_eq!(listed.at("totalRecords"), "2");
    assert_eq!(
        (listed.at("linesEntries[0].uuid"), listed.at("linesEntries[0].entry.journal.name")),
        (read.at("lines[0].uuid"), "Opérations diverses".into())
    );
    assert_eq!(folder.get("/lines-entries?nature=17&startDate=2025-03-01&search=P137").await.at("totalRecords"), "1");
    let upper = uuid.to_uppercase();
    let found = folder.get(&format!("/search-entries/entries?uuids=x,{upper},{uuid}")).await;
    for (path, value) in [
        ("[0].uuid", uuid.as_str()),
        ("[0].lines[0].generalAccount", "626"),
        ("[0].lines[0].thirdAccount", "F0000003"),
        ("[0].lines[1].credit", "12.5"),
        ("[0].piece", "null"),
        ("[1]", "(nothing)"),
    ] {
        assert_eq!(found.at(path), value, "{path}");
    }
    assert_eq!(folder.get("/search-entries/entries?uuids=x").await.json(), Json::Array(vec![]));
    assert_eq!(folder.get("/general-account/706").await.at("movement"), "false");
    // One line is edited, one deleted, one added.
    let (first, second) = (read.at("lines[0].uuid"), read.at("lines[1].uuid"));
    let change = format!(
        r#"{{"entryMode":"Provisoire","journal":"AC","linesEdition":[
        {{"uuid":"{first}","temporaryIdentifier":"b","date":"2025-03-02","generalAccount":"706","label":"Achat","debit":"20"}},
        {{"temporaryIdentifier":"b","date":"2025-03-02","generalAccount":"401","label":"Achat","credit":"20.00"}}],
        "linesDeletion":["{second}"],"transaction":"13c269d8-2d3d-4d78-a151-2b5e02f2a93a","accountedLinesUuids":["{first}"]}}"#
    );
    assert_eq!(book(&folder, &change).await, uuid);
    let read = folder.get(&format!("/entries/{uuid}")).await;
    for (path, value) in [
        ("journal.code", "AC"),
        ("date", "2025-03-02"),
        ("temporaryIdentifier", "P137"),
        ("lines[0].uuid", first.as_str()),
        ("lines[0].generalAccount", "70600000"),
        ("lines[0].auxiliaryAccount", "null"),
        ("lines[0].debit", "20"),
        ("lines[1].credit", "20.00"),
        ("lines[2]", "(nothing)"),
    ] {
        assert_eq!(read.at(path), value, "{path}");
    }
    // What it is booked on says so.
    assert_eq!(folder.get("/general-account/706").await.at("movement"), "true");
    let assigned = folder.get("/lines-entries?assigned=true").await;
    assert_eq!((assigned.at("totalRecords"), assigned.at("linesEntries[0].uuid")), ("1".to_owned(), first.clone()));
    assert_eq!(assigned.at("linesEntries[0].entry.journal.code"), "AC");
    // Without its lines there is no entry.
    let all = format!(
        r#"{{"entryMode":"Provisoire","journal":"AC","linesDeletion":["{first}","{}"]}}"#,
        read.at("lines[1].uuid")
    );
    assert_eq!(ok(folder.send("POST", "/journal-entry", &all).await, 200).json().to_string(), r#"{"uuids":[]}"#);
    assert_eq!(error(&folder.get(&format!("/entries/{uuid}")).await), (404, "Entry.NotFound".to_owned()));
}

#[tokio::test]
async fn several_entries_go_into_one_call() {
    let folder = Folder::open().await;
    let line = |group: &str, account: &str, side: &str, amount: &str| {
        format!(
            r#"{{"identifiantProvisoireEcriture":"{group}","date":"2025-01-01","generalAccount":"{account}","label":"x","{side}":{amount}}}"#
        )
    };
    let lines = [
        line("a", "626", "debit", "1.10"),
        line("b", "626", "debit", "2"),
        line("a", "467", "credit", "1.10"),
        line("b", "467", "credit", "2"),
        line("b", "467", "credit", "0"),
    ];
    let body = |lines: &[String]| {
        format!(r#"{{"entryMode":"Provisoire","journal":"OD","linesEdition":[{}]}}"#, lines.join(","))
    };
    let answer = ok(folder.send("POST", "/journal-entry", &body(&lines)).await, 200);
    assert_eq!(answer.at("uuids[2]"), "(nothing)");
    let (a, b) = (
        folder.get(&format!("/entries/{}", answer.at("uuids[0]"))).await,
        folder.get(&format!("/entries/{}", answer.at("uuids[1]"))).await,
    );
    assert_eq!((a.at("lines[0].debit"), a.at("lines[2]")), ("1.10".into(), "(nothing)".into()));
    assert_eq!((b.at("lines[0].debit"), b.at("lines[2].credit")), ("2".into(), "0".into()));
    assert_ne!(a.at("temporaryIdentifier"), b.at("temporaryIdentifier"));
    // The sums of all together are the same, those of each are not: nothing is booked.
    let before = folder.get("/lines-entries").await.at("totalRecords");
    let crossed = [line("a", "626", "debit", "1"), line("b", "467", "credit", "1")];
    let refused = folder.send("POST", "/journal-entry", &body(&crossed)).await;
    assert_eq!(error(&refused), (400, "JournalEntry.Unbalanced".to_owned()));
    assert_eq!((refused.at("data.debit"), refused.at("data.credit")), ("1.00".into(), "0.00".into()));
    assert_eq!(folder.get("/lines-entries").await.at("totalRecords"), before);
}

#[tokio::test]
async fn amounts_keep_their_digits() {
    let folder = Folder::open().await;
    for amount in [
        "34831.970000000000000000000000",
        "79228162514264337593543950335",
        "0.0000000000000000000000000001",
        "7922816251426433759354395033.5",
        "12.00",
        "0",
    ] {
        let uuid = book(&folder, &entry("Provisoire", amount, amount, "")).await;
        let read = folder.get(&format!("/entries/{uuid}")).await;
        assert_eq!(read.json().at("lines[0].debit"), Some(&Json::Number(amount.to_owned())));
        assert_eq!(read.json().at("lines[1].credit"), Some(&Json::Number(amount.to_owned())));
        let found = folder.get(&format!("/search-entries/entries?uuids={uuid}")).await;
        assert_eq!(found.json().at("[0].lines[0].debit"), Some(&Json::Number(amount.to_owned())));
    }
    // The last digit counts; what does not fit is refused, not rounded.
    for (debit, credit) in [
        ("34831.970000000000000000000000", "34831.970000000000000000000001"),
        ("79228162514264337593543950335", "79228162514264337593543950334"),
        ("0.1", "0.10000000000000001"),
    ] {
        let refused = folder.send("POST", "/journal-entry", &entry("Provisoire", debit, credit, "")).await;
        assert_eq!(error(&refused), (400, "JournalEntry.Unbalanced".to_owned()));
        assert_eq!(refused.at("data.debit").trim_end_matches('0'), debit.trim_end_matches('0'));
    }
    for amount in ["79228162514264337593543950336", "0.00000000000000000000000000001", "1e999", "007", "1,5", "x"] {
        let refused = folder.send("POST", "/journal-entry", &entry("Provisoire", amount, amount, "")).await;
        let errors = (refused.at("errors[0].errorCode"), refused.at("errors[1].errorCode"));
        assert_eq!(
            (refused.status, errors),
            (400, ("linesEdition[0].debit".into(), "linesEdition[1].credit".into())),
            "{amount}"
        );
    }
    // A sum that does not fit is no sum.
    let most = "79228162514264337593543950335";
    let three = entry("Provisoire", most, most, "").replace("\"linesEdition\":[", "\"linesEdition\":[{\"temporaryIdentifier\":\"a\",\"date\":\"2025-03-01\",\"generalAccount\":\"626\",\"label\":\"x\",\"debit\":\"0.1\"},");
    assert_eq!(error(&folder.send("POST", "/journal-entry", &three).await), (400, "JournalEntry.Inexact".to_owned()));
}

#[tokio::test]
async fn what_is_validated_is_final() {
    let folder = Folder::open().await;
    let uuid = book(&folder, &entry("Validé", "5", "5", "")).await;
    let read = folder.get(&format!("/entries/{uuid}")).await;
    assert_eq!(
        (read.at("entryMode"), read.at("temporaryIdentifier"), read.at("validIdentifier")),
        ("Validé".into(), "null".into(), "V137".into())
    );
    let line = read.at("lines[0].uuid");
    let edit = entry("Provisoire", "6", "6", &format!(r#","uuid":"{line}""#));
    let delete = format!(r#"{{"entryMode":"Provisoire","journal":"OD","linesDeletion":["{line}"]}}"#);
    for body in [edit, delete] {
        assert_eq!(
            error(&folder.send("POST", "/journal-entry", &body).await),
            (400, "JournalEntry.Validated".to_owned())
        );
    }
    assert_eq!(folder.get(&format!("/entries/{uuid}")).await.json(), read.json());
    // A provisional one becomes final with an edit that says so.
    let uuid = book(&folder, &entry("Provisoire", "5", "5", "")).await;
    let (first, second) = {
        let read = folder.get(&format!("/entries/{uuid}")).await;
        (read.at("lines[0].uuid"), read.at("lines[1].uuid"))
    };
    let edit = entry("Validé", "6", "6", &format!(r#","uuid":"{first}""#)).replacen(
        "\"piece\":\"7\"",
        &format!(r#""piece":"7","uuid":"{second}""#),
        1,
    );
    assert_eq!(book(&folder, &edit).await, uuid);
    let read = folder.get(&format!("/entries/{uuid}")).await;
    assert_eq!(
        (read.at("validIdentifier"), read.at("lines[1].credit"), read.at("lines[2]")),
        ("V138".into(), "6".into(), "(nothing)".into())
    );
    assert_eq!(folder.get("/lines-entries?valid=true&search=V138").await.at("totalRecords"), "2");
}

#[tokio::test]
async fn what_a_booking_names_must_be_there() {
    let folder = Folder::open().await;
    let right = entry("Provisoire", "1", "1", "");
    let before = folder.get("/lines-entries").await.at("totalRecords");
    for (from, to, code) in [
        (r#""OD""#, r#""ZZ""#, "journal.NotFound"),
        (r#""626""#, r#""999""#, "GeneralAccount.NotFound"),
        (r#""467""#, r#""string""#, "GeneralAccount.NotFound"),
        (r#""label""#, r#""auxiliaryAccount":"X1","label""#, "AuxiliaryAccount.NotFound"),
        (r#""label""#, r#""attachmentUuid":"00000000-0000-0000-0000-000000000000","label""#, "Attachment.NotFound"),
        (r#""label""#, r#""uuid":"00000000-0000-0000-0000-000000000000","label""#, "EntryLine.NotFound"),
        (r#""linesEdition""#, r#""linesDeletion":["x"],"linesEdition""#, "EntryLine.NotFound"),
        (r#""linesEdition""#, r#""transaction":"x","linesEdition""#, "BankTransaction.NotFound"),
        (
            r#""linesEdition""#,
            r#""transaction":"13c269d8-2d3d-4d78-a151-2b5e02f2a93a","accountedLinesUuids":["x"],"linesEdition""#,
            "EntryLine.NotFound",
        ),
    ] {
        let refused = folder.send("POST", "/journal-entry", &right.replacen(from, to, 1)).await;
        assert_eq!(error(&refused), (404, code.to_owned()), "{to}");
    }
    for (from, to, name) in [
        (r#""Provisoire""#, r#""Validee""#, "entryMode"),
        (r#""entryMode":"Provisoire","#, "", "entryMode"),
        (r#""2025-03-01""#, r#""2025-02-29""#, "linesEdition[0].date"),
        (r#""2025-03-01""#, r#""01/03/2025""#, "linesEdition[0].date"),
        (r#""temporaryIdentifier":"a","#, "", "linesEdition[0].temporaryIdentifier"),
        (r#""label":"Frais","#, "", "linesEdition[0].label"),
        (r#""label""#, r#""document":"x","label""#, "linesEdition[0].document"),
    ] {
        let refused = folder.send("POST", "/journal-entry", &right.replacen(from, to, 1)).await;
        assert_eq!((refused.status, refused.at("errors[0].errorCode")), (400, name.to_owned()), "{to}");
    }
    for body in [
        r#"{"entryMode":"Provisoire","journal":"OD"}"#,
        r#"{"entryMode":"Provisoire","journal":"OD","linesEdition":[],"linesDeletion":[]}"#,
    ] {
        assert_eq!(folder.send("POST", "/journal-entry", body).await.at("errors[0].errorCode"), "linesEdition");
    }
    // A deletion that leaves an entry out of balance.
    let half = r#"{"entryMode":"Provisoire","journal":"VE","linesDeletion":["6454b84f-2d49-4ab3-95eb-ba879b923778"]}"#;
    assert_eq!(error(&folder.send("POST", "/journal-entry", half).await), (400, "JournalEntry.Unbalanced".to_owned()));
    assert_eq!(folder.get("/lines-entries").await.at("totalRecords"), before);
}
