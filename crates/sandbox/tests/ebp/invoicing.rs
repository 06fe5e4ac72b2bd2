//! Invoicing: what is created can be read, listed, changed and deleted.

use crate::common::{Answer, JSON};
use crate::folder::{Folder, error, ok};

const MODES: &str = "/hubbix-gctpe/api/public/v1/payment-modes";

pub(crate) async fn send(folder: &Folder, domain: Option<&str>, method: &str, target: &str, body: &str) -> Answer {
    let bearer = format!("Bearer {}", folder.token);
    let mut headers = vec![("ebp-subscription-key", "sandbox-key"), ("authorization", &bearer)];
    headers.extend(domain.map(|domain| ("DomainId", domain)));
    headers.extend((!body.is_empty()).then_some(("content-type", JSON)));
    folder.raw(method, target, &headers, body.as_bytes()).await
}

#[tokio::test]
async fn a_means_of_payment_lives() {
    let folder = Folder::open().await;
    let send =
        async |method: &str, target: &str, body: &str| send(&folder, Some("DomainId"), method, target, body).await;
    let id = ok(send("POST", MODES, r#"{"label":"Złoty","paymentModeType":6}"#).await, 200).json().to_string();
    let one = format!("{MODES}/{id}");
    let created = format!(r#"{{"id":{id},"label":"Złoty","paymentModeType":6,"isDefault":false,"canDelete":true}}"#);
    assert_eq!(ok(send("GET", &one, "").await, 200).json().to_string(), created);
    let listed = ok(send("GET", &format!("{MODES}?filter.query=z%C5%82"), "").await, 200);
    for (path, value) in
        [("total", "1"), ("take", "100"), ("skip", "0"), ("elements[0].id", &id), ("elements[1]", "(nothing)")]
    {
        assert_eq!(listed.at(path), value, "{path}");
    }
    let sorted = |way: &str| format!("{MODES}?sortingOrder.property=label&sortingOrder.sortType={way}&take=1");
    assert_eq!(send("GET", &sorted("1"), "").await.at("elements[0].id"), id);
    assert_ne!(send("GET", &sorted("0"), "").await.at("elements[0].id"), id);
    assert_eq!(ok(send("PUT", &one, r#"{"label":"Carte","paymentModeType":3}"#).await, 200).json().to_string(), id);
    assert_eq!(send("GET", &one, "").await.at("label"), "Carte");
    ok(send("DELETE", &one, "").await, 200);
    for (method, body) in [("GET", ""), ("DELETE", ""), ("PUT", r#"{"label":"x","paymentModeType":1}"#)] {
        let refused = send(method, &one, body).await;
        assert_eq!(error(&refused), (404, "PaymentMode.NotFound".to_owned()), "{method}");
        assert_eq!(refused.message(), format!("EntityId : {id}. Le moyen de paiement est introuvable."));
    }
}

#[tokio::test]
async fn its_requests_are_checked() {
    let folder = Folder::open().await;
    for (target, name) in [
        ("?take=0", "take"),
        ("?skip=-1", "skip"),
        ("?sortingOrder.sortType=2", "sortingOrder.sortType"),
        ("?search=x", "search"),
    ] {
        let refused = send(&folder, Some("DomainId"), "GET", &format!("{MODES}{target}"), "").await;
        assert_eq!((refused.status, refused.at("errors[0].errorCode")), (400, name.to_owned()), "{target}");
    }
    let above = send(&folder, Some("DomainId"), "GET", &format!("{MODES}?take=101"), "").await;
    assert_eq!((above.status, above.message()), (400, "La limite est de 100 éléments par page".to_owned()));
    // The folder is the product's own.
    let missing = send(&folder, None, "GET", MODES, "").await;
    assert_eq!((missing.status, missing.at("errors[0].errorCode")), (400, "DomainId".to_owned()));
    let unknown = send(&folder, Some(crate::folder::TENANT), "GET", MODES, "").await;
    assert_eq!((unknown.status, unknown.at("errorType")), (404, "NotFound".to_owned()));
}
