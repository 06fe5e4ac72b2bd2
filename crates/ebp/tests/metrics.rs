//! The example of metrics: what it exports of its calls.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;

#[path = "../examples/metrics.rs"]
mod metrics;

#[tokio::test]
async fn calls_are_exported_as_metrics() {
    let exported = metrics::run().await.unwrap();
    // How often calls waited for a turn, and whether the one that was given up had left by then, is a matter of time.
    let (turns, mut exported): (BTreeMap<_, _>, BTreeMap<_, _>) =
        exported.into_iter().partition(|(line, _)| line.contains("wait.kind=turn"));
    // One of the two at once in any case.
    let waited = turns.iter().filter(|(line, _)| line.contains("=ebp.accounting.journals.get"));
    assert_eq!(waited.filter(|(_, calls)| **calls >= 1).count(), 1, "{turns:?}");
    let attempts = exported.remove("guichet.attempts{guichet.operation=ebp.accounting.journals.list}");
    assert!(attempts >= Some(2), "{attempts:?}");

    let told: Vec<String> = exported.iter().map(|(line, value)| format!("{} {value}", short(line))).collect();
    assert_eq!(
        told,
        [
            "guichet.attempts{operation=journals.create} 1",
            "guichet.attempts{operation=journals.get} 3",
            "guichet.attempts{operation=identity.exchange} 1",
            "guichet.attempts{operation=identity.refresh} 1",
            "guichet.calls{error.type=404, operation=journals.get, outcome=not_done} 1",
            "guichet.calls{error.type=Dropped, operation=journals.list, outcome=not_done} 1",
            "guichet.calls{error.type=Interrupted, operation=journals.create, outcome=unknown} 1",
            "guichet.calls{operation=journals.get, outcome=done} 1",
            "guichet.calls{operation=journals.list, outcome=done} 1",
            "guichet.calls{operation=identity.exchange, outcome=done} 1",
            "guichet.calls{operation=identity.refresh, outcome=done} 1",
            "guichet.quota.left{} 4999",
            "guichet.renewals{operation=journals.get} 1",
            "guichet.repeats{error.type=503, operation=journals.list} 1",
            "guichet.retry_budget.left{} 99",
            "guichet.wait.duration{operation=journals.list, wait.kind=pause} 1",
            "http.client.request.duration{error.type=401, operation=journals.get, GET, 401} 1",
            "http.client.request.duration{error.type=404, operation=journals.get, GET, 404} 1",
            "http.client.request.duration{error.type=503, operation=journals.list, GET, 503} 1",
            "http.client.request.duration{error.type=Interrupted, operation=journals.create, POST} 1",
            "http.client.request.duration{operation=journals.get, GET, 200} 1",
            "http.client.request.duration{operation=journals.list, GET, 200} 1",
            "http.client.request.duration{operation=identity.exchange, POST, 200} 1",
            "http.client.request.duration{operation=identity.refresh, POST, 200} 1",
        ]
    );
}

/// Without what is the same in all of them.
fn short(line: &str) -> String {
    let Some((name, attributes)) = line.split_once('{') else { panic!("{line}") };
    let (attributes, server) =
        attributes.split_once(", server.address=127.0.0.1, server.port=").unwrap_or((attributes, "}"));
    assert_eq!(name.starts_with("http."), server != "}", "{line}");
    let mut short = format!("{name}{{{}}}", attributes.trim_end_matches('}'));
    for (long, by) in [
        ("guichet.operation=ebp.", "operation="),
        ("operation=accounting.", "operation="),
        (", guichet.", ", "),
        ("http.request.method=", ""),
        ("http.response.status_code=", ""),
    ] {
        short = short.replace(long, by);
    }
    short
}
