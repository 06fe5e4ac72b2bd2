//! Items (*articles*), which are goods and services.

use guichet_core::integer_id;

integer_id! {
    /// Identifies an item: a good or a service.
    pub struct ItemId;
}
