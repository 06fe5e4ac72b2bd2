//! Paths: the only place where a caller's value becomes part of an address.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// RFC 3986's unreserved characters stay; everything else is escaped, in segments and in queries alike.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What is wrong with a route, in words for the error.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum RouteError {
    #[error("{name}: {what}")]
    Argument { name: String, what: &'static str },
    #[error("the path {path} has {placeholders} placeholders, but {args} values were given")]
    Count { path: String, placeholders: usize, args: usize },
    #[error("the path {path:?} is not usable: {what}")]
    Template { path: String, what: &'static str },
}

/// A value for one placeholder.
#[derive(Debug, Clone)]
pub(crate) enum Arg {
    One(String),
    /// Joined with commas, in one segment.
    Many(Vec<String>),
    /// Several segments.
    Path(Vec<String>),
}

/// Writes `template` with `args` in place of its placeholders.
pub(crate) fn expand(into: &mut String, template: &str, args: &[Arg]) -> Result<(), RouteError> {
    let mut rest = template;
    let mut used = 0;
    while let Some((before, tail)) = around_brace(rest) {
        let Some((name, after)) = tail.split_once('}') else {
            return Err(RouteError::Template { path: template.into(), what: "a brace is not closed" });
        };
        into.push_str(before);
        if let Some(arg) = args.get(used) {
            segment(into, name, arg)?;
        }
        used += 1;
        rest = after;
    }
    into.push_str(rest);
    if used != args.len() {
        return Err(RouteError::Count { path: template.into(), placeholders: used, args: args.len() });
    }
    Ok(())
}

/// What stands before and after the first opening brace. A plain scan: a path is too short for a search to pay.
fn around_brace(text: &str) -> Option<(&str, &str)> {
    let at = text.bytes().position(|byte| byte == b'{')?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

fn segment(into: &mut String, name: &str, arg: &Arg) -> Result<(), RouteError> {
    let refuse = |what| RouteError::Argument { name: name.to_owned(), what };
    match arg {
        // Escaping cannot help a dot segment: RFC 3986 removes `%2e%2e` as well.
        Arg::One(value) if value == "." || value == ".." => Err(refuse("a dot segment cannot be an identifier")),
        Arg::One(value) if value.is_empty() => Err(refuse("must not be empty")),
        Arg::One(value) => {
            push_escaped(into, value);
            Ok(())
        }
        Arg::Path(values) if values.is_empty() => Err(refuse("at least one segment is needed")),
        Arg::Path(values) => values.iter().enumerate().try_for_each(|(index, value)| {
            if index > 0 {
                into.push('/');
            }
            segment(into, name, &Arg::One(value.clone()))
        }),
        Arg::Many(values) if values.is_empty() => Err(refuse("at least one identifier is needed")),
        Arg::Many(values) => {
            for (index, value) in values.iter().enumerate() {
                if value.is_empty() || value == "." || value == ".." {
                    return Err(refuse("no identifier of the list may be empty or a dot segment"));
                }
                // The server splits after decoding, so an escaped comma would still split.
                if value.contains(',') {
                    return Err(refuse("an identifier of a list cannot hold a comma"));
                }
                if index > 0 {
                    into.push(',');
                }
                push_escaped(into, value);
            }
            Ok(())
        }
    }
}

pub(crate) fn push_escaped(into: &mut String, value: &str) {
    if value.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return into.push_str(value);
    }
    into.extend(utf8_percent_encode(value, ESCAPED));
}

/// Appends `name=value` pairs as a query.
pub(crate) fn push_query<N: AsRef<str>, V: AsRef<str>>(into: &mut String, pairs: &[(N, V)]) {
    let mut separator = if into.contains('?') { '&' } else { '?' };
    for (name, value) in pairs {
        into.push(separator);
        push_escaped(into, name.as_ref());
        into.push('=');
        push_escaped(into, value.as_ref());
        separator = '&';
    }
}

/// Checks a path that a caller wrote by hand.
pub(crate) fn check_template(path: &str) -> Result<(), RouteError> {
    // Without what might be a query: it may hold a credential.
    let shown = path.split(['?', '#']).next().unwrap_or_default();
    let refuse = |what| Err(RouteError::Template { path: shown.to_owned(), what });
    if !path.starts_with('/') {
        return refuse("it must begin with /");
    }
    if path.contains("//") {
        return refuse("it holds an empty segment");
    }
    if path.split('/').any(|segment| {
        let plain = segment.to_ascii_lowercase().replace("%2e", ".");
        plain == "." || plain == ".."
    }) {
        return refuse("it holds a dot segment");
    }
    if path
        .bytes()
        .any(|b| !b.is_ascii_graphic() || matches!(b, b'?' | b'#' | b'\\' | b'<' | b'>' | b'"' | b'|' | b'^' | b'`'))
    {
        return refuse("only printable ASCII without ? # \\ is allowed: give queries and values apart");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn path(template: &str, args: &[Arg]) -> Result<String, RouteError> {
        let mut text = String::new();
        expand(&mut text, template, args).map(|()| text)
    }

    fn one(value: &str) -> Arg {
        Arg::One(value.to_owned())
    }

    #[test]
    fn values_are_escaped_in_their_segment() {
        assert_eq!(path("/a/{id}/b", &[one("x/../y?z#é;\\%")]).unwrap(), "/a/x%2F..%2Fy%3Fz%23%C3%A9%3B%5C%25/b");
        assert_eq!(path("/a/{ids}", &[Arg::Many(vec!["1".into(), "2 3".into()])]).unwrap(), "/a/1,2%203");
    }

    #[test]
    fn values_that_would_change_the_route_are_refused() {
        for bad in ["", ".", ".."] {
            assert!(path("/a/{id}", &[one(bad)]).is_err(), "{bad:?}");
            assert!(path("/a/{id}", &[Arg::Many(vec!["1".into(), bad.into()])]).is_err(), "{bad:?}");
        }
        assert_eq!(path("/a/{rest}", &[Arg::Path(vec!["b".into(), "c/d".into()])]).unwrap(), "/a/b/c%2Fd");
        for bad in [vec![], vec!["b".to_owned(), "..".to_owned()], vec![String::new()]] {
            assert!(path("/a/{rest}", &[Arg::Path(bad)]).is_err());
        }
        assert!(path("/a/{id}", &[Arg::Many(vec![])]).is_err());
        assert!(path("/a/{id}", &[Arg::Many(vec!["1,2".into()])]).is_err());
        assert!(path("/a/{id}", &[]).is_err());
        assert!(path("/a", &[one("1")]).is_err());
        assert!(path("/a/{id", &[one("1")]).is_err());
    }

    #[test]
    fn hand_written_paths_are_checked() {
        for good in ["/api/x", "/api/{id}/y", "/api/", "/v1/a:b"] {
            assert_eq!(check_template(good), Ok(()), "{good}");
        }
        for bad in [
            "",
            "api",
            "//host/x",
            "/a/../b",
            "/a/%2e%2E/b",
            "/a/.",
            "/a?b=c",
            "/a#b",
            "/a\\b",
            "/a b",
            "/é",
            "/a\r\nb",
        ] {
            assert!(check_template(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn query_names_and_values_are_escaped() {
        let mut text = "/x".to_owned();
        push_query(
            &mut text,
            &[("filter[total_cost][>=]", "20.00"), ("filter[mobile]", "+44 1%&=#"), ("a", "1"), ("a", "2,3")],
        );
        assert_eq!(
            text,
            "/x?filter%5Btotal_cost%5D%5B%3E%3D%5D=20.00&filter%5Bmobile%5D=%2B44%201%25%26%3D%23&a=1&a=2%2C3"
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

        /// What a server sees: the template's segments, and the very text in the last of them.
        #[test]
        fn a_value_never_leaves_its_segment(value in hostile()) {
            match path("/api/customers/{id}/x", &[one(&value)]) {
                Err(_) => prop_assert!(value.is_empty() || value == "." || value == ".."),
                Ok(text) => {
                    let seen = url::Url::parse(&format!("http://127.0.0.1{text}")).unwrap();
                    let segments: Vec<_> = seen.path_segments().unwrap().collect();
                    prop_assert_eq!(segments.len(), 4, "{}", text);
                    let back = percent_encoding::percent_decode_str(segments[2]).decode_utf8().unwrap();
                    prop_assert_eq!(back.as_ref(), value.as_str());
                    prop_assert!(seen.query().is_none() && seen.fragment().is_none());
                }
            }
        }

        #[test]
        fn queries_come_back_as_they_were(pairs in proptest::collection::vec((hostile(), hostile()), 0..4)) {
            let mut text = "http://127.0.0.1/x".to_owned();
            push_query(&mut text, &pairs);
            let seen = url::Url::parse(&text).unwrap();
            let back: Vec<(String, String)> = seen.query_pairs().into_owned().collect();
            prop_assert_eq!(back, pairs);
        }
    }

    fn hostile() -> impl Strategy<Value = String> {
        prop_oneof![
            any::<String>(),
            proptest::collection::vec(
                proptest::sample::select(vec![
                    ".", "..", "/", "\\", "%", "%2e", "%2F", "?", "#", ";", ":", "@", "&", "=", "+", " ", "\0", "\r\n",
                    "é", "𝄞", "a", "1", "//h"
                ]),
                0..6
            )
            .prop_map(|parts| parts.concat()),
        ]
    }
}
