//! What every list takes: filters, an order, a page ("Filtering", "Sorting").

use std::fmt::Display;

use guichet_core::open_enum;
use guichet_core::vendor::Call;

open_enum! {
    /// How a filter or a condition compares. The documentation lists the codes for sales policies only; that filters
    /// take the same is *unverified* (WK-3).
    pub enum Operator: text {
        /// `>=`
        GreaterOrEqual = ">=",
        /// `>*`, the vendor's spelling of "greater".
        Greater = ">*",
        /// `<=`
        LowerOrEqual = "<=",
        /// `<*`, the vendor's spelling of "lower".
        Lower = "<*",
        /// `==`
        Equal = "==",
        /// `!=`
        NotEqual = "!=",
        /// `<>`, "between".
        Between = "<>",
        /// `!<>`, "not between".
        NotBetween = "!<>",
    }
}

/// A value to filter by, equal or compared with an operator. `value.into()` is "equal".
///
/// With an operator it is sent as `filter[name][operator]=value`. *Unverified* (WK-2): the documentation shows the form
/// without `=`, which a query cannot carry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter<T> {
    operator: Option<Operator>,
    value: T,
}

impl<T> Filter<T> {
    /// Compares with an operator.
    pub fn new(operator: Operator, value: T) -> Self {
        Self { operator: Some(operator), value }
    }

    /// At least this.
    pub fn at_least(value: T) -> Self {
        Self::new(Operator::GreaterOrEqual, value)
    }

    /// At most this.
    pub fn at_most(value: T) -> Self {
        Self::new(Operator::LowerOrEqual, value)
    }

    pub(crate) fn map<U>(self, change: impl FnOnce(T) -> U) -> Filter<U> {
        Filter { operator: self.operator, value: change(self.value) }
    }
}

impl<T> From<T> for Filter<T> {
    fn from(value: T) -> Self {
        Self { operator: None, value }
    }
}

/// The member of the answer to sort by, one only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sort(String);

impl Sort {
    /// Smallest first.
    pub fn ascending(member: impl Into<String>) -> Self {
        Self(member.into())
    }

    /// Largest first; sent with a minus before the name.
    pub fn descending(member: impl Display) -> Self {
        Self(format!("-{member}"))
    }
}

/// What every list takes beside its own filters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListOptions {
    /// The order of the elements.
    pub sort: Option<Sort>,
    /// The page to begin with, from 1. *Unverified* (WK-1): public clients send it, the documentation does not have it.
    pub page: Option<u32>,
    /// Elements on a page. *Unverified* (WK-1), as `page`; customers allow 50 at the most, according to public clients.
    pub per_page: Option<u32>,
    /// Filters by members that the documentation does not list: `("name", "value")` is sent as `filter[name]=value`.
    pub filters: Vec<(String, String)>,
}

impl ListOptions {
    /// Only an order.
    pub fn sorted(sort: Sort) -> Self {
        Self { sort: Some(sort), ..Self::default() }
    }

    pub(crate) fn apply(&self, call: Call) -> Call {
        let call = self.filters.iter().fold(call, |call, (name, value)| filter(call, name, Some(value)));
        call.query_opt("sort", self.sort.as_ref().map(|sort| &sort.0))
            .query_opt("page", self.page)
            .query_opt("per_page", self.per_page)
    }
}

/// `filter[name]=value`.
pub(crate) fn filter(call: Call, name: &str, value: Option<impl Display>) -> Call {
    call.query_opt(format!("filter[{name}]"), value)
}

/// `filter[name]=value` or `filter[name][operator]=value`.
pub(crate) fn compare<T: Display>(call: Call, name: &str, value: Option<Filter<T>>) -> Call {
    match value {
        None => call,
        Some(Filter { operator: None, value }) => filter(call, name, Some(value)),
        Some(Filter { operator: Some(operator), value }) => call.query(format!("filter[{name}][{operator}]"), value),
    }
}
