//! What each product must have: one operation for each thing that can be asked of it.

use guichet_core::Operation;

/// The operations of a product, by what they do.
#[derive(Debug)]
pub(super) struct Routes {
    pub(super) folders: &'static Operation,
    pub(super) query: &'static Operation,
    pub(super) query_one: &'static Operation,
    pub(super) dependencies: &'static Operation,
    pub(super) clients: &'static Operation,
    pub(super) clients_filtered: &'static Operation,
    pub(super) clients_with_addresses: &'static Operation,
    pub(super) sale_documents: &'static Operation,
    pub(super) sale_documents_with_lines: &'static Operation,
    pub(super) purchase_documents: &'static Operation,
    pub(super) purchase_documents_with_lines: &'static Operation,
    pub(super) transfer: &'static Operation,
    /// Each in both spellings: that of the route lines, and that of the samples.
    pub(super) items: [&'static Operation; 2],
    pub(super) items_with_stock: [&'static Operation; 2],
    pub(super) deals: &'static Operation,
    pub(super) deals_with_colleagues: &'static Operation,
    pub(super) custom_fields: &'static Operation,
}
