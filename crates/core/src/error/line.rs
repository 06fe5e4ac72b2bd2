//! How an error is shown: one line, and no secret in it.

use std::fmt;

use super::{Error, ErrorKind, Inner, Outcome, TEXT};

/// What happened: the beginning of the line.
struct Head<'a>(&'a Inner);

impl fmt::Display for Head<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let e = self.0;
        match (e.kind, e.status) {
            (ErrorKind::Decode, Some(status)) => write!(f, "accepted ({status}), but the answer could not be read")?,
            (ErrorKind::BodyTooLarge, Some(status)) => write!(f, "accepted ({status}), but the answer is too large")?,
            (ErrorKind::BodyTooLarge, None) => f.write_str("the answer is too large")?,
            (ErrorKind::Interrupted, Some(status)) => write!(f, "{status}, but the answer broke off")?,
            (ErrorKind::Interrupted, None) => f.write_str("the connection broke before an answer")?,
            (ErrorKind::Connect, _) => f.write_str("no connection")?,
            (ErrorKind::Timeout, _) => f.write_str("no answer in time")?,
            (ErrorKind::Limit, _) => f.write_str("limit reached")?,
            (ErrorKind::Authentication, _) => f.write_str("no credentials")?,
            (ErrorKind::Storage, _) => f.write_str("not kept on the disk")?,
            (ErrorKind::Paging, _) => f.write_str("paging")?,
            (ErrorKind::Preview, _) => f.write_str("a preview")?,
            (ErrorKind::Job, _) => f.write_str("the job has failed")?,
            (ErrorKind::Invalid, _) => f.write_str("not sent, invalid argument")?,
            (ErrorKind::Config, _) => f.write_str("configuration")?,
            (_, Some(status)) => write!(f, "{status}")?,
            (kind, None) => write!(f, "{kind:?}")?,
        }
        if let Some(code) = &e.code {
            write!(f, " [{}]", Line(code))?;
        }
        if let Some(message) = &e.message {
            write!(f, ": {}", Line(message))?;
        }
        for field in &e.fields {
            write!(f, "; {}: {}", Line(&field.field), Line(&field.message))?;
        }
        if e.more_fields > 0 {
            write!(f, "; and {} more", e.more_fields)?;
        }
        Ok(())
    }
}

impl Error {
    /// What happened, for the line of another error: without what the call came to.
    pub(crate) fn head(&self) -> String {
        Head(&self.0).to_string()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let e = &*self.0;
        if let Some(operation) = &e.operation {
            write!(f, "{operation}: ")?;
        }
        write!(f, "{}", Head(e))?;
        if e.outcome == Outcome::Unknown {
            f.write_str("; it may have been carried out")?;
        }
        if let Some(wait) = e.retry_after {
            write!(f, "; retry after {wait:?}")?;
        }
        if e.unreadable_advice {
            f.write_str("; its Retry-After cannot be read")?;
        }
        if e.attempts > 0 {
            let plural = if e.attempts == 1 { "" } else { "s" };
            write!(f, " ({} attempt{plural}, {} ms", e.attempts, e.elapsed.as_millis())?;
            if !e.stopped.is_empty() {
                write!(f, ", {}", e.stopped)?;
            }
            if let Some(id) = &e.request_id {
                write!(f, ", request {id}")?;
            }
            f.write_str(")")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let e = &*self.0;
        let mut out = f.debug_struct("Error");
        out.field("kind", &e.kind).field("line", &format_args!("{self}")).field("sent", &e.sent);
        if let Some(body) = &e.excerpt {
            out.field("body", &format_args!("{} bytes kept", body.len()));
        }
        if let Some(source) = &e.source {
            out.field("source", &format_args!("{source}"));
        }
        out.finish()
    }
}

/// A vendor's text on one line of bounded length: what it holds is not ours to trust.
struct Line<'a>(&'a str);

impl fmt::Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.0.trim_matches(|c: char| c.is_whitespace() || c.is_control());
        for (index, c) in shown.chars().enumerate() {
            if index == TEXT {
                return f.write_str("…");
            }
            fmt::Write::write_char(f, if c.is_control() { ' ' } else { c })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::StatusCode;

    use super::*;
    use crate::redact::Secrets;

    #[test]
    fn display_is_one_line_and_bounded() {
        let mut error = Error::new(ErrorKind::Status, "line one\nline two\u{7}");
        let inner = error.edit();
        inner.status = Some(StatusCode::BAD_REQUEST);
        inner.operation = Some("vendor.orders.create".into());
        inner.attempts = 1;
        inner.stopped = "a definite answer";
        assert_eq!(
            error.to_string(),
            "vendor.orders.create: 400 Bad Request: line one line two (1 attempt, 0 ms, a definite answer)"
        );
        let long = Error::config("x".repeat(10_000)).to_string();
        assert!(long.chars().count() < 600);
    }

    #[test]
    fn the_body_shows_nowhere() {
        let error = Error::new(ErrorKind::Status, "refused")
            .with_excerpt(&Bytes::from_static(b"p3rsonal"), &Secrets::default());
        assert_eq!(error.body_excerpt(), Some(&b"p3rsonal"[..]));
        assert!(!format!("{error} {error:?} {error:#?}").contains("p3rsonal"));
    }
}
