//! The products as a service, Gescom and Bâtiment: the same invocations for both, in the order of their documentation.

use guichet_core::Pager;
use guichet_core::dates::Timestamp;
use guichet_core::time::PrimitiveDateTime;
use guichet_ebp::saas::clients::{ClientType, ClientsQuery, CustomerActiveState, CustomersQuery};
use guichet_ebp::saas::deals::{DealState, DealsQuery};
use guichet_ebp::saas::documents::{DocumentTransfer, DocumentType, DocumentsQuery};
use guichet_ebp::saas::items::{ItemActiveState, ItemsQuery};
use guichet_ebp::saas::{Condition, FamilyFilter, FoldersQuery, Paging, Row, TableQuery, column};

use crate::exercise::arguments::arg;
use crate::exercise::{Exercise, listed, listed_within, on, reading};
use crate::vendors::ebp::EbpClient;

/// Both products.
pub(super) fn table() -> Vec<Exercise<EbpClient>> {
    [gescom(), batiment()].into_iter().flatten().collect()
}

/// The folder of the documentation; elsewhere the environment's, or the caller's argument.
fn folder_id() -> String {
    super::folder("GUICHET_EBP_FOLDER").unwrap_or_else(|| arg("FolderId", "3691".to_owned()))
}

/// A page of the documentation. A list that is read to its end has pages of the most elements: a call goes once a second.
fn page(skip: u64, take: u32) -> Paging {
    Paging { skip, ..Paging::pages_of(if reading::is_whole() { Paging::MOST } else { take }) }
}

/// The first pages of a list: the tables are long, and a call goes once a second. One list of each product is read to its end.
async fn some<T: Send + 'static>(pager: Pager<T>) -> guichet_ebp::Result<Vec<T>> {
    listed_within(2, pager).await
}

fn names(columns: &str) -> Vec<String> {
    columns.split(',').map(str::to_owned).collect()
}

fn moment(text: &str) -> Option<PrimitiveDateTime> {
    Timestamp::parse(text).map(|moment| moment.local())
}

/// The conditions of 003:2588-2596 and 003:2613-2626.
fn on_the_day() -> Option<Condition> {
    Some(column("sysModifiedDate").equal(moment("2021-07-12T13:43:32")?))
}

fn either() -> Option<Condition> {
    Some(column("Id").equal("ANIM0001").or(column("Id").equal("BUZZ0001")))
}

fn customers() -> CustomersQuery {
    CustomersQuery {
        columns: names("Id,Name,FamilyId,sysModifiedDate"),
        from_modified_date: moment("2019-07-22T11:33:02"),
        order_by: Some("Name".to_owned()),
        paging: Paging::default(),
        accept_language: Some("fr-FR".to_owned()),
        customer_type: Some(ClientType::Client),
        active_states: vec![CustomerActiveState::Active, CustomerActiveState::InSleeping],
        families: FamilyFilter {
            or_none: Some(true),
            not_within: names("FA3"),
            ..FamilyFilter::within(["FA1", "FA2"])
        },
        sub_families: FamilyFilter {
            or_none: Some(false),
            not_within: names("SFA3"),
            ..FamilyFilter::within(["SFA1", "SFA2"])
        },
        condition: on_the_day(),
    }
}

fn documents() -> DocumentsQuery {
    DocumentsQuery {
        columns: names("Id,DocumentNumber,MainInvoicingAddress_City,AmountVatExcluded,sysModifiedDate"),
        sys_modified_date: moment("2020-11-08T00:00:00"),
        order_by: Some("DocumentNumber".to_owned()),
        to_date: moment("2020-12-23T10:03:56"),
        condition: on_the_day(),
        document_type: Some(DocumentType::Order),
        ..DocumentsQuery::new(30)
    }
}

fn items() -> ItemsQuery {
    ItemsQuery {
        columns: names("Id,Caption,FamilyId,SalePriceVatExcluded,sysModifiedDate"),
        sys_modified_date: moment("2020-11-08T00:00:00"),
        order_by: Some("Caption".to_owned()),
        families: FamilyFilter {
            or_none: Some(true),
            not_within: names("Fam3"),
            ..FamilyFilter::within(["Fam1", "%8"])
        },
        sub_families: FamilyFilter { or_none: Some(false), not_within: names("%3"), ..FamilyFilter::within(["Sub1"]) },
        condition: on_the_day(),
        excluded_states: vec![ItemActiveState::Active],
        ..ItemsQuery::default()
    }
}

fn deals() -> DealsQuery {
    DealsQuery {
        columns: names("Id,Caption,DealState,DealDate"),
        excluded_states: vec![DealState::Finished, DealState::Canceled],
        order_by: Some("DealDate".to_owned()),
        to_date: moment("2020-12-06T00:00:00"),
        condition: on_the_day(),
        ..DealsQuery::new(90)
    }
}

/// The table of a product: its fixtures lie in a folder of its name, and the crate's module and method have it.
macro_rules! product {
    ($product:ident, $name:literal) => {
        fn $product() -> Vec<Exercise<EbpClient>> {
            use guichet_ebp::saas::$product::Table;
            macro_rules! f {
                ($fixture:literal) => {
                    &[concat!($name, "/", $fixture)]
                };
            }
            let folder = |e: &EbpClient| e.ebp.$product().folder(folder_id());
            let rows = move |e: &EbpClient, table, query| some(folder(e).table(table).list::<Row>(query));
            vec![
                on(f!("folders/list"), |e: EbpClient| async move {
                    let query = FoldersQuery { accept_language: Some("fr-FR".to_owned()), ..FoldersQuery::default() };
                    some(e.ebp.$product().folders(query)).await
                }),
                on(f!("folders/list--database"), |e: EbpClient| async move {
                    some(e.ebp.$product().folders(FoldersQuery::default())).await
                })
                .live(),
                on(f!("generic-query/list"), move |e: EbpClient| async move {
                    let query = TableQuery {
                        from_modified_date: moment("2019-07-22T11:33:02"),
                        paging: page(30, 10),
                        ..TableQuery::columns(["civility", "name"])
                    };
                    let table = folder(&e).table(Table::Other("customer".to_owned()));
                    listed(table.list::<Row>(query)).await
                }),
                on(f!("generic-query/list--customers"), move |e: EbpClient| async move {
                    let query = TableQuery {
                        paging: page(0, 5),
                        ..TableQuery::columns(["civility", "name", "sysModifiedDate"])
                    };
                    rows(&e, Table::Other("customer".to_owned()), query).await
                })
                .live(),
                on(f!("generic-query/list--dependencies"), move |e: EbpClient| async move {
                    let query = TableQuery::columns(["Item.Caption", "Unit.Caption", "VolumeUnit.Caption"]);
                    rows(&e, Table::Item, query).await
                })
                .live(),
                on(f!("generic-query/list--full"), move |e: EbpClient| async move {
                    let query = TableQuery {
                        columns: names("Id,Name,sysModifiedDate"),
                        from_modified_date: moment("2019-07-22T11:33:02"),
                        order_by: Some("Name".to_owned()),
                        condition: either(),
                        paging: Paging::default(),
                    };
                    rows(&e, Table::Customer, query).await
                })
                .live(),
                on(f!("generic-query/list--above-limit"), move |e: EbpClient| async move {
                    let query = TableQuery { paging: Paging::unchecked(101), ..TableQuery::default() };
                    rows(&e, Table::Customer, query).await
                }),
                on(f!("generic-query/get"), move |e: EbpClient| async move {
                    let customers = folder(&e).table(Table::Other("customer".to_owned()));
                    customers.get::<Row>(arg("id", "CL00001".to_owned()), ["civility", "name"]).await
                }),
                on(f!("generic-query/get--not-found"), move |e: EbpClient| async move {
                    let customers = folder(&e).table(Table::Other("customer".to_owned()));
                    customers.get::<Row>("CL99999", ["civility", "name"]).await
                }),
                on(f!("dependencies/list"), |e: EbpClient| async move {
                    let table = arg("TableName", "Item".to_owned());
                    some(e.ebp.$product().dependencies(table.as_str())).await
                }),
                on(f!("clients/list"), move |e: EbpClient| async move {
                    let client_type = Some(ClientType::Client);
                    let query = ClientsQuery { client_type, paging: page(0, 2), ..ClientsQuery::search("mairie") };
                    some(folder(&e).clients().list(query)).await
                }),
                on(
                    &[concat!($name, "/clients/list--mairie"), concat!($name, "/clients/list--no-right")],
                    move |e: EbpClient| async move {
                        let query =
                            ClientsQuery { client_type: Some(ClientType::Client), ..ClientsQuery::search("mairie") };
                        some(folder(&e).clients().list(query)).await
                    },
                )
                .live(),
                on(f!("clients/list--hidden"), move |e: EbpClient| async move {
                    some(folder(&e).language("en-GB").clients().list(ClientsQuery::default())).await
                })
                .live(),
                on(f!("clients/filtered"), move |e: EbpClient| async move {
                    some(folder(&e).clients().filtered::<Row>(CustomersQuery::default())).await
                }),
                on(f!("clients/filtered--full"), move |e: EbpClient| async move {
                    some(folder(&e).clients().filtered::<Row>(customers())).await
                })
                .live(),
                on(f!("clients/filtered-with-addresses"), move |e: EbpClient| async move {
                    some(folder(&e).clients().filtered_with_addresses::<Row>(CustomersQuery::default())).await
                }),
                on(f!("clients/filtered-with-addresses--full"), move |e: EbpClient| async move {
                    some(folder(&e).clients().filtered_with_addresses::<Row>(customers())).await
                })
                .live(),
                on(f!("sale-documents/list"), move |e: EbpClient| async move {
                    some(folder(&e).sale_documents().list::<Row>(DocumentsQuery::new(30))).await
                }),
                on(f!("sale-documents/list--full"), move |e: EbpClient| async move {
                    some(folder(&e).sale_documents().list::<Row>(documents())).await
                })
                .live(),
                on(f!("sale-documents/list-with-lines"), move |e: EbpClient| async move {
                    some(folder(&e).sale_documents().list_with_lines::<Row>(DocumentsQuery::new(30))).await
                }),
                on(f!("sale-documents/list-with-lines--full"), move |e: EbpClient| async move {
                    some(folder(&e).sale_documents().list_with_lines::<Row>(documents())).await
                })
                .live(),
                on(f!("purchase-documents/list"), move |e: EbpClient| async move {
                    some(folder(&e).purchase_documents().list::<Row>(DocumentsQuery::new(30))).await
                }),
                on(f!("purchase-documents/list--full"), move |e: EbpClient| async move {
                    some(folder(&e).purchase_documents().list::<Row>(documents())).await
                })
                .live(),
                on(f!("purchase-documents/list-with-lines"), move |e: EbpClient| async move {
                    some(folder(&e).purchase_documents().list_with_lines::<Row>(DocumentsQuery::new(30))).await
                }),
                on(f!("purchase-documents/list-with-lines--full"), move |e: EbpClient| async move {
                    some(folder(&e).purchase_documents().list_with_lines::<Row>(documents())).await
                })
                .live(),
                on(f!("documents/transfer"), move |e: EbpClient| async move {
                    let number = arg("originDocumentNumber", "DOC01".to_owned());
                    folder(&e).transfer(&DocumentTransfer::new(number)).await
                }),
                on(f!("documents/transfer--full"), move |e: EbpClient| async move {
                    let transfer = DocumentTransfer {
                        target_document_sub_type_name: Some("SaleInvoice".to_owned()),
                        target_document_date: guichet_core::dates::parse_date("2021-07-12"),
                        ..DocumentTransfer::new(arg("originDocumentNumber", "DOC01".to_owned()))
                    };
                    folder(&e).transfer(&transfer).await
                })
                .live(),
                on(f!("items/list"), move |e: EbpClient| async move {
                    some(folder(&e).items().list::<Row>(ItemsQuery::default())).await
                }),
                on(f!("items/list--full"), move |e: EbpClient| async move {
                    some(folder(&e).items().list::<Row>(items())).await
                })
                .live(),
                on(f!("items/list-with-tracking-stock"), move |e: EbpClient| async move {
                    some(folder(&e).items().list_with_tracking_stock::<Row>(ItemsQuery::default())).await
                }),
                on(f!("items/list-with-tracking-stock--full"), move |e: EbpClient| async move {
                    some(folder(&e).items().list_with_tracking_stock::<Row>(items())).await
                })
                .live(),
                on(f!("deals/list"), move |e: EbpClient| async move {
                    some(folder(&e).deals().list::<Row>(DealsQuery::new(5))).await
                }),
                on(f!("deals/list--full"), move |e: EbpClient| async move {
                    some(folder(&e).deals().list::<Row>(deals())).await
                })
                .live(),
                on(f!("deals/list-with-colleagues"), move |e: EbpClient| async move {
                    some(folder(&e).deals().list_with_colleagues::<Row>(DealsQuery::new(5))).await
                }),
                on(f!("deals/list-with-colleagues--full"), move |e: EbpClient| async move {
                    some(folder(&e).deals().list_with_colleagues::<Row>(deals())).await
                })
                .live(),
                on(f!("custom-fields/get"), move |e: EbpClient| async move { folder(&e).custom_fields().await }),
                on(f!("custom-fields/get--folder-unknown"), |e: EbpClient| async move {
                    e.ebp.$product().folder("9999").custom_fields().await
                }),
            ]
        }
    };
}

product!(gescom, "gescom");
product!(batiment, "batiment");
