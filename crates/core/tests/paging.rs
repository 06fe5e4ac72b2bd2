//! Lists of every style, and servers that do not keep their word.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use common::*;
use futures_util::{StreamExt as _, TryStreamExt as _};
use guichet_core::pager::{Envelope, Next, OffsetPage, Page, Style, next_link};
use guichet_core::transport::{Reply, ScriptedTransport};
use guichet_core::vendor::Client;
use guichet_core::{ErrorKind, Pager, Sent};
use serde::Deserialize;

#[derive(Deserialize)]
struct Body {
    data: Vec<u32>,
    page: Option<u64>,
    pages: Option<u64>,
    next: Option<String>,
}

impl Envelope<u32> for Body {
    fn into_page(self, headers: &http::HeaderMap) -> Page<u32> {
        let next = match (self.page, self.pages, self.next) {
            (Some(current), Some(last), _) => Next::Page { current, last },
            (_, _, Some(link)) => Next::Link(link),
            _ => Next::End,
        };
        let next = match next_link(headers) {
            Next::End => next,
            other => other,
        };
        Page::new(self.data, next).total(self.pages)
    }
}

fn pager(client: &Client, style: Style) -> Pager<u32> {
    Pager::new::<Body>(client.call(&LIST).query("filter[a]", "x y").query("page_size", 2), style)
}

fn numbered(client: &Client) -> Pager<u32> {
    pager(client, Style::Numbered("page"))
}

fn page(data: &str, current: u64, last: u64) -> Reply {
    Reply::json(format!(r#"{{"data":[{data}],"page":{current},"pages":{last}}}"#))
}

fn link(data: &str, next: &str) -> Reply {
    Reply::json(format!(r#"{{"data":[{data}],"next":{next:?}}}"#))
}

fn targets(transport: &ScriptedTransport) -> Vec<String> {
    transport.requests().iter().map(|request| request.target().to_owned()).collect()
}

#[tokio::test(start_paused = true)]
async fn one_page_is_one_request() {
    let transport = ScriptedTransport::new([Reply::json(r#"{"data":[1,2,3]}"#)]);
    let client = client(&transport);
    assert_eq!(pager(&client, Style::Single).collect_all().await.unwrap(), [1, 2, 3]);
    assert_eq!(targets(&transport), ["/things?filter%5Ba%5D=x%20y&page_size=2"]);
}

#[tokio::test(start_paused = true)]
async fn numbered_pages_keep_every_filter_and_fetch_nothing_early() {
    let transport = ScriptedTransport::new([page("1,2", 1, 3), page("3,4", 2, 3), page("5", 3, 3)]);
    let client = client(&transport);
    let mut list = numbered(&client);
    assert_eq!((transport.requests().len(), list.cursor()), (0, None));
    for expected in 1..=5_u32 {
        assert_eq!(list.next().await.unwrap().unwrap(), expected);
        assert_eq!(transport.requests().len(), (expected as usize).div_ceil(2));
    }
    assert!(list.next().await.is_none() && list.next().await.is_none());
    assert_eq!((list.cursor(), list.total()), (None, Some(3)));
    assert_eq!(
        targets(&transport),
        [
            "/things?filter%5Ba%5D=x%20y&page_size=2",
            "/things?filter%5Ba%5D=x%20y&page_size=2&page=2",
            "/things?filter%5Ba%5D=x%20y&page_size=2&page=3"
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn empty_pages_go_on_and_page_sizes_are_the_servers_affair() {
    let transport = ScriptedTransport::new([page("", 1, 4), page("1,2,3,4,5", 2, 4), page("", 3, 4), page("6", 4, 4)]);
    assert_eq!(numbered(&client(&transport)).collect_all().await.unwrap(), [1, 2, 3, 4, 5, 6]);
}

#[tokio::test(start_paused = true)]
async fn links_are_followed_as_given_on_the_origin_only() {
    let transport = ScriptedTransport::new([
        link("1", "https://api.example.com/things?cursor=b%2Fc"),
        link("", "/things?cursor=d"),
        link("2", "?cursor=e"),
        link("3", ""),
    ]);
    let client = client(&transport);
    assert_eq!(pager(&client, Style::NextLink).collect_all().await.unwrap(), [1, 2, 3]);
    assert_eq!(targets(&transport)[1..], ["/things?cursor=b%2Fc", "/things?cursor=d", "/things?cursor=e"]);

    for foreign in [
        "https://evil.example/things",
        "//evil.example/x",
        "http://api.example.com:8080/things",
        "http://evil.example/things",
        "https://api.example.com:8443/x",
        "https://u:p@api.example.com/x",
    ] {
        let transport = ScriptedTransport::new([link("1", foreign), link("2", "")]);
        let mut list = pager(&common::client(&transport), Style::NextLink);
        // The page itself is good.
        assert_eq!(list.next().await.unwrap().unwrap(), 1);
        let error = list.next().await.unwrap().unwrap_err();
        assert_eq!((error.kind(), transport.requests().len()), (ErrorKind::Paging, 1), "{foreign}");
        assert!(list.next().await.is_none());
    }
}

#[tokio::test(start_paused = true)]
async fn repeated_cursors_and_cycles_end_in_an_error() {
    // Back to itself, back to the first, and round through three.
    for cycle in [
        vec!["/things?c=2", "/things?c=2"],
        vec!["/things?c=2", "/things?filter%5Ba%5D=x%20y&page_size=2"],
        vec!["/things?c=2", "/things?c=3", "/things?c=4", "/things?c=2"],
    ] {
        let transport = ScriptedTransport::new(cycle.iter().map(|next| link("1", next)));
        let error = pager(&client(&transport), Style::NextLink).collect_all().await.unwrap_err();
        assert_eq!((error.kind(), transport.requests().len()), (ErrorKind::Paging, cycle.len()), "{cycle:?}");
    }
    // A server that gives page 1 whatever is asked.
    let transport = ScriptedTransport::always(page("1", 1, 9));
    let error = numbered(&client(&transport)).collect_all().await.unwrap_err();
    assert_eq!((error.kind(), transport.requests().len()), (ErrorKind::Paging, 2));
    assert!(error.to_string().contains("asked for page 2, the vendor gave page 1"), "{error}");
    // One whose end recedes.
    let transport = ScriptedTransport::new((1..=10).map(|n| page("1", n, n + 1)));
    let error = numbered(&client(&transport)).max_pages(5).collect_all().await.unwrap_err();
    assert_eq!((error.kind(), transport.requests().len()), (ErrorKind::Paging, 5));
}

#[tokio::test(start_paused = true)]
async fn after_an_error_the_list_goes_on_from_its_cursor() {
    let transport =
        ScriptedTransport::new([page("1,2", 1, 3), Reply::new(400, "no"), page("3,4", 2, 3), page("5", 3, 3)]);
    let client = client(&transport);
    let mut list = numbered(&client);
    let mut seen = Vec::new();
    let cursor = loop {
        match list.next().await.unwrap() {
            Ok(item) => seen.push(item),
            Err(error) => {
                assert_eq!(error.sent(), Sent::Yes);
                assert!(list.next().await.is_none());
                break list.cursor().unwrap().to_string();
            }
        }
    };
    assert_eq!((cursor.as_str(), &seen[..]), ("page:2", &[1, 2][..]));
    seen.extend(numbered(&client).resume(cursor.parse().unwrap()).collect_all().await.unwrap());
    assert_eq!(seen, [1, 2, 3, 4, 5]);

    // By link as well, and a cursor that was tampered with leads nowhere.
    let transport = ScriptedTransport::new([link("1", "/things?c=2"), Reply::status(404), link("2", "")]);
    let client = common::client(&transport);
    let mut list = pager(&client, Style::NextLink);
    assert!(list.next().await.unwrap().is_ok() && list.next().await.unwrap().is_err());
    let cursor = list.cursor().unwrap().to_string();
    assert_eq!(pager(&client, Style::NextLink).resume(cursor.parse().unwrap()).collect_all().await.unwrap(), [2]);
    for bad in ["link:https://evil.example/x", "page:2"] {
        let error = pager(&client, Style::NextLink).resume(bad.parse().unwrap()).collect_all().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Paging);
    }
    assert!("nonsense".parse::<guichet_core::pager::Cursor>().is_err());
    assert_eq!(transport.requests().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn it_is_a_stream_of_items_and_of_pages() {
    let replies = || [page("1,2", 1, 2), page("3", 2, 2)];
    let client = client(&ScriptedTransport::new(replies().into_iter().chain(replies())));
    let items: Vec<u32> = numbered(&client).map_ok(|n| n * 10).try_collect().await.unwrap();
    assert_eq!(items, [10, 20, 30]);
    let pages: Vec<Vec<u32>> = numbered(&client).pages().map(Result::unwrap).collect().await;
    assert_eq!(pages, [vec![1, 2], vec![3]]);
}

#[tokio::test(start_paused = true)]
async fn a_list_dropped_while_fetching_can_be_asked_again() {
    let transport = ScriptedTransport::new([page("1", 1, 1).after(SECOND)]);
    let client = client(&transport);
    let mut list = numbered(&client);
    assert!(tokio::time::timeout(SECOND / 2, list.next()).await.is_err());
    // The fetch under way is kept by the pager, not by the dropped future.
    assert_eq!(list.next().await.unwrap().unwrap(), 1);
    assert_eq!(transport.requests().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_link_header_comes_before_a_link_in_the_body() {
    let header = |reply: Reply, link: &str| reply.header("link", link);
    let transport = ScriptedTransport::new([
        header(
            link("1", "/things?body"),
            r#"</things?first>; rel="first", </things?c=2;x,y>; title="a, b; rel=no"; rel="prev next""#,
        ),
        header(link("", "/things?c=3"), r#"<>; rel="next""#),
        header(link("2", ""), r#"</things?c=0>; rel=prev"#),
    ]);
    assert_eq!(pager(&client(&transport), Style::NextLink).collect_all().await.unwrap(), [1, 2]);
    assert_eq!(targets(&transport)[1..], ["/things?c=2;x,y", "/things?c=3"]);
    let mut headers = http::HeaderMap::new();
    for (value, expected) in [
        ("garbage", Next::Unreadable),
        (r#"<a>; rel="next"#, Next::Unreadable),
        (r#"<a>; rel="prev", garbage, <b>; rel="next""#, Next::Unreadable),
        ("", Next::End),
        (r#"<a>; rel="nextish""#, Next::End),
        (r#"<>; rel="next""#, Next::End),
        ("<a>; REL=Next", Next::Link("a".into())),
        (r#" <?p=2> ; title = "x ; y" ; rel = "next" "#, Next::Link("?p=2".into())),
    ] {
        headers.insert("link", value.parse().unwrap());
        assert_eq!(next_link(&headers), expected, "{value}");
    }
    headers.insert("link", http::HeaderValue::from_bytes("</é>; rel=\"next\"".as_bytes()).unwrap());
    assert_eq!(next_link(&headers), Next::Link("/é".into()));
    headers.insert("link", http::HeaderValue::from_bytes(b"</\xff>; rel=next").unwrap());
    assert_eq!(next_link(&headers), Next::Unreadable);

    // What cannot be read is an error, after the page that it came with.
    let transport = ScriptedTransport::new([header(link("1", ""), "garbage")]);
    let mut list = pager(&common::client(&transport), Style::NextLink);
    assert_eq!(list.next().await.unwrap().unwrap(), 1);
    assert_eq!(list.next().await.unwrap().unwrap_err().kind(), ErrorKind::Paging);
}

#[tokio::test(start_paused = true)]
async fn a_cursor_within_a_page_loses_nothing() {
    let replies = || [page("1,2,3", 1, 2), page("4", 2, 2)];
    let transport = ScriptedTransport::new(replies());
    let client = client(&transport);
    let mut list = numbered(&client);
    assert_eq!(list.next().await.unwrap().unwrap(), 1);
    let cursor = list.cursor().unwrap().clone();
    assert_eq!(cursor.to_string(), "page:1");
    let rest: Vec<Vec<u32>> = list.pages().map(Result::unwrap).collect().await;
    assert_eq!(rest, [vec![2, 3], vec![4]]);
    transport.push(replies());
    assert_eq!(numbered(&client).resume(cursor).collect_all().await.unwrap(), [1, 2, 3, 4]);
}

/// A list whose places are counted, with a total or without one.
#[derive(Deserialize)]
struct Counted {
    data: Vec<u32>,
    total: Option<u64>,
}

impl Envelope<u32> for Counted {
    fn into_page(self, _: &http::HeaderMap) -> Page<u32> {
        Page::new(self.data, Next::ByCount).total(self.total)
    }
}

fn counted(client: &Client, from: u64, size: u64) -> Pager<u32> {
    let call = client.call(&LIST).page(OffsetPage::new("skip", from, "take", size));
    Pager::new::<Counted>(call.query("search", "x"), Style::Offset)
}

fn some(data: &str) -> Reply {
    Reply::json(format!(r#"{{"data":[{data}]}}"#))
}

fn of(data: &str, total: u64) -> Reply {
    Reply::json(format!(r#"{{"data":[{data}],"total":{total}}}"#))
}

#[tokio::test(start_paused = true)]
async fn a_counted_list_ends_at_its_total_however_full_its_pages_are() {
    for (replies, expected, asked) in [
        (vec![of("1,2", 4), of("3,4", 4)], vec![1, 2, 3, 4], vec![0, 2]),
        (vec![of("1,2", 3), of("3", 3)], vec![1, 2, 3], vec![0, 2]),
        // Fewer on a page than asked for, and still more to come.
        (vec![of("1", 3), of("2", 3), of("3", 3)], vec![1, 2, 3], vec![0, 1, 2]),
        (vec![of("", 0)], vec![], vec![0]),
        // A vendor that does not page at all.
        (vec![of("1,2,3", 3)], vec![1, 2, 3], vec![0]),
    ] {
        let transport = ScriptedTransport::new(replies);
        let client = client(&transport);
        assert_eq!(counted(&client, 0, 2).collect_all().await.unwrap(), expected);
        let expected: Vec<String> = asked.iter().map(|skip| format!("/things?skip={skip}&take=2&search=x")).collect();
        assert_eq!(targets(&transport), expected);
    }
}

#[tokio::test(start_paused = true)]
async fn without_a_total_an_empty_page_is_the_last() {
    for (replies, expected) in [
        // A server may have a bound of its own for a page.
        (vec![some("1,2"), some("3"), some("4"), some("")], vec![1, 2, 3, 4]),
        (vec![some("1,2"), some("")], vec![1, 2]),
        (vec![some("")], vec![]),
        // All at once, whatever was asked for.
        (vec![some("1,2,3")], vec![1, 2, 3]),
    ] {
        let pages = replies.len();
        let transport = ScriptedTransport::new(replies);
        let client = client(&transport);
        assert_eq!(counted(&client, 0, 2).collect_all().await.unwrap(), expected);
        assert_eq!(transport.requests().len(), pages);
    }
}

/// A vendor that may pass over both parameters gives the same again: a page that is not full is not followed, where the caller says so.
#[tokio::test(start_paused = true)]
async fn a_short_page_is_the_last_of_a_list_without_a_total_where_that_is_said() {
    for (replies, expected) in [
        (vec![some("1")], vec![1]),
        (vec![some("1,2"), some("3")], vec![1, 2, 3]),
        (vec![some("1,2"), some("")], vec![1, 2]),
        (vec![some("1,2,3")], vec![1, 2, 3]),
        // A total goes before it.
        (vec![of("1", 2), of("2", 2)], vec![1, 2]),
    ] {
        let pages = replies.len();
        let transport = ScriptedTransport::new(replies);
        let call = client(&transport).call(&LIST).page(OffsetPage::new("skip", 0, "take", 2).short_is_last());
        assert_eq!(Pager::new::<Counted>(call, Style::Offset).collect_all().await.unwrap(), expected);
        assert_eq!(transport.requests().len(), pages);
    }
}

#[tokio::test(start_paused = true)]
async fn a_vendor_that_passes_nothing_over_or_counts_what_is_not_there_ends_the_list_with_an_error() {
    for (reply, found) in [(some("1,2"), 2), (of("1,2", 9), 2)] {
        let transport = ScriptedTransport::always(reply);
        let client = client(&transport);
        let all: Vec<_> = counted(&client, 0, 2).collect().await;
        let good: Vec<u32> = all.iter().filter_map(|item| item.as_ref().ok().copied()).collect();
        // The page comes twice before it is known for the same.
        assert_eq!(good.len(), found * 2);
        assert_eq!(all.last().unwrap().as_ref().unwrap_err().kind(), ErrorKind::Paging);
        assert_eq!(transport.requests().len(), 2);
    }
    let transport = ScriptedTransport::new([of("1,2", 9), of("", 9)]);
    let client = client(&transport);
    let all: Vec<_> = counted(&client, 0, 2).collect().await;
    assert_eq!(all.iter().filter(|item| item.is_ok()).count(), 2);
    assert_eq!(all.last().unwrap().as_ref().unwrap_err().kind(), ErrorKind::Paging);
}

#[tokio::test(start_paused = true)]
async fn a_counted_list_goes_on_from_its_cursor() {
    let transport = ScriptedTransport::new([of("1,2", 5), of("3,4", 5)]);
    let client = client(&transport);
    let mut list = counted(&client, 0, 2);
    for _ in 0..3 {
        list.next().await.unwrap().unwrap();
    }
    let kept = list.cursor().unwrap().to_string();
    assert_eq!(kept, "offset:2");
    transport.push([of("3,4", 5), of("5", 5)]);
    let rest = counted(&client, 0, 2).resume(kept.parse().unwrap()).collect_all().await.unwrap();
    assert_eq!(rest, [3, 4, 5]);
}

#[tokio::test(start_paused = true)]
async fn pages_are_fetched_ahead_only_when_asked_and_while_nobody_waits() {
    // Without it nothing is fetched early.
    let transport = ScriptedTransport::new([of("1,2", 6), of("3,4", 6), of("5,6", 6)]);
    let quiet = client(&transport);
    let mut list = counted(&quiet, 0, 2);
    list.next().await.unwrap().unwrap();
    tokio::time::sleep(SECOND).await;
    assert_eq!(transport.requests().len(), 1);
    drop(list);

    // With it the next two are under way while the first is worked on, and come in their order.
    let replies = [of("1,2", 6), of("3,4", 6).after(SECOND), of("5,6", 6)];
    let transport = ScriptedTransport::new(replies);
    let eager = client(&transport);
    let mut list = counted(&eager, 0, 2).prefetch(2);
    list.next().await.unwrap().unwrap();
    tokio::time::sleep(SECOND * 2).await;
    assert_eq!(transport.requests().len(), 3);
    let begun = tokio::time::Instant::now();
    assert_eq!(list.collect_all().await.unwrap(), [2, 3, 4, 5, 6]);
    assert_eq!((begun.elapsed(), transport.requests().len()), (std::time::Duration::ZERO, 3));

    // While somebody waits for a turn, nothing is fetched ahead.
    let transport = ScriptedTransport::always(of("1,2", 1_000).after(SECOND));
    let paced = Client::new(vendor(), settings(&transport).limits(guichet_core::Limits::strict_pace(SECOND))).unwrap();
    let mut list = counted(&paced, 0, 2).prefetch(5);
    let first = tokio::spawn(async move {
        list.next().await.unwrap().unwrap();
        list
    });
    tokio::task::yield_now().await;
    let other = paced.clone();
    let waiting = tokio::spawn(async move { other.call(&READ).arg(1).send::<serde_json::Value>().await });
    let list = first.await.unwrap();
    waiting.await.unwrap().unwrap();
    tokio::time::sleep(SECOND * 30).await;
    assert_eq!(transport.requests().len(), 2);
    drop(list);
}

#[tokio::test(start_paused = true)]
async fn a_list_that_shifts_while_pages_are_fetched_ahead_loses_nothing() {
    // The second page is short: the page fetched ahead of it stands elsewhere now.
    let transport = ScriptedTransport::new([of("1,2", 5), of("3", 5), of("5", 5), of("4,5", 5)]);
    let client = client(&transport);
    assert_eq!(counted(&client, 0, 2).prefetch(2).collect_all().await.unwrap(), [1, 2, 3, 4, 5]);
}

#[tokio::test(start_paused = true)]
async fn numbered_pages_are_fetched_ahead_up_to_the_last_one() {
    let replies = [page("1,2", 1, 4), page("3", 2, 4).after(SECOND), page("4", 3, 4), page("5", 4, 4)];
    let transport = ScriptedTransport::new(replies);
    let client = client(&transport);
    let mut list = numbered(&client).prefetch(8);
    list.next().await.unwrap().unwrap();
    tokio::time::sleep(SECOND * 2).await;
    assert_eq!(targets(&transport).len(), 4, "no page after the last one is asked for");
    let begun = tokio::time::Instant::now();
    assert_eq!(list.collect_all().await.unwrap(), [2, 3, 4, 5]);
    assert_eq!((begun.elapsed(), targets(&transport).len()), (std::time::Duration::ZERO, 4));

    // A page under way that the vendor answers with another one is the error that it is without fetching ahead.
    let replies = [page("1", 1, 3), page("2", 2, 3), page("2", 2, 3)];
    let transport = ScriptedTransport::new(replies);
    let mut list = numbered(&self::client(&transport)).prefetch(2);
    let mut read = Vec::new();
    let error = loop {
        match list.next().await.unwrap() {
            Ok(item) => read.push(item),
            Err(error) => break error,
        }
    };
    assert_eq!((read.as_slice(), error.kind()), (&[1, 2, 2][..], ErrorKind::Paging));
}
