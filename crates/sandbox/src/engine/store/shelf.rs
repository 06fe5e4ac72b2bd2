//! Shelves: lists of resources, as data.

use super::{Record, Store};

/// A list of resources of one kind: how its records are found, filtered and shown.
pub(crate) struct Shelf {
    /// Another one for each shelf of a vendor.
    pub(crate) name: &'static str,
    /// By what its records are named. A shelf without keys holds one record.
    pub(crate) keys: &'static [Key],
    /// The record of another shelf that each of its records belongs to.
    pub(crate) within: Option<Within>,
    pub(crate) filters: &'static [Filter],
    /// The members that a search looks in: dotted paths, with spaces between them, like all names below.
    pub(crate) search: &'static str,
    /// The member that its list is sorted by without a word; without one it is in the order of the identifiers.
    pub(crate) order: Option<&'static str>,
    /// The members that its list shows of a record; all of them where none is here.
    pub(crate) listed: &'static str,
    /// The refusal of a record that does not exist.
    pub(crate) unknown: Refusal,
    /// What a new record is named, and what it is before anything is written.
    pub(crate) new_id: NewId,
    pub(crate) start: Start,
    /// What no two records may have alike.
    pub(crate) unique: &'static [Unique],
    /// The members that are objects and are written member by member, not as a whole.
    pub(crate) merged: &'static str,
    /// Whether every identifier that its API's fixtures name is there at the start. The names of its keys refer to it in all of
    /// them, but for one that is called `id`, and so do these: of placeholders, and of members of bodies and answers.
    pub(crate) documented: bool,
    pub(crate) references: &'static str,
}

impl Shelf {
    pub(crate) const fn new(name: &'static str) -> Self {
        Self {
            name,
            keys: &[],
            within: None,
            filters: &[],
            search: "",
            order: None,
            listed: "",
            unknown: Refusal::Text(404, "Not Found"),
            new_id: NewId::Number("id"),
            start: Start::Blank("{}"),
            unique: &[],
            merged: "",
            documented: false,
            references: "",
        }
    }
}

/// What a record is named by.
pub(crate) struct Key {
    /// The placeholder of the path, or else the member of the body, that holds the wanted value.
    pub(crate) name: &'static str,
    /// The member that is held against it; `None`: the record's identifier.
    pub(crate) member: Option<&'static str>,
    pub(crate) any_case: bool,
    /// Whether several may be named at once, joined by commas.
    pub(crate) many: bool,
    /// Another spelling of the wanted value, for a record that has not the one that was written.
    pub(crate) spelled: Option<fn(&Store, &str) -> String>,
}

impl Key {
    /// The identifier that the store has a record under.
    pub(crate) const fn id(name: &'static str) -> Self {
        Self { name, member: None, any_case: false, many: false, spelled: None }
    }

    /// A member of that name, in the record as in the path.
    pub(crate) const fn member(name: &'static str) -> Self {
        Self { member: Some(name), ..Self::id(name) }
    }

    pub(crate) const fn any_case(mut self) -> Self {
        self.any_case = true;
        self
    }

    pub(crate) const fn many(mut self) -> Self {
        self.many = true;
        self
    }

    pub(crate) const fn spelled(mut self, spelled: fn(&Store, &str) -> String) -> Self {
        self.spelled = Some(spelled);
        self
    }

    /// A value as it is compared.
    pub(super) fn folded(&self, value: &str) -> String {
        if self.any_case { value.to_lowercase() } else { value.to_owned() }
    }
}

/// What the records of a shelf belong to.
pub(crate) struct Within {
    pub(crate) shelf: &'static Shelf,
    /// The placeholder that names it, and the member that says it.
    pub(crate) name: &'static str,
    pub(crate) unknown: Refusal,
}

/// How a new record is named, and the member that shows it.
pub(crate) enum NewId {
    /// The next number.
    Number(&'static str),
    Uuid(&'static str),
    /// What the body says.
    #[cfg_attr(not(test), expect(dead_code, reason = "no API that is played has such records"))]
    Given(&'static str),
}

impl NewId {
    pub(crate) fn member(&self) -> &'static str {
        match self {
            Self::Number(member) | Self::Uuid(member) | Self::Given(member) => member,
        }
    }
}

/// What a new record is before anything is written, with these members of a JSON object over it.
pub(crate) enum Start {
    /// Every declared member, each of them nothing: null, false, 0, an empty list.
    Blank(&'static str),
    /// The operation's documented record.
    Sample(&'static str),
    /// The members of the shelf's documented record, each of them null or an empty list.
    Emptied,
}

/// A member that no two records may have alike.
pub(crate) struct Unique {
    pub(crate) member: &'static str,
    pub(crate) refusal: Refusal,
    /// Whether it is refused before a record that does not exist.
    pub(crate) first: bool,
}

impl Unique {
    pub(crate) const fn member(member: &'static str, refusal: Refusal) -> Self {
        Self { member, refusal, first: false }
    }

    pub(crate) const fn first(mut self) -> Self {
        self.first = true;
        self
    }
}

/// A parameter that filters. One that is declared but not here is checked and has no effect.
pub(crate) struct Filter {
    pub(crate) name: &'static str,
    /// A dotted path in the record; after `@`, in its hidden part. Of several, joined by `|`, one must fit.
    pub(crate) path: &'static str,
    pub(crate) test: Test,
}

pub(crate) const fn filter(name: &'static str, path: &'static str, test: Test) -> Filter {
    Filter { name, path, test }
}

pub(crate) const fn equal(name: &'static str, path: &'static str) -> Filter {
    filter(name, path, Test::Equal)
}

/// How a filter holds a record's value against the wanted one.
pub(crate) enum Test {
    /// Equal, or as the operator says.
    Equal,
    /// Equal but for white space.
    EqualButForSpaces,
    /// One of several, joined by commas.
    OneOf {
        any_case: bool,
    },
    /// Begins with it.
    Begins,
    /// At least, at most, less than: the ends of a range.
    From,
    To,
    Below,
    /// True or false, written as words, 1 or 0.
    Flag,
    /// A flag: whether the value is this one.
    FlagIs(&'static str),
    /// A flag: whether there is a value.
    FlagAny,
    /// It names a record of another shelf by its key of that member, and the value is that record's. An unknown one is refused.
    Names(&'static Shelf, &'static str, &'static Refusal),
    /// As the vendor's own code says of the whole record.
    Holds(fn(&Record, &str) -> bool),
}

/// An error as data.
pub(crate) enum Refusal {
    /// The answer of a fixture, named from the API's folder on.
    Fixture(&'static str),
    /// Status and text, in the API's own shape; `{id}` stands for the value that was asked for.
    Text(u16, &'static str),
    /// Status, label and text, likewise.
    Label(u16, &'static str, &'static str),
}
