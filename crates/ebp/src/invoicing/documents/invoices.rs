//! Invoices (*factures*).

use guichet_core::{Result, integer_id, operations};

use super::super::{Api, Invoicing};
use super::{Document, DocumentData};
use crate::hubbix::answer::{Deletion, confirm, fetch_one};

integer_id! {
    /// Identifies an invoice.
    pub struct InvoiceId;
}

operations! {
    GET:           Safe,       GET    "/hubbix-gctpe/api/public/v1/sale-invoices/{IdSaleInvoice}",                     "ebp.invoicing.invoices.get",            "Obtenir une facture provisoire";
    GET_VALIDATED: Safe,       GET    "/hubbix-gctpe/api/public/v1/sale-invoices/validated/{IdSaleInvoice}",           "ebp.invoicing.invoices.get-validated",  "Obtenir une facture validée";
    CREATE:        Unsafe,     POST   "/hubbix-gctpe/api/public/v1/sale-invoices",                                     "ebp.invoicing.invoices.create",         "Créer une facture";
    UPDATE:        Idempotent, PUT    "/hubbix-gctpe/api/public/v1/sale-invoices/{IdSaleInvoice}",                     "ebp.invoicing.invoices.update",         "Modifier une facture";
    DELETE:        Idempotent, DELETE "/hubbix-gctpe/api/public/v1/sale-invoices/{IdSaleInvoice}",                     "ebp.invoicing.invoices.delete",         "Supprimer une facture";
}

/// An invoice that was read.
pub type Invoice = Document<InvoiceId>;

/// Invoices.
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
/// use guichet_ebp::invoicing::documents::{DocumentData, LineData, Rounding};
/// use guichet_ebp::{dates, decimal};
///
/// let invoices = ebp.invoicing("DomainId").invoices();
/// let line = LineData::of_item(1, decimal::parse("3")?, decimal::parse("0.335")?, decimal::parse("20")?);
/// let invoice = DocumentData::new("MAIRIE", 1, dates::parse("2026-03-02")?, [line]);
/// let id = invoices.create(&invoice).await?;
///
/// let read = invoices.get(id).await?;
/// assert_eq!(read.lines[0].unit_price, Some(decimal::parse("0.335")?));
/// // What it comes to is computed for the caller alone.
/// let totals = read.to_update()?.totals(Rounding::PerRate)?;
/// assert_eq!(totals.vat_included, decimal::parse("1.21")?);
/// // Validating an invoice is done in the product: there is no operation for it.
/// assert!(invoices.get_validated(id).await.unwrap_err().is_not_found());
/// # sandbox.stop().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Invoices {
    api: Api,
}

impl Invoicing {
    /// Invoices.
    #[doc(alias = "facture")]
    pub fn invoices(&self) -> Invoices {
        Invoices { api: self.api() }
    }
}

impl Invoices {
    /// Fetches one that is provisional. Safe.
    ///
    /// # Errors
    /// `is_not_found` for an unknown number; whether one that is validated is still found here is not documented.
    pub async fn get(&self, id: impl Into<InvoiceId>) -> Result<Invoice> {
        fetch_one(self.api.call(&GET).arg(id.into())).await
    }

    /// Fetches one that is validated (*validé*). Safe. No operation validates one: the product does.
    ///
    /// # Errors
    /// `is_not_found` for an unknown number.
    pub async fn get_validated(&self, id: impl Into<InvoiceId>) -> Result<Invoice> {
        fetch_one(self.api.call(&GET_VALIDATED).arg(id.into())).await
    }

    /// Creates one, and returns its number. **Unsafe**: repeated, it creates another.
    ///
    /// **Sending again**: give it a `title` of its own, and look for it with
    /// [`sale_documents`](Invoicing::sale_documents), which shows titles; that its search looks in them is *unverified*.
    pub async fn create(&self, invoice: &DocumentData) -> Result<InvoiceId> {
        self.api.call(&CREATE).json(invoice).fetch().await
    }

    /// Writes one over, as a whole. Idempotent (*unverified*: what becomes of members that are left out is not documented). EBP answers a
    /// number; that it is the invoice's is *unverified*.
    ///
    /// # Errors
    /// `is_not_found` for an unknown number.
    pub async fn update(&self, id: impl Into<InvoiceId>, invoice: &DocumentData) -> Result<Option<InvoiceId>> {
        self.api.call(&UPDATE).arg(id.into()).json(invoice).fetch_any().await
    }

    /// Deletes one. Idempotent: the second time it is not found.
    ///
    /// # Errors
    /// `is_not_found` for an unknown number.
    pub async fn delete(&self, id: impl Into<InvoiceId>) -> Result<Deletion> {
        confirm(self.api.call(&DELETE).arg(id.into())).await
    }
}

impl Invoice {
    /// The invoice as [`update`](Invoices::update) takes it, changing nothing of what is shown. What is not shown cannot be carried: the number
    /// of an order, a day of validity, and of lines their cost, unit of sale and margin.
    ///
    /// # Errors
    /// One that was read without name, customer or date.
    pub fn to_update(&self) -> Result<DocumentData> {
        self.update_of(&UPDATE)
    }
}
