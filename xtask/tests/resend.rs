//! Writes that are looked for before they are sent again: the examples of the crates, under each fault at each of their steps.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

#[path = "../../crates/workadu/examples/bill.rs"]
mod bill;
#[path = "../../crates/ebp/examples/post_csv.rs"]
mod post_csv;
#[path = "../../crates/akuiteo/examples/quote.rs"]
mod quote;

use std::time::Duration;

use guichet_core::{Outcome, Resend};
use guichet_ebp::{dates, decimal};
use guichet_sandbox::{Fault, FaultKind, Sandbox};
use guichet_workadu::invoices::{InvoiceStatus, InvoicesQuery};
use guichet_workadu::payments::PaymentsQuery;

use common::{Clients, TENANT};

/// Those after which nobody knows whether it was done, then one of each other kind.
fn faults() -> Vec<FaultKind> {
    let broken = [FaultKind::DropBefore, FaultKind::DropAfter, FaultKind::Truncate, FaultKind::Stall];
    broken
        .into_iter()
        .chain([503, 500, 408, 429, 507].map(FaultKind::Status))
        .chain([FaultKind::HtmlError(502)])
        .collect()
}

/// The pauses of a test: what is lost is lost for good at the sandbox.
fn resend() -> Resend {
    Resend::new().looks(2, Duration::from_millis(5))
}

fn order(reference: &str) -> bill::Order {
    let amount = |text| decimal::parse(text).unwrap();
    let lines = vec![("Transfer".to_owned(), amount("100.00")), ("Transfer".to_owned(), amount("50.00"))];
    bill::Order { reference: reference.to_owned(), customer: 911, series: 911, lines }
}

/// How many invoices, lines, published ones and payments are there for an order.
async fn billed(clients: &Clients, reference: &str) -> [usize; 4] {
    let query = InvoicesQuery { customer_id: Some(911.into()), ..InvoicesQuery::default() };
    let all = clients.workadu.invoices().list(query).collect_all().await.unwrap();
    let mine: Vec<_> = all.into_iter().filter(|invoice| invoice.tag.as_deref() == Some(reference)).collect();
    let mut lines = 0;
    for invoice in &mine {
        lines += clients.workadu.invoices().get(invoice.id).await.unwrap().lines.len();
    }
    let published = mine.iter().filter(|invoice| invoice.status == Some(InvoiceStatus::Valid)).count();
    let query = PaymentsQuery { customer_id: Some(911.into()), ..PaymentsQuery::default() };
    let payments = clients.workadu.payments().list(query).collect_all().await.unwrap();
    let paid = payments.iter().filter(|payment| payment.comments.as_deref() == Some(reference)).count();
    [mine.len(), lines, published, paid]
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_billed_once_under_each_fault_at_each_step() {
    let sandbox = Sandbox::builder().without_limits().start().await.unwrap();
    let clients = Clients::new(&sandbox, Duration::from_millis(200)).await;
    let writes = ["invoices.create", "invoices.add-line", "invoices.publish", "payments.create-for-invoices"]
        .map(|write| format!("workadu.{write}"));
    let (mut settled, mut runs) = (0, 0);
    for write in &writes {
        for kind in faults() {
            let reference = format!("order-{runs}");
            sandbox.inject(Fault::new(kind.clone()).on(write).times(1));
            let result = bill::bill(&clients.workadu, resend(), &order(&reference)).await;
            sandbox.clear_faults();
            (runs, settled) = (runs + 1, settled + usize::from(result.is_ok()));
            let told = result.map(drop).map_err(|error| format!("{write} under {kind:?}: {error}"));
            assert_eq!((told, billed(&clients, &reference).await), (Ok(()), [1, 2, 1, 1]), "{write} under {kind:?}");
        }
    }
    println!("{settled} of {runs} were settled without a human");
    // A fault that stays ends in an error, and another run ends what was begun.
    for write in &writes {
        for kind in [FaultKind::DropAfter, FaultKind::DropBefore, FaultKind::Status(503), FaultKind::Status(400)] {
            let reference = format!("order-{runs}");
            runs += 1;
            sandbox.inject(Fault::new(kind.clone()).on(write).times(9));
            let _ = bill::bill(&clients.workadu, resend(), &order(&reference)).await;
            sandbox.clear_faults();
            let there = billed(&clients, &reference).await;
            assert!(
                there[0] <= 1 && there[1] <= 2 && there[2] <= 1 && there[3] <= 1,
                "{write} under {kind:?}: {there:?}"
            );
            bill::bill(&clients.workadu, resend(), &order(&reference)).await.unwrap();
            assert_eq!(billed(&clients, &reference).await, [1, 2, 1, 1], "{write} under {kind:?}");
        }
    }
    sandbox.stop().await;
}

/// Where it cannot be looked for, nothing is sent again, and the error says that nobody knows.
#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_looked_for_is_not_sent_again() {
    let sandbox = Sandbox::builder().without_limits().start().await.unwrap();
    let clients = Clients::new(&sandbox, Duration::from_millis(200)).await;
    for kind in [FaultKind::DropBefore, FaultKind::DropAfter] {
        let reference = format!("{kind:?}");
        sandbox.inject(Fault::new(kind.clone()).on("workadu.invoices.create").times(1));
        let sent = |sandbox: &Sandbox| {
            let exchanges = sandbox.exchanges();
            exchanges.iter().filter(|one| one.method == "POST" && one.target.starts_with("/api/invoices/")).count()
        };
        let before = sent(&sandbox);
        // The look-up before the call is let pass: the list fails from the second one on.
        let first = std::sync::atomic::AtomicBool::new(true);
        let looked = resend()
            .run(
                async || {
                    if !first.swap(false, std::sync::atomic::Ordering::SeqCst) {
                        sandbox.inject(Fault::new(FaultKind::Status(403)).on("workadu.invoices.list").times(1));
                    }
                    clients.workadu.invoices().find_by_tag(911, &reference).await
                },
                async || {
                    let draft = guichet_workadu::invoices::NewInvoice {
                        tag: Some(reference.clone()),
                        ..guichet_workadu::invoices::NewInvoice::new(911, 911)
                    };
                    clients.workadu.invoices().create(&draft).await
                },
            )
            .await;
        sandbox.clear_faults();
        assert_eq!((looked.unwrap_err().outcome(), sent(&sandbox) - before), (Outcome::Unknown, 1), "{kind:?}");
    }
    sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sale_is_posted_once_under_each_fault() {
    let sandbox = Sandbox::builder().without_limits().start().await.unwrap();
    let clients = Clients::new(&sandbox, Duration::from_millis(200)).await;
    let accounting = clients.ebp.accounting(TENANT);
    let (mut settled, mut runs) = (0, 0);
    for kind in faults() {
        for times in [1, 2] {
            runs += 1;
            let sale = post_csv::Sale {
                voucher: format!("PI-{runs:04}"),
                day: dates::parse("2024-03-01").unwrap(),
                accounts: ["411", "701"].map(str::to_owned),
                label: "Vente".to_owned(),
                amount: decimal::parse("10.00").unwrap(),
            };
            sandbox.inject(Fault::new(kind.clone()).on("ebp.accounting.journal-entries.create").times(times));
            let result = post_csv::post(&accounting, resend(), &sale).await;
            sandbox.clear_faults();
            settled += usize::from(result.is_ok());
            assert!(result.is_ok(), "{kind:?} x{times}: {result:?}");
            let lines = accounting.entry_lines().find_by_voucher(&sale.voucher).await.unwrap();
            assert_eq!(lines.len(), 2, "{kind:?} x{times}");
            // Run again: it is there.
            post_csv::post(&accounting, resend(), &sale).await.unwrap();
            assert_eq!(accounting.entry_lines().find_by_voucher(&sale.voucher).await.unwrap().len(), 2);
        }
    }
    println!("{settled} of {runs} were settled without a human");
    sandbox.stop().await;
}

/// Nothing can look for a quote: what is not known waits for a human, and is not sent again.
#[tokio::test(flavor = "multi_thread")]
async fn a_quote_is_sent_once_or_waits_for_a_human() {
    let sandbox = Sandbox::builder().without_limits().start().await.unwrap();
    let clients = Clients::new(&sandbox, Duration::from_millis(200)).await;
    let file = std::env::temp_dir().join(format!("guichet-quotes-{}.csv", std::process::id()));
    let day = dates::parse("2026-03-02").unwrap();
    let (mut settled, mut runs) = (0, 0);
    for kind in faults().into_iter().chain([FaultKind::Status(400)]) {
        runs += 1;
        std::fs::write(&file, format!("SF-{runs};C19771;Devis;100.00;\n")).unwrap();
        sandbox.inject(Fault::new(kind.clone()).on("akuiteo.quotes.create").times(1));
        let sent = |sandbox: &Sandbox| sandbox.exchanges().iter().filter(|one| one.method != "GET").count();
        let before = sent(&sandbox);
        let mut outbox = quote::Outbox::open(&file).unwrap();
        let waiting = quote::send(&clients.akuiteo, "CC1877788", day, &mut outbox).await.unwrap();
        sandbox.clear_faults();
        // Run again, as after a crash: what is known to have failed is sent, and nothing else.
        let state = quote::Outbox::open(&file).unwrap().rows[0].state.clone();
        let mut again = quote::Outbox::open(&file).unwrap();
        quote::send(&clients.akuiteo, "CC1877788", day, &mut again).await.unwrap();
        let calls = sent(&sandbox) - before;
        let refused = kind == FaultKind::Status(400);
        match state.as_str() {
            "" => assert!(refused && waiting == 0 && calls == 2, "{kind:?}: {calls} calls"),
            "written" => assert!(waiting == 0 && calls == 1, "{kind:?}: {calls} calls"),
            "unknown" => assert!(waiting == 1 && calls == 1, "{kind:?}: {calls} calls"),
            other => panic!("{kind:?}: {other}"),
        }
        settled += usize::from(again.rows[0].state == "written");
    }
    println!("{settled} of {runs} were settled without a human");
    // Killed between the note and the answer: not sent again.
    std::fs::write(&file, "SF-killed;C19771;Devis;100.00;sent\n").unwrap();
    let before = sandbox.exchanges().len();
    let mut outbox = quote::Outbox::open(&file).unwrap();
    let waiting = quote::send(&clients.akuiteo, "CC1877788", day, &mut outbox).await.unwrap();
    assert_eq!((waiting, sandbox.exchanges().len()), (1, before));
    std::fs::remove_file(&file).unwrap();
    sandbox.stop().await;
}
