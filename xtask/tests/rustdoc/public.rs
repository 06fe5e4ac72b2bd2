//! What a crate shows its users, read from its sources: items that a path of public modules or of `pub use` leads to.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, ExprLit, Item, ItemImpl, Lit, Meta, Path as Tokens, Token, Type, UseTree, Visibility};

/// The names of the modules from the crate's root.
pub type Place = Vec<String>;

struct Module {
    items: Vec<Item>,
    /// A user can name it, and its documentation is shown.
    is_public: bool,
}

/// The modules of a crate, and the items that are public in effect.
pub struct Sources {
    modules: BTreeMap<Place, Module>,
    public: BTreeSet<(Place, String)>,
}

impl Sources {
    /// Of the crate whose `src` this is.
    pub fn read(src: &Path) -> Self {
        let mut modules = BTreeMap::new();
        let file = syn::parse_file(&std::fs::read_to_string(src.join("lib.rs")).unwrap()).unwrap();
        add(&mut modules, Vec::new(), file.items, true, src);
        let mut sources = Self { modules, public: BTreeSet::new() };
        sources.find_public();
        sources
    }

    /// Each module with its place.
    pub fn items(&self) -> impl Iterator<Item = (&Place, &Item)> {
        self.modules.iter().flat_map(|(place, module)| module.items.iter().map(move |item| (place, item)))
    }

    /// Whether the item of this name in this module can be named by a user.
    pub fn is_public(&self, place: &Place, name: &str) -> bool {
        self.public.contains(&(place.clone(), name.to_owned()))
    }

    /// Whether an `impl` is of a public type: of its own module, or of any module where that one has none of the name.
    pub fn is_of_public(&self, place: &Place, implementation: &ItemImpl) -> Option<String> {
        let Type::Path(path) = &*implementation.self_ty else { return None };
        let name = path.path.segments.last()?.ident.to_string();
        let is_here = self.modules.get(place)?.items.iter().any(|item| named(item).is_some_and(|(one, _)| one == name));
        let is_public =
            if is_here { self.is_public(place, &name) } else { self.public.iter().any(|(_, public)| *public == name) };
        is_public.then_some(name)
    }

    fn find_public(&mut self) {
        let mut wanted: Vec<(Place, String)> = Vec::new();
        for (place, module) in self.modules.iter().filter(|(_, module)| module.is_public) {
            for item in &module.items {
                match item {
                    Item::Use(import) if is_shown(&import.vis, &import.attrs) => {
                        leaves(&import.tree, &mut Vec::new(), &mut |path| wanted.extend(self.resolve(place, path)));
                    }
                    _ => wanted.extend(shown(item).map(|name| (place.clone(), name))),
                }
            }
        }
        while let Some((place, name)) = wanted.pop() {
            let Some(module) = self.modules.get(&place) else { continue };
            for item in &module.items {
                if let Item::Use(import) = item {
                    leaves(&import.tree, &mut Vec::new(), &mut |path| {
                        if path.last() == Some(&name) {
                            wanted.extend(self.resolve(&place, path).into_iter().filter(|one| one.0 != place));
                        }
                    });
                }
            }
            self.public.insert((place, name));
        }
    }

    /// Which item of this crate a path of a `use` names; all of a module's for `*`.
    fn resolve(&self, place: &Place, path: &[String]) -> Vec<(Place, String)> {
        let Some((name, modules)) = path.split_last() else { return Vec::new() };
        let mut at = place.clone();
        for (n, segment) in modules.iter().enumerate() {
            match segment.as_str() {
                "crate" if n == 0 => at.clear(),
                "self" if n == 0 => {}
                "super" => drop(at.pop()),
                _ => at.push(segment.clone()),
            }
        }
        match self.modules.get(&at) {
            Some(module) if name == "*" => {
                module.items.iter().filter_map(|one| Some((at.clone(), shown(one)?))).collect()
            }
            Some(_) => vec![(at, name.clone())],
            None => Vec::new(),
        }
    }
}

fn add(modules: &mut BTreeMap<Place, Module>, place: Place, mut items: Vec<Item>, is_public: bool, folder: &Path) {
    for item in &mut items {
        let Item::Mod(inner) = item else { continue };
        if is_test(&inner.attrs) {
            continue;
        }
        let name = inner.ident.to_string();
        let items = match inner.content.take() {
            Some((_, items)) => items,
            None => {
                let text = std::fs::read_to_string(folder.join(format!("{name}.rs")))
                    .or_else(|_| std::fs::read_to_string(folder.join(&name).join("mod.rs")));
                syn::parse_file(&text.unwrap_or_else(|why| panic!("{name} in {}: {why}", folder.display())))
                    .unwrap()
                    .items
            }
        };
        let is_public = is_public && is_shown(&inner.vis, &inner.attrs);
        add(modules, [place.clone(), vec![name.clone()]].concat(), items, is_public, &folder.join(&name));
    }
    modules.insert(place, Module { items, is_public });
}

fn leaves(tree: &UseTree, before: &mut Vec<String>, each: &mut dyn FnMut(&[String])) {
    let (name, rest) = match tree {
        UseTree::Group(group) => return group.items.iter().for_each(|one| leaves(one, before, each)),
        UseTree::Path(path) => (path.ident.to_string(), Some(&*path.tree)),
        UseTree::Name(name) => (name.ident.to_string(), None),
        UseTree::Rename(renamed) => (renamed.ident.to_string(), None),
        UseTree::Glob(_) => ("*".to_owned(), None),
    };
    before.push(name);
    match rest {
        Some(rest) => leaves(rest, before, each),
        None => each(before),
    }
    before.pop();
}

fn shown(item: &Item) -> Option<String> {
    let (name, visibility) = named(item)?;
    matches!(visibility, Visibility::Public(_)).then_some(name)
}

/// The name of what a user could name.
fn named(item: &Item) -> Option<(String, &Visibility)> {
    match item {
        Item::Struct(item) => Some((item.ident.to_string(), &item.vis)),
        Item::Enum(item) => Some((item.ident.to_string(), &item.vis)),
        Item::Trait(item) => Some((item.ident.to_string(), &item.vis)),
        Item::Fn(item) => Some((item.sig.ident.to_string(), &item.vis)),
        _ => None,
    }
}

/// Public, and not hidden from the documentation.
pub fn is_shown(visibility: &Visibility, attributes: &[Attribute]) -> bool {
    matches!(visibility, Visibility::Public(_)) && !is_hidden(attributes)
}

/// Whether it has `#[doc(hidden)]`.
pub fn is_hidden(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|one| one.path().is_ident("doc") && has_word(one, "hidden"))
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|one| one.path().is_ident("cfg") && has_word(one, "test"))
}

fn has_word(attribute: &Attribute, word: &str) -> bool {
    let paths = attribute.parse_args_with(Punctuated::<Tokens, Token![,]>::parse_terminated);
    paths.is_ok_and(|paths| paths.iter().any(|path| path.is_ident(word)))
}

/// The text of its documentation.
pub fn doc(attributes: &[Attribute]) -> String {
    let mut text = String::new();
    for attribute in attributes.iter().filter(|one| one.path().is_ident("doc")) {
        if let Meta::NameValue(pair) = &attribute.meta
            && let Expr::Lit(ExprLit { lit: Lit::Str(line), .. }) = &pair.value
        {
            text.push_str(&line.value());
            text.push('\n');
        }
    }
    text
}
