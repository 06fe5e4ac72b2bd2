//! A long list, streamed: the largest resident memory of the process, in KiB, and what was streamed.

use guichet_core::transport::Body;
use std::fmt::Write as _;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use guichet_core::transport::{BoxFuture, ByteStream, Transport, TransportError};
use guichet_core::{Decimal, Limits, Settings, time};
use guichet_ebp::Ebp;
use guichet_ebp::accounting::bank_transactions::BankTransactionsQuery;
use guichet_ebp::auth::{MemoryStore, Tokens};
use guichet_workadu::Workadu;
use guichet_workadu::customers::CustomersQuery;

use super::Outcome;

const PAGE: u64 = 100;

pub(crate) async fn run(list: &str, items: u64) -> Outcome {
    let settings = Settings::new().limits(Limits::none()).transport(Lists { items });
    let (read, what) = match list {
        "offset" => (offset(settings).await?, "guichet-ebp, bank transactions, by offset"),
        "pages" => (pages(settings).await?, "guichet-workadu, customers, by number"),
        _ => return Err("offset | pages".into()),
    };
    if read != items {
        return Err(format!("{items} items were to be read, {read} were").into());
    }
    println!("{} {what}", Account::open()?.peak()?);
    Ok(())
}

/// EBP's bank transactions: no total, the list ends with a page that is not full.
async fn offset(settings: Settings) -> Outcome<u64> {
    let now = time::OffsetDateTime::now_utc();
    let tokens = Tokens::new("refresh", now + time::Duration::WEEK).access("access", now + time::Duration::DAY);
    let store = MemoryStore::holding(tokens);
    let ebp = Ebp::builder("key").application("bench", "secret").tokens(store).settings(settings).build()?;
    let mut list = ebp.accounting("folder").bank_transactions().list(BankTransactionsQuery::default());
    let (mut read, mut sum) = (0_u64, Decimal::ZERO);
    while let Some(transaction) = list.next().await {
        let transaction = transaction?;
        sum += transaction.debit.ok_or("a transaction without its debit")?;
        read += 1;
    }
    if sum != Decimal::from(read) * Decimal::new(3559, 2) {
        return Err("the sum is wrong".into());
    }
    Ok(read)
}

/// Workadu's customers: numbered pages, the last one named.
async fn pages(settings: Settings) -> Outcome<u64> {
    let workadu = Workadu::builder("key").settings(settings).build()?;
    let mut list = workadu.customers().list(CustomersQuery::default());
    let (mut read, mut sum) = (0_u64, 0_i64);
    while let Some(customer) = list.next().await {
        sum += customer?.id.get();
        read += 1;
    }
    if i128::from(sum) * 2 != i128::from(read) * (i128::from(read) - 1) {
        return Err("the sum is wrong".into());
    }
    Ok(read)
}

/// The system's account of this process, opened early: later there may be no descriptor left for it.
pub(crate) struct Account(std::fs::File);

impl Account {
    pub(crate) fn open() -> Outcome<Self> {
        Ok(Self(std::fs::File::open("/proc/self/status")?))
    }

    /// The largest resident memory, in KiB.
    pub(crate) fn peak(mut self) -> Outcome<u64> {
        let mut status = String::new();
        std::io::Read::read_to_string(&mut self.0, &mut status)?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("the system does not say")?;
        Ok(line.trim().trim_end_matches("kB").trim().parse()?)
    }
}

/// Makes each page when it is asked for and keeps none.
struct Lists {
    items: u64,
}

impl Transport for Lists {
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<ByteStream>, TransportError>> {
        let query = request.uri().query().unwrap_or_default();
        let number = |name: &str| {
            query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')?.parse::<u64>().ok())
        };
        let body = match number("skip") {
            Some(skip) => transactions(skip, self.items),
            None => customers(number("page").unwrap_or(1), self.items),
        };
        let mut response = http::Response::new(Box::pin(Whole(Some(Bytes::from(body)))) as ByteStream);
        let json = http::HeaderValue::from_static("application/json");
        response.headers_mut().insert(http::header::CONTENT_TYPE, json);
        Box::pin(std::future::ready(Ok(response)))
    }
}

struct Whole(Option<Bytes>);

impl futures_core::Stream for Whole {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.take().map(Ok))
    }
}

/// With all members that the documentation's sample has.
fn transactions(skip: u64, items: u64) -> String {
    let mut body = String::from(r#"{"data":["#);
    for item in skip..items.min(skip + PAGE) {
        let comma = if item == skip { "" } else { "," };
        let _ = write!(
            body,
            r#"{comma}{{"uuid":"13c269d8-2d3d-4d78-a151-{item:012}","label":"CARD PAYMENT {item}","account":{{"#
        );
        body.push_str(concat!(
            r#""uuid":"ae23cab6-9c96-49db-9d93-66f6457553fa","bankName":"A bank","accountName":"An account","#,
            r#""accountNumber":"3002900000","iban":"EX6713000000000300290000028","synchronize":true,"#,
            r#""alreadySynchronized":true,"bankSyncId":"7213","connectionId":"1854","journal":{"#,
            r#""uuid":"54031191-b1d0-4fb8-ac4f-09445f8b1138","code":"BQ","name":"Bank"},"startDate":null,"#,
            r#""operationsCount":62,"synchronizationDate":"2024-02-06 08:36:33","balance":1299.26,"deleted":false,"#,
            r#""state":"normal","errorMessage":[]},"operationDate":"2024-02-04","valueDate":"2024-02-04","debit":35.59,"#,
            r#""credit":null,"reference":"380058","status":"0","entry":null}"#,
        ));
    }
    body.push_str("]}");
    body
}

fn customers(page: u64, items: u64) -> String {
    let mut body = String::from(r#"{"data":["#);
    let first = (page - 1) * PAGE;
    for item in first..items.min(first + PAGE) {
        let comma = if item == first { "" } else { "," };
        let _ = write!(body, r#"{comma}{{"id":{item},"fullname":"Customer {item}","email":"{item}@example.com","#);
        body.push_str(concat!(
            r#""mobile":1112223334,"country":"Greece","city":"Athens","address":"A street 11","postal_code":13211,"#,
            r#""vat_number":"112233","birthdate":"1985-02-11","gender":"M","title":"A company","companyid":475}"#,
        ));
    }
    let last = items.div_ceil(PAGE);
    let _ =
        write!(body, r#"],"meta":{{"pagination":{{"total":{items},"current_page":{page},"total_pages":{last}}}}}}}"#);
    body
}
