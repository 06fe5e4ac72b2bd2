#![cfg_attr(docsrs, feature(doc_cfg))]
#![doc = include_str!("../README.md")]

mod attributes;
mod read;
mod write;

use attributes::Container;
use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DataStruct, DeriveInput, Error, Fields, parse_macro_input, parse_quote};

/// Reads and writes a struct member by member, each by its type. The attributes are documented in `guichet_core::json`.
#[proc_macro_derive(Model, attributes(serde, model))]
pub fn model(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand(&input, true).unwrap_or_else(Error::into_compile_error).into()
}

/// Writes a struct that is only sent: what is nothing is left out. The attributes are documented in `guichet_core::json`.
#[proc_macro_derive(Body, attributes(serde, model))]
pub fn body(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand(&input, false).unwrap_or_else(Error::into_compile_error).into()
}

fn expand(input: &DeriveInput, is_read: bool) -> syn::Result<TokenStream> {
    let fields = fields(input)?;
    let container = Container::parse(&input.attrs)?;
    let name = &input.ident;

    let mut generics = input.generics.clone();
    for parameter in generics.type_params_mut() {
        parameter.bounds.push(parse_quote!(__json::Write));
    }
    // A model that is also sent leaves out what is nothing; one that is only read writes all of its members.
    let written = if is_read && container.only_read {
        TokenStream::new()
    } else {
        write::written(name, &generics, fields, &container, !is_read || container.sent)?
    };

    let read = if is_read {
        let mut generics = input.generics.clone();
        for parameter in generics.type_params_mut() {
            parameter.bounds.push(parse_quote!(__json::Value));
        }
        read::read(input, &generics, fields, &container)?
    } else {
        TokenStream::new()
    };
    let json = &container.json;
    Ok(quote! { const _: () = { use #json as __json; #read #written }; })
}

fn fields(input: &DeriveInput) -> syn::Result<&Fields> {
    match &input.data {
        Data::Struct(DataStruct { fields, .. }) => Ok(fields),
        _ => Err(Error::new_spanned(&input.ident, "only a struct has members")),
    }
}
