//! Items as lines of a listing.

use syn::visit::Visit;
use syn::{Attribute, Fields, Generics, ImplItem, Item, ItemImpl, Signature, TraitItem, Type, Visibility};

use super::names::{Use, uses};
use super::source::{condition_of, is_hidden};
use super::text::tokens;

/// What stands in a module.
pub(super) enum Entry {
    Definition(Definition),
    Implementation(Box<Implementation>),
    Uses { public: bool, condition: String, uses: Vec<Use> },
}

/// An item with a name.
pub(super) struct Definition {
    pub(super) name: String,
    pub(super) public: bool,
    /// Whether it is at the crate's root, wherever it is written.
    pub(super) at_root: bool,
    /// What stands before its path.
    before: String,
    /// What stands after it.
    after: String,
    members: Vec<Member>,
    pub(super) lines: Vec<String>,
}

/// A part of an item: what stands before its path, its name, and what stands after it.
struct Member(String, String, String);

/// An `impl`.
pub(super) struct Implementation {
    condition: String,
    generics: String,
    conditions: String,
    /// What it implements: the text, and the path.
    of: Option<(String, Vec<String>)>,
    /// What it is for: what stands before the path, the path, and its arguments.
    target: (String, Vec<String>, String),
    /// The types that stand in it.
    pub(super) types: Vec<Vec<String>>,
    members: Vec<Member>,
}

impl Definition {
    /// Its lines, at a path.
    pub(super) fn listed(&self, path: &str) -> Vec<String> {
        let mut lines = vec![format!("{}{path}{}", self.before, self.after)];
        lines.extend(self.members.iter().map(|Member(before, name, after)| format!("{before}{path}::{name}{after}")));
        lines.extend(self.lines.iter().map(|line| format!("{path}: {line}")));
        lines
    }
}

impl Implementation {
    /// The path of what it is for.
    pub(super) fn target(&self) -> &[String] {
        &self.target.1
    }

    /// The path of the trait.
    pub(super) fn trait_path(&self) -> Option<&[String]> {
        self.of.as_ref().map(|(_, path)| path.as_slice())
    }

    /// Its lines, below a path; one of something else than the path names it.
    pub(super) fn listed(&self, path: &str, is_target: bool) -> Vec<String> {
        let Self { condition, generics, conditions, of, target: (before, target, arguments), members, .. } = self;
        let target = if is_target { path.to_owned() } else { target.join("::") };
        if let Some((of, _)) = of {
            return vec![format!("{condition}impl{generics} {of} for {before}{target}{arguments}{conditions}")];
        }
        let special =
            match (generics.is_empty() && arguments.is_empty(), generics == arguments && conditions.is_empty()) {
                (true, _) | (_, true) => String::new(),
                _ => format!(" [impl{generics} {arguments}{conditions}]"),
            };
        let line = |Member(before, name, after): &Member| format!("{condition}{before}{path}::{name}{after}{special}");
        members.iter().map(line).collect()
    }
}

/// An item's entry; none for what has no place in a listing.
pub(super) fn read(item: &Item) -> Option<Entry> {
    let definition = match item {
        Item::Struct(item) => {
            let (members, private) = fields(&item.fields);
            let mut notes = notes(&item.attrs);
            notes.extend(private.then(|| "private fields".to_owned()));
            define(&item.attrs, &item.vis, "struct", &item.ident, generics(&item.generics), members, notes)
        }
        Item::Enum(item) => {
            let variants = item.variants.iter().map(variant).collect();
            define(&item.attrs, &item.vis, "enum", &item.ident, generics(&item.generics), variants, notes(&item.attrs))
        }
        Item::Fn(item) => {
            let Member(before, name, after) = function(&item.sig, "");
            let mut definition = define(&item.attrs, &item.vis, "", &item.sig.ident, after, Vec::new(), Vec::new());
            if let Some(derive) = item.attrs.iter().find(|attribute| attribute.path().is_ident("proc_macro_derive")) {
                let derive = tokens(&derive.meta);
                definition.after = String::new();
                definition.before = format!("pub {derive} ");
            } else {
                definition.before = format!("{}{before}", condition_of(&item.attrs));
            }
            definition.name = name;
            definition
        }
        Item::Const(item) => {
            let after = format!(": {}", tokens(&item.ty));
            define(&item.attrs, &item.vis, "const", &item.ident, after, Vec::new(), Vec::new())
        }
        Item::Static(item) => {
            let after = format!(": {}", tokens(&item.ty));
            define(&item.attrs, &item.vis, "static", &item.ident, after, Vec::new(), Vec::new())
        }
        Item::Type(item) => {
            let after = format!("{} = {}", generics(&item.generics), tokens(&item.ty));
            define(&item.attrs, &item.vis, "type", &item.ident, after, Vec::new(), Vec::new())
        }
        Item::Trait(item) => {
            let above =
                if item.supertraits.is_empty() { String::new() } else { format!(": {}", tokens(&item.supertraits)) };
            let after = format!("{}{above}", generics(&item.generics));
            let members = item.items.iter().filter_map(of_trait).collect();
            define(&item.attrs, &item.vis, "trait", &item.ident, after, members, Vec::new())
        }
        Item::Macro(item) => {
            let exported = item.attrs.iter().any(|attribute| attribute.path().is_ident("macro_export"));
            let mut definition = Definition {
                name: item.ident.as_ref()?.to_string(),
                public: exported && !is_hidden(&item.attrs),
                at_root: true,
                before: format!("{}macro ", condition_of(&item.attrs)),
                after: "!".to_owned(),
                members: Vec::new(),
                lines: Vec::new(),
            };
            // What is not exported is no item of a module.
            definition.at_root = exported;
            definition
        }
        Item::Use(item) => {
            let public = matches!(item.vis, Visibility::Public(_)) && !is_hidden(&item.attrs);
            let mut uses = uses(&item.tree);
            if item.leading_colon.is_some() {
                uses.iter_mut().for_each(|used| used.path.insert(0, String::new()));
            }
            return Some(Entry::Uses { public, condition: condition_of(&item.attrs), uses });
        }
        Item::Impl(item) => return implementation(item).map(|one| Entry::Implementation(Box::new(one))),
        _ => return None,
    };
    Some(Entry::Definition(definition))
}

fn define(
    attributes: &[Attribute],
    visibility: &Visibility,
    word: &str,
    name: &syn::Ident,
    after: String,
    members: Vec<Member>,
    notes: Vec<String>,
) -> Definition {
    let notes = if notes.is_empty() { String::new() } else { format!(" [{}]", notes.join(", ")) };
    Definition {
        name: name.to_string(),
        public: matches!(visibility, Visibility::Public(_)) && !is_hidden(attributes),
        at_root: false,
        before: format!("{}pub {word} ", condition_of(attributes)),
        after: format!("{after}{notes}"),
        members,
        lines: Vec::new(),
    }
}

/// What the attributes of a type say to its users.
fn notes(attributes: &[Attribute]) -> Vec<String> {
    let mut notes = Vec::new();
    let mut derives: Vec<String> = Vec::new();
    for attribute in attributes {
        if attribute.path().is_ident("non_exhaustive") {
            notes.push("non_exhaustive".to_owned());
        } else if attribute.path().is_ident("derive") {
            let _ = attribute.parse_nested_meta(|meta| {
                derives.extend(meta.path.segments.last().map(|segment| segment.ident.to_string()));
                Ok(())
            });
        }
    }
    derives.sort();
    notes.extend((!derives.is_empty()).then(|| format!("derive({})", derives.join(", "))));
    notes
}

fn generics(generics: &Generics) -> String {
    let conditions = generics.where_clause.as_ref().map(|clause| format!(" {}", tokens(clause))).unwrap_or_default();
    let parameters = if generics.params.is_empty() { String::new() } else { tokens(generics) };
    format!("{parameters}{conditions}")
}

/// The public fields, and whether there are others.
fn fields(fields: &Fields) -> (Vec<Member>, bool) {
    let mut members = Vec::new();
    let mut private = false;
    for (place, field) in fields.iter().enumerate() {
        if !matches!(field.vis, Visibility::Public(_)) || is_hidden(&field.attrs) {
            private = true;
            continue;
        }
        let name = field.ident.as_ref().map_or_else(|| place.to_string(), ToString::to_string);
        members.push(Member(format!("{}pub ", condition_of(&field.attrs)), name, format!(": {}", tokens(&field.ty))));
    }
    (members, private)
}

fn variant(variant: &syn::Variant) -> Member {
    let types = |fields: &Fields| {
        let fields = fields.iter().map(|field| match &field.ident {
            Some(name) => format!("{name}: {}", tokens(&field.ty)),
            None => tokens(&field.ty),
        });
        fields.collect::<Vec<_>>().join(", ")
    };
    let code = variant.attrs.iter().find(|attribute| attribute.path().is_ident("code"));
    let code = code.and_then(|attribute| attribute.parse_args::<syn::Lit>().ok());
    let after = match (&variant.fields, code) {
        (Fields::Unit, Some(code)) => format!(" = {}", tokens(&code)),
        (Fields::Unit, None) => String::new(),
        (Fields::Unnamed(_), _) => format!("({})", types(&variant.fields)),
        (Fields::Named(_), _) => format!(" {{ {} }}", types(&variant.fields)),
    };
    Member(condition_of(&variant.attrs), variant.ident.to_string(), after)
}

fn function(signature: &Signature, note: &str) -> Member {
    let text = tokens(signature);
    let name = signature.ident.to_string();
    let (before, after) = text.split_once(&format!("fn {name}")).unwrap_or(("", ""));
    // Whether a function changes what it is given is its own affair.
    let after = after.replacen("(mut self", "(self", 1);
    Member(format!("pub {before}fn "), name, format!("{after}{note}"))
}

fn of_trait(item: &TraitItem) -> Option<Member> {
    let mut member = match item {
        TraitItem::Fn(item) if !is_hidden(&item.attrs) => {
            function(&item.sig, if item.default.is_some() { " (provided)" } else { "" })
        }
        TraitItem::Type(item) => Member("type ".into(), item.ident.to_string(), String::new()),
        TraitItem::Const(item) => Member("const ".into(), item.ident.to_string(), format!(": {}", tokens(&item.ty))),
        _ => return None,
    };
    member.0 = member.0.trim_start_matches("pub ").to_owned();
    Some(member)
}

fn implementation(item: &ItemImpl) -> Option<Implementation> {
    let (before, target) = match item.self_ty.as_ref() {
        Type::Reference(reference) => {
            let lifetime = reference.lifetime.as_ref().map(|name| format!("{} ", tokens(name))).unwrap_or_default();
            (format!("&{lifetime}"), reference.elem.as_ref())
        }
        other => (String::new(), other),
    };
    let (path, arguments) = match target {
        Type::Path(target) => {
            let arguments = target.path.segments.last().map(|segment| tokens(&segment.arguments)).unwrap_or_default();
            (names(&target.path), arguments)
        }
        other => (vec![tokens(other)], String::new()),
    };
    let members = item.items.iter().filter_map(|member| match member {
        ImplItem::Fn(function_item) if is_offered(&function_item.vis, &function_item.attrs) => {
            let Member(before, name, after) = function(&function_item.sig, "");
            Some(Member(format!("{}{before}", condition_of(&function_item.attrs)), name, after))
        }
        ImplItem::Const(constant) if is_offered(&constant.vis, &constant.attrs) => {
            let before = format!("{}pub const ", condition_of(&constant.attrs));
            Some(Member(before, constant.ident.to_string(), format!(": {}", tokens(&constant.ty))))
        }
        _ => None,
    });
    let mut types = Paths(Vec::new());
    types.visit_type(&item.self_ty);
    let of = item.trait_.as_ref().map(|(path, _)| {
        types.visit_path(path);
        let path = path.clone();
        (tokens(&path), names(&path))
    });
    let parameters = if item.generics.params.is_empty() { String::new() } else { tokens(&item.generics) };
    let conditions = item.generics.where_clause.as_ref().map(|clause| format!(" {}", tokens(clause)));
    Some(Implementation {
        condition: condition_of(&item.attrs),
        generics: parameters,
        conditions: conditions.unwrap_or_default(),
        of,
        target: (before, path, arguments),
        types: types.0,
        members: members.collect(),
    })
}

fn is_offered(visibility: &Visibility, attributes: &[Attribute]) -> bool {
    matches!(visibility, Visibility::Public(_)) && !is_hidden(attributes) && !super::source::is_test(attributes)
}

fn names(path: &syn::Path) -> Vec<String> {
    path.segments.iter().map(|segment| segment.ident.to_string()).collect()
}

/// The paths that stand in a type.
struct Paths(Vec<Vec<String>>);

impl<'ast> Visit<'ast> for Paths {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.0.push(names(path));
        syn::visit::visit_path(self, path);
    }
}
