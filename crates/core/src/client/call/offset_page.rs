//! Part of a list, as a call asks for it.

/// Part of a list, and the two query parameters that ask for it. [`Call::page`](crate::vendor::Call::page) writes both.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
/// # #[cfg(feature = "test-util")]
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use guichet_core::pager::OffsetPage;
/// use guichet_core::transport::{Reply, ScriptedTransport};
///
/// let transport = ScriptedTransport::new([Reply::status(200)]);
/// let window = OffsetPage::new("offset", 40, "limit", 20);
/// client_on(&transport).call(&LIST).page(window).send_empty().await?;
/// assert_eq!(transport.requests()[0].target(), "/things?offset=40&limit=20");
/// assert!(window.limit_first().limit_first);
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "test-util"))]
/// # fn main() {}
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct OffsetPage {
    /// The parameter that says how many elements to pass over.
    pub offset: &'static str,
    /// How many the first page passes over.
    pub from: u64,
    /// The parameter that says how many elements a page holds.
    pub limit: &'static str,
    /// How many elements a page holds at the most.
    pub size: u64,
    /// Whether `limit` stands before `offset` in the query, where the vendor shows them so.
    pub limit_first: bool,
    /// Whether a page that is not full is the last one of a list without a total.
    pub short_is_last: bool,
}

impl OffsetPage {
    /// `size` elements, by the parameter `limit`, from `from` on, by the parameter `offset`, which stands first in the query.
    pub const fn new(offset: &'static str, from: u64, limit: &'static str, size: u64) -> Self {
        Self { offset, from, limit, size, limit_first: false, short_is_last: false }
    }

    /// With `limit` first in the query, where the vendor shows them so.
    #[must_use]
    pub const fn limit_first(mut self) -> Self {
        self.limit_first = true;
        self
    }

    /// Of a list without a total a page that is not full is the last one: for a vendor that may pass over both parameters, and
    /// would give the whole list again where the next page is asked for. Not where the vendor has a bound below `size`.
    #[must_use]
    pub const fn short_is_last(mut self) -> Self {
        self.short_is_last = true;
        self
    }
}
