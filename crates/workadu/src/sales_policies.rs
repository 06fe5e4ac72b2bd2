//! Sales policies: discounts, and restrictions of availability.

use guichet_core::time::Date;
use guichet_core::vendor::Client;
use guichet_core::{Body, Model, Result, integer_id, open_enum, operations};
use serde::{Serialize, Serializer};

use crate::change::Deleted;
use crate::client::Workadu;
use crate::envelope;
use crate::listing::Operator;
use crate::services::{PriceListId, joined};

integer_id! {
    /// Identifies a sales policy.
    pub struct SalesPolicyId;
}

open_enum! {
    /// What a sales policy does. A code to write; an answer shows its label.
    pub enum Action: number {
        /// Sets the price of a spot to an amount.
        SetPricePerSpot = "120",
        /// Sets the total price to an amount.
        SetTotalPrice = "1609",
        /// Changes the price of a spot.
        ModifyPricePerSpot = "154",
        /// Changes the total price.
        ModifyTotalPrice = "160",
        /// Changes the allotment of a spot.
        ModifyAllotmentPerSpot = "170",
        /// Changes the availability of a spot.
        ModifyAvailabilityPerSpot = "1843",
        /// Rounds the total price.
        RoundTotalPrice = "180",
        /// Changes the time of the start.
        ChangeStartTime = "130",
        /// Changes the place of the start.
        ChangeStartLocation = "140",
        /// Adds a comment.
        AddComment = "150",
    }
}

open_enum! {
    /// What a condition of a sales policy looks at. Some numbers are those of an [`Action`] too, with another meaning.
    pub enum ConditionField: number {
        /// The date on which the search is made.
        SearchDate = "100",
        /// The date of the start.
        StartDate = "102",
        /// The time of the start.
        StartTime = "103",
        /// The place of the start.
        StartLocation = "104",
        /// The date of the end.
        EndDate = "105",
        /// The time of the end.
        EndTime = "106",
        /// The place of the end.
        EndLocation = "107",
        /// The weekday on which the search is made.
        SearchWeekday = "108",
        /// The weekday of the start.
        StartWeekday = "109",
        /// The weekday of the end.
        EndWeekday = "110",
        /// A date within the booking.
        ContainsDate = "111",
        /// A weekday within the booking.
        ContainsWeekday = "112",
        /// Days from now to the start.
        DaysAhead = "113",
        /// Days that the booking lasts.
        BookingDays = "148",
        /// The total cost.
        TotalCost = "114",
        /// How often the policy was applied.
        TimesApplied = "115",
        /// The affiliate.
        Affiliate = "116",
        /// Where the booking comes from.
        BookingSource = "117",
        /// The span in which the reservation is made (*Reservation Between*).
        ReservationBetween = "147",
        /// A coupon code.
        CouponCode = "119",
        /// The zone of the start.
        StartZone = "120",
        /// The zone of the end.
        EndZone = "121",
        /// Minutes from now to the start.
        MinutesAhead = "122",
        /// Slots of the booking, in minutes.
        BookingSlots = "123",
        /// A distance in metres.
        Distance = "124",
    }
}

/// Sales policies. Workadu can neither list nor change them here.
#[derive(Debug, Clone)]
pub struct SalesPolicies {
    api: Client,
}

impl Workadu {
    /// Sales policies.
    pub fn sales_policies(&self) -> SalesPolicies {
        SalesPolicies { api: self.client().clone() }
    }
}

operations! {
    CREATE: Unsafe,     POST   "/api/sales", "workadu.sales-policies.create", "Create new Sales Policy";
    DELETE: Idempotent, DELETE "/api/sales", "workadu.sales-policies.delete", "Delete a Sales Policy" [named_in_body];
}

impl SalesPolicies {
    /// Creates a sales policy. Unsafe: repeated, it may create another, which would apply beside the first. Beta at
    /// Workadu.
    ///
    /// # Errors
    /// 400 for an empty title and for an unknown action. Conditions that cannot be told apart, an empty choice of price
    /// lists, and an end of validity before its start are refused before anything is sent.
    pub async fn create(&self, policy: &NewSalesPolicy) -> Result<SalesPolicy> {
        let mut call = self.api.call(&CREATE);
        if let Some(why) = policy.conditions.as_ref().and_then(|conditions| conditions.mistake) {
            call = call.refuse("conditions", why);
        }
        if matches!(&policy.price_lists, Some(PriceLists::Only(ids)) if ids.is_empty()) {
            call = call.refuse("price_lists_ids", "at least one price list is needed");
        }
        if let (Some(from), Some(to)) = (policy.valid_from, policy.valid_to)
            && to < from
        {
            call = call.refuse("valid_to", "it is before valid_from");
        }
        envelope::fetch_one(call.json(policy)).await
    }

    /// Deletes a sales policy. Idempotent. Beta at Workadu.
    ///
    /// # Errors
    /// 400 for a number that is missing, 0 say.
    pub async fn delete(&self, id: impl Into<SalesPolicyId>) -> Result<Deleted> {
        envelope::confirm(self.api.call(&DELETE).json(&ById { id: id.into() })).await
    }
}

#[derive(Body)]
struct ById {
    id: SalesPolicyId,
}

/// A sales policy to create. It needs a scope, says the documentation: a service or a price list at least.
#[derive(Debug, Clone, Body)]
pub struct NewSalesPolicy {
    pub title: String,
    pub action: Action,
    /// What the action works with: an amount, a percentage with its sign (`-15%`), a time, a text.
    pub action_value: String,
    /// Sent as text.
    #[serde(serialize_with = "flag_text")]
    pub hide: Option<bool>,
    pub conditions: Option<Conditions>,
    #[serde(rename = "price_lists_ids")]
    pub price_lists: Option<PriceLists>,
    /// The first day on which it is valid. Whether the day of booking or of use counts is not documented.
    pub valid_from: Option<Date>,
    /// The last day on which it is valid. Whether the day itself counts is not documented.
    pub valid_to: Option<Date>,
}

impl NewSalesPolicy {
    /// A sales policy with the members that Workadu asks for.
    pub fn new(title: impl Into<String>, action: Action, action_value: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            action,
            action_value: action_value.into(),
            hide: None,
            conditions: None,
            price_lists: None,
            valid_from: None,
            valid_to: None,
        }
    }
}

fn flag_text<S: Serializer>(flag: &Option<bool>, serializer: S) -> Result<S::Ok, S::Error> {
    flag.map(|flag| if flag { "true" } else { "false" }).serialize(serializer)
}

/// The price lists that a sales policy applies to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PriceLists {
    /// Every price list, sent as `All`.
    All,
    /// These, one at least.
    Only(Vec<PriceListId>),
}

guichet_core::written_as_serialized!(PriceLists);

impl Serialize for PriceLists {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::All => serializer.serialize_str("All"),
            Self::Only(ids) => serializer.serialize_str(&joined(ids)),
        }
    }
}

/// When a sales policy applies: `code operator value`, with semicolons between several.
///
/// The documentation shows `140==145;141==146` and no more: whether all conditions have to hold, and how values are
/// spelled (two of them for `<>` above all), is *unverified* (WK-4).
///
/// ```
/// use guichet_workadu::listing::Operator;
/// use guichet_workadu::sales_policies::{ConditionField, Conditions};
/// let conditions = Conditions::when(ConditionField::DaysAhead, Operator::GreaterOrEqual, "30")
///     .with(ConditionField::CouponCode, Operator::Equal, "XMASPARTY");
/// assert_eq!(conditions.as_str(), "113>=30;119==XMASPARTY");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conditions {
    text: String,
    /// Reported by the call.
    mistake: Option<&'static str>,
}

impl Conditions {
    /// One condition. What would change the meaning of the whole, such as a semicolon in the value, is reported when
    /// the policy is sent.
    pub fn when(field: impl Into<ConditionField>, operator: Operator, value: impl AsRef<str>) -> Self {
        Self::raw("").with(field, operator, value)
    }

    /// The same and one more condition.
    #[must_use]
    pub fn with(mut self, field: impl Into<ConditionField>, operator: Operator, value: impl AsRef<str>) -> Self {
        let (field, operator, value) = (field.into(), operator.as_str(), value.as_ref());
        let code = field.as_str();
        let mistake = if code.is_empty() || !code.bytes().all(|b| b.is_ascii_digit()) {
            Some("the code of a condition is a number")
        } else if operator.is_empty() || !operator.bytes().all(is_operator) {
            Some("an operator is made of = ! < > *")
        } else if value.trim().is_empty() || value.contains(';') || value.bytes().next().is_some_and(is_operator) {
            Some("a value is not empty, has no semicolon, and does not begin as an operator does")
        } else {
            None
        };
        self.mistake = self.mistake.or(mistake);
        if !self.text.is_empty() {
            self.text.push(';');
        }
        self.text.extend([code, operator, value]);
        self
    }

    /// Conditions as Workadu spells them, unchecked.
    pub fn raw(text: impl Into<String>) -> Self {
        Self { text: text.into(), mistake: None }
    }

    /// The text that is sent.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

fn is_operator(byte: u8) -> bool {
    b"=!<>*".contains(&byte)
}

guichet_core::written_as_serialized!(Conditions);

impl Serialize for Conditions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

/// A sales policy.
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[non_exhaustive]
pub struct SalesPolicy {
    pub id: SalesPolicyId,
    pub title: Option<String>,
    /// The first day on which it is valid. Whether the day of booking or of use counts is not documented.
    pub valid_from: Option<Date>,
    /// The last day on which it is valid. Whether the day itself counts is not documented.
    pub valid_to: Option<Date>,
    /// A label, not the code that was written.
    pub action: Option<String>,
    /// By its spelling: `-15%`.
    pub action_value: Option<String>,
    /// False in the sample. What is hidden from whom is not documented.
    pub hide: Option<bool>,
    /// 10 in the sample. Whether the lowest or the highest comes first is not documented.
    pub ordering: Option<i64>,
    pub rules: Vec<SalesRule>,
    /// Numbers with commas between them, as they came: `3455, 3756`.
    pub price_list_ids: Option<String>,
}

/// A condition of a sales policy that was read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[non_exhaustive]
pub struct SalesRule {
    /// `name` at Workadu, though it is a code.
    #[serde(rename = "name")]
    pub field: Option<ConditionField>,
    pub operator: Option<Operator>,
    /// By its spelling, whether a number or a text.
    pub value: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_spelled_as_documented() {
        let conditions = Conditions::when("140", Operator::Equal, "145").with("141", Operator::NotBetween, "a b");
        assert_eq!((conditions.as_str(), conditions.mistake), ("140==145;141!<>a b", None));
        assert_eq!(Conditions::raw("anything;").as_str(), "anything;");
    }

    #[test]
    fn what_would_change_the_meaning_of_conditions_is_noted() {
        for (field, operator, value) in [
            ("x", Operator::Equal, "1"),
            ("", Operator::Equal, "1"),
            ("140", Operator::Other(String::new()), "1"),
            ("140", Operator::Other("==1;".into()), "1"),
            ("140", Operator::Equal, ""),
            ("140", Operator::Equal, " "),
            ("140", Operator::Equal, "1;141==2"),
            ("140", Operator::LowerOrEqual, "*5"),
        ] {
            let conditions = Conditions::when(field, operator.clone(), value).with("141", Operator::Equal, "2");
            assert!(conditions.mistake.is_some(), "{field:?} {operator} {value:?}");
        }
    }

    #[test]
    fn known_codes_are_written_as_numbers() {
        for (action, code) in [(Action::SetTotalPrice, "1609"), (Action::Other("999".into()), "999")] {
            assert_eq!(serde_json::to_string(&action).unwrap(), code);
        }
        assert_eq!(serde_json::from_str::<ConditionField>("120").unwrap(), ConditionField::StartZone);
    }
}
