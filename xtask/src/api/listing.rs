//! A crate's listing: what can be reached from its root, each item at its shortest public path.

use std::collections::{BTreeMap, BTreeSet};

use syn::Item;

use super::expand::Macros;
use super::items::{Definition, Entry, Implementation, read};
use super::names::{Meaning, Names, Place, Use};
use super::source::{Crate, Module, is_test};
use crate::cargo::Fallible;

/// A module, flattened.
#[derive(Default)]
struct Content {
    definitions: Vec<Definition>,
    implementations: Vec<Implementation>,
    /// Public ones, each with its condition.
    uses: Vec<(String, Use)>,
    /// Public modules in it, with their conditions.
    modules: Vec<(String, String)>,
}

/// A public `use`, in a public module.
struct Offered {
    module: Place,
    path: String,
    condition: String,
    used: Use,
}

struct Listing<'a> {
    of: &'a Crate,
    macros: &'a Macros,
    names: Names,
    contents: BTreeMap<Place, Content>,
    /// Macros whose invocations are not understood, and where they are.
    not_expanded: BTreeSet<String>,
    /// Where an item is found by users.
    public: BTreeMap<(Place, String), String>,
    public_modules: BTreeMap<Place, String>,
    offered: Vec<Offered>,
    /// The lines, below the path that they are sorted by.
    lines: BTreeMap<String, Vec<String>>,
}

/// The text of a crate's listing.
pub(super) fn of(name: &str, of: &Crate, macros: &Macros) -> Fallible<String> {
    let mut listing = Listing {
        of,
        macros,
        names: Names::default(),
        contents: BTreeMap::new(),
        not_expanded: BTreeSet::new(),
        public: BTreeMap::new(),
        public_modules: BTreeMap::new(),
        offered: Vec::new(),
        lines: BTreeMap::new(),
    };
    listing.gather(&of.root, &mut Vec::new())?;
    listing.walk(&Vec::new(), &of.name);
    listing.reexport();
    listing.list();
    let mut text =
        format!("# The public items of {name}, read from its source: `cargo xtask api --write` writes this file.\n");
    text.push_str(
        "# Not seen: what is compiled (bounds that are implied, auto traits, what derives write), values of constants, what is\n\
         # `doc(hidden)`, and what stands behind a name of another crate.\n",
    );
    for place in &listing.not_expanded {
        text.push_str(&format!("# Not expanded: {place}.\n"));
    }
    text.push('\n');
    for line in listing.lines.values().flatten() {
        text.push_str(line);
        text.push('\n');
    }
    Ok(text)
}

impl Listing<'_> {
    fn gather(&mut self, module: &Module, place: &mut Place) -> Fallible {
        self.names.module(place);
        let mut content = Content::default();
        for item in &module.items {
            self.item(item, place, &mut content)?;
        }
        for inner in &module.modules {
            if inner.public {
                content.modules.push((inner.condition.clone(), inner.name.clone()));
            }
            place.push(inner.name.clone());
            self.gather(inner, place)?;
            place.pop();
        }
        // A module may be written twice, for two conditions.
        let known = self.contents.entry(place.clone()).or_default();
        known.definitions.extend(content.definitions);
        known.implementations.extend(content.implementations);
        known.uses.extend(content.uses);
        known.modules.extend(content.modules);
        Ok(())
    }

    fn item(&mut self, item: &Item, place: &Place, content: &mut Content) -> Fallible {
        if let Item::Macro(invoked) = item
            && invoked.ident.is_none()
            && !is_test(&invoked.attrs)
        {
            let Some(made) = self.macros.expand(&self.of.name, invoked)? else {
                let name =
                    invoked.mac.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
                let module = [std::slice::from_ref(&self.of.name), place].concat().join("::");
                self.not_expanded.insert(format!("`{name}!` in {module}"));
                return Ok(());
            };
            for item in &made.items {
                self.item(item, place, content)?;
            }
            if let Some(last) = content.definitions.last_mut() {
                last.lines.extend(made.lines);
            }
            return Ok(());
        }
        if is_test(attributes(item)) {
            return Ok(());
        }
        match read(item) {
            Some(Entry::Definition(definition)) => {
                let at: &[String] = if definition.at_root { &[] } else { place };
                self.names.item(at, &definition.name);
                content.definitions.push(definition);
            }
            Some(Entry::Implementation(implementation)) => content.implementations.push(*implementation),
            Some(Entry::Uses { public, condition, uses }) => {
                if public {
                    content.uses.extend(uses.iter().map(|used| (condition.clone(), used.clone())));
                }
                self.names.uses(place, uses);
            }
            None => {}
        }
        Ok(())
    }

    /// A public module, and those in it.
    fn walk(&mut self, place: &Place, path: &str) {
        self.public_modules.insert(place.clone(), path.to_owned());
        let Some(content) = self.contents.get(place) else { return };
        for definition in content.definitions.iter().filter(|definition| definition.public && !definition.at_root) {
            let key = (place.clone(), definition.name.clone());
            self.public.entry(key).or_insert_with(|| format!("{path}::{}", definition.name));
        }
        for (condition, used) in &content.uses {
            let (condition, used) = (condition.clone(), used.clone());
            self.offered.push(Offered { module: place.clone(), path: path.to_owned(), condition, used });
        }
        for (condition, name) in content.modules.clone() {
            let inner = [place.as_slice(), std::slice::from_ref(&name)].concat();
            let path = format!("{path}::{name}");
            self.line(&path, format!("{condition}pub mod {path}"));
            self.walk(&inner, &path);
        }
    }

    /// What public modules offer of others; each item has its lines where its path is shortest.
    fn reexport(&mut self) {
        while !self.offered.is_empty() {
            let mut offered = std::mem::take(&mut self.offered);
            offered.sort_by_key(|offered| {
                (offered.path.split("::").count(), offered.path.clone(), offered.used.name.clone())
            });
            for Offered { module, path, condition, used } in offered {
                match self.names.resolve(&module, &used.path) {
                    Meaning::Item(from, name) => self.offer(from, &name, &format!("{path}::{}", used.name), &condition),
                    Meaning::Module(from) if used.name == "*" => self.offer_all(&from, &path, &condition),
                    Meaning::Module(from) => {
                        let path = format!("{path}::{}", used.name);
                        match self.public_modules.get(&from) {
                            Some(known) => {
                                let line = format!("{condition}pub use {path} = {known}");
                                self.line(&path, line);
                            }
                            None => {
                                self.line(&path, format!("{condition}pub mod {path}"));
                                self.walk(&from, &path);
                            }
                        }
                    }
                    Meaning::Elsewhere => {
                        let all = if used.name == "*" { "::*" } else { "" };
                        let line = format!("{condition}pub use {path}::{} = {}{all}", used.name, used.path.join("::"));
                        self.line(&format!("{path}::{}", used.name), line);
                    }
                }
            }
        }
    }

    fn offer(&mut self, from: Place, name: &str, path: &str, condition: &str) {
        let known = self.public.entry((from, name.to_owned())).or_insert_with(|| path.to_owned());
        if known != path {
            let line = format!("{condition}pub use {path} = {known}");
            self.line(path, line);
        } else if !condition.is_empty() {
            self.line(path, format!("{condition}pub use {path}, below"));
        }
    }

    fn offer_all(&mut self, from: &Place, path: &str, condition: &str) {
        let Some(content) = self.contents.get(from) else { return };
        let public = content.definitions.iter().filter(|definition| definition.public && !definition.at_root);
        let names: Vec<String> = public.map(|definition| definition.name.clone()).collect();
        for (of_use, used) in content.uses.clone() {
            let condition = format!("{condition}{of_use}");
            self.offered.push(Offered { module: from.clone(), path: path.to_owned(), condition, used });
        }
        for name in names {
            self.offer(from.clone(), &name, &format!("{path}::{name}"), condition);
        }
    }

    /// The lines of every item that can be reached, with what is implemented for it.
    fn list(&mut self) {
        let mut implemented: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for (place, content) in &self.contents {
            for implementation in &content.implementations {
                if let Some((path, is_target)) = self.about(place, implementation) {
                    implemented.entry(path).or_default().extend(implementation.listed(path, is_target));
                }
            }
        }
        let mut lines: Vec<(String, Vec<String>)> = Vec::new();
        for (place, content) in &self.contents {
            for definition in content.definitions.iter().filter(|definition| definition.public) {
                let at_root = definition.at_root.then(|| format!("{}::{}", self.of.name, definition.name));
                let path = at_root.or_else(|| self.public.get(&(place.clone(), definition.name.clone())).cloned());
                if let Some(path) = path {
                    let mut all = definition.listed(&path);
                    all.extend(implemented.remove(path.as_str()).into_iter().flatten());
                    lines.push((path, all));
                }
            }
        }
        for (path, all) in lines {
            all.into_iter().for_each(|line| self.line(&path, line));
        }
    }

    /// The public path that an `impl` belongs to, and whether that is what it is for: its type; else its trait, else a type
    /// that stands in it. None where its type or its trait is this crate's and cannot be named.
    fn about(&self, place: &Place, implementation: &Implementation) -> Option<(&str, bool)> {
        let found = |path: &[String]| match self.names.resolve(place, path) {
            Meaning::Item(from, name) => Some(self.public.get(&(from, name)).map(String::as_str)),
            _ => None,
        };
        let of_trait = implementation.trait_path().map(found);
        if matches!(of_trait, Some(Some(None))) {
            return None;
        }
        match (found(implementation.target()), of_trait.flatten().flatten()) {
            (Some(public), _) => public.map(|path| (path, true)),
            (None, Some(path)) => Some((path, false)),
            (None, None) => {
                let mut types = implementation.types.iter().filter_map(|path| found(path).flatten());
                types.next().map(|path| (path, false))
            }
        }
    }

    fn line(&mut self, path: &str, line: String) {
        self.lines.entry(path.to_owned()).or_default().push(line);
    }
}

fn attributes(item: &Item) -> &[syn::Attribute] {
    match item {
        Item::Struct(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Const(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        _ => &[],
    }
}
