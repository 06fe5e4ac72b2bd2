//! Settlement terms (*conditions de règlement*).

use guichet_core::integer_id;

integer_id! {
    /// Identifies a settlement term.
    pub struct SettlementTermId;
}
