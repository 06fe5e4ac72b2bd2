//! What a document comes to, computed for the caller's eyes.

use guichet_core::decimal::round_half_up;
use guichet_core::{Decimal, Error, Result};

use super::{DocumentData, Footer, LineData};

/// Where VAT is rounded to the cent, half up. Which of them EBP does is *unverified* (EG-6): no text says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rounding {
    /// VAT is rounded for each line, and the lines are added.
    PerLine,
    /// The lines of a rate are added, and their VAT is rounded once.
    PerRate,
}

/// What a document comes to, positive in credits as well. Without the document's own discount, its shipping cost and its deposits, whose
/// order the texts do not tell.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Totals {
    /// In the order of the document.
    pub lines: Vec<LineTotals>,
    /// One for each rate, the lowest first.
    pub vat: Vec<VatTotals>,
    /// Of the lines, without VAT.
    pub vat_excluded: Decimal,
    /// VAT.
    pub vat_amount: Decimal,
    /// Of the lines, with VAT.
    pub vat_included: Decimal,
}

/// What a line comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct LineTotals {
    /// Without VAT, to the cent.
    pub vat_excluded: Decimal,
    /// VAT, to the cent.
    pub vat_amount: Decimal,
    /// With VAT, to the cent.
    pub vat_included: Decimal,
}

/// What a rate of VAT comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct VatTotals {
    /// In percent.
    pub rate: Decimal,
    /// What the VAT is of.
    pub base: Decimal,
    /// The VAT, to the cent.
    pub amount: Decimal,
}

/// A total that the server has otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference {
    /// The footer's member, by its name in answers.
    pub member: &'static str,
    /// What was computed.
    pub computed: Decimal,
    /// What the server has.
    pub answered: Decimal,
}

/// To the cent, half up.
fn cents(amount: Decimal) -> Decimal {
    round_half_up(amount, 2)
}

const HUNDRED: Decimal = Decimal::ONE_HUNDRED;

impl DocumentData {
    /// Computes the lines and their totals exactly. Nothing of it is sent: the server's totals are the server's.
    ///
    /// ```
    /// use guichet_ebp::decimal::parse;
    /// use guichet_ebp::invoicing::documents::{DocumentData, LineData, Rounding};
    /// use guichet_ebp::dates;
    ///
    /// let line = LineData::of_item(4, parse("1")?, parse("44.99")?, parse("20")?);
    /// let invoice = DocumentData::new("KRAP'S", 1, dates::parse("2023-12-20")?, [line]);
    /// let totals = invoice.totals(Rounding::PerLine)?;
    /// assert_eq!((totals.vat_amount, totals.vat_included), (parse("9.00")?, parse("53.99")?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// A line without quantity, price or rate, an amount that does not fit, and a document whose prices include VAT.
    pub fn totals(&self, rounding: Rounding) -> Result<Totals> {
        if self.use_vat_included_invoicing_mode == Some(true) {
            return Err(Error::argument("use_vat_included_invoicing_mode", "prices that include VAT are not computed"));
        }
        let mut lines = Vec::new();
        let mut vat: Vec<VatTotals> = Vec::new();
        for line in &self.lines {
            let (rate, excluded) = base(line)?;
            let amount = cents(times(excluded, rate)? / HUNDRED);
            lines.push(LineTotals {
                vat_excluded: excluded,
                vat_amount: amount,
                vat_included: plus(excluded, amount)?,
            });
            match vat.iter_mut().find(|total| total.rate == rate) {
                Some(total) => {
                    (total.base, total.amount) = (plus(total.base, excluded)?, plus(total.amount, amount)?);
                }
                None => vat.push(VatTotals { rate, base: excluded, amount }),
            }
        }
        vat.sort_by_key(|total| total.rate);
        if rounding == Rounding::PerRate {
            for total in &mut vat {
                total.amount = cents(times(total.base, total.rate)? / HUNDRED);
            }
        }
        let vat_excluded = lines.iter().map(|line| line.vat_excluded).try_fold(Decimal::ZERO, plus)?;
        let vat_amount = vat.iter().map(|total| total.amount).try_fold(Decimal::ZERO, plus)?;
        Ok(Totals { lines, vat, vat_excluded, vat_amount, vat_included: plus(vat_excluded, vat_amount)? })
    }
}

/// The rate and the amount of a line without VAT, after its discount.
fn base(line: &LineData) -> Result<(Decimal, Decimal)> {
    let needed = |name: &str, value: Option<Decimal>| {
        value.ok_or_else(|| Error::argument(name, "a total needs it in each line"))
    };
    let gross = times(needed("quantity", line.quantity)?, needed("unit_price", line.unit_price)?)?;
    let discount = match (line.discount_amount, line.discount_rate) {
        (Some(amount), _) => amount,
        (None, Some(rate)) => times(gross, rate)? / HUNDRED,
        (None, None) => Decimal::ZERO,
    };
    Ok((needed("vat_rate", line.vat_rate)?, cents(plus(gross, -discount)?)))
}

fn fits(amount: Option<Decimal>) -> Result<Decimal> {
    amount.ok_or_else(|| Error::argument("lines", "an amount does not fit in 28 digits"))
}

fn times(a: Decimal, b: Decimal) -> Result<Decimal> {
    fits(a.checked_mul(b))
}

fn plus(a: Decimal, b: Decimal) -> Result<Decimal> {
    fits(a.checked_add(b))
}

impl Totals {
    /// What of these totals the server has otherwise. A difference is no error: a discount of the document, its shipping cost or another
    /// rounding explain it.
    pub fn differences(&self, footer: &Footer) -> Vec<Difference> {
        let pairs = [
            ("totalAmountVatExcluded", self.vat_excluded, footer.total_amount_vat_excluded),
            ("totalVatAmount", self.vat_amount, footer.total_vat_amount),
            ("totalAmountVatIncluded", self.vat_included, footer.total_amount_vat_included),
        ];
        let differs = |(member, computed, answered): (&'static str, Decimal, Option<Decimal>)| {
            let answered = answered.filter(|answered| *answered != computed)?;
            Some(Difference { member, computed, answered })
        };
        pairs.into_iter().filter_map(differs).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::invoicing::documents::DocumentDate;
    use guichet_core::time::OffsetDateTime;

    fn document(lines: &[(&str, &str, &str)]) -> DocumentData {
        let parse = |text: &str| guichet_core::decimal::parse(text).unwrap();
        let lines = lines
            .iter()
            .map(|(quantity, price, rate)| LineData::of_item(1, parse(quantity), parse(price), parse(rate)));
        DocumentData::new("n", 1, DocumentDate::from(OffsetDateTime::UNIX_EPOCH), lines)
    }

    #[test]
    fn the_two_roundings_differ_by_cents() {
        let three = document(&[("1", "0.12", "20"), ("1", "0.12", "20"), ("1", "0.12", "20")]);
        let of = |rounding| three.totals(rounding).unwrap().vat_amount.to_string();
        assert_eq!((of(Rounding::PerLine), of(Rounding::PerRate)), ("0.06".to_owned(), "0.07".to_owned()));
        let half = document(&[("3", "0.125", "0")]);
        assert_eq!(half.totals(Rounding::PerLine).unwrap().vat_excluded.to_string(), "0.38");
    }

    #[test]
    fn rates_are_apart_and_discounts_count() {
        let mut document = document(&[("5", "100", "20"), ("3", "50", "10")]);
        let totals = document.totals(Rounding::PerRate).unwrap();
        assert_eq!((totals.vat_excluded, totals.vat_amount), (Decimal::from(650), Decimal::from(115)));
        assert_eq!(
            totals.vat.iter().map(|total| total.rate).collect::<Vec<_>>(),
            [Decimal::from(10), Decimal::from(20)]
        );
        document.lines[0].discount_rate = Some(Decimal::from(10));
        document.lines[1].discount_amount = Some(Decimal::from(50));
        assert_eq!(document.totals(Rounding::PerRate).unwrap().vat_excluded, Decimal::from(550));
        let mut footer = Footer { total_vat_amount: Some(Decimal::from(65)), ..Footer::default() };
        let differences = totals.differences(&footer);
        assert_eq!((differences.len(), differences[0].member), (1, "totalVatAmount"));
        footer.total_vat_amount = Some(totals.vat_amount);
        assert_eq!(totals.differences(&footer), []);
    }

    #[test]
    fn what_cannot_be_computed_is_an_error() {
        let mut document =
            document(&[("1", "79228162514264337593543950335", "20"), ("2", "79228162514264337593543950335", "20")]);
        assert!(document.totals(Rounding::PerLine).is_err());
        document.lines = vec![LineData::default()];
        assert!(document.totals(Rounding::PerLine).unwrap_err().to_string().contains("quantity"));
        document.lines.clear();
        document.use_vat_included_invoicing_mode = Some(true);
        assert!(document.totals(Rounding::PerLine).is_err());
    }
}
