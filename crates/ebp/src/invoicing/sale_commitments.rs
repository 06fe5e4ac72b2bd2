//! What falls due of sales (*échéances*).

use guichet_core::dates::Timestamp;
use guichet_core::{Decimal, Model, Pager, operations, string_id};

use super::customers::CustomerId;
use super::documents::CommitmentId;
use super::documents::sale_documents::{SaleDocumentId, SaleDocumentStatus, SaleDocumentType};
use super::{Api, Invoicing, ListQuery};

string_id! {
    /// Identifies what ties a commitment to its document. A text by the table, 0 in the sample (003:5984).
    pub struct CommitmentAssociationId;
}

operations! {
    LIST: Safe, GET "/hubbix-gctpe/api/public/v1/sale-commitments", "ebp.invoicing.sale-commitments.list", "Obtenir une liste des échéances";
}

/// What falls due of sales.
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
/// use guichet_ebp::{Decimal, decimal};
///
/// let mut due = Decimal::ZERO;
/// let mut commitments = ebp.invoicing("DomainId").sale_commitments().list(ListQuery::search("FA00000001"));
/// while let Some(commitment) = commitments.next().await {
///     due += commitment?.remaining_amount.unwrap_or_default();
/// }
/// assert_eq!(due, decimal::parse("0")?);
/// # drop(commitments);
/// # sandbox.stop().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct SaleCommitments {
    api: Api,
}

impl Invoicing {
    /// What falls due of sales (*échéances*).
    pub fn sale_commitments(&self) -> SaleCommitments {
        SaleCommitments { api: self.api() }
    }
}

impl SaleCommitments {
    /// Lists commitments, paid and unpaid. Safe. The sample spells the parameter of a search `filer.query`; `filter.query` is sent, as
    /// the table has it.
    pub fn list(&self, query: ListQuery) -> Pager<SaleCommitment> {
        query.list(self.api.call(&LIST))
    }
}

/// A part of a document's amount that falls due on a day.
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SaleCommitment {
    /// A UUID in the sample, an integer by the table (003:5972): kept as it comes.
    pub id: CommitmentId,
    /// When it falls due.
    pub date: Option<Timestamp>,
    pub customer: Option<CommitmentCustomer>,
    pub document: Option<CommitmentDocument>,
    /// The label of a means of payment, `Carte bancaire`, in the sample. By the table it is a number of
    /// [`PaymentModeType`](super::payment_modes::PaymentModeType): `PaymentModeType::from(…)` takes the text of one.
    pub payment_mode: Option<String>,
    /// With VAT (*unverified*). Negative of a credit, as a credit itself shows it (*unverified* of this list).
    pub amount: Option<Decimal>,
    /// What of it is not paid yet.
    pub remaining_amount: Option<Decimal>,
}

/// Whose commitment it is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CommitmentCustomer {
    pub id: Option<CustomerId>,
    pub name: Option<String>,
    /// The customer's code.
    pub code: Option<String>,
}

/// The document that it is of.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CommitmentDocument {
    pub id: Option<SaleDocumentId>,
    /// The number of the document, as text.
    pub number: Option<String>,
    pub document_status: Option<SaleDocumentStatus>,
    /// The sample has 2, an invoice of a deposit, with the number of an invoice.
    pub document_type: Option<SaleDocumentType>,
    /// A UUID in one sample, 0 in another. What it associates is not documented.
    pub commitment_association_id: Option<CommitmentAssociationId>,
}
