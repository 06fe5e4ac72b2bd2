//! Territories, for VAT.

use guichet_core::open_enum;

open_enum! {
    /// A territory, for VAT: where a customer is, or where a rate applies (*Territoriality*, 003:9700).
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
        IntraCommunity = "4",
        /// Monaco.
        Monaco = "5",
        /// Any other territory (*hors France*).
        OutsideFrance = "6",
    }
}
