//! Imports, their models, and attachments.

use guichet_ebp::FolderId;
use guichet_ebp::imports::{AttachmentKind, ImportCategory, ImportModel, NewAttachment, NewImport};

use super::file;
use crate::exercise::arguments::arg;
use crate::exercise::{Exercise, listed, on};
use crate::vendors::ebp::EbpClient;

/// The folder of the documentation; elsewhere the environment's, or the caller's argument.
pub(super) fn folder() -> FolderId {
    super::folder("GUICHET_EBP_FOLDER").unwrap_or_else(|| arg("FolderId", "3691".to_owned())).into()
}

pub(super) fn table() -> Vec<Exercise<EbpClient>> {
    vec![
        on(&["imports/imports/create"], |e: EbpClient| async move {
            let settings = arg("ImportSettings", "testModel".to_owned());
            let data = file("ebp/imports/imports/create")?;
            let import = NewImport::new(folder(), ImportCategory::Items, settings, "importtest.csv", data);
            e.ebp.imports().create(&import).await
        }),
        on(&["imports/imports/status"], |e: EbpClient| async move {
            e.ebp.imports().status(arg("importId", "12".to_owned())).await
        }),
        on(&["imports/imports/status--completed"], |e: EbpClient| async move { e.ebp.imports().status("13").await }),
        on(&["imports/imports/status--failed"], |e: EbpClient| async move { e.ebp.imports().status("14").await }),
        on(&["imports/models/save"], |e: EbpClient| async move {
            let model = ImportModel {
                import_settings: arg("importSettings", "ModelTest".to_owned()),
                import_category: ImportCategory::Items,
                content_xml: arg("contentXml", "<model/>".to_owned()),
            };
            e.ebp.imports().models().save(folder(), &model).await
        }),
        on(
            &["imports/models/list"],
            |e: EbpClient| async move { listed(e.ebp.imports().models().list(folder())).await },
        ),
        on(&["imports/models/get"], |e: EbpClient| async move {
            e.ebp.imports().models().get(folder(), &arg("ImportSettings", "ModelTest".to_owned())).await
        }),
        on(&["imports/attachments/add"], |e: EbpClient| async move {
            let entity = arg("EntityId", "AR00002".to_owned());
            let data = file("ebp/imports/attachments/add")?;
            let mut attachment = NewAttachment::new(folder(), AttachmentKind::Item, entity, "importtest.csv", data);
            attachment.content_type = "text/csv".to_owned();
            e.ebp.imports().attachments().add(&attachment).await
        }),
        on(&["imports/attachments/status"], |e: EbpClient| async move {
            e.ebp.imports().attachments().status(arg("associatedFileId", "12".to_owned())).await
        }),
        on(&["imports/attachments/status--failed"], |e: EbpClient| async move {
            e.ebp.imports().attachments().status("13").await
        }),
    ]
}
