//! Conditions on columns (*filtre personnalisé*, *WhereCondition*), which these products add to their SQL as a `Where`.

mod write;

use guichet_core::time::{Date, PrimitiveDateTime, Time};
use guichet_core::vendor::Call;
use guichet_core::{Decimal, Error, Result};

use super::moment;

/// How deep conditions may stand in one another.
const DEEPEST: u32 = 64;

/// A column to compare: `Id`, `Unit.Caption`. Letters, digits and underscores, with points between the parts; anything else is an
/// error of the call.
pub fn column(name: impl Into<String>) -> Column {
    Column(name.into())
}

/// A column, by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column(String);

/// A condition: a column held against values, or two conditions joined by *and* or *or*.
///
/// Names and values cannot change its form: what they may not hold is refused before anything is sent. What the vendor's own code does
/// with a value that holds a quote (`O'Brien`) is not documented: *unverified*.
///
/// ```
/// use guichet_ebp::dates;
/// use guichet_ebp::saas::column;
///
/// let since = column("sysModifiedDate").upper_or_equal(dates::parse("2021-07-12")?);
/// let ours = column("Id").like("ANIM%").or(column("Id").is_in(["BUZZ0001", "BUZZ0002"]));
/// println!("{}", since.and(ours).to_yaml()?);
///
/// // Two columns may be compared, and some operators take no value.
/// column("AmountVatExcluded").lower(column("AmountVatIncluded")).and(column("DealId").is_null()).to_yaml()?;
/// assert!(column("Id; drop").equal(1).to_yaml().is_err());
/// assert!(column("Id").is_in(Vec::<i64>::new()).to_yaml().is_err());
/// # Ok::<(), guichet_ebp::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a condition does nothing until a list is asked for with it"]
pub struct Condition {
    node: Node,
    depth: u32,
    mistake: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Node {
    /// *CustomFilter*.
    Test { column: String, operator: &'static str, values: Vec<Literal> },
    /// *ImbricationFilter*.
    Joined { left: Box<Node>, operator: &'static str, right: Box<Node> },
    /// What was too deep. It is never written.
    Nothing,
}

/// A value to compare a column with: text, whole number, amount, date, or another column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Literal {
    /// *valueType*.
    kind: &'static str,
    text: String,
}

impl Literal {
    const TEXT: &'static str = "String";
    const DATE: &'static str = "Date";
    const COLUMN: &'static str = "Column";

    fn new(kind: &'static str, text: impl Into<String>) -> Self {
        Self { kind, text: text.into() }
    }

    fn mistake(&self) -> Option<String> {
        match self.kind {
            Self::COLUMN => name_mistake(&self.text),
            // A line's end would not come back as it is, and neither would what YAML does not print.
            Self::TEXT => self.text.chars().any(is_unprintable).then(|| "a value holds a control character".to_owned()),
            _ => None,
        }
    }
}

fn is_unprintable(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

impl From<&str> for Literal {
    fn from(text: &str) -> Self {
        Self::new(Self::TEXT, text)
    }
}

impl From<String> for Literal {
    fn from(text: String) -> Self {
        Self::new(Self::TEXT, text)
    }
}

impl From<i64> for Literal {
    fn from(number: i64) -> Self {
        Self::new("Int", number.to_string())
    }
}

impl From<i32> for Literal {
    fn from(number: i32) -> Self {
        i64::from(number).into()
    }
}

/// With a point; that the vendor wants no comma is *unverified* (S-9).
impl From<Decimal> for Literal {
    fn from(amount: Decimal) -> Self {
        Self::new("Decimal", amount.to_string())
    }
}

/// To the millisecond (003:2592).
impl From<PrimitiveDateTime> for Literal {
    fn from(at: PrimitiveDateTime) -> Self {
        Self::new(Self::DATE, moment::for_condition(at))
    }
}

/// Its midnight.
impl From<Date> for Literal {
    fn from(date: Date) -> Self {
        PrimitiveDateTime::new(date, Time::MIDNIGHT).into()
    }
}

impl From<Column> for Literal {
    fn from(column: Column) -> Self {
        Self::new(Self::COLUMN, column.0)
    }
}

impl Column {
    /// It has this value (*Equal*).
    pub fn equal(self, value: impl Into<Literal>) -> Condition {
        self.one("Equal", value)
    }

    /// It has another value (*Different*).
    pub fn different(self, value: impl Into<Literal>) -> Condition {
        self.one("Different", value)
    }

    /// It is below this value (*Lower*).
    pub fn lower(self, value: impl Into<Literal>) -> Condition {
        self.one("Lower", value)
    }

    /// It is at most this value (*LowerOrEqual*).
    pub fn lower_or_equal(self, value: impl Into<Literal>) -> Condition {
        self.one("LowerOrEqual", value)
    }

    /// It is above this value (*Upper*).
    pub fn upper(self, value: impl Into<Literal>) -> Condition {
        self.one("Upper", value)
    }

    /// It is at least this value (*UpperOrEqual*).
    pub fn upper_or_equal(self, value: impl Into<Literal>) -> Condition {
        self.one("UpperOrEqual", value)
    }

    /// It matches this text (*Like*), in which `%` stands for any letters, as in SQL. Nothing makes a plain letter of `%`.
    pub fn like(self, pattern: impl Into<String>) -> Condition {
        self.one("Like", pattern.into())
    }

    /// It has one of these values (*In*): at least one, all of one type.
    pub fn is_in(self, values: impl IntoIterator<Item: Into<Literal>>) -> Condition {
        self.several("In", values)
    }

    /// It has none of these values (*NotIn*): at least one, all of one type.
    pub fn not_in(self, values: impl IntoIterator<Item: Into<Literal>>) -> Condition {
        self.several("NotIn", values)
    }

    /// It is at least the one and at most the other (*Between*), both of one type.
    pub fn between(self, from: impl Into<Literal>, to: impl Into<Literal>) -> Condition {
        self.test("Between", vec![from.into(), to.into()])
    }

    /// It has no value (*IsNull*). No sample shows it; that neither `valueType` nor `value` is wanted is *unverified* (S-8).
    pub fn is_null(self) -> Condition {
        self.test("IsNull", Vec::new())
    }

    /// It has a value (*IsNotNull*). See [`is_null`](Self::is_null).
    pub fn is_not_null(self) -> Condition {
        self.test("IsNotNull", Vec::new())
    }

    fn one(self, operator: &'static str, value: impl Into<Literal>) -> Condition {
        self.test(operator, vec![value.into()])
    }

    fn several(self, operator: &'static str, values: impl IntoIterator<Item: Into<Literal>>) -> Condition {
        let values: Vec<Literal> = values.into_iter().map(Into::into).collect();
        let none = values.is_empty().then(|| format!("{operator} has no value"));
        let mut condition = self.test(operator, values);
        condition.mistake = condition.mistake.or(none);
        condition
    }

    fn test(self, operator: &'static str, values: Vec<Literal>) -> Condition {
        let kind = values.first().map(|value| value.kind);
        let mixed = values.iter().any(|value| Some(value.kind) != kind);
        let mistake = name_mistake(&self.0)
            .or_else(|| values.iter().find_map(Literal::mistake))
            .or_else(|| mixed.then(|| format!("{operator} has values of several types")));
        Condition { node: Node::Test { column: self.0, operator, values }, depth: 1, mistake }
    }
}

/// What is wrong with a column's name.
pub(super) fn name_mistake(name: &str) -> Option<String> {
    let is_part = |part: &str| {
        let mut letters = part.chars();
        letters.next().is_some_and(|first| first.is_alphabetic() || first == '_')
            && letters.all(|letter| letter.is_alphanumeric() || letter == '_')
    };
    if name.len() <= 200 && name.split('.').all(is_part) {
        return None;
    }
    Some("a column's name is made of letters, digits and underscores, with points between its parts".to_owned())
}

impl Condition {
    /// Both hold (*And*).
    pub fn and(self, other: Self) -> Self {
        self.joined("And", other)
    }

    /// One of them holds, or both do (*Or*).
    pub fn or(self, other: Self) -> Self {
        self.joined("Or", other)
    }

    fn joined(self, operator: &'static str, other: Self) -> Self {
        let depth = self.depth.max(other.depth).saturating_add(1);
        let mistake = self.mistake.or(other.mistake);
        if depth > DEEPEST {
            let mistake = mistake.or_else(|| Some(format!("conditions stand in one another deeper than {DEEPEST}")));
            return Self { node: Node::Nothing, depth: DEEPEST, mistake };
        }
        Self { node: Node::Joined { left: Box::new(self.node), operator, right: Box::new(other.node) }, depth, mistake }
    }

    /// As it is sent, before the encoding of the address: the YAML that the documentation shows.
    ///
    /// # Errors
    /// A name or a value that may not be in it, values of several types or none, conditions deeper than 64.
    pub fn to_yaml(&self) -> Result<String> {
        match &self.mistake {
            Some(why) => Err(Error::argument("WhereCondition", why)),
            None => Ok(write::yaml(&self.node)),
        }
    }

    /// Adds it to a call, where there is one.
    pub(super) fn apply(condition: Option<&Self>, call: Call) -> Call {
        match condition {
            None => call,
            Some(Self { mistake: Some(why), .. }) => call.refuse("WhereCondition", why),
            Some(condition) => call.query("WhereCondition", write::yaml(&condition.node)),
        }
    }
}
