//! Which source file imports which: the modules of a crate by their `mod` items, and every path in its code followed to the
//! files that it names.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::Visit;
use syn::{Item, UseTree};

/// The texts of source files.
pub(crate) type Sources = BTreeMap<PathBuf, String>;

/// From which file to which.
pub(crate) type Edges = BTreeSet<(PathBuf, PathBuf)>;

/// How many imports a name may have come through; only a name that is imported from itself has more.
const MOST: usize = 20;

/// What the files of a crate import of one another, from its root on. A module does not count as importing what it lies in,
/// nor what lies in it.
pub(crate) fn edges(sources: &Sources, root: &Path) -> Edges {
    let mut tree = Tree { sources, modules: Vec::new() };
    tree.load(root, root.parent().unwrap_or(root), None);
    let mut edges = Edges::new();
    for (index, module) in tree.modules.iter().enumerate() {
        let mut named = BTreeSet::new();
        for path in &module.paths {
            tree.follow(index, path, &mut named, 0);
        }
        for other in named {
            if !tree.lies_in(index, other) && !tree.lies_in(other, index) {
                edges.insert((module.file.clone(), tree.modules[other].file.clone()));
            }
        }
    }
    edges
}

struct Tree<'a> {
    sources: &'a Sources,
    modules: Vec<Module>,
}

/// A module with a file of its own, or one within the file of another.
struct Module {
    file: PathBuf,
    parent: Option<usize>,
    names: BTreeMap<String, Name>,
    /// The names that only it and what lies in it see.
    private: BTreeSet<String>,
    /// The modules that it imports every name of.
    globs: Vec<Vec<String>>,
    /// Every path in its code, imports included.
    paths: BTreeSet<Vec<String>>,
}

enum Name {
    Module(usize),
    /// Given by `use`.
    Alias(Vec<String>),
    Item,
}

impl Tree<'_> {
    /// Reads a file as a module; the files of the modules in it lie in `folder`.
    fn load(&mut self, file: &Path, folder: &Path, parent: Option<usize>) -> usize {
        let text = self.sources.get(file).unwrap_or_else(|| panic!("{} does not exist", file.display()));
        let parsed = syn::parse_file(text).unwrap_or_else(|why| panic!("{}: {why}", file.display()));
        self.add(file, folder, parent, &parsed.items)
    }

    fn add(&mut self, file: &Path, folder: &Path, parent: Option<usize>, items: &[Item]) -> usize {
        let mut code = Code::default();
        items.iter().for_each(|item| code.visit_item(item));
        let Code { aliases, private, globs, paths, .. } = code;
        let mut names: BTreeMap<String, Name> = BTreeMap::new();
        names.extend(aliases.into_iter().map(|(name, path)| (name, Name::Alias(path))));
        names.extend(items.iter().flat_map(declared).map(|name| (name, Name::Item)));
        let index = self.modules.len();
        self.modules.push(Module { file: file.to_path_buf(), parent, names, private, globs, paths });
        for item in items {
            let Item::Mod(inner) = item else { continue };
            let name = inner.ident.to_string();
            // A file of another crate, of which this one's files know no more than the name.
            if inner.attrs.iter().any(|attribute| attribute.path().is_ident("path")) {
                self.modules[index].names.insert(name, Name::Item);
                continue;
            }
            let within = folder.join(&name);
            let module = match &inner.content {
                Some((_, items)) => self.add(file, &within, Some(index), items),
                None => {
                    let beside = folder.join(format!("{name}.rs"));
                    let file = if self.sources.contains_key(&beside) { beside } else { within.join("mod.rs") };
                    self.load(&file, &within, Some(index))
                }
            };
            self.modules[index].names.insert(name, Name::Module(module));
        }
        index
    }

    /// Follows a path from a module, and notes the modules that it names on its way: those that pass a name on, the one that
    /// declares it, and the one that the path ends at, which is the result. A path that ends in something else has none.
    fn follow(&self, from: usize, path: &[String], named: &mut BTreeSet<usize>, depth: usize) -> Option<usize> {
        let mut at = from;
        for (number, name) in path.iter().enumerate() {
            at = match name.as_str() {
                "crate" => self.root(at),
                "self" => at,
                "super" => self.modules[at].parent?,
                name => {
                    let next = self.step(at, name, named, depth);
                    if number > 0 && !self.is_module(at, name) {
                        named.insert(at);
                    }
                    next?
                }
            };
        }
        named.insert(at);
        Some(at)
    }

    /// Where a name in a module leads, if it is that of a module.
    fn step(&self, at: usize, name: &str, named: &mut BTreeSet<usize>, depth: usize) -> Option<usize> {
        match self.modules[at].names.get(name) {
            Some(Name::Module(module)) => Some(*module),
            Some(Name::Alias(path)) if depth < MOST => self.follow(at, path, named, depth + 1),
            Some(_) => None,
            None if depth < MOST => self.modules[at].globs.iter().find_map(|glob| {
                let module = self.follow(at, glob, &mut BTreeSet::new(), depth + 1)?;
                let seen = !self.modules[module].private.contains(name) || self.lies_in(at, module);
                if !seen || !self.modules[module].names.contains_key(name) {
                    return None;
                }
                named.insert(module);
                self.step(module, name, named, depth + 1)
            }),
            None => None,
        }
    }

    fn is_module(&self, at: usize, name: &str) -> bool {
        matches!(self.modules[at].names.get(name), Some(Name::Module(_)))
    }

    fn root(&self, module: usize) -> usize {
        self.modules[module].parent.map_or(module, |parent| self.root(parent))
    }

    fn lies_in(&self, module: usize, outer: usize) -> bool {
        self.modules[module].file == self.modules[outer].file
            || self.modules[module].parent.is_some_and(|parent| self.lies_in(parent, outer))
    }
}

/// What stands in the code of a module, without the modules in it.
#[derive(Default)]
struct Code {
    aliases: Vec<(String, Vec<String>)>,
    private: BTreeSet<String>,
    globs: Vec<Vec<String>>,
    paths: BTreeSet<Vec<String>>,
    /// Whether the import at hand is.
    is_private: bool,
}

impl<'ast> Visit<'ast> for Code {
    fn visit_item_mod(&mut self, _: &'ast syn::ItemMod) {}

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.is_private = matches!(item.vis, syn::Visibility::Inherited);
        self.import(&item.tree, &[]);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.leading_colon.is_none() {
            self.paths.insert(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        }
        syn::visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, called: &'ast syn::Macro) {
        self.tokens(called.tokens.clone());
        syn::visit::visit_macro(self, called);
    }

    fn visit_meta_list(&mut self, list: &'ast syn::MetaList) {
        self.tokens(list.tokens.clone());
        syn::visit::visit_meta_list(self, list);
    }
}

impl Code {
    fn import(&mut self, tree: &UseTree, before: &[String]) {
        let with = |name: &syn::Ident| {
            let name = name.to_string();
            let own = (name != "self").then_some(name);
            before.iter().cloned().chain(own).collect::<Vec<_>>()
        };
        match tree {
            UseTree::Path(path) if before.is_empty() && path.ident == "self" => {
                self.import(&path.tree, &["self".to_owned()]);
            }
            UseTree::Path(path) => self.import(&path.tree, &with(&path.ident)),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.import(tree, before)),
            UseTree::Glob(_) => {
                self.paths.insert(before.to_vec());
                self.globs.push(before.to_vec());
            }
            UseTree::Name(name) => self.alias(with(&name.ident), None),
            UseTree::Rename(name) => self.alias(with(&name.ident), Some(&name.rename)),
        }
    }

    fn alias(&mut self, path: Vec<String>, name: Option<&syn::Ident>) {
        self.paths.insert(path.clone());
        if let Some(name) = name.map(ToString::to_string).or_else(|| path.last().cloned()) {
            if self.is_private {
                self.private.insert(name.clone());
            }
            self.aliases.push((name, path));
        }
    }

    /// The paths in what a macro is given, which need not be Rust.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
                TokenTree::Ident(name) => {
                    if colons != 2 {
                        self.end(&mut path);
                    }
                    path.push(name.to_string());
                    colons = 0;
                }
                other => {
                    self.end(&mut path);
                    colons = 0;
                    if let TokenTree::Group(group) = other {
                        self.tokens(group.stream());
                    }
                }
            }
        }
        self.end(&mut path);
    }

    fn end(&mut self, path: &mut Vec<String>) {
        let path = std::mem::take(path);
        if path.len() > 1 {
            self.paths.insert(path);
        }
    }
}

/// The names of an item that is neither a module nor an import; those of a macro that declares something as well.
fn declared(item: &Item) -> Vec<String> {
    let name = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Macro(item) => match &item.ident {
            Some(name) => name,
            None => return declared_by(item.mac.tokens.clone()),
        },
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        _ => return Vec::new(),
    };
    vec![name.to_string()]
}

fn declared_by(tokens: TokenStream) -> Vec<String> {
    let words: Vec<String> = tokens.into_iter().map(|token| token.to_string()).collect();
    let names = words.windows(2).filter(|pair| ["struct", "enum", "fn", "const", "static"].contains(&pair[0].as_str()));
    names.map(|pair| pair[1].clone()).collect()
}
