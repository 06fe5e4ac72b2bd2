//! Dates and times in the two forms that these products take.

use guichet_core::dates::format_date;
use guichet_core::time::PrimitiveDateTime;

/// `2019-07-22T11:33:02`: of a query. A part of a second is left out, so that a filter begins a little earlier.
pub(super) fn for_query(moment: PrimitiveDateTime) -> String {
    let (hour, minute, second) = moment.as_hms();
    format!("{}T{hour:02}:{minute:02}:{second:02}", format_date(moment.date()))
}

/// `2021-07-12 13:43:32.000`: in a condition.
pub(super) fn for_condition(moment: PrimitiveDateTime) -> String {
    let (hour, minute, second) = moment.as_hms();
    format!("{} {hour:02}:{minute:02}:{second:02}.{:03}", format_date(moment.date()), moment.millisecond())
}
