//! Bank transactions (*opérations bancaires*), as the bank's connector brought them.

use guichet_core::dates::{Timestamp, format_date};
use guichet_core::time::Date;
use guichet_core::vendor::Call;
use guichet_core::{Decimal, Model, Pager, RawJson, open_enum, operations, string_id};

use super::journals::JournalRef;
use super::{Accounting, Api, Paging};
use crate::hubbix::list;

string_id! {
    /// Identifies a bank transaction: a UUID.
    pub struct BankTransactionId;
}

string_id! {
    /// Identifies a bank account: a UUID.
    pub struct BankAccountId;
}

string_id! {
    /// State of a bank transaction, as EBP's code. The text lists three codes and the meaning of none.
    pub struct TransactionStatus;
}

impl TransactionStatus {
    /// The code `0`.
    pub const CODE_0: &str = "0";
    /// The code `1`.
    pub const CODE_1: &str = "1";
    /// The code `2`.
    pub const CODE_2: &str = "2";
}

open_enum! {
    /// Which transactions come first.
    pub enum Chronology: text {
        /// The oldest; EBP's default.
        Chronological = "chronological",
        /// The newest.
        ReverseChronological = "reverse-chronological",
    }
}

operations! {
    LIST: Safe, GET "/hubbix-cpttpe/api/v1/bank-transactions", "ebp.accounting.bank-transactions.list", "Récupération des opérations bancaires";
}

/// Bank transactions.
#[derive(Debug, Clone)]
pub struct BankTransactions {
    api: Api,
}

impl Accounting {
    /// Bank transactions.
    pub fn bank_transactions(&self) -> BankTransactions {
        BankTransactions { api: self.api() }
    }
}

impl BankTransactions {
    /// Lists transactions. Safe. EBP gives no total here; that the list ends with an empty page
    /// is *unverified*.
    pub fn list(&self, query: BankTransactionsQuery) -> Pager<BankTransaction> {
        list::paged(query.apply(self.api.call(&LIST)))
    }
}

/// Filters of the list of bank transactions.
#[derive(Debug, Clone, Default)]
pub struct BankTransactionsQuery {
    /// Of this day or later.
    pub start_date: Option<Date>,
    /// Of earlier days: the text speaks of the day from which on nothing more is returned. *Unverified* (EB-31).
    pub end_date: Option<Date>,
    pub status: Option<TransactionStatus>,
    pub bank_account: Option<BankAccountId>,
    /// Several accounts. That they are separated by commas is *unverified* (EB-22).
    pub bank_accounts: Vec<BankAccountId>,
    pub uuid: Option<BankTransactionId>,
    pub sort: Option<Chronology>,
    /// Adds EBP's proposals of where to book them, where the status allows it. In which members they come is not documented: to
    /// read them, send the operation itself into a type of your own.
    pub with_assignment_suggestion: Option<bool>,
    pub paging: Paging,
}

impl BankTransactionsQuery {
    fn apply(self, call: Call) -> Call {
        let accounts: Vec<&str> = self.bank_accounts.iter().map(BankAccountId::as_str).collect();
        let call = self.paging.apply_take_first(call);
        let call = call.query_opt("startDate", self.start_date.map(format_date));
        let call = call.query_opt("endDate", self.end_date.map(format_date)).query_opt("status", self.status);
        let call = call.query_opt("bankAccount", self.bank_account);
        let call = call.query_opt("bankAccounts", list::joined(&accounts)).query_opt("uuid", self.uuid);
        call.query_opt("sort", self.sort).query_opt("withAssignmentSuggestion", self.with_assignment_suggestion)
    }
}

/// A bank transaction. It has either a debit or a credit; the other one is `None`.
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct BankTransaction {
    pub uuid: BankTransactionId,
    pub label: Option<String>,
    pub account: Option<BankAccount>,
    /// The day of the operation; the same as `value_date` in the sample.
    pub operation_date: Option<Date>,
    /// The day from which it counts at the bank, by its name.
    pub value_date: Option<Date>,
    /// Money that went out.
    pub debit: Option<Decimal>,
    /// Money that came in.
    pub credit: Option<Decimal>,
    /// Digits as text, `380058` in the sample. Whose reference it is is not documented.
    pub reference: Option<String>,
    pub status: Option<TransactionStatus>,
    /// What it holds is not documented: null in the only sample.
    pub entry: Option<RawJson>,
}

/// A bank account.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct BankAccount {
    pub uuid: Option<BankAccountId>,
    pub bank_name: Option<String>,
    /// `Compte chèque` in the sample.
    pub account_name: Option<String>,
    /// As text: leading zeros stay.
    pub account_number: Option<String>,
    /// As text.
    pub iban: Option<String>,
    /// Whether its transactions are fetched, by its name. True in the sample.
    pub synchronize: Option<bool>,
    /// Whether its transactions were fetched before, by its name. True in the sample.
    pub already_synchronized: Option<bool>,
    /// Digits as text. What it identifies is not documented.
    pub bank_sync_id: Option<String>,
    /// Digits as text. What it identifies is not documented.
    pub connection_id: Option<String>,
    pub journal: Option<JournalRef>,
    /// In which form it comes is not documented: null in the sample.
    pub start_date: Option<RawJson>,
    /// How many transactions it has, by its name.
    pub operations_count: Option<i64>,
    /// Without an offset: of which zone is not documented.
    pub synchronization_date: Option<Timestamp>,
    /// Positive in the sample. No currency is named, and no day.
    pub balance: Option<Decimal>,
    /// Whether it was removed, by its name. False in the sample.
    pub deleted: Option<bool>,
    /// In EBP's own words: `normal`.
    pub state: Option<String>,
    /// What it holds is not documented: an empty list in the only sample.
    pub error_message: Option<RawJson>,
}
