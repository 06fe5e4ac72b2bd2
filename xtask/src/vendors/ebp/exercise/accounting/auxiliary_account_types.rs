//! Categories of auxiliary accounts.

use super::folder;
use crate::exercise::{Exercise, listed, on};
use crate::vendors::ebp::EbpClient;

pub(super) fn table() -> Vec<Exercise<EbpClient>> {
    vec![on(&["accounting/auxiliary-account-types/list"], |e: EbpClient| async move {
        listed(folder(&e).auxiliary_account_types().list()).await
    })]
}
