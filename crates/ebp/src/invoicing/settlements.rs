//! Payments from customers and to them (*règlements*).

use guichet_core::dates::DateText;
use guichet_core::{Decimal, Model, Pager, integer_id, open_enum, operations};

use super::{Api, Invoicing, ListQuery};

integer_id! {
    /// Identifies a settlement.
    pub struct SettlementId;
}

open_enum! {
    /// What a settlement is (*SettlementType*, 003:9690). The sample has 0, which the text does not list.
    pub enum SettlementType: number {
        /// Money that came in (*encaissement*).
        CashReceipt = "1",
        /// Money that was given back (*remboursement*).
        Reimbursement = "2",
    }
}

operations! {
    LIST: Safe, GET "/hubbix-gctpe/api/public/v1/settlements", "ebp.invoicing.settlements.list", "Obtenir une liste des règlements";
}

/// Payments from customers and to them. They are listed alone: nothing here records one, EBP's program does.
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
/// use guichet_ebp::invoicing::ListQuery;
///
/// let mut settlements = ebp.invoicing("DomainId").settlements().list(ListQuery::search("RE00000001"));
/// let settlement = settlements.next().await.ok_or("none")??;
/// // Nothing of it is on an invoice yet.
/// assert_eq!(settlement.still_to_be_distributed_amount, settlement.amount);
/// # drop(settlements);
/// # sandbox.stop().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Settlements {
    api: Api,
}

impl Invoicing {
    /// Payments from customers and to them (*règlements*).
    pub fn settlements(&self) -> Settlements {
        Settlements { api: self.api() }
    }
}

impl Settlements {
    /// Lists settlements. Safe.
    ///
    /// # Errors
    /// 400 with a code and a message; the text does not say for what.
    pub fn list(&self, query: ListQuery) -> Pager<Settlement> {
        query.list(self.api.call(&LIST))
    }
}

/// A payment.
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Settlement {
    pub id: SettlementId,
    /// `RE00000001`: no other settlement has it.
    pub code: Option<String>,
    /// Of the payment. A day by the table, midnight in the sample (003:9120): as it came, and its day is [`DateText::date`].
    pub date: Option<DateText>,
    pub customer_name: Option<String>,
    /// With VAT (*TTC*). Which sign one has that was given back is not documented: see
    /// [`settlement_type`](Self::settlement_type).
    pub amount: Option<Decimal>,
    /// What of it is on no invoice yet, with VAT.
    pub still_to_be_distributed_amount: Option<Decimal>,
    /// The label of the means of payment: `Carte bancaire`.
    pub payment_mode_label: Option<String>,
    /// A reference of the payer's or the bank's (*numéro de référence*).
    pub payment_reference: Option<String>,
    pub settlement_type: Option<SettlementType>,
}
