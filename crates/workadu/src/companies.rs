//! Companies.

use guichet_core::time::{Time, Weekday};
use guichet_core::vendor::{Call, Client};
use guichet_core::{Model, Pager, Result, integer_id, operations};

use crate::client::Workadu;
use crate::coordinates::Coordinates;
use crate::envelope;
use crate::listing::{ListOptions, filter};

integer_id! {
    /// Identifies a company.
    pub struct CompanyId;
}

/// Companies that the caller belongs to.
#[derive(Debug, Clone)]
pub struct Companies {
    api: Client,
}

impl Workadu {
    /// Companies.
    pub fn companies(&self) -> Companies {
        Companies { api: self.client().clone() }
    }
}

operations! {
    LIST: Safe, GET "/api/companies",              "workadu.companies.list", "List all Companies";
    GET:  Safe, GET "/api/companies/{company_id}", "workadu.companies.get",  "Get specific Company";
}

impl Companies {
    /// Lists companies. Safe.
    pub fn list(&self, query: CompaniesQuery) -> Pager<Company> {
        envelope::list(query.apply(self.api.call(&LIST)))
    }

    /// Fetches one company. Safe.
    ///
    /// # Errors
    /// `is_not_found` for an unknown number (a 400 at Workadu).
    pub async fn get(&self, id: impl Into<CompanyId>) -> Result<Company> {
        envelope::fetch_one(self.api.call(&GET).arg(id.into())).await
    }

    /// Fetches several companies in one call. Safe.
    ///
    /// # Errors
    /// An empty list is refused before anything is sent.
    pub async fn get_many(&self, ids: impl IntoIterator<Item: Into<CompanyId>>) -> Result<Vec<Company>> {
        envelope::fetch_many(self.api.call(&GET).ids::<CompanyId>(ids)).await
    }
}

/// Filters of the list of companies.
#[derive(Debug, Clone, Default)]
pub struct CompaniesQuery {
    pub id: Option<CompanyId>,
    pub name: Option<String>,
    pub url: Option<String>,
    pub email: Option<String>,
    /// A short name, `bizz` or `MATIZ` in the samples. What it is for is not documented.
    pub alias: Option<String>,
    /// Order, page, and filters by other members.
    pub list: ListOptions,
}

impl CompaniesQuery {
    fn apply(self, call: Call) -> Call {
        let call = filter(call, "companyid", self.id);
        let call = filter(call, "name", self.name);
        let call = filter(call, "url", self.url);
        let call = filter(call, "email", self.email);
        let call = filter(call, "alias", self.alias);
        self.list.apply(call)
    }
}

/// A company.
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[non_exhaustive]
pub struct Company {
    pub id: CompanyId,
    pub name: Option<String>,
    /// As the company wrote it, with or without a scheme.
    pub url: Option<String>,
    /// A short name, `bizz` or `MATIZ` in the samples. What it is for is not documented.
    pub alias: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub social: Vec<SocialAccount>,
    /// The VAT registration number as text, the country's letters and spaces in it: `EL 078839923`.
    pub vat_reg_num: Option<String>,
    /// The bank's SWIFT code (BIC), as text.
    pub swift_code: Option<String>,
    /// A sign, `$` say; for the code see `currency_iso`.
    pub currency: Option<String>,
    /// The address of a picture.
    pub logo: Option<String>,
    pub settings: Option<CompanySettings>,
    /// *Unverified*: public clients read it, so spelled; the documentation does not have it.
    #[serde(rename = "proffesion", alias = "profession")]
    pub profession: Option<String>,
    /// `EUR` say. *Unverified*, as `profession`.
    pub currency_iso: Option<String>,
    /// *Unverified*, as `profession`.
    pub desks: Vec<Desk>,
}

/// A company's settings.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[non_exhaustive]
pub struct CompanySettings {
    pub working_hours: Vec<WorkingHours>,
    /// The documentation gives no unit.
    pub work_load: Option<i64>,
    /// The documentation gives no unit.
    pub time_window: Option<i64>,
}

/// When a company works on one day of the week.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[non_exhaustive]
pub struct WorkingHours {
    /// Days after Monday: 0 is Monday.
    pub day: Option<i64>,
    /// Time of day at which work begins. Its zone is not documented.
    pub start: Option<Time>,
    /// Time of day at which work ends. Its zone is not documented.
    pub end: Option<Time>,
}

impl WorkingHours {
    /// The day of the week, where `day` is within 0 and 6.
    pub fn weekday(&self) -> Option<Weekday> {
        let day = u8::try_from(self.day?).ok().filter(|day| *day < 7)?;
        Some(Weekday::Monday.nth_next(day))
    }
}

/// A place where a company receives its customers.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[non_exhaustive]
pub struct Desk {
    pub name: Option<String>,
    pub email: Option<String>,
    pub coordinates: Option<Coordinates>,
    /// A time of day, `09:00` say. What it is the default of is not documented.
    pub default_start_time: Option<Time>,
    /// A time of day, `17:30` say. What it is the default of is not documented.
    pub default_end_time: Option<Time>,
}

/// An account in a social network.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
pub struct SocialAccount {
    /// The network, `facebook.com` say.
    pub social: Option<String>,
    /// The name there.
    pub alias: Option<String>,
}
