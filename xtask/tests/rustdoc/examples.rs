//! Each function of core that can fail, each type and each trait shows its use in an example that asserts, and each predicate of an
//! error says what to do.

use std::collections::BTreeMap;

use syn::{Attribute, ImplItem, Item, ReturnType, Signature, Type};
use xtask::cargo::root;

use crate::public::{Place, Sources, doc, is_hidden, is_shown};

/// Without an example of their own, and why.
const LISTED: [(&str, &str); 4] = [
    ("json::reader::Reader::object", "what `derive(Model)` writes calls it"),
    ("json::reader::members::Members", "`derive(Model)` implements it"),
    ("json::reader::members::Slot", "what `derive(Model)` writes uses it"),
    ("json::reader::members::required", "what `derive(Model)` writes calls it"),
];

/// The methods of `Error` that a decision is taken by, and the predicates of errors that become one.
const DECIDE: [&str; 9] = [
    "error::Error::is_not_found",
    "error::Error::is_unauthorized",
    "error::Error::is_forbidden",
    "error::Error::is_rate_limited",
    "error::Error::is_transient",
    "error::Error::outcome",
    "error::Error::outcome_unknown",
    "auth::store::StoreError::is_transient",
    "limit::ledger::LedgerError::is_transient",
];

fn core() -> Sources {
    Sources::read(&root().join("crates/core/src"))
}

/// What is public, by its path in the source, with its documentation and, of a function, its signature.
fn public(sources: &Sources) -> Vec<(String, String, Option<&Signature>)> {
    let mut all = Vec::new();
    let mut add = |place: &Place, name: &str, attributes: &[Attribute], signature| {
        let path = place.iter().map(String::as_str).chain([name]).collect::<Vec<_>>().join("::");
        if !is_hidden(attributes) {
            all.push((path, doc(attributes), signature));
        }
    };
    for (place, item) in sources.items() {
        let is_public = |name: &syn::Ident| sources.is_public(place, &name.to_string());
        match item {
            Item::Struct(one) if is_public(&one.ident) => add(place, &one.ident.to_string(), &one.attrs, None),
            Item::Trait(one) if is_public(&one.ident) => add(place, &one.ident.to_string(), &one.attrs, None),
            Item::Fn(one) if is_public(&one.sig.ident) => {
                add(place, &one.sig.ident.to_string(), &one.attrs, Some(&one.sig));
            }
            Item::Impl(one) if one.trait_.is_none() && !is_hidden(&one.attrs) => {
                let Some(of) = sources.is_of_public(place, one) else { continue };
                for member in &one.items {
                    if let ImplItem::Fn(method) = member
                        && is_shown(&method.vis, &method.attrs)
                    {
                        add(place, &format!("{of}::{}", method.sig.ident), &method.attrs, Some(&method.sig));
                    }
                }
            }
            _ => {}
        }
    }
    all
}

/// Whether a `Result` is returned, or comes out of what is returned.
fn can_fail(signature: &Signature) -> bool {
    struct Found(bool);
    impl<'ast> syn::visit::Visit<'ast> for Found {
        fn visit_path_segment(&mut self, segment: &'ast syn::PathSegment) {
            self.0 |= segment.ident == "Result";
            syn::visit::visit_path_segment(self, segment);
        }
    }
    let mut found = Found(false);
    if let ReturnType::Type(_, kind) = &signature.output {
        syn::visit::Visit::visit_type(&mut found, kind);
    }
    found.0
}

/// Whether one of its examples is run and asserts something.
fn asserts(doc: &str) -> bool {
    const NOT_RUN: [&str; 8] = ["ignore", "no_run", "compile_fail", "text", "json", "toml", "sh", "console"];
    let mut is_run = None;
    for line in doc.lines().map(str::trim_start) {
        if let Some(words) = line.strip_prefix("```") {
            let listed = words.split(',').any(|word| NOT_RUN.contains(&word.trim()));
            is_run = if is_run.is_none() { Some(!listed) } else { None };
        } else if is_run == Some(true) && line.contains("assert") {
            return true;
        }
    }
    false
}

#[test]
fn an_example_counts_that_is_run_and_asserts() {
    assert!(asserts("Does.\n```\nassert!(true);\n```\n"));
    assert!(asserts("```no_run\nassert!(true);\n```\n```\nassert_eq!(1, 1);\n```"));
    assert!(!asserts("```no_run\nassert!(true);\n```\n assert"));
    assert!(!asserts("```\nlet x = 1;\n```\nWe assert nothing."));
}

#[test]
fn what_can_fail_and_what_is_built_has_an_example_that_asserts() {
    let sources = core();
    let mut owed = public(&sources);
    owed.retain(|(_, _, signature)| signature.is_none_or(can_fail));
    assert!(owed.len() > 140, "{} items", owed.len());
    let missing: Vec<&str> = owed.iter().filter(|(_, doc, _)| !asserts(doc)).map(|(path, ..)| path.as_str()).collect();
    let reasons = BTreeMap::from(LISTED);
    let unlisted: Vec<_> = missing.iter().filter(|path| !reasons.contains_key(**path)).copied().collect();
    assert!(
        unlisted.is_empty(),
        "{} of {} have no example that asserts:\n{}",
        unlisted.len(),
        owed.len(),
        unlisted.join("\n")
    );
    let stale: Vec<_> = reasons.keys().filter(|path| !missing.contains(path)).copied().collect();
    assert!(stale.is_empty(), "listed, and not missing:\n{}", stale.join("\n"));
}

/// A predicate of an error answers what its caller asks next: what is to be done.
#[test]
fn each_predicate_of_an_error_says_what_to_do() {
    let sources = core();
    let is_predicate = |path: &str, signature: &Signature| {
        let is_bool = matches!(&signature.output, ReturnType::Type(_, kind)
            if matches!(&**kind, Type::Path(kind) if kind.path.is_ident("bool")));
        let of_an_error = path.rsplit("::").nth(1).is_some_and(|name| name.ends_with("Error"));
        of_an_error && is_bool
    };
    let mut found = Vec::new();
    for (path, doc, signature) in public(&sources) {
        if signature.is_some_and(|signature| is_predicate(&path, signature)) || DECIDE.contains(&path.as_str()) {
            assert!(doc.contains("# Troubleshooting"), "{path} has no section `# Troubleshooting`");
            assert!(asserts(&doc), "{path} has no example that asserts");
            found.push(path);
        }
    }
    assert!(DECIDE.iter().all(|path| found.iter().any(|one| one == path)), "{found:?}");
}
