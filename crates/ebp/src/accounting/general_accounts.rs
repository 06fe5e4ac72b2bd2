//! General accounts (*comptes généraux*): the chart of accounts.

use guichet_core::vendor::Call;
use guichet_core::{Body, Decimal, Error, Model, Pager, RawJson, Result, operations, string_id};

use super::account_status::{StatusChange, StatusRequest};
use super::vat_rates::{TerritorialityId, VatRateId};
use super::{Accounting, Api, Paging, Sort};
use crate::hubbix::answer::{Confirmation, confirm, fetch_one, shown};
use crate::hubbix::{list, sort};

string_id! {
    /// Identifies a general account where it is changed: a UUID.
    pub struct GeneralAccountId;
}

string_id! {
    /// The number of a general account, by which it is read and named in entries: `41100000`, or short, `411`. Kept as it is
    /// spelled, never padded.
    pub struct GeneralAccountNumber;
}

operations! {
    GET:                   Safe,       GET   "/hubbix-cpttpe/api/v1/general-account/{number}", "ebp.accounting.general-accounts.get",                   "Récupérer un compte général";
    LIST:                  Safe,       GET   "/hubbix-cpttpe/api/v1/general-account",          "ebp.accounting.general-accounts.list",                  "Récupérer des comptes généraux";
    SET_STATUS:            Idempotent, PATCH "/hubbix-cpttpe/api/v1/general-account",          "ebp.accounting.general-accounts.set-status",            "Modifier le statut d'un ou plusieurs comptes généraux" [named_in_body];
    SET_STATUS_OF_ALL_BUT: Unsafe,     PATCH "/hubbix-cpttpe/api/v1/general-account",          "ebp.accounting.general-accounts.set-status-of-all-but", "Modifier le statut d'un ou plusieurs comptes généraux" [named_in_body];
    CREATE:                Unsafe,     POST  "/hubbix-cpttpe/api/v1/general-account",          "ebp.accounting.general-accounts.create",                "Ajouter un compte général";
    UPDATE:                Idempotent, PUT   "/hubbix-cpttpe/api/v1/general-account/{uuid}",   "ebp.accounting.general-accounts.update",                "Mettre à jour un compte général";
}

/// General accounts.
#[derive(Debug, Clone)]
pub struct GeneralAccounts {
    api: Api,
}

impl Accounting {
    /// General accounts.
    pub fn general_accounts(&self) -> GeneralAccounts {
        GeneralAccounts { api: self.api() }
    }
}

impl GeneralAccounts {
    /// Fetches one account by its number. Safe.
    ///
    /// # Errors
    /// `is_not_found` for an unknown number.
    pub async fn get(&self, number: impl Into<GeneralAccountNumber>) -> Result<GeneralAccount> {
        fetch_one(self.api.call(&GET).arg(number.into())).await
    }

    /// Lists accounts. Safe. Only number, label, status and kind are shown here.
    pub fn list(&self, query: GeneralAccountsQuery) -> Pager<GeneralAccount> {
        list::paged(query.apply(self.api.call(&LIST)))
    }

    /// Makes these accounts active or inactive, and no others. Idempotent. The text lists filters for this call, too. They are
    /// redundant when accounts are listed, so none is sent.
    ///
    /// # Errors
    /// An empty list is refused before anything is sent.
    pub async fn set_status(
        &self,
        accounts: impl IntoIterator<Item: Into<GeneralAccountId>>,
        active: bool,
    ) -> Result<StatusChange> {
        let change = StatusRequest::<GeneralAccountId>::only(accounts, active);
        confirm(self.api.call(&SET_STATUS).check("uuids", change.check()).json(&change)).await
    }

    /// Makes **every account of the folder except these** active or inactive. Unsafe: it reaches accounts that the caller may
    /// not know. Whether a filter makes them fewer is *unverified* (EB-26).
    ///
    /// # Errors
    /// An empty list is refused before anything is sent: [`set_status_of_all`](Self::set_status_of_all) is for every account.
    pub async fn set_status_of_all_but(
        &self,
        accounts: impl IntoIterator<Item: Into<GeneralAccountId>>,
        active: bool,
        filter: GeneralAccountFilter,
    ) -> Result<StatusChange> {
        let change = StatusRequest::all_but(accounts, active);
        let call = self.api.call(&SET_STATUS_OF_ALL_BUT).check("uuids", change.check());
        confirm(call.json(&filter.within(change))).await
    }

    /// Makes **every account of the folder** active or inactive: the whole chart of accounts. Unsafe, as
    /// [`set_status_of_all_but`](Self::set_status_of_all_but) is. That EBP takes no account as an exception is *unverified* (EB-34).
    pub async fn set_status_of_all(&self, active: bool, filter: GeneralAccountFilter) -> Result<StatusChange> {
        let change = StatusRequest::all_but(Vec::<GeneralAccountId>::new(), active);
        confirm(self.api.call(&SET_STATUS_OF_ALL_BUT).json(&filter.within(change))).await
    }

    /// Creates an account. Unsafe: a second one with its number is an error, which then says nothing of the first. The answer
    /// has no identifier: [`get`](Self::get) the account by its number.
    ///
    /// # Errors
    /// A number that is taken; with which status is not documented.
    pub async fn create(&self, account: &NewGeneralAccount) -> Result<Confirmation> {
        confirm(self.api.call(&CREATE).json(account)).await
    }

    /// Writes an account. Idempotent. What becomes of a member that is not sent is not documented.
    ///
    /// # Errors
    /// `is_not_found` for an unknown account.
    pub async fn update(
        &self,
        id: impl Into<GeneralAccountId>,
        account: &GeneralAccountUpdate,
    ) -> Result<Confirmation> {
        confirm(self.api.call(&UPDATE).arg(id.into()).json(account)).await
    }
}

/// Filters of the list of general accounts.
#[derive(Debug, Clone, Default)]
pub struct GeneralAccountsQuery {
    pub search: Option<String>,
    pub is_active: Option<bool>,
    /// Root accounts (*racine*); that they only sum up others is *unverified*, the text does not say what they are.
    pub is_root: Option<bool>,
    /// Accounts that sum up auxiliary ones.
    pub is_collective: Option<bool>,
    /// From this number on. The table says a whole number.
    pub number_from: Option<GeneralAccountNumber>,
    /// The accounts of a root (*racine*), by what their numbers begin with. *Unverified* (EB-21) beyond one digit, the class.
    pub class_number: Option<u32>,
    /// In percent: `5.5`.
    pub vat_rate: Option<Decimal>,
    /// Those that have this VAT rate.
    pub vat_rate_uuid: Option<VatRateId>,
    /// In EBP's own words, `sur_les_encaissements` say.
    pub calculation_option: Option<String>,
    /// That it is given by its UUID is *unverified* (EB-20): the text says a string.
    pub territoriality: Option<TerritorialityId>,
    pub sort: Option<Sort>,
    pub paging: Paging,
}

impl GeneralAccountsQuery {
    fn apply(self, call: Call) -> Call {
        let call = self.paging.apply(call);
        let call = call.query_opt("search", self.search).query_opt("isActive", self.is_active);
        let call = call.query_opt("isRacine", self.is_root).query_opt("isCollective", self.is_collective);
        let call = sort::sorted(call, self.sort.as_ref()).query_opt("numberFrom", self.number_from);
        let call = call.query_opt("classNumber", self.class_number).query_opt("vatRate", self.vat_rate);
        let call = call.query_opt("vatRateUuid", self.vat_rate_uuid);
        call.query_opt("calculationOption", self.calculation_option).query_opt("territoriality", self.territoriality)
    }
}

/// Filters (*filtre*) of a change of status of all but some. That they make "all" fewer is *unverified* (EB-26): the text gives their names
/// alone. Without them the change reaches every account that the list does not name, and with them perhaps no fewer.
#[derive(Debug, Clone, Default)]
pub struct GeneralAccountFilter {
    pub is_active: Option<bool>,
    /// Root accounts (*racine*).
    pub is_root: Option<bool>,
    /// Whether it sums up auxiliary accounts.
    pub is_collective: Option<bool>,
    pub search: Option<String>,
    /// The first digit of the number.
    pub class: Option<u32>,
}

impl GeneralAccountFilter {
    fn within(self, change: StatusRequest<GeneralAccountId>) -> StatusRequest<GeneralAccountId> {
        let Self { is_active, is_root: is_racine, is_collective, search, class } = self;
        StatusRequest { is_active, is_racine, is_collective, search, class, ..change }
    }
}

/// A general account. Lists show its first six members alone.
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct GeneralAccount {
    pub uuid: GeneralAccountId,
    /// Its number, `51210000` say.
    pub number: Option<GeneralAccountNumber>,
    pub label: Option<String>,
    pub active: Option<bool>,
    /// Whether it sums up auxiliary accounts.
    pub collective: Option<bool>,
    /// Whether it is a root account (*racine*).
    #[serde(rename = "racine")]
    pub root: Option<bool>,
    /// Whether entries use it.
    pub movement: Option<bool>,
    /// What it holds is not documented: null in every sample.
    pub tax_type: Option<RawJson>,
    /// What it holds is not documented: null in every sample.
    pub operation_type: Option<RawJson>,
    /// What it holds is not documented: null in every sample.
    pub calculation_option: Option<RawJson>,
    /// A flag of EBP's, false or null in the samples. What it changes is not documented.
    pub account_used_for_entry_generation: Option<bool>,
    /// A flag of EBP's. What it changes is not documented.
    pub belongs_to_transfer_parameters: Option<bool>,
}

impl GeneralAccount {
    /// The account as [`update`](GeneralAccounts::update) takes it, changing nothing, to be edited. Only of what
    /// [`get`](GeneralAccounts::get) fetched: lists show fewer members, and what becomes of those that are not sent is not
    /// documented. The exemption from VAT is not shown, so `vat_exemption` is `None`.
    ///
    /// # Errors
    /// An account that was read without number or label. Kinds of tax and operation in another form than text, in which they are
    /// written: all samples show null, and one that was left out might be lost.
    pub fn to_update(&self) -> Result<GeneralAccountUpdate> {
        Ok(GeneralAccountUpdate {
            number: shown(&UPDATE, "number", &self.number)?,
            label: shown(&UPDATE, "label", &self.label)?,
            collective: self.collective,
            vat_exemption: None,
            tax_type: text("taxType", &self.tax_type)?,
            operation_type: text("operationType", &self.operation_type)?,
            calculation_option: text("calculationOption", &self.calculation_option)?,
            account_used_for_entry_generation: self.account_used_for_entry_generation,
        })
    }
}

/// A member that is written as text.
fn text(name: &str, read: &Option<RawJson>) -> Result<Option<String>> {
    let no_text = |_| Error::invalid(&UPDATE.id, name, "what was read is no text, and only a text can be written");
    read.as_ref().map(|raw| raw.read::<String>().map_err(no_text)).transpose()
}

/// A general account, where something else names it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[non_exhaustive]
pub struct AccountRef {
    pub uuid: Option<GeneralAccountId>,
    /// Its number, `51210000` say.
    pub number: Option<GeneralAccountNumber>,
    pub label: Option<String>,
}

/// A general account to create.
///
/// ```
/// use guichet_ebp::accounting::general_accounts::NewGeneralAccount;
///
/// let water = NewGeneralAccount { collective: Some(false), ..NewGeneralAccount::new("60610000", "Eau et énergie") };
/// assert_eq!(water.number.as_str(), "60610000");
/// ```
///
/// EBP documents the exemption from VAT for an update only:
///
/// ```compile_fail,E0560
/// # use guichet_ebp::accounting::general_accounts::NewGeneralAccount;
/// let capital = NewGeneralAccount { vat_exemption: Some(false), ..NewGeneralAccount::new("10100000", "Capital") };
/// ```
#[derive(Debug, Clone, Body)]
#[serde(rename_all = "camelCase")]
pub struct NewGeneralAccount {
    /// Digits, as text: `60610000`.
    pub number: GeneralAccountNumber,
    pub label: String,
    /// Whether it sums up auxiliary accounts.
    pub collective: Option<bool>,
    /// The UUID of a kind of tax (*nature de taxe*).
    pub tax_type: Option<String>,
    /// In EBP's own words, of which there is no list: `Achats en franchise`.
    pub operation_type: Option<String>,
    /// In EBP's own words, of which there is no list: `sur_les_encaissements`.
    pub calculation_option: Option<String>,
    /// A flag of EBP's, false or null in the samples. What it changes is not documented.
    pub account_used_for_entry_generation: Option<bool>,
}

impl NewGeneralAccount {
    /// An account with the members that EBP asks for.
    pub fn new(number: impl Into<GeneralAccountNumber>, label: impl Into<String>) -> Self {
        Self {
            number: number.into(),
            label: label.into(),
            collective: None,
            tax_type: None,
            operation_type: None,
            calculation_option: None,
            account_used_for_entry_generation: None,
        }
    }
}

/// A general account to write over the one that is there. What becomes of a member that is `None`, and so not sent, is not
/// documented: begin with [`GeneralAccount::to_update`].
#[derive(Debug, Clone, Body)]
#[serde(rename_all = "camelCase")]
pub struct GeneralAccountUpdate {
    /// Digits, as text: `60610000`.
    pub number: GeneralAccountNumber,
    pub label: String,
    /// Whether it sums up auxiliary accounts.
    pub collective: Option<bool>,
    /// In the sample, and in no table.
    pub vat_exemption: Option<bool>,
    /// The UUID of a kind of tax (*nature de taxe*).
    pub tax_type: Option<String>,
    /// In EBP's own words, of which there is no list: `Achats en franchise`.
    pub operation_type: Option<String>,
    /// In EBP's own words, of which there is no list: `sur_les_encaissements`.
    pub calculation_option: Option<String>,
    /// A flag of EBP's, false or null in the samples. What it changes is not documented.
    pub account_used_for_entry_generation: Option<bool>,
}

impl GeneralAccountUpdate {
    /// An account with the members that EBP asks for.
    pub fn new(number: impl Into<GeneralAccountNumber>, label: impl Into<String>) -> Self {
        Self {
            number: number.into(),
            label: label.into(),
            collective: None,
            vat_exemption: None,
            tax_type: None,
            operation_type: None,
            calculation_option: None,
            account_used_for_entry_generation: None,
        }
    }
}
