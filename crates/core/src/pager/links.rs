//! `Link` headers (RFC 8288), and lists that only they join.

use http::{HeaderMap, header};

use super::{Next, Pager, ReadPage, Style, Taken};
use crate::client::call::Call;
use crate::download::Download;

impl Pager<Download> {
    /// A list whose pages are streamed: each page is one element, its body as it arrives. What comes next stands in the
    /// `Link` header.
    pub fn streamed(call: Call) -> Self {
        let read: ReadPage<Download> = |call| {
            Box::pin(async move {
                let address = call.url()?;
                let download = call.download_from(&address).await?;
                let next = next_link(download.headers());
                Ok(Taken { items: vec![Ok(download)], next, total: None, address, body: None })
            })
        };
        Self::with(call, Style::NextLink, read)
    }
}

/// What `Link` headers say of the next page: its address, that there is none, or something that cannot be read.
pub fn next_link(headers: &HeaderMap) -> Next {
    for value in headers.get_all(header::LINK) {
        let Ok(text) = std::str::from_utf8(value.as_bytes()) else { return Next::Unreadable };
        let text = without_spaces(text);
        if text.is_empty() {
            continue;
        }
        let Ok(links) = nom_rfc8288::complete::link_lenient(&text) else { return Next::Unreadable };
        let is_next = |link: &nom_rfc8288::complete::LinkData<'_>| {
            let rels = link.params.iter().filter(|param| param.key.eq_ignore_ascii_case("rel"));
            let mut rels = rels.filter_map(|param| param.val.as_deref()).flat_map(str::split_ascii_whitespace);
            rels.any(|rel| rel.eq_ignore_ascii_case("next"))
        };
        let next = links.into_iter().flatten().find(is_next).map(|link| link.url.trim().to_owned());
        if let Some(link) = next.filter(|link| !link.is_empty()) {
            return Next::Link(link);
        }
    }
    Next::End
}

/// Without the white space that RFC 8288 allows and the parser does not: outside addresses and quotes it means nothing.
fn without_spaces(text: &str) -> String {
    let (mut inside, mut escaped) = (None, false);
    let keep = |c: &char| {
        let kept = inside.is_some() || !c.is_ascii_whitespace();
        match (inside, *c) {
            (None, '<') => inside = Some('>'),
            (None, '"') => inside = Some('"'),
            (Some(end), c) if c == end && !escaped => inside = None,
            _ => {}
        }
        escaped = *c == '\\' && !escaped && inside == Some('"');
        kept
    };
    text.chars().filter(keep).collect()
}
