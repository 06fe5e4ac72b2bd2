//! Printing models (*modèles d'impression*): how documents are printed.

use guichet_core::{Model, Pager, RawJson, Result, integer_id, open_enum, operations};
use serde::de::DeserializeOwned;

use super::{Api, Invoicing};
use crate::hubbix::answer::fetch_one;
use crate::hubbix::list;

integer_id! {
    /// Identifies a printing model.
    pub struct PrintingModelId;
}

open_enum! {
    /// What a printing model looks like (*PrintingModelType*, 003:9757).
    pub enum PrintingModelType: number {
        /// Plain (*épuré*).
        Plain = "0",
        /// Classic (*classique*).
        Classic = "1",
        /// Plain, with a margin that fades in colour (*marge en couleur*).
        ColoredMargin = "2",
    }
}

operations! {
    DEFAULT_NAME: Safe, GET "/hubbix-gctpe/api/public/v1/printing-models/default-name", "ebp.invoicing.printing-models.default-name", "Obtenir un nom du modèle d'impression par défaut";
    LIST:         Safe, GET "/hubbix-gctpe/api/public/v1/printing-models",              "ebp.invoicing.printing-models.list",         "Obtenir une liste des modèles d'impression";
    NAMES:        Safe, GET "/hubbix-gctpe/api/public/v1/printing-models/names",        "ebp.invoicing.printing-models.names",        "Obtenir une liste des noms des modèles d'impression";
}

/// Printing models.
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
/// let models = ebp.invoicing("DomainId").printing_models();
/// let default = models.default_name().await?;
/// let all = models.list().collect_all().await?;
/// let model = all.iter().find(|model| model.id == default.id).ok_or("no default")?;
/// assert_eq!(model.is_default, Some(true));
///
/// #[derive(serde::Deserialize)]
/// struct Font {
///     #[serde(rename = "fontFamily")]
///     family: String,
/// }
/// assert_eq!(model.customization_as::<Font>()?.map(|font| font.family).as_deref(), Some("Roboto"));
/// # sandbox.stop().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct PrintingModels {
    api: Api,
}

impl Invoicing {
    /// Printing models (*modèles d'impression*).
    pub fn printing_models(&self) -> PrintingModels {
        PrintingModels { api: self.api() }
    }
}

impl PrintingModels {
    /// The name of the model that documents are printed by where nothing else is said. Safe.
    pub async fn default_name(&self) -> Result<PrintingModelName> {
        fetch_one(self.api.call(&DEFAULT_NAME)).await
    }

    /// Lists all models, in one answer. Safe. The sample's address ends in `/get-list` (003:5669), the table's does not: the table's is
    /// called, and the other one can be by a call of your own.
    pub fn list(&self) -> Pager<PrintingModel> {
        list::whole(self.api.call(&LIST))
    }

    /// Lists the names of all models, in one answer. Safe. The sample calls the address of [`default_name`](Self::default_name)
    /// (003:5906), the table's own is called.
    pub fn names(&self) -> Pager<PrintingModelName> {
        list::whole(self.api.call(&NAMES))
    }
}

/// A model's name.
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PrintingModelName {
    pub id: PrintingModelId,
    #[serde(rename = "type")]
    pub model_type: Option<PrintingModelType>,
    pub name: Option<String>,
}

/// A model.
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PrintingModel {
    pub id: PrintingModelId,
    #[serde(rename = "type")]
    pub model_type: Option<PrintingModelType>,
    pub name: Option<String>,
    /// The model that this one was made of. 0 is none in the samples.
    pub parent_id: Option<PrintingModelId>,
    /// Colours, font, columns: an object in the sample, a text that holds JSON by the table (003:5903). As it came; see
    /// [`customization_as`](Self::customization_as).
    pub customization: Option<RawJson>,
    pub is_default: Option<bool>,
}

impl PrintingModel {
    /// The customization in a type of the caller's, whether it came as an object or as a text that holds one. None where there is none.
    ///
    /// # Errors
    /// It is of another form.
    pub fn customization_as<T: DeserializeOwned>(&self) -> Result<Option<T>> {
        let Some(raw) = &self.customization else { return Ok(None) };
        if !raw.as_str().starts_with('"') {
            return raw.read().map(Some);
        }
        let text: String = raw.read()?;
        match text.trim() {
            "" | "null" => Ok(None),
            json => guichet_core::json::parse::<RawJson>(json)?.read().map(Some),
        }
    }
}
