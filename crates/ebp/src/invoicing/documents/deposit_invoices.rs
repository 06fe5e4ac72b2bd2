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
/// let deposits = ebp.invoicing("DomainId").deposit_invoices();
/// let deposit = DepositData {
///     order_number: Some("C-117".to_owned()),
///     amount_vat_included: Some(decimal::parse("200.00")?),
///     ..DepositData::new(dates::parse("2026-03-02")?)
/// };
/// let id = deposits.create(27, &deposit).await?;
/// let read = deposits.get(id).await?;
/// assert_eq!((read.from_sale_quote_id, read.order_number.as_deref()), (Some(27.into()), Some("C-117")));
/// assert_eq!(read.amount_vat_included, Some(decimal::parse("200.00")?));
/// # sandbox.stop().await;
/// # Ok(())
/// # }
/// ```
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
