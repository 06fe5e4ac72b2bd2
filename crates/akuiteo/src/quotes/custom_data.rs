//! Custom data (*données personnalisées*) of a quote.

use guichet_core::Decimal;
use guichet_core::time::Date;

use super::member::{Limit, Member, amount, day, flag, number, text_opt};

/// The names that fields begin with, by kind (001:602). Other names are not checked.
pub(super) const KINDS: [&str; 4] = ["alpha", "num", "date", "booleen"];

/// A piece of custom data of a quote. The table asks for none of its members.
///
/// ```
/// use guichet_akuiteo::quotes::{CustomData, CustomValue};
/// let colour = CustomData { sequence: Some(1), ..CustomData::new("alpha01", CustomValue::Text("bleu".into())) };
/// assert_eq!(colour.field.as_deref(), Some("alpha01"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CustomData {
    /// Number of its sequence (*séquence*); one character.
    pub sequence: Option<u32>,
    /// The field (*champ*) by its kind and number: `alpha01`, `num01`, `date01`, `booleen01`; at most 10 characters. A field of one of
    /// these kinds takes a value of its own kind alone.
    pub field: Option<String>,
    /// Which member it goes out as follows from its type.
    pub value: Option<CustomValue>,
}

/// The value of custom data. Each kind has a member of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CustomValue {
    /// For a field `alpha…`: at most 4000 characters. Sent as `stringValue`.
    Text(String),
    /// For a field `num…`: at most 15 digits before the point and 3 decimals. Sent as `numericValue`.
    Number(Decimal),
    /// For a field `date…`. Sent as `dateValue`.
    Date(Date),
    /// For a field `booleen…`. Sent as `doubleValue`, 0 or 1, whatever the name says.
    Boolean(bool),
}

impl CustomData {
    /// A value in a field.
    pub fn new(field: impl Into<String>, value: CustomValue) -> Self {
        Self { sequence: None, field: Some(field.into()), value: Some(value) }
    }

    /// Its rows (001:590-649).
    pub(super) fn members(&self) -> Vec<Member<'_>> {
        let mut members = vec![number("sequence", 1, self.sequence), text_opt("champ", 10, self.field.as_deref())];
        members.extend(self.value.as_ref().map(|value| match value {
            CustomValue::Text(text) => text_opt("stringValue", 4000, Some(text)),
            CustomValue::Number(value) => amount("numericValue", Limit::Digits(15, 3), Some(*value)),
            CustomValue::Date(date) => day("dateValue", Some(*date)),
            CustomValue::Boolean(is) => flag("doubleValue", Some(*is)),
        }));
        members
    }
}

impl CustomValue {
    /// What the names of its fields begin with.
    pub(super) const fn kind(&self) -> &'static str {
        let [text, number, date, boolean] = KINDS;
        match self {
            Self::Text(_) => text,
            Self::Number(_) => number,
            Self::Date(_) => date,
            Self::Boolean(_) => boolean,
        }
    }
}
