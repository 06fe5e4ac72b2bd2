//! Imports, attachments and exports: addresses as the routes have them, and what an end means.

use std::time::Duration;

use guichet_ebp::exports::{ExportFormat, ExportKind, NewConfigurableExport, NewExport};
use guichet_ebp::imports::{AttachmentKind, ImportCategory, ImportOutcome, ImportReport, NewAttachment, NewImport};
use guichet_ebp::transport::{Reply, ScriptedTransport};
use guichet_ebp::{Ebp, ErrorKind, Outcome};

use crate::common::client;

fn answering(answers: &[&str]) -> (ScriptedTransport, Ebp) {
    let transport = ScriptedTransport::new(answers.iter().map(|answer| Reply::json(*answer)));
    let ebp = client(&transport);
    (transport, ebp)
}

fn targets(transport: &ScriptedTransport) -> Vec<String> {
    transport.requests().iter().map(|request| request.target().to_owned()).collect()
}

/// The French of `StatutResultImport`, no slash before a query, the case of the tables (003:3651-3824).
#[tokio::test(start_paused = true)]
async fn addresses_are_those_of_the_routes() {
    let (transport, ebp) = answering(&[
        r#"{"importId":"7"}"#,
        r#"{"status":"Waiting"}"#,
        r#"{"importSettings":"Modèle 1","importCategory":"Items","contentXml":""}"#,
        r#"{"associatedFileId":8}"#,
        r#"{"status":"Waiting"}"#,
        r#"{"status":"Waiting"}"#,
    ]);
    let imports = ebp.imports();
    let import = NewImport::new("3691", ImportCategory::SuppliersAdresses, "m&m", "é.csv", "x");
    assert_eq!(imports.create(&import).await.unwrap().as_str(), "7");
    imports.status("12").await.unwrap();
    imports.models().get("3691", "Modèle 1").await.unwrap();
    let attachment = NewAttachment::new("3691", AttachmentKind::Item, "AR00002", "é.csv", "x");
    assert_eq!(imports.attachments().add(&attachment).await.unwrap().as_str(), "8");
    imports.attachments().status("12").await.unwrap();
    imports.attachments().with_capital().status("12").await.unwrap();
    assert_eq!(
        targets(&transport),
        [
            "/import/api/v1/CreateImport?FolderId=3691&ImportCategory=SuppliersAdresses&ImportSettings=m%26m",
            "/import/api/v1/StatutResultImport?importId=12",
            "/import/api/v1/ModelSettings/Mod%C3%A8le%201?FolderId=3691",
            "/associatedfile/api/v1/AddAssociatedFile?FolderId=3691&Kind=Item&Type=file&EntityId=AR00002",
            "/associatedfile/api/v1/AssociatedFileResult?associatedFileId=12",
            "/associatedFile/api/v1/AssociatedFileResult?associatedFileId=12",
        ]
    );
}

/// Two lists of categories: imports are mostly in the plural, exports in the singular (003:3866, 4100); and the rows that were merged are there.
#[test]
fn categories_of_imports_and_exports_are_two_lists() {
    let (imports, exports): (Vec<&str>, Vec<&str>) = (
        ImportCategory::KNOWN.iter().map(|known| known.as_str()).collect(),
        ExportKind::KNOWN.iter().map(|known| known.as_str()).collect(),
    );
    for recovered in ["GeographicSectors", "ClassificationGroups", "Incidents", "MaintenanceContracts"] {
        assert!(imports.contains(&recovered) && exports.contains(&recovered), "{recovered}");
    }
    assert!(imports.contains(&"Items") && !imports.contains(&"Item"));
    assert!(exports.contains(&"Item") && !exports.contains(&"Items"));
    assert_eq!((imports.len(), exports.len()), (76, 86));
}

async fn report(infos: &str) -> ImportReport {
    let (_, ebp) = answering(&[&format!(r#"{{"status":"Completed","importInfos":{infos}}}"#)]);
    ebp.imports().job("7").wait().await.unwrap()
}

/// Completed is not imported (003:3688): lines can be in error, uncounted, or not spoken of at all.
#[tokio::test(start_paused = true)]
async fn an_import_that_has_ended_may_have_failed_line_by_line() {
    let error = r#"{"lineNumber":3,"errors":[{"code":"E"}]}"#;
    for (infos, outcome) in [
        (r#"{"itemTotal":3,"itemCreated":2,"itemUpdated":1,"itemError":0}"#.to_owned(), ImportOutcome::Imported),
        (r#"{"itemTotal":0,"itemCreated":0,"itemUpdated":0,"itemError":0}"#.to_owned(), ImportOutcome::Imported),
        (r#"{"itemTotal":3,"itemCreated":2,"itemUpdated":0,"itemError":1}"#.to_owned(), ImportOutcome::LinesFailed(1)),
        // The counts disagree with the lines, or with one another: the worse is told.
        (format!(r#"{{"itemError":0,"details":[{error}]}}"#), ImportOutcome::LinesFailed(1)),
        (r#"{"itemTotal":5,"itemCreated":2,"itemUpdated":1,"itemError":0}"#.to_owned(), ImportOutcome::LinesFailed(2)),
        // Numbers that cannot be.
        (r#"{"itemTotal":3,"itemCreated":3,"itemUpdated":0,"itemError":-1}"#.to_owned(), ImportOutcome::NotSaid),
        (r#"{"itemTotal":0,"itemCreated":3,"itemUpdated":0,"itemError":0}"#.to_owned(), ImportOutcome::NotSaid),
        (r#"{"itemTotal":0,"itemCreated":3,"itemUpdated":0,"itemError":2}"#.to_owned(), ImportOutcome::LinesFailed(2)),
        ("null".to_owned(), ImportOutcome::NotSaid),
        ("{}".to_owned(), ImportOutcome::NotSaid),
    ] {
        assert_eq!(report(&infos).await.outcome(), outcome, "{infos}");
    }
    let failed: Vec<Option<i64>> = report(&format!(r#"{{"details":[{{"lineNumber":1}},{error}]}}"#))
        .await
        .failed()
        .map(|detail| detail.line_number)
        .collect();
    assert_eq!(failed, [Some(3)]);
}

/// Each status of a failure is told as such; one that nobody lists is waited on.
#[tokio::test(start_paused = true)]
async fn a_job_ends_as_its_status_says() {
    for status in ["OperationError", "EbpOperationException", "EbpOpenDataBaseError", "EbpOlapiError"] {
        let answer = format!(r#"{{"status":"{status}","report":"r","exportInfos":{{"message":"m"}}}}"#);
        let (_, ebp) = answering(&[&answer, &answer, &answer]);
        let errors = [
            ebp.imports().job("7").wait().await.unwrap_err(),
            ebp.imports().attachments().job("7").wait().await.unwrap_err(),
            ebp.exports().job("7").wait().await.unwrap_err(),
        ];
        for (error, (outcome, message)) in
            errors.iter().zip([(Outcome::Unknown, None), (Outcome::Unknown, Some("r")), (Outcome::NotDone, Some("m"))])
        {
            assert_eq!(
                (error.kind(), error.code(), error.message()),
                (ErrorKind::Job, Some(status), message),
                "{error}"
            );
            assert_eq!(error.outcome(), outcome, "{error}");
        }
    }
    let (transport, ebp) = answering(&[
        r#"{"status":"Waiting"}"#,
        r#"{"status":"Paused"}"#,
        r#"{"status":"Starting"}"#,
        r#"{"status":"Completed"}"#,
    ]);
    let report = ebp.imports().job("7").wait().await.unwrap();
    assert_eq!((report.outcome(), transport.requests().len()), (ImportOutcome::NotSaid, 4));
}

/// The file is asked for only when its export has ended; of one that failed it is not.
#[tokio::test(start_paused = true)]
async fn the_result_is_asked_for_at_the_end() {
    let (transport, ebp) = answering(&[r#"{"status":"Starting"}"#, r#"{"status":"Completed"}"#, "Code"]);
    let bytes = ebp.exports().job("7").wait_and_download().await.unwrap().bytes(100).await.unwrap();
    assert_eq!(bytes, "Code");
    let base = "/export/api/v1";
    assert_eq!(
        targets(&transport),
        [format!("{base}/Status?exportId=7"), format!("{base}/Status?exportId=7"), format!("{base}/Result?exportId=7")]
    );
    let (transport, ebp) = answering(&[r#"{"status":"EbpOlapiError"}"#]);
    ebp.exports().job("7").wait_and_save("never.csv").await.unwrap_err();
    assert_eq!(transport.requests().len(), 1);
    // One that does not end is given up by the caller alone.
    let transport = ScriptedTransport::always(Reply::json(r#"{"status":"Waiting"}"#));
    let job = client(&transport).exports().job("7").deadline(Duration::from_secs(600));
    assert_eq!(job.wait().await.unwrap_err().kind(), ErrorKind::Timeout);
}

/// The configurable export has no folder in the text (003:4012): none is sent unless the caller says so.
#[tokio::test(start_paused = true)]
async fn an_export_is_asked_for_as_documented() {
    let created = r#"{"exportId":"7"}"#;
    let (transport, ebp) = answering(&[created, created, created]);
    let exports = ebp.exports();
    exports.create(&ExportFormat::Pdf, &NewExport::new("3691", ExportKind::SaleInvoice, "FA1")).await.unwrap();
    let mut export = NewConfigurableExport::new(ExportKind::Item);
    exports.create_configurable(&export).await.unwrap();
    export.folder_id = Some("3691".into());
    exports.create_configurable(&export).await.unwrap();
    let bodies: Vec<String> =
        transport.requests().iter().map(|request| String::from_utf8(request.body.to_vec()).unwrap()).collect();
    assert_eq!(
        bodies,
        [
            r#"{"kind":"SaleInvoice","entityId":"FA1","folderId":"3691"}"#,
            r#"{"kind":"Item"}"#,
            r#"{"kind":"Item","folderId":"3691"}"#,
        ]
    );
    assert!(targets(&transport)[0].ends_with("/CreateExport/Pdf"));
}

/// One letter apart, and the one throws everybody out (003:3612, 3629): each by its own name, and neither is sent again.
#[tokio::test(start_paused = true)]
async fn maintenance_does_what_its_name_says_and_once() {
    let transport =
        ScriptedTransport::new([Reply::new(200, ""), Reply::new(200, ""), Reply::drop_after(), Reply::drop_after()]);
    let ebp = client(&transport);
    let maintenance = ebp.maintenance();
    maintenance.disconnect_all_users("3691").await.unwrap();
    maintenance.remove_all_locks("3691").await.unwrap();
    for error in [
        maintenance.disconnect_all_users("3691").await.unwrap_err(),
        maintenance.remove_all_locks("3691").await.unwrap_err(),
    ] {
        assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1), "{error}");
    }
    let path = |last: &str| format!("/maintenance/api/v1/Folders/3691/{last}");
    assert_eq!(targets(&transport), ["UnlogAll", "UnlockAll", "UnlogAll", "UnlockAll"].map(path));
}
