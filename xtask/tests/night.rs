//! A night of 200 calls with faults, read from the log at INFO alone: which writes are unknown, and why each repeat happened. Alone in
//! its binary: the log is that of the process.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use guichet_core::{CallOptions, Decimal, Outcome, RetryPolicy};
use guichet_sandbox::{Fault, FaultKind, Sandbox};
use guichet_workadu::customers::NewCustomer;
use guichet_workadu::payments::NewCustomerPayment;
use guichet_workadu::{Limits, Result, Settings, Workadu};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The operation that a line is about.
fn operation(line: &str) -> &str {
    line.split_once("operation=").unwrap().1.split([' ', '}']).next().unwrap().trim_matches('"')
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_alone_tells_what_is_unknown_and_why_calls_were_repeated() {
    let log = Log::default();
    let writer = log.clone();
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::INFO)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .init();
    let sandbox = Sandbox::builder().without_limits().start().await.unwrap();
    let policy = RetryPolicy::new().pauses(Duration::from_millis(1), Duration::from_millis(2)).shared_budget(100_000);
    let settings = Settings::new()
        .base_url(sandbox.mount("workadu"))
        .limits(Limits::none())
        .retry(policy)
        .options(CallOptions::new().attempt_timeout(Duration::from_millis(200)));
    let workadu = Workadu::builder("wk_sandbox").settings(settings).build().unwrap();
    for kind in [
        FaultKind::DropBefore,
        FaultKind::DropAfter,
        FaultKind::Status(503),
        FaultKind::Status(429),
        FaultKind::HtmlError(502),
        FaultKind::Truncate,
    ] {
        sandbox.inject(Fault::new(kind).with_probability(0.08));
    }
    let mut unknown: BTreeMap<&str, usize> = BTreeMap::new();
    for n in 0..200 {
        let (operation, result): (&str, Result<()>) = match n % 4 {
            0 => ("workadu.customers.get", workadu.customers().get(3332).await.map(drop)),
            1 => ("workadu.series.get", workadu.series().get(911).await.map(drop)),
            2 => {
                let customer = NewCustomer::new(format!("Night {n}"), format!("n{n}@example.com"));
                ("workadu.customers.create", workadu.customers().create(&customer).await.map(drop))
            }
            _ => {
                let payment = NewCustomerPayment::new(3332, Decimal::ONE);
                (
                    "workadu.payments.create-for-customer",
                    workadu.payments().create_for_customer(&payment).await.map(drop),
                )
            }
        };
        if result.is_err_and(|error| error.outcome() == Outcome::Unknown) {
            *unknown.entry(operation).or_default() += 1;
        }
    }
    let arrived = sandbox.exchanges().len();
    sandbox.stop().await;

    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let lines: Vec<&str> = text.lines().filter(|line| line.contains("guichet")).collect();
    let mut told: BTreeMap<&str, usize> = BTreeMap::new();
    for line in lines.iter().filter(|line| line.contains("WARN") && line.contains("nobody knows")) {
        *told.entry(operation(line)).or_default() += 1;
    }
    let repeats: Vec<&&str> = lines.iter().filter(|line| line.contains("will be sent again")).collect();
    println!("{arrived} requests of 200 calls, {} repeats, unknown: {unknown:?}", repeats.len());
    println!("{}", lines.iter().take(12).copied().collect::<Vec<_>>().join("\n"));
    assert_eq!(told, unknown);
    assert!(unknown.values().sum::<usize>() > 10, "{unknown:?}");
    // Each request beyond the first of its call has a line with its reason.
    assert_eq!(arrived - 200, repeats.len());
    assert!(repeats.len() > 10);
    for line in repeats {
        let reason = line.split_once("because=").map(|(_, reason)| reason.trim_matches('"')).unwrap_or_default();
        assert!(!reason.is_empty(), "{line}");
        // What must not be done twice is not among them, but where its connection was never made.
        assert!(operation(line).ends_with(".get"), "{line}");
    }
    // Nothing of what was sent or read stands in the log.
    assert!(!text.contains("wk_sandbox") && !text.contains("example.com"), "{text}");
}
