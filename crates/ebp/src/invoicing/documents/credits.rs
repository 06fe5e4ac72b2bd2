//! Credits (*avoirs*).

use guichet_core::{Result, integer_id, operations};

use super::super::{Api, Invoicing};
use super::{Document, DocumentData};
use crate::hubbix::answer::{Deletion, confirm, fetch_one};

integer_id! {
    /// Identifies a credit.
    pub struct CreditId;
}

operations! {
    GET:           Safe,       GET    "/hubbix-gctpe/api/public/v1/sale-credits/{IdSaleCredit}",                       "ebp.invoicing.credits.get",             "Obtenir un avoir provisoire";
    GET_VALIDATED: Safe,       GET    "/hubbix-gctpe/api/public/v1/sale-credits/validated/{IdSaleCredit}",             "ebp.invoicing.credits.get-validated",   "Obtenir un avoir validé";
    CREATE:        Unsafe,     POST   "/hubbix-gctpe/api/public/v1/sale-credits",                                      "ebp.invoicing.credits.create",          "Créer un avoir";
    UPDATE:        Idempotent, PUT    "/hubbix-gctpe/api/public/v1/sale-credits/{IdSaleCredit}",                       "ebp.invoicing.credits.update",          "Modifier un avoir";
    DELETE:        Idempotent, DELETE "/hubbix-gctpe/api/public/v1/sale-credits/{IdSaleCredit}",                       "ebp.invoicing.credits.delete",          "Supprimer un avoir";
}

/// A credit that was read.
pub type Credit = Document<CreditId>;

/// Credits.
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
/// use guichet_ebp::decimal;
///
/// // Lines and footer of a credit are positive, its commitments are negative.
/// let credit = ebp.invoicing("DomainId").credits().get_validated(37).await?;
/// assert_eq!(credit.lines[0].unit_price, Some(decimal::parse("44.99")?));
/// assert_eq!(credit.commitments[0].amount, Some(decimal::parse("-53.99")?));
/// # sandbox.stop().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Credits {
    api: Api,
}

impl Invoicing {
    /// Credits.
    #[doc(alias = "avoir")]
    pub fn credits(&self) -> Credits {
        Credits { api: self.api() }
    }
}

impl Credits {
    /// Fetches one that is provisional. Safe.
    ///
    /// # Errors
    /// `is_not_found` for an unknown number; whether one that is validated is still found here is not documented.
    pub async fn get(&self, id: impl Into<CreditId>) -> Result<Credit> {
        fetch_one(self.api.call(&GET).arg(id.into())).await
    }

    /// Fetches one that is validated (*validé*). Safe. No operation validates one: the product does.
    ///
    /// # Errors
    /// `is_not_found` for an unknown number.
    pub async fn get_validated(&self, id: impl Into<CreditId>) -> Result<Credit> {
        fetch_one(self.api.call(&GET_VALIDATED).arg(id.into())).await
    }

    /// Creates one, and returns its number. **Unsafe**: repeated, it creates another.
    ///
    /// **Sending again**: give it a `title` of its own, and look for it with
    /// [`sale_documents`](Invoicing::sale_documents), which shows titles; that its search looks in them is *unverified*.
    pub async fn create(&self, credit: &DocumentData) -> Result<CreditId> {
        self.api.call(&CREATE).json(credit).fetch().await
    }

    /// Writes one over, as a whole. Idempotent (*unverified*: what becomes of members that are left out is not documented). EBP answers a
    /// number; that it is the credit's is *unverified*.
    ///
    /// # Errors
    /// `is_not_found` for an unknown number.
    pub async fn update(&self, id: impl Into<CreditId>, credit: &DocumentData) -> Result<Option<CreditId>> {
        self.api.call(&UPDATE).arg(id.into()).json(credit).fetch_any().await
    }

    /// Deletes one. Idempotent: the second time it is not found.
    ///
    /// # Errors
    /// `is_not_found` for an unknown number.
    pub async fn delete(&self, id: impl Into<CreditId>) -> Result<Deletion> {
        confirm(self.api.call(&DELETE).arg(id.into())).await
    }
}

impl Credit {
    /// The credit as [`update`](Credits::update) takes it, changing nothing of what is shown. **Its commitments are
    /// carried as they were read, negative**, where the sample of an update writes them positive: which sign it wants is *unverified* (EG-4). What is
    /// not shown cannot be carried: the terms of settlement, days of delivery and validity, and of lines their cost, unit of sale and margin.
    ///
    /// # Errors
    /// One that was read without name, customer or date.
    pub fn to_update(&self) -> Result<DocumentData> {
        self.update_of(&UPDATE)
    }
}
