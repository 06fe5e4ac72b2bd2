//! Identifiers of resources.

use guichet_core::integer_id;

integer_id! {
    /// Identifies a customer.
    pub struct CustomerId;
}
integer_id! {
    /// Identifies an item.
    pub struct ItemId;
}
integer_id! {
    /// Identifies a rate of VAT.
    pub struct VatRateId;
}
integer_id! {
    /// Identifies a unit of sale.
    pub struct SaleUnitId;
}
integer_id! {
    /// Identifies terms of settlement.
    pub struct SettlementTermId;
}
