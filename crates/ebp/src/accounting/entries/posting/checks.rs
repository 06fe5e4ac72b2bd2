//! What is looked at before entries are posted: EBP takes some of it, and a validated entry cannot be mended.

use guichet_core::Decimal;
use guichet_core::vendor::FieldError;

use super::{EntryMode, Posting, PostingEntry, PostingLine};

/// What is looked at before entries are posted. All of it by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct PostingChecks {
    /// Neither debit nor credit is negative.
    pub signs: bool,
    /// A line has a debit or a credit: not both, and not neither.
    pub sides: bool,
    /// The debits of an entry are as much as its credits. Not looked at where lines are edited, and where provisional lines are added to
    /// an entry [of the caller's](PostingEntry::of_group): the other lines are EBP's.
    pub balance: bool,
}

impl Default for PostingChecks {
    fn default() -> Self {
        Self { signs: true, sides: true, balance: true }
    }
}

impl PostingChecks {
    /// None of it: EBP has the last word.
    pub fn none() -> Self {
        Self { signs: false, sides: false, balance: false }
    }
}

/// All that is wrong, not only the first.
pub(super) fn mistakes(posting: &Posting) -> Vec<FieldError> {
    let mut found = Vec::new();
    if posting.journal.as_str().trim().is_empty() {
        found.push(FieldError::new("journal", "it is empty"));
    }
    if posting.entries.is_empty() && posting.lines_deletion.as_ref().is_none_or(Vec::is_empty) {
        found.push(FieldError::new("linesEdition", "there is no line to post, and none to delete"));
    }
    for (at, entry) in posting.entries.iter().enumerate() {
        let place = format!("entry {}", at + 1);
        if entry.group.trim().is_empty() {
            found.push(FieldError::new(place.as_str(), "its group is empty"));
        }
        if entry.lines.is_empty() {
            found.push(FieldError::new(place.as_str(), "it has no line"));
        }
        for (at, line) in entry.lines.iter().enumerate() {
            let wrong = of_line(line, posting.checks);
            found.extend(wrong.into_iter().map(|why| FieldError::new(format!("{place}, line {}", at + 1), why)));
        }
        found.extend(of_balance(posting, entry).map(|why| FieldError::new(place, why)));
    }
    found
}

fn of_line(line: &PostingLine, checks: PostingChecks) -> Vec<String> {
    let mut found = Vec::new();
    if line.general_account.as_str().trim().is_empty() {
        found.push("its general account is empty".to_owned());
    }
    if line.label.trim().is_empty() {
        found.push("its label is empty".to_owned());
    }
    let (debit, credit) = (line.debit.unwrap_or_default(), line.credit.unwrap_or_default());
    for (side, amount) in [("debit", debit), ("credit", credit)] {
        if checks.signs && amount.is_sign_negative() && !amount.is_zero() {
            found.push(format!("its {side} is negative ({amount}): it belongs on the other side"));
        }
    }
    // An edited line may leave its amounts as they are.
    let untouched = line.uuid.is_some() && line.debit.is_none() && line.credit.is_none();
    match (debit.is_zero(), credit.is_zero()) {
        (false, false) if checks.sides => found.push(format!("it has a debit ({debit}) and a credit ({credit})")),
        (true, true) if checks.sides && !untouched => found.push("it has neither a debit nor a credit".to_owned()),
        _ => {}
    }
    found
}

fn of_balance(posting: &Posting, entry: &PostingEntry) -> Option<String> {
    let whole = entry.is_whole()
        || matches!(posting.entry_mode, EntryMode::Validated) && entry.lines.iter().all(|line| line.uuid.is_none());
    if !posting.checks.balance || !whole || entry.lines.is_empty() {
        return None;
    }
    let sum = |side: fn(&PostingLine) -> Option<Decimal>| {
        entry.lines.iter().filter_map(side).try_fold(Decimal::ZERO, Decimal::checked_add)
    };
    match (sum(|line| line.debit), sum(|line| line.credit)) {
        (Some(debit), Some(credit)) if debit == credit => None,
        (Some(debit), Some(credit)) => Some(format!("it does not balance: debits {debit}, credits {credit}")),
        _ => Some("its amounts are too large to be added".to_owned()),
    }
}
