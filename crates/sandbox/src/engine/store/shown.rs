//! Records that are shown in others: a journal in its entries, a number in the lines that are booked on it.

use guichet_fixtures::Json;

use super::shelf::Shelf;
use super::{Record, Store};
use crate::engine::json::{only, text_of};

/// Where records of one shelf are shown in those of another. A change of the record shows there, too.
pub(crate) struct Shown {
    pub(crate) of: &'static Shelf,
    member: &'static str,
    within: &'static Shelf,
    /// Dotted.
    path: &'static str,
    form: Form,
}

#[derive(Clone, Copy)]
enum Form {
    Text,
    Object,
}

impl Shown {
    /// The text of a member stands at the path.
    pub(crate) const fn text(
        of: &'static Shelf,
        member: &'static str,
        within: &'static Shelf,
        path: &'static str,
    ) -> Self {
        Self { of, member, within, path, form: Form::Text }
    }

    /// An object with some of the members stands at the path; it is of the record with the same `member`.
    pub(crate) const fn object(
        of: &'static Shelf,
        member: &'static str,
        within: &'static Shelf,
        path: &'static str,
    ) -> Self {
        Self { of, member, within, path, form: Form::Object }
    }

    pub(super) fn follow(&self, store: &mut Store, old: &Record, new: &Record) {
        let member = |value: &Json| value.get(self.member).and_then(text_of);
        let (before, now) = (member(&old.value), member(&new.value));
        match self.form {
            Form::Text if before == now || before.is_none() => {}
            Form::Text => {
                let now = new.value.get(self.member).unwrap_or(&Json::Null);
                let is_meant = |record: &Record| record.value.at(self.path).and_then(text_of) == before;
                store.change_all(self.within, is_meant, |record| {
                    record.value.set(self.path, now.clone());
                });
            }
            Form::Object => {
                let is_meant = |record: &Record| record.value.at(self.path).is_some_and(|shown| member(shown) == now);
                store.change_all(self.within, is_meant, |record| {
                    let shown = record.value.at(self.path).and_then(Json::as_object).unwrap_or_default();
                    let names: Vec<String> = shown.iter().map(|(name, _)| name.clone()).collect();
                    record.value.set(self.path, only(&new.value, names.iter().map(String::as_str)));
                });
            }
        }
    }
}
