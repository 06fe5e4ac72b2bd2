//! Pages by links: in a header for devices, in the body for notes.

use std::collections::BTreeSet;

use guichet_fixtures::Json;

use crate::common::Answer;
use crate::signed::{APP, Signed};

/// The target of the header's link, which must be the only one, to the next page, on this host and mount (fact C12).
fn next(answer: &Answer) -> Option<String> {
    let link = answer.header("link")?.strip_suffix("; rel=\"next\"").unwrap();
    Some(on_this_host(link.strip_prefix('<').unwrap().strip_suffix('>').unwrap()))
}

fn on_this_host(url: &str) -> String {
    url.strip_prefix("http://localhost/accengage").unwrap().to_owned()
}

/// The rows without their head, split where no quotes are.
fn rows(answer: &Answer) -> Vec<Vec<String>> {
    assert_eq!(answer.header("content-type"), Some("text/csv; charset=utf-8"));
    let text = String::from_utf8(answer.body.clone()).unwrap();
    let (mut rows, mut row, mut value, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            ';' if !quoted => row.push(std::mem::take(&mut value)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut value));
                rows.push(std::mem::take(&mut row));
            }
            c => value.push(c),
        }
    }
    assert!(!quoted && value.is_empty() && row.is_empty());
    // Every page repeats the columns' names, but where there is nothing at all (fact C12).
    if !rows.is_empty() {
        rows.remove(0);
    }
    rows
}

async fn walk(signed: &Signed, query: &str) -> (Vec<Vec<String>>, Vec<usize>) {
    let (mut all, mut sizes) = (Vec::new(), Vec::new());
    let mut target = Some(format!("{APP}/devices{query}"));
    while let Some(at) = target {
        let answer = signed.get(&at).await;
        assert_eq!(answer.status, 200, "{at}");
        let found = rows(&answer);
        sizes.push(found.len());
        all.extend(found);
        target = next(&answer);
    }
    (all, sizes)
}

#[tokio::test]
async fn devices_are_complete_across_an_empty_page() {
    let signed = Signed::start().await;
    let (devices, sizes) = walk(&signed, "").await;
    assert_eq!(sizes, [100, 0, 100, 50]);
    assert!(devices.iter().all(|row| row.len() == 5));
    assert_eq!(devices.iter().map(|row| &row[0]).collect::<BTreeSet<_>>().len(), 250);
    assert!(devices.iter().any(|row| row[4].contains(';')) && devices.iter().any(|row| row[4].contains('\n')));
}

#[tokio::test]
async fn fields_and_last_open_hold_over_pages() {
    let signed = Signed::start().await;
    let (devices, sizes) = walk(&signed, "?lastOpen=2018-06-01&fields=lastOpen%2CdeviceId").await;
    assert!(sizes.len() > 2, "{sizes:?}");
    assert!(devices.len() > 100 && devices.len() < 250);
    assert!(devices.iter().all(|row| row.len() == 2 && row[0].as_str() >= "2018-06-01"));
    let (none, sizes) = walk(&signed, "?lastOpen=2030-01-01").await;
    assert_eq!((none.len(), sizes), (0, vec![0]));
    assert_eq!(signed.get(&format!("{APP}/devices?lastOpen=2030-01-01")).await.body, b"");
}

#[tokio::test]
async fn pages_outside_are_empty_and_end() {
    let signed = Signed::start().await;
    for page in ["0", "-1", "5", "100", "9223372036854775807", "99999999999999999999999"] {
        let devices = signed.get(&format!("{APP}/devices?page={page}")).await;
        assert_eq!((devices.status, rows(&devices).len()), (200, 0), "{page}");
        assert_eq!(devices.header("link"), None, "{page}");
        let notes = signed.get(&format!("{APP}/notes?page={page}")).await;
        assert_eq!((notes.status, notes.at("notes"), notes.at("links.next")), (200, "[]".into(), "(nothing)".into()));
    }
}

#[tokio::test]
async fn notes_are_linked_in_the_body_alone() {
    let signed = Signed::start().await;
    let (mut ids, mut sizes) = (BTreeSet::new(), Vec::new());
    let mut target = Some(format!("{APP}/notes"));
    while let Some(at) = target {
        let answer = signed.get(&at).await;
        assert_eq!(answer.header("link"), None);
        let json = answer.json();
        let notes = json.get("notes").and_then(Json::as_array).unwrap();
        sizes.push(notes.len());
        ids.extend(notes.iter().map(|note| note.get("id").unwrap().to_string()));
        assert!(on_this_host(&answer.at("links.first")).ends_with("page=1"));
        assert_eq!(json.at("links.prev").is_some(), sizes.len() > 1);
        target = json.at("links.next").and_then(Json::as_str).map(on_this_host);
    }
    assert_eq!((ids.len(), sizes), (150, vec![100, 50]));
}
