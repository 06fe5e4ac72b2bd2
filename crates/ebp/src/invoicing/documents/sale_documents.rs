//! All documents of sale in one list (*documents de vente*).

use guichet_core::dates::Timestamp;
use guichet_core::{Decimal, Model, Pager, integer_id, open_enum, operations};

use super::super::{Api, Invoicing, ListQuery};

integer_id! {
    /// Identifies a document of any kind: with its [`SaleDocumentType`] it is the number of a quote, an invoice and so on.
    pub struct SaleDocumentId;
}

open_enum! {
    /// What a document is (*SaleDocumentType*, 003:9726).
    pub enum SaleDocumentType: number {
        /// Invoice (*facture*).
        Invoice = "0",
        /// Credit (*avoir*).
        Credit = "1",
        /// Invoice of a deposit (*facture d'acompte*).
        DepositInvoice = "2",
        /// Credit of a deposit (*avoir d'acompte*).
        DepositCredit = "3",
        /// Quote (*devis*).
        Quote = "4",
    }
}

open_enum! {
    /// Whether a document is final (*SaleDocumentStatus*, 003:9734).
    pub enum SaleDocumentStatus: number {
        /// Provisional (*provisoire*).
        Provisional = "0",
        /// Validated, or of a quote invoiced (*validé ou facturé*).
        Validated = "1",
    }
}

open_enum! {
    /// How far a document is in the accounting (*AccountingTransferStatus*, 003:9739).
    pub enum AccountingTransferStatus: number {
        /// Sent (*envoyé en comptabilité*).
        Sent = "0",
        /// Accounted (*comptabilisé*).
        Accounted = "1",
        /// Its entries could not be made (*génération des écritures en échec*).
        Failed = "2",
    }
}

operations! {
    LIST: Safe, GET "/hubbix-gctpe/api/public/v1/sale-documents", "ebp.invoicing.sale-documents.list", "Obtenir une liste des documents de vente";
}

/// All documents of sale.
///
/// ```
/// # #[cfg(not(feature = "login"))]
/// # fn main() {}
/// # #[cfg(feature = "login")]
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # use guichet_ebp::{Ebp, Limits, Settings, auth::MemoryStore};
/// # let sandbox = guichet_sandbox::Sandbox::builder().without_limits().start().await?;
/// # let ebp = Ebp::builder("sandbox-key")
/// #     .application("sandbox", "secret")
/// #     .tokens(MemoryStore::new())
/// #     .login_url(sandbox.mount("ebp-login"))
/// #     .settings(Settings::new().base_url(sandbox.mount("ebp")).limits(Limits::none()))
/// #     .build()?;
/// # ebp.identity().exchange_code("sandbox-code", None).await?;
/// use guichet_ebp::invoicing::documents::invoices::InvoiceId;
/// use guichet_ebp::invoicing::documents::sale_documents::SaleDocumentType;
/// use guichet_ebp::invoicing::documents::DocumentData;
/// use guichet_ebp::invoicing::ListQuery;
/// use guichet_ebp::dates;
///
/// let invoicing = ebp.invoicing("DomainId");
/// let title = Some("Chantier 117".to_owned());
/// let invoice = DocumentData { title, ..DocumentData::new("MAIRIE", 1, dates::parse("2026-03-02")?, []) };
/// let id = invoicing.invoices().create(&invoice).await?;
///
/// // By its title it is found again. A number alone names no document: its kind belongs to it.
/// let mut found = invoicing.sale_documents().list(ListQuery::search("Chantier 117"));
/// let document = found.next().await.ok_or("nothing")??;
/// assert_eq!(document.document_type, Some(SaleDocumentType::Invoice));
/// assert_eq!(InvoiceId::from(document.id.get()), id);
/// # drop(found);
/// # sandbox.stop().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct SaleDocuments {
    api: Api,
}

impl Invoicing {
    /// All documents of sale.
    #[doc(alias = "documents de vente")]
    pub fn sale_documents(&self) -> SaleDocuments {
        SaleDocuments { api: self.api() }
    }
}

impl SaleDocuments {
    /// Lists documents. Safe.
    pub fn list(&self, query: ListQuery) -> Pager<SaleDocument> {
        query.list(self.api.call(&LIST))
    }
}

/// A document in the list.
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SaleDocument {
    pub id: SaleDocumentId,
    pub document_type: Option<SaleDocumentType>,
    pub document_status: Option<SaleDocumentStatus>,
    /// Of the customer.
    pub name: Option<String>,
    /// The day of the document, as midnight of it in the samples.
    pub date: Option<Timestamp>,
    pub city: Option<String>,
    /// The number of the document, as text.
    pub number: Option<String>,
    /// Without VAT.
    pub total_amount_vat_excluded: Option<Decimal>,
    /// With VAT.
    pub total_amount_vat_included: Option<Decimal>,
    /// What is to be paid, with VAT: the total less the deposits.
    pub net_amount_vat_included: Option<Decimal>,
    /// What is still to be paid, with VAT.
    pub due_amount: Option<Decimal>,
    /// How far it is on its way into the accounting; null in the sample.
    pub accounting_transfer_status: Option<AccountingTransferStatus>,
    pub title: Option<String>,
}
