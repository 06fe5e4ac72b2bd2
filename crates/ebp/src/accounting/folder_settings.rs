//! The folder's settings (*paramètres du domaine*): financial years, lengths of numbers, categories of auxiliary accounts.

use guichet_core::time::Date;
use guichet_core::{Body, Model, RawJson, Result, operations};

use super::attachments::AttachmentId;
use super::auxiliary_account_types::{AuxiliaryAccountType, AuxiliaryAccountTypeId};
use super::entries::EntryMode;
use super::general_accounts::GeneralAccountNumber;
use super::{Accounting, Api};
use crate::hubbix::answer::{Confirmation, confirm, fetch_one, shown};

operations! {
    GET:     Safe,   GET "/hubbix-cpttpe/api/v1/folder-settings", "ebp.accounting.folder-settings.get",     "Récupération les paramètres du domaine";
    REPLACE: Unsafe, PUT "/hubbix-cpttpe/api/v1/folder-settings", "ebp.accounting.folder-settings.replace", "Modifier les paramètres du domaine";
}

/// The folder's settings.
#[derive(Debug, Clone)]
pub struct FolderSettings {
    api: Api,
}

impl Accounting {
    /// The folder's settings.
    pub fn folder_settings(&self) -> FolderSettings {
        FolderSettings { api: self.api() }
    }
}

impl FolderSettings {
    /// Fetches the settings. Safe.
    pub async fn get(&self) -> Result<FolderParameters> {
        fetch_one(self.api.call(&GET)).await
    }

    /// **Writes financial years, lengths of numbers and the numbering of auxiliary accounts over those of the whole folder.**
    /// Unsafe: repeated later, it sets back the next numbers of accounts that were created meanwhile.
    ///
    /// # Errors
    /// A year that ends before it begins, or no category at all, is refused before anything is sent.
    pub async fn replace(&self, settings: &FolderParametersUpdate) -> Result<Confirmation> {
        let call = self.api.call(&REPLACE).check("exercices", settings.check_year());
        confirm(call.check("types", settings.check_types()).json(settings)).await
    }
}

/// The settings as they are read. They are written in another form: [`FolderParametersUpdate`].
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct FolderParameters {
    /// Financial years (*exercices*).
    #[serde(rename = "exercices")]
    #[model(with = "guichet_core::json::one_or_many")]
    pub financial_years: Vec<FinancialYear>,
    pub general_account: Option<GeneralAccountSettings>,
    pub entry: Option<EntrySettings>,
    pub auxiliary_account: Option<AuxiliaryAccountSettings>,
}

impl FolderParameters {
    /// The settings as [`replace`](FolderSettings::replace) takes them, changing nothing, to be edited. The mode of entries, and of a
    /// category its name, abbreviation and nature, cannot be written; of the financial years, two are: the first that is not closed, and
    /// the end of the one after it. That these are the two that EBP means is *unverified* (EB-35).
    ///
    /// # Errors
    /// Settings that were read without two such years, without a length, or with a category without prefix or next number.
    pub fn to_update(&self) -> Result<FolderParametersUpdate> {
        let mut years: Vec<&FinancialYear> = self.financial_years.iter().collect();
        years.sort_by_key(|year| year.start_date);
        let mut open = years.into_iter().skip_while(|year| year.closing_date.is_some());
        let (year, next) = (open.next(), open.next());
        let financial_year = FinancialYearUpdate {
            start_date: shown(&REPLACE, "exercices.startDate", &year.and_then(|year| year.start_date))?,
            end_date: shown(&REPLACE, "exercices.endDate", &year.and_then(|year| year.end_date))?,
            end_next_date: shown(&REPLACE, "exercices.endNextDate", &next.and_then(|year| year.end_date))?,
        };
        let length = |name: &'static str, length: Option<i64>| {
            shown(&REPLACE, name, &length.and_then(|length| u32::try_from(length).ok()))
        };
        let general = self.general_account.as_ref().and_then(|settings| settings.account_length);
        let auxiliary = self.auxiliary_account.as_ref();
        let types = auxiliary.map(|settings| settings.types.as_slice()).unwrap_or_default();
        Ok(FolderParametersUpdate::new(
            financial_year,
            length("generalAccount.accountLength", general)?,
            length("auxiliaryAccount.length", auxiliary.and_then(|settings| settings.length))?,
            types.iter().map(AuxiliaryAccountTypeUpdate::of).collect::<Result<_>>()?,
        ))
    }
}

/// A financial year.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct FinancialYear {
    pub uuid: Option<String>,
    /// Its first day.
    pub start_date: Option<Date>,
    /// Its last day.
    pub end_date: Option<Date>,
    /// `exerciceNumber` at EBP: 1 and 2 in the samples.
    #[serde(rename = "exerciceNumber")]
    pub number: Option<i64>,
    /// When it was closed (*clôture*); null in the sample, and in which form it comes is not documented.
    pub closing_date: Option<RawJson>,
    /// An empty text stands for none.
    pub attachment_uuid: Option<AttachmentId>,
    /// As [`closing_date`](Self::closing_date).
    pub archive_date: Option<RawJson>,
    /// An empty text stands for none.
    pub prints_attachment_uuid: Option<AttachmentId>,
    /// As [`closing_date`](Self::closing_date).
    pub prints_date: Option<RawJson>,
}

/// How general accounts are numbered. In the sample the length is beyond the longest.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct GeneralAccountSettings {
    /// The length of a number: 8 in the sample.
    pub account_length: Option<i64>,
    /// The length of the longest number: 7 in the sample.
    pub account_numbers_max_length: Option<i64>,
}

/// How entries begin.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[non_exhaustive]
pub struct EntrySettings {
    /// `Provisoire` in the sample.
    pub mode: Option<EntryMode>,
}

/// How auxiliary accounts are numbered.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[non_exhaustive]
pub struct AuxiliaryAccountSettings {
    /// The length of a number: 8 in the sample.
    pub length: Option<i64>,
    #[model(with = "guichet_core::json::one_or_many")]
    pub types: Vec<AuxiliaryAccountType>,
}

/// Settings to write. They go over those of the whole folder: begin with [`FolderParameters::to_update`].
#[derive(Debug, Clone, Body)]
#[serde(rename_all = "camelCase")]
pub struct FolderParametersUpdate {
    /// The financial year and the end of the next one.
    #[serde(rename = "exercices")]
    pub financial_year: FinancialYearUpdate,
    #[serde(rename = "generalAccount")]
    pub general_account: GeneralAccountSettingsUpdate,
    #[serde(rename = "auxiliaryAccount")]
    pub auxiliary_account: AuxiliaryAccountSettingsUpdate,
}

/// A financial year to write. Sent as days, as in the sample; the table says date and time.
#[derive(Debug, Clone, Copy, Body)]
#[serde(rename_all = "camelCase")]
pub struct FinancialYearUpdate {
    /// Its first day.
    pub start_date: Date,
    /// Its last day.
    pub end_date: Date,
    /// The last day of the year after it.
    pub end_next_date: Date,
}

/// How general accounts are to be numbered.
#[derive(Debug, Clone, Copy, Body)]
#[serde(rename_all = "camelCase")]
pub struct GeneralAccountSettingsUpdate {
    /// The length of a number: 8 in the sample.
    pub account_length: u32,
}

/// How auxiliary accounts are to be numbered.
#[derive(Debug, Clone, Body)]
pub struct AuxiliaryAccountSettingsUpdate {
    /// The length of a number: 8 in the sample.
    pub length: u32,
    pub types: Vec<AuxiliaryAccountTypeUpdate>,
}

/// How the accounts of one category are to be numbered.
#[derive(Debug, Clone, Body)]
#[serde(rename_all = "camelCase")]
pub struct AuxiliaryAccountTypeUpdate {
    pub uuid: AuxiliaryAccountTypeId,
    /// What the numbers of its accounts begin with: `C`.
    pub prefix: String,
    /// The number of its next account. One that is taken already is not refused here.
    pub next_number: i64,
    /// Sent as a boolean, as in the sample; the table says a whole number.
    pub is_automatic: Option<bool>,
    /// By its short number: `411`.
    pub general_account: Option<GeneralAccountNumber>,
}

impl FolderParametersUpdate {
    /// Settings with the members that EBP asks for.
    pub fn new(
        financial_year: FinancialYearUpdate,
        account_length: u32,
        auxiliary_length: u32,
        types: Vec<AuxiliaryAccountTypeUpdate>,
    ) -> Self {
        Self {
            financial_year,
            general_account: GeneralAccountSettingsUpdate { account_length },
            auxiliary_account: AuxiliaryAccountSettingsUpdate { length: auxiliary_length, types },
        }
    }

    fn check_year(&self) -> Result<(), &'static str> {
        let FinancialYearUpdate { start_date, end_date, end_next_date } = self.financial_year;
        if end_date < start_date || end_next_date <= end_date {
            return Err("a year ends before it begins");
        }
        Ok(())
    }

    fn check_types(&self) -> Result<(), &'static str> {
        if self.auxiliary_account.types.is_empty() { Err("there is no category of auxiliary accounts") } else { Ok(()) }
    }
}

impl AuxiliaryAccountTypeUpdate {
    fn of(read: &AuxiliaryAccountType) -> Result<Self> {
        Ok(Self {
            uuid: read.uuid.clone(),
            prefix: shown(&REPLACE, "auxiliaryAccount.types.prefix", &read.prefix)?,
            next_number: shown(&REPLACE, "auxiliaryAccount.types.nextNumber", &read.next_number)?,
            is_automatic: read.is_automatic,
            general_account: read.general_account.clone(),
        })
    }

    /// A category with the members that EBP asks for.
    pub fn new(uuid: impl Into<AuxiliaryAccountTypeId>, prefix: impl Into<String>, next_number: i64) -> Self {
        Self { uuid: uuid.into(), prefix: prefix.into(), next_number, is_automatic: None, general_account: None }
    }
}
