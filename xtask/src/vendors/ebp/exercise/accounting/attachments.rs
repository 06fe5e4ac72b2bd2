//! Attachments.

use std::fmt::Debug;

use guichet_ebp::accounting::attachments::NewAttachment;
use guichet_ebp::{Error, Result};
use guichet_fixtures::Body;
use serde::Serialize;

use super::{folder, id};
use crate::exercise::{Exercise, on};
use crate::vendors::ebp::EbpClient;

const UUID: &str = "471b54ec-30c1-4b6b-88aa-503407740f2d";

#[derive(Debug, Serialize)]
struct File {
    content_type: Option<String>,
    hexadecimal: String,
}

async fn download(client: EbpClient, uuid: String) -> Result<File> {
    let download = folder(&client).attachments().download(uuid).await?;
    let content_type = download.content_type().map(str::to_owned);
    let bytes = download.bytes(1024 * 1024).await?;
    Ok(File { content_type, hexadecimal: bytes.iter().map(|byte| format!("{byte:02x}")).collect() })
}

/// A file as the fixtures hold it.
fn documented(name: &str) -> Result<Vec<u8>> {
    let vendor = guichet_fixtures::Vendor::load("ebp").map_err(|e| Error::config(e.to_string()))?;
    match vendor.fixture(name).map(|fixture| &fixture.response.body) {
        Some(Body::Bytes(bytes)) => Ok(bytes.to_vec()),
        _ => Err(Error::config(format!("{name} answers no bytes"))),
    }
}

async fn upload(
    client: EbpClient,
    name: &str,
    content_type: &str,
    like: &str,
    into: Option<&str>,
) -> Result<impl Serialize + Debug> {
    let mut file = NewAttachment::new(name, content_type, documented(like)?);
    file.folder = into.map(str::to_owned);
    folder(&client).attachments().upload(&file).await
}

pub(super) fn table() -> Vec<Exercise<EbpClient>> {
    vec![
        on(&["accounting/attachments/download", "accounting/attachments/download--pdf"], |e: EbpClient| {
            download(e, id("uuidMs", UUID))
        }),
        on(&["accounting/attachments/download--not-found"], |e: EbpClient| {
            download(e, "00000000-0000-0000-0000-000000000000".to_owned())
        }),
        on(&["accounting/attachments/upload"], |e: EbpClient| {
            let name = "Capture d’écran du 2024-02-05 11-28-27.png";
            upload(e, name, "image/png", "ebp/accounting/attachments/download", None)
        }),
        on(&["accounting/attachments/upload--full"], |e: EbpClient| {
            let (name, like) = ("Facture réglée n° 12345.pdf", "ebp/accounting/attachments/download--pdf");
            upload(e, name, "application/pdf", like, Some("documents"))
        })
        .live(),
    ]
}
