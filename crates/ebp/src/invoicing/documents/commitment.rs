//! When a document falls due (*échéances*).

use guichet_core::dates::Timestamp;
use guichet_core::{Body, Decimal, Model};

use super::DocumentDate;
use crate::invoicing::payment_modes::PaymentModeId;

/// A part of a document's amount and its day. **Negative in a credit**, where lines and footer are positive (003:6062).
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Commitment {
    /// The day on which the part falls due.
    pub date: Option<Timestamp>,
    /// Percent of the document's amount.
    pub percent: Option<Decimal>,
    /// With VAT, in euros (*unverified*: no currency is named).
    pub amount: Option<Decimal>,
    /// What is not paid yet, with VAT.
    pub remaining_amount: Option<Decimal>,
    pub payment_mode_id: Option<PaymentModeId>,
}

/// A part of a document's amount, as it is written. The sample of a credit writes it positive, its answer reads it negative: which sign
/// a credit wants is *unverified*, and nothing is negated here.
#[derive(Debug, Clone, PartialEq, Eq, Default, Body)]
#[serde(rename_all = "PascalCase")]
pub struct CommitmentData {
    /// The day on which the part falls due.
    pub date: Option<DocumentDate>,
    /// With VAT.
    pub amount: Option<Decimal>,
    /// Percent of the document's amount (*pourcentage*), which is read as `percent`.
    #[serde(rename = "Rate")]
    pub percent: Option<Decimal>,
    /// What is not paid yet, with VAT.
    pub remaining_amount: Option<Decimal>,
    pub payment_mode_id: Option<PaymentModeId>,
}
