//! A whole list, with what it costs to read it.

use std::time::Duration;

use guichet_core::pager::Cursor;
use guichet_core::{Error, Limits, Pager, Progress, Result};

use super::Paging;

/// A list that is to be read to its end, its first page fetched.
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
/// use guichet_ebp::saas::gescom::Table;
/// use guichet_ebp::saas::{Row, TableQuery};
///
/// let customers = ebp.gescom().folder("3691").table(Table::Customer);
/// let mut all = customers.whole::<Row>(TableQuery::columns(["Id", "Name"])).await?;
/// assert!(all.cost().calls >= Some(50));
/// let mut count = 0;
/// while let Some(row) = all.next().await {
///     row?;
///     count += 1;
/// }
/// assert_eq!(Some(count), all.cost().rows);
/// # sandbox.stop().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct WholeTable<T> {
    first: Option<Result<T>>,
    pager: Pager<T>,
    cost: ReadCost,
}

/// What reading a list takes, by what its first page says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReadCost {
    /// How many rows are to be read; `None` where the vendor does not say how long the list is.
    pub rows: Option<u64>,
    /// How many calls that takes, the first page's included.
    pub calls: Option<u64>,
    /// How long the calls that are left take at the pace of the client's limits, the way to the vendor and back not counted: at the
    /// least. Zero without a pace.
    pub at_least: Option<Duration>,
    /// How many calls a day may read by the client's limits; `None` where these have no such bound.
    pub reads_a_day: Option<u32>,
}

impl ReadCost {
    /// The share of the day's calls, in percent, rounded up. Above 100 the list cannot be read within a day.
    pub fn percent_of_day(&self) -> Option<u64> {
        let (calls, day) = (self.calls?, u64::from(self.reads_a_day?.max(1)));
        Some(calls.saturating_mul(100).div_ceil(day))
    }
}

impl<T: Send + 'static> WholeTable<T> {
    pub(super) async fn begin(mut pager: Pager<T>, paging: Paging, limits: &Limits) -> Result<Self> {
        let first = match pager.next().await {
            // A row that cannot be read is one of the list; another error is of the page.
            Some(Err(error)) if error.row().is_none() => return Err(error),
            first => first,
        };
        let rows = pager.total().map(|total| total.saturating_sub(paging.skip));
        let calls = rows.map(|rows| rows.div_ceil(u64::from(paging.take.max(1))).max(1));
        let period = limits.period().unwrap_or_default();
        let left = |calls: u64| period.saturating_mul(u32::try_from(calls.saturating_sub(1)).unwrap_or(u32::MAX));
        let cost = ReadCost { rows, calls, at_least: calls.map(left), reads_a_day: limits.reads_a_day() };
        Ok(Self { first, pager, cost })
    }

    /// What reading it takes. Rows that are added or deleted meanwhile change it.
    pub fn cost(&self) -> ReadCost {
        self.cost
    }

    /// Tells how many rows have been read, at once and after each page: [`Pager::on_progress`].
    #[must_use]
    pub fn on_progress(mut self, told: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.pager = self.pager.on_progress(told);
        self
    }

    /// Where to go on: a place that is kept as text, and that [`Pager::resume`] of the same query takes, in another process, too. The page of which
    /// rows are left to hand out is begun anew. `None` at the list's end, and in its first page.
    pub fn cursor(&self) -> Option<&Cursor> {
        if self.first.is_some() { None } else { self.pager.cursor() }
    }

    /// The next row, `None` at the end. One that cannot be read is an error, and the list goes on after it.
    pub async fn next(&mut self) -> Option<Result<T>> {
        match self.first.take() {
            Some(first) => Some(first),
            None => self.pager.next().await,
        }
    }

    /// Everything that is left, in memory.
    ///
    /// # Errors
    /// The first error, of a row or of a page.
    pub async fn collect_all(mut self) -> Result<Vec<T>, Error> {
        let mut all = Vec::new();
        while let Some(row) = self.next().await {
            all.push(row?);
        }
        Ok(all)
    }
}
