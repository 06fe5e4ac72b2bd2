//! Imports of files into the folders on EBP's servers, their models, and attachments (*SAAS API Import*).

mod attachments;
mod category;
mod models;

pub use attachments::{
    AttachmentId, AttachmentJob, AttachmentKind, AttachmentStatus, AttachmentType, Attachments, NewAttachment,
};
pub use category::ImportCategory;
pub use models::{ImportModel, ImportModels, ListedModel};

pub use crate::jobs::JobStatus;

use guichet_core::vendor::{Client, Part};
use guichet_core::{Job, Model, Operation, Outcome, Result, Source, operations, string_id};

use crate::file::Data;
use crate::hubbix::answer::fetch_one;
use crate::ids::FolderId;

string_id! {
    /// Identifies an import. Keep it: by it an import is asked about from any process.
    pub struct ImportId;
}

operations! {
    CREATE: Unsafe, POST "/import/api/v1/CreateImport",        "ebp.imports.imports.create", "Envoyer une demande d'import paramétrable";
    STATUS: Safe,   GET  "/import/api/v1/StatutResultImport",  "ebp.imports.imports.status", "Obtenir le statut de l'exécution d'un import paramétrable";
}

/// The operations of imports, in the order of the documentation.
pub(crate) fn operations() -> impl Iterator<Item = &'static Operation> {
    [OPERATIONS, models::OPERATIONS, attachments::OPERATIONS].into_iter().flatten().copied()
}

/// Imports.
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
/// use guichet_ebp::imports::{ImportCategory, ImportOutcome, NewImport};
///
/// // The sandbox takes a line that ends so for one in error.
/// let file = "Code;Libellé\nAR00002;Vélo\nAR00003;Selle!\n";
/// let import = NewImport::new("3691", ImportCategory::Items, "testModel", "items.csv", file);
/// let id = ebp.imports().create(&import).await?;
/// // Kept, it takes the job up again in another process.
/// let job = ebp.imports().job(id).pauses(Duration::from_millis(1), Duration::from_millis(5));
/// let report = job.wait().await?;
/// assert_eq!(report.outcome(), ImportOutcome::LinesFailed(1));
/// # sandbox.stop().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Imports {
    client: Client,
}

impl crate::Ebp {
    /// Imports of files into the folders on EBP's servers (*imports paramétrables*).
    pub fn imports(&self) -> Imports {
        Imports { client: self.client().clone() }
    }
}

guichet_core::handle! {
    Imports, find: crate::find,
    operation: "The folder is an argument like any other.",
    request: "The folder is an argument like any other.",
}

impl Imports {
    fn client(&self) -> &Client {
        &self.client
    }

    fn on(&self, client: Client) -> Self {
        Self { client }
    }

    /// Hands a file over to be imported, and returns the import's identifier. The import itself comes later: [`job`](Self::job) waits for
    /// it. **Unsafe**: repeated, it imports the lines a second time.
    ///
    /// **Sending again**: never. Where the outcome is unknown, nothing lists imports: look in the folder for what the file holds, and know that
    /// EBP begins a waiting import by itself, every hour, up to five times.
    pub async fn create(&self, import: &NewImport) -> Result<ImportId> {
        #[derive(Model)]
        #[model(only_read)]
        #[serde(rename_all = "camelCase")]
        struct Created {
            import_id: ImportId,
        }
        let call = self.client.call(&CREATE).query("FolderId", &import.folder);
        let call = call.query("ImportCategory", &import.category).query("ImportSettings", &import.settings);
        let file = import.data.part("file", &import.file_name).content_type(&import.content_type);
        let parts: [Part; 1] = [file];
        call.multipart(&parts).fetch::<Created>().await.map(|created| created.import_id)
    }

    /// Fetches how an import stands, and what came of its lines. Safe.
    pub async fn status(&self, id: impl Into<ImportId>) -> Result<ImportStatus> {
        fetch_one(self.client.call(&STATUS).query("importId", id.into())).await
    }

    /// An import that was begun, here or in another process, to be waited for.
    pub fn job(&self, id: impl Into<ImportId>) -> Job<ImportReport> {
        let (imports, id) = (self.clone(), id.into());
        Job::new(&STATUS.id, move || {
            let (imports, id) = (imports.clone(), id.clone());
            async move {
                let status = imports.status(id).await?;
                // What was imported before it failed is not taken back, for all that the text says.
                Ok(status.status.clone().asked(None, Outcome::Unknown, || ImportReport { status }))
            }
        })
    }

    /// Models of imports.
    pub fn models(&self) -> ImportModels {
        ImportModels { client: self.client.clone() }
    }

    /// Attachments of records (*documents associés*).
    pub fn attachments(&self) -> Attachments {
        Attachments::new(&self.client)
    }
}

/// A file to import.
#[derive(Debug, Clone)]
pub struct NewImport {
    /// The folder that is changed.
    pub folder: FolderId,
    pub category: ImportCategory,
    /// The name of the model that says what the columns are.
    pub settings: String,
    /// The file's name.
    pub file_name: String,
    /// Its media type.
    pub content_type: String,
    data: Data,
}

impl NewImport {
    /// A file in memory, by a model of this name.
    pub fn new(
        folder: impl Into<FolderId>,
        category: ImportCategory,
        settings: impl Into<String>,
        file_name: impl Into<String>,
        data: impl Into<bytes::Bytes>,
    ) -> Self {
        Self::of(folder.into(), category, settings.into(), file_name.into(), Data::Memory(data.into()))
    }

    /// A file that is read while it is sent: [`Source::file`], say, of any size.
    pub fn from_source(
        folder: impl Into<FolderId>,
        category: ImportCategory,
        settings: impl Into<String>,
        file_name: impl Into<String>,
        source: Source,
    ) -> Self {
        Self::of(folder.into(), category, settings.into(), file_name.into(), Data::Source(source))
    }

    fn of(folder: FolderId, category: ImportCategory, settings: String, file_name: String, data: Data) -> Self {
        Self { folder, category, settings, file_name, content_type: "text/csv".to_owned(), data }
    }
}

/// How an import stands.
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ImportStatus {
    pub import_id: Option<ImportId>,
    /// The file at EBP's.
    pub file_id: Option<String>,
    /// Where the job stands. An unknown word is no end.
    pub status: JobStatus,
    pub import_infos: Option<ImportInfos>,
}

/// What came of the lines.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ImportInfos {
    /// How many records the file holds, by its name.
    pub item_total: Option<i64>,
    /// How many were created.
    pub item_created: Option<i64>,
    /// How many were changed.
    pub item_updated: Option<i64>,
    /// How many were not imported.
    pub item_error: Option<i64>,
    pub details: Vec<ImportDetail>,
}

/// What came of a line.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ImportDetail {
    /// Whether the first is 0 or 1 is not documented.
    pub line_number: Option<i64>,
    pub errors: Vec<ImportLineError>,
    /// What it created.
    pub created: Option<ImportedRecord>,
    /// What it changed.
    pub updated: Option<ImportedRecord>,
}

/// Why a line was not imported.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[non_exhaustive]
pub struct ImportLineError {
    /// EBP's code for it.
    pub code: Option<String>,
    /// EBP's words, in French in the samples.
    pub message: Option<String>,
}

/// A record that a line wrote.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[non_exhaustive]
pub struct ImportedRecord {
    pub id: Option<String>,
}

/// What came of an import that has ended. **Ended is not the same as imported**: [`outcome`](Self::outcome) says whether every line was.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "an import that has ended may have failed line by line"]
#[non_exhaustive]
pub struct ImportReport {
    /// The last answer.
    pub status: ImportStatus,
}

/// What an import that has ended came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ImportOutcome {
    /// Every line was imported, as far as EBP says.
    Imported,
    /// Some lines were not: so many.
    LinesFailed(u64),
    /// The answer says nothing of the lines, or numbers that cannot be.
    NotSaid,
}

impl ImportReport {
    /// Whether every line was imported. Lines in error count by their number or by themselves, whichever is more.
    pub fn outcome(&self) -> ImportOutcome {
        let Some(infos) = &self.status.import_infos else { return ImportOutcome::NotSaid };
        let listed = self.failed().count() as u64;
        let counts = [infos.item_total, infos.item_created, infos.item_updated, infos.item_error];
        let done = [infos.item_created, infos.item_updated].into_iter().flatten().fold(0, i64::saturating_add);
        let is_odd =
            counts.into_iter().flatten().any(i64::is_negative) || infos.item_total.is_some_and(|total| done > total);
        // Numbers that cannot be are no sign of success.
        if is_odd && listed == 0 && infos.item_error.is_none_or(|count| count <= 0) {
            return ImportOutcome::NotSaid;
        }
        let counted = infos.item_error.map(|count| u64::try_from(count).unwrap_or(0));
        let wanting = infos.item_total.map(|total| u64::try_from(total.saturating_sub(done)).unwrap_or(0));
        match (listed.max(counted.unwrap_or(0)), counted, wanting) {
            (0, None, None) => ImportOutcome::NotSaid,
            (0, _, None | Some(0)) => ImportOutcome::Imported,
            // Lines that nobody speaks of were not imported, as far as is known.
            (failed, _, wanting) => ImportOutcome::LinesFailed(failed.max(wanting.unwrap_or(0))),
        }
    }

    /// The lines that were not imported.
    pub fn failed(&self) -> impl Iterator<Item = &ImportDetail> {
        let details = self.status.import_infos.iter().flat_map(|infos| &infos.details);
        details.filter(|detail| !detail.errors.is_empty())
    }
}
