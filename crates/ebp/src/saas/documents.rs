//! Documents of sale and of purchase, and their transfer.

use guichet_core::time::{Date, PrimitiveDateTime};
use guichet_core::vendor::Call;
use guichet_core::{Body, Operation, Pager, Result, open_enum, string_id};
use serde::de::DeserializeOwned;

use super::api::Folder;
use super::changes::{Changes, Since};
use super::{Condition, Paging, answer, query};

string_id! {
    /// The number by which a document is named, `DOC01` say.
    pub struct DocumentNumber;
}

open_enum! {
    /// What a document of sale is, by its number. The text has lost the list: it is that of a public client, and of it only the
    /// order is known to be sent so; the others are *unverified* (S-2). Of documents of purchase no number is known.
    pub enum DocumentType: text {
        /// Quote (*devis*).
        Quote = "1",
        /// Invoice (*facture*).
        Invoice = "2",
        /// Quote of a study (*devis d'étude*).
        StudyQuote = "3",
        /// Order (*commande*).
        Order = "4",
        /// Amendment (*avenant*).
        Amendment = "5",
        /// Delivery note (*bon de livraison*).
        DeliveryNote = "6",
        /// Progress of a project (*situation*).
        ProjectProgress = "7",
        /// Return (*bon de retour*).
        Return = "8",
        /// Credit (*avoir*).
        Credit = "9",
        /// Invoice of a deposit (*facture d'acompte*).
        DepositInvoice = "10",
        /// Credit of a deposit (*avoir d'acompte*).
        DepositCredit = "11",
    }
}

open_enum! {
    /// Which documents are transferred (*documentTypeName*). The text knows one.
    pub enum TransferredType: text {
        /// Documents of sale.
        Sale = "SALE",
    }
}

/// The key of both tables.
const KEY: &str = "id";

/// Documents of sale, or of purchase.
///
/// ```
/// # #[cfg(not(all(feature = "login", feature = "gescom")))]
/// # fn main() {}
/// # #[cfg(all(feature = "login", feature = "gescom"))]
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
/// use guichet_ebp::dates::Timestamp;
/// use guichet_ebp::saas::Row;
/// use guichet_ebp::saas::documents::{DocumentTransfer, DocumentType, DocumentsQuery};
///
/// let folder = ebp.gescom().folder("3691");
/// let query = DocumentsQuery {
///     columns: vec!["Id".to_owned(), "DocumentNumber".to_owned(), "AmountVatExcluded".to_owned()],
///     to_date: Timestamp::parse("2024-06-30T12:00:00").map(|noon| noon.local()),
///     document_type: Some(DocumentType::Order),
///     ..DocumentsQuery::new(30)
/// };
/// let mut orders = folder.sale_documents().list::<Row>(query);
/// let order = orders.next().await.ok_or("no order")??;
/// let number = order.text("DocumentNumber")?.ok_or("no number")?;
/// println!("{number}: {:?}", order.decimal("AmountVatExcluded")?);
///
/// // It makes a new document.
/// folder.transfer(&DocumentTransfer::new(number)).await?;
/// assert!(folder.transfer(&DocumentTransfer::new("nothing")).await.is_err());
/// # sandbox.stop().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Documents {
    pub(super) folder: Folder,
    pub(super) plain: &'static Operation,
    pub(super) with_lines: &'static Operation,
}

impl Documents {
    /// Lists documents, as [`Row`](super::Row)s or in a type of the caller's own. Safe.
    pub fn list<T: DeserializeOwned + Send + 'static>(&self, query: DocumentsQuery) -> Pager<T> {
        answer::rows(query.apply(self.folder.call(self.plain)))
    }

    /// The same, each with its lines. That these come in a column `Lines` is *unverified* (S-12). Safe.
    pub fn list_with_lines<T: DeserializeOwned + Send + 'static>(&self, query: DocumentsQuery) -> Pager<T> {
        answer::rows(query.apply(self.folder.call(self.with_lines)))
    }

    /// Lists documents that were changed since a moment (*SysModifiedDate*), each once. Safe.
    ///
    /// Only documents that were *created* within the query's [`duration`](DocumentsQuery::duration) are seen: a change of an older one is
    /// not. To follow them all, read the table `SaleDocument` or `PurchaseDocument` with [`Rows::changes`](super::tables::Rows::changes).
    /// Deleted ones are seen by neither.
    pub fn changes(&self, query: DocumentsQuery, since: Since) -> Changes {
        self.changed(self.plain, query, since)
    }

    /// The same, each with its lines. That a changed line changes its document is *unverified*. Safe.
    pub fn changes_with_lines(&self, query: DocumentsQuery, since: Since) -> Changes {
        self.changed(self.with_lines, query, since)
    }

    fn changed(&self, operation: &'static Operation, query: DocumentsQuery, since: Since) -> Changes {
        let (has_moment, paging) = (query.sys_modified_date.is_some(), query.paging);
        let columns = since.columns(query.columns, KEY);
        let query = DocumentsQuery { columns, sys_modified_date: Some(since.from()), ..query };
        Changes::of(since.alone(query.apply(self.folder.call(operation)), has_moment, paging), KEY, since)
    }
}

/// Which documents, and which columns of them.
#[derive(Debug, Clone)]
pub struct DocumentsQuery {
    /// How many days back from [`to_date`](Self::to_date): documents that were created strictly fewer days before it, at least 1.
    /// Documents of a later day pass, too (003:2155).
    pub duration: u32,
    /// The columns to show; all of them where none is here.
    pub columns: Vec<String>,
    /// Rows that were changed after this moment, strictly, by the vendor's clock. See [`Documents::changes`].
    pub sys_modified_date: Option<PrimitiveDateTime>,
    /// The column to sort by, upwards; `id` by default.
    pub order_by: Option<String>,
    pub paging: Paging,
    /// The day from which [`duration`](Self::duration) looks back; the vendor's today by default.
    pub to_date: Option<PrimitiveDateTime>,
    pub condition: Option<Condition>,
    /// Documents of this kind; all of them by default.
    pub document_type: Option<DocumentType>,
}

impl DocumentsQuery {
    /// Documents that were created strictly fewer than so many days ago; 0 is refused before anything is sent.
    pub fn new(duration: u32) -> Self {
        Self {
            duration,
            columns: Vec::new(),
            sys_modified_date: None,
            order_by: None,
            paging: Paging::default(),
            to_date: None,
            condition: None,
            document_type: None,
        }
    }

    fn apply(self, call: Call) -> Call {
        let call = query::columns(call, &self.columns);
        let call = query::at(call, "SysModifiedDate", self.sys_modified_date);
        let call = self.paging.apply_offset(query::sorted(call, self.order_by, KEY));
        let call = query::days(query::at(call, "ToDate", self.to_date), self.duration);
        let call = Condition::apply(self.condition.as_ref(), call);
        call.query_opt("DocumentType", self.document_type)
    }
}

pub(super) async fn transfer(folder: &Folder, transfer: &DocumentTransfer) -> Result<Transferred> {
    let call = folder.call(folder.routes().transfer);
    let named = !transfer.origin_document_number.as_str().trim().is_empty();
    let call = call.check("originDocumentNumber", if named { Ok(()) } else { Err("no document is named") });
    let answer = |text: &str, _: &_| Ok(Transferred { answer: (!text.is_empty()).then(|| text.to_owned()) });
    call.json(transfer).fetch_text(answer).await
}

/// A document to transfer (*transfert de document*): an order into an invoice, say. It makes a new document.
#[derive(Debug, Clone, Body)]
#[serde(rename_all = "camelCase")]
pub struct DocumentTransfer {
    #[serde(rename = "documentTypeName")]
    pub document_type: TransferredType,
    /// The number of the document to transfer.
    pub origin_document_number: DocumentNumber,
    /// What to make of it. The text has no list of names; without one, it is the vendor's choice.
    pub target_document_sub_type_name: Option<String>,
    /// The date of the new document, as `2021-07-12`; that it is written so is *unverified* (S-13).
    pub target_document_date: Option<Date>,
}

impl DocumentTransfer {
    /// Of this document of sale.
    pub fn new(origin_document_number: impl Into<DocumentNumber>) -> Self {
        Self {
            document_type: TransferredType::Sale,
            origin_document_number: origin_document_number.into(),
            target_document_sub_type_name: None,
            target_document_date: None,
        }
    }
}

/// A transfer that the vendor took.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Transferred {
    /// What it answered. The text promises the status 200 alone, so that no program should read it.
    pub answer: Option<String>,
}

/// As it came.
impl serde::Serialize for Transferred {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        self.answer.serialize(serializer)
    }
}
