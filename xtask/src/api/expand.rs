//! What the macros of the workspace make, by their definitions: the items that are not repeated. What is repeated, variants
//! and operations, is read from the invocation.

use std::collections::BTreeMap;

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{TokenStreamExt as _, quote};
use syn::{Item, ItemMacro};

use super::source::{Crate, Module};
use super::text::text;
use crate::cargo::Fallible;

/// The macros that are defined by rules.
pub(super) struct Macros {
    definitions: BTreeMap<String, Definition>,
}

struct Definition {
    /// The crate that defines it.
    of: String,
    /// What its rules make.
    makes: Vec<TokenStream>,
}

/// What an invocation makes.
pub(super) struct Made {
    pub(super) items: Vec<Item>,
    /// Lines of their own.
    pub(super) lines: Vec<String>,
}

impl Macros {
    /// Those of all these crates.
    pub(super) fn of(crates: &[Crate]) -> Self {
        let mut definitions = BTreeMap::new();
        for of in crates {
            collect(&of.name, &of.root, &mut definitions);
        }
        Self { definitions }
    }

    /// What an invocation in a crate makes; `None` for a macro whose invocations are not understood.
    pub(super) fn expand(&self, of: &str, invoked: &ItemMacro) -> Fallible<Option<Made>> {
        let Some(name) = invoked.mac.path.segments.last().map(|segment| segment.ident.to_string()) else {
            return Ok(None);
        };
        // Type, Type
        if name == "written_as_serialized" {
            let types = split(invoked.mac.tokens.clone().into_iter().collect(), ',');
            let types = types.into_iter().map(|tokens| tokens.into_iter().collect::<TokenStream>());
            let items = types.map(|name| syn::parse2(quote!(impl guichet_core::json::Write for #name {})));
            let items = items.collect::<syn::Result<_>>().map_err(|e| format!("{name}! in {of}: {e}"))?;
            return Ok(Some(Made { items, lines: Vec::new() }));
        }
        let (Some(bound), Some(definition)) = (bind(&name, invoked.mac.tokens.clone()), self.definitions.get(&name))
        else {
            return Ok(None);
        };
        let home = if definition.of == of { "crate" } else { &definition.of };
        let home = Ident::new(home, Span::call_site());
        let mut items = Vec::new();
        for made in &definition.makes {
            let made = substitute(made.clone(), &bound, &home, Within::Items);
            // A rule that makes no items is for the macro's own use.
            if let Ok(file) = syn::parse2::<syn::File>(made) {
                items.extend(file.items);
            }
        }
        if items.is_empty() {
            return Err(format!("what `{name}!` makes in {of} is not understood"));
        }
        Ok(Some(Made { items, lines: bound.lines }))
    }
}

fn collect(of: &str, module: &Module, definitions: &mut BTreeMap<String, Definition>) {
    for item in &module.items {
        if let Item::Macro(ItemMacro { ident: Some(name), mac, .. }) = item {
            let makes = transcribers(mac.tokens.clone());
            definitions.insert(name.to_string(), Definition { of: of.to_owned(), makes });
        }
    }
    module.modules.iter().for_each(|module| collect(of, module, definitions));
}

/// The groups after `=>`.
fn transcribers(rules: TokenStream) -> Vec<TokenStream> {
    let mut made = Vec::new();
    let mut after_arrow = false;
    for token in rules {
        match token {
            TokenTree::Group(group) if after_arrow => {
                made.push(group.stream());
                after_arrow = false;
            }
            TokenTree::Punct(punct) => after_arrow |= punct.as_char() == '>',
            _ => {}
        }
    }
    made
}

/// What stands for the variables of a macro.
#[derive(Default)]
struct Bound {
    variables: BTreeMap<&'static str, TokenTree>,
    variants: TokenStream,
    lines: Vec<String>,
}

/// Reads an invocation of one of the workspace's macros.
fn bind(name: &str, invocation: TokenStream) -> Option<Bound> {
    let tokens = without_attributes(invocation);
    let mut bound = Bound::default();
    let mut variables = |names: &[(&'static str, usize)]| {
        for (variable, place) in names {
            bound.variables.insert(variable, tokens.get(*place)?.clone());
        }
        Some(())
    };
    match name {
        // pub enum Name: kind { Variant = "code", … }
        "open_enum" => {
            variables(&[("name", 2)])?;
            let Some(TokenTree::Group(variants)) = tokens.last() else { return None };
            for variant in split(without_attributes(variants.stream()), ',') {
                let [name, _, code] = variant.as_slice() else { return None };
                bound.variants.append_all(quote!(#[code(#code)] #name,));
            }
        }
        // pub struct Name;
        "integer_id" | "string_id" => variables(&[("name", 2)])?,
        "handle" => variables(&[("handle", 0)])?,
        // Name, method(Folder), "Header"
        "product" => {
            variables(&[("name", 0), ("method", 2), ("folder", 3)])?;
            if let Some(TokenTree::Group(folder)) = tokens.get(3) {
                let folder = Group::new(Delimiter::None, folder.stream());
                bound.variables.insert("folder", folder.into());
            }
        }
        // Name, method, Folder
        "saas_product" => variables(&[("name", 0), ("method", 2), ("folder", 4)])?,
        // NAME: Effect, VERB "path", "id", "Section" [flags]; …
        "operations" => {
            for row in split(tokens, ';') {
                let parts = split(row, ',');
                let [head, route, id, ..] = parts.as_slice() else { return None };
                let (TokenTree::Literal(id), Some(TokenTree::Ident(effect))) = (id.first()?, head.last()) else {
                    return None;
                };
                let route = text(route.iter().cloned().collect());
                bound.lines.push(format!("operation {}: {effect}, {route}", id.to_string().trim_matches('"')));
            }
        }
        _ => return None,
    }
    Some(bound)
}

fn without_attributes(tokens: TokenStream) -> Vec<TokenTree> {
    let mut kept = Vec::new();
    let mut tokens = tokens.into_iter();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '#' => drop(tokens.next()),
            token => kept.push(token),
        }
    }
    kept
}

fn split(tokens: Vec<TokenTree>, at: char) -> Vec<Vec<TokenTree>> {
    let parts = tokens.split(|token| matches!(token, TokenTree::Punct(punct) if punct.as_char() == at));
    parts.filter(|part| !part.is_empty()).map(<[TokenTree]>::to_vec).collect()
}

/// Where in what a macro makes.
#[derive(Clone, Copy, PartialEq)]
enum Within {
    Items,
    Enum,
    /// Arguments, types, members.
    Other,
}

/// The tokens with the variables replaced, without what is repeated, and without the bodies of functions, which may use
/// variables that are not bound.
fn substitute(made: TokenStream, bound: &Bound, home: &Ident, within: Within) -> TokenStream {
    let mut out = TokenStream::new();
    if within == Within::Enum {
        out.append_all(bound.variants.clone());
    }
    let mut tokens = made.into_iter().peekable();
    let mut kind: Option<String> = None;
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '$' => match tokens.next() {
                Some(TokenTree::Ident(ident)) if ident == "crate" => out.append(home.clone()),
                Some(TokenTree::Ident(ident)) => {
                    let name = ident.to_string();
                    out.append(bound.variables.get(name.as_str()).cloned().unwrap_or(TokenTree::Ident(ident)));
                }
                // A repetition: `$(…)` with a separator or none, and an operator.
                _ => {
                    let is_operator = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if matches!(punct.as_char(), '*' | '+' | '?'));
                    while tokens.next().is_some_and(|token| !is_operator(&token)) {}
                }
            },
            TokenTree::Group(group) => {
                let is_block = group.delimiter() == Delimiter::Brace;
                let inner = match kind.as_deref() {
                    Some("fn") if is_block => TokenStream::new(),
                    Some("impl") if is_block => substitute(group.stream(), bound, home, Within::Items),
                    Some("enum") if is_block => substitute(group.stream(), bound, home, Within::Enum),
                    _ => substitute(group.stream(), bound, home, Within::Other),
                };
                out.append(Group::new(group.delimiter(), inner));
                if is_block {
                    kind = None;
                }
            }
            TokenTree::Ident(ident) => {
                let word = ident.to_string();
                if within == Within::Items
                    && kind.is_none()
                    && matches!(word.as_str(), "fn" | "impl" | "enum" | "struct")
                {
                    kind = Some(word);
                }
                out.append(ident);
            }
            TokenTree::Punct(punct) => {
                if punct.as_char() == ';' {
                    kind = None;
                }
                out.append(punct);
            }
            literal @ TokenTree::Literal(_) => out.append(literal),
        }
    }
    out
}
