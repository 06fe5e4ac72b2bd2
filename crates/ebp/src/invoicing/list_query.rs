//! What the lists of invoicing take.

use guichet_core::Pager;
use guichet_core::json::Value;
use guichet_core::vendor::Call;

use super::Paging;
use crate::hubbix::list;
use crate::hubbix::sort::SortingOrder;

/// Which elements of a list, and in which order.
#[derive(Debug, Clone, Default)]
pub struct ListQuery {
    /// A term to look for. Which members it is looked for in, the text does not say.
    pub query: Option<String>,
    /// What to sort by; the vendor's own order by default.
    pub sort: Option<SortingOrder>,
    pub paging: Paging,
}

impl ListQuery {
    /// The elements that have this term.
    pub fn search(query: impl Into<String>) -> Self {
        Self { query: Some(query.into()), ..Self::default() }
    }

    pub(super) fn list<T: Value + Send + 'static>(self, call: Call) -> Pager<T> {
        let call = self.paging.apply_take_first(call);
        self.rest(call)
    }

    /// The same with `skip` before `take`, as one section shows them.
    pub(super) fn list_skip_first<T: Value + Send + 'static>(self, call: Call) -> Pager<T> {
        let call = self.paging.apply(call);
        self.rest(call)
    }

    /// The same, of a list that has no total.
    pub(super) fn list_without_total<T: Value + Send + 'static>(self, call: Call) -> Pager<T> {
        let call = self.paging.apply_without_total(call);
        self.rest(call)
    }

    fn rest<T: Value + Send + 'static>(self, call: Call) -> Pager<T> {
        let call = SortingOrder::apply(self.sort.as_ref(), call);
        list::paged(call.query_opt("filter.query", self.query))
    }
}
