//! Accengage's invocations.

use guichet_accengage::devices::{DevicesQuery, Record};
use guichet_accengage::{Accengage, Call, Effect, ErrorKind, Result};
use guichet_core::dates::parse_date;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::exercise::arguments::arg;
use crate::exercise::{Exercise, on, reading};

/// The app of the documentation.
fn app() -> String {
    arg("partner_id", "12345678".to_owned())
}

/// A note of the sandbox's playground, which stands for every route that is not documented.
fn note(accengage: &Accengage, effect: Effect) -> Call {
    accengage.apps().get(app(), [arg("path", "notes".to_owned())], effect).query("id", arg("id", 7))
}

/// Members in the order in which the documented signatures were made.
#[derive(Debug, Serialize)]
struct Note {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<i64>,
    text: &'static str,
    title: &'static str,
}

const MEETING: Note = Note { id: None, text: "Préparer l’envoi du 12", title: "Réunion" };

/// An answer as it came: the caller's type for a route that nobody documented.
async fn raw(call: Call) -> Result<Box<RawValue>> {
    call.send().await
}

#[derive(Debug, Serialize)]
struct Token {
    token_type: Option<String>,
    access_token: String,
}

/// The rows of one page, because the fixtures' links lead to the vendor's own host; where lists are read to their end, all rows.
async fn rows(accengage: Accengage, query: DevicesQuery) -> Result<Vec<Record>> {
    let mut rows = accengage.devices().list::<Record>(app(), query);
    let (mut all, mut page, mut before) = (Vec::new(), None, 0);
    while let Some(row) = rows.next().await {
        match row {
            Ok(row) => {
                if rows.cursor() != page.as_ref() {
                    if !reading::goes_on_after(all.len() - before) {
                        return Ok(all);
                    }
                    (page, before) = (rows.cursor().cloned(), all.len());
                }
                all.push(row);
            }
            Err(error) if error.kind() == ErrorKind::Paging && !reading::is_whole() => break,
            Err(error) => return Err(error),
        }
    }
    reading::goes_on_after(all.len() - before);
    Ok(all)
}

/// All of them, in the order of the documentation.
pub(super) fn table() -> Vec<Exercise<Accengage>> {
    vec![
        on(
            &["access-token/create", "access-token/create--signature", "access-token/create--unknown-route"],
            |a: Accengage| async move {
                let token = a.access_tokens().create().await?;
                Ok(Token { token_type: token.token_type, access_token: token.access_token.expose().to_owned() })
            },
        ),
        on(&["me/get"], |a: Accengage| async move { a.me().get().await }),
        on(&["devices/list"], |a: Accengage| async move { rows(a, DevicesQuery::default()).await }),
        on(&["devices/list--last-open"], |a: Accengage| async move {
            rows(a, DevicesQuery { last_open: parse_date("2018-10-01"), ..DevicesQuery::default() }).await
        })
        .live(),
        on(&["devices/list--fields"], |a: Accengage| async move {
            rows(a, DevicesQuery { fields: Some("deviceId,lastOpen".into()), ..DevicesQuery::default() }).await
        })
        .live(),
        on(&["devices/list--empty-links"], |a: Accengage| async move { page(a, 1).await }).live(),
        on(&["devices/list--page-2"], |a: Accengage| async move { page(a, 2).await }).live(),
        on(&["devices/list--empty-page"], |a: Accengage| async move { page(a, 3).await }),
        on(&["devices/list--last"], |a: Accengage| async move { page(a, 4).await }).live(),
        on(&["devices/list--beyond"], |a: Accengage| async move { page(a, 5).await }),
        on(
            &[
                "apps/get",
                "apps/get--partial",
                "apps/get--unknown-route",
                "apps/get--token-invalid",
                "apps/get--signature",
                "apps/get--token-expired",
                "apps/get--token-missing",
                "apps/get--forbidden",
                "apps/get--db",
                "apps/get--cache",
                "apps/get--service",
                "apps/get--util",
                "apps/get--support",
                "apps/get--unknown",
            ],
            |a: Accengage| async move { raw(note(&a, Effect::Safe)).await },
        ),
        on(&["apps/get--link"], |a: Accengage| async move { raw(notes(&a, 1)).await }),
        on(&["apps/get--page"], |a: Accengage| async move { raw(notes(&a, 2)).await }),
        on(&["apps/post", "apps/post--format"], |a: Accengage| async move {
            let call = a.apps().post(app(), [arg("path", "notes".to_owned())], Effect::Unsafe);
            raw(call.json(&MEETING)).await
        }),
        on(&["apps/put"], |a: Accengage| async move {
            let call = a.apps().put(app(), [arg("path", "notes".to_owned())], Effect::Idempotent);
            raw(call.json(&Note { id: Some(arg("id", 7)), text: "Reporté au 19", ..MEETING })).await
        }),
        on(&["apps/delete"], |a: Accengage| async move {
            let call = a.apps().delete(app(), [arg("path", "notes".to_owned())], Effect::Idempotent);
            raw(call.query("id", arg("id", 7))).await
        }),
    ]
}

fn notes(accengage: &Accengage, page: u32) -> Call {
    accengage.apps().get(app(), ["notes"], Effect::Safe).query("page", page)
}

async fn page(accengage: Accengage, page: u32) -> Result<Vec<Record>> {
    rows(accengage, DevicesQuery { page: Some(page), ..DevicesQuery::default() }).await
}
