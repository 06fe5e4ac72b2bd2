//! What an error says of a call is true at the server: every write below, under every kind of fault, once, twice and for good.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::collections::BTreeMap;
use std::pin::Pin;
use std::time::Duration;

use guichet_akuiteo::employees::{BusinessCardType, EmployeeOption, NewBusinessCard};
use guichet_akuiteo::resource::Paging;
use guichet_akuiteo::{Clause, Criteria, Domain, RawJson};
use guichet_core::dates::parse_date;
use guichet_core::decimal::parse;
use guichet_core::{Error, Outcome};
use guichet_ebp::Result;
use guichet_ebp::accounting::entries::{EntryLinesQuery, Posting, PostingLine};
use guichet_ebp::accounting::journals::{JournalData, JournalType, NumberingPartType};
use guichet_ebp::invoicing::documents::DocumentData;
use guichet_ebp::invoicing::documents::invoices::InvoiceId;
use guichet_ebp::invoicing::payment_modes::{PaymentModeData, PaymentModeType};
use guichet_ebp::invoicing::{Invoicing, ListQuery};
use guichet_sandbox::{Fault, FaultKind, Sandbox};
use guichet_workadu::customers::{CustomersQuery, NewCustomer};
use guichet_workadu::invoices::{InvoicesQuery, NewInvoice};

use common::{Clients, TENANT};

fn invoicing(clients: &Clients) -> Invoicing {
    clients.ebp.invoicing("DomainId")
}

/// The documented employee.
const EMPLOYEE: &str = "500002344";

type Future<'a, T> = Pin<Box<dyn std::future::Future<Output = T> + 'a>>;

/// A write that is marked, and how often its mark is found at the server.
struct Write {
    operation: &'static str,
    make: for<'a> fn(&'a Clients, &'a str) -> Future<'a, Result<()>>,
    found: for<'a> fn(&'a Clients, &'a str) -> Future<'a, usize>,
}

async fn modes(clients: &Clients, label: &str) -> Vec<guichet_ebp::invoicing::payment_modes::PaymentMode> {
    let all = invoicing(clients).payment_modes().list(ListQuery::default()).collect_all().await.unwrap();
    all.into_iter().filter(|mode| mode.label.as_deref() == Some(label)).collect()
}

fn document(title: &str) -> DocumentData {
    let day = parse_date("2024-03-01").unwrap();
    DocumentData { title: Some(title.to_owned()), ..DocumentData::new("MAIRIE", 1, day, []) }
}

/// The invoices of this title.
async fn invoices(clients: &Clients, title: &str) -> Vec<InvoiceId> {
    let all = invoicing(clients).sale_documents().list(ListQuery::search(title)).collect_all().await.unwrap();
    let of = all.iter().filter(|document| document.title.as_deref() == Some(title));
    of.map(|document| InvoiceId::from(document.id.get())).collect()
}

/// What must be there before a write, under its mark.
async fn prepare(clients: &Clients, operation: &str, mark: &str) {
    match operation {
        "ebp.invoicing.payment-modes.delete" => {
            let mode = PaymentModeData::new(mark, PaymentModeType::Tip);
            invoicing(clients).payment_modes().create(&mode).await.map(drop)
        }
        "ebp.invoicing.invoices.delete" => invoicing(clients).invoices().create(&document(mark)).await.map(drop),
        _ => Ok(()),
    }
    .unwrap();
}

fn writes() -> Vec<Write> {
    vec![
        Write {
            operation: "workadu.invoices.create",
            make: |clients, mark| {
                Box::pin(async move {
                    let invoice = NewInvoice { tag: Some(mark.to_owned()), ..NewInvoice::new(911, 911) };
                    clients.workadu.invoices().create(&invoice).await.map(drop)
                })
            },
            found: |clients, mark| {
                Box::pin(async move {
                    let query = InvoicesQuery { customer_id: Some(911.into()), ..InvoicesQuery::default() };
                    let all = clients.workadu.invoices().list(query).collect_all().await.unwrap();
                    all.iter().filter(|invoice| invoice.tag.as_deref() == Some(mark)).count()
                })
            },
        },
        Write {
            operation: "workadu.customers.create",
            make: |clients, mark| {
                Box::pin(async move {
                    let customer = NewCustomer::new(mark, format!("{mark}@example.com"));
                    clients.workadu.customers().create(&customer).await.map(drop)
                })
            },
            found: |clients, mark| {
                Box::pin(async move {
                    let all = clients.workadu.customers().list(CustomersQuery::default()).collect_all().await.unwrap();
                    all.iter().filter(|customer| customer.fullname.as_deref() == Some(mark)).count()
                })
            },
        },
        Write {
            operation: "akuiteo.business-cards.create",
            make: |clients, mark| {
                Box::pin(async move {
                    let card = NewBusinessCard::new("1234123412341234", mark, BusinessCardType::BusinessAccount);
                    clients.akuiteo.employees().business_cards(EMPLOYEE).create(&card).await.map(drop)
                })
            },
            found: |clients, mark| {
                Box::pin(async move {
                    let employees = clients.akuiteo.employees();
                    let read = employees.read(EMPLOYEE, [EmployeeOption::BusinessCards]).await.unwrap();
                    read.business_cards.iter().filter(|card| card.name.as_deref() == Some(mark)).count()
                })
            },
        },
        Write {
            operation: "akuiteo.resources.create",
            make: |clients, mark| {
                Box::pin(async move {
                    let customers = clients.akuiteo.resource::<RawJson>(Domain::Crm, ["customers"]);
                    customers.create(&BTreeMap::from([("code", mark)])).await.map(drop)
                })
            },
            found: |clients, mark| {
                Box::pin(async move {
                    let customers = clients.akuiteo.resource::<RawJson>(Domain::Crm, ["customers"]);
                    let criteria = Criteria::new().field("code", Clause::is(mark));
                    customers.search(&criteria, Paging::default()).collect_all().await.unwrap().len()
                })
            },
        },
        Write {
            operation: "ebp.accounting.journal-entries.create",
            make: |clients, mark| {
                Box::pin(async move {
                    let (day, amount) = (parse_date("2024-03-01").unwrap(), parse("10.00").unwrap());
                    let mut line = PostingLine::debit(day, "41100000", "Vente", amount);
                    line.voucher = Some(mark.to_owned());
                    let lines = vec![line, PostingLine::credit(day, "70100000", "Vente", amount)];
                    clients.ebp.accounting(TENANT).entries().post(&Posting::provisional("VE", [lines])).await.map(drop)
                })
            },
            found: |clients, mark| {
                Box::pin(async move {
                    let query = EntryLinesQuery { search: Some(mark.to_owned()), ..EntryLinesQuery::default() };
                    clients.ebp.accounting(TENANT).entry_lines().list(query).collect_all().await.unwrap().len()
                })
            },
        },
        Write {
            operation: "ebp.accounting.journals.create",
            make: |clients, mark| {
                Box::pin(async move {
                    let code: String = mark.chars().rev().take(3).collect();
                    let journal = JournalData::new(code, mark, JournalType::Sales, NumberingPartType::Automatic);
                    clients.ebp.accounting(TENANT).journals().create(&journal).await.map(drop)
                })
            },
            found: |clients, mark| {
                Box::pin(async move {
                    let journals = clients.ebp.accounting(TENANT).journals();
                    let all = journals.list(Default::default()).collect_all().await.unwrap();
                    all.iter().filter(|journal| journal.name.as_deref() == Some(mark)).count()
                })
            },
        },
        Write {
            operation: "ebp.invoicing.payment-modes.create",
            make: |clients, mark| {
                Box::pin(async move {
                    let mode = PaymentModeData::new(mark, PaymentModeType::Transfer);
                    invoicing(clients).payment_modes().create(&mode).await.map(drop)
                })
            },
            found: |clients, mark| Box::pin(async move { modes(clients, mark).await.len() }),
        },
        // What may be repeated: the mark is the new label of one that is there, and afterwards it is there once or not at all.
        Write {
            operation: "ebp.invoicing.payment-modes.update",
            make: |clients, mark| {
                Box::pin(async move {
                    let mode = PaymentModeData::new(mark, PaymentModeType::Cash);
                    invoicing(clients).payment_modes().update(2, &mode).await.map(drop)
                })
            },
            found: |clients, mark| Box::pin(async move { modes(clients, mark).await.len() }),
        },
        // Deleted is what is found: of one that was made for it.
        Write {
            operation: "ebp.invoicing.payment-modes.delete",
            make: |clients, mark| {
                Box::pin(async move {
                    let id = modes(clients, mark).await[0].id;
                    invoicing(clients).payment_modes().delete(id).await.map(drop)
                })
            },
            found: |clients, mark| Box::pin(async move { 1 - modes(clients, mark).await.len() }),
        },
        Write {
            operation: "ebp.invoicing.invoices.create",
            make: |clients, mark| {
                Box::pin(async move { invoicing(clients).invoices().create(&document(mark)).await.map(drop) })
            },
            found: |clients, mark| Box::pin(async move { invoices(clients, mark).await.len() }),
        },
        Write {
            operation: "ebp.invoicing.invoices.update",
            make: |clients, mark| {
                Box::pin(async move { invoicing(clients).invoices().update(19, &document(mark)).await.map(drop) })
            },
            found: |clients, mark| Box::pin(async move { invoices(clients, mark).await.len() }),
        },
        Write {
            operation: "ebp.invoicing.invoices.delete",
            make: |clients, mark| {
                Box::pin(async move {
                    let id = invoices(clients, mark).await[0];
                    invoicing(clients).invoices().delete(id).await.map(drop)
                })
            },
            found: |clients, mark| Box::pin(async move { 1 - invoices(clients, mark).await.len() }),
        },
    ]
}

fn faults() -> Vec<FaultKind> {
    let label = |status| FaultKind::Label { status, label: "SOMETHING".to_owned() };
    vec![
        FaultKind::DropBefore,
        FaultKind::DropAfter,
        FaultKind::Truncate,
        FaultKind::Stall,
        FaultKind::HtmlError(200),
        FaultKind::HtmlError(502),
        FaultKind::HtmlError(403),
        FaultKind::Status(301),
        FaultKind::Status(303),
        FaultKind::Status(400),
        FaultKind::Status(404),
        FaultKind::Status(408),
        FaultKind::Status(409),
        FaultKind::Status(422),
        FaultKind::Status(429),
        FaultKind::Status(499),
        FaultKind::Status(500),
        FaultKind::Status(501),
        FaultKind::Status(503),
        FaultKind::Status(507),
        FaultKind::Status(524),
        FaultKind::Status(598),
        label(200),
        label(400),
    ]
}

/// What was told, and what is true.
fn holds(result: &Result<(), Error>, found: usize) -> bool {
    match result {
        Ok(()) => found == 1,
        Err(error) => match error.outcome() {
            Outcome::NotDone => found == 0,
            Outcome::Done => found == 1,
            Outcome::Unknown => found <= 1,
        },
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_error_says_is_true_at_the_server() {
    let sandbox = Sandbox::builder().without_limits().start().await.unwrap();
    let clients = Clients::new(&sandbox, Duration::from_millis(400)).await;
    let mut lies = Vec::new();
    let mut table: BTreeMap<String, usize> = BTreeMap::new();
    let mut number = 0;
    for write in writes() {
        for kind in faults() {
            for times in [1, 2, 9] {
                number += 1;
                let mark = format!("mark-{number:04}");
                prepare(&clients, write.operation, &mark).await;
                sandbox.inject(Fault::new(kind.clone()).on(write.operation).times(times));
                let result = (write.make)(&clients, &mark).await;
                // What is left of the fault must meet nobody else.
                sandbox.clear_faults();
                let found = (write.found)(&clients, &mark).await;
                let told = match &result {
                    Ok(()) => "ok".to_owned(),
                    Err(error) => format!("{:?}", error.outcome()),
                };
                *table.entry(format!("{told}, {found} at the server")).or_default() += 1;
                if !holds(&result, found) {
                    lies.push(format!("{} under {kind:?} x{times}: {told}, and found {found}", write.operation));
                }
            }
        }
    }
    println!("{number} writes: {table:#?}");
    assert!(lies.is_empty(), "{}", lies.join("\n"));
    // A test that meets one kind of end alone proves nothing.
    for seen in ["ok, 1", "NotDone, 0", "Unknown, 0", "Unknown, 1"] {
        assert!(table.keys().any(|key| key.starts_with(seen)), "no write ended as {seen:?}: {table:?}");
    }
    sandbox.stop().await;
}
