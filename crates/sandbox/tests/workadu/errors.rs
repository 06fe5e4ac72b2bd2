//! What is wrong is said, in the vendor's own shape.

use guichet_sandbox::Sandbox;

use crate::common::{FORM, JSON, KEY, get, send, send_with};

#[tokio::test]
async fn credentials_are_checked() {
    let sandbox = Sandbox::start().await.unwrap();
    let port = sandbox.port();
    let good = [KEY, "Basic c2FuZGJveDpzZWNyZXQ=", "basic d2tfc2FuZGJveDo="];
    let bad = ["", "Bearer wk_sandbox", "Basic d2tfc2FuZGJveDp4", "Basic d3JvbmcK", "Basic !", "Basic"];
    for (status, headers) in [(200, good.as_slice()), (401, &bad)] {
        for header in headers {
            let headers = [("authorization", *header)];
            let answer = send_with(port, "GET", "/api/series/911", &headers, b"").await.unwrap();
            assert_eq!(answer.status, status, "{header}");
        }
    }
    let none = send_with(port, "GET", "/api/series/911", &[], b"").await.unwrap();
    assert_eq!((none.status, none.at("status_code")), (401, "401".to_owned()));
    assert!(none.header("www-authenticate").is_some());
}

#[tokio::test]
async fn the_version_is_checked() {
    let sandbox = Sandbox::start().await.unwrap();
    for (status, accept) in [
        (200, "application/vnd.rengine.v2+json"),
        (200, "text/html, application/vnd.rengine.v2+json;q=0.5"),
        (200, "*/*"),
        (200, "application/json"),
        (200, "text/html"),
        (200, ""),
        (400, "application/vnd.rengine.v1+json"),
    ] {
        let headers = [("authorization", KEY), ("accept", accept)];
        let answer = send_with(sandbox.port(), "GET", "/api/series/911", &headers, b"").await.unwrap();
        assert_eq!(answer.status, status, "{accept}");
    }
}

#[tokio::test]
async fn routes_and_methods_are_checked() {
    let sandbox = Sandbox::start().await.unwrap();
    let nowhere = get(&sandbox, "/api/nothing").await;
    assert_eq!(
        (nowhere.status, nowhere.at("status_code"), nowhere.message()),
        (404, "404".into(), "404 Not Found".into())
    );
    let method = send(&sandbox, "DELETE", "/api/customers/3332", "").await;
    assert_eq!((method.status, method.header("allow")), (405, Some("GET, PATCH")));
    assert_eq!(get(&sandbox, "").await.status, 404);
    let outside =
        crate::common::raw(sandbox.port(), b"GET /other/x HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
    assert_eq!(outside.unwrap().at("mounts[0]"), "/workadu");
}

#[tokio::test]
async fn queries_are_checked() {
    let sandbox = Sandbox::start().await.unwrap();
    for (status, target) in [
        (422, "/api/customers/?nothing=1"),
        (422, "/api/customers/?filter%5Bcountry%5D=UK"),
        (422, "/api/customers/?filter%5Bcompany_id%5D=x"),
        (422, "/api/customers/?page=x"),
        (422, "/api/customers/?page=1&page=2"),
        (400, "/api/customers/?page=0"),
        (400, "/api/customers/?per_page=0"),
        (400, "/api/customers/?sort=nothing"),
        (400, "/api/customers/?sort=social"),
        (422, "/api/customers/3332?sort=id"),
        (422, "/api/orders/?filter%5Btotal_cost%5D%5B%3E%3D%5D=x"),
        (422, "/api/orders/?filter%5Breference%5D%5B%3E%3D%5D=x"),
        (422, "/api/orders/?filter%5Bstatus%5D%5B%3E%3D%5D=PAID"),
        (422, "/api/orders/?filter%5Btotal_cost%5D%5B%7E%5D=1"),
        (200, "/api/orders/?filter%5Btotal_cost%5D%5B%3C%2A%5D=1"),
        (422, "/api/orders/?filter%5Bstart_date%5D=2018-13-01"),
        (400, "/api/services?filter%5Bavailability%5D%5Bstart_date%5D=2018-08-30"),
    ] {
        let answer = get(&sandbox, target).await;
        assert_eq!(answer.status, status, "{target}: {}", answer.json());
    }
    let answer = get(&sandbox, "/api/customers/?filter%5Bcompany_id%5D=x").await;
    assert!(answer.json().to_string().contains("must be an integer"), "{}", answer.json());
}

#[tokio::test]
async fn bodies_are_checked() {
    let sandbox = Sandbox::start().await.unwrap();
    let customer = |rest: &str| format!(r#"{{"fullname":"A","email":"a@example.com"{rest}}}"#);
    for (status, method, target, body) in [
        (422, "POST", "/api/customers/", customer(r#","nothing":1"#)),
        (422, "POST", "/api/customers/", customer(r#","companyid":"x""#)),
        (422, "POST", "/api/customers/", customer(r#","city":["x"]"#)),
        (422, "POST", "/api/customers/", customer(r#","birthdate":"yesterday""#)),
        (400, "POST", "/api/customers/", r#"{"fullname":"A"}"#.to_owned()),
        (400, "POST", "/api/customers/", r#"{"fullname":null,"email":"a@example.com"}"#.to_owned()),
        (400, "POST", "/api/customers/", String::new()),
        (400, "POST", "/api/customers/", r#"{"fullname":"#.to_owned()),
        (422, "POST", "/api/customers/", "[]".to_owned()),
        (400, "PATCH", "/api/customers/3332", "{}".to_owned()),
        (422, "GET", "/api/customers/3332", r#"{"id":1}"#.to_owned()),
        (422, "POST", "/api/services/", r#"{"name":"x","category_id":1,"extras":[{"id":"x"}]}"#.to_owned()),
        (400, "POST", "/api/sales", r#"{"title":"x","action":1,"action_value":"1"}"#.to_owned()),
        (422, "POST", "/api/sales", r#"{"title":"x","action":120,"action_value":"1","conditions":"x"}"#.to_owned()),
        (400, "DELETE", "/api/services/", String::new()),
        (400, "DELETE", "/api/services/rates", String::new()),
        (400, "DELETE", "/api/services/rates", r#"{"service_id":33663,"price_shceme_id":336}"#.to_owned()),
        (400, "DELETE", "/api/sales", "{}".to_owned()),
    ] {
        let answer = send(&sandbox, method, target, &body).await;
        assert_eq!(answer.status, status, "{method} {target} {body}: {}", answer.json());
        assert_eq!(answer.at("status_code"), status.to_string());
    }
    let text = [("authorization", KEY), ("content-type", "text/plain")];
    let answer = send_with(sandbox.port(), "POST", "/api/customers/", &text, b"fullname").await.unwrap();
    assert_eq!(answer.status, 415);
    let form = [("authorization", KEY), ("content-type", FORM)];
    let body = b"fullname=A&email=a%40example.com";
    let answer = send_with(sandbox.port(), "POST", "/api/customers/", &form, body).await.unwrap();
    assert_eq!(answer.status, 200);
    let json = [("authorization", KEY), ("content-type", JSON)];
    let huge = vec![b' '; 17 * 1024 * 1024];
    let answer = send_with(sandbox.port(), "POST", "/api/customers/", &json, &huge).await;
    assert!(answer.is_err() || answer.unwrap().status == 413);
}

#[tokio::test]
async fn withholdings_say_which_field() {
    let sandbox = Sandbox::start().await.unwrap();
    let full = r#"{"label":"x","type":"percent","percentage_value":30,"underlying_value":1,"aade_tax_type_id":5}"#;
    for (change, with, field) in [
        (r#""percentage_value":30,"#, "", "percentage_value"),
        ("30", "101", "percentage_value"),
        ("percent\"", "other\"", "type"),
        (r#""type":"percent""#, r#""type":"flat""#, "flat_value"),
        ("_id\":5", "_id\":1", "aade_tax_category_id"),
        (r#""label":"x","#, "", "label"),
    ] {
        let answer = send(&sandbox, "POST", "/api/invoices/5/withholdings", &full.replacen(change, with, 1)).await;
        assert_eq!(answer.status, 422, "{field}");
        let errors = answer.json().get("errors").cloned().unwrap();
        assert_eq!(errors.as_object().unwrap().iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), [field]);
    }
    assert_eq!(send(&sandbox, "POST", "/api/invoices/5/withholdings", full).await.status, 200);
}

#[tokio::test]
async fn payments_have_one_form() {
    let sandbox = Sandbox::start().await.unwrap();
    for body in [
        "deposit=10",
        "order_id=1234&customer_id=1234&deposit=10",
        "order_id=1234&booking_id=1234",
        "invoice_ids=1234&order_id=1234",
        "invoice_ids=1234%2C9999999",
        "customer_id=9999999&deposit=1",
        "order_id=9999999",
    ] {
        let answer = send(&sandbox, "POST", "/api/payments/", body).await;
        assert_eq!(answer.status, 400, "{body}");
        assert!(answer.message().starts_with("You didn’t specify a correct order_id"), "{body}");
    }
    for (status, body) in [
        (400, "customer_id=1234&deposit=10%25"),
        (422, "customer_id=1234"),
        (422, "order_id=1234&deposit=ten"),
        (400, "order_id=1234&deposit=10&series=9999999"),
        (400, "order_id=1234&deposit=0.0000000000000000000000000001%25"),
    ] {
        let answer = send(&sandbox, "POST", "/api/payments/", body).await;
        assert_eq!(answer.status, status, "{body}: {}", answer.json());
    }
}

#[tokio::test]
async fn unknown_identifiers_are_refused() {
    let sandbox = Sandbox::start().await.unwrap();
    for resource in ["attributes", "companies", "customers", "invoices", "orders", "payments", "series", "services"] {
        for ids in ["9999999", "x", "9999999,3332", ","] {
            let answer = get(&sandbox, &format!("/api/{resource}/{ids}")).await;
            assert_eq!(answer.status, 400, "{resource} {ids}");
            assert_eq!(answer.message(), format!("No {resource} could be found."));
        }
    }
}
