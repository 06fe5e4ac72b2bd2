//! `cargo xtask api`: what each published crate offers, read from its source and held against the listing that is committed
//! with it, `public-api.txt`. A change of a signature is a line of a difference that a person reads.
//!
//! It is a reader of source, not a compiler; the header of each listing says what it does not see.

mod expand;
mod items;
mod listing;
mod names;
mod source;
mod text;

use std::path::PathBuf;

use crate::cargo::{Fallible, packages};

/// The listing's name, in the crate's folder.
const FILE: &str = "public-api.txt";

/// Holds the listings against the source, or writes them.
pub fn run(write: bool) -> Fallible {
    let mut differences = Vec::new();
    for (name, path, listing) in listings()? {
        let lines = listing.lines().count();
        if write {
            std::fs::write(&path, &listing).map_err(|e| format!("{}: {e}", path.display()))?;
            println!("written   {name}: {lines} lines");
            continue;
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        let changes = difference(&committed, &listing);
        if changes.is_empty() {
            println!("current   {name}: {lines} lines");
        }
        differences.extend(changes.into_iter().map(|change| format!("{name}: {change}")));
    }
    if differences.is_empty() {
        return Ok(());
    }
    differences.iter().for_each(|line| println!("{line}"));
    Err(format!("{} lines of {FILE} differ from the source; `cargo xtask api --write` updates them", differences.len()))
}

/// Each published crate's name, where its listing is, and what it should say.
fn listings() -> Fallible<Vec<(String, PathBuf, String)>> {
    let mut crates = Vec::new();
    let published: Vec<_> = packages()?.into_iter().filter(|package| package.published).collect();
    for package in &published {
        let library = package.targets.iter().find(|target| target.kind == "lib" || target.kind == "proc-macro");
        let library = library.ok_or_else(|| format!("{} has no library", package.name))?;
        crates.push(source::read(&package.name.replace('-', "_"), &library.file)?);
    }
    let macros = expand::Macros::of(&crates);
    let listings = published.into_iter().zip(&crates).map(|(package, source)| {
        let listing = listing::of(&package.name, source, &macros)?;
        Ok((package.name, package.folder.join(FILE), listing))
    });
    listings.collect()
}

/// The lines that only one of two texts has, `-` before those of the first and `+` before those of the second.
fn difference(before: &str, after: &str) -> Vec<String> {
    let only = |one: &str, other: &str, sign: char| -> Vec<String> {
        let mut left: Vec<&str> = other.lines().collect();
        let mut only = Vec::new();
        for line in one.lines() {
            match left.iter().position(|held| *held == line) {
                Some(place) => drop(left.swap_remove(place)),
                None => only.push(format!("{sign} {line}")),
            }
        }
        only
    };
    let mut all = only(before, after, '-');
    all.extend(only(after, before, '+'));
    if all.is_empty() && before != after {
        all.push("the order of its lines differs".to_owned());
    }
    all
}

#[cfg(test)]
mod tests;
