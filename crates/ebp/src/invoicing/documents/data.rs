//! A document that is written.

use guichet_core::{Body, open_enum};

use super::super::Territoriality;
use super::super::customers::{CustomerId, PriceCategoryId};
use super::super::settlement_terms::SettlementTermId;
use super::{AddressesData, CommitmentData, DocumentDate, FooterData, LineData};

open_enum! {
    /// The state of a quote. 0 and 3 occur in samples; their meaning is not documented.
    pub enum QuoteStatus: number {
        /// As the sample of a new quote has it.
        New = "0",
    }
}

/// A quote, an invoice or a credit to be created or written over, in Pascal case. The documentation calls only `Name` mandatory of all
/// three; customer and date are of quotes, and a document without them means nothing.
#[derive(Debug, Clone, PartialEq, Eq, Body)]
#[serde(rename_all = "PascalCase")]
pub struct DocumentData {
    /// Of the customer, as it is to be printed.
    pub name: String,
    /// The French registration number (*SIRET*), as text.
    pub siret: Option<String>,
    /// The VAT identification number, as text: `FR12345678901`.
    pub intracommunity_vat_number: Option<String>,
    pub territoriality: Option<Territoriality>,
    /// The day of delivery.
    pub delivery_date: Option<DocumentDate>,
    /// Of a quote: until when it is valid.
    pub valid_until: Option<DocumentDate>,
    pub customer_id: CustomerId,
    /// The number of the customer's order: of an invoice alone.
    pub order_number: Option<String>,
    /// Mandatory for quotes, and refused before anything is sent where it is missing; samples of invoices and credits have it as well.
    pub quote_status: Option<QuoteStatus>,
    pub settlement_term_id: Option<SettlementTermId>,
    /// The day of the document, as midnight of it in the samples.
    pub date: DocumentDate,
    /// A text of the caller's own, by which a document is found again: see *Sending again* of each creation.
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
    pub addresses: Option<AddressesData>,
    pub lines: Vec<LineData>,
    /// Not of a new quote: the documentation has them for its update alone.
    pub commitments: Vec<CommitmentData>,
    /// Never filled by this crate.
    pub footer: Option<FooterData>,
}

impl DocumentData {
    /// A document of a customer, with its lines.
    pub fn new(
        name: impl Into<String>,
        customer: impl Into<CustomerId>,
        date: impl Into<DocumentDate>,
        lines: impl IntoIterator<Item = LineData>,
    ) -> Self {
        Self {
            name: name.into(),
            siret: None,
            intracommunity_vat_number: None,
            territoriality: None,
            delivery_date: None,
            valid_until: None,
            customer_id: customer.into(),
            order_number: None,
            quote_status: None,
            settlement_term_id: None,
            date: date.into(),
            title: None,
            price_category_id: None,
            exemption_notice_id: None,
            use_vat_included_invoicing_mode: None,
            vat_payability_type: None,
            informations_to_print: None,
            addresses: None,
            lines: lines.into_iter().collect(),
            commitments: Vec::new(),
            footer: None,
        }
    }
}
