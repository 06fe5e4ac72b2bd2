//! What is written of a login, and which of two is newer.

use guichet_core::auth::store::{StoreError, Stored};
use redis::Value;

use crate::engine::unique;
use crate::reply::text;
use crate::seal::Seal;

/// A record. Those of one line follow one another; another line begins where there was none.
#[derive(Clone)]
pub(super) struct Record {
    pub(super) line: String,
    pub(super) number: u64,
    /// Names the step that made it, so that it is known when it is tried twice.
    pub(super) step: String,
    pub(super) stored: Stored,
}

impl Record {
    /// The first of a line, or the next of one.
    pub(super) fn after(before: Option<&(String, u64)>, stored: Stored) -> Self {
        let (line, number) = match before {
            Some((line, number)) => (line.clone(), number.saturating_add(1)),
            None => (unique(), 1),
        };
        Self { line, number, step: unique(), stored }
    }

    /// The generation of the newest tokens in it, those of a reply that nobody has read yet included.
    pub(super) fn generation(&self) -> u64 {
        let unread = self.stored.reply.as_ref().map_or(0, |reply| reply.generation);
        self.stored.generation.max(unread)
    }

    /// Of another line nobody can say: that one was begun after the engine was emptied, and stays.
    pub(super) fn is_older_than(&self, other: &Self) -> bool {
        self.line == other.line && (self.generation(), self.number) < (other.generation(), other.number)
    }

    /// What its seal is for.
    fn name(key: &str, line: &str, number: u64) -> String {
        format!("{key} {line} {number}")
    }

    /// Its fields, in the order of the scripts: line, number, generation, step, whether a request is under way, and all of it.
    pub(super) fn fields(&self, key: &str, seal: &Seal) -> Result<Vec<Vec<u8>>, String> {
        let plain = self.stored.to_bytes().map_err(|error| error.to_string())?;
        let form = seal.seal(&Self::name(key, &self.line, self.number), &plain)?;
        let intent = if self.stored.intent.is_some() { "1" } else { "" };
        Ok(vec![
            self.line.clone().into_bytes(),
            self.number.to_string().into_bytes(),
            self.generation().to_string().into_bytes(),
            self.step.clone().into_bytes(),
            intent.into(),
            form,
        ])
    }

    /// Reads what the scripts answer; `None` for an error where the answer is of another form.
    pub(super) fn read(
        key: &str,
        seal: &Seal,
        [line, step]: [&Value; 2],
        number: u64,
        form: &Value,
    ) -> Result<Self, Option<StoreError>> {
        let (line, step) = (text(line).map_err(|_| None)?, text(step).map_err(|_| None)?);
        let Value::BulkString(form) = form else { return Err(None) };
        let plain = seal.open(&Self::name(key, &line, number), form)?;
        let stored = Stored::from_bytes(plain.expose()).map_err(|error| match error {
            StoreError::Unreadable(why) => StoreError::Unreadable(format!("{key}: {why}")),
            other => other,
        })?;
        Ok(Self { line, number, step, stored })
    }
}

#[cfg(test)]
mod tests {
    use guichet_core::auth::store::RawReply;
    use time::OffsetDateTime;

    use super::*;

    #[test]
    fn of_two_records_the_one_with_the_newer_tokens_is_newer() {
        let stored = |generation, reply: Option<u64>| {
            let mut stored = Stored::default();
            stored.generation = generation;
            stored.reply = reply.map(|reply| RawReply::new(reply, OffsetDateTime::UNIX_EPOCH, "r"));
            stored
        };
        let record = |line: &str, number, stored| Record { line: line.into(), number, step: String::new(), stored };
        let old = record("a", 9, stored(4, None));
        assert!(old.is_older_than(&record("a", 10, stored(4, None))));
        assert!(old.is_older_than(&record("a", 3, stored(4, Some(5)))), "an unread reply holds newer tokens");
        assert!(!old.is_older_than(&old));
        assert!(!record("a", 3, stored(5, None)).is_older_than(&old));
        assert!(!record("b", 1, stored(1, None)).is_older_than(&old), "somebody has signed in anew");
    }
}
