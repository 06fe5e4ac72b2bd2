//! What is written can be read, listed, changed and taken away.

use crate::signed::{APP, Signed};

#[tokio::test]
async fn notes_round_trip() {
    let signed = Signed::start().await;
    let notes = format!("{APP}/notes");
    let created = signed.send("POST", &notes, r#"{"title":"É","price":12.50,"tags":[{"a":null}],"id":7}"#).await;
    let id = created.at("id");
    assert_ne!(id, "7");
    // Digit for digit.
    assert_eq!(created.at("price"), "12.50");
    for target in [format!("{notes}/{id}"), format!("{notes}/{id}/"), format!("{notes}?id={id}")] {
        assert_eq!(signed.get(&target).await.json(), created.json(), "{target}");
    }
    let last = signed.get(&format!("{notes}?page=2")).await;
    assert_eq!(last.at("notes[50]"), created.json().to_string());

    // What is put is what there is.
    let put = signed.send("PUT", &format!("{notes}/{id}"), r#"{"title":"F"}"#).await;
    assert_eq!(put.json().to_string(), format!(r#"{{"id":{id},"title":"F"}}"#));
    let put = signed.send("PUT", &notes, &format!(r#"{{"id":{id},"title":"G"}}"#)).await;
    assert_eq!(put.at("title"), "G");
    assert_eq!(signed.get(&format!("{notes}/{id}")).await.json(), put.json());

    let deleted = signed.send("DELETE", &format!("{notes}?id={id}"), "").await;
    assert_eq!((deleted.at("id"), deleted.at("deleted")), (id.clone(), "true".to_owned()));
    for (method, body) in [("DELETE", ""), ("GET", ""), ("PUT", "{}")] {
        assert_eq!(signed.send(method, &format!("{notes}/{id}"), body).await.status, 404, "{method}");
    }
    assert_eq!(signed.send("DELETE", &format!("{notes}/7"), "").await.status, 200);
    signed.sandbox.reset();
    let token = signed.login().await.at("access_token");
    let again = signed.with(Some(&format!("Bearer {token}")), "GET", &format!("{notes}/7"), "").await;
    assert_eq!(again.at("title"), "Réunion");
}
