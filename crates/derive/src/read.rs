//! How a struct is read.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{DeriveInput, Error, Fields, Generics, Ident, parse_quote};

use crate::attributes::{Container, Field};

/// `Value`, with `Model` for a struct of several members; `Deserialize`; and `from_json`.
pub(crate) fn read(
    input: &DeriveInput,
    generics: &Generics,
    fields: &Fields,
    container: &Container,
) -> syn::Result<TokenStream> {
    let name = &input.ident;
    let body = if container.transparent {
        transparent(name, generics, fields)?
    } else {
        let Fields::Named(fields) = fields else {
            return Err(Error::new_spanned(name, "members need names"));
        };
        let fields =
            fields.named.iter().map(|field| Field::parse(field, container)).collect::<syn::Result<Vec<_>>>()?;
        members(name, generics, &fields)
    };
    let deserialize = deserialize(name, generics);
    let (impls, types, bounds) = generics.split_for_impl();
    let visible = &input.vis;
    Ok(quote! {
        #body
        #deserialize
        #[allow(dead_code)]
        impl #impls #name #types #bounds {
            /// Reads it from JSON text, as an answer is read: for tests of one's own.
            ///
            /// # Errors
            /// The text is of another form; the error names the path to the member.
            #visible fn from_json(text: &str) -> ::core::result::Result<Self, __json::Error> {
                __json::parse(text)
            }
        }
    })
}

/// `Deserialize` for users: the text of what stands there, read as an answer is.
fn deserialize(name: &Ident, generics: &Generics) -> TokenStream {
    let (_, types, bounds) = generics.split_for_impl();
    let mut with = generics.clone();
    with.params.insert(0, parse_quote!('de));
    let (impls, _, _) = with.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #impls __json::serde::Deserialize<'de> for #name #types #bounds {
            fn deserialize<D: __json::serde::Deserializer<'de>>(from: D) -> ::core::result::Result<Self, D::Error> {
                __json::deserialize(from)
            }
        }
    }
}

fn transparent(name: &Ident, generics: &Generics, fields: &Fields) -> syn::Result<TokenStream> {
    let mut all = fields.iter();
    let (Some(field), None) = (all.next(), all.next()) else {
        return Err(Error::new_spanned(name, "transparent around one member only"));
    };
    let (impls, types, bounds) = generics.split_for_impl();
    let inner = &field.ty;
    let member = field.ident.clone().map_or_else(|| quote!(0), |ident| quote!(#ident));
    Ok(quote! {
        #[automatically_derived]
        impl #impls __json::Value for #name #types #bounds {
            const KIND: __json::Kind = <#inner as __json::Value>::KIND;
            fn read(into: &mut ::core::option::Option<Self>, reader: &mut __json::Reader<'_>) -> ::core::result::Result<(), __json::Fault> {
                let mut inner = ::core::option::Option::None;
                <#inner as __json::Value>::read(&mut inner, reader)?;
                *into = inner.map(|inner| Self { #member: inner });
                ::core::result::Result::Ok(())
            }
        }
    })
}

/// The table of members, by which names are looked up.
fn table(name: &Ident, generics: &Generics, fields: &[Field<'_>]) -> TokenStream {
    let (impls, types, bounds) = generics.split_for_impl();
    let rows = fields.iter().map(|field| {
        let (json, aliases, ty, required) = (&field.json, &field.aliases, field.ty, field.required());
        let ident = field.name();
        let kind = match (&field.with, field.holds_nothing) {
            (Some(_), _) => quote!(__json::Kind::Own),
            (None, true) => quote!(<#ty as __json::Slot>::KIND),
            (None, false) => quote!(<#ty as __json::Value>::KIND),
        };
        quote!(__json::Member::new(#json, &[#(#aliases),*], #ident, #kind, #required))
    });
    quote! {
        #[automatically_derived]
        impl #impls __json::Model for #name #types #bounds {
            const MEMBERS: &'static [__json::Member] = &[#(#rows),*];
        }
    }
}

/// Members are read one by one, into the struct itself where each of them may be missing, otherwise into a draft whose slots are
/// `Option`s: a required member needs neither a default nor a placeholder.
fn members(name: &Ident, generics: &Generics, fields: &[Field<'_>]) -> TokenStream {
    let table = table(name, generics, fields);
    let (impls, types, bounds) = generics.split_for_impl();
    let idents: Vec<_> = fields.iter().map(|field| field.ident).collect();
    let vacant = fields.iter().map(vacant);
    let arms = fields.iter().enumerate().map(|(index, field)| {
        let ident = field.ident;
        match &field.with {
            Some(path) => quote!(#index => #path(&mut self.#ident, reader)),
            None => quote!(#index => __json::Slot::fill(&mut self.#ident, reader)),
        }
    });
    let is_own_draft = fields.iter().all(|field| field.holds_nothing);
    let (draft, declared, read) = if is_own_draft {
        let read = quote! {
            let mut draft = Self { #(#idents: #vacant),* };
            *into = if reader.object(<Self as __json::Model>::MEMBERS, &mut draft)? {
                ::core::option::Option::Some(draft)
            } else {
                ::core::option::Option::None
            };
        };
        (quote!(#name), quote!(), read)
    } else {
        let slots = fields.iter().map(|field| {
            let (ident, ty) = (field.ident, field.ty);
            if field.holds_nothing { quote!(#ident: #ty) } else { quote!(#ident: ::core::option::Option<#ty>) }
        });
        let taken = fields.iter().map(taken);
        let draft = format_ident!("{name}Draft");
        let turbofish = types.as_turbofish();
        let read = quote! {
            let start = reader.place();
            let mut draft = #draft #turbofish { #(#idents: #vacant),* };
            *into = if reader.object(<Self as __json::Model>::MEMBERS, &mut draft)? {
                ::core::option::Option::Some(Self { #(#idents: #taken),* })
            } else {
                ::core::option::Option::None
            };
        };
        (quote!(#draft), quote!(struct #draft #impls #bounds { #(#slots),* }), read)
    };
    quote! {
        #declared
        #[automatically_derived]
        impl #impls __json::Members for #draft #types #bounds {
            fn member(&mut self, index: usize, reader: &mut __json::Reader<'_>) -> ::core::result::Result<(), __json::Fault> {
                match index {
                    #(#arms,)*
                    _ => reader.skip(),
                }
            }
        }
        #table
        #[automatically_derived]
        impl #impls __json::Value for #name #types #bounds {
            const KIND: __json::Kind = __json::Kind::Model(stringify!(#name), <Self as __json::Model>::members);
            fn read(into: &mut ::core::option::Option<Self>, reader: &mut __json::Reader<'_>) -> ::core::result::Result<(), __json::Fault> {
                #read
                ::core::result::Result::Ok(())
            }
        }
    }
}

/// What a slot holds before anything is read.
fn vacant(field: &Field<'_>) -> TokenStream {
    match (&field.default, field.holds_nothing) {
        (Some(default), true) => quote!(#default()),
        (None, true) => quote!(::core::default::Default::default()),
        (_, false) => quote!(::core::option::Option::None),
    }
}

/// A member's value from its slot.
fn taken(field: &Field<'_>) -> TokenStream {
    let (ident, json) = (field.ident, &field.json);
    match (field.holds_nothing, &field.default) {
        (true, _) => quote!(draft.#ident),
        (false, Some(default)) => quote!(draft.#ident.unwrap_or_else(#default)),
        (false, None) => quote!(__json::required(draft.#ident, #json, start)?),
    }
}
