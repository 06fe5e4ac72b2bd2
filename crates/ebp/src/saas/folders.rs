//! Folders (*dossiers*).

use guichet_core::vendor::Call;
use guichet_core::{Model, Pager};

use super::Paging;
use super::answer::listed;
use crate::ids::FolderId;

/// Which folders to list.
#[derive(Debug, Clone, Default)]
pub struct FoldersQuery {
    pub paging: Paging,
    /// The language of texts, `fr-FR` say, where it is to stand in the query as in the sample. The tables have it as a header: see
    /// `language` of the product.
    pub accept_language: Option<String>,
}

impl FoldersQuery {
    pub(crate) fn list(self, call: Call) -> Pager<Folder> {
        let call = self.paging.apply_offset(call);
        listed(call.query_opt("Accept-Language", self.accept_language))
    }
}

/// A folder.
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Folder {
    /// By which calls name it.
    pub id: FolderId,
    pub name: Option<String>,
    /// `INV40` in the sample.
    pub short_name: Option<String>,
    /// Whether its database is MariaDB. Not in the text: servers answer it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_maria_db: Option<bool>,
}
