//! What happens to the calls of a client, as OpenTelemetry metrics: a few calls against the sandbox, with faults, and what is exported
//! of them.
//!
//! ```sh
//! cargo run -p guichet-ebp --example metrics --features login
//! ```
//!
//! [`Metrics`] works for every vendor's client, and is what a program copies. Such a program gives it the meter of its own provider,
//! which exports to a collector (`opentelemetry-otlp`) in place of this one's lines.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use guichet_ebp::accounting::journals::{JournalData, JournalType, JournalsQuery, NumberingPartType};
use guichet_ebp::auth::MemoryStore;
use guichet_ebp::{Day, Ebp, Effect, Error, Event, Limits, Observer, Outcome, Quota, RetryPolicy, Settings, Wait};
use guichet_sandbox::{Fault, FaultKind, Sandbox};
use opentelemetry::KeyValue;
use opentelemetry::metrics::{Counter, Gauge, Histogram, Meter, MeterProvider as _};
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::metrics::data::{AggregatedMetrics, MetricData, ResourceMetrics};
use opentelemetry_sdk::metrics::exporter::PushMetricExporter;
use opentelemetry_sdk::metrics::{PeriodicReader, SdkMeterProvider, Temporality};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// The bounds of the buckets that the semantic conventions give for the duration of a request, in seconds.
const REQUEST: [f64; 14] = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0];

/// A wait may last as long as `max_wait`, ten minutes by default.
const WAIT: [f64; 10] = [0.01, 0.1, 0.5, 1.0, 5.0, 15.0, 30.0, 60.0, 300.0, 600.0];

/// A host of the vendor's, as the program has it configured: an observer is told no address.
pub struct Server {
    /// How the names of its operations begin.
    pub operations: &'static str,
    /// Its name or number.
    pub address: String,
    /// Its port.
    pub port: u16,
}

/// Turns what an observer is told into metrics. One for each client: the gauges are those of one quota and one retry budget.
pub struct Metrics {
    servers: Vec<Server>,
    requests: Histogram<f64>,
    calls: Counter<u64>,
    attempts: Counter<u64>,
    repeats: Counter<u64>,
    renewals: Counter<u64>,
    waits: Histogram<f64>,
    quota: Gauge<u64>,
    budget: Gauge<u64>,
}

impl Metrics {
    /// Makes the instruments. Of several servers the first counts whose operations begin so.
    pub fn new(meter: &Meter, servers: Vec<Server>) -> Self {
        Self {
            servers,
            requests: meter
                .f64_histogram("http.client.request.duration")
                .with_unit("s")
                .with_description("Duration of HTTP client requests.")
                .with_boundaries(REQUEST.to_vec())
                .build(),
            calls: meter
                .u64_counter("guichet.calls")
                .with_unit("{call}")
                .with_description("Calls that have ended, by what came of them.")
                .build(),
            attempts: meter
                .u64_counter("guichet.attempts")
                .with_unit("{attempt}")
                .with_description("Attempts of calls.")
                .build(),
            repeats: meter
                .u64_counter("guichet.repeats")
                .with_unit("{repeat}")
                .with_description("Attempts that failed and were followed by another, by why they failed.")
                .build(),
            renewals: meter
                .u64_counter("guichet.renewals")
                .with_unit("{renewal}")
                .with_description("Calls whose credentials were refused, so that new ones were asked for.")
                .build(),
            waits: meter
                .f64_histogram("guichet.wait.duration")
                .with_unit("s")
                .with_description("How long calls waited, by what for.")
                .with_boundaries(WAIT.to_vec())
                .build(),
            quota: meter
                .u64_gauge("guichet.quota.left")
                .with_unit("{call}")
                .with_description("Calls that are left of the day's.")
                .build(),
            budget: meter
                .u64_gauge("guichet.retry_budget.left")
                .with_unit("{repeat}")
                .with_description("Repeats that all calls of the client have left together.")
                .build(),
        }
    }

    fn waited(&self, operation: &str, kind: &'static str, waited: Duration) {
        let kind = KeyValue::new("guichet.wait.kind", kind);
        self.waits.record(waited.as_secs_f64(), &[of(operation), kind]);
    }

    fn ended(&self, operation: &str, outcome: &'static str, error_type: Option<String>) {
        let mut attributes = vec![of(operation), KeyValue::new("guichet.outcome", outcome)];
        attributes.extend(error_type.map(|kind| KeyValue::new("error.type", kind)));
        self.calls.add(1, &attributes);
    }
}

impl Observer for Metrics {
    fn on(&self, event: &Event<'_>) {
        match *event {
            Event::Attempt { operation, .. } => self.attempts.add(1, &[of(operation)]),
            Event::Exchanged { operation, method, status, error, took, .. } => {
                let mut attributes = vec![of(operation), KeyValue::new("http.request.method", method.to_string())];
                attributes.extend(status.map(|status| KeyValue::new("http.response.status_code", i64::from(status))));
                attributes.extend(error.map(|error| KeyValue::new("error.type", error_type(error))));
                if let Some(server) = self.servers.iter().find(|server| operation.starts_with(server.operations)) {
                    attributes.push(KeyValue::new("server.address", server.address.clone()));
                    attributes.push(KeyValue::new("server.port", i64::from(server.port)));
                }
                self.requests.record(took.as_secs_f64(), &attributes);
            }
            Event::Waited { operation, why, waited, .. } => {
                let kind = match why {
                    Wait::Turn => "turn",
                    Wait::Place => "place",
                    _ => "other",
                };
                self.waited(operation, kind, waited);
            }
            Event::Repeat { operation, pause, error } => {
                self.repeats.add(1, &[of(operation), KeyValue::new("error.type", error_type(error))]);
                self.waited(operation, "pause", pause);
            }
            Event::Renewing { operation } => self.renewals.add(1, &[of(operation)]),
            Event::Quota { used, most } => self.quota.record(most.saturating_sub(used).into(), &[]),
            Event::Budget { left, .. } => self.budget.record(left.into(), &[]),
            Event::Answered { operation, .. } => self.ended(operation, "done", None),
            Event::Failed { operation, error } => {
                let outcome = match error.outcome() {
                    Outcome::NotDone => "not_done",
                    Outcome::Unknown => "unknown",
                    Outcome::Done => "done",
                };
                self.ended(operation, outcome, Some(error_type(error)));
            }
            Event::Dropped { operation, effect, sent } => {
                let outcome = if sent && effect != Effect::Safe { "unknown" } else { "not_done" };
                self.ended(operation, outcome, Some("Dropped".to_owned()));
            }
            _ => {}
        }
    }
}

fn of(operation: &str) -> KeyValue {
    KeyValue::new("guichet.operation", operation.to_owned())
}

/// By the conventions: the status where it is one of an error, and else a name of which there are few.
fn error_type(error: &Error) -> String {
    match error.status() {
        Some(status) if status >= 400 => status.to_string(),
        _ => format!("{:?}", error.kind()),
    }
}

/// Makes a few calls, and returns what was exported of them: the lines of `http.client.request.duration` and the others, each with its
/// attributes and its value, of a histogram the number of what it holds.
pub async fn run() -> Result<BTreeMap<String, u64>> {
    let sandbox = Sandbox::builder().without_limits().start().await?;
    let exported = Lines::default();
    let provider = SdkMeterProvider::builder().with_reader(PeriodicReader::builder(exported.clone()).build()).build();

    // The sandbox plays both of EBP's hosts on one port.
    let server = |operations| Server { operations, address: "127.0.0.1".to_owned(), port: sandbox.port() };
    let servers = vec![server("ebp.identity."), server("")];
    let metrics = Metrics::new(&provider.meter("guichet"), servers);
    let settings = Settings::new()
        .base_url(sandbox.mount("ebp"))
        .retry(RetryPolicy::new().pauses(Duration::from_millis(1), Duration::from_millis(2)))
        .observer(Arc::new(metrics));
    let ebp = Ebp::builder("sandbox-key")
        .application("sandbox", "secret")
        .tokens(MemoryStore::new())
        .login_url(sandbox.mount("ebp-login"))
        .limits(Limits::builder().strict_pace(Duration::from_millis(20)).quota(Quota::daily(5_000, Day::utc())))
        .settings(settings)
        .build()?;
    ebp.identity().exchange_code("sandbox-code", None).await?;
    let journals = ebp.accounting("0189abef-09af-409F-ab89-012789abcdef").journals();

    // Read at the second attempt.
    sandbox.inject(Fault::new(FaultKind::Status(503)).on("ebp.accounting.journals.list").times(1));
    let all = journals.list(JournalsQuery::default()).collect_all().await?;
    let code = all.into_iter().find_map(|journal| journal.code).ok_or("the folder has no journal")?;
    // Two at once, one of which is not there: the first one's token is refused, and a new one asked for; the second waits for its turn.
    sandbox.inject(Fault::new(FaultKind::Status(401)).on("ebp.accounting.journals.get").times(1));
    let (there, missing) = tokio::join!(journals.get(code), journals.get("NONE"));
    there?;
    // Nobody knows whether it was made.
    sandbox.inject(Fault::new(FaultKind::DropAfter).on("ebp.accounting.journals.create").times(1));
    let new = JournalData::new("VT9", "Ventes 9", JournalType::Sales, NumberingPartType::Automatic);
    let lost = journals.create(&new).await;
    // Given up by the caller.
    sandbox.inject(Fault::new(FaultKind::Stall).on("ebp.accounting.journals.list").times(1));
    let given_up =
        tokio::time::timeout(Duration::from_millis(200), journals.list(JournalsQuery::default()).collect_all());
    let given_up = given_up.await.is_err();
    if !missing.is_err_and(|error| error.is_not_found())
        || !lost.is_err_and(|error| error.outcome_unknown())
        || !given_up
    {
        return Err("the faults did not happen".into());
    }

    ebp.settle().await?;
    provider.force_flush()?;
    provider.shutdown()?;
    sandbox.stop().await;
    Ok(exported.take())
}

#[tokio::main]
#[allow(dead_code)]
async fn main() -> Result<()> {
    for (line, value) in run().await? {
        println!("{line} {value}");
    }
    Ok(())
}

/// Keeps what was exported last, as lines.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<BTreeMap<String, u64>>>);

impl Lines {
    fn take(&self) -> BTreeMap<String, u64> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl PushMetricExporter for Lines {
    async fn export(&self, metrics: &ResourceMetrics) -> OTelSdkResult {
        let mut lines = BTreeMap::new();
        for metric in metrics.scope_metrics().flat_map(|scope| scope.metrics()) {
            let name = metric.name();
            match metric.data() {
                AggregatedMetrics::U64(MetricData::Sum(sum)) => {
                    lines.extend(sum.data_points().map(|point| (line(name, point.attributes()), point.value())));
                }
                AggregatedMetrics::U64(MetricData::Gauge(gauge)) => {
                    lines.extend(gauge.data_points().map(|point| (line(name, point.attributes()), point.value())));
                }
                AggregatedMetrics::F64(MetricData::Histogram(histogram)) => {
                    lines.extend(histogram.data_points().map(|point| (line(name, point.attributes()), point.count())));
                }
                _ => {}
            }
        }
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = lines;
        Ok(())
    }

    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, _: Duration) -> OTelSdkResult {
        Ok(())
    }

    fn temporality(&self) -> Temporality {
        Temporality::Cumulative
    }
}

/// A metric's name, and its attributes in the order of their names.
fn line<'a>(name: &str, attributes: impl Iterator<Item = &'a KeyValue>) -> String {
    let shown = |attribute: &KeyValue| format!("{}={}", attribute.key, &attribute.value as &dyn Display);
    let mut attributes: Vec<String> = attributes.map(shown).collect();
    attributes.sort();
    format!("{name}{{{}}}", attributes.join(", "))
}
