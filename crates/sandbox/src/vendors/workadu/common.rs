//! What several resources need.

use guichet_fixtures::Json;
use rust_decimal::Decimal;
use time::OffsetDateTime;

use super::answers::data;
use super::tables::CUSTOMERS;
use crate::engine::json::{id_value, text_of};
use crate::engine::{Reply, Store};

/// Today, as `2022-01-25`, in UTC.
pub(super) fn today() -> String {
    OffsetDateTime::now_utc().date().to_string()
}

/// Now, as `2022-01-25 21:21:53`, in UTC.
pub(super) fn now() -> String {
    let now = OffsetDateTime::now_utc();
    format!("{} {:02}:{:02}:{:02}", now.date(), now.hour(), now.minute(), now.second())
}

/// 004:565.
pub(super) fn deleted(id: &str) -> Reply {
    let message = Json::from("The resource deleted");
    data(Json::object([("id", id_value(id)), ("deleted", Json::Bool(true)), ("message", message)]))
}

/// 004:1923.
pub(super) fn replaced(path: &str, value: &str) -> Reply {
    data(Json::object([("op", "replace"), ("path", path), ("value", value)]))
}

/// A customer as orders and invoices show it.
pub(super) fn customer_ref(store: &Store, id: &str) -> Option<Json> {
    let customer = &store.get(&CUSTOMERS, id)?.value;
    let member = |name: &str| customer.get(name).cloned().unwrap_or(Json::Null);
    Some(Json::object([("id", id_value(id)), ("fullname", member("fullname")), ("email", member("email"))]))
}

/// An amount, digit for digit.
pub(super) fn decimal(value: &Json) -> Option<Decimal> {
    let text = text_of(value)?;
    Decimal::from_str_exact(&text).or_else(|_| Decimal::from_scientific(&text)).ok()
}

pub(super) fn number(amount: Decimal) -> Json {
    Json::Number(amount.to_string())
}

/// The sum, or nothing when it cannot be exact.
pub(super) fn plus(a: Decimal, b: Decimal) -> Option<Decimal> {
    a.checked_add(b).filter(|sum| sum.scale() == a.scale().max(b.scale()))
}

/// The product, or nothing when it cannot be exact.
pub(super) fn times(a: Decimal, b: Decimal) -> Option<Decimal> {
    let product = a.checked_mul(b)?;
    (a.is_zero() || b.is_zero() || product.scale() == a.scale() + b.scale()).then_some(product)
}

/// So many percent of an amount.
pub(super) fn percent(amount: Decimal, percent: Decimal) -> Option<Decimal> {
    times(times(amount, percent)?, Decimal::new(1, 2)).map(|share| share.normalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_exact_or_refused() {
        let amount = |text: &str| Decimal::from_str_exact(text).unwrap();
        assert_eq!(percent(amount("157.22"), amount("30")).unwrap().to_string(), "47.166");
        assert_eq!(times(amount("12.00"), amount("3")).unwrap().to_string(), "36.00");
        assert_eq!(times(amount("0.00000000000001"), amount("0.0000000000000001")), None);
        assert_eq!(times(amount("79228162514264337593543950335"), amount("2")), None);
        assert_eq!(plus(amount("79228162514264337593543950335"), amount("0.1")), None);
    }

    #[test]
    fn days_and_times_have_their_form() {
        assert_eq!(today().len(), 10);
        assert_eq!(now().len(), 19);
    }
}
