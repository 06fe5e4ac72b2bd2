//! Exact numbers. Amounts are read from the JSON text itself and written back as JSON numbers; no binary
//! floating point comes near them.
//!
//! A model's members are simply [`Decimal`]; a type of the caller's own that serde reads has [`ExactDecimal`].

use rust_decimal::Decimal;
use serde::ser::Error as _;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

/// Why a text is not a decimal that we can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DecimalError {
    /// Not a number at all.
    #[error("not a decimal number")]
    Syntax,
    /// More digits than 96 bits and 28 places hold. Never rounded.
    #[error("a number with more digits than a decimal holds exactly")]
    TooManyDigits,
}

/// So that `?` passes it on in a function that returns a call's error.
///
/// ```
/// use guichet_core::{Decimal, Error, decimal};
/// let half = |text: &str| Ok::<Decimal, Error>(decimal::parse(text)? / Decimal::TWO);
/// assert_eq!(half("12.50").unwrap(), decimal::parse("6.25").unwrap());
/// assert!(half("12,50").unwrap_err().to_string().contains("not a decimal number"));
/// ```
impl From<DecimalError> for crate::Error {
    fn from(error: DecimalError) -> Self {
        Self::argument("amount", error.to_string())
    }
}

/// Reads a number exactly: an optional sign, digits, a point, an exponent. Zeros at the end are kept where
/// they fit and dropped where they do not; other digits that do not fit are an error.
///
/// ```
/// use guichet_core::decimal::parse;
/// assert_eq!(parse("34831.970000000000000000000000").unwrap().to_string(), "34831.970000000000000000000000");
/// assert_eq!(parse("1.5e3").unwrap().to_string(), "1500");
/// assert!(parse("0.12345678901234567890123456789").is_err());
/// ```
pub fn parse(text: &str) -> Result<Decimal, DecimalError> {
    match plain(text.as_bytes()) {
        Some(number) => Ok(number),
        None => whole(text),
    }
}

/// Rounds to so many decimals, a half away from zero, as invoices do.
///
/// ```
/// use guichet_core::decimal::{parse, round_half_up};
/// assert_eq!(round_half_up(parse("0.125")?, 2), parse("0.13")?);
/// assert_eq!(round_half_up(parse("-0.125")?, 2), parse("-0.13")?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn round_half_up(amount: Decimal, decimals: u32) -> Decimal {
    amount.round_dp_with_strategy(decimals, rust_decimal::RoundingStrategy::MidpointAwayFromZero)
}

/// Reads a plain number of at most 28 digits, which always fits: no sign but a minus, no exponent. In 64 bits at a time, because
/// 128 for each digit take most of the time that reading an answer takes.
fn plain(text: &[u8]) -> Option<Decimal> {
    const FIRST: u32 = 19;
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    if digits.len() > 29 || !digits.first()?.is_ascii_digit() || !digits.last()?.is_ascii_digit() {
        return None;
    }
    let (mut first, mut second, mut power) = (0_u64, 0_u64, 1_u64);
    let (mut read, mut before_point) = (0_u32, None);
    for byte in digits {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            if *byte != b'.' || before_point.is_some() {
                return None;
            }
            before_point = Some(read);
            continue;
        }
        if read < FIRST {
            first = first.wrapping_mul(10).wrapping_add(u64::from(digit));
        } else {
            second = second.wrapping_mul(10).wrapping_add(u64::from(digit));
            power = power.wrapping_mul(10);
        }
        read += 1;
    }
    if read > 28 {
        return None;
    }
    // Nineteen digits and nine: neither overflowed, and what they make has fewer than 96 bits.
    let value = u128::from(first) * u128::from(power) + u128::from(second);
    let scale = before_point.map_or(0, |before| read - before);
    let mut number = Decimal::try_from_i128_with_scale(i128::try_from(value).ok()?, scale).ok()?;
    number.set_sign_negative(negative);
    Some(number)
}

/// Reads any number, with an exponent or with zeros that are not kept.
fn whole(text: &str) -> Result<Decimal, DecimalError> {
    let (negative, digits) = match text.as_bytes() {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    };
    let mut coefficient: u128 = 0;
    let mut places: i64 = 0;
    let mut seen = false;
    let mut point = false;
    // Zeros are held back until a digit follows them: at the end they may be dropped, in the middle not.
    let mut zeros: u32 = 0;
    let mut bytes = digits.iter();
    let mut exponent: i64 = 0;
    while let Some(byte) = bytes.next() {
        match byte {
            b'0' => {
                seen = true;
                places += i64::from(point);
                if coefficient != 0 {
                    zeros = zeros.saturating_add(1);
                }
            }
            b'1'..=b'9' => {
                seen = true;
                places += i64::from(point);
                coefficient = shift(coefficient, zeros)
                    .and_then(|c| shift(c, 1))
                    .and_then(|c| c.checked_add(u128::from(byte - b'0')))
                    .ok_or(DecimalError::TooManyDigits)?;
                zeros = 0;
            }
            b'.' if !point && seen => point = true,
            b'e' | b'E' if seen => {
                exponent = read_exponent(bytes.as_slice())?;
                break;
            }
            _ => return Err(DecimalError::Syntax),
        }
    }
    if !seen || (point && places == 0 && digits.last() == Some(&b'.')) {
        return Err(DecimalError::Syntax);
    }
    let scale = places.saturating_sub(exponent);
    assemble(negative, coefficient, zeros, scale)
}

/// `coefficient × 10^zeros × 10^-scale`, with as many of the zeros kept as fit.
fn assemble(negative: bool, coefficient: u128, zeros: u32, scale: i64) -> Result<Decimal, DecimalError> {
    const MAX: u128 = (1 << 96) - 1;
    let too_many = DecimalError::TooManyDigits;
    if coefficient == 0 {
        let mut zero = Decimal::new(0, u32::try_from(scale.clamp(0, 28)).unwrap_or(0));
        zero.set_sign_negative(negative);
        return Ok(zero);
    }
    let mut zeros = i64::from(zeros);
    let mut scale = scale;
    if scale < 0 {
        // A positive exponent is digits before the point.
        zeros = zeros.saturating_sub(scale);
        scale = 0;
    }
    if scale > 28 {
        let dropped = (scale - 28).min(zeros);
        zeros -= dropped;
        scale -= dropped;
    }
    if scale > 28 || zeros > 40 + scale {
        return Err(too_many);
    }
    let mut value = coefficient;
    for added in 0..zeros {
        match shift(value, 1).filter(|v| *v <= MAX) {
            Some(more) => value = more,
            None => {
                // What is left are zeros after the point, or the number is too large.
                let left = zeros - added;
                if left > scale {
                    return Err(too_many);
                }
                scale -= left;
                break;
            }
        }
    }
    if value > MAX {
        return Err(too_many);
    }
    let value = i128::try_from(value).map_err(|_| too_many)?;
    let scale = u32::try_from(scale).map_err(|_| too_many)?;
    let mut number = Decimal::try_from_i128_with_scale(value, scale).map_err(|_| too_many)?;
    number.set_sign_negative(negative);
    Ok(number)
}

fn shift(value: u128, places: u32) -> Option<u128> {
    match places {
        0 => Some(value),
        1 => value.checked_mul(10),
        _ => 10_u128.checked_pow(places).and_then(|power| value.checked_mul(power)),
    }
}

fn read_exponent(bytes: &[u8]) -> Result<i64, DecimalError> {
    let (negative, digits) = match bytes {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    };
    if digits.is_empty() {
        return Err(DecimalError::Syntax);
    }
    let mut value: i64 = 0;
    for byte in digits {
        if !byte.is_ascii_digit() {
            return Err(DecimalError::Syntax);
        }
        // Far beyond what any number uses, near enough not to overflow later.
        value = (value * 10 + i64::from(byte - b'0')).min(1_000_000);
    }
    Ok(if negative { -value } else { value })
}

/// Writes digits as a JSON string, or null: `#[serde(serialize_with = "guichet_core::decimal::as_text")]`, where the vendor wants
/// a number as text.
///
/// ```
/// use guichet_core::{Decimal, decimal};
/// use serde::Serialize;
///
/// #[derive(Serialize)]
/// struct Line {
///     #[serde(serialize_with = "decimal::as_text")]
///     amount: Option<Decimal>,
/// }
///
/// let line = Line { amount: Some(decimal::parse("12.50")?) };
/// assert_eq!(serde_json::to_string(&line)?, r#"{"amount":"12.50"}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// The serializer's.
pub fn as_text<S: Serializer>(value: &Option<Decimal>, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => serializer.collect_str(value),
        None => serializer.serialize_none(),
    }
}

/// A decimal in a type of the caller's own, which serde reads and writes: a JSON number, or a JSON string that holds one, with
/// exactly its digits. `rust_decimal`'s own `Deserialize` goes through a float.
///
/// ```
/// use guichet_core::decimal::ExactDecimal;
///
/// #[derive(serde::Serialize, serde::Deserialize)]
/// struct Mine {
///     amount: ExactDecimal,
/// }
///
/// let mine: Mine = serde_json::from_str(r#"{"amount": 12345678901234567890.120}"#)?;
/// assert_eq!(mine.amount.0.to_string(), "12345678901234567890.120");
/// assert_eq!(serde_json::to_string(&mine)?, r#"{"amount":12345678901234567890.120}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExactDecimal(pub Decimal);

impl Serialize for ExactDecimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write(&self.0, serializer)
    }
}

/// Writes a JSON number with exactly the digits that the decimal has.
pub(crate) fn write<S: Serializer>(value: &Decimal, serializer: S) -> Result<S::Ok, S::Error> {
    RawValue::from_string(value.to_string()).map_err(S::Error::custom)?.serialize(serializer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> String {
        match parse(text) {
            Ok(number) => number.to_string(),
            Err(e) => e.to_string(),
        }
    }

    #[test]
    fn what_fits_is_kept_to_the_last_zero() {
        for same in [
            "0",
            "0.00",
            "-0.00",
            "1",
            "12.00",
            "-12.345",
            "34831.970000000000000000000000",
            "79228162514264337593543950335",
            "-79228162514264337593543950335",
            "0.0000000000000000000000000001",
            "7.9228162514264337593543950335",
            "12345678901234567890.12",
        ] {
            assert_eq!(read(same), same);
        }
    }

    #[test]
    fn exponents_are_read_and_superfluous_zeros_dropped() {
        for (text, expected) in [
            ("1e3", "1000"),
            ("1.5E+2", "150"),
            ("15e-1", "1.5"),
            ("1.20e1", "12.0"),
            ("0e999999999999", "0"),
            ("1e-28", "0.0000000000000000000000000001"),
            ("10e-29", "0.0000000000000000000000000001"),
            ("1.00000000000000000000000000000000000000000", "1.0000000000000000000000000000"),
            ("79228162514264337593543950335.000", "79228162514264337593543950335"),
            ("34831970000000000000000000000.00", "34831970000000000000000000000"),
            ("0.00000000000000000000000000000000", "0.0000000000000000000000000000"),
            ("007.50", "7.50"),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        for text in [
            "79228162514264337593543950336",
            "0.00000000000000000000000000001",
            "1e29",
            "1e-29",
            "1e999999999999999999999",
            "1e-999999999999999999999",
            "7.92281625142643375935439503351",
            "123456789012345678901234567890",
        ] {
            assert_eq!(parse(text), Err(DecimalError::TooManyDigits), "{text}");
        }
        for text in [
            "", "-", ".", "1.", ".5", "1e", "1e+", "1,5", "NaN", "Infinity", "0x10", "1 ", "1_0", "--1", "1.2.3",
            "1e1.5", "e5",
        ] {
            assert_eq!(parse(text), Err(DecimalError::Syntax), "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

        /// rust_decimal prints its digits exactly; what it prints must come back as the same digits.
        #[test]
        fn printed_decimals_come_back(mantissa in -79228162514264337593543950335_i128..=79228162514264337593543950335, scale in 0_u32..=28) {
            let number = Decimal::from_i128_with_scale(mantissa, scale);
            prop_assert_eq!(read(&number.to_string()), number.to_string());
        }

        /// A second, slow reading of the same text: digits as a string, zeros dropped one by one.
        #[test]
        fn two_readings_agree(text in "-?[0-9]{1,32}(\\.[0-9]{1,32})?([eE][+-]?[0-9]{1,2})?") {
            prop_assert_eq!(parse(&text).ok(), slow(&text), "{}", text);
            // The quick reading of plain numbers, digit for digit.
            prop_assert_eq!(read(&text), whole(&text).map_or_else(|e| e.to_string(), |number| number.to_string()));
        }

        #[test]
        fn never_panics(text in ".*") {
            let _ = parse(&text);
        }
    }

    fn slow(text: &str) -> Option<Decimal> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((m, e)) => (m, e.parse::<i64>().unwrap()),
            None => (text, 0),
        };
        let negative = mantissa.starts_with('-');
        let (whole, fraction) =
            mantissa.trim_start_matches('-').split_once('.').unwrap_or((mantissa.trim_start_matches('-'), ""));
        let mut digits = format!("{whole}{fraction}");
        let mut scale = fraction.len() as i64 - exponent;
        while scale < 0 {
            digits.push('0');
            scale += 1;
        }
        if digits.bytes().all(|b| b == b'0') {
            let mut zero = Decimal::new(0, scale.clamp(0, 28) as u32);
            zero.set_sign_negative(negative);
            return Some(zero);
        }
        loop {
            let value = digits.trim_start_matches('0');
            let fits =
                scale <= 28 && (value.len() <= 38) && value.parse::<u128>().map_or(value.is_empty(), |v| v < 1 << 96);
            if fits {
                let value: i128 = if value.is_empty() { 0 } else { value.parse().unwrap() };
                let mut number = Decimal::from_i128_with_scale(value, scale as u32);
                number.set_sign_negative(negative);
                return Some(number);
            }
            if scale == 0 || !digits.ends_with('0') {
                return None;
            }
            digits.pop();
            scale -= 1;
        }
    }
}
