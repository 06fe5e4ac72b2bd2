//! The project's own commands, and the table of invocations that they share.

pub mod api;
pub mod bench;
pub mod cargo;
pub mod conformance;
pub mod controls;
pub mod coverage;
pub mod demo;
pub mod exercise;
pub mod package;
pub mod snapshot;
pub mod test;
pub mod vendors;

/// The examples in the documents for users compile and run.
#[cfg(doctest)]
mod documents {
    #[doc = include_str!("../../README.md")]
    struct Readme;
    #[doc = include_str!("../../docs/accengage.md")]
    struct Accengage;
    #[doc = include_str!("../../docs/akuiteo/README.md")]
    struct Akuiteo;
    #[doc = include_str!("../../docs/akuiteo/quotes.md")]
    struct AkuiteoQuotes;
    #[doc = include_str!("../../docs/akuiteo/webhooks.md")]
    struct AkuiteoWebhooks;
    #[doc = include_str!("../../docs/ebp.md")]
    struct Ebp;
    #[doc = include_str!("../../docs/ebp/invoicing.md")]
    struct EbpInvoicing;
    #[doc = include_str!("../../docs/ebp/saas.md")]
    struct EbpSaas;
    #[doc = include_str!("../../docs/ebp/imports-exports.md")]
    struct EbpImportsExports;
    #[doc = include_str!("../../docs/errors.md")]
    struct Errors;
    #[doc = include_str!("../../docs/security.md")]
    struct Security;
    #[doc = include_str!("../../docs/workadu.md")]
    struct Workadu;
}
