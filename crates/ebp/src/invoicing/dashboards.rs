//! Key figures of a folder (*tableaux de bord*). None of them takes a period: the text says that parameters are passed over.

use guichet_core::json::{Fault, Kind, Reader, Value, Write as _};
use guichet_core::{Decimal, Model, Result, operations};

use super::{Api, Invoicing};
use crate::hubbix::answer::fetch_one;

operations! {
    BEST_CUSTOMERS: Safe, GET "/hubbix-gctpe/api/public/v1/dashboards/best-customers-indicator",      "ebp.invoicing.dashboards.best-customers",       "Obtenir l'indicateur du palmarès des meilleurs clients";
    COMMITMENTS:    Safe, GET "/hubbix-gctpe/api/public/v1/dashboards/commitment-customer-indicator", "ebp.invoicing.dashboards.commitment-customer", "Obtenir l'indicateur de l'encours clients";
    SALE_AMOUNT:    Safe, GET "/hubbix-gctpe/api/public/v1/dashboards/sale-amount-indicator",         "ebp.invoicing.dashboards.sale-amount",          "Obtenir l'indicateur du détail de l'encours client";
    SALE_QUOTES:    Safe, GET "/hubbix-gctpe/api/public/v1/dashboards/sale-quote-indicator",          "ebp.invoicing.dashboards.sale-quote",           "Obtenir l'indicateur du taux de transformation des devis";
}

/// Key figures.
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
/// let dashboards = ebp.invoicing("DomainId").dashboards();
/// let dues = dashboards.commitment_customer().await?;
/// assert_eq!(dues.total_amount, Some(dues.total_overdue_amount.unwrap() + dues.total_falling_due_amount.unwrap()));
/// assert_eq!(dashboards.sale_amount().await?.total_amount.to_string(), "34831.970000000000000000000000");
/// # sandbox.stop().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Dashboards {
    api: Api,
}

impl Invoicing {
    /// Key figures (*tableaux de bord*).
    pub fn dashboards(&self) -> Dashboards {
        Dashboards { api: self.api() }
    }
}

impl Dashboards {
    /// The customers that buy the most, and what all of them bought (*palmarès*). Safe.
    pub async fn best_customers(&self) -> Result<BestCustomers> {
        fetch_one(self.api.call(&BEST_CUSTOMERS)).await
    }

    /// What customers owe (*encours*). Safe.
    pub async fn commitment_customer(&self) -> Result<CustomerDues> {
        fetch_one(self.api.call(&COMMITMENTS)).await
    }

    /// The sales of the month without VAT (*montant HT mensuel*). Safe. Which month that is, the text does not say. Its section has the
    /// title and the description of another one.
    pub async fn sale_amount(&self) -> Result<SaleAmount> {
        fetch_one(self.api.call(&SALE_AMOUNT)).await
    }

    /// How many quotes become invoices (*taux de transformation*). Safe.
    pub async fn sale_quotes(&self) -> Result<QuoteRate> {
        fetch_one(self.api.call(&SALE_QUOTES)).await
    }
}

/// What customers bought. The period is not documented.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct BestCustomers {
    /// Of all customers. Without VAT, as that of [`Dashboards::sale_amount`], whose sample is equal (*unverified*).
    pub total_amount: Option<Decimal>,
    pub best_customers: Vec<BestCustomer>,
}

/// What one customer bought.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct BestCustomer {
    pub name: Option<String>,
    /// As [`BestCustomers::total_amount`].
    pub total_amount: Option<Decimal>,
}

/// What customers owe. The table has the descriptions of both parts the wrong way round (003:4901): here they are what they are
/// called. With VAT (*unverified*).
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CustomerDues {
    /// Both parts together, by its name.
    pub total_amount: Option<Decimal>,
    /// What is late (*en retard*).
    pub total_overdue_amount: Option<Decimal>,
    /// What is not due yet (*à venir*).
    pub total_falling_due_amount: Option<Decimal>,
}

/// How many quotes become invoices. The period is not documented.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct QuoteRate {
    /// In percent.
    pub rate: Option<Decimal>,
    /// Of how many quotes an invoice was made.
    pub invoiced_sale_quotes_count: Option<i64>,
    /// How many quotes there are.
    pub total_sale_quotes_count: Option<i64>,
}

/// The sales of a month. A bare number, as the sample has it (003:4911), or the object that the table has (003:4930).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct SaleAmount {
    /// Without VAT.
    pub total_amount: Decimal,
}

#[derive(Model)]
#[model(only_read)]
struct Named {
    #[serde(rename = "TotalAmount", alias = "totalAmount")]
    total_amount: Decimal,
}

impl Value for SaleAmount {
    const KIND: Kind = Decimal::KIND;
    fn read(into: &mut Option<Self>, reader: &mut Reader<'_>) -> std::result::Result<(), Fault> {
        let mut amount = None;
        if reader.peek() == b'{' {
            let mut named: Option<Named> = None;
            Named::read(&mut named, reader)?;
            amount = named.map(|named| named.total_amount);
        } else {
            Decimal::read(&mut amount, reader)?;
        }
        *into = amount.map(|total_amount| Self { total_amount });
        Ok(())
    }
}

/// As the sample has it.
impl serde::Serialize for SaleAmount {
    fn serialize<S: serde::Serializer>(&self, to: S) -> std::result::Result<S::Ok, S::Error> {
        self.total_amount.write(to)
    }
}
