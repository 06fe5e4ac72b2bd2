//! Customers (*clients*).

use guichet_core::integer_id;

integer_id! {
    /// Identifies a customer.
    pub struct CustomerId;
}
