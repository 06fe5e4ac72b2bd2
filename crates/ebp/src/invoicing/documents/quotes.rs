//! Quotes (*devis*).

pub use super::data::QuoteStatus;
pub use super::ids::QuoteId;

use guichet_core::vendor::Call;
use guichet_core::{Result, operations};

use super::super::{Api, Invoicing};
use super::{Document, DocumentData};
use crate::hubbix::answer::{Deletion, confirm, fetch_one};

operations! {
    GET:          Safe,       GET    "/hubbix-gctpe/api/public/v1/sale-quotes/{IdSaleQuote}",          "ebp.invoicing.quotes.get",          "Obtenir un devis provisoire";
    GET_INVOICED: Safe,       GET    "/hubbix-gctpe/api/public/v1/sale-quotes/invoiced/{IdSaleQuote}", "ebp.invoicing.quotes.get-invoiced", "Obtenir un devis facturé";
    CREATE:       Unsafe,     POST   "/hubbix-gctpe/api/public/v1/sale-quotes",                        "ebp.invoicing.quotes.create",       "Créer un devis";
    UPDATE:       Idempotent, PUT    "/hubbix-gctpe/api/public/v1/sale-quotes/{IdSaleQuote}",          "ebp.invoicing.quotes.update",       "Modifier un devis";
    DELETE:       Idempotent, DELETE "/hubbix-gctpe/api/public/v1/sale-quotes/{IdSaleQuote}",          "ebp.invoicing.quotes.delete",       "Supprimer un devis";
}

/// A quote that was read.
pub type Quote = Document<QuoteId>;

/// Quotes.
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
/// use guichet_ebp::invoicing::documents::quotes::QuoteStatus;
/// use guichet_ebp::invoicing::documents::{DocumentData, LineData};
/// use guichet_ebp::{dates, decimal};
///
/// let quotes = ebp.invoicing("DomainId").quotes();
/// let line = LineData::of_item(1, decimal::parse("2")?, decimal::parse("44.99")?, decimal::parse("20")?);
/// let quote = DocumentData {
///     quote_status: Some(QuoteStatus::New),
///     title: Some("Chantier 117".to_owned()),
///     ..DocumentData::new("MAIRIE", 1, dates::parse("2026-03-02")?, [line])
/// };
/// let id = quotes.create(&quote).await?;
///
/// // Two hours more, and nothing else changes.
/// let mut update = quotes.get(id).await?.to_update()?;
/// update.quote_status = Some(QuoteStatus::New);
/// update.lines[0].quantity = Some(decimal::parse("4")?);
/// quotes.update(id, &update).await?;
/// let read = quotes.get(id).await?;
/// assert_eq!(read.lines[0].quantity, Some(decimal::parse("4")?));
/// assert_eq!(read.title.as_deref(), Some("Chantier 117"));
///
/// quotes.delete(id).await?;
/// assert!(quotes.get(id).await.unwrap_err().is_not_found());
/// # sandbox.stop().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Quotes {
    api: Api,
}

impl Invoicing {
    /// Quotes.
    #[doc(alias = "devis")]
    pub fn quotes(&self) -> Quotes {
        Quotes { api: self.api() }
    }
}

impl Quotes {
    /// Fetches one that is provisional. Safe.
    ///
    /// # Errors
    /// `is_not_found` for an unknown number; whether a quote that is invoiced is still found here is not documented.
    pub async fn get(&self, id: impl Into<QuoteId>) -> Result<Quote> {
        fetch_one(self.api.call(&GET).arg(id.into())).await
    }

    /// Fetches one that is invoiced (*facturé*). Safe. The text's sample is that of another resource; its table is that of a quote.
    ///
    /// # Errors
    /// `is_not_found` for an unknown number.
    pub async fn get_invoiced(&self, id: impl Into<QuoteId>) -> Result<Quote> {
        fetch_one(self.api.call(&GET_INVOICED).arg(id.into())).await
    }

    /// Creates one, and returns its number. **Unsafe**: repeated, it creates another.
    ///
    /// **Sending again**: give it a `title` of its own, and look for it with
    /// [`sale_documents`](Invoicing::sale_documents), which shows titles; that its search looks in them is *unverified*.
    ///
    /// # Errors
    /// A quote without [`quote_status`](DocumentData::quote_status), before anything is sent.
    pub async fn create(&self, quote: &DocumentData) -> Result<QuoteId> {
        with_status(self.api.call(&CREATE), quote).json(quote).fetch().await
    }

    /// Writes one over, as a whole. Idempotent (*unverified*: what becomes of members that are left out is not documented). EBP answers a
    /// number; that it is the quote's is *unverified*.
    ///
    /// # Errors
    /// A quote without [`quote_status`](DocumentData::quote_status), before anything is sent; `is_not_found` for an unknown number.
    pub async fn update(&self, id: impl Into<QuoteId>, quote: &DocumentData) -> Result<Option<QuoteId>> {
        with_status(self.api.call(&UPDATE).arg(id.into()), quote).json(quote).fetch_any().await
    }

    /// Deletes one. Idempotent: the second time it is not found.
    ///
    /// # Errors
    /// `is_not_found` for an unknown number.
    pub async fn delete(&self, id: impl Into<QuoteId>) -> Result<Deletion> {
        confirm(self.api.call(&DELETE).arg(id.into())).await
    }
}

fn with_status(call: Call, quote: &DocumentData) -> Call {
    let status = quote.quote_status.as_ref().map(|_| ()).ok_or("a quote needs it");
    call.check("QuoteStatus", status)
}

impl Quote {
    /// The quote as [`update`](Quotes::update) takes it, changing nothing of what is shown. `quote_status`, which is not shown, has to be
    /// set; what else is not shown cannot be carried: the terms of settlement, and of lines their cost, unit of sale and margin.
    ///
    /// # Errors
    /// One that was read without name, customer or date.
    pub fn to_update(&self) -> Result<DocumentData> {
        self.update_of(&UPDATE)
    }
}
