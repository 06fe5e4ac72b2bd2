//! What a list is asked for.

/// How a filter compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Equal,
    NotEqual,
    AtLeast,
    Above,
    AtMost,
    Below,
}

/// What a list is sorted by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Order {
    /// The member that was asked for.
    pub(crate) member: Option<String>,
    pub(crate) downwards: bool,
}

/// Part of a list.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Window {
    pub(crate) offset: usize,
    pub(crate) limit: usize,
}
