//! What is imported ("Annexe 1 - Catégories d'import").

use guichet_core::open_enum;

open_enum! {
    /// What the lines of an imported file are. Most are in the plural, where [exports](crate::exports::ExportKind) are in the singular. Of two
    /// rows of the table that hold two categories each all four are here.
    pub enum ImportCategory: text {
        /// *Articles*.
        Items = "Items",
        /// *Article en stock*.
        StockItem = "StockItem",
        /// *Familles articles*.
        ItemFamilies = "ItemFamilies",
        /// *Sous-familles articles*.
        ItemSubFamilies = "ItemSubFamilies",
        /// *Articles gammes*.
        RangeItems = "RangeItems",
        /// *Clients/Prospects*.
        Customers = "Customers",
        /// *Adresses clients/Prospects*.
        CustomersAddresses = "CustomersAddresses",
        /// *Familles clients/prospects*.
        CustomerFamilies = "CustomerFamilies",
        /// *Sous-familles clients/prospects*.
        CustomerSubFamilies = "CustomerSubFamilies",
        /// *Références article/client*.
        ThirdReference = "ThirdReference",
        /// *Fournisseurs*.
        Suppliers = "Suppliers",
        /// *Adresses fournisseurs*.
        SuppliersAdresses = "SuppliersAdresses",
        /// *Articles (informations fournisseurs)*.
        SupplierItemPrices = "SupplierItemPrices",
        /// *Familles fournisseurs*.
        SupplierFamilies = "SupplierFamilies",
        /// *Sous-familles fournisseurs*.
        SupplierSubFamilies = "SupplierSubFamilies",
        /// *Références article/fournisseur*.
        SupplierThirdReference = "SupplierThirdReference",
        /// *Contacts*.
        Contacts = "Contacts",
        /// *Commerciaux/collaborateurs*.
        Colleagues = "Colleagues",
        /// *Familles commerciaux/collaborateurs*.
        ColleagueFamilies = "ColleagueFamilies",
        /// *Devis (Vente)*.
        SaleQuotes = "SaleQuotes",
        /// *Commandes (Vente)*.
        SaleOrders = "SaleOrders",
        /// *Bons de livraison(Vente)*.
        SaleDelivery = "SaleDelivery",
        /// *Avenants (vente)*.
        SaleAmendments = "SaleAmendments",
        /// *Factures (vente)*.
        SaleInvoices = "SaleInvoices",
        /// *Factures en cours de rédaction (vente)*.
        TemporarySaleInvoices = "TemporarySaleInvoices",
        /// *Avoirs (Vente)*.
        SaleCreditMemo = "SaleCreditMemo",
        /// *Avoirs en cours de rédaction (Vente)*.
        TemporarySaleCreditMemo = "TemporarySaleCreditMemo",
        /// *Demandes de prix (Achat)*.
        PurchaseQuotes = "PurchaseQuotes",
        /// *Commandes (Achat)*.
        PurchaseOrders = "PurchaseOrders",
        /// *Bons de réception (Achat)*.
        PurchaseReceipt = "PurchaseReceipt",
        /// *Factures (Achat)*.
        PurchaseInvoices = "PurchaseInvoices",
        /// *Avoirs (Achat)*.
        PurchaseCreditMemo = "PurchaseCreditMemo",
        /// *Bon d’entrée*.
        PutAways = "PutAways",
        /// *Bons de sortie*.
        PickUp = "PickUp",
        /// *Inventaires*.
        Inventories = "Inventories",
        /// *Ordres de fabrication*.
        AssemblyRequests = "AssemblyRequests",
        /// *Bons de fabrication*.
        Assemblies = "Assemblies",
        /// *Ordres de transfert*.
        TransferRequests = "TransferRequests",
        /// *Bons de transfert*.
        TransferOrders = "TransferOrders",
        /// *Règlements client*.
        SaleSettlements = "SaleSettlements",
        /// *Règlements fournisseur*.
        PurchaseSettlements = "PurchaseSettlements",
        /// *Devises*.
        Currencies = "Currencies",
        /// *Barème des éco-contributions*.
        Ecotaxes = "Ecotaxes",
        /// *Groupes*.
        ClassificationGroups = "ClassificationGroups",
        /// *Secteurs géographiques*.
        GeographicSectors = "GeographicSectors",
        /// *Historique de récupération (Vente)*.
        RecoveredSaleDocuments = "RecoveredSaleDocuments",
        /// *Historique de récupération (Achat)*.
        RecoveredPurchaseDocuments = "RecoveredPurchaseDocuments",
        /// *Catégorie tarifaire client*.
        CustomerPriceListCategories = "CustomerPriceListCategories",
        /// *Catégorie tarifaire fournisseur*.
        SupplierPriceListCategories = "SupplierPriceListCategories",
        /// *Tarif/Promotion client*.
        CustomerPriceLists = "CustomerPriceLists",
        /// *Tarif/Promotion fournisseur*.
        SupplierPriceLists = "SupplierPriceLists",
        /// *Base de calcul de l'éco-contribution*.
        EcotaxCalculationBase = "EcotaxCalculationBase",
        /// *Eco-contribution mobilier*.
        EcotaxFurniture = "EcotaxFurniture",
        /// *Produit client*.
        CustomerProduct = "CustomerProduct",
        /// *Famille produit client*.
        CustomerProductFamily = "CustomerProductFamily",
        /// *Type de garantie*.
        GuaranteeType = "GuaranteeType",
        /// *Famille de contrat de maintenance*.
        MaintenanceContractFamily = "MaintenanceContractFamily",
        /// *Modèles de contrat de maintenance*.
        MaintenanceContractTemplates = "MaintenanceContractTemplates",
        /// *Suivis incident*.
        Incidents = "Incidents",
        /// *Contrats de maintenance*.
        MaintenanceContracts = "MaintenanceContracts",
        /// *Saisie des temps et variables de paie*.
        PayrollScheduleTimeEvent = "PayrollScheduleTimeEvent",
        /// *Modèles d'évènements*.
        ScheduleEventTemplates = "ScheduleEventTemplates",
        /// *Evènements*.
        ScheduleEvent = "ScheduleEvent",
        /// *Textes standards*.
        StandardTexts = "StandardTexts",
        /// *Frais de port*.
        Shipping = "Shipping",
        /// *Taux de TVA*.
        Vats = "Vats",
        /// *Types Gammes*.
        Range = "Range",
        /// *Compétences*.
        Competences = "Competences",
        /// *Types de matériels*.
        EquipmentTypes = "EquipmentTypes",
        /// *Matériels*.
        Equipments = "Equipments",
        /// *Familles matériels*.
        EquipmentsFamilies = "EquipmentsFamilies",
        /// *Emplacements*.
        Location = "Location",
        /// *Dépôts*.
        Storehouse = "Storehouse",
        /// *Utilisateurs*.
        Users = "Users",
        /// *Groupes d’utilisateurs*.
        UserGroups = "UserGroups",
        /// *Affaires*.
        Deal = "Deal",
    }
}
