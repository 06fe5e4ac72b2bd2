//! Gescom and Bâtiment: tables, filters, conditions, transfers.

use guichet_fixtures::Json;

use crate::common::{Answer, JSON};
use crate::folder::{Folder, documented, encode, ok};

async fn call(folder: &Folder, method: &str, target: &str, body: &str) -> Answer {
    let bearer = format!("Bearer {}", folder.token);
    let mut headers = vec![("ebp-subscription-key", "sandbox-key"), ("authorization", &*bearer)];
    headers.extend((!body.is_empty()).then_some(("content-type", JSON)));
    folder.raw(method, target, &headers, body.as_bytes()).await
}

/// Of Gescom, below the folder.
async fn get(folder: &Folder, target: &str) -> Answer {
    call(folder, "GET", &format!("/gescom/api/v1/Folders/3691/{target}"), "").await
}

async fn total(folder: &Folder, target: &str) -> u32 {
    ok(get(folder, target).await, 200).at("paging.total").parse().unwrap()
}

/// The texts of a column on a page.
async fn column(folder: &Folder, target: &str, name: &str) -> Vec<String> {
    let answer = ok(get(folder, target).await, 200).json();
    let rows = answer.get("results").unwrap().as_array().unwrap().to_vec();
    rows.iter().map(|row| row.get(name).map_or_else(|| "(nothing)".to_owned(), Json::to_string)).collect()
}

#[tokio::test]
async fn what_the_text_shows_whole_is_given() {
    let ebp = documented();
    let folder = Folder::open().await;
    for product in ["gescom", "batiment"] {
        for name in
            ["folders/list", "generic-query/get", "dependencies/list", "custom-fields/get", "clients/list--mairie"]
        {
            let fixture = ebp.fixture(&format!("ebp/{product}/{name}")).unwrap();
            let answer = folder.replay(fixture).await;
            assert_eq!(answer.json(), *fixture.response.body.as_json().unwrap(), "{product}/{name}");
        }
    }
}

#[tokio::test]
async fn a_table_is_read_page_by_page() {
    let folder = Folder::open().await;
    let table = "GenericQuery?TableName=customer&OrderByValue=id&Columns=id";
    assert_eq!(total(&folder, table).await, 5_000);
    let first = column(&folder, &format!("{table}&Limit=2"), "id").await;
    assert_eq!(first, [r#""CL00001""#, r#""CL00002""#]);
    let last = get(&folder, &format!("{table}&Offset=4999")).await;
    assert_eq!((last.at("paging.returned"), last.at("results[0].id")), ("1".to_owned(), "CL05000".to_owned()));
    assert_eq!(get(&folder, &format!("{table}&Offset=5000")).await.at("paging.returned"), "0");
    // Without columns all come, in the vendor's own case; a joined column has an underscore.
    assert_eq!(get(&folder, "GenericQuery?TableName=Customer&Limit=1").await.at("results[0].Name"), "client test");
    let joined = "GenericQuery?TableName=Item&Columns=Item.Caption,Unit.Caption&Limit=1";
    assert_eq!(get(&folder, joined).await.at("results[0].Unit_Caption"), "Libellé 1");
}

#[tokio::test]
async fn what_cannot_be_understood_is_refused() {
    let folder = Folder::open().await;
    for (target, name) in [
        ("GenericQuery?TableName=nothing", "TableName"),
        ("GenericQuery?TableName=Country", "TableName"),
        ("GenericQuery?TableName=Customer&Offset=1", "OrderByValue"),
        ("GenericQuery?TableName=Customer&OrderByValue=nothing", "OrderByValue"),
        ("GenericQuery?TableName=Customer&Columns=nothing", "Columns"),
        ("GenericQuery?TableName=Customer&Columns=Id&Columns=Name", "Columns"),
        ("GenericQuery?TableName=Customer&Limit=0", "Limit"),
        ("GenericQuery?TableName=Customer&FromModifiedDate=yesterday", "FromModifiedDate"),
        ("GenericQuery?TableName=Customer&WhereCondition=Id%3D1", "WhereCondition"),
        ("Clients/ExtendedQuery?FamilyIdIN=FA1", "FamilyIdIN"),
        ("Documents/SaleDocument", "Duration"),
        ("Documents/SaleDocument?Duration=0", "Duration"),
        ("Deals/DealsExtendedQuery", "Duration"),
    ] {
        let refused = get(&folder, target).await;
        assert_eq!((refused.status, refused.at("errors[0].errorCode")), (400, name.to_owned()), "{target}");
    }
    // The other spelling is not there, and the table of the other product is.
    assert_eq!(get(&folder, "Items/ItemsExtendedQuery").await.status, 404);
    let country = "/batiment/api/v1/Folders/3691/GenericQuery?TableName=Country&Limit=1";
    assert_eq!(call(&folder, "GET", country, "").await.at("results[0].IsoCode"), "C0001");
    let elsewhere = call(&folder, "GET", "/gescom/api/v1/Folders/1/CustomFields", "").await;
    assert_eq!((elsewhere.status, elsewhere.at("title")), (404, "Dossier introuvable".to_owned()));
}

#[tokio::test]
async fn rows_are_filtered() {
    let folder = Folder::open().await;
    let clients = |query: &str| format!("Clients/ExtendedQuery?Columns=FamilyId&{query}");
    for (query, expected) in [
        ("FamilyIdIN=%22FA1%22", 1_250),
        ("FamilyIdIN=%27FA1%27,%20%27FA2%27", 2_500),
        ("FamilyIdIN=%22FA%25%22", 3_750),
        ("FamilyIdIN=%22FA1%22&FamilyIdValueNull=true", 2_500),
        ("FamilyIdValueNull=true", 1_250),
        ("FamilyIdNotIN=%22FA1%22", 2_500),
        ("FamilyIdNotIN=%22FA1%22&FamilyIdValueNull=true", 3_750),
        ("CustomerType=prospect", 1_250),
        ("CustomerActiveState=%22Blocked%22", 1_248),
    ] {
        assert_eq!(total(&folder, &clients(query)).await, expected, "{query}");
    }
    // Strictly after.
    let table = "GenericQuery?TableName=Customer&OrderByValue=SysModifiedDate&Columns=SysModifiedDate&Limit=1";
    let first = column(&folder, table, "SysModifiedDate").await.pop().unwrap();
    let after = format!("{table}&FromModifiedDate={}", encode(first.trim_matches('"')));
    assert_eq!(total(&folder, &after).await, 4_999);
    // Strictly fewer days, and later ones pass.
    let documents = "Documents/SaleDocument?ToDate=2025-11-04T00:00:00&Duration=";
    let (one, two) = (total(&folder, &format!("{documents}1")).await, total(&folder, &format!("{documents}2")).await);
    assert_eq!((one, two - one), (3, 2));
    let orders = total(&folder, &format!("{documents}100000&DocumentType=4")).await;
    assert!((450..460).contains(&orders), "{orders}");
    let deals =
        total(&folder, "Deals/DealsExtendedQuery?Duration=100000&DealStateExcluded=%22Finished%22,%22Canceled%22")
            .await;
    assert!((3_330..3_340).contains(&deals), "{deals}");
}

#[tokio::test]
async fn conditions_are_evaluated() {
    let folder = Folder::open().await;
    let test = |column: &str, operator: &str, kind: &str, values: &[&str]| {
        let values: String = values.iter().map(|value| format!("\n  - {value}")).collect();
        format!(
            "  type: CustomFilter\n  column: {column}\n  operator: {operator}\n  valueType : {kind}\n  value:{values}"
        )
    };
    let inner = |text: &str| text.replace('\n', "\n    ").replacen("  type", "      type", 1);
    let (one, nine) = (test("Id", "equal", "string", &["'cl00001'"]), test("Id", "Equal", "String", &["'CL00009'"]));
    let either =
        format!("  left:\n{}\n  operator: or\n  type: ImbricationFilter\n  right:\n{}", inner(&one), inner(&nine));
    for (condition, expected) in [
        (one, 1),
        (either.clone(), 2),
        (either.replace("operator: or", "operator: And"), 0),
        (test("Id", "In", "String", &["'CL00001'", "'CL00002'", "'x'"]), 2),
        (test("Id", "NotIn", "String", &["'CL00001'"]), 4_999),
        (test("Id", "Like", "String", &["'CL0000%'"]), 9),
        (test("UseInvoicingAddressAsDeliveryAddress", "Between", "Int", &["1", "5"]), 3_125),
        (test("OverdueBalance", "Upper", "Decimal", &["1000"]), 1),
        (test("Id", "Equal", "Column", &["Customer.Id"]), 5_000),
        ("  type: CustomFilter\n  column: FamilyId\n  operator: IsNull".to_owned(), 1_250),
        ("  type: CustomFilter\n  column: FamilyId\n  operator: IsNotNull".to_owned(), 3_750),
    ] {
        let target = format!("GenericQuery?TableName=Customer&Limit=1&WhereCondition={}", encode(&condition));
        assert_eq!(total(&folder, &target).await, expected, "{condition}");
    }
}

#[tokio::test]
async fn a_transfer_makes_a_document() {
    let folder = Folder::open().await;
    let target = "/gescom/api/v1/Folders/3691/Documents/Transfert";
    let body =
        |kind: &str, number: &str| format!(r#"{{"documentTypeName":"{kind}","originDocumentNumber":"{number}"}}"#);
    let documents = "Documents/SaleDocument?Duration=100000";
    assert_eq!(total(&folder, documents).await, 5_000);
    let made = call(&folder, "POST", target, &body("SALE", "DOC01")).await;
    assert_eq!((made.status, made.body.len()), (200, 0));
    assert_eq!(total(&folder, documents).await, 5_001);
    let sorted =
        "GenericQuery?TableName=SaleDocument&OrderByValue=DocumentNumber&Columns=DocumentNumber,CustomerId&Offset=5000";
    let last = get(&folder, sorted).await;
    assert_eq!(last.at("results[0].CustomerId"), "CL00001");
    assert!(last.at("results[0].DocumentNumber").starts_with("TR"));
    for (kind, number, status) in [("SALE", "nothing", 404), ("PURCHASE", "DOC01", 400), ("SALE", "", 400)] {
        assert_eq!(call(&folder, "POST", target, &body(kind, number)).await.status, status, "{kind} {number}");
    }
    assert_eq!(total(&folder, documents).await, 5_001);
}
