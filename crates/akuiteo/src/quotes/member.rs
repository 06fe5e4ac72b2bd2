//! The rows of the service's tables: the name of a member, what its table allows, and its value. What is written and what is checked
//! both follow from them, so that no limit and no name stands twice.

use guichet_core::Decimal;
use guichet_core::time::Date;
use serde::ser::{SerializeMap as _, SerializeSeq as _};
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use super::NumberForm;

/// A member of a body.
pub(super) struct Member<'a> {
    /// Its name as it is sent.
    pub(super) name: &'static str,
    /// Whether the table says *Obligatoire*.
    pub(super) is_required: bool,
    pub(super) value: Value<'a>,
}

/// A value. What is `None`, and a list without elements, is not sent.
pub(super) enum Value<'a> {
    /// *Caractère alphanumérique*: a text of at most so many characters.
    Text(usize, Option<&'a str>),
    /// Texts, without a limit.
    Texts(&'a [String]),
    /// *Format de date*: JJ/MM/AAAA.
    Day(Option<Date>),
    /// *Nombre*, by its digits.
    Number(Limit, Option<String>),
    /// *Booléen*: 0 or 1.
    Flag(Option<bool>),
    /// A boolean of JSON.
    Boolean(bool),
    /// Objects, each with members of its own.
    Objects(Vec<Vec<Member<'a>>>),
}

/// How long a number may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Limit {
    /// "N caractères": a whole number, with its sign.
    Characters(usize),
    /// "N chiffres et M décimales". Whether N counts the decimals is not said: here it counts the digits before the point alone,
    /// because what is refused for too little reason cannot be sent at all.
    Digits(usize, usize),
}

impl<'a> Member<'a> {
    const fn new(name: &'static str, value: Value<'a>) -> Self {
        Self { name, is_required: false, value }
    }

    pub(super) const fn required(mut self) -> Self {
        self.is_required = true;
        self
    }
}

pub(super) fn text<'a>(name: &'static str, most: usize, text: &'a str) -> Member<'a> {
    Member::new(name, Value::Text(most, Some(text))).required()
}

pub(super) fn text_opt<'a>(name: &'static str, most: usize, text: Option<&'a str>) -> Member<'a> {
    Member::new(name, Value::Text(most, text))
}

pub(super) fn texts<'a>(name: &'static str, texts: &'a [String]) -> Member<'a> {
    Member::new(name, Value::Texts(texts)).required()
}

pub(super) fn day<'a>(name: &'static str, date: Option<Date>) -> Member<'a> {
    Member::new(name, Value::Day(date))
}

pub(super) fn amount<'a>(name: &'static str, limit: Limit, amount: Option<Decimal>) -> Member<'a> {
    Member::new(name, Value::Number(limit, amount.map(|amount| amount.to_string())))
}

/// A whole number or a code, of at most so many characters.
pub(super) fn number<'a>(name: &'static str, most: usize, number: Option<impl ToString>) -> Member<'a> {
    Member::new(name, Value::Number(Limit::Characters(most), number.map(|number| number.to_string())))
}

pub(super) fn flag<'a>(name: &'static str, flag: Option<bool>) -> Member<'a> {
    Member::new(name, Value::Flag(flag))
}

pub(super) fn boolean<'a>(name: &'static str, boolean: bool) -> Member<'a> {
    Member::new(name, Value::Boolean(boolean))
}

pub(super) fn objects<'a>(name: &'static str, objects: impl Iterator<Item = Vec<Member<'a>>>) -> Member<'a> {
    Member::new(name, Value::Objects(objects.collect()))
}

/// An object of members, with the form that its numbers have.
pub(super) struct Written<'a>(pub(super) &'a [Member<'a>], pub(super) NumberForm);

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(None)?;
        for member in self.0 {
            match &member.value {
                Value::Text(_, None) | Value::Day(None) | Value::Number(_, None) | Value::Flag(None) => {}
                Value::Objects(objects) if objects.is_empty() => {}
                value => map.serialize_entry(member.name, &WrittenValue(value, self.1))?,
            }
        }
        map.end()
    }
}

struct WrittenValue<'a>(&'a Value<'a>, NumberForm);

impl Serialize for WrittenValue<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Text(_, text) => text.serialize(to),
            Value::Texts(texts) => texts.serialize(to),
            Value::Day(date) => date.map(french).serialize(to),
            Value::Number(_, None) => to.serialize_none(),
            Value::Number(_, Some(digits)) => match (self.1, RawValue::from_string(digits.clone())) {
                (NumberForm::Number, Ok(number)) => number.serialize(to),
                // Also a code that is no number of JSON's, `007` say: it is sent as it is given.
                _ => to.serialize_str(digits),
            },
            Value::Flag(flag) => flag.map(u8::from).serialize(to),
            Value::Boolean(boolean) => to.serialize_bool(*boolean),
            Value::Objects(objects) => {
                let mut list = to.serialize_seq(Some(objects.len()))?;
                for members in objects {
                    list.serialize_element(&Written(members, self.1))?;
                }
                list.end()
            }
        }
    }
}

/// `30/07/2018`.
fn french(date: Date) -> String {
    format!("{:02}/{:02}/{:04}", date.day(), u8::from(date.month()), date.year())
}

#[cfg(test)]
mod tests {
    use guichet_core::time::Month;

    use super::*;

    #[test]
    fn each_value_has_its_form() {
        let day_of = |year| Date::from_calendar_date(year, Month::July, 3).ok();
        let price = Decimal::new(-2_2600, 4);
        let members = [
            text("a", 1, "é"),
            text_opt("b", 1, None),
            day("c", day_of(2018)),
            day("d", day_of(7)),
            amount("e", Limit::Digits(1, 1), Some(price)),
            number("f", 1, Some("007")),
            number("g", 1, Some(12)),
            flag("h", Some(true)),
            flag("i", None),
            boolean("j", false),
            objects("k", std::iter::empty()),
            objects("l", std::iter::once(vec![number("m", 1, Some(0))])),
        ];
        let written = |form| serde_json::to_string(&Written(&members, form)).unwrap();
        assert_eq!(
            written(NumberForm::Text),
            r#"{"a":"é","c":"03/07/2018","d":"03/07/0007","e":"-2.2600","f":"007","g":"12","h":1,"j":false,"l":[{"m":"0"}]}"#
        );
        assert_eq!(
            written(NumberForm::Number),
            r#"{"a":"é","c":"03/07/2018","d":"03/07/0007","e":-2.2600,"f":"007","g":12,"h":1,"j":false,"l":[{"m":0}]}"#
        );
    }
}
