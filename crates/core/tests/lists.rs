//! Lists come whole, or with an error that says what is wanting.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use common::*;
use futures_util::StreamExt as _;
use guichet_core::json::page_of;
use guichet_core::pager::{Envelope, Next, OffsetPage, Page, Row, Style};
use guichet_core::transport::{Reply, ScriptedTransport};
use guichet_core::vendor::Client;
use guichet_core::{Error, ErrorKind, Model, Outcome, Pager};

#[derive(Debug, Model, PartialEq)]
struct Thing {
    id: i64,
    amount: Option<guichet_core::Decimal>,
}

#[derive(Model)]
#[model(only_read)]
struct Body {
    #[model(required, with = "page_of")]
    data: Vec<Row<Thing>>,
    page: Option<i64>,
    pages: Option<i64>,
    total: Option<i64>,
    next: Option<String>,
}

fn count(number: Option<i64>) -> Option<u64> {
    number.and_then(|number| u64::try_from(number).ok())
}

impl Envelope<Thing> for Body {
    fn into_page(self, _: &http::HeaderMap) -> Page<Thing> {
        let next = match (count(self.page), count(self.pages), self.next) {
            (Some(current), Some(last), _) => Next::Page { current, last },
            (_, _, Some(link)) => Next::Link(link),
            _ => Next::End,
        };
        Page::new(self.data, next).total(count(self.total))
    }
}

/// As many things as that, from this number on.
fn things(from: usize, many: usize) -> String {
    (from..from + many).map(|id| format!(r#"{{"id":{id}}}"#)).collect::<Vec<_>>().join(",")
}

fn page(data: &str, page: u64, pages: u64, total: u64) -> Reply {
    Reply::json(format!(r#"{{"data":[{data}],"page":{page},"pages":{pages},"total":{total}}}"#))
}

fn numbered(client: &Client) -> Pager<Thing> {
    Pager::of::<Body>(client.call(&LIST), Style::Numbered("page"))
}

async fn read(pager: Pager<Thing>) -> (usize, Vec<Error>) {
    let (read, errors) = pager.collect_with_errors().await;
    (read.len(), errors)
}

#[tokio::test(start_paused = true)]
async fn fewer_than_announced_is_an_error_after_the_elements() {
    let scripted = |replies: Vec<Reply>| client(&ScriptedTransport::new(replies));
    for (replies, found, whole) in [
        (vec![page(&things(0, 2), 1, 2, 3), page(&things(2, 1), 2, 2, 3)], 3, true),
        (vec![page(&things(0, 2), 1, 1, 500)], 2, false),
        (vec![page(&things(0, 2), 1, 2, 4), page(&things(2, 1), 2, 2, 4)], 3, false),
        // A list that became shorter or longer while it was read.
        (vec![page(&things(0, 2), 1, 2, 4), page(&things(2, 1), 2, 2, 3)], 3, true),
        (vec![page(&things(0, 2), 1, 2, 3), page(&things(1, 2), 2, 2, 4)], 4, true),
    ] {
        let (read, errors) = read(numbered(&scripted(replies))).await;
        assert_eq!((read, errors.is_empty()), (found, whole), "{errors:?}");
        assert!(errors.iter().all(|error| error.kind() == ErrorKind::Paging && error.row().is_none()));
    }
    // Begun in the middle, nobody knows how many went before.
    let client = scripted(vec![page(&things(2, 1), 2, 2, 3)]);
    let (found, errors) = read(numbered(&client).resume("page:2".parse().unwrap())).await;
    assert_eq!((found, errors.len()), (1, 0));
    // Neither where the caller's own query says so; its first page is the beginning all the same.
    for (page_asked, replies, whole) in [
        (2, vec![page(&things(2, 1), 2, 2, 3)], true),
        (2, vec![page(&things(2, 2), 2, 3, 5), page(&things(4, 1), 3, 3, 5)], true),
        (1, vec![page(&things(0, 2), 1, 1, 3)], false),
    ] {
        let client = scripted(replies);
        let call = client.call(&LIST).query("page", page_asked);
        let (_, errors) = read(Pager::of::<Body>(call, Style::Numbered("page"))).await;
        assert_eq!(errors.is_empty(), whole, "{page_asked}: {errors:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn three_empty_pages_in_a_row_lead_nowhere() {
    let linked = |data: &str, next: u32| Reply::json(format!(r#"{{"data":[{data}],"next":"/things?page={next}"}}"#));
    let last = || Reply::json(format!(r#"{{"data":[{}]}}"#, things(9, 1)));
    let list =
        |replies: Vec<Reply>| Pager::of::<Body>(client(&ScriptedTransport::new(replies)).call(&LIST), Style::NextLink);
    let (found, errors) = read(list(vec![linked(&things(0, 1), 2), linked("", 3), linked("", 4), last()])).await;
    assert_eq!((found, errors.len()), (2, 0));
    let (found, errors) =
        read(list(vec![linked(&things(0, 1), 2), linked("", 3), linked("", 4), linked("", 5), last()])).await;
    assert_eq!((found, errors.len(), errors[0].kind()), (1, 1, ErrorKind::Paging));
}

#[tokio::test(start_paused = true)]
async fn no_body_and_no_list_are_no_list() {
    for (status, body) in [(200, ""), (204, ""), (200, " \n"), (200, "{}"), (200, r#"{"total":0}"#), (200, "\u{feff}")]
    {
        let transport = ScriptedTransport::always(Reply::new(status, body));
        let error = numbered(&client(&transport)).collect_all().await.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Decode, Outcome::NotDone), "{status} {body:?}");
    }
    for body in [r#"{"data":[]}"#, r#"{"data":null}"#, "\u{feff}{\"data\":[]}"] {
        let transport = ScriptedTransport::always(Reply::json(body));
        assert_eq!(numbered(&client(&transport)).collect_all().await.unwrap(), [], "{body}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_element_that_cannot_be_read_is_an_error_of_its_own() {
    let odd = r#"{"id":1},{"id":2,"amount":"s3cret"},{"amount":3},{"id":4}"#;
    let replies = || [page(odd, 1, 2, 5), page(&things(5, 1), 2, 2, 5)];
    let client_of = || client(&ScriptedTransport::new(replies()));
    let mut list = numbered(&client_of());
    let mut told = Vec::new();
    while let Some(item) = list.next().await {
        told.push(match item {
            Ok(thing) => thing.id.to_string(),
            Err(error) => {
                assert_eq!(
                    (error.kind(), error.status(), error.sent()),
                    (ErrorKind::Decode, Some(200), guichet_core::Sent::Yes)
                );
                assert!(!format!("{error} {error:?}").contains("s3cret"), "{error:?}");
                format!("{} {}", error.message().unwrap(), error.row().unwrap())
            }
        });
    }
    assert_eq!(
        told,
        [
            "1",
            r#"element 2 of its page: amount: not a decimal number {"id":2,"amount":"s3cret"}"#,
            r#"element 3 of its page: missing field `id` {"amount":3}"#,
            "4",
            "5",
        ]
    );
    assert_eq!(numbered(&client_of()).collect_all().await.unwrap_err().row(), Some(r#"{"id":2,"amount":"s3cret"}"#));
    let (read, errors) = numbered(&client_of()).collect_with_errors().await;
    assert_eq!((read.len(), errors.len()), (3, 2));
    // In pages the errors come first, so that none is passed over.
    let mut pages = numbered(&client_of()).pages();
    let mut shown = Vec::new();
    while let Some(page) = pages.next().await {
        shown.push(page.map_or(0, |page| page.len()));
    }
    assert_eq!(shown, [0, 0, 2, 1]);
    // What is no JSON ends the list: nobody knows where the next element begins.
    let broken = page(r#"{"id":1},{"id":2,"amount":},{"id":4}"#, 1, 1, 3);
    let all: Vec<_> = numbered(&client(&ScriptedTransport::new([broken]))).collect().await;
    assert_eq!((all.len(), all[0].as_ref().unwrap_err().row()), (1, None));
}

/// A million small elements are some hundred times as large in memory as in the answer.
#[tokio::test(start_paused = true)]
async fn a_page_has_a_bound_of_its_own() {
    let list = |many: usize, most: Option<usize>| {
        let transport = ScriptedTransport::always(page(&things(0, many), 1, 1, many as u64));
        let settings = settings(&transport);
        let settings = most.map_or(settings.clone(), |most| settings.max_elements(most));
        Pager::of::<Body>(Client::new(vendor(), settings).unwrap().call(&LIST), Style::Numbered("page"))
    };
    assert_eq!(list(10_000, None).collect_all().await.unwrap().len(), 10_000);
    let error = list(10_001, None).collect_all().await.unwrap_err();
    assert!(error.to_string().contains("at most 10000 elements on a page"), "{error}");
    assert_eq!(list(3, Some(3)).collect_all().await.unwrap().len(), 3);
    list(4, Some(3)).collect_all().await.unwrap_err();
    assert_eq!(list(20_000, Some(20_000)).collect_all().await.unwrap().len(), 20_000);
}

/// Three bytes of text can stand for hundreds in memory, at any depth.
#[tokio::test(start_paused = true)]
async fn elements_have_a_bound_on_their_sum_in_memory() {
    #[derive(Debug, Default, Model)]
    struct Wide {
        a: Option<String>,
        b: Option<String>,
        c: Option<String>,
        d: Option<String>,
        e: Option<String>,
        f: Option<String>,
        g: Option<String>,
        h: Option<String>,
    }
    #[derive(Debug, Model)]
    struct Nested {
        inner: Vec<Wide>,
        by_name: std::collections::BTreeMap<String, Wide>,
    }
    let fetch = async |body: String| {
        let transport = ScriptedTransport::always(Reply::json(body));
        let nested = Client::new(vendor(), settings(&transport)).unwrap().call(&LIST).fetch::<Nested>().await;
        nested.map(|nested| (nested.inner.len(), nested.by_name.len()))
    };
    let list = |many: usize| format!(r#"{{"inner":[{}{{}}]}}"#, "{},".repeat(many - 1));
    assert_eq!(fetch(list(100_000)).await.unwrap(), (100_000, 0));
    let error = fetch(list(3_000_000)).await.unwrap_err();
    assert!(error.to_string().contains("many times the answer's size"), "{error}");
    let entries: Vec<String> = (0..900_000).map(|n| format!(r#""{n}":{{}}"#)).collect();
    let error = fetch(format!(r#"{{"by_name":{{{}}}}}"#, entries.join(","))).await.unwrap_err();
    assert!(error.to_string().contains("many times the answer's size"), "{error}");
}

/// A server that cuts its pages shorter than asked for: without a total only an empty page is the end.
#[tokio::test(start_paused = true)]
async fn a_server_with_a_bound_of_its_own_gives_the_whole_list() {
    #[derive(Model)]
    #[model(only_read)]
    struct Plain {
        #[model(required, with = "page_of")]
        data: Vec<Row<Thing>>,
    }
    impl Envelope<Thing> for Plain {
        fn into_page(self, _: &http::HeaderMap) -> Page<Thing> {
            Page::new(self.data, Next::ByCount)
        }
    }
    let cut = |from, many| Reply::json(format!(r#"{{"data":[{}]}}"#, things(from, many)));
    let transport = ScriptedTransport::new([cut(0, 50), cut(50, 50), cut(100, 30), cut(130, 0)]);
    let call = client(&transport).call(&LIST).page(OffsetPage::new("skip", 0, "take", 100));
    assert_eq!(Pager::of::<Plain>(call, Style::Offset).collect_all().await.unwrap().len(), 130);
}
