//! Printing models.

use super::folder;
use crate::exercise::{Exercise, listed, on};
use crate::vendors::ebp::EbpClient;

pub(super) fn table() -> Vec<Exercise<EbpClient>> {
    vec![
        on(&["invoicing/printing-models/default-name"], |e: EbpClient| async move {
            folder(&e).printing_models().default_name().await
        }),
        on(&["invoicing/printing-models/list"], |e: EbpClient| async move {
            listed(folder(&e).printing_models().list()).await
        }),
        on(&["invoicing/printing-models/names"], |e: EbpClient| async move {
            listed(folder(&e).printing_models().names()).await
        }),
    ]
}
