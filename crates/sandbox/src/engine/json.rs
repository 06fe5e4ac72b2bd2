//! What the engine does with values.

use guichet_fixtures::{Json, Kind, Schema};

/// The text of a string, number or boolean.
pub(crate) fn text_of(value: &Json) -> Option<String> {
    match value {
        Json::String(text) | Json::Number(text) => Some(text.clone()),
        Json::Bool(value) => Some(value.to_string()),
        _ => None,
    }
}

/// The text at a dotted path; empty where there is none.
pub(crate) fn text<'a>(value: &'a Json, path: &str) -> &'a str {
    path.split('.').try_fold(value, |value, name| value.get(name)).and_then(Json::as_str).unwrap_or_default()
}

/// The texts of a member's elements.
pub(crate) fn texts(value: &Json, member: &str) -> Vec<String> {
    value.get(member).map(one_or_many).unwrap_or_default().iter().filter_map(text_of).collect()
}

/// An identifier as JSON: a number where it is one.
pub(crate) fn id_value(id: &str) -> Json {
    fit(&Kind::Int, &Json::from(id))
}

/// Puts a member of an object, over the one of that name or as the last one.
pub(crate) fn put(object: &mut Json, name: &str, value: impl Into<Json>) {
    if let Json::Object(members) = object {
        match members.iter_mut().find(|(key, _)| key == name) {
            Some((_, place)) => *place = value.into(),
            None => members.push((name.to_owned(), value.into())),
        }
    }
}

/// Puts several members of an object.
pub(crate) fn put_all<N: AsRef<str>, V: Into<Json>>(object: &mut Json, members: impl IntoIterator<Item = (N, V)>) {
    members.into_iter().for_each(|(name, value)| put(object, name.as_ref(), value));
}

/// An object without the members that are null.
pub(crate) fn without_nulls(object: &Json) -> Json {
    let members = object.as_object().unwrap_or_default().iter();
    Json::Object(members.filter(|(_, value)| !value.is_null()).cloned().collect())
}

/// Puts an element after those that a member has.
pub(crate) fn push(object: &mut Json, name: &str, element: Json) {
    let mut elements = object.get(name).map(one_or_many).unwrap_or_default();
    elements.push(element);
    put(object, name, elements);
}

/// Takes out a member of an object.
pub(crate) fn take(object: &mut Json, name: &str) -> Option<Json> {
    match object {
        Json::Object(members) => {
            let at = members.iter().position(|(key, _)| key == name)?;
            Some(members.remove(at).1)
        }
        _ => None,
    }
}

/// An object with some of its members, in the order of the names.
pub(crate) fn only<'a>(value: &Json, names: impl IntoIterator<Item = &'a str>) -> Json {
    Json::object(names.into_iter().filter_map(|name| Some((name, value.get(name)?.clone()))))
}

/// An object with what stands at some dotted paths of it.
pub(crate) fn pruned<'a>(value: &Json, paths: impl IntoIterator<Item = &'a str>) -> Json {
    let mut shown = Json::Object(Vec::new());
    for path in paths {
        match path.split_once('.') {
            None => {
                if let Some(value) = value.get(path) {
                    put(&mut shown, path, value.clone());
                }
            }
            Some((outer, inner)) => {
                let Some(whole) = value.get(outer) else { continue };
                let mut part = take(&mut shown, outer).unwrap_or(Json::Object(Vec::new()));
                if let Some(value) = whole.get(inner) {
                    put(&mut part, inner, value.clone());
                }
                put(&mut shown, outer, part);
            }
        }
    }
    shown
}

/// The elements of an array; anything else but null is one element.
pub(crate) fn one_or_many(value: &Json) -> Vec<Json> {
    match value {
        Json::Null => Vec::new(),
        Json::Array(elements) => elements.clone(),
        one => vec![one.clone()],
    }
}

/// All values at a dotted path of plain names; arrays are looked through.
pub(crate) fn values<'a>(value: &'a Json, path: &str) -> Vec<&'a Json> {
    let mut found = vec![value];
    for name in path.split('.') {
        found = found.into_iter().flat_map(flat).filter_map(|value| value.get(name)).collect();
    }
    found.into_iter().flat_map(flat).collect()
}

fn flat(value: &Json) -> Vec<&Json> {
    match value {
        Json::Array(elements) => elements.iter().collect(),
        one => vec![one],
    }
}

/// A written value as an answer shows it: strings that spell numbers and booleans become them, `T` becomes `[T]`.
pub(crate) fn fit(kind: &Kind, value: &Json) -> Json {
    match (kind, value) {
        (Kind::Int, Json::String(text)) => number(text).unwrap_or_else(|| value.clone()),
        // A form may write an amount with a comma.
        (Kind::Decimal, Json::String(text)) => number(&text.replacen(',', ".", 1)).unwrap_or_else(|| value.clone()),
        (Kind::Bool, value) => match text_of(value).as_deref() {
            Some("true" | "1") => Json::Bool(true),
            Some("false" | "0") => Json::Bool(false),
            _ => value.clone(),
        },
        (Kind::List(_), Json::Array(_)) => value.clone(),
        (Kind::List(_), Json::String(text)) => match Json::parse(text) {
            Ok(list @ Json::Array(_)) => list,
            _ => Json::Array(vec![value.clone()]),
        },
        (Kind::List(_), one) if !one.is_null() => Json::Array(vec![one.clone()]),
        _ => value.clone(),
    }
}

/// The number that a text spells.
fn number(text: &str) -> Option<Json> {
    Json::parse(text).ok().filter(|json| matches!(json, Json::Number(_)))
}

/// Puts the members of `written` over `base`. Members that `schema` does not declare are not shown: they come back. An
/// element of a list that only names its id keeps what `base` knows of it.
pub(crate) fn overlay(base: &mut Json, written: &Json, schema: Option<&Schema>) -> Json {
    let mut hidden = Json::Object(Vec::new());
    for (name, value) in written.as_object().unwrap_or_default() {
        let declared = schema.map(|schema| schema.members().iter().find(|member| member.name == *name));
        match declared {
            Some(None) => put(&mut hidden, name, value.clone()),
            Some(Some(member)) => {
                let mut value = fit(&member.kind, value);
                if let Json::Array(elements) = &mut value {
                    let known = base.get(name).map(one_or_many).unwrap_or_default();
                    for element in elements {
                        complete(element, &known);
                    }
                }
                put(base, name, value);
            }
            None => put(base, name, value.clone()),
        }
    }
    hidden
}

fn complete(element: &mut Json, known: &[Json]) {
    if let Json::Object(members) = &*element
        && let [(name, id)] = members.as_slice()
        && name == "id"
        && let Some(full) = known.iter().find(|k| k.get("id").and_then(text_of) == text_of(id))
    {
        *element = full.clone();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_look_through_lists() {
        let json = Json::parse(r#"{"a": [{"b": {"c": [1, 2]}}, {"b": [{"c": 3}]}, 4]}"#).unwrap();
        let found: Vec<String> = values(&json, "a.b.c").into_iter().map(Json::to_string).collect();
        assert_eq!(found, ["1", "2", "3"]);
        assert!(values(&json, "a.x").is_empty());
    }

    #[test]
    fn objects_are_pruned() {
        let json = Json::parse(r#"{"a": 1, "b": {"c": 2, "d": 3, "e": 4}, "f": 5, "g": null}"#).unwrap();
        assert_eq!(only(&json, ["f", "x", "a"]).to_string(), r#"{"f":5,"a":1}"#);
        assert_eq!(pruned(&json, ["b.e", "b.c", "x.y", "a", "g"]).to_string(), r#"{"b":{"e":4,"c":2},"a":1,"g":null}"#);
    }

    #[test]
    fn written_values_take_the_declared_form() {
        let fit = |kind: Kind, text: &str| fit(&kind, &Json::from(text)).to_string();
        assert_eq!(fit(Kind::Decimal, "12.00"), "12.00");
        assert_eq!(fit(Kind::Decimal, "199,90"), "199.90");
        assert_eq!(fit(Kind::Decimal, "1,2,3"), r#""1,2,3""#);
        assert_eq!(fit(Kind::Int, "007"), r#""007""#);
        assert_eq!(fit(Kind::Int, "1,2"), r#""1,2""#);
        assert_eq!([fit(Kind::Bool, "true"), fit(Kind::Bool, "1"), fit(Kind::Bool, "0")], ["true", "true", "false"]);
        assert_eq!(fit(Kind::List(Box::new(Kind::String)), "x"), r#"["x"]"#);
        assert_eq!(fit(Kind::List(Box::new(Kind::Object)), r#"[{"a":1}]"#), r#"[{"a":1}]"#);
    }

    #[test]
    fn a_named_element_keeps_what_is_known_of_it() {
        let mut base = Json::parse(r#"{"extras": [{"id": 5, "name": "seat"}]}"#).unwrap();
        overlay(&mut base, &Json::parse(r#"{"extras": [{"id": "5"}, {"id": 6}]}"#).unwrap(), None);
        assert_eq!(base.to_string(), r#"{"extras":[{"id":"5"},{"id":6}]}"#);
        let schema = guichet_fixtures::Vendor::load("workadu").unwrap();
        let create = schema.fixture("workadu/services/create").unwrap().answer.as_ref().unwrap().at("data[]");
        let mut base = Json::parse(r#"{"extras": [{"id": 5, "name": "seat"}]}"#).unwrap();
        let written = Json::parse(r#"{"extras": [{"id": "5"}, {"id": 6}], "category_id": 3}"#).unwrap();
        let hidden = overlay(&mut base, &written, create.as_ref());
        assert_eq!(base.to_string(), r#"{"extras":[{"id":5,"name":"seat"},{"id":6}]}"#);
        assert_eq!(hidden.to_string(), r#"{"category_id":3}"#);
    }
}
