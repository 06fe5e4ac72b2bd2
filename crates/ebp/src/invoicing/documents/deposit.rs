//! Deposits (*acomptes*): what their invoices and credits have in common.

use guichet_core::dates::Timestamp;
use guichet_core::{Body, Decimal, Model, RawJson};

use super::super::Territoriality;
use super::super::customers::{CustomerId, CustomerTypeId};
use super::super::vat_rates::VatRateId;
use super::ids::{CommitmentId, DepositInvoiceId, QuoteId};
use super::{Addresses, DocumentDate};
use crate::invoicing::payment_modes::PaymentModeId;

/// An invoice or a credit of a deposit that was read. Amounts are positive in credits as well.
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Deposit<I> {
    pub id: I,
    /// The quote that it is a deposit of.
    pub from_sale_quote_id: Option<QuoteId>,
    /// The number of the document, as text.
    pub number: Option<String>,
    /// The day of the document, as midnight of it in the samples.
    pub date: Option<Timestamp>,
    pub customer_id: Option<CustomerId>,
    pub customer_type_id: Option<CustomerTypeId>,
    pub name: Option<String>,
    pub addresses: Option<Addresses>,
    /// The French registration number (*SIRET*), as text.
    pub siret: Option<String>,
    /// The VAT identification number, as text: `FR12345678901`.
    pub intracommunity_vat_number: Option<String>,
    pub territoriality: Option<Territoriality>,
    /// The number of the customer's order: [`DepositData::order_number`].
    pub order_number: Option<String>,
    /// The day of delivery.
    pub delivery_date: Option<Timestamp>,
    /// The day on which it falls due.
    pub commitment_date: Option<Timestamp>,
    pub commitment_id: Option<CommitmentId>,
    /// The total of the quote, with VAT.
    pub sale_quote_total_amount_vat_included: Option<Decimal>,
    /// The most that the deposit can be, with VAT.
    pub sale_deposit_max_possible_amount_vat_included: Option<Decimal>,
    /// The deposit, with VAT.
    pub amount_vat_included: Option<Decimal>,
    /// By the samples the percentage that the deposit is of the quote: 4.44 of 222 is 2 (*unverified*, EG-10: the table calls it the amount of
    /// VAT).
    pub rate_vat_included: Option<Decimal>,
    /// In percent.
    pub vat_rate: Option<Decimal>,
    /// VAT of the deposit.
    pub vat_amount: Option<Decimal>,
    /// The deposit, without VAT.
    pub amount_vat_excluded: Option<Decimal>,
    pub detailed_description: Option<String>,
    /// Null in every sample; of documents in a list see
    /// [`AccountingTransferStatus`](super::sale_documents::AccountingTransferStatus).
    pub accounting_transfer_status: Option<RawJson>,
    /// Identifies a notice of exemption from VAT. No documented call lists them.
    pub exemption_notice_id: Option<i64>,
    /// Whether it is exempt from VAT.
    pub is_exemption_vat: Option<bool>,
    /// Of an invoice: what was received, with VAT.
    pub cash_receipt_total_amount: Option<Decimal>,
    /// Of an invoice: what is late, with VAT.
    pub late_amount: Option<Decimal>,
    /// Of an invoice.
    pub payment_mode_id: Option<PaymentModeId>,
    /// Of an invoice: what is still to be paid, with VAT.
    pub remaining_amount: Option<Decimal>,
}

/// An invoice or a credit of a deposit, to be created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DepositData {
    /// The day of the document, as midnight of it in the samples.
    pub date: DocumentDate,
    /// The French registration number (*SIRET*), as text.
    pub siret: Option<String>,
    /// The VAT identification number, as text: `FR12345678901`.
    pub intracommunity_vat_number: Option<String>,
    /// The number of the customer's order: a text of the caller's own, by which the deposit is found again.
    pub order_number: Option<String>,
    /// The day of delivery.
    pub delivery_date: Option<DocumentDate>,
    pub payment_mode_id: Option<PaymentModeId>,
    /// Identifies a notice of exemption from VAT. No documented call lists them.
    pub exemption_notice_id: Option<i64>,
    /// The day on which it falls due.
    pub commitment_date: Option<DocumentDate>,
    /// The deposit, with VAT.
    pub amount_vat_included: Option<Decimal>,
    /// See [`Deposit::rate_vat_included`].
    pub rate_vat_included: Option<Decimal>,
    /// In percent.
    pub vat_rate: Option<Decimal>,
    pub vat_rate_id: Option<VatRateId>,
    pub detailed_description: Option<String>,
    /// In camel case, as the samples have them; the tables call two of them otherwise.
    pub addresses: Option<Addresses>,
}

impl DepositData {
    /// A deposit of this date. How much it is, its amount or its rate say.
    pub fn new(date: impl Into<DocumentDate>) -> Self {
        Self {
            date: date.into(),
            siret: None,
            intracommunity_vat_number: None,
            order_number: None,
            delivery_date: None,
            payment_mode_id: None,
            exemption_notice_id: None,
            commitment_date: None,
            amount_vat_included: None,
            rate_vat_included: None,
            vat_rate: None,
            vat_rate_id: None,
            detailed_description: None,
            addresses: None,
        }
    }
}

/// A deposit as it is sent, with what it is of.
#[derive(Body)]
#[serde(rename_all = "camelCase")]
pub(super) struct Sent<'a> {
    from_sale_quote_id: Option<QuoteId>,
    from_sale_deposit_invoice_id: Option<DepositInvoiceId>,
    date: DocumentDate,
    siret: Option<&'a str>,
    intracommunity_vat_number: Option<&'a str>,
    order_number: Option<&'a str>,
    delivery_date: Option<DocumentDate>,
    payment_mode_id: Option<PaymentModeId>,
    exemption_notice_id: Option<i64>,
    commitment_date: Option<DocumentDate>,
    amount_vat_included: Option<Decimal>,
    rate_vat_included: Option<Decimal>,
    vat_rate: Option<Decimal>,
    vat_rate_id: Option<VatRateId>,
    detailed_description: Option<&'a str>,
    addresses: Option<&'a Addresses>,
}

impl<'a> Sent<'a> {
    /// An invoice of a quote, or a credit of an invoice.
    pub(super) fn new(quote: Option<QuoteId>, invoice: Option<DepositInvoiceId>, deposit: &'a DepositData) -> Self {
        Self {
            from_sale_quote_id: quote,
            from_sale_deposit_invoice_id: invoice,
            date: deposit.date,
            siret: deposit.siret.as_deref(),
            intracommunity_vat_number: deposit.intracommunity_vat_number.as_deref(),
            order_number: deposit.order_number.as_deref(),
            delivery_date: deposit.delivery_date,
            payment_mode_id: deposit.payment_mode_id,
            exemption_notice_id: deposit.exemption_notice_id,
            commitment_date: deposit.commitment_date,
            amount_vat_included: deposit.amount_vat_included,
            rate_vat_included: deposit.rate_vat_included,
            vat_rate: deposit.vat_rate,
            vat_rate_id: deposit.vat_rate_id,
            detailed_description: deposit.detailed_description.as_deref(),
            addresses: deposit.addresses.as_ref(),
        }
    }
}
