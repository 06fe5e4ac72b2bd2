//! Models in ordinary use of serde's, by a user.

use std::collections::BTreeMap;

use guichet_core::{Decimal, Model};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Model)]
struct Line {
    id: i64,
    amount: Option<Decimal>,
}

const JSON: &str = r#"{"id":7,"amount":12345678901234567890.120}"#;

fn line() -> Line {
    Line { id: 7, amount: Some(guichet_core::decimal::parse("12345678901234567890.120").unwrap()) }
}

#[test]
fn from_text_bytes_and_readers() {
    assert_eq!(serde_json::from_str::<Line>(JSON).unwrap(), line());
    assert_eq!(serde_json::from_slice::<Line>(JSON.as_bytes()).unwrap(), line());
    assert_eq!(serde_json::from_reader::<_, Line>(JSON.as_bytes()).unwrap(), line());
    assert_eq!(serde_json::to_string(&line()).unwrap(), JSON);
    assert_eq!(serde_json::to_vec(&line()).unwrap(), JSON.as_bytes());
}

#[test]
fn in_lists_maps_options_and_structs() {
    #[derive(Debug, Serialize, Deserialize)]
    struct Mine {
        mine: String,
        line: Line,
        more: Vec<Line>,
        maybe: Option<Line>,
        by_name: BTreeMap<String, Line>,
    }
    let json = format!(r#"{{"mine":"x","line":{JSON},"more":[{JSON},{JSON}],"maybe":null,"by_name":{{"a":{JSON}}}}}"#);
    let mine: Mine = serde_json::from_str(&json).unwrap();
    assert_eq!((&mine.line, mine.more.len(), &mine.maybe, &mine.by_name["a"]), (&line(), 2, &None, &line()));
    assert_eq!(serde_json::to_string(&mine).unwrap(), json);
    assert_eq!(serde_json::from_str::<Vec<Line>>(&format!("[{JSON}]")).unwrap(), [line()]);
}

#[test]
fn beside_and_inside_flatten() {
    #[derive(Debug, Serialize, Deserialize)]
    struct Beside {
        line: Line,
        #[serde(flatten)]
        rest: BTreeMap<String, String>,
    }
    let json = format!(r#"{{"line":{JSON},"other":"x"}}"#);
    // serde buffers every member where one is flattened, and the buffer knows no text.
    let beside = serde_json::from_str::<Beside>(&json);
    match beside {
        Ok(beside) => assert_eq!((beside.line, beside.rest["other"].as_str()), (line(), "x")),
        Err(error) => assert!(error.to_string().contains("invalid type"), "{error}"),
    }
    #[derive(Serialize)]
    struct Inside {
        own: i64,
        #[serde(flatten)]
        line: Line,
    }
    let written = serde_json::to_string(&Inside { own: 1, line: line() }).unwrap();
    assert_eq!(written, r#"{"own":1,"id":7,"amount":12345678901234567890.120}"#);
}

#[test]
fn through_a_buffer_it_is_an_error_and_never_rounded() {
    #[derive(Debug, Deserialize)]
    #[serde(untagged)]
    #[allow(dead_code)]
    enum Untagged {
        Line(Line),
    }
    #[derive(Debug, Deserialize)]
    #[allow(dead_code)]
    struct Flattened {
        #[serde(flatten)]
        line: Line,
    }
    #[derive(Debug, Deserialize)]
    #[serde(tag = "kind")]
    #[allow(dead_code)]
    enum Tagged {
        A { line: Line },
    }
    assert!(serde_json::from_str::<Untagged>(JSON).is_err());
    assert!(serde_json::from_str::<Flattened>(JSON).is_err());
    assert!(serde_json::from_str::<Tagged>(&format!(r#"{{"kind":"A","line":{JSON}}}"#)).is_err());
}

#[test]
fn a_fault_names_the_path_from_the_model_on() {
    let error = serde_json::from_str::<Vec<Line>>(r#"[{"id":7,"amount":{"s3cret":1}}]"#).unwrap_err().to_string();
    assert!(error.starts_with("amount: expected a number, found an object"), "{error}");
    assert!(!error.contains("s3cret"));
}
