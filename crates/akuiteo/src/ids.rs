//! The identifier of any resource.

use guichet_core::string_id;

string_id! {
    /// Identifies a resource. Text, kept as it came: some look like numbers, some begin with zeros, some have letters, and `-1`
    /// occurs.
    pub struct ResourceId;
}
