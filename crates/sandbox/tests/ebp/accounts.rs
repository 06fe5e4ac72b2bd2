//! Accounts: what is created can be read, listed, changed, and made inactive.

use crate::folder::{Folder, error, ok};

const CLIENTS: &str = "f315e749-ab48-4329-b529-6ed3b8d6b3d6";

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
