//! What an endpoint *is*: one declaration per documented call, as data.

use std::borrow::Cow;

use http::Method;

/// What repeating a call does to the vendor's data. It alone decides whether a call may be sent again;
/// the HTTP verb says nothing (one vendor creates with PUT, another searches with POST).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Changes nothing.
    Safe,
    /// Changes something, and doing it twice leaves the same result as doing it once.
    Idempotent,
    /// Doing it twice may do it twice: a second invoice, a second payment.
    Unsafe,
}

impl Effect {
    /// `safe`, `idempotent` or `unsafe`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Idempotent => "idempotent",
            Self::Unsafe => "unsafe",
        }
    }
}

/// One call of a vendor's API. [`operations!`](crate::operations) declares it once, beside the method that uses it; the lists
/// of these drive tracing names, retry, coverage and the documentation's tables.
///
/// ```
/// use guichet_core::{Effect, Method, Operation};
///
/// static PAY: Operation = Operation::new("vendor.payments.create", Method::POST, "/payments", Effect::Unsafe, None);
/// assert_eq!((&*PAY.id, &*PAY.path, PAY.effect), ("vendor.payments.create", "/payments", Effect::Unsafe));
///
/// let beyond = Operation::custom(Method::GET, "/beta/{id}", Effect::Safe);
/// assert_eq!(&*beyond.id, "custom");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    /// Stable name: `vendor.resource.verb`.
    pub id: Cow<'static, str>,
    /// HTTP method.
    pub method: Method,
    /// Path from the vendor's mount point, with `{placeholders}`.
    pub path: Cow<'static, str>,
    /// What repeating the call does.
    pub effect: Effect,
    /// Title of the section of the vendor's documentation; `None` for calls beyond it.
    pub documented: Option<&'static str>,
    /// What a success answers is a file, which may be of any media type.
    pub answers_file: bool,
    /// A redirect is itself the answer. Nobody follows it.
    pub redirect_is_answer: bool,
    /// What it is about stands in its body alone: without one it is not sent.
    pub named_in_body: bool,
    /// What a success answers is a bare text, an identifier say.
    pub answers_text: bool,
}

impl Operation {
    /// Declares an operation.
    pub const fn new(
        id: &'static str,
        method: Method,
        path: &'static str,
        effect: Effect,
        documented: Option<&'static str>,
    ) -> Self {
        Self {
            id: Cow::Borrowed(id),
            method,
            path: Cow::Borrowed(path),
            effect,
            documented,
            answers_file: false,
            redirect_is_answer: false,
            named_in_body: false,
            answers_text: false,
        }
    }

    /// Says that what a success answers is a file: also where it is labelled JSON it is handed on as it arrives, unless its beginning
    /// is the vendor's error.
    #[must_use]
    pub const fn answers_file(mut self) -> Self {
        self.answers_file = true;
        self
    }

    /// Says that a redirect is itself the answer, as of a sign-in page. Nobody follows it.
    #[must_use]
    pub const fn redirect_is_answer(mut self) -> Self {
        self.redirect_is_answer = true;
        self
    }

    /// Says that what the call is about stands in its body alone, as of a deletion without a number in its path: without a body it is
    /// refused before anything is sent, since it might mean everything.
    #[must_use]
    pub const fn named_in_body(mut self) -> Self {
        self.named_in_body = true;
        self
    }

    /// Says that what a success answers is a bare text, which need not be JSON: an identifier, or a token. A page for humans is none.
    #[must_use]
    pub const fn answers_text(mut self) -> Self {
        self.answers_text = true;
        self
    }

    /// Declares a call that the crate does not model. The effect has no default: it decides whether the
    /// call may ever be repeated.
    pub fn custom(method: Method, path: impl Into<String>, effect: Effect) -> Self {
        Self {
            id: Cow::Borrowed("custom"),
            method,
            path: Cow::Owned(path.into()),
            effect,
            documented: None,
            answers_file: false,
            redirect_is_answer: false,
            named_in_body: false,
            answers_text: false,
        }
    }
}

/// Declares the operations of a module: a private `static` for each row, and the list of them all, `OPERATIONS`. A row is a
/// name, the [effect](Effect), the method with the path, the [id](Operation::id), the title of the documented section, and a
/// semicolon. A call beyond the vendor's text has no title. Names of builder methods of [`Operation`] that take nothing else may
/// follow in brackets.
///
/// ```
/// guichet_core::operations! {
///     GET:    Safe,   GET  "/customers/{customer_id}", "vendor.customers.get",    "Get a customer";
///     CREATE: Unsafe, POST "/customers",               "vendor.customers.create", "Create a customer";
///     PING:   Safe,   GET  "/ping",                    "vendor.customers.ping";
/// }
/// use guichet_core::{Effect, Method};
///
/// let ids: Vec<&str> = OPERATIONS.iter().map(|operation| &*operation.id).collect();
/// assert_eq!(ids, ["vendor.customers.get", "vendor.customers.create", "vendor.customers.ping"]);
/// assert_eq!((&CREATE.method, &*CREATE.path, CREATE.effect), (&Method::POST, "/customers", Effect::Unsafe));
/// assert_eq!((GET.documented, PING.documented), (Some("Get a customer"), None));
/// ```
///
/// An effect is always given:
///
/// ```compile_fail
/// guichet_core::operations! {
///     CREATE: POST "/customers", "vendor.customers.create", "Create a customer";
/// }
/// ```
#[macro_export]
macro_rules! operations {
    (@title) => { ::core::option::Option::None };
    (@title $title:literal) => { ::core::option::Option::Some($title) };
    ($(
        $name:ident: $effect:ident, $method:ident $path:expr, $id:literal $(, $title:literal)? $([$($flag:ident),+])?;
    )+) => {
        $(
            static $name: $crate::Operation = $crate::Operation::new(
                $id,
                $crate::Method::$method,
                $path,
                $crate::Effect::$effect,
                $crate::operations!(@title $($title)?),
            )$($(.$flag())+)?;
        )+

        /// The operations of this module.
        pub static OPERATIONS: &[&$crate::Operation] = &[$(&$name),+];
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Operation {
        const fn renamed(mut self) -> Self {
            self.documented = Some("renamed");
            self
        }
    }

    operations! {
        FIRST:  Safe,       GET   "/a/{id}",                   "v.a.get", "A section";
        SECOND: Idempotent, PUT   concat!("/mount", "/a/{id}"), "v.a.put";
        THIRD:  Unsafe,     PATCH "/a",                        "v.a.patch", "Another" [renamed];
        FOURTH: Unsafe,     POST  "/a",                        "v.a.create" [renamed];
    }

    #[test]
    fn each_row_is_an_operation_and_is_listed() {
        assert_eq!(
            OPERATIONS,
            [
                &Operation::new("v.a.get", Method::GET, "/a/{id}", Effect::Safe, Some("A section")),
                &Operation::new("v.a.put", Method::PUT, "/mount/a/{id}", Effect::Idempotent, None),
                &Operation::new("v.a.patch", Method::PATCH, "/a", Effect::Unsafe, Some("renamed")),
                &Operation::new("v.a.create", Method::POST, "/a", Effect::Unsafe, Some("renamed")),
            ]
        );
        for (name, row) in [(&FIRST, 0), (&SECOND, 1), (&THIRD, 2), (&FOURTH, 3)] {
            assert!(std::ptr::eq(name, OPERATIONS[row]), "{}", name.id);
        }
    }
}
