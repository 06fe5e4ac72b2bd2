//! What is wrong with a request.

/// One thing that is wrong with a request.
#[derive(Debug, Clone)]
pub(crate) struct Complaint {
    pub(crate) input: Input,
    /// The parameter's or member's dotted name; empty for the whole body.
    pub(crate) name: String,
    pub(crate) reason: Reason,
}

/// Where a wrong value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Input {
    Query,
    Body,
}

/// Why a value is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reason {
    /// No such parameter or member is declared.
    Unknown,
    /// It must be there and is not.
    Missing,
    /// It has another type, or another value than is taken; the text says which.
    Invalid(String),
}

impl Complaint {
    pub(super) fn new(input: Input, name: impl Into<String>, reason: Reason) -> Self {
        Self { input, name: name.into(), reason }
    }

    pub(crate) fn missing(input: Input, name: impl Into<String>) -> Self {
        Self::new(input, name, Reason::Missing)
    }

    pub(crate) fn invalid(input: Input, name: impl Into<String>, why: impl Into<String>) -> Self {
        Self::new(input, name, Reason::Invalid(why.into()))
    }

    pub(super) fn declared(input: Input, problem: guichet_fixtures::Problem) -> Self {
        let reason = match problem.what {
            guichet_fixtures::Fault::Unknown => Reason::Unknown,
            guichet_fixtures::Fault::Missing => Reason::Missing,
            guichet_fixtures::Fault::Wrong(why) => Reason::Invalid(why),
        };
        Self::new(input, problem.path, reason)
    }
}
