//! A list that is long enough to matter.

use std::collections::BTreeSet;

use guichet_fixtures::Json;
use guichet_sandbox::Sandbox;

use crate::common::get;

async fn walk(sandbox: &Sandbox, query: &str) -> (Vec<String>, usize) {
    let mut ids = Vec::new();
    let mut page = 1;
    loop {
        let answer = get(sandbox, &format!("/api/customers/?page={page}{query}")).await;
        let json = answer.json();
        let items = json.get("data").and_then(Json::as_array).unwrap();
        assert_eq!(answer.at("meta.pagination.count"), items.len().to_string());
        assert_eq!(answer.at("meta.pagination.current_page"), page.to_string());
        ids.extend(items.iter().map(|item| item.get("id").unwrap().to_string()));
        if answer.at("meta.pagination.total_pages") == page.to_string() {
            assert_eq!(answer.at("meta.pagination.total"), ids.len().to_string());
            return (ids, page);
        }
        page += 1;
    }
}

#[tokio::test]
async fn pages_are_complete_and_without_duplicates() {
    let sandbox = Sandbox::start().await.unwrap();
    for (query, pages) in [
        ("", 5),
        ("&per_page=20", 13),
        ("&per_page=50", 5),
        ("&per_page=1000", 5),
        ("&per_page=7", 36),
        ("&sort=-city", 5),
    ] {
        let (ids, walked) = walk(&sandbox, query).await;
        assert_eq!(ids.len(), 250, "{query}");
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), 250, "{query}");
        assert_eq!(walked, pages, "{query}");
    }
    let beyond = get(&sandbox, "/api/customers/?page=14").await;
    assert_eq!((beyond.status, beyond.at("data")), (200, "[]".to_owned()));
    let far = get(&sandbox, "/api/customers/?page=18446744073709551615&per_page=50").await;
    assert_eq!((far.status, far.at("data")), (200, "[]".to_owned()));
}

#[tokio::test]
async fn filters_and_sorting_hold_over_pages() {
    let sandbox = Sandbox::start().await.unwrap();
    let (kos, _) = walk(&sandbox, "&filter%5Bcity%5D=kos").await;
    assert!((40..60).contains(&kos.len()));
    let up = get(&sandbox, "/api/customers/?sort=fullname&per_page=50").await;
    let names: Vec<String> = up.json().get("data").unwrap().as_array().unwrap().iter().map(name).collect();
    assert!(names.is_sorted());
    let down = get(&sandbox, "/api/customers/?sort=-fullname&per_page=1").await;
    assert!(down.at("data[0].fullname").to_lowercase() > *names.last().unwrap());
}

fn name(customer: &Json) -> String {
    customer.get("fullname").and_then(Json::as_str).unwrap().to_lowercase()
}
