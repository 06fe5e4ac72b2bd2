//! What is looked at before anything is sent: a quote that the server takes cannot be taken back by a call. All that is wrong is
//! told at once.

use guichet_core::vendor::FieldError;

use super::custom_data::CustomData;
use super::member::{Limit, Member, Value};

/// The most characters that the number of a quote may have.
pub(super) const NUMBER: usize = 15;

/// All that is wrong with an object, by the paths of its members: `ligneDevis[2].quantite`.
pub(super) fn mistakes(members: &[Member<'_>]) -> Vec<FieldError> {
    let mut found = Vec::new();
    walk("", members, &mut found);
    found
}

fn walk(place: &str, members: &[Member<'_>], found: &mut Vec<FieldError>) {
    for member in members {
        let path = format!("{place}{}", member.name);
        match &member.value {
            Value::Objects(objects) => {
                if member.is_required && objects.is_empty() {
                    found.push(FieldError::new(path.as_str(), "at least one is needed"));
                }
                for (at, members) in objects.iter().enumerate() {
                    walk(&format!("{path}[{at}]."), members, found);
                }
            }
            Value::Texts(texts) => {
                if texts.is_empty() {
                    found.push(FieldError::new(path.as_str(), "at least one is needed"));
                }
                let blank = texts.iter().enumerate().filter(|(_, text)| text.trim().is_empty());
                found.extend(blank.map(|(at, _)| FieldError::new(format!("{path}[{at}]"), EMPTY)));
            }
            value => found.extend(wrong(value, member.is_required).map(|why| FieldError::new(path, why))),
        }
    }
}

const EMPTY: &str = "it is empty";

/// What is wrong with a single value.
fn wrong(value: &Value<'_>, is_required: bool) -> Option<String> {
    match value {
        Value::Text(most, Some(text)) => of_text(text, *most, is_required),
        // The form has four digits for the year, and no sign.
        Value::Day(Some(date)) if !(1..=9999).contains(&date.year()) => {
            Some(format!("the year {} has no form: 0001 to 9999 have one", date.year()))
        }
        Value::Number(limit, Some(digits)) => of_number(digits, *limit),
        _ => None,
    }
}

fn of_text(text: &str, most: usize, is_required: bool) -> Option<String> {
    if is_required && text.trim().is_empty() {
        return Some(EMPTY.to_owned());
    }
    // Characters, not bytes: é is one.
    let length = text.chars().count();
    (length > most).then(|| format!("{length} characters: at most {most} are allowed"))
}

/// The text of a number, as it is sent: zeros at its end count, because they are sent.
fn of_number(text: &str, limit: Limit) -> Option<String> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    match limit {
        Limit::Characters(most) => {
            if unsigned.is_empty() || !unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
                return Some("a whole number is expected".to_owned());
            }
            let length = text.len();
            (length > most).then(|| format!("{length} characters: at most {most} are allowed"))
        }
        Limit::Digits(most, most_decimals) => {
            let (whole, decimals) = unsigned.split_once('.').unwrap_or((unsigned, ""));
            if decimals.len() > most_decimals {
                return Some(format!("{} decimals: at most {most_decimals} are allowed", decimals.len()));
            }
            let digits = whole.len();
            (digits > most).then(|| format!("{digits} digits before the point: at most {most} are allowed"))
        }
    }
}

/// The number of the quote that a path names.
pub(super) fn of_path(number: &str) -> Option<FieldError> {
    of_text(number, NUMBER, true).map(|why| FieldError::new("numeroDevisInterne", why))
}

/// Custom data of which the field is of another kind than the value.
pub(super) fn of_kinds(custom_data: &[CustomData]) -> Vec<FieldError> {
    let wrong = custom_data.iter().enumerate().filter_map(|(at, custom)| {
        let (field, value) = (custom.field.as_deref()?, custom.value.as_ref()?);
        let kind = field.trim_end_matches(|c: char| c.is_ascii_digit());
        let is_known = super::custom_data::KINDS.contains(&kind);
        (is_known && kind != value.kind()).then(|| {
            let why = format!("the value is for a field of the kind {}", value.kind());
            FieldError::new(format!("donneesPersonnaliseesDevis[{at}].champ"), why)
        })
    });
    wrong.collect()
}

#[cfg(test)]
mod tests {
    use super::super::member::{amount, number, text, text_opt};
    use super::*;
    use guichet_core::decimal;

    fn told(member: Member<'_>) -> String {
        mistakes(&[member]).into_iter().map(|mistake| mistake.message).collect()
    }

    #[test]
    fn lengths_are_counted_in_characters() {
        let accents = "é".repeat(153);
        assert_eq!((accents.len(), told(text_opt("t", 153, Some(&accents)))), (306, String::new()));
        assert!(told(text_opt("t", 152, Some(&accents))).starts_with("153 characters"));
        assert_eq!(told(text("t", 3, " ")), EMPTY);
        assert_eq!(told(text_opt("t", 3, Some(""))), "");
    }

    #[test]
    fn decimals_are_counted_strictly_and_digits_before_the_point() {
        let limit = Limit::Digits(17, 5);
        for (number, why) in [
            ("12345678901234567.12345", ""),
            ("-12345678901234567.12345", ""),
            ("0.00001", ""),
            ("123456789012345678", "18 digits before the point"),
            ("0.000001", "6 decimals"),
            // A zero is sent like any other digit.
            ("1.000000", "6 decimals"),
        ] {
            let told = told(amount("n", limit, Some(decimal::parse(number).unwrap())));
            assert!(told.starts_with(why) && told.is_empty() == why.is_empty(), "{number}: {told}");
        }
    }

    #[test]
    fn whole_numbers_are_counted_with_their_sign() {
        for (given, why) in
            [("9", ""), ("99", ""), ("-9", ""), ("100", "3 char"), ("-10", "3 char"), ("x", "a whole"), ("", "a whole")]
        {
            let told = told(number("n", 2, Some(given)));
            assert!(told.starts_with(why) && told.is_empty() == why.is_empty(), "{given}: {told}");
        }
    }
}
