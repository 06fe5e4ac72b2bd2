//! No two source files import each other, also not by way of others; a module and what lies in it may.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod imports;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use imports::{Edges, Sources, edges};
use xtask::cargo::{packages, root};

/// Files that import each other, and why they still do.
type Known = (&'static [&'static str], &'static str);

/// The circles that remain. One that is gone must be taken off the list.
const KNOWN: &[Known] = &[
    (
        &["crates/core/src/auth/held.rs", "crates/core/src/auth/rotating.rs"],
        "to be untied: what holds a reply that cannot be stored is written for the rotation alone",
    ),
    (
        &["crates/core/src/auth/reply.rs", "crates/core/src/auth/store.rs"],
        "to be untied: the store keeps replies, and a reply that is read gives what the store keeps",
    ),
    (
        &["crates/core/src/call.rs", "crates/core/src/client.rs", "crates/core/src/pager.rs"],
        "to be untied: a client makes calls, a call is run by its client and gives pagers",
    ),
    (
        &["crates/core/src/json/members.rs", "crates/core/src/json/reader.rs"],
        "to be untied: the reader reads objects by the table of their members, and members by the reader",
    ),
    (
        &["crates/core/src/limit/builder.rs", "crates/core/src/limit/registry.rs"],
        "to be untied: limits that are shared by a key are built where they are registered",
    ),
    (
        &["crates/ebp/src/client.rs", "crates/ebp/src/identity.rs"],
        "to be untied: the identity's handle is made by the client, which finds its operations",
    ),
    (
        &[
            "crates/sandbox/src/engine/list.rs",
            "crates/sandbox/src/engine/request.rs",
            "crates/sandbox/src/engine/rules.rs",
        ],
        "to be untied: the rules of a vendor are in one trait with what the engine does",
    ),
    (
        &[
            "crates/sandbox/src/vendors/ebp/accounts.rs",
            "crates/sandbox/src/vendors/ebp/attachments.rs",
            "crates/sandbox/src/vendors/ebp/auxiliary_accounts.rs",
            "crates/sandbox/src/vendors/ebp/bank_transactions.rs",
            "crates/sandbox/src/vendors/ebp/booking.rs",
            "crates/sandbox/src/vendors/ebp/entries.rs",
            "crates/sandbox/src/vendors/ebp/entry_lines.rs",
            "crates/sandbox/src/vendors/ebp/folder_settings.rs",
            "crates/sandbox/src/vendors/ebp/general_accounts.rs",
            "crates/sandbox/src/vendors/ebp/journal_entries.rs",
            "crates/sandbox/src/vendors/ebp/journals.rs",
            "crates/sandbox/src/vendors/ebp/statuses.rs",
            "crates/sandbox/src/vendors/ebp/tables.rs",
            "crates/sandbox/src/vendors/ebp/types.rs",
        ],
        "to be untied: each resource is to own its shelf and its rows in place of `tables.rs`",
    ),
    (
        &["crates/sandbox/src/vendors/ebp/jwt.rs", "crates/sandbox/src/vendors/ebp/tokens.rs"],
        "to be untied: random text is made where tokens are, and signed where it is needed",
    ),
    (
        &[
            "crates/sandbox/src/vendors/workadu/answers.rs",
            "crates/sandbox/src/vendors/workadu/common.rs",
            "crates/sandbox/src/vendors/workadu/customers.rs",
            "crates/sandbox/src/vendors/workadu/invoices.rs",
            "crates/sandbox/src/vendors/workadu/orders.rs",
            "crates/sandbox/src/vendors/workadu/payments.rs",
            "crates/sandbox/src/vendors/workadu/prices.rs",
            "crates/sandbox/src/vendors/workadu/sales.rs",
            "crates/sandbox/src/vendors/workadu/services.rs",
            "crates/sandbox/src/vendors/workadu/tables.rs",
            "crates/sandbox/src/vendors/workadu/withholdings.rs",
        ],
        "to be untied: each resource is to own its shelf and its rows in place of `tables.rs`",
    ),
];

#[test]
fn no_two_files_import_each_other() {
    let mut all = Edges::new();
    for package in packages().unwrap() {
        let sources = sources(&package.folder.join("src"));
        for target in
            package.targets.iter().filter(|target| ["lib", "proc-macro", "bin"].contains(&target.kind.as_str()))
        {
            all.extend(edges(&sources, target.file.strip_prefix(root()).unwrap()));
        }
    }
    assert!(all.len() > 400, "{} imports were found", all.len());
    let problems = problems(&all, KNOWN);
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// The Rust files below a folder, by their paths from the root of the workspace.
fn sources(folder: &Path) -> Sources {
    let mut found = Sources::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.insert(path.strip_prefix(root()).unwrap().to_path_buf(), std::fs::read_to_string(&path).unwrap());
        }
    }
    found
}

/// A circle that is not listed with its imports, and what is listed and is no circle.
fn problems(edges: &Edges, known: &[Known]) -> Vec<String> {
    let circles = circles(edges);
    let is = |circle: &BTreeSet<PathBuf>, listed: &[&str]| {
        circle.len() == listed.len() && listed.iter().all(|file| circle.contains(Path::new(file)))
    };
    let mut problems = Vec::new();
    for circle in circles.iter().filter(|circle| !known.iter().any(|(listed, _)| is(circle, listed))) {
        let mut problem = format!("{} files import each other:", circle.len());
        for (from, to) in edges.iter().filter(|(from, to)| circle.contains(from) && circle.contains(to)) {
            problem.push_str(&format!("\n    {} -> {}", from.display(), to.display()));
        }
        problems.push(problem);
    }
    for (listed, reason) in known {
        assert!(!reason.is_empty(), "{listed:?} is listed without a reason");
        if !circles.iter().any(|circle| is(circle, listed)) {
            problems.push(format!("listed, and no circle of these files: {}", listed.join(", ")));
        }
    }
    problems
}

/// The largest sets of files of which each leads to every other.
fn circles(edges: &Edges) -> BTreeSet<BTreeSet<PathBuf>> {
    let mut next: BTreeMap<&Path, Vec<&Path>> = BTreeMap::new();
    for (from, to) in edges {
        next.entry(from).or_default().push(to);
    }
    let mut reached: BTreeMap<&Path, BTreeSet<&Path>> = BTreeMap::new();
    for &start in next.keys() {
        let found = reached.entry(start).or_default();
        let mut open = vec![start];
        while let Some(at) = open.pop() {
            open.extend(next.get(at).into_iter().flatten().filter(|to| found.insert(to)));
        }
    }
    let circle = |start: &Path| -> BTreeSet<PathBuf> {
        let back = |file: &&&Path| reached.get(**file).is_some_and(|files| files.contains(start));
        reached[start].iter().filter(back).map(|file| file.to_path_buf()).collect()
    };
    next.keys().map(|start| circle(start)).filter(|files| files.len() > 1).collect()
}

/// The imports of a made-up crate, without `.rs`.
fn imports_of(files: &[(&str, &str)]) -> Vec<String> {
    let shown = |path: &Path| path.with_extension("").display().to_string();
    made_up(files).iter().map(|(from, to)| format!("{} -> {}", shown(from), shown(to))).collect()
}

fn made_up(files: &[(&str, &str)]) -> Edges {
    let sources = files.iter().map(|(name, text)| (PathBuf::from(format!("{name}.rs")), (*text).to_owned())).collect();
    edges(&sources, Path::new("lib.rs"))
}

#[test]
fn an_import_is_found_in_every_form() {
    for text in [
        "use crate::b::thing;",
        "use super::b::thing;",
        "use crate::{b::{self, thing}};",
        "use crate::b; fn f() { b::thing(); }",
        "use crate::b as other; fn f() { other::thing(); }",
        "use crate::b::*; fn f() { thing(); }",
        "fn f() { crate::b::thing(); }",
        "fn f() { use super::b::thing; }",
        "fn f(_: Option<crate::b::Thing>) {}",
        "impl crate::b::Trait for u8 {}",
        "fn f() { assert!(x == [super::b::thing()]); }",
        "#[derive(crate::b::Derived)] struct A;",
        "mod inner { fn f() { super::super::b::thing(); } }",
        "mod inner { use super::*; } use crate::b::thing;",
        "use super::thing;",
        "use super::*; fn f() { b::thing(); }",
        "use crate::passed::thing as other;",
    ] {
        let root = "mod a; mod b; mod passed; pub use b::thing;";
        let files = [("lib", root), ("a", text), ("b", "pub fn thing() {}"), ("passed", "pub use crate::b::thing;")];
        let found = imports_of(&files);
        assert!(found.contains(&"a -> b".to_owned()), "{text}: {found:?}");
        let passed_on = found.contains(&"a -> passed".to_owned());
        assert_eq!(passed_on, text.contains("passed"), "{text}: {found:?}");
    }
}

#[test]
fn what_is_no_import_of_another_file_is_none() {
    let files = [
        ("lib", "mod a; mod b; mod c; pub use b::Thing;"),
        // Other crates, names of its own, and a name that is imported from itself.
        ("a", "mod c; use std::fmt::Debug; use b::b; use serde::*; enum E { V } fn f() { E::V; c::f(); b::g(); }"),
        ("a/c", "use super::f; use crate::a::E; pub fn f() { crate::a::f(); }"),
        ("b", "pub struct Thing; mod inner { use super::Thing; } use self::inner::Thing as Other;"),
        // What a file imports for itself is not passed on; what a macro declares is its file's.
        ("c", "mod one; mod other; pub use one::*; pub use other::*; id! { pub struct Id; }"),
        ("c/one", "use super::{Id, Of};"),
        ("c/other", "use super::Id; pub struct Of;"),
    ];
    assert_eq!(imports_of(&files), ["c/one -> c/other"]);
}

#[test]
fn a_circle_is_found_and_so_is_a_list_that_is_too_long() {
    let files = [
        ("lib", "mod a; mod b; mod c; mod d;"),
        ("a", "use crate::b::of_b; pub fn of_a() {}"),
        ("b", "mod inner; use crate::c::of_c; pub fn of_b() {}"),
        ("b/inner", "use super::of_b;"),
        ("c", "use crate::a::of_a; use crate::d::of_d; pub fn of_c() {}"),
        ("d", "pub fn of_d() {}"),
    ];
    let edges = made_up(&files);
    let circle = "3 files import each other:\n    a.rs -> b.rs\n    b.rs -> c.rs\n    c.rs -> a.rs";
    assert_eq!(problems(&edges, &[]), [circle]);
    let known: Known = (&["c.rs", "b.rs", "a.rs"], "a reason");
    assert_eq!(problems(&edges, &[known]), [""; 0]);
    let gone = "listed, and no circle of these files: a.rs, b.rs";
    assert_eq!(problems(&edges, &[known, (&["a.rs", "b.rs"], "a reason")]), [gone]);
    let untied = made_up(&files.map(|(name, text)| (name, if name == "c" { "" } else { text })));
    assert_eq!(problems(&untied, &[known]), ["listed, and no circle of these files: c.rs, b.rs, a.rs"]);
}
