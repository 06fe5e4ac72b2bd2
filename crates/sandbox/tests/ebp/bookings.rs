//! What is created can be read, listed and changed.

use guichet_fixtures::Json;

use crate::common::Answer;
use crate::folder::Folder;

const CLIENTS: &str = "f315e749-ab48-4329-b529-6ed3b8d6b3d6";

fn ok(answer: Answer, status: u16) -> Answer {
    assert_eq!(answer.status, status, "{}", String::from_utf8_lossy(&answer.body));
    answer
}

fn error(answer: &Answer) -> (u16, String) {
    (answer.status, answer.at("errorCode"))
}

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
async fn a_general_account_lives() {
    let folder = Folder::open().await;
    assert_eq!(error(&folder.get("/general-account/1101").await), (404, "GeneralAccount.NotFound".to_owned()));
    let body = r#"{"number":"1101","label":"Réserve","taxType":"x","collective":"true"}"#;
    ok(folder.send("POST", "/general-account", body).await, 201);
    let account = ok(folder.get("/general-account/1101").await, 200);
    assert_eq!(
        (account.at("label"), account.at("taxType"), account.at("collective")),
        ("Réserve".into(), "x".into(), "true".into())
    );
    let listed = folder.get("/general-account?search=1101&isCollective=true").await;
    assert_eq!((listed.at("totalRecords"), listed.at("data[0].uuid")), ("1".into(), account.at("uuid")));
    assert_eq!(folder.get("/general-account").await.at("totalRecords"), "251");
    // The same number, filled up or not.
    for number in ["1101", "11010000"] {
        let body = format!(r#"{{"number":"{number}","label":"x"}}"#);
        assert_eq!(
            error(&folder.send("POST", "/general-account", &body).await),
            (400, "GeneralAccount.AlreadyExists".to_owned())
        );
    }
    let target = format!("/general-account/{}", account.at("uuid"));
    ok(folder.send("PUT", &target, r#"{"number":"1102","label":"Autre","taxType":null}"#).await, 201);
    assert_eq!(folder.get("/general-account/1101").await.status, 404);
    let changed = folder.get("/general-account/1102").await;
    assert_eq!(
        (changed.at("label"), changed.at("taxType"), changed.at("collective")),
        ("Autre".into(), "null".into(), "true".into())
    );
    let taken = folder.send("PUT", &target, r#"{"number":"411","label":"x"}"#).await;
    assert_eq!(error(&taken), (400, "GeneralAccount.AlreadyExists".to_owned()));
    let unknown = folder.send("PUT", "/general-account/1102", r#"{"number":"1102","label":"x"}"#).await;
    assert_eq!(error(&unknown), (400, "GeneralAccount.AlreadyExists".to_owned()));
    let unknown = folder.send("PUT", "/general-account/1102", r#"{"number":"1103","label":"x"}"#).await;
    assert_eq!(error(&unknown), (404, "GeneralAccount.NotFound".to_owned()));
}

#[tokio::test]
async fn an_auxiliary_account_lives() {
    let folder = Folder::open().await;
    let body =
        format!(r#"{{"type":"{}","name":"Boulangerie","contact":{{"email":"a@b.fr"}}}}"#, CLIENTS.to_uppercase());
    // The first number of the type that is free, then the next.
    let number = ok(folder.send("POST", "/auxiliary-accounts", &body).await, 201).at("number");
    assert_eq!(number, "C0000051");
    assert_eq!(folder.send("POST", "/auxiliary-accounts", &body).await.at("number"), "C0000052");
    let account = ok(folder.get("/auxiliary-accounts/C0000051").await, 200);
    for (path, value) in [
        ("name", "Boulangerie"),
        ("isAutomaticNumber", "true"),
        ("isActive", "true"),
        ("types.name", "Clients"),
        ("types.accounts", "52"),
        ("types.nextNumber", "53"),
        ("contact.email", "a@b.fr"),
        ("contact.lastName", "null"),
        ("address", "null"),
    ] {
        assert_eq!(account.at(path), value, "{path}");
    }
    let types = folder.get("/auxiliary-account-types").await;
    assert_eq!((types.at("data[0].accounts"), types.at("data[0].nextNumber")), ("52".to_owned(), "53".to_owned()));
    assert_eq!(folder.get("/auxiliary-accounts").await.at("totalRecords"), "252");
    let own = body.replace("\"name\"", "\"number\":\"12345\",\"name\"");
    assert_eq!(folder.send("POST", "/auxiliary-accounts", &own).await.at("number"), "12345");
    assert_eq!(folder.get("/auxiliary-accounts/12345").await.at("isAutomaticNumber"), "false");
    assert_eq!(
        error(&folder.send("POST", "/auxiliary-accounts", &own).await),
        (400, "AuxiliaryAccount.AlreadyExists".to_owned())
    );
    let unknown = body.replace(&CLIENTS.to_uppercase(), "00000000-0000-0000-0000-000000000000");
    assert_eq!(
        error(&folder.send("POST", "/auxiliary-accounts", &unknown).await),
        (400, "AuxiliaryAccountType.NotFound".to_owned())
    );
    // What is not written stays.
    let target = format!("/auxiliary-accounts/{}", account.at("uuid"));
    let body = r#"{"name":"Pâtisserie","number":"C9000000","isActive":false,"contact":{"lastName":"Petit"},"address":{"city":"Lyon"}}"#;
    ok(folder.send("PUT", &target, body).await, 200);
    assert_eq!(folder.get("/auxiliary-accounts/C0000051").await.status, 400);
    let changed = folder.get("/auxiliary-accounts/C9000000").await;
    for (path, value) in [
        ("name", "Pâtisserie"),
        ("isActive", "false"),
        ("contact.email", "a@b.fr"),
        ("contact.lastName", "Petit"),
        ("address.city", "Lyon"),
        ("address.country", "null"),
    ] {
        assert_eq!(changed.at(path), value, "{path}");
    }
    assert_eq!(changed.at("contact.uuid"), account.at("contact.uuid"));
    let taken = folder.send("PUT", &target, r#"{"name":"x","number":"12345"}"#).await;
    assert_eq!(error(&taken), (400, "AuxiliaryAccount.AlreadyExists".to_owned()));
}

#[tokio::test]
async fn statuses_are_set_for_these_or_for_all_but_these() {
    let folder = Folder::open().await;
    let (capital, client) = ("3ed6b775-a814-44d2-8997-d8400782c201", "41fef6c0-cbb9-4a39-af1e-5d8f89a40f7e");
    let set = async |target: &str, body: String| ok(folder.send("PATCH", target, &body).await, 202);
    let total = async |query: &str| folder.get(query).await.at("totalRecords");
    let unknown = "00000000-0000-0000-0000-000000000000";
    let upper = capital.to_uppercase();
    let these =
        set("/general-account", format!(r#"{{"uuids":["{upper}","{unknown}"],"method":1,"active":true}}"#)).await;
    assert_eq!((these.at("totalItems"), these.message()), ("1".into(), "1 éléments ont été rendus actifs".into()));
    assert_eq!(folder.get("/general-account/10100000").await.at("active"), "true");
    // Of those that are active, called "Capital…" and of class 1, all but one.
    let narrow = format!(
        r#"{{"uuids":["{capital}"],"method":2,"active":false,"isActive":true,"isRacine":false,"isCollective":false,"search":"capital","class":1}}"#
    );
    assert_eq!(set("/general-account", narrow).await.at("totalItems"), "1");
    assert_eq!(folder.get("/general-account/10110000").await.at("active"), "false");
    assert_eq!(folder.get("/general-account/10100000").await.at("active"), "true");
    let all = set("/general-account", r#"{"method":"2","active":false,"isCollective":true}"#.to_owned()).await;
    assert_eq!(all.at("totalItems"), "5");
    assert_eq!(total("/general-account?isCollective=true&isActive=true").await, "0");
    let all_but = set("/auxiliary-accounts", format!(r#"{{"uuids":["{client}"],"method":2,"active":true}}"#)).await;
    assert_eq!(all_but.at("totalItems"), "249");
    assert_eq!(total("/auxiliary-accounts?isActive=false").await, "1");
    // Method 1 without accounts is a slip, filters with it or on the other list are unknown.
    for (target, body, name) in [
        ("/general-account", r#"{"uuids":[],"method":1,"active":true}"#, "uuids"),
        ("/auxiliary-accounts", r#"{"method":1,"active":true}"#, "uuids"),
        ("/auxiliary-accounts", r#"{"method":2}"#, "active"),
        ("/auxiliary-accounts", r#"{"uuids":["x"],"active":true}"#, "method"),
        ("/auxiliary-accounts", r#"{"uuids":["x"],"method":3,"active":true}"#, "method"),
        ("/auxiliary-accounts", r#"{"uuids":["x"],"method":2,"active":true,"search":"x"}"#, "search"),
        ("/general-account", r#"{"uuids":["x"],"method":1,"active":true,"class":1}"#, "class"),
        ("/general-account", r#"{"uuids":"x","method":1,"active":true}"#, "uuids"),
    ] {
        let answer = folder.send("PATCH", target, body).await;
        assert_eq!((answer.status, answer.at("errors[0].errorCode")), (400, name.to_owned()), "{body}");
    }
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

#[tokio::test]
async fn a_journal_lives() {
    let folder = Folder::open().await;
    let body = r#"{"code":"V2","name":"Ventes 2","journalType":"Ventes","numberingPartType":"Manuel","counterpartAccount":"5121"}"#;
    ok(folder.send("POST", "/journals", body).await, 201);
    let journal = ok(folder.get("/journals/V2").await, 200);
    for (path, value) in [
        ("name", "Ventes 2"),
        ("journalType.name", "Ventes"),
        ("numberingPartType.name", "Manuel"),
        ("counterpartAccount.number", "51210000"),
        ("prefix", "null"),
        ("isMovement", "false"),
    ] {
        assert_eq!(journal.at(path), value, "{path}");
    }
    assert_eq!(folder.get("/journals").await.json().get("data").unwrap().as_array().unwrap().len(), 8);
    assert_eq!(error(&folder.send("POST", "/journals", body).await), (400, "Journal.AlreadyExists".to_owned()));
    // Renamed, it is so in what is booked in it.
    let target = format!("/journals/{}", folder.get("/journals/VE").await.at("uuid"));
    let body = r#"{"code":"VT","name":"Ventes","journalType":"Ventes","numberingPartType":"Automatique","prefix":"MMAA","counterpartAccount":null}"#;
    ok(folder.send("PUT", &target, body).await, 200);
    assert_eq!(error(&folder.get("/journals/VE").await), (404, "journal.NotFound".to_owned()));
    assert_eq!(folder.get("/lines-entries").await.at("linesEntries[0].entry.journal.code"), "VT");
    assert_eq!(folder.get("/entries/07798d76-a2e0-4a0a-8298-42b9476d5960").await.at("journal.code"), "VT");
    assert_eq!(folder.get("/lines-entries?journals=VE").await.at("totalRecords"), "0");
    let taken = body.replace("\"VT\"", "\"V2\"");
    assert_eq!(error(&folder.send("PUT", &target, &taken).await), (400, "Journal.AlreadyExists".to_owned()));
    assert_eq!(error(&folder.send("PUT", "/journals/VT", body).await), (404, "journal.NotFound".to_owned()));
}

#[tokio::test]
async fn settings_keep_what_is_written() {
    let folder = Folder::open().await;
    let body = r#"{"exercices":{"startDate":"2024-04-01","endDate":"2025-03-31","endNextDate":"2026-03-31"},
        "generalAccount":{"accountLength":9},
        "auxiliaryAccount":{"length":6,"types":[{"uuid":"F315E749-AB48-4329-B529-6ED3B8D6B3D6","prefix":"K","isAutomatic":false,"nextNumber":7}]}}"#;
    ok(folder.send("PUT", "/folder-settings", body).await, 200);
    let settings = folder.get("/folder-settings").await;
    for (path, value) in [
        ("exercices[0].startDate", "2024-04-01"),
        ("exercices[0].endDate", "2025-03-31"),
        ("exercices[1].startDate", "2025-04-01"),
        ("exercices[1].endDate", "2026-03-31"),
        ("exercices[0].uuid", "348e3568-8537-4a6c-88f8-e7a1156891f7"),
        ("generalAccount.accountLength", "9"),
        ("generalAccount.accountNumbersMaxLength", "7"),
        ("entry.mode", "Provisoire"),
        ("auxiliaryAccount.length", "6"),
        ("auxiliaryAccount.types[0].prefix", "K"),
        ("auxiliaryAccount.types[0].isAutomatic", "false"),
        ("auxiliaryAccount.types[0].generalAccount", "411"),
        ("auxiliaryAccount.types[1].prefix", "F"),
        ("auxiliaryAccount.types[5]", "(nothing)"),
    ] {
        assert_eq!(settings.at(path), value, "{path}");
    }
    assert_eq!(folder.get("/auxiliary-account-types").await.at("data[0].prefix"), "K");
    assert_eq!(folder.get("/auxiliary-accounts/C0000001").await.at("types.prefix"), "K");
    let created = folder.send("POST", "/auxiliary-accounts", &format!(r#"{{"type":"{CLIENTS}","name":"x"}}"#)).await;
    assert_eq!(created.at("number"), "K00007");
    // A number that is taken is passed over.
    let back = body
        .replace("\"K\"", "\"C\"")
        .replace("\"length\":6", "\"length\":8")
        .replace("\"nextNumber\":7", "\"nextNumber\":1");
    ok(folder.send("PUT", "/folder-settings", &back).await, 200);
    let created = folder.send("POST", "/auxiliary-accounts", &format!(r#"{{"type":"{CLIENTS}","name":"x"}}"#)).await;
    assert_eq!(created.at("number"), "C0000051");
    for (from, to, name) in [
        (":9", ":1000000000", "generalAccount.accountLength"),
        (":6", ":2", "auxiliaryAccount.length"),
        (":7", ":-7", "auxiliaryAccount.types[0].nextNumber"),
        ("2025-03-31", "2024-03-31", "exercices"),
        ("2025-03-31", "31/03/2025", "exercices.endDate"),
        ("\"prefix\":\"K\",", "", "auxiliaryAccount.types[0].prefix"),
    ] {
        let answer = folder.send("PUT", "/folder-settings", &body.replacen(from, to, 1)).await;
        assert_eq!((answer.status, answer.at("errors[0].errorCode")), (400, name.to_owned()), "{to}");
    }
    let unknown = folder.send("PUT", "/folder-settings", &body.replace("F315E749", "00000000")).await;
    assert_eq!(error(&unknown), (404, "AuxiliaryAccountType.NotFound".to_owned()));
}
