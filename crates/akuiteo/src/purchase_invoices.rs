//! Purchase invoices (*Purchase*), as the guide shows them ("6.4.2. /read APIs").

use guichet_core::dates::DateText;
use guichet_core::{Decimal, Model, RawJson, Result, open_enum, operations, string_id};

use crate::client::Akuiteo;
use crate::dates::DateTime;
use crate::domain::Domain;
use crate::ids::ResourceId;
use crate::read_options::ReadOptions;

string_id! {
    /// Identifies a purchase invoice; its number, `FF2100462` say.
    pub struct PurchaseInvoiceId;
}

open_enum! {
    /// What a read of a purchase invoice shows beside its head. The guide names these three; others are kept as they are given.
    pub enum PurchaseInvoiceOption: text {
        /// The lines.
        Line = "LINE",
        /// The project of each line.
        LineProject = "LINE_PROJECT",
        /// The item of each line.
        LineItem = "LINE_ITEM",
    }
}

operations! {
    GET:  Safe, GET  "/{selector}/{purchase}/invoices/{purchase_invoice_id}",      "akuiteo.purchase-invoices.get",  "6.4.2. /read APIs";
    READ: Safe, POST "/{selector}/{purchase}/invoices/{purchase_invoice_id}/read", "akuiteo.purchase-invoices.read", "6.4.2. /read APIs";
}

/// Purchase invoices. The name of their domain in paths is *unverified*: see [`Builder::domain_path`](crate::Builder::domain_path).
///
/// ```
/// use guichet_akuiteo::decimal;
/// use guichet_akuiteo::purchase_invoices::PurchaseInvoiceOption;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let sandbox = guichet_sandbox::Sandbox::start().await?;
/// # let credentials = guichet_akuiteo::Credentials::basic("sandbox", "s@ndbox/pass+word=");
/// # let akuiteo = guichet_akuiteo::Akuiteo::new(sandbox.mount("akuiteo"), credentials)?;
/// let invoice = akuiteo.purchase_invoices().read("FF2100462", [PurchaseInvoiceOption::Line]).await?;
/// assert_eq!(invoice.after_tax_amount, Some(decimal::parse("1794.08")?));
/// assert_eq!(invoice.date.map(|date| date.local_date().to_string()).as_deref(), Some("2021-03-25"));
/// assert_eq!(invoice.lines.len(), 3);
/// # sandbox.stop().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct PurchaseInvoices {
    api: Akuiteo,
}

impl Akuiteo {
    /// Purchase invoices.
    pub fn purchase_invoices(&self) -> PurchaseInvoices {
        PurchaseInvoices { api: self.clone() }
    }
}

impl PurchaseInvoices {
    /// Fetches one purchase invoice. Safe. Its lines are an empty list here: [`read`](Self::read) shows them.
    ///
    /// # Errors
    /// `is_not_found` for an unknown identifier.
    pub async fn get(&self, id: impl Into<PurchaseInvoiceId>) -> Result<PurchaseInvoice> {
        let call = self.api.in_domain(&GET, &Domain::Purchase).arg(id.into());
        call.fetch_one(|invoice: PurchaseInvoice| vec![invoice]).await
    }

    /// Fetches one purchase invoice with the dependencies that the options name. Safe.
    ///
    /// # Errors
    /// `is_not_found` for an unknown identifier.
    pub async fn read(
        &self,
        id: impl Into<PurchaseInvoiceId>,
        options: impl IntoIterator<Item: Into<PurchaseInvoiceOption>>,
    ) -> Result<PurchaseInvoice> {
        let options = ReadOptions::new(options.into_iter().map(Into::into));
        let call = self.api.in_domain(&READ, &Domain::Purchase).arg(id.into()).json(&options);
        call.fetch_one(|invoice: PurchaseInvoice| vec![invoice]).await
    }
}

/// A purchase invoice. Amounts of the head are in `currency_code` (*unverified*: the guide does not say it). Signs are as the server
/// sends them; how a credit note is signed is not documented.
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PurchaseInvoice {
    pub id: PurchaseInvoiceId,
    /// `PURCHASE_INVOICE` say.
    #[serde(rename = "type")]
    pub document_type: Option<String>,
    /// As text, with its zeros.
    pub number: Option<String>,
    /// The invoice's day, as midnight of it in local time: see [`DateTime::local_date`].
    pub date: Option<DateTime>,
    pub name: Option<String>,
    /// `AKSAS` in the sample.
    pub company_code: Option<String>,
    /// With VAT.
    pub after_tax_amount: Option<Decimal>,
    /// Without VAT.
    pub pre_tax_amount: Option<Decimal>,
    /// Method of payment (*mode de règlement*), a code: `PR` say.
    #[serde(rename = "modeReglement")]
    pub payment_method: Option<String>,
    /// Terms of payment (*condition de règlement*), a code with its zeros: `00030` say.
    #[serde(rename = "conditionReglement")]
    pub payment_terms: Option<String>,
    /// A code: null in the sample.
    pub buyer_code: Option<String>,
    /// Null in the sample: its form is *unverified*.
    pub projected_approval_date: Option<DateText>,
    /// `EUR` say.
    pub currency_code: Option<String>,
    /// Null in the sample; for its code see `currency_code`.
    pub currency: Option<RawJson>,
    /// Identifies the supplier.
    pub third_party_id: Option<ResourceId>,
    /// Identifies a third party to bill. Null in the sample: its use is not documented.
    pub third_party_to_bill_id: Option<ResourceId>,
    pub description: Option<String>,
    /// The code of an entity, `G&A` say.
    pub entity_code: Option<String>,
    /// Null in the sample; for its identifier see `manager_id`.
    pub manager: Option<RawJson>,
    /// Identifies the manager.
    pub manager_id: Option<ResourceId>,
    pub change_tracking: Option<ChangeTracking>,
    pub text: Option<String>,
    pub comment: Option<String>,
    /// Null in the sample: its form is *unverified*.
    pub payment: Option<RawJson>,
    /// Identifies the journal of the accounting: null in the sample.
    pub accounting_journal_id: Option<ResourceId>,
    /// A reference as text, `108002809284` in the sample. Whose it is is not documented.
    pub reference1: Option<String>,
    /// A second reference: null in the sample.
    pub reference2: Option<String>,
    /// A third reference: null in the sample.
    pub reference3: Option<String>,
    /// Null in the sample; for its identifier see `third_party_id`.
    pub supplier: Option<RawJson>,
    pub project: Option<Project>,
    pub project_id: Option<ResourceId>,
    /// Null in the sample; for its identifier see `phase_id`.
    pub phase: Option<RawJson>,
    pub phase_id: Option<ResourceId>,
    /// Null in the sample; for its identifier see `sub_phase_id`.
    pub sub_phase: Option<RawJson>,
    pub sub_phase_id: Option<ResourceId>,
    /// Empty where they were not asked for.
    pub lines: Vec<PurchaseInvoiceLine>,
    /// The day that the supplier gave the invoice, as midnight of it in local time.
    pub supplier_date: Option<DateTime>,
    /// Null in the sample: its form is *unverified*.
    pub due_date: Option<DateText>,
    /// `INVOICE` say.
    pub invoice_type: Option<String>,
}

/// A line of a purchase invoice. The sample is cut: it may have members beyond these.
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PurchaseInvoiceLine {
    pub id: Option<ResourceId>,
    pub project: Option<Project>,
    pub project_id: Option<ResourceId>,
    /// Null in the sample; for its identifier see `phase_id`.
    pub phase: Option<RawJson>,
    pub phase_id: Option<ResourceId>,
    /// Null in the sample; for its identifier see `sub_phase_id`.
    pub sub_phase: Option<RawJson>,
    pub sub_phase_id: Option<ResourceId>,
    /// Of the invoice that it belongs to.
    pub business_document_id: Option<PurchaseInvoiceId>,
    pub name: Option<String>,
    /// Null in the sample. How it completes the name is not documented.
    pub complement_name: Option<String>,
    /// How many, `1.0` say: no whole number. The unit is not documented.
    pub quantity: Option<Decimal>,
    /// Price of one, without VAT, in the invoice's currency (*unverified*: by its name, the sample has both alike).
    pub unit_price_currency: Option<Decimal>,
    /// Price of one, without VAT, in the company's currency (*unverified*, as above).
    pub unit_price: Option<Decimal>,
    /// Amount without VAT in the invoice's currency (*unverified*, as above).
    pub amount_total_currency: Option<Decimal>,
    /// Amount without VAT in the company's currency (*unverified*, as above).
    pub amount_total: Option<Decimal>,
    /// Where it stands among the lines: `100.0` say.
    pub rank_number: Option<Decimal>,
    /// Null in the sample: its form is *unverified*.
    pub general_account: Option<RawJson>,
    /// The VAT of the line: a code and a rate.
    pub vat1: Option<Vat>,
    /// Null in the sample. When there is a second one is not documented.
    pub vat2: Option<Vat>,
}

/// A VAT.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[non_exhaustive]
pub struct Vat {
    /// With its zeros: `01` say.
    pub code: Option<String>,
    /// In percent: `20.0`.
    pub rate: Option<Decimal>,
}

/// A project, where something else names it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Project {
    pub id: Option<ResourceId>,
    pub name: Option<String>,
    /// `AKSAS` in the sample.
    pub company_code: Option<String>,
    pub customer_id: Option<ResourceId>,
    /// Identifies the end customer, who need not be the customer.
    pub end_customer_id: Option<ResourceId>,
    /// A flag of Akuiteo's, true in the sample. What it changes is not documented.
    pub internal: Option<bool>,
    /// A flag of Akuiteo's, false in the sample. What it changes is not documented.
    pub leave: Option<bool>,
    /// Null in the sample: its form is *unverified*.
    pub leave_type: Option<RawJson>,
}

/// Who made and who changed a resource, and when.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ChangeTracking {
    /// With its offset from UTC.
    pub created_time: Option<DateTime>,
    /// Null in the sample; for its identifier see `created_by_id`.
    pub created_by: Option<RawJson>,
    /// `-1` occurs.
    pub created_by_id: Option<ResourceId>,
    /// With its offset from UTC.
    pub modification_time: Option<DateTime>,
    /// Null in the sample; for its identifier see `modification_by_id`.
    pub modification_by: Option<RawJson>,
    /// `-1` occurs.
    pub modification_by_id: Option<ResourceId>,
}
