//! Attachments of records (*documents associés*).

use guichet_core::vendor::{Call, Client};
use guichet_core::{Job, Model, Operation, Outcome, Result, Source, open_enum, operations, string_id};

use crate::file::Data;
use crate::hubbix::answer::fetch_one;
use crate::ids::FolderId;
use crate::jobs::JobStatus;

string_id! {
    /// Identifies an attachment that is being added.
    pub struct AttachmentId;
}

open_enum! {
    /// What a record is that gets an attachment ("Annexe 2 - Catégories du document associé").
    pub enum AttachmentKind: text {
        /// *Article*.
        Item = "Item",
        /// *Client/Prospect*.
        Customer = "Customer",
        /// *Fournisseur*.
        Supplier = "Supplier",
        /// *Maintenance / SAV*.
        MaintenanceContract = "MaintenanceContract",
        /// *Devis (Vente)*.
        SaleQuote = "SaleQuote",
        /// *Commande (Vente)*.
        SaleOrder = "SaleOrder",
        /// *Avenant (vente)*.
        SaleAmendment = "SaleAmendment",
        /// *Facture (vente)*.
        SaleInvoice = "SaleInvoice",
        /// *Avoirs (Vente)*.
        SaleCreditMemo = "SaleCreditMemo",
        /// *Evènements*.
        ScheduleEvent = "ScheduleEvent",
        /// *Avoir d'acompte*.
        SaleDepositCreditMemo = "SaleDepositCreditMemo",
        /// *Situation de projet*.
        SaleProgressState = "SaleProgressState",
        /// *Bon de retour*.
        SaleReturnOrder = "SaleReturnOrder",
        /// *Bon de livraison*.
        SaleDeliveryOrder = "SaleDeliveryOrder",
        /// *Devis d'étude*.
        SaleExecutionQuote = "SaleExecutionQuote",
    }
}

open_enum! {
    /// What is attached. The text says "file or URL" and shows the word for a file alone.
    pub enum AttachmentType: text {
        /// A file.
        File = "file",
    }
}

operations! {
    ADD:    Unsafe, POST "/associatedfile/api/v1/AddAssociatedFile",    "ebp.imports.attachments.add",    "Envoyer une demande d'ajout d'une pièce jointe";
    STATUS: Safe,   GET  "/associatedfile/api/v1/AssociatedFileResult", "ebp.imports.attachments.status", "Obtenir le statut de l'exécution du fichier associé";
}

/// An attachment that is being added, to be waited for.
pub type AttachmentJob = Job<AttachmentStatus>;

/// Attachments of records.
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
/// use std::time::Duration;
///
/// use guichet_ebp::imports::{AttachmentKind, JobStatus, NewAttachment};
///
/// let plan = NewAttachment::new("3691", AttachmentKind::SaleInvoice, "FA00000001", "plan.pdf", "%PDF-1.7");
/// let attachments = ebp.imports().attachments();
/// let id = attachments.add(&plan).await?;
/// let job = attachments.job(id).pauses(Duration::from_millis(1), Duration::from_millis(5));
/// assert_eq!(job.wait().await?.status, JobStatus::Completed);
/// # sandbox.stop().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Attachments {
    client: Client,
    with_capital: bool,
}

impl Attachments {
    pub(super) fn new(client: &Client) -> Self {
        Self { client: client.clone(), with_capital: false }
    }

    /// Spells the address `associatedFile`, as one of both samples does (003:3839). Without, it is `associatedfile`, as in the other one: which of
    /// both EBP takes is *unverified* (IE-1).
    #[must_use]
    pub fn with_capital(mut self) -> Self {
        self.with_capital = true;
        self
    }

    fn call(&self, operation: &'static Operation) -> Call {
        if !self.with_capital {
            return self.client.call(operation);
        }
        let path = operation.path.replace("/associatedfile/", "/associatedFile/");
        self.client.request(operation.method.clone(), path, operation.effect)
    }

    /// Hands a file over to be attached to a record, and returns an identifier: [`job`](Self::job) waits for it. **Unsafe**: repeated, it
    /// attaches the file twice. The text speaks of items alone, its list of kinds has others.
    ///
    /// **Sending again**: never blindly. The tables `…AssociatedFiles` of the folder show what a record has.
    pub async fn add(&self, attachment: &NewAttachment) -> Result<AttachmentId> {
        #[derive(Model)]
        #[model(only_read)]
        #[serde(rename_all = "camelCase")]
        struct Added {
            associated_file_id: AttachmentId,
        }
        let call = self.call(&ADD).query("FolderId", &attachment.folder).query("Kind", &attachment.kind);
        let call = call.query("Type", &attachment.attachment_type).query("EntityId", &attachment.entity);
        let file = attachment.data.part("file", &attachment.file_name).content_type(&attachment.content_type);
        call.multipart(&[file]).fetch::<Added>().await.map(|added| added.associated_file_id)
    }

    /// Fetches how it stands. Safe.
    pub async fn status(&self, id: impl Into<AttachmentId>) -> Result<AttachmentStatus> {
        fetch_one(self.call(&STATUS).query("associatedFileId", id.into())).await
    }

    /// An attachment that was handed over, here or in another process, to be waited for.
    pub fn job(&self, id: impl Into<AttachmentId>) -> AttachmentJob {
        let (attachments, id) = (self.clone(), id.into());
        Job::new(&STATUS.id, move || {
            let (attachments, id) = (attachments.clone(), id.clone());
            async move {
                let status = attachments.status(id).await?;
                Ok(status.status.clone().asked(status.report.clone(), Outcome::Unknown, || status))
            }
        })
    }
}

/// A file to attach to a record.
#[derive(Debug, Clone)]
pub struct NewAttachment {
    /// The folder that is changed.
    pub folder: FolderId,
    /// Which kind of record the file is attached to.
    pub kind: AttachmentKind,
    /// The record's code: `AR00002`.
    pub entity: String,
    pub attachment_type: AttachmentType,
    /// The file's name.
    pub file_name: String,
    /// Its media type.
    pub content_type: String,
    data: Data,
}

impl NewAttachment {
    /// A file in memory, for the record with this code.
    pub fn new(
        folder: impl Into<FolderId>,
        kind: AttachmentKind,
        entity: impl Into<String>,
        file_name: impl Into<String>,
        data: impl Into<bytes::Bytes>,
    ) -> Self {
        Self::of(folder.into(), kind, entity.into(), file_name.into(), Data::Memory(data.into()))
    }

    /// A file that is read while it is sent.
    pub fn from_source(
        folder: impl Into<FolderId>,
        kind: AttachmentKind,
        entity: impl Into<String>,
        file_name: impl Into<String>,
        source: Source,
    ) -> Self {
        Self::of(folder.into(), kind, entity.into(), file_name.into(), Data::Source(source))
    }

    fn of(folder: FolderId, kind: AttachmentKind, entity: String, file_name: String, data: Data) -> Self {
        let content_type = "application/octet-stream".to_owned();
        Self { folder, kind, entity, attachment_type: AttachmentType::File, file_name, content_type, data }
    }
}

/// How an attachment stands.
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct AttachmentStatus {
    #[serde(rename = "associatedFileId")]
    pub id: Option<AttachmentId>,
    /// The file at EBP's.
    pub file_id: Option<String>,
    /// Where the job stands. An unknown word is no end.
    pub status: JobStatus,
    /// A text of EBP's.
    pub report: Option<String>,
}
