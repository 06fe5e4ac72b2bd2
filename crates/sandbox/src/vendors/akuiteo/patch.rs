//! JSON Patch (RFC 6902) over values that keep their digits.

use guichet_fixtures::Json;
use serde_json::Value;

/// What marks a number among texts: no text of a request begins so, because a NUL is escaped there.
const NUMBER: char = '\0';

/// Applies a patch as a whole, or says why it cannot be.
pub(super) fn apply(to: &Json, patch: &Json) -> Result<Json, String> {
    let mut document = value(to);
    let patch: json_patch::Patch = serde_json::from_value(value(patch)).map_err(|why| why.to_string())?;
    json_patch::patch(&mut document, &patch).map_err(|why| why.to_string())?;
    Ok(json(&document))
}

/// For the library, which would read numbers as floats: each is a text with its digits.
fn value(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(flag) => Value::Bool(*flag),
        Json::Number(digits) => Value::String(format!("{NUMBER}{digits}")),
        Json::String(text) => Value::String(text.clone()),
        Json::Array(all) => Value::Array(all.iter().map(value).collect()),
        Json::Object(members) => {
            Value::Object(members.iter().map(|(name, held)| (name.clone(), value(held))).collect())
        }
    }
}

fn json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(flag) => Json::Bool(*flag),
        Value::Number(number) => Json::Number(number.to_string()),
        Value::String(text) => match text.strip_prefix(NUMBER) {
            Some(digits) => Json::Number(digits.to_owned()),
            None => Json::String(text.clone()),
        },
        Value::Array(all) => Json::Array(all.iter().map(json).collect()),
        Value::Object(members) => Json::Object(members.iter().map(|(name, held)| (name.clone(), json(held))).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patched(to: &str, patch: &str) -> Result<String, String> {
        apply(&Json::parse(to).unwrap(), &Json::parse(patch).unwrap()).map(|json| json.to_string())
    }

    #[test]
    fn digits_stay_and_a_patch_is_whole() {
        let to = r#"{"amount":1794.080,"tags":["a"]}"#;
        let patch = r#"[{"op":"test","path":"/amount","value":1794.080},{"op":"replace","path":"/amount","value":0.10},{"op":"add","path":"/tags/-","value":12345678901234567890.50}]"#;
        let read = Json::parse(patched(to, patch).unwrap()).unwrap();
        assert_eq!(read.get("amount").and_then(Json::number), Some("0.10"));
        assert_eq!(read.get("tags").unwrap().as_array().unwrap()[1].number(), Some("12345678901234567890.50"));
        for bad in [
            r#"[{"op":"test","path":"/amount","value":1}]"#,
            r#"[{"op":"remove","path":"/absent"}]"#,
            r#"[{"op":"paint","path":"/amount"}]"#,
            r#"{"op":"remove","path":"/amount"}"#,
        ] {
            assert!(patched(to, bad).is_err(), "{bad}");
        }
    }
}
