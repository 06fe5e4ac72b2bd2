//! Exports of files from the folders on EBP's servers (*SAAS API Export*).

mod kind;

pub use kind::ExportKind;

pub use crate::jobs::JobStatus;

use std::path::PathBuf;
use std::time::Duration;

use guichet_core::vendor::Client;
use guichet_core::{
    Body, Download, Job, Model, Operation, Outcome, Progress, Result, open_enum, operations, string_id,
};

use crate::hubbix::answer::fetch_one;
use crate::ids::FolderId;

string_id! {
    /// Identifies an export. Keep it: by it an export is asked about, and its file fetched, from any process.
    pub struct ExportId;
}

open_enum! {
    /// The form of an exported file.
    pub enum ExportFormat: text {
        /// Text, with separators.
        Csv = "Csv",
        /// As printed.
        Pdf = "Pdf",
    }
}

operations! {
    CREATE:       Unsafe, POST "/export/api/v1/CreateExport/{format}",      "ebp.exports.exports.create",              "Envoyer une demande de création d'export";
    CONFIGURABLE: Unsafe, POST "/export/api/v1/CreateConfigurableExport",   "ebp.exports.exports.create-configurable", "Envoyer une demande de création d'export paramétrable";
    STATUS:       Safe,   GET  "/export/api/v1/Status",                     "ebp.exports.exports.status",              "Obtenir le statut de l'exécution d'un export";
    RESULT:       Safe,   GET  "/export/api/v1/Result",                     "ebp.exports.exports.result",              "Obtenir le résultat de l'export" [answers_file];
}

/// The operations of exports, in the order of the documentation.
pub(crate) fn operations() -> impl Iterator<Item = &'static Operation> {
    OPERATIONS.iter().copied()
}

/// Exports.
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
/// use guichet_ebp::exports::{ExportFormat, ExportKind, NewExport};
///
/// let item = NewExport::new("3691", ExportKind::Item, "CODE01");
/// let id = ebp.exports().create(&ExportFormat::Csv, &item).await?;
/// let job = ebp.exports().job(id).pauses(Duration::from_millis(1), Duration::from_millis(5));
/// let file = job.wait_and_download().await?.bytes(1024 * 1024).await?;
/// assert!(!file.is_empty());
/// # sandbox.stop().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Exports {
    client: Client,
}

impl crate::Ebp {
    /// Exports of files from the folders on EBP's servers.
    pub fn exports(&self) -> Exports {
        Exports { client: self.client().clone() }
    }
}

guichet_core::handle! {
    Exports, find: crate::find,
    operation: "The folder is an argument like any other.",
    request: "The folder is an argument like any other.",
}

#[derive(Model)]
#[model(only_read)]
#[serde(rename_all = "camelCase")]
struct Created {
    export_id: ExportId,
}

impl Exports {
    fn client(&self) -> &Client {
        &self.client
    }

    fn on(&self, client: Client) -> Self {
        Self { client }
    }

    /// Asks for the export of a record, and returns the export's identifier: [`job`](Self::job) waits for it. **Unsafe**: repeated, it makes
    /// another export.
    ///
    /// **Sending again**: another export of the same record changes nothing in the folder. EBP takes up one that waits by itself, and asks that
    /// none is begun again by hand (003:4076).
    pub async fn create(&self, format: &ExportFormat, export: &NewExport) -> Result<ExportId> {
        let call = self.client.call(&CREATE).arg(format).json(export);
        call.fetch::<Created>().await.map(|created| created.export_id)
    }

    /// Asks for an export by a model of the folder's. **Unsafe**: repeated, it makes another export. The documented body has no folder.
    pub async fn create_configurable(&self, export: &NewConfigurableExport) -> Result<ExportId> {
        self.client.call(&CONFIGURABLE).json(export).fetch::<Created>().await.map(|created| created.export_id)
    }

    /// Fetches how an export stands. Safe.
    pub async fn status(&self, id: impl Into<ExportId>) -> Result<ExportStatus> {
        fetch_one(self.client.call(&STATUS).query("exportId", id.into())).await
    }

    /// Fetches the file of an export that has ended, as it arrives. Safe. What EBP answers before the end is not documented:
    /// [`job`](Self::job) asks first.
    pub async fn result(&self, id: impl Into<ExportId>) -> Result<Download> {
        self.client.call(&RESULT).query("exportId", id.into()).header("Accept", "*/*").send_stream().await
    }

    /// An export that was begun, here or in another process, to be waited for.
    pub fn job(&self, id: impl Into<ExportId>) -> ExportJob {
        let (exports, id) = (self.clone(), id.into());
        let (asking, asked) = (self.clone(), id.clone());
        let job = Job::new(&STATUS.id, move || {
            let (exports, id) = (asking.clone(), asked.clone());
            async move {
                let status = exports.status(id).await?;
                let message = status.export_infos.as_ref().and_then(|infos| infos.message.clone());
                // A file that was not made changes nothing in the folder.
                Ok(status.status.clone().asked(message, Outcome::NotDone, || status))
            }
        });
        ExportJob { exports, id, job }
    }
}

/// An export that was begun.
#[derive(Debug)]
#[must_use = "nothing is asked before it is waited for"]
pub struct ExportJob {
    exports: Exports,
    id: ExportId,
    job: Job<ExportStatus>,
}

impl ExportJob {
    /// As [`Job::pauses`].
    pub fn pauses(mut self, first: Duration, longest: Duration) -> Self {
        self.job = self.job.pauses(first, longest);
        self
    }

    /// As [`Job::deadline`].
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.job = self.job.deadline(deadline);
        self
    }

    /// As [`Job::on_progress`].
    pub fn on_progress(mut self, told: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.job = self.job.on_progress(told);
        self
    }

    /// Waits until the export has ended.
    ///
    /// # Errors
    /// As [`Job::wait`].
    pub async fn wait(self) -> Result<ExportStatus> {
        self.job.wait().await
    }

    /// Waits until the export has ended, and begins to fetch its file: [`Download::on_progress`], [`Download::to_writer`].
    ///
    /// # Errors
    /// As [`Job::wait`], and of the download.
    pub async fn wait_and_download(self) -> Result<Download> {
        self.job.wait().await?;
        self.exports.result(self.id).await
    }

    /// The same into a file, which is there whole or not at all. Says how many bytes it has.
    ///
    /// # Errors
    /// As [`Job::wait`], and of [`Download::to_file`].
    pub async fn wait_and_save(self, path: impl Into<PathBuf>) -> Result<u64> {
        self.wait_and_download().await?.to_file(path).await
    }
}

/// A record to export.
#[derive(Debug, Clone, PartialEq, Eq, Body)]
#[serde(rename_all = "camelCase")]
pub struct NewExport {
    /// Which kind of record.
    pub kind: ExportKind,
    /// The record's code.
    pub entity_id: String,
    pub folder_id: FolderId,
    /// The model to print it by; EBP's own where nothing is said.
    pub report_id: Option<String>,
}

impl NewExport {
    /// With what EBP asks for.
    pub fn new(folder: impl Into<FolderId>, kind: ExportKind, entity: impl Into<String>) -> Self {
        Self { kind, entity_id: entity.into(), folder_id: folder.into(), report_id: None }
    }
}

/// An export by a model of the folder's.
#[derive(Debug, Clone, PartialEq, Eq, Body)]
#[serde(rename_all = "camelCase")]
pub struct NewConfigurableExport {
    /// Which kind of record.
    pub kind: ExportKind,
    /// The name of a model that was made in the folder.
    pub model_name: Option<String>,
    /// In no table and no sample, where EBP is to be told nonetheless (*unverified*, IE-8).
    pub folder_id: Option<FolderId>,
}

impl NewConfigurableExport {
    /// With what EBP asks for.
    pub fn new(kind: ExportKind) -> Self {
        Self { kind, model_name: None, folder_id: None }
    }
}

/// How an export stands.
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ExportStatus {
    pub export_id: Option<ExportId>,
    /// The file at EBP's.
    pub file_id: Option<String>,
    /// Where the job stands. An unknown word is no end.
    pub status: JobStatus,
    /// The format of the file.
    pub export_type: Option<ExportFormat>,
    pub export_infos: Option<ExportInfos>,
}

/// What EBP says of an export.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ExportInfos {
    /// 0 in the sample; the codes are not listed.
    pub return_code: Option<i64>,
    /// EBP's words.
    pub message: Option<String>,
    pub response: Option<ExportResponse>,
}

/// What the exporting program answered.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[non_exhaustive]
pub struct ExportResponse {
    /// Text whose form is not documented.
    pub report: Option<String>,
}
