//! Companies.
guichet_core::integer_id! {
    /// Identifies a company.
    pub struct CompanyId;
}
/// The calls of this resource.
pub static OPERATIONS: &[&guichet_core::Operation] = &[];
