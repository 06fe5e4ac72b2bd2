//! Exports.

use guichet_ebp::Result;
use guichet_ebp::exports::{ExportFormat, ExportKind, NewConfigurableExport, NewExport};
use serde::Serialize;

use super::imports::folder;
use crate::exercise::arguments::arg;
use crate::exercise::{Exercise, on};
use crate::vendors::ebp::EbpClient;

#[derive(Debug, Serialize)]
struct File {
    content_type: Option<String>,
    hexadecimal: String,
}

async fn result(client: EbpClient) -> Result<File> {
    let id = arg("exportId", "99497f15-f351-477d-8157-76598089199d".to_owned());
    let download = client.ebp.exports().result(id).await?;
    let content_type = download.content_type().map(str::to_owned);
    let bytes = download.bytes(1024 * 1024).await?;
    Ok(File { content_type, hexadecimal: bytes.iter().map(|byte| format!("{byte:02x}")).collect() })
}

pub(super) fn table() -> Vec<Exercise<EbpClient>> {
    vec![
        on(&["exports/exports/create"], |e: EbpClient| async move {
            let export = NewExport::new(folder(), ExportKind::Item, arg("entityId", "CODE01".to_owned()));
            e.ebp.exports().create(&ExportFormat::Csv, &export).await
        }),
        on(&["exports/exports/create--pdf"], |e: EbpClient| async move {
            let entity = arg("entityId", "FA00000001".to_owned());
            let report_id = Some(arg("reportId", "report".to_owned()));
            let export = NewExport { report_id, ..NewExport::new(folder(), ExportKind::SaleInvoice, entity) };
            e.ebp.exports().create(&ExportFormat::Pdf, &export).await
        }),
        on(&["exports/exports/create-configurable"], |e: EbpClient| async move {
            let model_name = Some(arg("modelName", "model".to_owned()));
            let export = NewConfigurableExport { model_name, ..NewConfigurableExport::new(ExportKind::Item) };
            e.ebp.exports().create_configurable(&export).await
        }),
        on(&["exports/exports/create-configurable--folder"], |e: EbpClient| async move {
            let model_name = Some(arg("modelName", "model".to_owned()));
            let folder_id = Some(folder());
            let export =
                NewConfigurableExport { model_name, folder_id, ..NewConfigurableExport::new(ExportKind::Item) };
            e.ebp.exports().create_configurable(&export).await
        }),
        on(&["exports/exports/status"], |e: EbpClient| async move {
            e.ebp.exports().status(arg("exportId", "aa843573-5368-49d3-93e8-fdc5260220bc".to_owned())).await
        }),
        on(&["exports/exports/status--completed"], |e: EbpClient| async move {
            e.ebp.exports().status("99497f15-f351-477d-8157-76598089199d").await
        }),
        on(&["exports/exports/result"], result),
    ]
}
