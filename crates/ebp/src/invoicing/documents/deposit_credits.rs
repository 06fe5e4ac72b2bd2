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
/// use guichet_ebp::invoicing::documents::DepositData;
/// use guichet_ebp::{dates, decimal};
///
/// // A credit is of the deposit's invoice, and its amount is positive.
/// let credits = ebp.invoicing("DomainId").deposit_credits();
/// let amount = Some(decimal::parse("4.44")?);
/// let credit = DepositData { amount_vat_included: amount, ..DepositData::new(dates::parse("2026-03-02")?) };
/// let id = credits.create(18, &credit).await?;
/// assert_eq!(credits.get(id).await?.amount_vat_included, amount);
/// # sandbox.stop().await;
/// # Ok(())
/// # }
/// ```
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
