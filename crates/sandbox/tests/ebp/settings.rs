//! Journals and the folder's settings: what is written is read again.

use crate::folder::{Folder, error, ok};

const CLIENTS: &str = "f315e749-ab48-4329-b529-6ed3b8d6b3d6";

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
