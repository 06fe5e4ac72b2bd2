//! The types of auxiliary accounts.

use crate::engine::behaviour::list;
use crate::engine::{Key, Refusal, Row, Shelf};

pub(super) static ROWS: &[Row] = &[list("ebp.accounting.auxiliary-account-types.list", &TYPES)];

pub(super) static TYPES: Shelf =
    Shelf { keys: &[Key::member("uuid").any_case()], unknown: unknown(404), ..Shelf::new("auxiliary-account-types") };

/// Its status depends on who names the type.
pub(super) const fn unknown(status: u16) -> Refusal {
    Refusal::Label(status, "AuxiliaryAccountType.NotFound", "La catégorie de tiers n'existe pas")
}
