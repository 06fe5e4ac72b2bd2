//! The words of a refusal, in whatever form they come.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::FieldError;
use crate::json::parse;
use crate::json::raw::RawJson;

/// What a vendor says in a member of a refusal: a text, whatever spells one, or the texts of a list. Nothing, and what is blank, is
/// `None`.
pub fn text_of(raw: &RawJson) -> Option<String> {
    let text = match raw.as_str().as_bytes().first() {
        Some(b'[') => {
            let all = elements(raw)?;
            all.iter().filter_map(text_of).collect::<Vec<_>>().join("; ")
        }
        Some(b'{') => raw.as_str().to_owned(),
        // Null, and true and false, are no words.
        _ => parse::<String>(raw.as_str()).ok().filter(|_| !matches!(raw.as_str(), "true" | "false"))?,
    };
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// What a vendor says of single fields, in any of the forms that are seen: an object of texts or of lists of them, by field; a list of
/// objects with a name and a message; a list of texts. What does not fit costs itself alone.
pub fn fields_of(raw: &RawJson) -> Vec<FieldError> {
    if let Ok(by_field) = parse::<BTreeMap<String, RawJson>>(raw.as_str()) {
        let all = by_field.into_iter().flat_map(|(field, raw_text)| {
            let texts = elements(&raw_text).unwrap_or_else(|| vec![raw_text]);
            texts.into_iter().filter_map(move |text| Some(FieldError::new(field.clone(), text_of(&text)?)))
        });
        return all.collect();
    }
    elements(raw).unwrap_or_default().iter().filter_map(field_of).collect()
}

/// The elements of a list, null among them.
fn elements(raw: &RawJson) -> Option<Vec<RawJson>> {
    let all: Vec<&RawValue> = serde_json::from_str(raw.as_str()).ok()?;
    Some(all.into_iter().map(|one| RawJson::of(one.get())).collect())
}

/// One element of a list of what is wrong.
fn field_of(raw: &RawJson) -> Option<FieldError> {
    let Ok(members) = parse::<BTreeMap<String, RawJson>>(raw.as_str()) else {
        return Some(FieldError::new("", text_of(raw)?));
    };
    let first = |names: [&str; 4]| names.iter().find_map(|name| text_of(members.get(*name)?));
    let name = first(["field", "errorCode", "code", "label"]);
    let message = first(["errorMessage", "message", "description", "detail"]);
    (name.is_some() || message.is_some())
        .then(|| FieldError::new(name.unwrap_or_default(), message.unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_refusal_says_is_read_in_every_form() {
        let raw = |text: &str| RawJson::of(text);
        for (raw_text, text) in [
            (r#""no""#, Some("no")),
            (r#"["a","b"]"#, Some("a; b")),
            ("7", Some("7")),
            (r#"{"a":1}"#, Some(r#"{"a":1}"#)),
            ("null", None),
            ("true", None),
            (r#"" ""#, None),
            ("[]", None),
        ] {
            assert_eq!(text_of(&raw(raw_text)).as_deref(), text, "{raw_text}");
        }
        for (raw_text, fields) in [
            (r#"{"Journal":["a","b"],"Date":"c","Odd":[1,null]}"#, "Date=c Journal=a Journal=b Odd=1"),
            (r#"[{"errorCode":"E","errorMessage":"m"},{"label":"L"},"t",null,{"x":1}]"#, "E=m L= =t"),
            (r#"[]"#, ""),
            (r#""text""#, ""),
        ] {
            let found: Vec<String> =
                fields_of(&raw(raw_text)).iter().map(|f| format!("{}={}", f.field, f.message)).collect();
            assert_eq!(found.join(" "), fields, "{raw_text}");
        }
    }
}
