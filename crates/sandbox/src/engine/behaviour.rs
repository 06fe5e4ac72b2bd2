//! What operations do: rows of each API's tables.

use guichet_fixtures::Json;

use super::{Call, Complaint, Order, Record, Refusal, Reply, Request, Shelf, Store};

/// What an operation does. `Err` is an answer too.
pub(crate) type Act = fn(&Call<'_>, &mut Store) -> Result<Reply, Reply>;

/// What is wrong with a request beyond its declared types.
pub(crate) type Inspect = fn(&Call<'_>) -> Vec<Complaint>;

/// Whether a call is refused although nothing is wrong with it by itself.
pub(crate) type Check = fn(&Call<'_>, &Store) -> Result<(), Reply>;

/// How a record is shown.
pub(crate) type View = fn(&Call<'_>, &Store, &Record) -> Json;

/// What a body writes over a record.
pub(crate) type Written = fn(&Call<'_>, &Store, &Json) -> Result<Json, Reply>;

/// What comes of a record that was written or removed.
pub(crate) type Then = fn(&Call<'_>, &mut Store, &Record) -> Result<(), Reply>;

/// What a call is answered that wrote a record.
#[derive(Clone, Copy)]
pub(crate) enum Answer {
    /// The record.
    Record,
    /// Its identifier alone.
    Id,
    /// The operation's documented answer, with these members of the record.
    Documented(&'static [&'static str]),
    /// As the vendor's own code says.
    By(fn(&Call<'_>, &Record) -> Reply),
}

/// What an operation does.
pub(crate) enum Behaviour {
    /// The documented answer whose query the request has, or else the first.
    Documented,
    /// Filters, sorts and pages a shelf.
    List(&'static Shelf),
    /// Answers the records that a key of the shelf names.
    Get(&'static Shelf),
    /// Puts a new record on a shelf.
    Create(&'static Shelf),
    /// Changes the record that a key names. What is not written stays as it is.
    Change(&'static Shelf),
    /// Removes the record that a key names.
    Remove(&'static Shelf),
    /// Anything else.
    Act(Act),
}

/// The refusal of a member of the body that is missing, or of one that is wrong in another way.
pub(crate) struct Refused {
    /// `*` is any member.
    pub(crate) name: &'static str,
    pub(crate) missing: bool,
    pub(crate) refusal: Refusal,
}

pub(crate) const fn missing(name: &'static str, fixture: &'static str) -> Refused {
    Refused { name, missing: true, refusal: Refusal::Fixture(fixture) }
}

pub(crate) const fn invalid(name: &'static str, refusal: Refusal) -> Refused {
    Refused { name, missing: false, refusal }
}

/// An operation, and what it does.
pub(crate) struct Row {
    /// The operation's id, whole.
    pub(crate) id: &'static str,
    pub(crate) does: Behaviour,
    pub(crate) inspect: Option<Inspect>,
    /// Where operations share a route: whether a request is for this one. The one without a word takes the rest.
    pub(crate) when: Option<fn(&Request) -> bool>,
    /// The fixture that refuses a request for none of those that share the route.
    pub(crate) unclear: Option<&'static str>,
    /// How single members are refused, where it is not as everywhere in the API.
    pub(crate) refusals: &'static [Refused],
    /// A refusal beyond the complaints.
    pub(crate) check: Option<Check>,
    /// How a record is shown, where it is not as it is.
    pub(crate) view: Option<View>,
    /// The order that is asked for, where this is not said as everywhere in the API.
    pub(crate) order: Option<fn(&Call<'_>) -> Order>,
    /// The refusal of a record that does not exist, where it is not the shelf's.
    pub(crate) unknown: Option<Refusal>,
    /// What the body writes over a record, where it is not its members as they are.
    pub(crate) written: Option<Written>,
    /// What else comes of a record that was written or removed.
    pub(crate) then: Option<Then>,
    /// What the call is answered, where it is not as everywhere in the API.
    pub(crate) answer: Option<Answer>,
}

impl Row {
    const fn new(id: &'static str, does: Behaviour) -> Self {
        Self {
            id,
            does,
            inspect: None,
            when: None,
            unclear: None,
            refusals: &[],
            check: None,
            view: None,
            order: None,
            unknown: None,
            written: None,
            then: None,
            answer: None,
        }
    }

    /// The shelf that it is about.
    pub(crate) fn shelf(&self) -> Option<&'static Shelf> {
        match self.does {
            Behaviour::List(shelf)
            | Behaviour::Get(shelf)
            | Behaviour::Create(shelf)
            | Behaviour::Change(shelf)
            | Behaviour::Remove(shelf) => Some(shelf),
            Behaviour::Documented | Behaviour::Act(_) => None,
        }
    }

    pub(crate) const fn inspect(mut self, inspect: Inspect) -> Self {
        self.inspect = Some(inspect);
        self
    }

    pub(crate) const fn when(mut self, when: fn(&Request) -> bool) -> Self {
        self.when = Some(when);
        self
    }

    pub(crate) const fn unclear(mut self, fixture: &'static str) -> Self {
        self.unclear = Some(fixture);
        self
    }

    pub(crate) const fn refusing(mut self, refusals: &'static [Refused]) -> Self {
        self.refusals = refusals;
        self
    }

    pub(crate) const fn check(mut self, check: Check) -> Self {
        self.check = Some(check);
        self
    }

    pub(crate) const fn view(mut self, view: View) -> Self {
        self.view = Some(view);
        self
    }

    pub(crate) const fn order(mut self, order: fn(&Call<'_>) -> Order) -> Self {
        self.order = Some(order);
        self
    }

    pub(crate) const fn unknown(mut self, refusal: Refusal) -> Self {
        self.unknown = Some(refusal);
        self
    }

    pub(crate) const fn written(mut self, written: Written) -> Self {
        self.written = Some(written);
        self
    }

    pub(crate) const fn then(mut self, then: Then) -> Self {
        self.then = Some(then);
        self
    }

    pub(crate) const fn answer(mut self, answer: Answer) -> Self {
        self.answer = Some(answer);
        self
    }
}

pub(crate) const fn documented(id: &'static str) -> Row {
    Row::new(id, Behaviour::Documented)
}

pub(crate) const fn list(id: &'static str, of: &'static Shelf) -> Row {
    Row::new(id, Behaviour::List(of))
}

pub(crate) const fn get(id: &'static str, of: &'static Shelf) -> Row {
    Row::new(id, Behaviour::Get(of))
}

pub(crate) const fn create(id: &'static str, on: &'static Shelf) -> Row {
    Row::new(id, Behaviour::Create(on))
}

pub(crate) const fn change(id: &'static str, of: &'static Shelf) -> Row {
    Row::new(id, Behaviour::Change(of))
}

pub(crate) const fn remove(id: &'static str, from: &'static Shelf) -> Row {
    Row::new(id, Behaviour::Remove(from))
}

pub(crate) const fn act(id: &'static str, act: Act) -> Row {
    Row::new(id, Behaviour::Act(act))
}
