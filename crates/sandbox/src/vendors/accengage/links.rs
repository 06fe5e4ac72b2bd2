//! Pages, and the links between them (002:90-134).

use guichet_fixtures::Json;

use crate::engine::{Call, Request, Window};

/// 002:90.
pub(super) const PER_PAGE: usize = 100;

/// The page that is asked for; the first without a word. A number beyond counting is a page beyond every last one.
pub(super) fn page(call: &Call<'_>) -> i64 {
    call.query("page").map_or(1, |page| page.parse().unwrap_or(i64::MAX))
}

/// Which items a page holds; below page 1 none (002:132).
pub(super) fn window(page: i64) -> Window {
    let before = usize::try_from(page.saturating_sub(1)).unwrap_or(usize::MAX);
    Window { offset: before.saturating_mul(PER_PAGE), limit: PER_PAGE }
}

/// The links of a page.
pub(super) struct Links(Vec<(&'static str, String)>);

impl Links {
    /// `first` is always there, `prev` above page 1, `next` while there may be more (002:106).
    pub(super) fn of(request: &Request, page: i64, more: bool) -> Self {
        let mut links = vec![("first", address(request, 1))];
        if page > 1 {
            links.push(("prev", address(request, page - 1)));
        }
        if more {
            links.push(("next", address(request, page.saturating_add(1))));
        }
        Self(links)
    }

    /// The header that leads to the next page (002:98), where there is one.
    pub(super) fn next(&self) -> Option<String> {
        self.0.iter().find(|(rel, _)| *rel == "next").map(|(rel, url)| format!("<{url}>; rel=\"{rel}\""))
    }

    /// 002:116-119.
    pub(super) fn json(self) -> Json {
        Json::object(self.0)
    }
}

/// The address that was asked, with the rest of its query, and another page (002:100).
fn address(request: &Request, page: i64) -> String {
    let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
    let others = query.split('&').filter(|pair| !pair.is_empty() && pair.split('=').next() != Some("page"));
    let query: Vec<String> = others.map(str::to_owned).chain([format!("page={page}")]).collect();
    let host = request.header("host").unwrap_or("localhost");
    format!("http://{host}{}{path}?{}", request.base, query.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(target: &str) -> Request {
        let mut headers = http::HeaderMap::new();
        headers.insert("host", http::HeaderValue::from_static("127.0.0.1:4010"));
        Request::new("accengage", "GET", target, headers, bytes::Bytes::new(), (0, std::time::Instant::now()))
    }

    #[test]
    fn links_repeat_the_query() {
        let request = request("/v1/x?lastOpen=2018-10-01&page=2&fields=a%2Cb");
        let base = "http://127.0.0.1:4010/accengage/v1/x?lastOpen=2018-10-01&fields=a%2Cb&page=";
        assert_eq!(Links::of(&request, 2, true).next(), Some(format!(r#"<{base}3>; rel="next""#)));
        assert_eq!(Links::of(&request, 3, false).next(), None);
        let all = [("first", format!("{base}1")), ("prev", format!("{base}1")), ("next", format!("{base}3"))];
        assert_eq!(Links::of(&request, 2, true).0, all);
    }

    #[test]
    fn the_ends_have_no_links_beyond_them() {
        let request = request("/v1/x");
        let rels = |page, more| Links::of(&request, page, more).0.into_iter().map(|(rel, _)| rel).collect::<Vec<_>>();
        assert_eq!(rels(1, true), ["first", "next"]);
        assert_eq!(rels(1, false), ["first"]);
        assert_eq!(rels(3, false), ["first", "prev"]);
        assert_eq!(rels(0, false), ["first"]);
        assert_eq!(rels(i64::MIN, false), ["first"]);
        assert_eq!(rels(i64::MAX, false), ["first", "prev"]);
    }

    #[test]
    fn windows_are_empty_outside() {
        assert_eq!(window(1).offset, 0);
        assert_eq!(window(3).offset, 200);
        for page in [0, -1, i64::MIN, i64::MAX] {
            assert!(window(page).offset > 1_000_000, "{page}");
        }
    }
}
