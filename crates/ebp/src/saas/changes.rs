//! What was changed since a moment, read again and again.

use std::collections::HashSet;
use std::fmt;
use std::str::FromStr;

use guichet_core::dates::Timestamp;
use guichet_core::time::{Duration, PrimitiveDateTime};
use guichet_core::vendor::Call;
use guichet_core::{Error, Pager, Result};

use super::moment::for_condition;
use super::row::Row;
use super::typed::same_name;
use super::{Paging, answer};

/// The column that says when a row was changed.
const CHANGED: &str = "sysModifiedDate";

/// The moment to read from, and what was read already of the time just before it: a place to go on from, which is kept as text.
///
/// Moments are those of the vendor's clock, as its rows have them: this machine's clock has no part in it. The vendor's filter is
/// strictly greater than the moment (003:2157), and a row may be written a little later than it says. So each reading begins an
/// [overlap](Self::OVERLAP) earlier, and what it finds there a second time is left out.
///
/// ```
/// use guichet_ebp::dates::Timestamp;
/// use guichet_ebp::saas::Since;
///
/// let moment = Timestamp::parse("2019-07-22T11:33:02").ok_or("no moment")?;
/// let since = Since::new(moment.local());
/// let again: Since = since.to_string().parse()?;
/// assert_eq!(again, since);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Since {
    moment: PrimitiveDateTime,
    overlap: Duration,
    /// Of the rows of the overlap that were handed out: their keys with their moments.
    seen: Vec<u64>,
}

impl Since {
    /// How much earlier each reading begins: five minutes. How late a row may show is not documented: *unverified* (S-6).
    pub const OVERLAP: Duration = Duration::minutes(5);

    /// From this moment on. A first reading also finds what was changed within the overlap before it.
    pub fn new(moment: PrimitiveDateTime) -> Self {
        Self { moment, overlap: Self::OVERLAP, seen: Vec::new() }
    }

    /// With another overlap, of whole seconds. It may be zero: then what was written later than it says is lost. One that is
    /// negative is zero.
    #[must_use]
    pub fn overlap(self, overlap: Duration) -> Self {
        Self { overlap: Duration::seconds(overlap.whole_seconds().max(0)), ..self }
    }

    /// The moment up to which everything was read.
    pub fn moment(&self) -> PrimitiveDateTime {
        self.moment
    }

    /// What the vendor is asked for.
    pub(super) fn from(&self) -> PrimitiveDateTime {
        self.moment.saturating_sub(self.overlap)
    }

    /// These columns, and those by which a row is known again. None stands for all of them.
    pub(super) fn columns(&self, mut columns: Vec<String>, key: &str) -> Vec<String> {
        if !columns.is_empty() {
            for needed in [key, CHANGED] {
                if !columns.iter().any(|column| same_name(column, needed)) {
                    columns.push(needed.to_owned());
                }
            }
        }
        columns
    }

    /// Refuses a query with a moment of its own, and one that passes over rows: the place would move past them.
    pub(super) fn alone(&self, call: Call, has_moment: bool, paging: Paging) -> Call {
        call.check(
            "since",
            match (has_moment, paging.skip) {
                (true, _) => Err("the query has a moment of its own"),
                (false, 1..) => Err("changes are read from the beginning of their list"),
                (false, 0) => Ok(()),
            },
        )
    }
}

/// `2019-07-22 11:33:02.000;overlap=300;seen=00000000000000ff,…`.
impl fmt::Display for Since {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{};overlap={}", for_condition(self.moment), self.overlap.whole_seconds())?;
        for (at, seen) in self.seen.iter().enumerate() {
            write!(f, "{}{seen:016x}", if at == 0 { ";seen=" } else { "," })?;
        }
        Ok(())
    }
}

impl FromStr for Since {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let read = || {
            let mut parts = text.split(';');
            let moment = Timestamp::parse(parts.next()?)?.local();
            let overlap: i64 = parts.next()?.strip_prefix("overlap=")?.parse().ok().filter(|seconds| *seconds >= 0)?;
            let seen = match parts.next() {
                Some(seen) => {
                    seen.strip_prefix("seen=")?.split(',').map(|one| u64::from_str_radix(one, 16).ok()).collect()
                }
                None => Some(Vec::new()),
            };
            let since = Self { moment, overlap: Duration::seconds(overlap), seen: seen? };
            parts.next().is_none().then_some(since)
        };
        read().ok_or_else(|| Error::config("a place in changes that `Since` did not write"))
    }
}

/// The rows that were changed since a moment, each once, in the order of their keys and not of their moments.
///
/// [`since`](Self::since) says where to go on. It moves only once the list was read to its end and every row of it could be read: a
/// reading that broke off is begun anew. It keeps some fifty bytes of each row.
///
/// What it cannot see: rows that were deleted, and what changed in a table that a row only refers to. A row that is deleted while pages
/// are read moves the others forward, so that one may be passed over; it is found again only when it is changed. Read the whole table
/// from time to time.
///
/// ```
/// # #[cfg(not(all(feature = "login", feature = "gescom")))]
/// # fn main() {}
/// # #[cfg(all(feature = "login", feature = "gescom"))]
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # use guichet_ebp::{Ebp, Limits, Settings, auth::MemoryStore};
/// # let sandbox = guichet_sandbox::Sandbox::builder().without_limits().start().await?;
/// # let ebp = Ebp::builder("sandbox-key")
/// #     .application("sandbox", "secret")
/// #     .tokens(MemoryStore::new())
/// #     .login_url(sandbox.mount("ebp-login"))
/// #     .settings(Settings::new().base_url(sandbox.mount("ebp")).limits(Limits::none()))
/// #     .build()?;
/// # ebp.identity().exchange_code("sandbox-code", None).await?;
/// use guichet_ebp::dates::Timestamp;
/// use guichet_ebp::saas::gescom::Table;
/// use guichet_ebp::saas::{Since, TableQuery};
///
/// let customers = ebp.gescom().folder("3691").table(Table::Customer);
/// let begin = Timestamp::parse("2025-10-30T00:00:00").ok_or("no moment")?;
/// let query = || TableQuery::columns(["Id", "Name"]);
/// let (rows, since) = customers.changes(query(), Since::new(begin.local())).collect_all().await?;
/// assert!(!rows.is_empty() && since.moment() > begin.local());
///
/// // Kept as text, and taken up again: what was read is not handed out a second time.
/// let kept = since.to_string();
/// let (again, since) = customers.changes(query(), kept.parse()?).collect_all().await?;
/// assert!(again.is_empty() && since.to_string() == kept);
/// # sandbox.stop().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Changes {
    pager: Pager<Row>,
    key: String,
    begun: Since,
    before: HashSet<u64>,
    given: HashSet<u64>,
    read: Vec<(PrimitiveDateTime, u64)>,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Reading,
    /// A row or a page could not be read.
    Broken,
    Whole,
}

impl Changes {
    pub(super) fn of(call: Call, key: &str, since: Since) -> Self {
        Self {
            pager: answer::rows(call),
            key: key.to_owned(),
            before: since.seen.iter().copied().collect(),
            begun: since,
            given: HashSet::new(),
            read: Vec::new(),
            state: State::Reading,
        }
    }

    /// The next row, `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Row>> {
        loop {
            let row = match self.pager.next().await {
                None => {
                    if self.state == State::Reading {
                        self.state = State::Whole;
                    }
                    return None;
                }
                Some(row) => row.and_then(|row| Ok((self.known_by(&row)?, row))),
            };
            match row {
                Err(error) => {
                    self.state = State::Broken;
                    return Some(Err(error));
                }
                Ok(((changed, print), row)) => {
                    let is_new = self.given.insert(print) && !self.before.contains(&print);
                    if let Some(changed) = changed {
                        self.read.push((changed, print));
                    }
                    if is_new {
                        return Some(Ok(row));
                    }
                }
            }
        }
    }

    /// Everything that is left, and where to go on.
    ///
    /// # Errors
    /// The first error: nothing is known of the rest then, and the place to go on from is the one before.
    pub async fn collect_all(mut self) -> Result<(Vec<Row>, Since)> {
        let mut all = Vec::new();
        while let Some(row) = self.next().await {
            all.push(row?);
        }
        Ok((all, self.since()))
    }

    /// Where to go on. Until the list was read to its end: where it was begun.
    pub fn since(&self) -> Since {
        if self.state != State::Whole {
            return self.begun.clone();
        }
        let newest = self.read.iter().map(|(changed, _)| *changed).max();
        let moment = newest.map_or(self.begun.moment, |newest| newest.max(self.begun.moment));
        let mut since = Since { moment, overlap: self.begun.overlap, seen: Vec::new() };
        let from = since.from();
        // The filter leaves out fractions of a second, so that it finds what is a little earlier.
        let from = from.saturating_sub(Duration::SECOND);
        since.seen = self.read.iter().filter(|(changed, _)| *changed >= from).map(|(_, print)| *print).collect();
        since.seen.sort_unstable();
        since.seen.dedup();
        since
    }

    /// When a row was changed, and by what it is known again.
    fn known_by(&self, row: &Row) -> Result<(Option<PrimitiveDateTime>, u64)> {
        let key = row.get(&self.key).filter(|key| key.as_str() != "null");
        let Some(key) = key else {
            return Err(Error::argument(&self.key, "a row has no key to be known again by"));
        };
        let changed = row.moment(CHANGED)?;
        let at = changed.as_ref().map_or("null", Timestamp::as_str);
        Ok((changed.as_ref().map(Timestamp::local), fingerprint(&[key.as_str(), at])))
    }
}

/// FNV-1a of 64 bits: the same in each version of this crate, because it is kept.
fn fingerprint(texts: &[&str]) -> u64 {
    let bytes = texts.iter().flat_map(|text| text.bytes().chain([0]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_kept_as_text() {
        let moment = Timestamp::parse("2019-07-22T11:33:02.25").unwrap().local();
        let mut since = Since::new(moment).overlap(Duration::minutes(1));
        assert_eq!(since.to_string(), "2019-07-22 11:33:02.250;overlap=60");
        since.seen = vec![1, u64::MAX];
        let text = "2019-07-22 11:33:02.250;overlap=60;seen=0000000000000001,ffffffffffffffff";
        assert_eq!((since.to_string().as_str(), text.parse::<Since>().unwrap()), (text, since));
        for bad in [
            "",
            "2019-07-22;overlap=60",
            "2019-07-22 11:33:02",
            "2019-07-22 11:33:02;overlap=-1",
            "2019-07-22 11:33:02;overlap=1;seen=",
            "2019-07-22 11:33:02;overlap=1;seen=1;x",
        ] {
            assert!(bad.parse::<Since>().is_err(), "{bad}");
        }
    }

    #[test]
    fn rows_are_known_again_by_the_same_number_for_ever() {
        assert_eq!(
            fingerprint(&["\"CL00001\"", "2019-07-22T11:33:02"]),
            fingerprint(&["\"CL00001\"", "2019-07-22T11:33:02"])
        );
        assert_eq!(fingerprint(&["a"]), 0x089b_e207_b544_f1e4);
        assert_ne!(fingerprint(&["ab", "c"]), fingerprint(&["a", "bc"]));
    }
}
