//! A crate's modules, read from its files.

use std::path::Path;

use syn::{Attribute, Item, Visibility};

use crate::cargo::Fallible;

/// A crate.
pub(super) struct Crate {
    /// Its name as in paths.
    pub(super) name: String,
    pub(super) root: Module,
}

/// A module, with what stands in it.
pub(super) struct Module {
    pub(super) name: String,
    pub(super) public: bool,
    /// Its `#[cfg(…)]`, and a blank.
    pub(super) condition: String,
    pub(super) items: Vec<Item>,
    pub(super) modules: Vec<Module>,
}

/// Reads a library from the file that it begins with.
pub(super) fn read(name: &str, file: &Path) -> Fallible<Crate> {
    let folder = file.parent().unwrap_or(Path::new("."));
    let root = module("crate", true, String::new(), parse(file)?, folder)?;
    Ok(Crate { name: name.to_owned(), root })
}

/// A crate whose modules are all in one text.
#[cfg(test)]
pub(super) fn read_text(name: &str, text: &str) -> Fallible<Crate> {
    let items = syn::parse_file(text).map_err(|e| e.to_string())?.items;
    Ok(Crate { name: name.to_owned(), root: module("crate", true, String::new(), items, Path::new("."))? })
}

fn parse(file: &Path) -> Fallible<Vec<Item>> {
    let text = std::fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
    Ok(syn::parse_file(&text).map_err(|e| format!("{}: {e}", file.display()))?.items)
}

/// A module of these items; `folder` is where the files of the modules in it are.
fn module(name: &str, public: bool, condition: String, all: Vec<Item>, folder: &Path) -> Fallible<Module> {
    let (mut items, mut modules) = (Vec::new(), Vec::new());
    for item in all {
        let Item::Mod(child) = item else {
            items.push(item);
            continue;
        };
        if is_test(&child.attrs) {
            continue;
        }
        if child.attrs.iter().any(|attribute| attribute.path().is_ident("path")) {
            return Err(format!("{}: a module at another path is not read", child.ident));
        }
        let name = child.ident.to_string();
        let inner = folder.join(&name);
        let content = match child.content {
            Some((_, items)) => items,
            None => {
                let beside = folder.join(format!("{name}.rs"));
                parse(&if beside.exists() { beside } else { inner.join("mod.rs") })?
            }
        };
        let public = matches!(child.vis, Visibility::Public(_)) && !is_hidden(&child.attrs);
        modules.push(module(&name, public, condition_of(&child.attrs), content, &inner)?);
    }
    Ok(Module { name: name.to_owned(), public, condition, items, modules })
}

/// Whether this is built for tests or for their documentation alone.
pub(super) fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().filter(|attribute| attribute.path().is_ident("cfg")).any(|attribute| {
        let condition = super::text::tokens(&attribute.meta);
        matches!(condition.as_str(), "cfg(test)" | "cfg(doctest)")
    })
}

/// Whether the documentation leaves this out.
pub(super) fn is_hidden(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("doc") && matches!(attribute.parse_args::<syn::Ident>(), Ok(word) if word == "hidden")
    })
}

/// The conditions under which this is built, each with a blank behind it.
pub(super) fn condition_of(attributes: &[Attribute]) -> String {
    let conditions = attributes.iter().filter(|attribute| attribute.path().is_ident("cfg"));
    conditions.map(|attribute| format!("#[{}] ", super::text::tokens(&attribute.meta))).collect()
}
