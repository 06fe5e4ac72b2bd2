//! Invoices of deposits (*factures d'acompte*).

pub use super::ids::DepositInvoiceId;

use guichet_core::{Result, operations};

use super::super::{Api, Invoicing};
use super::deposit::Sent;
use super::ids::QuoteId;
use super::{Deposit, DepositData};
use crate::hubbix::answer::fetch_one;

operations! {
    GET:    Safe,   GET  "/hubbix-gctpe/api/public/v1/sale-deposit-invoices/{IdSaleDepositInvoice}", "ebp.invoicing.deposit-invoices.get",    "Obtenir une facture d'acompte";
    CREATE: Unsafe, POST "/hubbix-gctpe/api/public/v1/sale-deposit-invoices", "ebp.invoicing.deposit-invoices.create", "Créer une facture d'acompte";
}

/// An invoice of a deposit that was read.
pub type DepositInvoice = Deposit<DepositInvoiceId>;

/// Invoices of deposits.
#[derive(Debug, Clone)]
pub struct DepositInvoices {
    api: Api,
}

impl Invoicing {
    /// Invoices of deposits.
    #[doc(alias = "acompte")]
    pub fn deposit_invoices(&self) -> DepositInvoices {
        DepositInvoices { api: self.api() }
    }
}

impl DepositInvoices {
    /// Fetches one. Safe.
    ///
    /// # Errors
    /// `is_not_found` for an unknown number.
    pub async fn get(&self, id: impl Into<DepositInvoiceId>) -> Result<DepositInvoice> {
        fetch_one(self.api.call(&GET).arg(id.into())).await
    }

    /// Creates one of a quote, and returns its number. **Unsafe**: repeated, it creates another.
    ///
    /// **Sending again**: [`sale_documents`](Invoicing::sale_documents) lists it among the documents of its customer and day; an
    /// [`order_number`](DepositData::order_number) of its own tells it from others once it is [read](Self::get).
    pub async fn create(&self, quote: impl Into<QuoteId>, deposit: &DepositData) -> Result<DepositInvoiceId> {
        self.api.call(&CREATE).json(&Sent::new(Some(quote.into()), None, deposit)).fetch().await
    }
}
