//! One error for all vendors, which tells the whole story and no secret.

mod line;

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use time::OffsetDateTime;

use crate::dialect::{FieldError, Rejection};
use crate::redact::Secrets;

/// The result of every call.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What kind of failure it was. For decisions, prefer the predicates of [`Error`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client was set up in a way that cannot work.
    Config,
    /// The arguments of this call cannot be right; nothing was sent.
    Invalid,
    /// The local limit, or the server's `Retry-After`, asks for a longer wait than `max_wait` allows.
    Limit,
    /// No credentials could be had; the call itself was not sent.
    Authentication,
    /// The place where tokens or counts are kept did not serve, and may serve later: another process keeps it locked, the disk is
    /// full, the process has no descriptors. The call itself was not sent.
    Storage,
    /// No connection: the request was never sent.
    Connect,
    /// The connection broke, or the answer did not arrive whole.
    Interrupted,
    /// The deadline passed.
    Timeout,
    /// The server answered with an error.
    Status,
    /// The server accepted the call, but its answer could not be read.
    Decode,
    /// The answer was larger than the client accepts.
    BodyTooLarge,
    /// The pages of a list do not make sense: a cycle, a foreign address.
    Paging,
    /// What the call would send was taken in place of sending it: [`CallOptions::preview`](crate::CallOptions::preview).
    Preview,
    /// A job that the vendor did by itself has failed; [`Error::code`] is the vendor's word.
    Job,
}

/// Whether the request reached the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Sent {
    /// Certainly not: the vendor knows nothing of it.
    No,
    /// Perhaps, and perhaps it was carried out.
    Maybe,
    /// Yes: the vendor answered.
    Yes,
}

/// What a call that failed came to at the vendor, all of its attempts together.
///
/// ```
/// # use guichet_core::{Error, Outcome};
/// fn next(error: &Error) -> &'static str {
///     match error.outcome() {
///         Outcome::NotDone => "mend it, send again",
///         Outcome::Unknown => "look at the vendor's side; never send again blindly",
///         Outcome::Done => "it is done; only its answer is wanting",
///     }
/// }
/// assert_eq!(next(&Error::config("no key")), "mend it, send again");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It was not carried out: nothing was sent, the vendor refused it, or it changes nothing in any case.
    NotDone,
    /// It may have been carried out, or not. What is not safe to repeat must be looked for before it is sent again.
    Unknown,
    /// The vendor carried it out, and its answer could not be read. It must not be sent again.
    Done,
}

/// An error of a call. It is one pointer wide; everything is behind accessors.
///
/// `Display` is one line: operation, status, the vendor's code and message, attempts, time, and why it stopped. It
/// holds no URL, no header and no body.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
/// # #[cfg(feature = "test-util")]
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use guichet_core::ErrorKind;
/// use guichet_core::transport::Reply;
///
/// let client = client([Reply::status(400).header("x-request-id", "r-1")]);
/// let error = client.call(&GET).arg(7).send_empty().await.unwrap_err();
/// assert_eq!(error.operation(), Some("vendor.things.get"));
/// assert_eq!((error.kind(), error.status(), error.attempts()), (ErrorKind::Status, Some(400), 1));
/// assert_eq!(error.request_id(), Some("r-1"));
/// assert!(error.to_string().starts_with("vendor.things.get: 400 Bad Request (1 attempt, "), "{error}");
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "test-util"))]
/// # fn main() {}
/// ```
pub struct Error(Box<Inner>);

pub(crate) struct Inner {
    pub(crate) kind: ErrorKind,
    pub(crate) operation: Option<String>,
    pub(crate) message: Option<String>,
    pub(crate) status: Option<StatusCode>,
    pub(crate) code: Option<String>,
    pub(crate) fields: Vec<FieldError>,
    /// How many more fields the vendor named.
    pub(crate) more_fields: usize,
    pub(crate) not_found: bool,
    pub(crate) request_id: Option<String>,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) resets_at: Option<OffsetDateTime>,
    pub(crate) attempts: u32,
    pub(crate) elapsed: Duration,
    pub(crate) sent: Sent,
    pub(crate) outcome: Outcome,
    /// The vendor knows this answer as a limit, whatever its status.
    pub(crate) limited: bool,
    /// The server says when to come back, and that cannot be read.
    pub(crate) unreadable_advice: bool,
    pub(crate) stopped: &'static str,
    pub(crate) excerpt: Option<Bytes>,
    pub(crate) row: Option<Box<str>>,
    pub(crate) source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// How much of a body an error keeps.
const EXCERPT: usize = 8 * 1024;

/// How many fields an error keeps, of all that a vendor names.
const FIELDS: usize = 20;

/// How many characters of one text an error keeps, and shows.
const TEXT: usize = 500;

/// The beginning of a text.
fn cut(text: String) -> String {
    match text.char_indices().nth(TEXT) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self::about(kind, Some(message.into()))
    }

    pub(crate) fn about(kind: ErrorKind, message: Option<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            operation: None,
            message: message.map(cut),
            status: None,
            code: None,
            fields: Vec::new(),
            more_fields: 0,
            not_found: false,
            request_id: None,
            retry_after: None,
            resets_at: None,
            attempts: 0,
            elapsed: Duration::ZERO,
            sent: Sent::No,
            outcome: Outcome::NotDone,
            limited: false,
            unreadable_advice: false,
            stopped: "",
            excerpt: None,
            row: None,
            source: None,
        }))
    }

    /// A set-up that cannot work.
    pub fn config(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Config, message)
    }

    /// Bad input, found before anything was sent.
    pub fn invalid(operation: &str, field: &str, why: impl fmt::Display) -> Self {
        Self::new(ErrorKind::Invalid, format!("{field}: {why}")).of(operation)
    }

    /// Bad input in several places, found before anything was sent: [`fields`](Self::fields) names them.
    pub fn invalid_in(operation: &str, mistakes: Vec<FieldError>) -> Self {
        let plural = if mistakes.len() == 1 { "" } else { "s" };
        let message = format!("{} mistake{plural}", mistakes.len());
        Self::new(ErrorKind::Invalid, message).of(operation).of_fields(mistakes, cut)
    }

    /// Bad input of a call that is being put together; the operation is added where it is run.
    pub fn argument(field: &str, why: impl fmt::Display) -> Self {
        Self::new(ErrorKind::Invalid, format!("{field}: {why}"))
    }

    /// A place for tokens or counts that did not serve. What it says is told once, in the error's own line.
    pub(crate) fn storage(is_transient: bool, message: impl fmt::Display) -> Self {
        Self::new(if is_transient { ErrorKind::Storage } else { ErrorKind::Config }, message.to_string())
    }

    /// Credentials that could not be had.
    pub fn authentication(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Authentication, message)
    }

    pub(crate) fn of(mut self, operation: &str) -> Self {
        self.0.operation.get_or_insert_with(|| operation.to_owned());
        self
    }

    pub(crate) fn with_source(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// Keeps the beginning of an answer, without the secrets of its request.
    pub(crate) fn with_excerpt(mut self, body: &Bytes, secrets: &Secrets) -> Self {
        // Copied: a slice would keep the whole answer in memory for as long as the error.
        self.0.excerpt = Some(secrets.hidden_in(body, EXCERPT).into());
        self
    }

    /// Keeps what the vendor says, without the secrets of the request that it says it of.
    pub(crate) fn rejected(mut self, rejection: Rejection, secrets: &Secrets) -> Self {
        // Cut when they are kept, not when they are shown: what a peer sends is held for as long as the error. And hidden before they
        // are cut, so that no half of a secret is left.
        let kept = |text: String| cut(secrets.hide(text));
        self.0.message = rejection.message.map(kept);
        self.0.code = rejection.code.map(kept);
        self = self.of_fields(rejection.fields, kept);
        self.0.not_found = rejection.not_found;
        self.0.limited = rejection.limited;
        self
    }

    /// Keeps the first of many.
    fn of_fields(mut self, mut fields: Vec<FieldError>, kept: impl Fn(String) -> String) -> Self {
        self.0.more_fields = fields.len().saturating_sub(FIELDS);
        fields.truncate(FIELDS);
        self.0.fields = fields.into_iter().map(|one| FieldError::new(kept(one.field), kept(one.message))).collect();
        self
    }

    pub(crate) fn edit(&mut self) -> &mut Inner {
        &mut self.0
    }

    /// What kind of failure it was.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The operation that failed, as `vendor.resource.verb`; `None` while setting up.
    pub fn operation(&self) -> Option<&str> {
        self.0.operation.as_deref()
    }

    /// The HTTP status, if there was an answer.
    pub fn status(&self) -> Option<u16> {
        self.0.status.map(|s| s.as_u16())
    }

    /// The vendor's code for the error.
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// The vendor's message, or ours where nothing was sent. The vendor's language and wording may change.
    pub fn message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }

    /// What the vendor says about single fields: the first 20 of them.
    pub fn fields(&self) -> &[FieldError] {
        &self.0.fields
    }

    /// The identifier of the exchange at the vendor, for its support.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// How long to wait before another try, where the server or the local limit says so.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// When the next day begins, where the calls of the day are used up. Nothing was sent.
    pub fn resets_at(&self) -> Option<OffsetDateTime> {
        self.0.resets_at
    }

    /// How often the request was sent, or tried to be.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// From the start of the call to its end, waiting included.
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed
    }

    /// Whether the request reached the network, on any attempt.
    pub fn sent(&self) -> Sent {
        self.0.sent
    }

    /// Why there was no further attempt, in words.
    pub fn stopped_because(&self) -> &str {
        self.0.stopped
    }

    /// The beginning of the answer's body, at most 8 KiB. It may hold personal data: it is never part of
    /// `Display` or `Debug`, and never kept for an endpoint that deals in tokens.
    pub fn body_excerpt(&self) -> Option<&[u8]> {
        self.0.excerpt.as_deref()
    }

    /// The JSON of an element of a list that could not be read. It may hold personal data: it is never part of `Display` or
    /// `Debug`. The list goes on after this error.
    pub fn row(&self) -> Option<&str> {
        self.0.row.as_deref()
    }

    /// The vendor does not have what was asked for. Some vendors say so with 400 and a code. Not where an earlier attempt of the
    /// same call may have been carried out: then it may have been there before.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
    /// # #[cfg(feature = "test-util")]
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use guichet_core::transport::Reply;
    ///
    /// let client = client([Reply::status(404)]);
    /// let thing = match client.call(&GET).arg(7).fetch::<Thing>().await {
    ///     Ok(thing) => Some(thing),
    ///     Err(error) if error.is_not_found() => None,
    ///     Err(error) => return Err(error.into()),
    /// };
    /// assert_eq!(thing, None);
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "test-util"))]
    /// # fn main() {}
    /// ```
    ///
    /// # Troubleshooting
    ///
    /// Seen: 404 or 410, or the vendor's own code for it under another status; [`code`](Self::code) and [`message`](Self::message) tell
    /// which. To do: take it for absent. Where it should be there, compare the identifier with the vendor's, and see whether the
    /// credentials and the [`base_url`](crate::Settings::base_url) are those of the account, folder or test system that has it. `false`
    /// beside a 404 means that [`outcome`](Self::outcome) is unknown: look the thing up by another call before deciding.
    pub fn is_not_found(&self) -> bool {
        let says_so =
            self.0.not_found || (self.0.kind == ErrorKind::Status && matches!(self.status(), Some(404 | 410)));
        says_so && self.0.outcome != Outcome::Unknown
    }

    /// The credentials were refused, or could not be had.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
    /// # #[cfg(feature = "test-util")]
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use guichet_core::transport::Reply;
    ///
    /// let error = client([Reply::status(401)]).call(&GET).arg(7).send_empty().await.unwrap_err();
    /// assert!(error.is_unauthorized() && !error.is_forbidden() && !error.is_transient());
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "test-util"))]
    /// # fn main() {}
    /// ```
    ///
    /// # Troubleshooting
    ///
    /// Seen: 401, or [`ErrorKind::Authentication`] where a token could not be had; then the call itself was not sent. To do: check that
    /// the key or password is the current one, is whole, and belongs to this address; where a human signs in, let somebody sign in
    /// again. Do not send the same call in a loop: a token that can be renewed was renewed already. A request for a token that failed for a
    /// while is not told here but by [`is_transient`](Self::is_transient).
    pub fn is_unauthorized(&self) -> bool {
        self.status() == Some(401) || self.0.kind == ErrorKind::Authentication
    }

    /// The credentials are good and their rights are not enough.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
    /// # #[cfg(feature = "test-util")]
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use guichet_core::transport::Reply;
    ///
    /// let error = client([Reply::status(403)]).call(&GET).arg(7).send_empty().await.unwrap_err();
    /// assert!(error.is_forbidden() && !error.is_unauthorized());
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "test-util"))]
    /// # fn main() {}
    /// ```
    ///
    /// # Troubleshooting
    ///
    /// Seen: 403. To do: compare the rights of the account, or the scopes of the token, with what the call needs; [`code`](Self::code)
    /// and [`message`](Self::message) are the vendor's words for it. The same call with the same credentials is refused again. Where
    /// [`is_rate_limited`](Self::is_rate_limited) holds as well, the vendor means a limit by this 403: wait, and change no rights.
    pub fn is_forbidden(&self) -> bool {
        self.status() == Some(403)
    }

    /// Too many calls: the server's answer, or the local limit before it. See [`retry_after`](Self::retry_after).
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
    /// # #[cfg(feature = "test-util")]
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use std::time::Duration;
    ///
    /// use guichet_core::CallOptions;
    /// use guichet_core::transport::Reply;
    ///
    /// // The call may wait for a minute, and the vendor asks for two.
    /// let client = client([Reply::status(429).header("retry-after", "120")]);
    /// let client = client.with(CallOptions::new().max_wait(Duration::from_secs(60)));
    /// let error = client.call(&GET).arg(7).send_empty().await.unwrap_err();
    /// assert!(error.is_rate_limited());
    /// assert!(error.retry_after().is_some_and(|wait| wait >= Duration::from_secs(120)));
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "test-util"))]
    /// # fn main() {}
    /// ```
    ///
    /// # Troubleshooting
    ///
    /// Seen: 429 or the vendor's code for it, or [`ErrorKind::Limit`] where nothing was sent because the wait would be longer than
    /// [`max_wait`](crate::CallOptions::max_wait). To do: send it again after [`retry_after`](Self::retry_after), or after
    /// [`resets_at`](Self::resets_at) where the calls of the day are used up, unless [`outcome`](Self::outcome) is unknown. Where it happens
    /// often, give all clients of one account one [`Limits`](crate::Limits), and processes one
    /// [`FileLedger`](crate::limit::FileLedger); raise `max_wait` where a call may wait longer.
    pub fn is_rate_limited(&self) -> bool {
        self.0.limited || self.status() == Some(429) || self.0.kind == ErrorKind::Limit
    }

    /// The same call may succeed later: nothing is wrong with the call itself. For a call that is not safe to
    /// repeat, look at [`outcome`](Self::outcome) first.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
    /// # #[cfg(feature = "test-util")]
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use guichet_core::transport::{Reply, ScriptedTransport};
    ///
    /// let client = client_on(&ScriptedTransport::always(Reply::status(503)));
    /// let error = client.call(&GET).arg(7).send_empty().await.unwrap_err();
    /// assert!(error.is_transient());
    /// // A write as well: but it may have been made, so that it is not simply sent again.
    /// let error = client.call(&PAY).send_empty().await.unwrap_err();
    /// assert!(error.is_transient() && error.outcome_unknown());
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "test-util"))]
    /// # fn main() {}
    /// ```
    ///
    /// # Troubleshooting
    ///
    /// Seen: no connection, an answer that broke off or came too late, 5xx, 408, 429, a file that another process keeps locked.
    /// [`attempts`](Self::attempts) says how often it was tried, [`stopped_because`](Self::stopped_because) why not once more. To do:
    /// where [`outcome`](Self::outcome) is [`NotDone`](Outcome::NotDone), send it again later; where it is unknown, look first. Where each
    /// call ends so, check whether the vendor is down, the proxy and the [`deadline`](crate::CallOptions::deadline). `false` means that
    /// the same call fails again: mend its arguments, the set-up or the credentials.
    pub fn is_transient(&self) -> bool {
        let kind = matches!(
            self.0.kind,
            ErrorKind::Limit | ErrorKind::Storage | ErrorKind::Connect | ErrorKind::Interrupted | ErrorKind::Timeout
        );
        kind || self.0.limited
            || self.status().is_some_and(|status| match status {
                408 | 429 | 499 => true,
                501 | 505 => false,
                _ => (500..=599).contains(&status),
            })
    }

    /// What the whole call came to at the vendor. A call that changes nothing is never anything but
    /// [`NotDone`](Outcome::NotDone).
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
    /// # #[cfg(feature = "test-util")]
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use guichet_core::Outcome;
    /// use guichet_core::transport::Reply;
    ///
    /// let client = client([Reply::status(400), Reply::drop_after(), Reply::json("{")]);
    /// let pay = || client.call(&PAY).fetch::<Thing>();
    /// assert_eq!(pay().await.unwrap_err().outcome(), Outcome::NotDone);
    /// assert_eq!(pay().await.unwrap_err().outcome(), Outcome::Unknown);
    /// assert_eq!(pay().await.unwrap_err().outcome(), Outcome::Done);
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "test-util"))]
    /// # fn main() {}
    /// ```
    ///
    /// # Troubleshooting
    ///
    /// Seen: where the outcome is unknown, the error's line says "it may have been carried out". To do: on
    /// [`NotDone`](Outcome::NotDone), mend the cause and send it again. On [`Unknown`](Outcome::Unknown), look at the vendor's side for what
    /// the call would have made, by a reference of your own that it carries; a request that is still under way can be carried out a little
    /// later, so that one look that finds nothing is no proof. On [`Done`](Outcome::Done), do not send it again: read by another call what
    /// was made.
    pub fn outcome(&self) -> Outcome {
        self.0.outcome
    }

    /// Whether [`outcome`](Self::outcome) is [`Unknown`](Outcome::Unknown): the call may have been carried out, or not. Look at the
    /// vendor's side before anything else.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
    /// # #[cfg(feature = "test-util")]
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use guichet_core::transport::Reply;
    ///
    /// let client = client([Reply::drop_after(), Reply::drop_before()]);
    /// let error = client.call(&PAY).send_empty().await.unwrap_err();
    /// assert!(error.outcome_unknown());
    /// // Nothing changes by reading.
    /// assert!(!client.call(&GET).arg(7).send_empty().await.unwrap_err().outcome_unknown());
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "test-util"))]
    /// # fn main() {}
    /// ```
    ///
    /// # Troubleshooting
    ///
    /// Seen: a connection that broke, a timeout or a 5xx after a call that changes something; one that must not be done twice is not
    /// repeated. To do: keep what was sent, look for it at the vendor's, and send it again only where it is certainly absent. A program
    /// that gives such a call a reference of its own (a tag, a comment, a number) can look by itself; otherwise tell a human.
    pub fn outcome_unknown(&self) -> bool {
        self.0.outcome == Outcome::Unknown
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|e| e as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_bounded_in_all() {
        let long = "é".repeat(600);
        let fields = (0..20_000).map(|n| FieldError::new(format!("{n}{long}"), long.clone()));
        let rejection = Rejection {
            code: Some(long.clone()),
            message: Some(long.clone()),
            fields: fields.collect(),
            ..Rejection::default()
        };
        let error = Error::about(ErrorKind::Status, None).rejected(rejection, &Secrets::default());
        let line = error.to_string();
        assert!(line.len() < 50_000 && line.contains("; and 19980 more"), "{} bytes", line.len());
        assert_eq!(error.fields().len(), 20);
        assert!(error.message().is_some_and(|message| message.chars().count() == 501));
        assert!(format!("{error:?}").len() < 60_000);
    }
}
