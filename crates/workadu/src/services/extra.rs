//! Extras of a service, as services and bookings show them.

use guichet_core::json::{Fault, Reader};
use guichet_core::{Decimal, Model, Result};

/// Something that can be booked with a service: a baby seat.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[non_exhaustive]
pub struct Extra {
    pub id: Option<i64>,
    pub name: Option<String>,
    pub description: Option<String>,
    /// Addresses of pictures. They may lead to other hosts, and to plain http.
    pub media: Vec<String>,
    pub params: Option<ExtraParams>,
}

/// How an extra is counted and priced.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ExtraParams {
    /// The most that can be booked.
    pub range_max: Option<i64>,
    /// The least that can be booked.
    pub range_min: Option<i64>,
    /// A price; by the service's unit, it seems (*unverified*: the documentation explains neither this nor `fixed_price`).
    pub price: Option<Decimal>,
    /// A price; once, it seems (*unverified*).
    pub fixed_price: Option<Decimal>,
    /// The extra that this one belongs to. The documentation's sample shows a type in place of a value.
    #[model(with = "parent")]
    pub parent: Option<i64>,
}

/// A number, or nothing; the documentation's `"null (null,nullable)"` is nothing.
fn parent(into: &mut Option<i64>, reader: &mut Reader<'_>) -> Result<(), Fault> {
    *into = reader.spelling("text")?.and_then(|text| text.trim().parse().ok());
    Ok(())
}
