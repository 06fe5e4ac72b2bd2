//! Attachments (*pièces jointes*): files, up and down.

use bytes::Bytes;
use guichet_core::vendor::Part;
use guichet_core::{Download, Model, RawJson, Result, Source, operations, string_id};

use super::{Accounting, Api};
use crate::file::Data;
use crate::hubbix::answer::fetch_one;

string_id! {
    /// Identifies an attachment (*uuidMs*): a UUID.
    pub struct AttachmentId;
}

operations! {
    DOWNLOAD: Safe,   GET  "/hubbix-cpttpe/api/v1/pieces-jointes/{uuidMs}", "ebp.accounting.attachments.download", "Récupération d'une pièce jointe par son Identifiant" [answers_file];
    UPLOAD:   Unsafe, POST "/hubbix-cpttpe/api/v1/pieces-jointes/add",      "ebp.accounting.attachments.upload",   "Ajouter une pièce jointe";
}

/// Attachments.
#[derive(Debug, Clone)]
pub struct Attachments {
    api: Api,
}

impl Accounting {
    /// Attachments.
    pub fn attachments(&self) -> Attachments {
        Attachments { api: self.api() }
    }
}

impl Attachments {
    /// Fetches a file as it arrives, of any size and of any media type. Safe. Its media type is EBP's, if the answer has one.
    ///
    /// # Errors
    /// `is_not_found` for an unknown attachment; later ones come from the [`Download`].
    pub async fn download(&self, id: impl Into<AttachmentId>) -> Result<Download> {
        // The answer is the file, whatever its media type.
        self.api.call(&DOWNLOAD).arg(id.into()).header("Accept", "*/*").send_stream().await
    }

    /// Fetches a file of at most `most` bytes into memory. Safe.
    ///
    /// # Errors
    /// `is_not_found` for an unknown attachment; `BodyTooLarge` for a larger file.
    pub async fn get(&self, id: impl Into<AttachmentId>, most: usize) -> Result<Bytes> {
        self.download(id).await?.bytes(most).await
    }

    /// Uploads a file. Unsafe: repeated, it makes another attachment.
    ///
    /// # Errors
    /// An empty name or a file beyond [`NewAttachment::most`] is refused before anything is sent.
    pub async fn upload(&self, file: &NewAttachment) -> Result<Attachment> {
        let mut parts = vec![
            Part::text("attachmentName", &file.name),
            file.data.part("data", &file.name).content_type(&file.content_type),
        ];
        if let Some(folder) = &file.folder {
            parts.push(Part::text("folder", folder));
        }
        let call = self.api.call(&UPLOAD).check("attachmentName", file.check_name()).check("data", file.check_size());
        fetch_one(call.multipart(&parts)).await
    }
}

/// A file to upload.
#[derive(Clone)]
pub struct NewAttachment {
    /// Its name, which may hold any letters: it is sent as UTF-8.
    pub name: String,
    /// Its media type, `application/pdf` say.
    pub content_type: String,
    data: Data,
    /// The folder to put it in (*répertoire*), `documents` say.
    pub folder: Option<String>,
    /// How large it may be, in bytes; [`NewAttachment::MOST`] by default. EBP documents no bound: this one guards against a file
    /// taken by mistake.
    pub most: u64,
}

impl NewAttachment {
    /// 16 MiB.
    pub const MOST: u64 = 16 * 1024 * 1024;

    /// A file in memory, with what EBP asks for.
    pub fn new(name: impl Into<String>, content_type: impl Into<String>, data: impl Into<Bytes>) -> Self {
        Self::of(name.into(), content_type.into(), Data::Memory(data.into()))
    }

    /// A file that is read while it is sent: [`Source::file`], say. Raise [`most`](Self::most) for one above 16 MiB.
    pub fn from_source(name: impl Into<String>, content_type: impl Into<String>, source: Source) -> Self {
        Self::of(name.into(), content_type.into(), Data::Source(source))
    }

    fn of(name: String, content_type: String, data: Data) -> Self {
        Self { name, content_type, data, folder: None, most: Self::MOST }
    }

    /// How many bytes it has.
    pub fn size(&self) -> u64 {
        self.data.size()
    }

    fn check_name(&self) -> Result<(), &'static str> {
        if self.name.trim().is_empty() { Err("the file has no name") } else { Ok(()) }
    }

    fn check_size(&self) -> Result<(), String> {
        if self.size() > self.most {
            return Err(format!("the file has {} bytes, {} are allowed", self.size(), self.most));
        }
        Ok(())
    }
}

impl std::fmt::Debug for NewAttachment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewAttachment").field("name", &self.name).field("bytes", &self.size()).finish_non_exhaustive()
    }
}

/// A file that was uploaded.
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Attachment {
    /// By which it is downloaded, and named in entries.
    #[serde(rename = "uuidMs")]
    pub id: AttachmentId,
    pub attachment_name: Option<String>,
    /// An address on a host within EBP's own network, over plain http. **Do not follow it**: download by [`id`](Self::id).
    #[serde(rename = "data")]
    pub internal_address: Option<String>,
    /// Where EBP keeps it, in its own words: `documents`.
    pub folder: Option<String>,
    /// What it is, in EBP's own words: `autre_document`.
    pub tag: Option<String>,
    /// What it holds is not documented: null in the only sample.
    pub exercise: Option<RawJson>,
    /// What it holds is not documented: null in the only sample.
    pub entry: Option<RawJson>,
}
