//! A resource of a Hubbix product is a shelf and its rows: nothing else says how it is listed, read, created, changed and removed.

use std::time::Instant;

use guichet_fixtures::{Json, Vendor};
use http::{HeaderMap, HeaderValue};

use super::*;
use crate::engine::behaviour::{change, create, get, list, remove};
use crate::engine::{Gateway, Key, NewId, Refusal, Request, Shelf, Start, Unique, VendorRules};

static MODES: Shelf = Shelf {
    keys: &[Key::id("IdMode")],
    search: "label",
    unknown: Refusal::Label(404, "Mode.NotFound", "EntityId : {id}."),
    start: Start::Blank(r#"{"canDelete": true}"#),
    unique: &[Unique::member("label", Refusal::Label(400, "Mode.AlreadyExists", "{id}"))],
    documented: true,
    ..Shelf::new("modes")
};

/// Named by what the client says.
static UNITS: Shelf = Shelf { keys: &[Key::id("code")], new_id: NewId::Given("code"), ..Shelf::new("units") };

static ROWS: &[Row] = &[
    list("shop.modes.list", &MODES),
    get("shop.modes.get", &MODES),
    create("shop.modes.create", &MODES),
    change("shop.modes.update", &MODES),
    remove("shop.modes.delete", &MODES),
    create("shop.units.create", &UNITS),
    get("shop.units.get", &UNITS),
];

static SHOP: Product = Product {
    prefix: "shop.",
    rows: &[ROWS],
    folder: ("folder", "1"),
    above_limit: Refusal::Fixture("modes/list--above-limit"),
    no_data: "null",
    search: "filter.query",
    order: |call| Order {
        member: call.query("sortingOrder.property").map(str::to_owned),
        downwards: call.query("sortingOrder.sortType") == Some("1"),
    },
    answer: Answer::Id,
    shown: &[],
    seed: |_, _| {},
};

static RULES: VendorRules = VendorRules { name: "shop", gateways: &[&Open], faces: &[&SHOP] };

/// Lets everybody in.
struct Open;

impl Gateway for Open {
    fn mount(&self) -> &'static str {
        API
    }

    fn credentials(&self) -> &'static [(&'static str, &'static str)] {
        &[]
    }

    fn admit(&self, _request: &Request, _store: &mut Store) -> Result<(), Reply> {
        Ok(())
    }

    fn unknown_route(&self, _request: &Request, _allowed: &[&str]) -> Reply {
        Reply::json(404, &Json::Null)
    }
}

/// A fixture: what it declares, its request, its status and its answer.
fn fixture(name: &str, declared: &str, request: &str, status: u16, answer: &str) -> (String, String) {
    let operation = name.split("--").next().unwrap_or_default().replace('/', ".");
    let head = format!("# operation: shop.{operation}\n# source: 003:1, \"Modes\"\n{declared}");
    let text = format!("{head}{request}\n### {status}\nContent-Type: application/json\n\n{answer}\n");
    (format!("shop/{name}.http"), text)
}

fn shop() -> Engine {
    let one = r#"{"id": 1, "label": "Card", "type": 3, "groupId": null, "canDelete": false}"#;
    let listed = format!(r#"{{"take": 1, "skip": null, "total": 1, "elements": [{one}]}}"#);
    let query =
        "take: int?, skip: int?, filter.query: string?, sortingOrder.property: string?, sortingOrder.sortType: enum?";
    let all = "take=1&skip=0&filter.query=a&sortingOrder.property=id&sortingOrder.sortType=0";
    let body = "Content-Type: application/json\n\n{\"label\": \"Cash\", \"type\": 6}\n";
    let fields = "# body: label: string, type: enum\n# answer: int\n";
    let unit = "# answer: code: string, label: string?\n";
    let files = [
        (
            "shop/CONTENTS".to_owned(),
            "003:1 Modes = shop.modes.list shop.modes.get shop.modes.create shop.modes.update shop.modes.delete\n\
             003:2 Units = shop.units.create shop.units.get\n"
                .to_owned(),
        ),
        (
            "shop/SHAPES".to_owned(),
            "# 003:1\nMode: id: int, label: string?, type: enum?, groupId: int?, canDelete: bool?\n".to_owned(),
        ),
        fixture(
            "modes/list",
            &format!(
                "# route: GET /modes\n# query: {query}\n# answer: take: int?, skip: int?, total: int?, elements: Mode[]\n"
            ),
            &format!("GET /modes?{all}\n"),
            200,
            &listed,
        ),
        fixture("modes/list--above-limit", "", "GET /modes?take=101\n", 400, r#"{"status": 400}"#),
        fixture("modes/get", "# route: GET /modes/{IdMode}\n# answer: Mode\n", "GET /modes/1\n", 200, one),
        fixture("modes/create", &format!("# route: POST /modes\n{fields}"), &format!("POST /modes\n{body}"), 200, "3"),
        fixture(
            "modes/update",
            &format!("# route: PUT /modes/{{IdMode}}\n{fields}"),
            &format!("PUT /modes/3\n{body}"),
            200,
            "3",
        ),
        fixture("modes/delete", "# route: DELETE /modes/{IdMode}\n# answer: int\n", "DELETE /modes/3\n", 200, "3"),
        fixture(
            "units/create",
            "# route: POST /units\n# body: code: string, label: string\n# answer: string\n",
            "POST /units\nContent-Type: application/json\n\n{\"code\": \"KG\", \"label\": \"kilogram\"}\n",
            200,
            r#""KG""#,
        ),
        fixture(
            "units/get",
            &format!("# route: GET /units/{{code}}\n{unit}"),
            "GET /units/KG\n",
            200,
            r#"{"code": "KG", "label": "kilogram"}"#,
        ),
    ];
    let files: Vec<(&str, &[u8])> = files.iter().map(|(path, text)| (path.as_str(), text.as_bytes())).collect();
    Engine::of(&RULES, Vendor::parse("shop", &files).unwrap())
}

/// Status and body of the answer to a request.
fn ask(engine: &Engine, store: &mut Store, method: &str, target: &str, body: &str) -> (u16, String) {
    let mut headers = HeaderMap::new();
    headers.insert("folder", HeaderValue::from_static("1"));
    if !body.is_empty() {
        headers.insert("content-type", HeaderValue::from_static("application/json"));
    }
    let request = Request::new(API, method, target, headers, body.to_owned().into(), (0, Instant::now()));
    let reply = engine.handle(engine.resolve(&request), &request, store);
    (reply.status, String::from_utf8(reply.body.to_vec()).unwrap())
}

#[test]
fn a_resource_lives_by_its_rows_alone() {
    let engine = shop();
    let mut store = engine.fresh_store(Default::default(), Default::default());
    let mut ask = |method: &str, target: &str, body: &str| ask(&engine, &mut store, method, target, body);
    let ok = |body: &str| (200, body.to_owned());
    // The documented ones are there: the one that is shown, and the one that is changed.
    let card = r#"{"id":1,"label":"Card","type":3,"groupId":null,"canDelete":false}"#;
    assert_eq!(ask("GET", "/modes/1", ""), ok(card));
    // A new one is nothing but what is written of it; the identifier is all that is answered.
    assert_eq!(ask("POST", "/modes", r#"{"label":"Zloty","type":6}"#), ok("1000001"));
    let zloty = r#"{"id":1000001,"label":"Zloty","type":6,"groupId":null,"canDelete":true}"#;
    assert_eq!(ask("GET", "/modes/1000001", ""), ok(zloty));
    let found = format!(r#"{{"take":100,"skip":0,"total":1,"elements":[{zloty}]}}"#);
    assert_eq!(ask("GET", "/modes?filter.query=ZLO", ""), ok(&found));
    let last = format!(r#"{{"take":1,"skip":0,"total":3,"elements":[{zloty}]}}"#);
    assert_eq!(ask("GET", "/modes?sortingOrder.property=label&sortingOrder.sortType=1&take=1", ""), ok(&last));
    assert_eq!(ask("GET", "/modes?take=101", ""), (400, r#"{"status":400}"#.to_owned()));
    assert_eq!(ask("PUT", "/modes/1000001", r#"{"label":"Złoty","type":7}"#), ok("1000001"));
    assert_eq!(ask("GET", "/modes/1000001", ""), ok(&zloty.replace("Zloty", "Złoty").replace(":6,", ":7,")));
    // Its own label is no duplicate, another's is.
    assert_eq!(ask("PUT", "/modes/1000001", r#"{"label":"Złoty","type":8}"#), ok("1000001"));
    let taken = r#"{"status":400,"errorCode":"Mode.AlreadyExists","data":null,"message":"Card"}"#;
    assert_eq!(ask("PUT", "/modes/1000001", r#"{"label":"Card","type":8}"#), (400, taken.to_owned()));
    assert_eq!(ask("POST", "/modes", r#"{"label":"Card","type":8}"#), (400, taken.to_owned()));
    assert_eq!(ask("DELETE", "/modes/1000001", ""), ok("1000001"));
    let unknown =
        (404, r#"{"status":404,"errorCode":"Mode.NotFound","data":null,"message":"EntityId : 1000001."}"#.to_owned());
    for (method, body) in [("GET", ""), ("DELETE", ""), ("PUT", r#"{"label":"x","type":1}"#)] {
        assert_eq!(ask(method, "/modes/1000001", body), unknown, "{method}");
    }
}

#[test]
fn a_record_may_be_named_by_the_client() {
    let engine = shop();
    let mut store = engine.fresh_store(Default::default(), Default::default());
    let created = ask(&engine, &mut store, "POST", "/units", r#"{"code":"KG","label":"kilogram"}"#);
    assert_eq!(created, (200, r#""KG""#.to_owned()));
    let read = ask(&engine, &mut store, "GET", "/units/KG", "");
    assert_eq!(read, (200, r#"{"code":"KG","label":"kilogram"}"#.to_owned()));
}
