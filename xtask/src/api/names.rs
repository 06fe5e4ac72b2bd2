//! What a path of the source means.

use std::collections::BTreeMap;

use syn::UseTree;

/// A module's path, from the crate's root.
pub(super) type Place = Vec<String>;

/// The names of a crate, by the module that they stand in.
#[derive(Default)]
pub(super) struct Names {
    modules: BTreeMap<Place, Scope>,
}

#[derive(Default)]
struct Scope {
    items: Vec<String>,
    uses: Vec<Use>,
}

/// One name of a `use`.
#[derive(Debug, Clone)]
pub(super) struct Use {
    /// The name that it has here; `*` for all.
    pub(super) name: String,
    pub(super) path: Vec<String>,
}

/// What a path leads to.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Meaning {
    Module(Place),
    /// An item of a module.
    Item(Place, String),
    /// Of another crate, or not found.
    Elsewhere,
}

/// How many `use` may lead from one to the next.
const MOST: usize = 20;

impl Names {
    pub(super) fn module(&mut self, place: &[String]) {
        self.modules.entry(place.to_vec()).or_default();
    }

    pub(super) fn item(&mut self, place: &[String], name: &str) {
        self.modules.entry(place.to_vec()).or_default().items.push(name.to_owned());
    }

    pub(super) fn uses(&mut self, place: &[String], uses: impl IntoIterator<Item = Use>) {
        self.modules.entry(place.to_vec()).or_default().uses.extend(uses);
    }

    /// What a path means in a module.
    pub(super) fn resolve(&self, place: &[String], path: &[String]) -> Meaning {
        self.follow(place, path, MOST)
    }

    fn follow(&self, place: &[String], path: &[String], left: usize) -> Meaning {
        let Some(left) = left.checked_sub(1) else { return Meaning::Elsewhere };
        let mut at = place.to_vec();
        let mut rest = path;
        while let Some((first, after)) = rest.split_first() {
            match first.as_str() {
                "crate" => at.clear(),
                "self" => {}
                "super" => drop(at.pop()),
                _ => break,
            }
            rest = after;
        }
        let mut meaning = Meaning::Module(at);
        for name in rest {
            meaning = match meaning {
                Meaning::Module(module) => self.lookup(&module, name, left),
                other => return other,
            };
        }
        meaning
    }

    fn lookup(&self, module: &[String], name: &str, left: usize) -> Meaning {
        let inner = [module, &[name.to_owned()]].concat();
        if self.modules.contains_key(&inner) {
            return Meaning::Module(inner);
        }
        let Some(scope) = self.modules.get(module) else { return Meaning::Elsewhere };
        if scope.items.iter().any(|item| item == name) {
            return Meaning::Item(module.to_vec(), name.to_owned());
        }
        if let Some(used) = scope.uses.iter().find(|used| used.name == name) {
            // `use x::y as x` would begin with itself.
            let is_itself = used.path.first().is_some_and(|first| first == name);
            return if is_itself { Meaning::Elsewhere } else { self.follow(module, &used.path, left) };
        }
        let all = scope.uses.iter().filter(|used| used.name == "*");
        let mut found = all.filter_map(|used| match self.follow(module, &used.path, left) {
            Meaning::Module(from) if from != module => Some(self.lookup(&from, name, left.checked_sub(1)?)),
            _ => None,
        });
        found.find(|meaning| *meaning != Meaning::Elsewhere).unwrap_or(Meaning::Elsewhere)
    }
}

/// The names that a `use` brings.
pub(super) fn uses(tree: &UseTree) -> Vec<Use> {
    let mut found = Vec::new();
    flatten(tree, &mut Vec::new(), &mut found);
    found
}

fn flatten(tree: &UseTree, path: &mut Vec<String>, found: &mut Vec<Use>) {
    let mut name_of = |name: String, last: Option<String>| {
        let path: Vec<String> = path.iter().cloned().chain(last).collect();
        // `use x::{self}` is x.
        let name = if name == "self" { path.last().cloned().unwrap_or_default() } else { name };
        found.push(Use { name, path });
    };
    match tree {
        UseTree::Path(inner) => {
            path.push(inner.ident.to_string());
            flatten(&inner.tree, path, found);
            path.pop();
        }
        UseTree::Name(name) => {
            let name = name.ident.to_string();
            name_of(name.clone(), (name != "self").then_some(name));
        }
        UseTree::Rename(renamed) => {
            let (from, to) = (renamed.ident.to_string(), renamed.rename.to_string());
            name_of(to, (from != "self").then_some(from));
        }
        UseTree::Glob(_) => name_of("*".to_owned(), None),
        UseTree::Group(group) => group.items.iter().for_each(|tree| flatten(tree, path, found)),
    }
}
