//! Which generic operation a path is for, and where in the tree of resources a call goes.

use crate::engine::Call;
use crate::engine::json::text_of;

/// Verbs that are sub-resources (000:403). A path that ends in one is no resource's.
const VERBS: [&str; 4] = ["search", "read", "bill", "take"];

/// The values of a generic operation's placeholders; `None` for an operation that is not generic.
pub(super) fn captures(operation: &str, path: &str) -> Option<Option<Vec<(String, String)>>> {
    if let Some("get" | "read") = operation.strip_prefix("akuiteo.purchase-invoices.") {
        // Invoices are in other domains as well.
        return (!path.contains("/purchase/")).then_some(None);
    }
    let verb = operation.strip_prefix("akuiteo.resources.")?;
    Some(generic(verb, path))
}

fn generic(verb: &str, path: &str) -> Option<Vec<(String, String)>> {
    let mut segments: Vec<String> = path.strip_prefix('/')?.split('/').map(decoded).collect::<Option<_>>()?;
    if segments.len() < 3 || segments.iter().any(String::is_empty) {
        return None;
    }
    let rest = segments.split_off(2);
    let [selector, domain] = <[String; 2]>::try_from(segments).ok()?;
    if !matches!(selector.as_str(), "rest" | "RS") || domain == "devisclient" {
        return None;
    }
    let (last, before) = rest.split_last()?;
    let is_verb = VERBS.contains(&last.as_str());
    // Collections and their elements take turns: employees/{id}/business-cards/{id}.
    let is_element = rest.len().is_multiple_of(2);
    let names: &[&str] = match verb {
        "get" | "update" | "patch" | "delete" if is_element && !is_verb => &["resource", "id"],
        "list" | "create" | "update-all" | "delete-all" if !is_element && !is_verb => &["resource"],
        "search" if last == "search" && is_element => &["resource", ""],
        "read" if last == "read" && !is_element && rest.len() > 2 => &["resource", "id", ""],
        "action" if is_verb && !matches!(last.as_str(), "search" | "read") => &["resource", "verb"],
        _ => return None,
    };
    let resource = rest.get(..=rest.len() - names.len())?.join("/");
    let mut values =
        vec![("selector".to_owned(), selector), ("domain".to_owned(), domain), ("resource".to_owned(), resource)];
    let named = names.iter().skip(1).zip(rest.get(rest.len() + 1 - names.len()..)?);
    values.extend(named.filter(|(name, _)| !name.is_empty()).map(|(name, value)| ((*name).to_owned(), value.clone())));
    let _ = before;
    Some(values)
}

/// A segment without its escapes.
fn decoded(segment: &str) -> Option<String> {
    let form = guichet_fixtures::Body::from_wire(
        Some("application/x-www-form-urlencoded"),
        segment.replace('+', "%2B").as_bytes(),
    );
    match form {
        Ok(guichet_fixtures::Body::Form { pairs, .. }) => pairs.into_iter().next().map(|(name, _)| name),
        _ => None,
    }
}

/// The collection that a call is about, `crm/customers`, and the element in it, if one is named.
pub(super) fn place(call: &Call<'_>) -> (String, Option<String>) {
    let capture = |name: &str| Some(call.capture(name)).filter(|value| !value.is_empty()).map(str::to_owned);
    let employee = || call.capture("employee_id");
    match call.operation.id.split('.').nth(1).unwrap_or_default() {
        "employees" => ("workforce/employees".to_owned(), capture("employee_id")),
        "business-cards" => (format!("workforce/employees/{}/business-cards", employee()), capture("business_card_id")),
        "purchase-invoices" => ("purchase/invoices".to_owned(), capture("purchase_invoice_id")),
        _ => (format!("{}/{}", call.capture("domain"), call.capture("resource")), capture("id")),
    }
}

/// The options of a read.
pub(super) fn options(call: &Call<'_>) -> Vec<String> {
    let options = call.body.get("options").and_then(guichet_fixtures::Json::as_array).unwrap_or_default();
    options.iter().filter_map(text_of).collect()
}
