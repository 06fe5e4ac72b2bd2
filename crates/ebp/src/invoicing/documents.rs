//! Documents of sale (*documents de vente*): quotes, invoices, credits, and the invoices and credits of deposits.
//!
//! One set of shapes serves all of them: a [`Document`] is read, [`DocumentData`] is written, with the same [`Line`]s, [`Footer`] and
//! [`Addresses`]. The documentation reads members in camel case and writes them in Pascal case; a commitment reads `percent` and
//! writes `Rate`.
//!
//! **A document is created provisional.** Validating it is the product's business: no operation does it.
//!
//! **Signs**: amounts of lines, footer and VAT are positive in credits as well; the commitments of a credit that is read are negative
//! (003:6062). Nothing is negated here, and no total is computed in silence: [`DocumentData::totals`] computes for the caller's eyes.

mod address;
mod commitment;
mod data;
mod date;
mod deposit;
mod footer;
mod ids;
mod line;
mod model;
mod totals;

pub mod credits;
pub mod deposit_credits;
pub mod deposit_invoices;
pub mod invoices;
pub mod quotes;
pub mod sale_documents;

pub use address::{Address, AddressData, Addresses, AddressesData};
pub use commitment::{Commitment, CommitmentData};
pub use data::DocumentData;
pub use date::DocumentDate;
pub use deposit::{Deposit, DepositData};
pub use footer::{Footer, FooterData, VatSummaryLine};
pub use ids::CommitmentId;
pub use line::{Line, LineData};
pub use model::{Document, Profitability};
pub use totals::{Difference, LineTotals, Rounding, Totals, VatTotals};

use guichet_core::Operation;

/// The operations of documents, in the order of the documentation.
pub(super) fn operations() -> impl Iterator<Item = &'static Operation> {
    let all = [
        credits::OPERATIONS,
        deposit_credits::OPERATIONS,
        deposit_invoices::OPERATIONS,
        sale_documents::OPERATIONS,
        invoices::OPERATIONS,
        quotes::OPERATIONS,
    ];
    all.into_iter().flatten().copied()
}
