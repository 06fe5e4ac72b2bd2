//! Management of building firms as a service (*SAAS Bâtiment*).
//!
//! Its operations and its tables. All else it has in common with the other product of its kind, in [`saas`](super).

use guichet_core::{Effect, Method, Operation, open_enum, operations};

use super::routes::Routes;

operations! {
    FOLDERS:                       Safe,   GET  "/batiment/api/v1/Folders", "ebp.batiment.folders.list", "Obtenir les dossiers de batiment - Batiment";
    QUERY:                         Safe,   GET  "/batiment/api/v1/Folders/{FolderId}/GenericQuery", "ebp.batiment.generic-query.list", "Obtenir le résultat d'une requête générique - Batiment";
    QUERY_ONE:                     Safe,   GET  "/batiment/api/v1/Folders/{FolderId}/GenericQuery/{id}", "ebp.batiment.generic-query.get", "Obtenir le résultat d'une requête générique pour un identifiant de table spécifique - Batiment";
    DEPENDENCIES:                  Safe,   GET  "/batiment/api/v1/Dependencies/{TableName}", "ebp.batiment.dependencies.list", "Obtenir les tables secondaires autorisées - Batiment";
    CLIENTS:                       Safe,   GET  "/batiment/api/v1/Folders/{FolderId}/Clients", "ebp.batiment.clients.list", "Obtenir les clients - Batiment";
    CLIENTS_FILTERED:              Safe,   GET  "/batiment/api/v1/Folders/{FolderId}/Clients/ExtendedQuery", "ebp.batiment.clients.filtered", "Obtenir les clients filtrés - Batiment";
    CLIENTS_WITH_ADDRESSES:        Safe,   GET  "/batiment/api/v1/Folders/{FolderId}/Clients/ExtendedQuery/WithAddress", "ebp.batiment.clients.filtered-with-addresses", "Obtenir les clients filtrés et leurs adresses - Batiment";
    SALE_DOCUMENTS:                Safe,   GET  "/batiment/api/v1/Folders/{FolderId}/Documents/SaleDocument", "ebp.batiment.sale-documents.list", "Obtenir les documents de ventes filtrés (SaleDocument) - Batiment";
    SALE_DOCUMENTS_WITH_LINES:     Safe,   GET  "/batiment/api/v1/Folders/{FolderId}/Documents/SaleDocument/WithLines", "ebp.batiment.sale-documents.list-with-lines", "Obtenir les documents de ventes filtrés et leurs lignes - Batiment";
    PURCHASE_DOCUMENTS:            Safe,   GET  "/batiment/api/v1/Folders/{FolderId}/Documents/PurchaseDocument", "ebp.batiment.purchase-documents.list", "Obtenir les documents d'achats filtrés (PurchaseDocument) - Batiment";
    PURCHASE_DOCUMENTS_WITH_LINES: Safe,   GET  "/batiment/api/v1/Folders/{FolderId}/Documents/PurchaseDocument/WithLines", "ebp.batiment.purchase-documents.list-with-lines", "Obtenir les documents d'achats filtrés et leurs lignes - Batiment";
    TRANSFER:                      Unsafe, POST "/batiment/api/v1/Folders/{FolderId}/Documents/Transfert", "ebp.batiment.documents.transfer", "Envoyer une demande de transfert de document - Batiment" [answers_text];
    ITEMS:                         Safe,   GET  "/batiment/api/v1/Folders/{FolderId}/Items/ItemsExtentedQuery", "ebp.batiment.items.list", "Obtenir les articles filtrés (Item) - Batiment";
    ITEMS_WITH_STOCK:              Safe,   GET  "/batiment/api/v1/Folders/{FolderId}/Items/ItemsExtentedQuery/WithTrackingStock", "ebp.batiment.items.list-with-tracking-stock", "Obtenir les articles filtrés et ses suivis de stocks - Batiment";
    DEALS:                         Safe,   GET  "/batiment/api/v1/Folders/{FolderId}/Deals/DealsExtendedQuery", "ebp.batiment.deals.list", "Obtenir les affaires filtrées (Deal) - Batiment";
    DEALS_WITH_COLLEAGUES:         Safe,   GET  "/batiment/api/v1/Folders/{FolderId}/Deals/DealsExtendedQuery/WithColleagues", "ebp.batiment.deals.list-with-colleagues", "Obtenir les affaires filtrées et leurs intervenants (Deal) - Batiment";
    CUSTOM_FIELDS:                 Safe,   GET  "/batiment/api/v1/Folders/{FolderId}/CustomFields", "ebp.batiment.custom-fields.get", "Obtenir les champs personnalisés - Batiment";
}

/// Items by the address of the sample (003:3165): the same operation.
static ITEMS_BY_SAMPLE: Operation =
    sample("ebp.batiment.items.list", "/batiment/api/v1/Folders/{FolderId}/Items/ItemsExtendedQuery");
static ITEMS_WITH_STOCK_BY_SAMPLE: Operation = sample(
    "ebp.batiment.items.list-with-tracking-stock",
    "/batiment/api/v1/Folders/{FolderId}/Items/ItemsExtendedQuery/WithTrackingStock",
);

const fn sample(id: &'static str, path: &'static str) -> Operation {
    Operation::new(id, Method::GET, path, Effect::Safe, None)
}

static ROUTES: Routes = Routes {
    folders: &FOLDERS,
    query: &QUERY,
    query_one: &QUERY_ONE,
    dependencies: &DEPENDENCIES,
    clients: &CLIENTS,
    clients_filtered: &CLIENTS_FILTERED,
    clients_with_addresses: &CLIENTS_WITH_ADDRESSES,
    sale_documents: &SALE_DOCUMENTS,
    sale_documents_with_lines: &SALE_DOCUMENTS_WITH_LINES,
    purchase_documents: &PURCHASE_DOCUMENTS,
    purchase_documents_with_lines: &PURCHASE_DOCUMENTS_WITH_LINES,
    transfer: &TRANSFER,
    items: [&ITEMS, &ITEMS_BY_SAMPLE],
    items_with_stock: [&ITEMS_WITH_STOCK, &ITEMS_WITH_STOCK_BY_SAMPLE],
    deals: &DEALS,
    deals_with_colleagues: &DEALS_WITH_COLLEAGUES,
    custom_fields: &CUSTOM_FIELDS,
};

saas_product! {
    /// Management of building firms as a service (*SAAS Bâtiment*).
    Batiment, batiment, BatimentFolder
}

open_enum! {
    /// The tables that may be read (003:3439-3508). Tables of one's own are [`Other`](Self::Other): `Table::from("xx_Machines")`.
    pub enum Table: text {
        Customer = "Customer",
        Address = "Address",
        Deal = "Deal",
        DealColleague = "DealColleague",
        Item = "Item",
        TrackingStockItem = "TrackingStockItem",
        SaleDocument = "SaleDocument",
        SaleDocumentLine = "SaleDocumentLine",
        RangeItem = "RangeItem",
        LinkedItem = "LinkedItem",
        StandardText = "StandardText",
        ConstructionSite = "ConstructionSite",
        Colleague = "Colleague",
        PurchaseDocument = "PurchaseDocument",
        PurchaseDocumentLine = "PurchaseDocumentLine",
        Contact = "Contact",
        Ecotax = "Ecotax",
        EbpSysOptions = "EbpSysOptions",
        ItemFamily = "ItemFamily",
        CustomerFamily = "CustomerFamily",
        SupplierFamily = "SupplierFamily",
        Supplier = "Supplier",
        RangeType = "RangeType",
        RangeTypeElement = "RangeTypeElement",
        ClassificationGroup = "ClassificationGroup",
        CustomerProduct = "CustomerProduct",
        ScheduleEvent = "ScheduleEvent",
        ScheduleEventCustomerProduct = "ScheduleEventCustomerProduct",
        StockDocument = "StockDocument",
        StockDocumentLine = "StockDocumentLine",
        ScheduleEventType = "ScheduleEventType",
        TravelExpense = "TravelExpense",
        Equipment = "Equipment",
        Storehouse = "Storehouse",
        PriceList = "PriceList",
        SettlementMode = "SettlementMode",
        PaymentType = "PaymentType",
        MaintenanceContract = "MaintenanceContract",
        MaintenanceContractCustomerProduct = "MaintenanceContractCustomerProduct",
        Incident = "Incident",
        GeographicSector = "GeographicSector",
        StockItem = "StockItem",
        PriceListCategory = "PriceListCategory",
        Unit = "Unit",
        Vat = "Vat",
        SupplierItem = "SupplierItem",
        Civility = "Civility",
        ItemComponent = "ItemComponent",
        ItemSubFamily = "ItemSubFamily",
        CustomerSubFamily = "CustomerSubFamily",
        UnitType = "UnitType",
        CustomerAssociatedFiles = "CustomerAssociatedFiles",
        CustomerProductAssociatedFiles = "CustomerProductAssociatedFiles",
        ItemAssociatedFiles = "ItemAssociatedFiles",
        MaintenanceContractAssociatedFiles = "MaintenanceContractAssociatedFiles",
        PurchaseDocumentAssociatedFiles = "PurchaseDocumentAssociatedFiles",
        SaleDocumentAssociatedFiles = "SaleDocumentAssociatedFiles",
        ScheduleEventAssociatedFiles = "ScheduleEventAssociatedFiles",
        SupplierAssociatedFiles = "SupplierAssociatedFiles",
        Shipping = "Shipping",
        ThirdReference = "ThirdReference",
        EcotaxCalculationBase = "EcotaxCalculationBase",
        EcotaxFurniture = "EcotaxFurniture",
        DocumentSerial = "DocumentSerial",
        CurrencyTable = "CurrencyTable",
        SaleDocumentLineTrackingDispatch = "SaleDocumentLineTrackingDispatch",
        ItemVatTerritoriality = "ItemVatTerritoriality",
        EbpSysGenericImportSettings = "EbpSysGenericImportSettings",
        Country = "Country",
    }
}

impl Table {
    /// Its key, by which it is sorted without a word. Of a table that is not in the list it is *unverified* (S-10).
    pub fn key(&self) -> &str {
        match self {
            Self::TrackingStockItem | Self::StockItem => "itemid",
            Self::EbpSysOptions => "optionHashCode",
            Self::EbpSysGenericImportSettings => "categoryId",
            Self::Country => "isocode",
            _ => "id",
        }
    }
}
