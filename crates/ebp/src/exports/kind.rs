//! What is exported ("Annexe 1 - Catégories d'export").

use guichet_core::open_enum;

open_enum! {
    /// What a record that is exported is. Most are in the singular, where [imports](crate::imports::ImportCategory) are in the plural. Of two
    /// rows of the table that hold two categories each all four are here.
    pub enum ExportKind: text {
        /// *Bons de fabrication*.
        Assemblies = "Assemblies",
        /// *Ordres de fabrication*.
        AssemblyRequests = "AssemblyRequests",
        /// *Groupes*.
        ClassificationGroups = "ClassificationGroups",
        /// *Secteurs géographiques*.
        GeographicSectors = "GeographicSectors",
        /// *Familles commerciaux/collaborateurs*.
        ColleagueFamilies = "ColleagueFamilies",
        /// *Commerciaux/collaborateurs*.
        Colleagues = "Colleagues",
        /// *Compétences*.
        Competences = "Competences",
        /// *Contacts*.
        Contacts = "Contacts",
        /// *Devises*.
        Currencies = "Currencies",
        /// *Clients/Prospects*.
        Customer = "Customer",
        /// *Familles clients/prospects*.
        CustomerFamilies = "CustomerFamilies",
        /// *Catégorie tarifaire client*.
        CustomerPriceListCategories = "CustomerPriceListCategories",
        /// *Tarif/Promotion client*.
        CustomerPriceLists = "CustomerPriceLists",
        /// *Produit client*.
        CustomerProduct = "CustomerProduct",
        /// *Famille produit client*.
        CustomerProductFamily = "CustomerProductFamily",
        /// *Adresses clients/Prospects*.
        CustomersAddresses = "CustomersAddresses",
        /// *Sous-familles clients/prospects*.
        CustomerSubFamilies = "CustomerSubFamilies",
        /// *Affaires*.
        Deal = "Deal",
        /// *Base de calcul de l'éco-contribution*.
        EcotaxCalculationBase = "EcotaxCalculationBase",
        /// *Barème des éco-contributions*.
        Ecotaxes = "Ecotaxes",
        /// *Eco-contribution mobilier*.
        EcotaxFurniture = "EcotaxFurniture",
        /// *Matériels*.
        Equipments = "Equipments",
        /// *Familles matériels*.
        EquipmentsFamilies = "EquipmentsFamilies",
        /// *Types de matériels*.
        EquipmentTypes = "EquipmentTypes",
        /// *Type de garantie*.
        GuaranteeType = "GuaranteeType",
        /// *Suivis incident*.
        Incidents = "Incidents",
        /// *Contrats de maintenance*.
        MaintenanceContracts = "MaintenanceContracts",
        /// *Inventaires*.
        Inventories = "Inventories",
        /// *Articles*.
        Item = "Item",
        /// *Familles articles*.
        ItemFamilies = "ItemFamilies",
        /// *Sous-familles articles*.
        ItemSubFamilies = "ItemSubFamilies",
        /// *Emplacements*.
        Location = "Location",
        /// *Famille de contrat de maintenance*.
        MaintenanceContractFamily = "MaintenanceContractFamily",
        /// *Modèles de contrat de maintenance*.
        MaintenanceContractTemplates = "MaintenanceContractTemplates",
        /// *Saisie des temps et variables de paie*.
        PayrollScheduleTimeEvent = "PayrollScheduleTimeEvent",
        /// *Bons de sortie*.
        PickUp = "PickUp",
        /// *Prospect*.
        Prospect = "Prospect",
        /// *Facture rectificative d'achat (ES)*.
        PurchaseCorrectiveInvoice = "PurchaseCorrectiveInvoice",
        /// *Avoir d'achat*.
        PurchaseCreditMemo = "PurchaseCreditMemo",
        /// *Bon de réception*.
        PurchaseDeliveryOrder = "PurchaseDeliveryOrder",
        /// *Facture d'acompte d'achat*.
        PurchaseDepositInvoice = "PurchaseDepositInvoice",
        /// *Avoir d'acompte d'achat*.
        PurchaseDepositCreditMemo = "PurchaseDepositCreditMemo",
        /// *Bon de retour d'achat*.
        PurchaseReturnOrder = "PurchaseReturnOrder",
        /// *Facture d'achat*.
        PurchaseInvoice = "PurchaseInvoice",
        /// *Commande (Achat)*.
        PurchaseOrder = "PurchaseOrder",
        /// *Demande de prix (Achat)*.
        PurchaseQuote = "PurchaseQuote",
        /// *Bons de réception (Achat)*.
        PurchaseReceipt = "PurchaseReceipt",
        /// *Règlements fournisseur*.
        PurchaseSettlements = "PurchaseSettlements",
        /// *Bon d’entrée*.
        PutAways = "PutAways",
        /// *Types Gammes*.
        Range = "Range",
        /// *Articles gammes*.
        RangeItems = "RangeItems",
        /// *Historique de récupération (Achat)*.
        RecoveredPurchaseDocuments = "RecoveredPurchaseDocuments",
        /// *Historique de récupération (Vente)*.
        RecoveredSaleDocuments = "RecoveredSaleDocuments",
        /// *Avenants (vente)*.
        SaleAmendments = "SaleAmendments",
        /// *Avoir (Vente)*.
        SaleCreditMemo = "SaleCreditMemo",
        /// *Bon de livraison(Vente)*.
        SaleDeliveryOrder = "SaleDeliveryOrder",
        /// *Facture d'acompte*.
        SaleDepositInvoice = "SaleDepositInvoice",
        /// *Avoir d'acompte*.
        SaleDepositCreditMemo = "SaleDepositCreditMemo",
        /// *Facture rectificative (ES)*.
        SaleCorrectiveInvoice = "SaleCorrectiveInvoice",
        /// *Facture (vente)*.
        SaleInvoice = "SaleInvoice",
        /// *Commande (Vente)*.
        SaleOrder = "SaleOrder",
        /// *Devis (Vente)*.
        SaleQuote = "SaleQuote",
        /// *Bon de retour*.
        SaleReturnOrder = "SaleReturnOrder",
        /// *Règlements client*.
        SaleSettlements = "SaleSettlements",
        /// *Evènements*.
        ScheduleEvent = "ScheduleEvent",
        /// *Modèles d'évènements*.
        ScheduleEventTemplates = "ScheduleEventTemplates",
        /// *Frais de port*.
        Shipping = "Shipping",
        /// *Textes standards*.
        StandardTexts = "StandardTexts",
        /// *Article en stock*.
        StockItem = "StockItem",
        /// *Dépôts*.
        Storehouse = "Storehouse",
        /// *Fournisseur*.
        Supplier = "Supplier",
        /// *Familles fournisseurs*.
        SupplierFamilies = "SupplierFamilies",
        /// *Articles (informations fournisseurs)*.
        SupplierItemPrices = "SupplierItemPrices",
        /// *Catégorie tarifaire fournisseur*.
        SupplierPriceListCategories = "SupplierPriceListCategories",
        /// *Tarif/Promotion fournisseur*.
        SupplierPriceLists = "SupplierPriceLists",
        /// *Adresses fournisseurs*.
        SuppliersAdresses = "SuppliersAdresses",
        /// *Sous-familles fournisseurs*.
        SupplierSubFamilies = "SupplierSubFamilies",
        /// *Références article/fournisseur*.
        SupplierThirdReference = "SupplierThirdReference",
        /// *Avoirs en cours de rédaction (Vente)*.
        TemporarySaleCreditMemo = "TemporarySaleCreditMemo",
        /// *Factures en cours de rédaction (vente)*.
        TemporarySaleInvoices = "TemporarySaleInvoices",
        /// *Références article/client*.
        ThirdReference = "ThirdReference",
        /// *Bons de transfert*.
        TransferOrders = "TransferOrders",
        /// *Ordres de transfert*.
        TransferRequests = "TransferRequests",
        /// *Groupes d’utilisateurs*.
        UserGroups = "UserGroups",
        /// *Utilisateurs*.
        Users = "Users",
        /// *Taux de TVA*.
        Vats = "Vats",
    }
}
