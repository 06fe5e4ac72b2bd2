//! The numbers of documents, which documents of other kinds show.

use guichet_core::{integer_id, string_id};

integer_id! {
    /// Identifies a quote.
    pub struct QuoteId;
}

integer_id! {
    /// Identifies an invoice of a deposit.
    pub struct DepositInvoiceId;
}

string_id! {
    /// Identifies a commitment, a text here.
    pub struct CommitmentId;
}
