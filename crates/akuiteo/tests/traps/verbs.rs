//! What verbs do, and what they answer (000:305-327, 915, 954, 987).

use guichet_akuiteo::transport::{Reply, ScriptedTransport};
use guichet_akuiteo::{Domain, Effect, ErrorKind, Literal, Outcome, Patch, RawJson, Resource, ResourceId, decimal};

use crate::common::{basic, client, text};

fn customers(transport: &ScriptedTransport) -> Resource<RawJson> {
    client(transport, basic()).resource(Domain::Crm, ["customers"])
}

/// PUT creates: sent twice it is there twice.
#[tokio::test(start_paused = true)]
async fn a_creation_is_never_sent_again() {
    for reply in [Reply::drop_after(), Reply::status(503), Reply::status(429), Reply::json("{").then_break()] {
        let transport = ScriptedTransport::always(reply);
        let error = customers(&transport).create(&1).await.unwrap_err();
        assert_eq!((error.outcome(), transport.requests().len()), (Outcome::Unknown, 1), "{error}");
    }
    let transport = ScriptedTransport::new([Reply::drop_before(), text("7")]);
    assert_eq!(customers(&transport).create(&1).await.unwrap().as_str(), "7");
    // What was created and cannot be read is done.
    for body in ["", "[]", "null", "{}"] {
        let transport = ScriptedTransport::always(Reply::json(body));
        let error = customers(&transport).create(&1).await.unwrap_err();
        assert_eq!((error.outcome(), error.kind()), (Outcome::Done, ErrorKind::Decode), "{body}: {error}");
    }
    // A page is no identifier, whatever it is labelled.
    for page in [Reply::new(200, "<html>x</html>"), Reply::new(200, "two\nlines").header("content-type", "text/plain")]
    {
        let transport = ScriptedTransport::always(page);
        assert_eq!(customers(&transport).create(&1).await.unwrap_err().outcome(), Outcome::Unknown);
    }
}

#[tokio::test(start_paused = true)]
async fn collections_are_written_and_deleted_once() {
    let transport = ScriptedTransport::always(Reply::status(503));
    let customers = customers(&transport);
    assert!(customers.update_whole_collection(&[1]).await.unwrap_err().outcome_unknown());
    assert!(customers.delete_whole_collection().await.unwrap_err().outcome_unknown());
    let patch = Patch::new().add("/tags/-", "x");
    assert!(customers.patch("1", &patch).await.unwrap_err().outcome_unknown());
    assert!(customers.action("bill", Effect::Unsafe).send_empty().await.unwrap_err().outcome_unknown());
    assert_eq!(transport.requests().len(), 4);
    // The verb says nothing: the caller does.
    transport.push([]);
    let before = transport.requests().len();
    assert!(customers.action_on("1", "simulate", Effect::Safe).send_empty().await.is_err());
    let seen = transport.requests();
    assert!(seen.len() > before + 1);
    assert_eq!(seen[before].target(), "/akuiteo/rest/crm/customers/1/simulate");
}

/// A bare token in any spelling, never a number: leading zeros and letters stay.
#[tokio::test(start_paused = true)]
async fn identifiers_stay_text() {
    for (body, id) in
        [("0000000077", "0000000077"), ("\"FF2100462\"", "FF2100462"), ("FG", "FG"), ("500000040", "500000040")]
    {
        for reply in [text(body), Reply::json(body)] {
            let transport = ScriptedTransport::always(reply);
            assert_eq!(customers(&transport).create(&1).await.unwrap(), ResourceId::from(id), "{body}");
            assert_eq!(customers(&transport).update("1", &1).await.unwrap(), Some(ResourceId::from(id)), "{body}");
        }
    }
    let transport = ScriptedTransport::always(Reply::status(204));
    assert_eq!(customers(&transport).update("1", &1).await.unwrap(), None);
    customers(&transport).delete("1").await.unwrap();
    let transport = ScriptedTransport::always(text("deleted"));
    customers(&transport).delete("1").await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn nothing_is_not_found() {
    for reply in [Reply::json("null"), Reply::status(204), Reply::status(404)] {
        let transport = ScriptedTransport::always(reply);
        assert!(customers(&transport).get("1").await.unwrap_err().is_not_found());
        let employees = client(&transport, basic()).employees();
        assert!(employees.read("1", ["EMPLOYEE_HISTORY"]).await.unwrap_err().is_not_found());
    }
}

/// What is written is what a server that follows RFC 6902 understands, digit for digit.
#[test]
fn a_patch_is_that_of_the_standard() {
    let mut document = serde_json::json!({"name": "a", "tags": ["x"], "a/b": {"~": 1}, "gone": null});
    let patch = Patch::new()
        .test("/name", "a")
        .replace(guichet_akuiteo::patch::pointer(["a/b", "~"]), true)
        .add("/tags/0", "w")
        .add("/tags/-", Literal::json(r#"{"deep": [1, null]}"#).unwrap())
        .copy_from("/name", "/copied")
        .move_from("/copied", "/moved")
        .replace("/name", Literal::json("null").unwrap())
        .remove("/gone");
    let text = serde_json::to_string(&patch).unwrap();
    let read: json_patch::Patch = serde_json::from_str(&text).unwrap();
    json_patch::patch(&mut document, &read).unwrap();
    let right = serde_json::json!({
        "name": null, "tags": ["w", "x", {"deep": [1, null]}], "a/b": {"~": true}, "moved": "a"
    });
    assert_eq!(document, right);
    let amount = decimal::parse("79228162514264337593543950335").unwrap();
    let text = serde_json::to_string(&Patch::new().replace("/amount", amount)).unwrap();
    assert!(text.contains(r#""value":79228162514264337593543950335"#), "{text}");
    let text = serde_json::to_string(&Patch::new().replace("/amount", decimal::parse("0.10").unwrap())).unwrap();
    assert!(text.contains(r#""value":0.10"#), "{text}");
}
