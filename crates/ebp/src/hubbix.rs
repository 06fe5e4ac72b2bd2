//! What both Hubbix products, accounting and invoicing, have in common: answers of one thing, answers to a change, lists, sorting.

pub(crate) mod answer;
pub(crate) mod list;
pub(crate) mod sort;
