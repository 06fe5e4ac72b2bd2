//! Reading exact amounts beside reading the same into `f64`.

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::{Duration, Instant};

use guichet_core::{Decimal, Model, json};
use serde::Deserialize;

use super::Outcome;

const LINES: u64 = 100;
/// Each round reads the document so often with either; what is printed is the median of the rounds.
const READS: u32 = 1_000;
const ROUNDS: usize = 41;
/// What exact may cost at the most.
const BAR: f64 = 1.3;

/// An invoice line as the models have it.
#[derive(Model)]
struct Exact {
    id: Option<i64>,
    description: Option<String>,
    quantity: Option<Decimal>,
    solo_amount: Option<Decimal>,
    total_amount: Option<Decimal>,
    discount_percent: Option<Decimal>,
    vat_percent: Option<Decimal>,
    vat_amount: Option<Decimal>,
    final_amount: Option<Decimal>,
}

/// The same line, rounded.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Rounded {
    id: Option<i64>,
    description: Option<String>,
    quantity: Option<f64>,
    solo_amount: Option<f64>,
    total_amount: Option<f64>,
    discount_percent: Option<f64>,
    vat_percent: Option<f64>,
    vat_amount: Option<f64>,
    final_amount: Option<f64>,
}

pub(crate) fn run() -> Outcome {
    println!("reading {LINES} invoice lines of 7 amounts with 28 digits each, beside f64");
    // The one is what a division gives, the other what vendors with a fixed number of places send.
    side_by_side("28 digits that count", &document(|seed| digits(seed, 28)))?;
    side_by_side("the same padded with zeros after 8", &document(|seed| digits(seed, 8) + &"0".repeat(20)))
}

fn side_by_side(what: &str, document: &[u8]) -> Outcome {
    // The readers agree, and all members are there.
    let exact = read_exact(document)?;
    let rounded: Vec<Rounded> = serde_json::from_slice(document)?;
    for (exact, rounded) in exact.iter().zip(&rounded) {
        let texts = exact.amounts().into_iter().zip(rounded.amounts());
        let agree =
            texts.map(|(exact, rounded)| Some((exact?.to_string().parse::<f64>().ok()? - rounded?).abs() < 1e-6));
        if exact.id != rounded.id
            || exact.description != rounded.description
            || !agree.into_iter().all(|a| a == Some(true))
        {
            return Err("the two readers read different lines".into());
        }
    }
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        // One after the other, so that both meet the same machine.
        let rounded = time(document, |document| Ok(serde_json::from_slice::<Vec<Rounded>>(document)?))?;
        let exact = time(document, read_exact)?;
        rounds.push((rounded, exact));
    }
    let rounded = median(rounds.iter().map(|(rounded, _)| rounded.as_secs_f64() * 1e6));
    let exact = median(rounds.iter().map(|(_, exact)| exact.as_secs_f64() * 1e6));
    let ratio = median(rounds.iter().map(|(rounded, exact)| exact.as_secs_f64() / rounded.as_secs_f64()));
    let missed = if ratio > BAR { ", missed: at most 1.3" } else { "" };
    println!("{what:<36} f64 {rounded:.1} µs, exact {exact:.1} µs, {ratio:.3} x{missed}");
    Ok(())
}

/// As an answer is read: from bytes, which must be UTF-8.
fn read_exact(document: &[u8]) -> Outcome<Vec<Exact>> {
    Ok(json::parse(std::str::from_utf8(document)?)?)
}

/// How long one reading takes.
fn time<T>(document: &[u8], read: impl Fn(&[u8]) -> Outcome<T>) -> Outcome<Duration> {
    let begun = Instant::now();
    for _ in 0..READS {
        black_box(read(black_box(document))?);
    }
    Ok(begun.elapsed() / READS)
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

fn document(amount: impl Fn(u64) -> String) -> Vec<u8> {
    let mut text = String::from("[");
    for line in 0..LINES {
        let comma = if line == 0 { "" } else { "," };
        let _ = write!(text, r#"{comma}{{"id":{},"description":"Transfer, line {line}""#, 500_000 + line);
        let names = [
            "quantity",
            "solo_amount",
            "total_amount",
            "discount_percent",
            "vat_percent",
            "vat_amount",
            "final_amount",
        ];
        for (name, place) in names.into_iter().zip(0..) {
            let digits = amount(line * 7 + place);
            let (whole, fraction) = digits.split_at_checked(5).unwrap_or((&digits, "0"));
            let _ = write!(text, r#","{name}":{whole}.{fraction}"#);
        }
        text.push('}');
    }
    text.push(']');
    text.into_bytes()
}

/// So many digits, none of them zero, that differ from amount to amount.
fn digits(seed: u64, count: usize) -> String {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    (0..count)
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            char::from(b'1' + u8::try_from((state >> 33) % 9).unwrap_or_default())
        })
        .collect()
}

impl Exact {
    fn amounts(&self) -> [Option<Decimal>; 7] {
        [
            self.quantity,
            self.solo_amount,
            self.total_amount,
            self.discount_percent,
            self.vat_percent,
            self.vat_amount,
            self.final_amount,
        ]
    }
}

impl Rounded {
    fn amounts(&self) -> [Option<f64>; 7] {
        [
            self.quantity,
            self.solo_amount,
            self.total_amount,
            self.discount_percent,
            self.vat_percent,
            self.vat_amount,
            self.final_amount,
        ]
    }
}
