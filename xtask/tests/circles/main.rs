//! No two source files import each other, also not by way of others; a module and what lies in it may.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod imports;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use imports::{Edges, Sources, edges};
use xtask::cargo::{packages, root};

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
    let problems = problems(&all);
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

/// Each circle with its imports.
fn problems(edges: &Edges) -> Vec<String> {
    let mut problems = Vec::new();
    for circle in circles(edges) {
        let mut problem = format!("{} files import each other:", circle.len());
        for (from, to) in edges.iter().filter(|(from, to)| circle.contains(from) && circle.contains(to)) {
            problem.push_str(&format!("\n    {} -> {}", from.display(), to.display()));
        }
        problems.push(problem);
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
    let shown = |path: &Path| path.with_extension("").display().to_string().replace('\\', "/");
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
fn a_circle_is_found() {
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
    assert_eq!(problems(&edges), [circle]);
    let untied = made_up(&files.map(|(name, text)| (name, if name == "c" { "" } else { text })));
    assert_eq!(problems(&untied), [""; 0]);
}
