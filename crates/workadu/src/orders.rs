//! Stub.
/// The calls of this resource.
pub static OPERATIONS: &[&guichet_core::Operation] = &[];
