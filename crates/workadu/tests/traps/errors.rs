//! How Workadu says no.

use guichet_workadu::Outcome;
use guichet_workadu::customers::{CustomerUpdate, NewCustomer};
use guichet_workadu::invoices::NewInvoice;
use guichet_workadu::listing::ListOptions;
use guichet_workadu::payments::NewBookingPayment;
use guichet_workadu::services::NewService;

use crate::common::*;

/// 004:327-329: the tables of errors are prose, and that of services has the row of a customer's e-mail.
#[tokio::test(start_paused = true)]
async fn errors_are_known_by_their_status_and_keep_their_text() {
    let (workadu, transport) = refusal(400, "The email you supplied is malformed!");
    let error = workadu.services().create(&NewService::new("Toyota corolla", 1234)).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Status, Some(400)));
    assert_eq!(error.message(), Some("The email you supplied is malformed!"));
    assert!(!error.is_not_found() && !error.outcome_unknown());
    sent(&transport, "POST /api/services/", r#"{"name":"Toyota corolla","category_id":1234}"#);
    // A refusal without any of the forms that are known.
    let (workadu, _) = script([Reply::new(400, "<html>A service name,an category are mandatory</html>")]);
    let error = workadu.services().create(&NewService::new("", 0)).await.unwrap_err();
    assert_eq!((error.status(), error.message()), (Some(400), None));
    assert_eq!(error.body_excerpt().unwrap(), b"<html>A service name,an category are mandatory</html>");
}

/// 004:3203, 3320: a refusal has its status in the body too.
#[tokio::test(start_paused = true)]
async fn the_status_in_the_body_does_not_count() {
    for (status, body, not_found) in [
        (404, r#"{"message": "No query results for model [Invoice] 1", "status_code": 404}"#, true),
        (404, r#"{"message": "No query results for model [Invoice] 1", "status_code": 200}"#, true),
        (422, r#"{"message": "The given data was invalid.", "status_code": 404}"#, false),
    ] {
        let (workadu, transport) = script([Reply::new(status, body)]);
        let error = workadu.withholdings().list(1, ListOptions::default()).collect_all().await.unwrap_err();
        assert_eq!((error.kind(), error.status(), error.is_not_found()), (ErrorKind::Status, Some(status), not_found));
        assert!(error.message().is_some_and(|message| !message.contains("status_code")));
        assert_eq!(transport.requests().len(), 1);
    }
    // Nor does it turn an answer into a refusal.
    let (workadu, _) = answered(r#"{"data": {"id": 1}, "status_code": 404}"#);
    workadu.customers().get(1).await.unwrap();
}

/// 004:1969, 2209, 4141, 4202: what does not exist is a 400 with a sentence, and elsewhere (3203) a 404.
#[tokio::test(start_paused = true)]
async fn not_found_is_a_400_with_a_sentence_or_a_404() {
    macro_rules! missing {
        ($status:literal, $message:literal, $call:expr) => {
            let (workadu, transport) = refusal($status, $message);
            let call = $call;
            let error = call(workadu).await.unwrap_err();
            assert!(error.is_not_found(), "{error}");
            assert_eq!((error.status(), error.message().unwrap_or_default()), (Some($status), $message));
            assert!(!error.outcome_unknown());
            assert_eq!(transport.requests().len(), 1);
        };
    }
    missing!(400, "No orders found to be canceled.", async |w: Workadu| w.orders().cancel(32162).await);
    missing!(400, "No customers could be found.", async |w: Workadu| {
        w.customers().update(32162, &CustomerUpdate::default()).await
    });
    missing!(400, "No companies could be found.", async |w: Workadu| w.companies().get(1).await);
    missing!(400, "No attributes could be found.", async |w: Workadu| w.attributes().get(1).await);
    missing!(400, "There is no service with provided service id", async |w: Workadu| {
        w.services().delete_all_price_schemes(1).await
    });
    missing!(404, "No query results for model [Withholding] 1", async |w: Workadu| w.withholdings().get(1, 1).await);
    missing!(404, "", async |w: Workadu| w.orders().get(1).await);
    // A 400 with another sentence, and these sentences with another status, are plain refusals.
    for (status, message) in [
        (400, "You must provide the order ID(s)"),
        (400, "Please provide a customer_id!"),
        (403, "No customers could be found."),
    ] {
        let (workadu, _) = refusal(status, message);
        let error = workadu.customers().get(0).await.unwrap_err();
        assert!(!error.is_not_found(), "{error}");
        assert_eq!(error.message(), Some(message));
    }
}

/// 004:3841-3842: the order must be NOT_PAID or CANCELLED, the message names CANCELLED alone.
#[tokio::test(start_paused = true)]
async fn a_message_that_says_half_is_passed_on() {
    let sentence = "This order does not have the CANCELLED status!";
    let (workadu, transport) = refusal(400, sentence);
    let payment = NewBookingPayment::without_deposit(1234);
    let error = workadu.payments().create_for_booking(&payment).await.unwrap_err();
    assert_eq!((error.kind(), error.status(), error.message()), (ErrorKind::Status, Some(400), Some(sentence)));
    assert!(!error.is_not_found() && !error.outcome_unknown() && !error.is_transient());
    sent(&transport, "POST /api/payments/", "order_id=1234");
}

/// An answer that cannot be read says where, and was accepted all the same.
#[tokio::test(start_paused = true)]
async fn what_cannot_be_read_names_its_place() {
    let (workadu, transport) = answered(r#"{"data": {"id": "x"}}"#);
    let error = workadu.customers().create(&NewCustomer::new("John Doe", "j@doe.com")).await.unwrap_err();
    assert_eq!((error.kind(), error.status(), error.outcome()), (ErrorKind::Decode, Some(200), Outcome::Done));
    assert!(error.message().unwrap().contains("data.id"), "{error}");
    assert_eq!(transport.requests().len(), 1);
    // The invoice is there, whatever the answer says of its day.
    let (workadu, _) = answered(r#"{"data": {"id": 1, "issue_date": "yesterday"}}"#);
    let made = workadu.invoices().create(&NewInvoice::new(1, 2)).await.unwrap();
    assert_eq!((made.id.get(), made.issue_date), (1, None));
}
