//! Categories of auxiliary accounts.

use super::folder;
use crate::exercise::{Exercise, first_page, on};
use crate::vendors::ebp::EbpClient;

pub(super) fn table() -> Vec<Exercise<EbpClient>> {
    vec![on(&["accounting/auxiliary-account-types/list"], |e: EbpClient| async move {
        first_page(folder(&e).auxiliary_account_types().list()).await
    })]
}
