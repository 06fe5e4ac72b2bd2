//! What the folder is called; and the errors that any call may meet.

use super::folder;
use crate::exercise::{Exercise, on};
use crate::vendors::ebp::EbpClient;

pub(super) fn table() -> Vec<Exercise<EbpClient>> {
    vec![on(
        &[
            "accounting/domain/get",
            "accounting/domain/get--bad-parameter",
            "accounting/domain/get--folder-unknown",
            "accounting/domain/get--forbidden",
            "accounting/domain/get--gateway-forbidden",
            "accounting/domain/get--key-unknown",
            "accounting/domain/get--rate-limited",
            "accounting/domain/get--rate-limited-bare",
            "accounting/domain/get--server-error",
            "accounting/domain/get--token-rejected",
        ],
        |e: EbpClient| async move { folder(&e).folder().get().await },
    )]
}
