//! Why a step of the engine's failed, in words of our own: its errors may quote what was sent, and that holds tokens.

use std::time::Duration;

use guichet_core::auth::store::StoreError;
use guichet_core::limit::LedgerError;
use redis::{ErrorKind, RedisError, ServerErrorKind};

/// A step that failed.
#[derive(Debug, Clone)]
pub(crate) struct Failed {
    why: String,
    /// The same may succeed later.
    passing: bool,
    /// The connection is of no use any more.
    broken: bool,
    /// It may have been done all the same.
    doubtful: bool,
}

impl Failed {
    pub(crate) fn passing(why: impl Into<String>) -> Self {
        Self { why: why.into(), passing: true, broken: false, doubtful: false }
    }

    pub(crate) fn lasting(why: impl Into<String>) -> Self {
        Self { why: why.into(), passing: false, broken: false, doubtful: false }
    }

    /// `asked`: there was a connection to ask.
    pub(crate) fn silent(within: Duration, asked: bool) -> Self {
        Self { why: format!("no answer within {within:?}"), passing: true, broken: true, doubtful: asked }
    }

    pub(crate) fn no_connection(error: &std::io::Error) -> Self {
        Self { why: format!("no connection: {}", error.kind()), passing: true, broken: true, doubtful: false }
    }

    /// The thread has ended, with the process or because a job panicked.
    pub(crate) fn ended() -> Self {
        Self { doubtful: true, ..Self::passing("the thread for Redis has ended") }
    }

    /// An answer of another form than the script's.
    pub(crate) fn unexpected() -> Self {
        Self::lasting("its answer is of another form: it is no Redis, or of another version")
    }

    pub(crate) fn is_broken(&self) -> bool {
        self.broken
    }

    pub(crate) fn is_doubtful(&self) -> bool {
        self.doubtful
    }

    pub(crate) fn or_doubtful(mut self, doubt: bool) -> Self {
        self.doubtful |= doubt;
        self
    }

    pub(crate) fn store(self, store: &str, step: &'static str) -> StoreError {
        StoreError::Engine { store: store.to_owned(), step, why: self.why, passing: self.passing }
    }

    pub(crate) fn ledger(self, ledger: &str, step: &'static str) -> LedgerError {
        LedgerError::Engine { ledger: ledger.to_owned(), step, why: self.why, passing: self.passing }
    }
}

impl std::fmt::Display for Failed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.why)
    }
}

impl From<RedisError> for Failed {
    fn from(error: RedisError) -> Self {
        if error.is_connection_dropped() || error.is_timeout() || error.is_io_error() {
            return Self { why: "the connection broke".to_owned(), passing: true, broken: true, doubtful: true };
        }
        // Inside a script the code stands in the text.
        let says = |code: &str| {
            error.code() == Some(code)
                || error.detail().is_some_and(|text| text.split([' ', ':', '-']).any(|word| word == code))
        };
        let told = |why: &str, passing| Self { why: why.to_owned(), passing, broken: false, doubtful: false };
        // Another connection may lead to another engine, the new master say.
        let elsewhere = |why: &str| Self { broken: true, ..told(why, true) };
        if error.kind() == ErrorKind::AuthenticationFailed || says("NOAUTH") || says("WRONGPASS") {
            return told("it refuses the user or the password", false);
        }
        if says("OOM") {
            return told("its memory is full (maxmemory)", true);
        }
        if says("MISCONF") {
            return told("it cannot write to its disk, and takes no changes", true);
        }
        match error.kind() {
            ErrorKind::Server(ServerErrorKind::NoPerm) => told(
                "the user has no right to what is needed: EVALSHA, SCRIPT LOAD, INFO, TIME, SELECT, WAIT, and hashes, sorted sets and strings under the prefix",
                false,
            ),
            ErrorKind::Server(ServerErrorKind::ReadOnly) => elsewhere("it is a replica, and takes no changes"),
            ErrorKind::Server(ServerErrorKind::BusyLoading) => elsewhere("it is still reading its file"),
            ErrorKind::Server(ServerErrorKind::MasterDown) => elsewhere("its master is gone"),
            ErrorKind::Server(ServerErrorKind::Moved | ServerErrorKind::Ask | ServerErrorKind::CrossSlot) => {
                told("it is a cluster, which is not supported", false)
            }
            _ => {
                // A code is one word of capitals; anything else may quote what was sent.
                let code = error.code().filter(|code| code.len() <= 20 && code.chars().all(|c| c.is_ascii_uppercase()));
                let passing = matches!(code, Some("BUSY" | "NOREPLICAS" | "TRYAGAIN"));
                told(&format!("it refuses: {}", code.unwrap_or("an error without a code")), passing)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use redis::make_extension_error;

    use super::*;

    #[test]
    fn an_error_quotes_nothing_that_was_sent() {
        // As an engine says it that has renamed a command: with the first of its arguments.
        let quoting = |code: &str| {
            make_extension_error(
                code.to_owned(),
                Some("unknown command, with args beginning with: 's3cret'".to_owned()),
            )
        };
        for code in ["ERR", "STRANGE", "not a code 's3cret'", ""] {
            let told = Failed::from(quoting(code)).store("redis h:1/0 p:n", "write").to_string();
            assert!(told.contains("redis h:1/0 p:n: cannot write: ") && !told.contains("s3cret"), "{told}");
        }
        assert!(Failed::from(quoting("STRANGE")).to_string().contains("it refuses: STRANGE"));
    }
}
