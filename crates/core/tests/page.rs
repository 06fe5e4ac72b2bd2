//! The page that a list by offset begins with: its parameters, and that neither call nor list can forget it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod common;

use common::{LIST, client};
use guichet_core::pager::{Envelope, Next, OffsetPage, Page, Style};
use guichet_core::transport::{Reply, ScriptedTransport};
use guichet_core::{ErrorKind, Pager};
use serde::Deserialize;

#[derive(Deserialize)]
struct Things(Vec<u32>);

impl Envelope<u32> for Things {
    fn into_page(self, _: &http::HeaderMap) -> Page<u32> {
        Page::new(self.0, Next::ByCount)
    }
}

const PAGE: OffsetPage = OffsetPage::new("skip", 10, "take", 2);

#[tokio::test(start_paused = true)]
async fn both_parameters_stand_where_the_page_was_given() {
    for (limit_first, first, second) in [
        (false, "/things?a=1&skip=10&take=2&b=2", "/things?a=1&skip=12&take=2&b=2"),
        (true, "/things?a=1&take=2&skip=10&b=2", "/things?a=1&take=2&skip=12&b=2"),
    ] {
        let transport = ScriptedTransport::new([Reply::json("[1,2]"), Reply::json("[3]"), Reply::json("[]")]);
        let call = client(&transport)
            .call(&LIST)
            .query("a", 1)
            .page(if limit_first { PAGE.limit_first() } else { PAGE })
            .query("b", 2);
        assert_eq!(Pager::new::<Things>(call, Style::Offset).collect_all().await.unwrap(), [1, 2, 3]);
        let sent = transport.requests();
        assert!(sent[0].uri.ends_with(first) && sent[1].uri.ends_with(second), "{sent:?}");
    }
}

#[tokio::test]
async fn a_page_without_its_style_and_a_style_without_its_page_are_refused() {
    let transport = ScriptedTransport::always(Reply::json("[1,2]"));
    let list = || client(&transport).call(&LIST);
    for (call, style) in [
        (list(), Style::Offset),
        (list().page(PAGE), Style::Single),
        (list().page(PAGE), Style::Numbered("page")),
        (list().page(PAGE), Style::NextLink),
    ] {
        let error = Pager::new::<Things>(call, style).collect_all().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{style:?}");
    }
    assert!(transport.requests().is_empty());
}
