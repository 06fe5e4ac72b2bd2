//! Auxiliary accounts (*tiers*, *comptes auxiliaires*): one for each customer, supplier or member of staff.

mod model;

use guichet_core::vendor::Call;
use guichet_core::{Pager, Result, operations, string_id};

use super::account_status::{StatusChange, StatusRequest};
use super::auxiliary_account_types::AuxiliaryAccountTypeId;
use super::{Accounting, Api, Paging, Sort};
use crate::hubbix::answer::{Confirmation, confirm, fetch_one};
use crate::hubbix::{list, sort};

pub use model::*;

string_id! {
    /// Identifies an auxiliary account where it is changed: a UUID.
    pub struct AuxiliaryAccountId;
}

string_id! {
    /// The number of an auxiliary account, by which it is read and named in entries: `C0000001`. Kept as it is spelled.
    pub struct AuxiliaryAccountNumber;
}

operations! {
    GET:                   Safe,       GET   "/hubbix-cpttpe/api/v1/auxiliary-accounts/{number}", "ebp.accounting.auxiliary-accounts.get",                   "Récupérer un tiers";
    LIST:                  Safe,       GET   "/hubbix-cpttpe/api/v1/auxiliary-accounts",          "ebp.accounting.auxiliary-accounts.list",                  "Récupérer des tiers";
    SET_STATUS:            Idempotent, PATCH "/hubbix-cpttpe/api/v1/auxiliary-accounts",          "ebp.accounting.auxiliary-accounts.set-status",            "Modifier le statut d'un ou plusieurs tiers" [named_in_body];
    SET_STATUS_OF_ALL_BUT: Unsafe,     PATCH "/hubbix-cpttpe/api/v1/auxiliary-accounts",          "ebp.accounting.auxiliary-accounts.set-status-of-all-but", "Modifier le statut d'un ou plusieurs tiers" [named_in_body];
    CREATE:                Unsafe,     POST  "/hubbix-cpttpe/api/v1/auxiliary-accounts",          "ebp.accounting.auxiliary-accounts.create",                "Ajouter un tiers";
    UPDATE:                Idempotent, PUT   "/hubbix-cpttpe/api/v1/auxiliary-accounts/{uuid}",   "ebp.accounting.auxiliary-accounts.update",                "Mettre à jour un tiers";
}

/// Auxiliary accounts.
#[derive(Debug, Clone)]
pub struct AuxiliaryAccounts {
    api: Api,
}

impl Accounting {
    /// Auxiliary accounts.
    pub fn auxiliary_accounts(&self) -> AuxiliaryAccounts {
        AuxiliaryAccounts { api: self.api() }
    }
}

impl AuxiliaryAccounts {
    /// Fetches one account by its number. Safe.
    ///
    /// # Errors
    /// `is_not_found` for an unknown number.
    pub async fn get(&self, number: impl Into<AuxiliaryAccountNumber>) -> Result<AuxiliaryAccount> {
        fetch_one(self.api.call(&GET).arg(number.into())).await
    }

    /// Lists accounts. Safe. Contact, address and some counts are not shown here.
    pub fn list(&self, query: AuxiliaryAccountsQuery) -> Pager<AuxiliaryAccount> {
        list::paged(query.apply(self.api.call(&LIST)))
    }

    /// Makes these accounts active or inactive, and no others. Idempotent.
    ///
    /// # Errors
    /// An empty list is refused before anything is sent.
    pub async fn set_status(
        &self,
        accounts: impl IntoIterator<Item: Into<AuxiliaryAccountId>>,
        active: bool,
    ) -> Result<StatusChange> {
        let change = StatusRequest::<AuxiliaryAccountId>::only(accounts, active);
        confirm(self.api.call(&SET_STATUS).check("uuids", change.check()).json(&change)).await
    }

    /// Makes **every account of the folder except these** active or inactive. Unsafe: it reaches accounts that the caller may
    /// not know, also those created a moment before.
    ///
    /// # Errors
    /// An empty list is refused before anything is sent: [`set_status_of_all`](Self::set_status_of_all) is for every account.
    pub async fn set_status_of_all_but(
        &self,
        accounts: impl IntoIterator<Item: Into<AuxiliaryAccountId>>,
        active: bool,
    ) -> Result<StatusChange> {
        let change = StatusRequest::<AuxiliaryAccountId>::all_but(accounts, active);
        confirm(self.api.call(&SET_STATUS_OF_ALL_BUT).check("uuids", change.check()).json(&change)).await
    }

    /// Makes **every auxiliary account of the folder** active or inactive. Unsafe, as
    /// [`set_status_of_all_but`](Self::set_status_of_all_but) is. That EBP takes no account as an exception is *unverified* (EB-34).
    pub async fn set_status_of_all(&self, active: bool) -> Result<StatusChange> {
        let change = StatusRequest::<AuxiliaryAccountId>::all_but(Vec::<AuxiliaryAccountId>::new(), active);
        confirm(self.api.call(&SET_STATUS_OF_ALL_BUT).json(&change)).await
    }

    /// Creates an account. Unsafe: repeated, it may create another. The answer has the number, and not the UUID by which an
    /// account is changed: [`get`](Self::get) it by its number.
    ///
    /// # Errors
    /// 400 for members that EBP does not take, with the fields.
    pub async fn create(&self, account: &NewAuxiliaryAccount) -> Result<CreatedAuxiliaryAccount> {
        fetch_one(self.api.call(&CREATE).json(account)).await
    }

    /// Writes an account. Idempotent. What becomes of a member that is not sent is not documented.
    ///
    /// # Errors
    /// `is_not_found` for an unknown account (a 400).
    pub async fn update(
        &self,
        id: impl Into<AuxiliaryAccountId>,
        account: &AuxiliaryAccountUpdate,
    ) -> Result<Confirmation> {
        confirm(self.api.call(&UPDATE).arg(id.into()).json(account)).await
    }
}

/// Filters of the list of auxiliary accounts.
#[derive(Debug, Clone, Default)]
pub struct AuxiliaryAccountsQuery {
    /// The category. That it is given by its UUID is *unverified* (EB-20): the text says a string.
    pub category: Option<AuxiliaryAccountTypeId>,
    pub search: Option<String>,
    pub is_active: Option<bool>,
    /// From this number on.
    pub number_from: Option<AuxiliaryAccountNumber>,
    pub sort: Option<Sort>,
    pub paging: Paging,
}

impl AuxiliaryAccountsQuery {
    fn apply(self, call: Call) -> Call {
        let call = call.query_opt("category", self.category);
        let call = self.paging.apply(call);
        let call = call.query_opt("search", self.search).query_opt("isActive", self.is_active);
        sort::sorted(call.query_opt("numberFrom", self.number_from), self.sort.as_ref())
    }
}
