//! What is wrong is said, in the shape of who says it.

use guichet_sandbox::{Fault, FaultKind};

use crate::common::{Answer, FORM, JSON};
use crate::folder::{API, Folder, TENANT};

fn codes(answer: &Answer) -> Vec<String> {
    let json = answer.json();
    let errors = json.get("errors").unwrap().as_array().unwrap();
    errors.iter().map(|error| error.get("errorCode").unwrap().as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn queries_and_bodies_are_checked_all_at_once() {
    let folder = Folder::open().await;
    for (method, target, body, names) in [
        ("GET", "/domain-information?x=1", "", vec!["x"]),
        ("GET", "/general-account?isActive=1&classNumber=a&page=2", "", vec!["isActive", "classNumber", "page"]),
        ("GET", "/lines-entries?startDate=2024-02-30&amount=1%2C5", "", vec!["amount", "startDate"]),
        ("GET", "/lines-entries?endDate=31%2F01%2F2024", "", vec!["endDate"]),
        ("GET", "/bank-transactions?status=3&startDate=2024-01-01T00%3A00%3A00", "", vec!["status", "startDate"]),
        ("GET", "/search-entries/entries", "", vec!["uuids"]),
        ("GET", "/journals?filter=a&filter=b", "", vec!["filter"]),
        ("POST", "/general-account", "", vec!["number", "label"]),
        (
            "POST",
            "/general-account",
            r#"{"label":" ","number":"","collective":"oui"}"#,
            vec!["number", "label", "collective"],
        ),
        ("POST", "/general-account", r#"{"number":"1","label":"x","vatExemption":false}"#, vec!["vatExemption"]),
        (
            "POST",
            "/auxiliary-accounts",
            r#"{"name":"x","types":"y","contact":{"phone":"1"}}"#,
            vec!["type", "contact.phone", "types"],
        ),
        ("POST", "/auxiliary-accounts", r#"{"type":"x","name":"y","siret":"4430618410012a"}"#, vec!["siret"]),
        ("PUT", "/auxiliary-accounts/x", "{}", vec!["name"]),
        (
            "POST",
            "/journals",
            r#"{"code":"A","name":null,"journalType":{"name":"x"}}"#,
            vec!["name", "journalType", "numberingPartType"],
        ),
        ("POST", "/general-account", "[]", vec!["body"]),
        ("GET", "/vat-rate", r#"{"a":1}"#, vec!["body"]),
    ] {
        let answer = folder.send(method, target, body).await;
        assert_eq!(answer.status, 400, "{method} {target} {body}");
        assert_eq!(answer.at("title"), "Erreur de validation");
        assert_eq!(codes(&answer), names, "{method} {target} {body}");
    }
}

#[tokio::test]
async fn bodies_come_in_their_form() {
    let folder = Folder::open().await;
    let bearer = format!("Bearer {}", folder.token);
    for (target, content_type, body, status) in [
        ("/general-account", FORM, "number=1103&label=x", 400),
        ("/general-account", "text/plain", r#"{"number":"1103","label":"x"}"#, 415),
        ("/general-account", JSON, "{", 400),
        ("/general-account", "multipart/form-data; boundary=b", "--b--", 400),
        ("/general-account", "application/json; charset=utf-8", r#"{"number":"1103","label":"x"}"#, 201),
        ("/pieces-jointes/add", JSON, r#"{"attachmentName":"a","data":"b"}"#, 400),
        ("/pieces-jointes/add", FORM, "attachmentName=a&data=b", 400),
    ] {
        let headers = [
            ("ebp-subscription-key", "sandbox-key"),
            ("authorization", bearer.as_str()),
            ("tenantid", TENANT),
            ("content-type", content_type),
        ];
        let answer = folder.raw("POST", &format!("{API}{target}"), &headers, body.as_bytes()).await;
        assert_eq!(answer.status, status, "{target} {content_type}");
        assert!(status == 201 || answer.json().get("errorType").is_some());
    }
}

fn part(disposition: &str, content_type: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("--b\r\nContent-Disposition: form-data; {disposition}\r\n{content_type}\r\n");
    [head.as_bytes(), body, b"\r\n"].concat()
}

async fn upload(folder: &Folder, parts: &[Vec<u8>]) -> Answer {
    let bearer = format!("Bearer {}", folder.token);
    let headers = [
        ("ebp-subscription-key", "sandbox-key"),
        ("authorization", bearer.as_str()),
        ("tenantid", TENANT),
        ("content-type", "multipart/form-data; boundary=b"),
    ];
    let body = [parts.concat(), b"--b--\r\n".to_vec()].concat();
    folder.raw("POST", &format!("{API}/pieces-jointes/add"), &headers, &body).await
}

#[tokio::test]
async fn attachments_come_back_byte_for_byte() {
    let folder = Folder::open().await;
    let bytes: Vec<u8> = (0..=255).chain(*b"\r\n--a\r\n\r\n--").collect();
    let name = part("name=\"attachmentName\"", "", "Reçu n° 1.bin".as_bytes());
    let data = part("name=\"data\"; filename=\"x.bin\"", "Content-Type: application/x-test\r\n", &bytes);
    let answer = upload(&folder, &[name.clone(), data, part("name=\"folder\"", "", b"achats")]).await;
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
    assert_eq!((answer.at("attachmentName"), answer.at("folder")), ("Reçu n° 1.bin".into(), "achats".into()));
    assert!(answer.at("data").contains(".invalid/") && answer.json().get("uuid").is_none());
    let back = folder.get(&format!("/pieces-jointes/{}", answer.at("uuidMs").to_uppercase())).await;
    assert_eq!((back.status, back.header("content-type"), &back.body), (200, Some("application/x-test"), &bytes));
    // Of no type, and empty.
    let empty = upload(&folder, &[name.clone(), part("name=\"data\"; filename=\"\"", "", b"")]).await;
    let back = folder.get(&format!("/pieces-jointes/{}", empty.at("uuidMs"))).await;
    assert_eq!((back.status, back.header("content-type"), back.body.len()), (200, Some("application/octet-stream"), 0));
    assert_eq!(empty.at("folder"), "documents");
    let file = || part("name=\"data\"; filename=\"x\"", "", b"x");
    for (parts, names) in [
        (vec![name.clone()], vec!["data"]),
        (vec![file()], vec!["attachmentName"]),
        (vec![part("name=\"attachmentName\"", "", b""), file()], vec!["attachmentName"]),
        (vec![name.clone(), part("name=\"data\"", "", b"x")], vec!["data"]),
        (vec![name.clone(), file(), file()], vec!["data"]),
        (vec![name.clone(), file(), part("name=\"tag\"", "", b"x")], vec!["tag"]),
        (vec![], vec!["attachmentName", "data"]),
    ] {
        let answer = upload(&folder, &parts).await;
        assert_eq!((answer.status, codes(&answer)), (400, names.into_iter().map(str::to_owned).collect()));
    }
}

#[tokio::test]
async fn faults_have_the_shape_of_who_answers() {
    let folder = Folder::open().await;
    for (kind, status, member, value) in [
        (FaultKind::Status(401), 401, "statusCode", "401"),
        (FaultKind::Status(403), 403, "statusCode", "403"),
        (FaultKind::Status(429), 429, "statusCode", "429"),
        (FaultKind::Status(400), 400, "errorType", "Validation"),
        (FaultKind::Status(404), 404, "errorType", "NotFound"),
        (FaultKind::Status(500), 500, "errorType", "InternalError"),
        (FaultKind::Status(503), 503, "systemMessage", "InternalServerError"),
        (FaultKind::Label { status: 400, label: "Journal.NotFound".into() }, 400, "errorCode", "Journal.NotFound"),
    ] {
        let fault = Fault::new(kind.clone()).on("ebp.accounting.domain.get").retry_after("2").times(1);
        folder.sandbox.inject(fault);
        let answer = folder.get("/domain-information").await;
        assert_eq!((answer.status, answer.at(member)), (status, value.to_owned()), "{kind:?}");
        assert_eq!(answer.header("retry-after"), Some("2"));
    }
    assert_eq!(folder.get("/domain-information").await.status, 200);
}

/// What is wrong with the caller comes before what is wrong with the call.
#[tokio::test]
async fn the_gateway_goes_first() {
    let folder = Folder::open().await;
    let target = format!("{API}/general-account?x=1");
    let answer = folder.raw("POST", &target, &[("content-type", JSON)], b"{").await;
    assert_eq!((answer.status, answer.at("statusCode")), (401, "401".to_owned()));
    let key = ("ebp-subscription-key", "sandbox-key");
    assert_eq!(folder.raw("POST", &target, &[key, ("content-type", JSON)], b"{").await.status, 401);
}
