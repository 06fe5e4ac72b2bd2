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
    #[doc = include_str!("../../docs/accengage/devices.md")]
    struct AccengageDevices;
    #[doc = include_str!("../../docs/accengage/README.md")]
    struct AccengageReadme;
    #[doc = include_str!("../../docs/accengage/routes.md")]
    struct AccengageRoutes;
    #[doc = include_str!("../../docs/accengage/testing.md")]
    struct AccengageTesting;
    #[doc = include_str!("../../docs/akuiteo/quotes.md")]
    struct AkuiteoQuotes;
    #[doc = include_str!("../../docs/akuiteo/README.md")]
    struct AkuiteoReadme;
    #[doc = include_str!("../../docs/akuiteo/webhooks.md")]
    struct AkuiteoWebhooks;
    #[doc = include_str!("../../docs/compare.md")]
    struct Compare;
    #[doc = include_str!("../../docs/ebp/accounting.md")]
    struct EbpAccounting;
    #[doc = include_str!("../../docs/ebp/errors.md")]
    struct EbpErrors;
    #[doc = include_str!("../../docs/ebp/imports-exports.md")]
    struct EbpImportsExports;
    #[doc = include_str!("../../docs/ebp/invoicing.md")]
    struct EbpInvoicing;
    #[doc = include_str!("../../docs/ebp/limits.md")]
    struct EbpLimits;
    #[doc = include_str!("../../docs/ebp/README.md")]
    struct EbpReadme;
    #[doc = include_str!("../../docs/ebp/reading-and-writing.md")]
    struct EbpReadingAndWriting;
    #[doc = include_str!("../../docs/ebp/saas.md")]
    struct EbpSaas;
    #[doc = include_str!("../../docs/ebp/signing-in.md")]
    struct EbpSigningIn;
    #[doc = include_str!("../../docs/ebp/testing.md")]
    struct EbpTesting;
    #[doc = include_str!("../../docs/ebp/tokens.md")]
    struct EbpTokens;
    #[doc = include_str!("../../docs/errors.md")]
    struct Errors;
    #[doc = include_str!("../../docs/logs.md")]
    struct Logs;
    #[doc = include_str!("../../docs/running.md")]
    struct Running;
    #[doc = include_str!("../../docs/workadu/README.md")]
    struct WorkaduReadme;
    #[doc = include_str!("../../docs/workadu/sending-again.md")]
    struct WorkaduSendingAgain;
    #[doc = include_str!("../../docs/workadu/testing.md")]
    struct WorkaduTesting;
}
