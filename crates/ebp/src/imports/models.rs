//! Models of imports: what the columns of a file are.

use guichet_core::pager::{Envelope, Next, Page, Row, Style};
use guichet_core::vendor::Client;
use guichet_core::{Model, Pager, Result, operations};
use http::HeaderMap;

use super::ImportCategory;
use crate::hubbix::answer::fetch_one;
use crate::ids::FolderId;
use guichet_core::dates::Timestamp;

operations! {
    SAVE: Idempotent, POST "/import/api/v1/ModelSettings",                  "ebp.imports.models.save", "Envoyer une demande pour créer ou mettre à jour un modèle d'import";
    LIST: Safe,       GET  "/import/api/v1/ModelSettings",                  "ebp.imports.models.list", "Obtenir les modèles d'import";
    GET:  Safe,       GET  "/import/api/v1/ModelSettings/{ImportSettings}", "ebp.imports.models.get",  "Obtenir un modèle d'import";
}

/// Models of imports.
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
/// use guichet_ebp::imports::{ImportCategory, ImportModel};
///
/// let models = ebp.imports().models();
/// let mut model = models.get("3691", "ModelTest").await?;
/// model.import_settings = "items of the shop".to_owned();
/// models.save("3691", &model).await?;
/// let names: Vec<String> =
///     models.list("3691").collect_all().await?.into_iter().map(|model| model.import_settings).collect();
/// assert!(names.contains(&model.import_settings) && model.import_category == ImportCategory::Items);
/// # let _: ImportModel = model;
/// # sandbox.stop().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct ImportModels {
    pub(super) client: Client,
}

impl ImportModels {
    /// Creates a model, or writes over the one of its name. Idempotent. What the answer holds is not documented, and it is not read.
    pub async fn save(&self, folder: impl Into<FolderId>, model: &ImportModel) -> Result<()> {
        #[derive(guichet_core::Body)]
        #[serde(rename_all = "camelCase")]
        struct Sent<'a> {
            folder_id: FolderId,
            import_settings: &'a str,
            import_category: &'a ImportCategory,
            content_xml: &'a str,
        }
        let sent = Sent {
            folder_id: folder.into(),
            import_settings: &model.import_settings,
            import_category: &model.import_category,
            content_xml: &model.content_xml,
        };
        self.client.call(&SAVE).json(&guichet_core::json::Written(&sent)).send_empty().await
    }

    /// Lists the models of a folder, in one answer. Safe.
    pub fn list(&self, folder: impl Into<FolderId>) -> Pager<ListedModel> {
        Pager::of::<Settings>(self.client.call(&LIST).query("FolderId", folder.into()), Style::Single)
    }

    /// Fetches a model. Safe. The sample's address has a slash before its query; the route line has none, and neither has this.
    ///
    /// # Errors
    /// `is_not_found` for an unknown name.
    pub async fn get(&self, folder: impl Into<FolderId>, name: &str) -> Result<ImportModel> {
        fetch_one(self.client.call(&GET).arg(name).query("FolderId", folder.into())).await
    }
}

/// A model.
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[serde(rename_all = "camelCase")]
#[model(sent)]
pub struct ImportModel {
    /// Its name.
    pub import_settings: String,
    pub import_category: ImportCategory,
    /// The model, in EBP's own XML.
    pub content_xml: String,
}

/// A model in the list, without its XML.
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ListedModel {
    /// Its name.
    pub import_settings: String,
    pub import_category: Option<ImportCategory>,
    /// With its offset, UTC in the sample.
    pub created_at: Option<Timestamp>,
    /// With its offset, UTC in the sample.
    pub updated_at: Option<Timestamp>,
    /// A text; whether it is a name or an identifier is not documented.
    pub created_by: Option<String>,
}

#[derive(Model)]
#[model(only_read)]
struct Settings {
    #[model(required)]
    settings: Vec<Row<ListedModel>>,
}

impl Envelope<ListedModel> for Settings {
    fn into_page(self, _: &HeaderMap) -> Page<ListedModel> {
        Page::new(self.settings, Next::End)
    }
}
