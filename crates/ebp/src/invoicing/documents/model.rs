//! A document that was read.

use guichet_core::dates::Timestamp;
use guichet_core::{Decimal, Model, Operation, Result};

use super::super::Territoriality;
use super::super::customers::{CustomerId, CustomerTypeId, PriceCategoryId};
use super::super::settlement_terms::SettlementTermId;
use super::ids::QuoteId;
use super::{Addresses, AddressesData, CommitmentData, DocumentData, DocumentDate, FooterData, Line, LineData};
use super::{Commitment, Footer, VatSummaryLine};
use crate::hubbix::answer::shown;

/// A quote, an invoice or a credit that was read: `Document<QuoteId>` and so on. What one kind alone shows says so.
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Document<I> {
    pub id: I,
    /// The document's number, `FA00000019` say. **It does not tell whether the document is validated**: a sample of a validated invoice
    /// has `TMP…` (003:7363).
    #[serde(alias = "decimal")]
    pub number: Option<String>,
    /// Of the customer.
    pub name: Option<String>,
    /// The French registration number (*SIRET*), as text.
    pub siret: Option<String>,
    /// The VAT identification number, as text: `FR12345678901`.
    #[serde(alias = "intracommunityVatdecimal")]
    pub intracommunity_vat_number: Option<String>,
    /// Whether it is exempt from VAT.
    pub is_exemption_vat: Option<bool>,
    pub territoriality: Option<Territoriality>,
    pub customer_id: Option<CustomerId>,
    pub customer_type_id: Option<CustomerTypeId>,
    /// The day of the document, as midnight of it in the samples.
    pub date: Option<Timestamp>,
    pub title: Option<String>,
    pub price_category_id: Option<PriceCategoryId>,
    /// Identifies a notice of exemption from VAT. No documented call lists them.
    pub exemption_notice_id: Option<i64>,
    /// Whether prices include VAT (*facturation TTC*).
    pub use_vat_included_invoicing_mode: Option<bool>,
    /// When VAT is due; 1 and 2 occur, and are not documented.
    pub vat_payability_type: Option<i64>,
    /// Text to print on the document, by its name.
    pub informations_to_print: Option<String>,
    pub addresses: Option<Addresses>,
    pub lines: Vec<Line>,
    pub footer: Option<Footer>,
    pub vat_summary_lines: Vec<VatSummaryLine>,
    /// Of a quote.
    pub valid_until: Option<Timestamp>,
    /// Of quotes and invoices.
    pub delivery_date: Option<Timestamp>,
    /// Of quotes and invoices.
    pub profitability: Option<Profitability>,
    /// Of an invoice: the quote that it was made of.
    pub sale_quote_id: Option<QuoteId>,
    /// Of an invoice.
    pub settlement_term_id: Option<SettlementTermId>,
    /// Of invoices, and, **negative**, of credits.
    pub commitments: Vec<Commitment>,
}

/// What is earned by a document.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Profitability {
    /// Cost (*prix de revient*), without VAT.
    pub cost_price_vat_excluded: Option<Decimal>,
    /// Without VAT.
    pub margin_amount: Option<Decimal>,
    /// In percent.
    pub margin_rate: Option<Decimal>,
}

impl<I> Document<I> {
    /// The document as its update takes it, changing nothing of what is shown. What is not shown cannot be carried: the state of a quote
    /// (`quote_status`, which an update of a quote asks for), the terms of settlement of quotes and credits, the number of an order, the day
    /// of validity of invoices and credits, the day of delivery of credits, and of lines their cost, unit of sale and margin.
    pub(super) fn update_of(&self, update: &Operation) -> Result<DocumentData> {
        let date = |name: &str, read: &Option<Timestamp>| {
            read.as_ref().map(|read| DocumentDate::of(update, name, read)).transpose()
        };
        let commitment = |read: &Commitment| -> Result<CommitmentData> {
            Ok(CommitmentData {
                date: date("Commitments.Date", &read.date)?,
                amount: read.amount,
                percent: read.percent,
                remaining_amount: read.remaining_amount,
                payment_mode_id: read.payment_mode_id,
            })
        };
        Ok(DocumentData {
            name: shown(update, "Name", &self.name)?,
            siret: self.siret.clone(),
            intracommunity_vat_number: self.intracommunity_vat_number.clone(),
            territoriality: self.territoriality.clone(),
            delivery_date: date("DeliveryDate", &self.delivery_date)?,
            valid_until: date("ValidUntil", &self.valid_until)?,
            customer_id: shown(update, "CustomerId", &self.customer_id)?,
            order_number: None,
            quote_status: None,
            settlement_term_id: self.settlement_term_id,
            date: DocumentDate::of(update, "Date", &shown(update, "Date", &self.date)?)?,
            title: self.title.clone(),
            price_category_id: self.price_category_id,
            exemption_notice_id: self.exemption_notice_id,
            use_vat_included_invoicing_mode: self.use_vat_included_invoicing_mode,
            vat_payability_type: self.vat_payability_type,
            informations_to_print: self.informations_to_print.clone(),
            addresses: self.addresses.as_ref().map(AddressesData::from),
            lines: self.lines.iter().map(LineData::from).collect(),
            commitments: self.commitments.iter().map(commitment).collect::<Result<_>>()?,
            footer: self.footer.as_ref().map(FooterData::from),
        })
    }
}
