//! Maintenance.

use guichet_ebp::saas::{FoldersQuery, Paging};

use super::imports::folder;
use crate::exercise::{Exercise, listed, on};
use crate::vendors::ebp::EbpClient;

pub(super) fn table() -> Vec<Exercise<EbpClient>> {
    vec![
        on(&["maintenance/folders/list"], |e: EbpClient| async move {
            let query = FoldersQuery { paging: Paging::default(), accept_language: Some("fr-FR".to_owned()) };
            listed(e.ebp.maintenance().folders(query)).await
        }),
        on(&["maintenance/folders/list--database"], |e: EbpClient| async move {
            listed(e.ebp.maintenance().folders(FoldersQuery::default())).await
        }),
        on(&["maintenance/folders/unlog-all"], |e: EbpClient| async move {
            e.ebp.maintenance().disconnect_all_users(folder()).await
        }),
        on(&["maintenance/folders/unlock-all"], |e: EbpClient| async move {
            e.ebp.maintenance().remove_all_locks(folder()).await
        }),
    ]
}
