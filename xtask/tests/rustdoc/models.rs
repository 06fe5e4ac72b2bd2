//! A member of a model whose name does not say everything has a line: its unit, sign, form or meaning, in the vendor's words.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use syn::{Fields, Item, Visibility};
use xtask::cargo::root;
use xtask::vendors::NAMES;

use crate::public::doc;

/// A public field of a public struct.
struct Member {
    vendor: &'static str,
    model: String,
    field: String,
    has_line: bool,
}

fn members() -> Vec<Member> {
    let mut all = Vec::new();
    for &vendor in NAMES {
        walk(&root().join("crates").join(vendor).join("src"), &mut |path| {
            let file = syn::parse_file(&std::fs::read_to_string(path).unwrap()).unwrap();
            items(vendor, &file.items, &mut all);
        });
    }
    all
}

fn walk(folder: &Path, each: &mut dyn FnMut(&Path)) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, each);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            each(&path);
        }
    }
}

fn items(vendor: &'static str, list: &[Item], all: &mut Vec<Member>) {
    for item in list {
        match item {
            Item::Mod(inner) => {
                items(vendor, inner.content.as_ref().map_or(&[], |(_, items)| items.as_slice()), all);
            }
            Item::Struct(model) if matches!(model.vis, Visibility::Public(_)) => {
                let Fields::Named(fields) = &model.fields else { continue };
                for field in fields.named.iter().filter(|field| matches!(field.vis, Visibility::Public(_))) {
                    let name = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
                    let field_name = name.strip_prefix("r#").unwrap_or(&name).to_owned();
                    let has_line = !doc(&field.attrs).trim().is_empty();
                    all.push(Member { vendor, model: model.ident.to_string(), field: field_name, has_line });
                }
            }
            _ => {}
        }
    }
}

#[test]
fn a_member_has_a_line_or_a_name_that_says_everything() {
    let text = std::fs::read_to_string(root().join("xtask/silent.txt")).unwrap();
    let mut silent = BTreeSet::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        for name in line.split_whitespace() {
            assert!(silent.insert(name), "`{name}` is listed twice");
        }
    }
    let all = members();
    assert!(all.len() > 1_000, "{} members", all.len());
    let mut missing: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut used = BTreeSet::new();
    for Member { vendor, model, field, .. } in all.iter().filter(|member| !member.has_line) {
        let of_model = format!("{model}.*");
        match silent.get(of_model.as_str()).or_else(|| silent.get(field.as_str())) {
            Some(listed) => drop(used.insert(*listed)),
            None => missing.entry(vendor).or_default().push(format!("{model}.{field}")),
        }
    }
    let show = |(vendor, names): (&&str, &Vec<String>)| format!("{vendor} ({}): {}", names.len(), names.join(", "));
    let shown: Vec<String> = missing.iter().map(show).collect();
    assert!(missing.is_empty(), "of {} members, without a line and not listed:\n{}", all.len(), shown.join("\n"));
    let stale: Vec<&&str> = silent.difference(&used).collect();
    assert!(stale.is_empty(), "listed, and nothing without a line is named so: {stale:?}");
}
