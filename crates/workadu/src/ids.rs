//! Identifiers that other resources show than the one that they identify.

use guichet_core::integer_id;

integer_id! {
    /// Identifies a payment. As documented, orders show it and payments themselves do not.
    pub struct PaymentId;
}
