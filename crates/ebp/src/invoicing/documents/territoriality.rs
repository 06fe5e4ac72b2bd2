//! Where a customer is, for VAT.

use guichet_core::open_enum;

open_enum! {
    /// Where a customer is, for VAT (*Territoriality*, 003:9702).
    pub enum Territoriality: number {
        /// Metropolitan France (*France*).
        France = "0",
        /// Corsica (*Corse*).
        Corsica = "1",
        /// Overseas departments (*DOM*).
        Overseas = "2",
        /// Import and export.
        ImportExport = "3",
        /// Within the European Union (*intracommunautaire*).
        EuropeanUnion = "4",
        /// Monaco.
        Monaco = "5",
        /// Any other territory (*hors France*).
        OutsideFrance = "6",
    }
}
