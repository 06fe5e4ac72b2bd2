//! The totals of a document, as the server has them.

use guichet_core::{Body, Decimal, Model, RawJson};

use super::super::vat_rates::VatRateId;

/// The totals of a document that was read, positive in credits as well. They are the server's: nothing here is computed by this crate.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Footer {
    /// Of the lines, without VAT (*total HT*).
    pub total_amount_vat_excluded: Option<Decimal>,
    /// Of the lines, with VAT (*total TTC*).
    pub total_amount_vat_included: Option<Decimal>,
    /// Deposits that are paid, with VAT.
    pub total_deposits_amount_vat_included: Option<Decimal>,
    /// What is to be paid, with VAT: the total less the deposits.
    pub net_amount_vat_included: Option<Decimal>,
    /// VAT of the document.
    pub total_vat_amount: Option<Decimal>,
    /// Without VAT (*unverified*).
    pub shipping_cost: Option<Decimal>,
    pub shipping_vat_rate_id: Option<VatRateId>,
    /// In percent.
    pub shipping_vat_rate: Option<Decimal>,
    /// Discount on the document, in percent.
    pub discount_rate: Option<Decimal>,
    /// Discount on the document; without VAT (*unverified*).
    pub discount_amount: Option<Decimal>,
    /// After the discount, without VAT.
    pub total_amount_net_vat_excluded: Option<Decimal>,
    /// After the discount, with VAT.
    pub total_amount_net_vat_included: Option<Decimal>,
    /// Null in every sample: its form is *unverified*.
    pub eco_contribution: Option<RawJson>,
}

/// The totals of a document that is written, in Pascal case. It can be left out; the totals of the samples do not add up, and whether
/// EBP computes them anew is not documented. This crate never fills it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Body)]
#[serde(rename_all = "PascalCase")]
pub struct FooterData {
    /// Of the lines, without VAT.
    pub total_amount_vat_excluded: Option<Decimal>,
    /// Of the lines, with VAT.
    pub total_amount_vat_included: Option<Decimal>,
    /// Deposits that are paid, with VAT.
    pub total_deposits_amount_vat_included: Option<Decimal>,
    /// What is to be paid, with VAT.
    pub net_amount_vat_included: Option<Decimal>,
    /// VAT of the document.
    pub total_vat_amount: Option<Decimal>,
    /// Without VAT (*unverified*).
    pub shipping_cost: Option<Decimal>,
    pub shipping_vat_rate_id: Option<VatRateId>,
    /// In percent.
    pub shipping_vat_rate: Option<Decimal>,
    /// In percent.
    pub discount_rate: Option<Decimal>,
    /// Without VAT (*unverified*).
    pub discount_amount: Option<Decimal>,
    /// After the discount, without VAT.
    pub total_amount_net_vat_excluded: Option<Decimal>,
    /// After the discount, with VAT.
    pub total_amount_net_vat_included: Option<Decimal>,
    /// Null in every sample: its form is *unverified*.
    pub eco_contribution: Option<RawJson>,
}

impl From<&Footer> for FooterData {
    fn from(read: &Footer) -> Self {
        Self {
            total_amount_vat_excluded: read.total_amount_vat_excluded,
            total_amount_vat_included: read.total_amount_vat_included,
            total_deposits_amount_vat_included: read.total_deposits_amount_vat_included,
            net_amount_vat_included: read.net_amount_vat_included,
            total_vat_amount: read.total_vat_amount,
            shipping_cost: read.shipping_cost,
            shipping_vat_rate_id: read.shipping_vat_rate_id,
            shipping_vat_rate: read.shipping_vat_rate,
            discount_rate: read.discount_rate,
            discount_amount: read.discount_amount,
            total_amount_net_vat_excluded: read.total_amount_net_vat_excluded,
            total_amount_net_vat_included: read.total_amount_net_vat_included,
            eco_contribution: read.eco_contribution.clone(),
        }
    }
}

/// What one rate of VAT comes to in a document.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct VatSummaryLine {
    pub id: Option<i64>,
    /// In percent.
    pub rate: Option<Decimal>,
    /// What the VAT is of, without VAT.
    pub base_amount_excluded_vat: Option<Decimal>,
    /// VAT that is due with the invoice (*sur les débits*).
    pub debit_vat_amount: Option<Decimal>,
    /// VAT that is due with the payment (*sur les encaissements*).
    pub cash_vat_amount: Option<Decimal>,
    /// VAT of this rate in all; positive in credits as well.
    pub total_vat_amount: Option<Decimal>,
    /// Null in every sample.
    pub discount_amount: Option<Decimal>,
}
