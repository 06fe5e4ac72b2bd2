//! Answers that say one thing by their status and another in truth.

use guichet_workadu::Outcome;
use guichet_workadu::customers::{CustomerId, CustomerUpdate, CustomersQuery};
use guichet_workadu::payments::PaymentsQuery;
use guichet_workadu::services::ServicesQuery;

use crate::common::*;

/// An error inside a success: an error, and of a change nobody knows whether a part was made.
#[tokio::test(start_paused = true)]
async fn an_error_inside_a_success_is_one() {
    for body in [
        r#"{"error":"The amount is larger than what is due"}"#,
        r#"{"message":"Customer not found","status_code":404}"#,
        r#"{"message":"no","status_code":"422","data":null}"#,
        r#"{"message":"no","status_code":200}"#,
        r#"{"message":"The given data was invalid.","errors":{"label":["The label field is required."]}}"#,
        "\u{feff}{\"error\":\"no\"}",
        "<br />\n<b>Notice</b>: Undefined index {x}\n{\"error\":\"no\"}",
    ] {
        let (workadu, transport) = answered(body);
        let error = workadu.customers().update(1, &CustomerUpdate::default()).await.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Status, Outcome::Unknown), "{body}: {error}");
        assert!(error.message().is_some(), "{error}");
        assert_eq!(transport.requests().len(), 1);
        let error = answered(body).0.orders().cancel(1).await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::Unknown, "{body}");
        let error = answered(body).0.customers().list(CustomersQuery::default()).collect_all().await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::NotDone, "{body}");
    }
    let (workadu, _) = answered(r#"{"message":"Customer not found","status_code":404}"#);
    assert!(workadu.customers().get(1).await.unwrap_err().is_not_found());
    // What has its data is none, whatever stands beside it.
    let (workadu, _) = answered(r#"{"message":"note","data":{"id":1},"errors":[]}"#);
    assert_eq!(workadu.customers().get(1).await.unwrap().id, CustomerId::from(1));
    let (workadu, _) = answered(r#"{"message":"deleted"}"#);
    workadu.services().delete(1).await.unwrap();
}

/// The order was cancelled, and that was not heard: the second answer is no word about the first.
#[tokio::test(start_paused = true)]
async fn a_repeat_that_is_refused_says_nothing_of_what_went_before() {
    let refused = r#"{"message":"No orders found to be canceled.","status_code":400}"#;
    let (workadu, transport) = script([Reply::drop_after(), Reply::new(400, refused)]);
    let error = workadu.orders().cancel(32162).await.unwrap_err();
    assert_eq!((error.outcome(), error.is_not_found()), (Outcome::Unknown, false), "{error}");
    assert!(error.to_string().contains("an earlier attempt may have done it"), "{error}");
    assert_eq!(transport.requests().len(), 2);
}

/// Pages that are spoken of are understood in both forms of the vendor's framework, or are an error.
#[tokio::test(start_paused = true)]
async fn pages_that_are_spoken_of_are_understood_or_an_error() {
    let whole =
        |meta: &str, links: &str| answered(&format!(r#"{{"data":[{{"id":1}}],"meta":{meta},"links":{links}}}"#)).0;
    for (meta, links) in [
        ("null", "null"),
        ("[]", "[]"),
        ("{}", "{}"),
        (r#"{"pagination":{"total":1,"current_page":1,"total_pages":1}}"#, "null"),
        (r#"{"pagination":{"total":"1","current_page":"1","total_pages":"1"}}"#, r#"{"next":null}"#),
        (r#"{"current_page":1,"last_page":1,"total":1}"#, r#"{"next":null,"prev":null}"#),
    ] {
        let read = whole(meta, links).customers().list(CustomersQuery::default()).collect_all().await;
        assert_eq!(read.unwrap().len(), 1, "{meta} {links}");
    }
    for (meta, links) in [
        (r#"{"pagination":{"total":500}}"#, "null"),
        (r#"{"pagination":{"total":500,"current_page":null,"total_pages":5}}"#, "null"),
        (r#"{"pagination":{"total":500,"current_page":1,"total_pages":-5}}"#, "null"),
        (r#"{"pagination":{"total":500,"current_page":"first","total_pages":5}}"#, "null"),
        // One page of five hundred elements, which has one.
        (r#"{"pagination":{"total":500,"current_page":1,"total_pages":1}}"#, "null"),
        (r#"{"last_page":3,"total":60}"#, "null"),
        // Without a total, that fewer came is not known in another way.
        (r#"{"pagination":{}}"#, "null"),
        (r#"{"pagination":{"current_page":null,"total_pages":5}}"#, "null"),
        (r#"{"last_page":3}"#, "null"),
        (r#"{}"#, r#"{"next":"https://app.workadu.com/api/customers?page=2"}"#),
    ] {
        let list = whole(meta, links).customers().list(CustomersQuery::default());
        let (read, errors) = list.collect_with_errors().await;
        assert_eq!((read.len(), errors.len()), (1, 1), "{meta} {links}");
        assert_eq!(errors[0].kind(), ErrorKind::Paging, "{meta} {links}");
    }
    // The framework's other form is followed.
    let other = |id: u32, page: u32| {
        Reply::json(format!(r#"{{"data":[{{"id":{id}}}],"meta":{{"current_page":{page},"last_page":2,"total":2}}}}"#))
    };
    let (workadu, transport) = script([other(1, 1), other(2, 2)]);
    let all = workadu.customers().list(CustomersQuery::default()).collect_all().await.unwrap();
    assert_eq!((all.len(), transport.requests().len()), (2, 2));
}

/// What has no data is no empty list.
#[tokio::test(start_paused = true)]
async fn no_data_is_no_empty_list() {
    for body in ["", "{}", r#"{"customers":[]}"#, "7"] {
        let error = answered(body).0.customers().list(CustomersQuery::default()).collect_all().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{body:?}");
        let error = answered(body).0.payments().list(PaymentsQuery::default()).collect_all().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{body:?}");
        let error = answered(body).0.services().list(ServicesQuery::default()).collect_all().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{body:?}");
        answered(body).0.customers().get_many([1, 2]).await.unwrap_err();
    }
}

/// A member that is spelled in both ways, the vendor's slip and the right one, is read.
#[tokio::test(start_paused = true)]
async fn both_spellings_of_a_member_at_once_are_read() {
    let (workadu, _) = answered(r#"{"data":[{"id":7,"transaction_num,":8,"transaction_num":8}]}"#);
    let paid = workadu.payments().get(7).await.unwrap();
    assert_eq!(paid.transaction_num, Some(8));
}

#[tokio::test]
async fn a_key_that_was_not_trimmed_is_refused() {
    for key in ["", "  ", "wk_abcd\n", " wk_abcd"] {
        let error = Workadu::new(key).unwrap_err();
        assert!(error.kind() == ErrorKind::Config && !error.to_string().contains("wk_"), "{error}");
    }
}
