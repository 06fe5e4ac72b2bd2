//! Customers as a person sees them: each value with the right to see it.

use guichet_fixtures::Json;

use super::page;
use super::tables::{Row, table};
use crate::engine::{Call, Reply, Store};

/// *Clients*. Every third one's e-mail address may not be seen.
pub(super) fn list(call: &Call<'_>) -> Result<Reply, Reply> {
    let customers = table("Customer").ok_or_else(|| super::wrong("TableName"))?;
    let window = call.face().window(call)?;
    let kind = call.query("TypeClient");
    let term = call.query("SearchTerm").map(str::to_lowercase);
    let holds = |row: &Row<'_>, column: &str, term: &String| {
        row.text(column).is_some_and(|text| text.to_lowercase().contains(term.as_str()))
    };
    let store = Store::default();
    let mut rows = customers.sorted(&store, customers.key());
    rows.retain(|row| {
        kind.is_none_or(|kind| row.text("Type").is_some_and(|of| of.eq_ignore_ascii_case(kind)))
            && term.as_ref().is_none_or(|term| ["Id", "Name"].iter().any(|column| holds(row, column, term)))
    });
    let clients = rows.iter().skip(window.offset).take(window.limit).map(client).collect();
    Ok(page("clients", window, rows.len(), clients))
}

fn client(row: &Row<'_>) -> Json {
    let field = |value: Json, seen: bool| {
        Json::object([("value", if seen { value } else { Json::Null }), ("hasRight", Json::from(seen))])
    };
    let number: usize = row.text("Id").and_then(|id| id.trim_start_matches("CL").parse().ok()).unwrap_or_default();
    let balance = row.value("OverdueBalance");
    let written = row.text("OverdueBalance").unwrap_or_default();
    let written = match written.split_once('.') {
        Some((whole, cents)) if whole.len() > 3 => {
            let (thousands, rest) = whole.split_at(whole.len() - 3);
            format!("{thousands} {rest}.{cents}")
        }
        _ => written,
    };
    let kind = if row.text("Type").as_deref() == Some("prospect") { "PR" } else { "CL" };
    Json::object([
        ("code", field(row.value("Id"), true)),
        ("name", field(row.value("Name"), true)),
        ("homePhoneNumber", field(Json::Null, true)),
        ("mobilePhoneNumber", field(Json::Null, true)),
        ("email", field(Json::Null, number % 3 != 1)),
        (
            "soldeEchu",
            Json::object([
                ("displayName", Json::from(written)),
                ("currency", Json::from("€")),
                ("value", balance),
                ("hasRight", Json::from(true)),
            ]),
        ),
        ("clientType", field(Json::from(kind), true)),
    ])
}
