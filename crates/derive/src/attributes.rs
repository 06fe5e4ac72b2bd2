//! What serde's attributes, and the one of ours, say.

use proc_macro2::TokenStream;
use quote::quote;
use syn::meta::ParseNestedMeta;
use syn::{Attribute, Error, Ident, LitStr, Path, Type};

/// Attributes of the struct.
pub(crate) struct Container {
    /// The struct is read and written as its one member.
    pub(crate) transparent: bool,
    /// Members that are nothing are left out where it is written.
    pub(crate) sent: bool,
    /// It is never written: it has no `Serialize`.
    pub(crate) only_read: bool,
    /// Where `guichet_core::json` is found.
    pub(crate) json: Path,
    rename_all: Option<LitStr>,
}

/// A member and its attributes.
pub(crate) struct Field<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) ty: &'a Type,
    /// Its name in JSON.
    pub(crate) json: String,
    pub(crate) aliases: Vec<String>,
    /// A function that makes what a missing member is.
    pub(crate) default: Option<TokenStream>,
    pub(crate) with: Option<Path>,
    pub(crate) written_with: Option<Path>,
    pub(crate) skipped_if: Option<Path>,
    /// Its type has a value for "missing": an option, a list, a map.
    pub(crate) holds_nothing: bool,
}

/// Calls `f` for each `key` or `key = …` in the attributes of this name.
fn each(
    attributes: &[Attribute],
    name: &str,
    mut f: impl FnMut(&ParseNestedMeta<'_>, &str) -> syn::Result<()>,
) -> syn::Result<()> {
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident(name)) {
        attribute.parse_nested_meta(|meta| {
            let key = if meta.path.is_ident("crate") {
                "crate".to_owned()
            } else {
                meta.path.get_ident().map(Ident::to_string).unwrap_or_default()
            };
            f(&meta, &key)
        })?;
    }
    Ok(())
}

fn text(meta: &ParseNestedMeta<'_>) -> syn::Result<LitStr> {
    meta.value()?.parse()
}

impl Container {
    pub(crate) fn parse(attributes: &[Attribute]) -> syn::Result<Self> {
        let json = syn::parse_quote!(::guichet_core::json);
        let mut read = Self { transparent: false, sent: false, only_read: false, json, rename_all: None };
        each(attributes, "serde", |meta, key| match key {
            "transparent" => {
                read.transparent = true;
                Ok(())
            }
            "rename_all" => {
                read.rename_all = Some(text(meta)?);
                Ok(())
            }
            "default" => {
                Err(meta.error("an option, a list or a map may be missing by its type; say `default` on other members"))
            }
            _ => Err(meta.error("a model has only `transparent` and `rename_all` of serde's attributes")),
        })?;
        each(attributes, "model", |meta, key| match key {
            "sent" => {
                read.sent = true;
                Ok(())
            }
            "only_read" => {
                read.only_read = true;
                Ok(())
            }
            "crate" => {
                let path: Path = text(meta)?.parse()?;
                read.json = syn::parse_quote!(#path::json);
                Ok(())
            }
            _ => Err(meta.error("only `sent`, `only_read` and `crate` are known")),
        })?;
        Ok(read)
    }

    /// A field's name by the rule of `rename_all`.
    fn renamed(&self, ident: &str) -> syn::Result<String> {
        let Some(rule) = &self.rename_all else { return Ok(ident.to_owned()) };
        let words = ident.split('_').filter(|word| !word.is_empty());
        let capital = |word: &str| {
            let mut letters = word.chars();
            letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect::<String>()
        };
        Ok(match rule.value().as_str() {
            "PascalCase" => words.map(capital).collect(),
            "camelCase" => {
                words.enumerate().map(|(n, word)| if n == 0 { word.to_owned() } else { capital(word) }).collect()
            }
            _ => return Err(Error::new_spanned(rule, "only `camelCase` and `PascalCase` are known")),
        })
    }
}

impl<'a> Field<'a> {
    pub(crate) fn parse(field: &'a syn::Field, container: &Container) -> syn::Result<Self> {
        let Some(ident) = &field.ident else { return Err(Error::new_spanned(field, "members need names")) };
        let mut read = Self {
            ident,
            ty: &field.ty,
            json: String::new(),
            aliases: Vec::new(),
            default: None,
            with: None,
            written_with: None,
            skipped_if: None,
            holds_nothing: holds_nothing(&field.ty),
        };
        read.json = container.renamed(&read.name())?;
        each(&field.attrs, "serde", |meta, key| {
            match key {
            "rename" => {
                read.json = text(meta)?.value();
                Ok(())
            }
            "alias" => {
                read.aliases.push(text(meta)?.value());
                Ok(())
            }
            "default" => {
                read.default = Some(if meta.input.peek(syn::Token![=]) {
                    let path: Path = text(meta)?.parse()?;
                    quote!(#path)
                } else {
                    quote!(::core::default::Default::default)
                });
                Ok(())
            }
            "serialize_with" => {
                read.written_with = Some(text(meta)?.parse()?);
                Ok(())
            }
            "skip_serializing_if" => {
                read.skipped_if = Some(text(meta)?.parse()?);
                Ok(())
            }
            "with" | "deserialize_with" => Err(meta.error(
                "a member is read by its type; say #[model(with = \"…\")] for another reader, and serialize_with for writing",
            )),
            _ => Err(meta.error("a model does not have this attribute of serde's")),
        }
        })?;
        each(&field.attrs, "model", |meta, key| match key {
            "with" => {
                read.with = Some(text(meta)?.parse()?);
                Ok(())
            }
            // A list or a map whose absence is an error: a slot like that of any other required member.
            "required" => {
                let json = &container.json;
                read.holds_nothing = false;
                read.default = None;
                read.with = Some(syn::parse_quote!(#json::required_list));
                Ok(())
            }
            _ => Err(meta.error("only `with` and `required` are known")),
        })?;
        Ok(read)
    }

    /// Its name in Rust.
    pub(crate) fn name(&self) -> String {
        let name = self.ident.to_string();
        name.strip_prefix("r#").map(str::to_owned).unwrap_or(name)
    }

    /// Whether its absence is an error.
    pub(crate) fn required(&self) -> bool {
        !self.holds_nothing && self.default.is_none()
    }
}

/// Whether a member may be missing by its type.
fn holds_nothing(ty: &Type) -> bool {
    let Type::Path(path) = ty else { return false };
    let last = path.path.segments.last();
    last.is_some_and(|last| last.ident == "Option" || last.ident == "Vec" || last.ident == "BTreeMap")
}
