//! Amounts, exact or refused.

use guichet_fixtures::Json;
use rust_decimal::Decimal;

use super::json::text_of;

/// An amount as it is answered, digit for digit, and its value. `None`: it has more digits than fit, or is no number of JSON.
pub(crate) fn read(value: &Json) -> Option<(Json, Decimal)> {
    let text = text_of(value)?;
    let shown = Json::parse(&text).ok().filter(|json| json.number().is_some())?;
    Some((shown, exact(&text)?))
}

/// The value of an amount. `None`: it is none, or has more digits than fit.
pub(crate) fn exact(text: &str) -> Option<Decimal> {
    Decimal::from_str_exact(text).ok().or_else(|| scientific(text))
}

/// `1e3`. One whose digits do not all fit is none: it would be rounded.
fn scientific(text: &str) -> Option<Decimal> {
    let (mantissa, exponent) = text.split_once(['e', 'E'])?;
    let (mantissa, exponent) = (Decimal::from_str_exact(mantissa).ok()?, exponent.parse::<i32>().ok()?);
    let scale = i32::try_from(mantissa.scale()).ok()?.checked_sub(exponent)?;
    match u32::try_from(scale) {
        Ok(scale) if scale <= Decimal::MAX_SCALE => Decimal::try_from_i128_with_scale(mantissa.mantissa(), scale).ok(),
        Ok(_) => mantissa.is_zero().then_some(Decimal::ZERO),
        Err(_) => {
            let power = 10_i128.checked_pow(scale.unsigned_abs())?;
            Decimal::try_from_i128_with_scale(mantissa.mantissa().checked_mul(power)?, 0).ok()
        }
    }
}

/// The sum, or nothing when it cannot be exact.
pub(crate) fn plus(a: Decimal, b: Decimal) -> Option<Decimal> {
    let sum = a.checked_add(b)?;
    (sum.checked_sub(a) == Some(b) && sum.checked_sub(b) == Some(a)).then_some(sum)
}

/// The product, or nothing when it cannot be exact.
pub(crate) fn times(a: Decimal, b: Decimal) -> Option<Decimal> {
    let product = a.checked_mul(b)?;
    (a.is_zero() || b.is_zero() || product.scale() == a.scale() + b.scale()).then_some(product)
}

/// So many percent of an amount.
pub(crate) fn percent(amount: Decimal, percent: Decimal) -> Option<Decimal> {
    times(times(amount, percent)?, Decimal::new(1, 2)).map(|share| share.normalize())
}

/// An amount with the digits that it has.
pub(crate) fn number(amount: Decimal) -> Json {
    Json::Number(amount.to_string())
}

/// A sum with the places of a currency at least.
pub(crate) fn shown(sum: Decimal) -> Json {
    let mut wide = sum;
    wide.rescale(sum.scale().max(2));
    Json::Number(if wide == sum { wide } else { sum }.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<Decimal> {
        read(&Json::from(text)).map(|(_, amount)| amount)
    }

    #[test]
    fn digits_are_kept() {
        for text in ["123", "0", "0.0", "12.50", "34831.970000000000000000000000", "79228162514264337593543950335"] {
            let (json, amount) = read(&Json::from(text)).unwrap();
            assert_eq!((json.to_string(), amount.to_string()), (text.to_owned(), text.to_owned()));
        }
        assert_eq!(read(&Json::Number("1.5E+3".to_owned())).unwrap().0.to_string(), "1.5E+3");
        assert_eq!(of("1.5E+3").unwrap().to_string(), "1500");
        assert_eq!(of("15e-1").unwrap().to_string(), "1.5");
    }

    #[test]
    fn what_would_be_rounded_is_refused() {
        for text in [
            "",
            "x",
            "007",
            "1,5",
            "79228162514264337593543950336",
            "0.00000000000000000000000000001",
            "1e999",
            "1e29",
            "1e-29",
            "7922816251426433759354395033.55",
            "34831.97000000000000000000000000",
            "1e99999999999",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
        assert_eq!(read(&Json::Bool(true)), None);
    }

    #[test]
    fn sums_are_exact_or_refused() {
        let (most, tenth) = (of("79228162514264337593543950335").unwrap(), of("0.1").unwrap());
        assert_eq!(plus(most, Decimal::ZERO), Some(most));
        assert_eq!(plus(most, of("0.0").unwrap()), Some(most));
        assert_eq!(plus(most, tenth), None);
        assert_eq!(plus(most, most), None);
        assert_eq!(plus(tenth, of("12.50").unwrap()).unwrap().to_string(), "12.60");
        assert_eq!(shown(of("123").unwrap()).to_string(), "123.00");
        assert_eq!(shown(of("0.125").unwrap()).to_string(), "0.125");
        assert_eq!(shown(most).to_string(), most.to_string());
    }

    #[test]
    fn products_are_exact_or_refused() {
        let amount = |text: &str| exact(text).unwrap();
        assert_eq!(percent(amount("157.22"), amount("30")).unwrap().to_string(), "47.166");
        assert_eq!(times(amount("12.00"), amount("3")).unwrap().to_string(), "36.00");
        assert_eq!(times(amount("0.00000000000001"), amount("0.0000000000000001")), None);
        assert_eq!(times(amount("79228162514264337593543950335"), amount("2")), None);
        assert_eq!(plus(amount("79228162514264337593543950335"), amount("0.1")), None);
    }
}
