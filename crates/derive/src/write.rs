//! How a struct is written.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Error, Fields, Generics, Ident};

use crate::attributes::{Container, Field};

/// `Serialize`, each member by its type; with `sent`, members that are nothing are left out.
pub(crate) fn written(
    name: &Ident,
    generics: &Generics,
    fields: &Fields,
    container: &Container,
    sent: bool,
) -> syn::Result<TokenStream> {
    let (impls, types, bounds) = generics.split_for_impl();
    let body = if container.transparent {
        let Some(field) = fields.iter().next() else { return Err(Error::new_spanned(name, "nothing to write")) };
        let member = field.ident.clone().map_or_else(|| quote!(0), |ident| quote!(#ident));
        quote!(__json::Write::write(&self.#member, to))
    } else {
        let Fields::Named(named) = fields else { return Err(Error::new_spanned(name, "members need names")) };
        let fields = named.named.iter().map(|field| Field::parse(field, container)).collect::<syn::Result<Vec<_>>>()?;
        let struct_name = name.to_string();
        let counts = fields.iter().map(|field| match skipped(field, sent) {
            Some(skipped) => quote!(usize::from(!#skipped)),
            None => quote!(1),
        });
        let members = fields.iter().map(|field| {
            let (ident, ty, json) = (field.ident, field.ty, &field.json);
            let write = match &field.written_with {
                None => quote!(members.serialize_field(#json, &__json::Written(&self.#ident))?;),
                Some(path) => {
                    let by = format_ident!("By_{ident}");
                    quote! {{
                        #[allow(non_camel_case_types)]
                        struct #by<'a>(&'a #ty);
                        impl __json::serde::Serialize for #by<'_> {
                            fn serialize<S: __json::serde::Serializer>(&self, to: S) -> ::core::result::Result<S::Ok, S::Error> {
                                #path(self.0, to)
                            }
                        }
                        members.serialize_field(#json, &#by(&self.#ident))?;
                    }}
                }
            };
            match skipped(field, sent) {
                Some(skipped) => quote!(if !#skipped { #write }),
                None => write,
            }
        });
        quote! {
            use __json::serde::ser::SerializeStruct as _;
            let mut members = to.serialize_struct(#struct_name, 0 #(+ #counts)*)?;
            #(#members)*
            members.end()
        }
    };
    Ok(quote! {
        #[automatically_derived]
        impl #impls __json::serde::Serialize for #name #types #bounds {
            fn serialize<S: __json::serde::Serializer>(&self, to: S) -> ::core::result::Result<S::Ok, S::Error> {
                #body
            }
        }
        #[automatically_derived]
        impl #impls __json::Write for #name #types #bounds {
            fn write<S: __json::serde::Serializer>(&self, to: S) -> ::core::result::Result<S::Ok, S::Error> {
                __json::serde::Serialize::serialize(self, to)
            }
        }
    })
}

/// When a member is left out.
fn skipped(field: &Field<'_>, sent: bool) -> Option<TokenStream> {
    let ident = field.ident;
    match &field.skipped_if {
        Some(path) => Some(quote!(#path(&self.#ident))),
        None if sent && field.holds_nothing => Some(quote!(__json::Write::is_nothing(&self.#ident))),
        None => None,
    }
}
