//! For writers of vendor crates: what a program that uses one never names.
//!
//! A vendor crate declares its operations with [`operations!`](crate::operations), gives its [`Client`] an [`Authorizer`] and a
//! [`Dialect`], makes each call with [`Client::call`], and reads it with [`Call::fetch`] or a [`Pager`](crate::Pager) over an
//! [`Envelope`]. `handle!` writes the methods that every client has. Identifiers and codes are declared with `integer_id!`,
//! `string_id!` and `open_enum!`, models with [`Model`](crate::Model) and [`Body`](crate::Body).

pub use crate::auth::{
    Anonymous, Authorizer, Basic, Bearer, Generation, StaticHeader, TokenCache, TokenSource, secret_value,
};
#[cfg(feature = "rotation")]
pub use crate::auth::{Redeemed, RedirectAddress, RotatingTokens, TokenEndpoint};
pub use crate::body::Part;
pub use crate::client::call::Call;
pub use crate::client::{Client, Counted, Vendor};
pub use crate::dialect::{Dialect, FieldError, PlainDialect, Rejection, Verdict, fields_of, text_of};
pub use crate::operation::Operation;
#[cfg(feature = "links")]
pub use crate::pager::next_link;
pub use crate::pager::{Envelope, Next, OffsetPage, Page, Style};
pub use crate::random::random_uuid;
#[cfg(any(feature = "tls-aws-lc", feature = "tls-ring"))]
pub use crate::transport::tls::config as tls_config;
