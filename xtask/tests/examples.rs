//! The examples of the documents, run against the sandbox under each fault at each of their steps: nothing is done twice, and
//! nothing is told wrongly. They are the very texts of the documents.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::collections::BTreeMap;
use std::time::Duration;

use guichet_akuiteo::employees::EmployeeOption;
use guichet_core::Error;
use guichet_core::dates::parse_date;
use guichet_ebp::accounting::entries::EntryLinesQuery;
use guichet_ebp::invoicing::ListQuery;
use guichet_ebp::invoicing::documents::sale_documents::SaleDocumentType;
use guichet_sandbox::{Fault, FaultKind, Sandbox};
use guichet_workadu::invoices::InvoicesQuery;
use guichet_workadu::payments::PaymentsQuery;

use common::{Clients, TENANT};

mod readme {
    use guichet_workadu::invoices::{InvoiceId, InvoicesQuery, NewInvoice};
    use guichet_workadu::{Outcome, Result, Workadu};

    pub async fn run(workadu: &Workadu, mark: &str) -> Result<()> {
        draft(workadu, mark).await.map(drop)
    }

    include!("examples/readme.rs");
}

mod workadu {
    use guichet_workadu::payments::{NewCustomerPayment, PaymentsQuery};
    use guichet_workadu::{Decimal, Outcome, Result, Workadu};

    pub async fn run(workadu: &Workadu, mark: &str) -> Result<()> {
        pay(workadu, 3332, Decimal::ONE, mark).await
    }

    include!("examples/workadu.rs");
}

mod ebp_accounting {
    use guichet_ebp::accounting::Accounting;
    use guichet_ebp::accounting::entries::{EntryLinesQuery, Posting, PostingLine};
    use guichet_ebp::time::Date;
    use guichet_ebp::{Decimal, Outcome, Result};

    pub async fn run(accounting: &Accounting, day: Date, mark: &str) -> Result<()> {
        post(accounting, day, mark, Decimal::TEN).await
    }

    include!("examples/ebp_accounting.rs");
}

mod ebp_invoicing {
    use guichet_ebp::Result;
    use guichet_ebp::invoicing::payment_modes::{PaymentModeData, PaymentModeId, PaymentModeType};
    use guichet_ebp::invoicing::{Invoicing, ListQuery};

    pub async fn run(invoicing: &Invoicing, mark: &str) -> Result<()> {
        transfer(invoicing, mark).await.map(drop)
    }

    include!("examples/ebp_invoicing.rs");
}

#[path = "../../crates/ebp/examples/quote_to_invoice.rs"]
mod quote_to_invoice;

mod akuiteo {
    use guichet_akuiteo::employees::{BusinessCardId, BusinessCardType, EmployeeOption, Employees, NewBusinessCard};
    use guichet_akuiteo::{Outcome, Result};

    pub async fn run(employees: &Employees, mark: &str) -> Result<()> {
        let new = NewBusinessCard::new("1234123412341234", mark, BusinessCardType::BusinessAccount);
        card(employees, EMPLOYEE, &new).await.map(drop)
    }

    pub const EMPLOYEE: &str = "500002344";

    include!("examples/akuiteo.rs");
}

/// The documents have the very programs that run here.
#[test]
fn the_documents_have_what_is_run() {
    let root = xtask::cargo::root();
    for (document, program) in [
        ("README.md", include_str!("examples/readme.rs")),
        ("docs/akuiteo/README.md", include_str!("examples/akuiteo.rs")),
        ("docs/workadu/sending-again.md", include_str!("examples/workadu.rs")),
        ("docs/ebp/accounting.md", include_str!("examples/ebp_accounting.rs")),
        ("docs/ebp/invoicing.md", include_str!("examples/ebp_invoicing.rs")),
    ] {
        assert!(std::fs::read_to_string(root.join(document)).unwrap().contains(program), "{document}");
    }
}

async fn run(clients: &Clients, example: &str, mark: &str) -> Result<(), Error> {
    let day = parse_date("2024-03-01").unwrap();
    match example {
        "README.md" => readme::run(&clients.workadu, mark).await,
        "docs/workadu/sending-again.md" => workadu::run(&clients.workadu, mark).await,
        "docs/akuiteo/README.md" => akuiteo::run(&clients.akuiteo.employees(), mark).await,
        "docs/ebp/accounting.md" => ebp_accounting::run(&clients.ebp.accounting(TENANT), day, mark).await,
        "a quote" | "its deposit" | "its invoice" => {
            quote_to_invoice::sell(&clients.ebp.invoicing("DomainId"), mark).await.map(drop)
        }
        _ => ebp_invoicing::run(&clients.ebp.invoicing("DomainId"), mark).await,
    }
}

/// How often what was to be done is done.
async fn times_done(clients: &Clients, example: &str, mark: &str) -> usize {
    match example {
        "README.md" => {
            let query = InvoicesQuery { customer_id: Some(911.into()), ..InvoicesQuery::default() };
            let all = clients.workadu.invoices().list(query).collect_all().await.unwrap();
            all.iter().filter(|invoice| invoice.tag.as_deref() == Some(mark)).count()
        }
        "docs/workadu/sending-again.md" => {
            let query = PaymentsQuery { customer_id: Some(3332.into()), ..PaymentsQuery::default() };
            let all = clients.workadu.payments().list(query).collect_all().await.unwrap();
            all.iter().filter(|payment| payment.comments.as_deref() == Some(mark)).count()
        }
        "docs/akuiteo/README.md" => {
            let employees = clients.akuiteo.employees();
            let read = employees.read(akuiteo::EMPLOYEE, [EmployeeOption::BusinessCards]);
            let cards = read.await.unwrap().business_cards;
            cards.iter().filter(|card| card.name.as_deref() == Some(mark)).count()
        }
        "docs/ebp/accounting.md" => {
            let query = EntryLinesQuery { search: Some(mark.to_owned()), ..EntryLinesQuery::default() };
            // Two lines are one entry.
            clients.ebp.accounting(TENANT).entry_lines().list(query).collect_all().await.unwrap().len() / 2
        }
        "a quote" => documents(clients, mark, SaleDocumentType::Quote).await.len(),
        "its invoice" => documents(clients, mark, SaleDocumentType::Invoice).await.len(),
        "its deposit" => {
            let deposits = clients.ebp.invoicing("DomainId").deposit_invoices();
            let mut found = 0;
            for id in documents(clients, "", SaleDocumentType::DepositInvoice).await {
                found += usize::from(deposits.get(id).await.unwrap().order_number.as_deref() == Some(mark));
            }
            found
        }
        _ => {
            let modes = clients.ebp.invoicing("DomainId").payment_modes().list(ListQuery::default());
            let all = modes.collect_all().await.unwrap();
            all.iter().filter(|mode| mode.label.as_deref() == Some(mark)).count()
        }
    }
}

/// The numbers of documents of this kind, of this title where there is one.
async fn documents(clients: &Clients, title: &str, kind: SaleDocumentType) -> Vec<i64> {
    let query = if title.is_empty() { ListQuery::default() } else { ListQuery::search(title) };
    let all = clients.ebp.invoicing("DomainId").sale_documents().list(query).collect_all().await.unwrap();
    let of = all.into_iter().filter(|document| document.document_type == Some(kind.clone()));
    of.filter(|document| title.is_empty() || document.title.as_deref() == Some(title)).map(|it| it.id.get()).collect()
}

/// Each example with its steps.
const EXAMPLES: [(&str, [&str; 2]); 8] = [
    ("README.md", ["workadu.invoices.create", "workadu.invoices.list"]),
    ("docs/workadu/sending-again.md", ["workadu.payments.create-for-customer", "workadu.payments.list"]),
    ("docs/akuiteo/README.md", ["akuiteo.business-cards.create", "akuiteo.employees.read"]),
    ("docs/ebp/accounting.md", ["ebp.accounting.journal-entries.create", "ebp.accounting.entry-lines.list"]),
    ("docs/ebp/invoicing.md", ["ebp.invoicing.payment-modes.create", "ebp.invoicing.payment-modes.list"]),
    ("a quote", ["ebp.invoicing.quotes.create", "ebp.invoicing.sale-documents.list"]),
    ("its deposit", ["ebp.invoicing.deposit-invoices.create", "ebp.invoicing.deposit-invoices.get"]),
    ("its invoice", ["ebp.invoicing.invoices.create", "ebp.invoicing.sale-documents.list"]),
];

fn faults() -> Vec<FaultKind> {
    let label = FaultKind::Label { status: 200, label: "SOMETHING".to_owned() };
    let statuses = [400, 404, 408, 409, 422, 429, 500, 503, 507].map(FaultKind::Status);
    let pages = [FaultKind::HtmlError(200), FaultKind::HtmlError(502), label];
    let broken = [FaultKind::DropBefore, FaultKind::DropAfter, FaultKind::Truncate, FaultKind::Stall];
    broken.into_iter().chain(pages).chain(statuses).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn examples_end_in_the_right_state_under_each_fault_at_each_step() {
    let sandbox = Sandbox::builder().without_limits().start().await.unwrap();
    let clients = Clients::new(&sandbox, Duration::from_millis(200)).await;
    let mut lies = Vec::new();
    let mut table: BTreeMap<String, usize> = BTreeMap::new();
    let mut number = 0;
    for (example, [write, look]) in EXAMPLES {
        for kind in faults() {
            // The fault at the write, once and for good, and where it is looked for what came of it, too.
            for (times, also) in
                [(1, None), (9, None), (1, Some(FaultKind::DropBefore)), (1, Some(FaultKind::Status(503)))]
            {
                number += 1;
                let mark = format!("mark-{number:04}");
                sandbox.inject(Fault::new(kind.clone()).on(write).times(times));
                if let Some(also) = also.clone() {
                    sandbox.inject(Fault::new(also).on(look));
                }
                let result = run(&clients, example, &mark).await;
                sandbox.clear_faults();
                let found = times_done(&clients, example, &mark).await;
                let told = match &result {
                    Ok(()) => "ok".to_owned(),
                    Err(error) => format!("{:?}", error.outcome()),
                };
                *table.entry(format!("{example}: {told}, {found} there")).or_default() += 1;
                let right = match told.as_str() {
                    "ok" | "Done" => found == 1,
                    "NotDone" => found == 0,
                    _ => found <= 1,
                };
                if !right {
                    lies.push(format!("{example} under {kind:?} x{times}, {also:?}: {told}, {found} there"));
                }
                // What was not done is done again, and then it is there once.
                if told == "NotDone" {
                    run(&clients, example, &mark).await.unwrap();
                    let again = times_done(&clients, example, &mark).await;
                    if again != 1 {
                        lies.push(format!(
                            "{example} under {kind:?} x{times}, {also:?}: {again} after it was sent again"
                        ));
                    }
                }
            }
        }
    }
    println!("{number} runs: {table:#?}");
    assert!(lies.is_empty(), "{}", lies.join("\n"));
    for seen in ["ok, 1", "NotDone, 0", "Unknown, 0", "Unknown, 1"] {
        assert!(table.keys().any(|key| key.contains(seen)), "no run ended as {seen:?}: {table:?}");
    }
    sandbox.stop().await;
}
