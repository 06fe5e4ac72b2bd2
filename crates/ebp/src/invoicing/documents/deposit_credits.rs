//! Credits of deposits (*avoirs d'acompte*).

use guichet_core::{Result, integer_id, operations};

use super::super::{Api, Invoicing};
use super::deposit::Sent;
use super::ids::DepositInvoiceId;
use super::{Deposit, DepositData};
use crate::hubbix::answer::fetch_one;

integer_id! {
    /// Identifies a credit of a deposit.
    pub struct DepositCreditId;
}

operations! {
    GET:    Safe,   GET  "/hubbix-gctpe/api/public/v1/sale-deposit-credits/{IdSaleDepositCredit}", "ebp.invoicing.deposit-credits.get",    "Obtenir un avoir d'acompte";
    CREATE: Unsafe, POST "/hubbix-gctpe/api/public/v1/sale-deposit-credits", "ebp.invoicing.deposit-credits.create", "Créer un avoir d'acompte";
}

/// A credit of a deposit that was read.
pub type DepositCredit = Deposit<DepositCreditId>;

/// Credits of deposits.
#[derive(Debug, Clone)]
pub struct DepositCredits {
    api: Api,
}

impl Invoicing {
    /// Credits of deposits.
    #[doc(alias = "acompte")]
    pub fn deposit_credits(&self) -> DepositCredits {
        DepositCredits { api: self.api() }
    }
}

impl DepositCredits {
    /// Fetches one. Safe.
    ///
    /// # Errors
    /// `is_not_found` for an unknown number.
    pub async fn get(&self, id: impl Into<DepositCreditId>) -> Result<DepositCredit> {
        fetch_one(self.api.call(&GET).arg(id.into())).await
    }

    /// Creates one of the invoice of a deposit, and returns its number. **Unsafe**: repeated, it creates another.
    ///
    /// **Sending again**: [`sale_documents`](Invoicing::sale_documents) lists it among the documents of its customer and day; an
    /// [`order_number`](DepositData::order_number) of its own tells it from others once it is [read](Self::get).
    pub async fn create(&self, invoice: impl Into<DepositInvoiceId>, deposit: &DepositData) -> Result<DepositCreditId> {
        self.api.call(&CREATE).json(&Sent::new(None, Some(invoice.into()), deposit)).fetch().await
    }
}
