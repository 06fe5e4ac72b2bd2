//! Documents of sale: names that the tables spoil, what is read and what is written, signs, digits.

use guichet_ebp::invoicing::Invoicing;
use guichet_ebp::invoicing::documents::quotes::QuoteStatus;
use guichet_ebp::invoicing::documents::{Address, AddressData, Addresses, AddressesData, DepositData, DocumentData};
use guichet_ebp::transport::{Reply, ScriptedTransport};
use guichet_ebp::{ErrorKind, Outcome, Sent};

use crate::common::{client, day};

fn answering(answer: impl Into<String>) -> (ScriptedTransport, Invoicing) {
    let transport = ScriptedTransport::always(Reply::json(answer.into()));
    let invoicing = client(&transport).invoicing("DomainId");
    (transport, invoicing)
}

fn sent(transport: &ScriptedTransport) -> String {
    String::from_utf8(transport.requests().last().unwrap().body.to_vec()).unwrap()
}

/// As JSON, to compare what was sent.
fn written(data: &DocumentData) -> String {
    serde_json::to_string(data).unwrap()
}

fn document() -> DocumentData {
    DocumentData::new("MAIRIE", 1, day(), [])
}

/// A search and replace has spoilt "number" in the tables and in one sample (003:6174, 6181, 6252, 6259).
#[tokio::test(start_paused = true)]
async fn a_number_is_read_under_both_its_names() {
    for [number, vat] in [["number", "intracommunityVatNumber"], ["decimal", "intracommunityVatdecimal"]] {
        let (_, invoicing) = answering(format!(r#"{{"id":37,"{number}":"AV00000004","{vat}":"FR1"}}"#));
        let credit = invoicing.credits().get(37).await.unwrap();
        assert_eq!(credit.number.as_deref(), Some("AV00000004"));
        assert_eq!(credit.intracommunity_vat_number.as_deref(), Some("FR1"));
    }
    // Only the right one is written.
    let data = DocumentData { intracommunity_vat_number: Some("FR1".to_owned()), ..document() };
    assert!(written(&data).contains(r#""IntracommunityVatNumber":"FR1""#), "{}", written(&data));
}

/// A percentage is read as `percent` and written as `Rate` (003:6061, 6511); of a credit it stays negative (003:6062), and its lines
/// and footer stay positive. Nothing is negated, and no digit is lost.
#[tokio::test(start_paused = true)]
async fn a_document_is_written_as_it_was_read() {
    let (long, longest) = ("34831.970000000000000000000000", "79228162514264337593543950335");
    let answer = format!(
        r#"{{"id":37,"name":"KRAP'S","customerId":1,"date":"2023-12-20T00:00:00Z",
        "commitments":[{{"percent":{long},"amount":-{longest},"remainingAmount":-{long}}}],
        "lines":[{{"quantity":{long},"unitPrice":{longest},"totalAmountVatExcluded":{long}}}],
        "footer":{{"totalVatAmount":{longest}}}}}"#
    );
    let (_, invoicing) = answering(answer);
    let update = written(&invoicing.credits().get(37).await.unwrap().to_update().unwrap());
    for part in [
        format!(r#""Commitments":[{{"Amount":-{longest},"Rate":{long},"RemainingAmount":-{long}}}]"#),
        format!(r#""Lines":[{{"Quantity":{long},"UnitPrice":{longest},"TotalAmountVatExcluded":{long}}}]"#),
        format!(r#""Footer":{{"TotalVatAmount":{longest}}}"#),
    ] {
        assert!(update.contains(&part), "{part} is not in {update}");
    }
}

/// Footer and totals are the server's: what the caller leaves out is not sent.
#[tokio::test(start_paused = true)]
async fn nothing_is_made_up_for_the_caller() {
    let (transport, invoicing) = answering("5");
    invoicing.invoices().create(&document()).await.unwrap();
    assert_eq!(sent(&transport), r#"{"Name":"MAIRIE","CustomerId":1,"Date":"2024-01-13T00:00:00Z"}"#);
}

/// The state of a quote is mandatory (003:8505), and not shown by its answer.
#[tokio::test(start_paused = true)]
async fn a_quote_without_a_state_is_not_sent() {
    let (transport, invoicing) = answering("5");
    for error in [
        invoicing.quotes().create(&document()).await.unwrap_err(),
        invoicing.quotes().update(27, &document()).await.unwrap_err(),
    ] {
        assert_eq!((error.kind(), error.sent(), error.outcome()), (ErrorKind::Invalid, Sent::No, Outcome::NotDone));
        assert!(error.to_string().contains("QuoteStatus"), "{error}");
    }
    assert!(transport.requests().is_empty());
    let quote = DocumentData { quote_status: Some(QuoteStatus::New), ..document() };
    invoicing.quotes().create(&quote).await.unwrap();
    assert!(sent(&transport).contains(r#""QuoteStatus":0"#));
}

/// A moment without an offset is of no known zone, and cannot be written.
#[tokio::test(start_paused = true)]
async fn a_day_that_was_read_without_an_offset_is_not_written() {
    let (_, invoicing) = answering(r#"{"id":1,"name":"n","customerId":1,"date":"2023-12-20T00:00:00"}"#);
    let error = invoicing.invoices().get(1).await.unwrap().to_update().unwrap_err();
    assert!(error.kind() == ErrorKind::Invalid && error.to_string().contains("Date"), "{error}");
    // Nor is what was not shown made up.
    for (answer, member) in [
        (r#"{"id":1,"customerId":1,"date":"2023-12-20T00:00:00Z"}"#, "Name"),
        (r#"{"id":1,"name":"n","date":"2023-12-20T00:00:00Z"}"#, "CustomerId"),
        (r#"{"id":1,"name":"n","customerId":1}"#, "Date"),
    ] {
        let error = answering(answer).1.invoices().get(1).await.unwrap().to_update().unwrap_err();
        assert!(error.to_string().contains(member), "{error}");
    }
}

/// The flags that say "the same as" stand inside the addresses (003:8440), and an address has its short name (003:6952).
#[tokio::test(start_paused = true)]
async fn addresses_have_the_names_of_the_samples() {
    let (transport, invoicing) = answering("5");
    let head_office = Some(AddressData { city: Some("Paris".to_owned()), ..AddressData::default() });
    let addresses = AddressesData { head_office, delivery_is_the_same_as_invoicing: Some(true), ..Default::default() };
    invoicing.invoices().create(&DocumentData { addresses: Some(addresses), ..document() }).await.unwrap();
    let part = r#""Addresses":{"HeadOffice":{"City":"Paris"},"DeliveryIsTheSameAsInvoicing":true}"#;
    assert!(sent(&transport).contains(part), "{}", sent(&transport));

    let head_office = Some(Address { city: Some("Paris".to_owned()), ..Address::default() });
    let addresses = Some(Addresses { head_office, ..Addresses::default() });
    let deposit = DepositData { addresses, ..DepositData::new(day()) };
    invoicing.deposit_invoices().create(27, &deposit).await.unwrap();
    let date = r#""date":"2024-01-13T00:00:00Z""#;
    let part = r#""addresses":{"headOffice":{"city":"Paris"}}"#;
    assert_eq!(sent(&transport), format!(r#"{{"fromSaleQuoteId":27,{date},{part}}}"#));
    // A credit of a deposit is of the deposit's invoice, an invoice of a deposit is of a quote (003:6938, 7109).
    invoicing.deposit_credits().create(18, &deposit).await.unwrap();
    assert_eq!(sent(&transport), format!(r#"{{"fromSaleDepositInvoiceId":18,{date},{part}}}"#));
}

/// The answers to writes are bare numbers; in whatever form they come the write is done.
#[tokio::test(start_paused = true)]
async fn a_bare_number_is_read_in_each_form() {
    for answer in ["19", "\"19\"", " 19\n"] {
        let (_, invoicing) = answering(answer);
        assert_eq!(invoicing.invoices().create(&document()).await.unwrap().get(), 19);
        assert_eq!(invoicing.invoices().update(19, &document()).await.unwrap().map(|id| id.get()), Some(19));
        assert_eq!(invoicing.invoices().delete(19).await.unwrap().answer, Some(19));
    }
    let (_, invoicing) = answering("");
    assert_eq!(invoicing.invoices().update(19, &document()).await.unwrap(), None);
    assert_eq!(invoicing.invoices().delete(19).await.unwrap().answer, None);
    // Whose number it is cannot be told of this: the invoice is there.
    for answer in ["", r#"{"message":"ok"}"#] {
        let error = answering(answer).1.invoices().create(&document()).await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::Done, "{answer}: {error}");
    }
}
