//! A member cannot land in the wrong field unseen: a field of a model has the name of its member in JSON, in snake case, or the
//! pair stands in `renames.txt` with a word of reason.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeSet;
use std::path::Path;

use guichet_core::json::Member;
use syn::{Attribute, Item, ItemStruct, LitStr};
use xtask::cargo::root;
use xtask::vendors::{NAMES, Vendor as _, for_each_vendor};

/// A field of a model, and a name by which its member is read or written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Named {
    vendor: String,
    model: String,
    field: String,
    json: String,
}

impl Named {
    fn follows_the_rule(&self) -> bool {
        snake_case(&self.json) == self.field
    }
}

impl std::fmt::Display for Named {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}.{} <- {}", self.vendor, self.model, self.field, self.json)
    }
}

#[test]
fn a_field_has_its_members_name_or_a_reason() {
    let listed = std::fs::read_to_string(root().join("xtask/renames.txt")).unwrap();
    let mut reasons = BTreeSet::new();
    for line in listed.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (pair, reason) = line.split_once(": ").unwrap_or_else(|| panic!("`{line}` gives no reason"));
        assert!(!reason.trim().is_empty() && reasons.insert(pair.to_owned()), "`{line}`: no reason, or listed twice");
    }
    let all = all();
    assert!(all.len() > 500, "{} members", all.len());
    let renamed: BTreeSet<String> =
        all.iter().filter(|named| !named.follows_the_rule()).map(ToString::to_string).collect();
    let missing: Vec<&String> = renamed.difference(&reasons).collect();
    assert!(missing.is_empty(), "renamed, and not listed:\n{}", show(&missing));
    let stale: Vec<&String> = reasons.difference(&renamed).collect();
    assert!(stale.is_empty(), "listed, and not renamed:\n{}", show(&stale));
}

fn show(lines: &[&String]) -> String {
    lines.iter().map(|line| line.as_str()).collect::<Vec<_>>().join("\n")
}

/// The names read from the source are those that the derive made: held against the tables of some models.
#[test]
fn the_derive_has_the_same_names() {
    let all = all();
    for_each_vendor!(V => for (model, members) in V::models() {
        hold(&all, V::NAME, model, members);
    });
}

fn hold(all: &[Named], vendor: &str, model: &str, members: &[Member]) {
    let named = |member: &Member, json: &str| Named {
        vendor: vendor.to_owned(),
        model: model.to_owned(),
        field: member.field.to_owned(),
        json: json.to_owned(),
    };
    let mut derived: Vec<Named> = members
        .iter()
        .flat_map(|member| {
            [member.json].into_iter().chain(member.aliases.iter().copied()).map(move |json| named(member, json))
        })
        .collect();
    let mut read: Vec<Named> =
        all.iter().filter(|named| named.vendor == vendor && named.model == model).cloned().collect();
    derived.sort();
    read.sort();
    assert_eq!(derived, read, "{vendor} {model}");
}

fn all() -> Vec<Named> {
    let mut all = Vec::new();
    for &vendor in NAMES {
        walk(&root().join("crates").join(vendor).join("src"), &mut |path| {
            let file = syn::parse_file(&std::fs::read_to_string(path).unwrap()).unwrap();
            items(&file.items, vendor, &mut all);
        });
    }
    all
}

fn walk(folder: &Path, each: &mut dyn FnMut(&Path)) {
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, each);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            each(&path);
        }
    }
}

fn items(list: &[Item], vendor: &str, all: &mut Vec<Named>) {
    for item in list {
        match item {
            Item::Mod(inner) => items(inner.content.as_ref().map_or(&[], |(_, items)| items.as_slice()), vendor, all),
            Item::Struct(model) if derives(model) => members(model, vendor, all),
            _ => {}
        }
    }
}

fn derives(model: &ItemStruct) -> bool {
    let mut found = false;
    for attribute in model.attrs.iter().filter(|attribute| attribute.path().is_ident("derive")) {
        attribute
            .parse_nested_meta(|meta| {
                found |= meta.path.segments.last().is_some_and(|last| last.ident == "Model" || last.ident == "Body");
                Ok(())
            })
            .unwrap();
    }
    found
}

fn members(model: &ItemStruct, vendor: &str, all: &mut Vec<Named>) {
    let rule = serde(&model.attrs, "rename_all").pop();
    for field in &model.fields {
        let Some(ident) = &field.ident else { continue };
        let ident = ident.to_string();
        let field_name = ident.strip_prefix("r#").unwrap_or(&ident);
        let own = serde(&field.attrs, "rename").pop().unwrap_or_else(|| renamed(field_name, rule.as_deref()));
        for json in [own].into_iter().chain(serde(&field.attrs, "alias")) {
            let (model, field) = (model.ident.to_string(), field_name.to_owned());
            all.push(Named { vendor: vendor.to_owned(), model, field, json });
        }
    }
}

/// The values of one of serde's keys.
fn serde(attributes: &[Attribute], key: &str) -> Vec<String> {
    let mut found = Vec::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        attribute
            .parse_nested_meta(|meta| {
                if meta.input.peek(syn::Token![=]) {
                    let value: LitStr = meta.value()?.parse()?;
                    if meta.path.is_ident(key) {
                        found.push(value.value());
                    }
                }
                Ok(())
            })
            .unwrap();
    }
    found
}

fn renamed(field: &str, rule: Option<&str>) -> String {
    let capital = |word: &str| word.split_at(1).0.to_uppercase() + word.split_at(1).1;
    let words = field.split('_').filter(|word| !word.is_empty());
    match rule {
        None => field.to_owned(),
        Some("camelCase") => {
            words.enumerate().map(|(n, word)| if n == 0 { word.to_owned() } else { capital(word) }).collect::<String>()
        }
        Some("PascalCase") => words.map(capital).collect(),
        Some(rule) => panic!("{rule} is not known"),
    }
}

/// `vatAmount`, `VatAmount` and `vat-amount` as `vat_amount`; `IBAN` as `iban`, `amountHT` as `amount_ht`.
fn snake_case(json: &str) -> String {
    let mut snake = String::new();
    let mut before = '_';
    for c in json.chars() {
        if c.is_uppercase() && !before.is_uppercase() && before != '_' {
            snake.push('_');
        }
        let plain = if c.is_alphanumeric() { c } else { '_' };
        snake.extend(plain.to_lowercase());
        before = plain;
    }
    snake
}

#[test]
fn names_in_snake_case() {
    for (json, snake) in [
        ("vat_amount", "vat_amount"),
        ("vatAmount", "vat_amount"),
        ("VatAmount", "vat_amount"),
        ("IBAN", "iban"),
        ("amountHT", "amount_ht"),
        ("ebp.email", "ebp_email"),
        ("line1", "line1"),
    ] {
        assert_eq!(snake_case(json), snake);
    }
}
