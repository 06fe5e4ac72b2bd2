//! An employee and the parts that the tutorial shows.

use guichet_core::{Decimal, Model, RawJson, open_enum};

use super::{BusinessCard, EmployeeId};
use crate::dates::DateTime;
use crate::ids::ResourceId;

open_enum! {
    /// In what an employee enters times.
    pub enum TimeInputMode: text {
        /// Hours and minutes.
        HourMinute = "HOUR_MINUTE",
        /// Days.
        Day = "DAY",
    }
}

/// An employee.
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Employee {
    /// Absent where an object is known by its `code` alone, which occurs in live data.
    pub id: Option<EmployeeId>,
    /// Short code, `JSH` say.
    pub code: Option<String>,
    /// Family name.
    pub name: Option<String>,
    pub first_name: Option<String>,
    /// Null in every sample: its form is *unverified*.
    pub action: Option<RawJson>,
    /// `M.` say.
    pub title: Option<String>,
    pub phone: Option<String>,
    pub mobile_phone: Option<String>,
    pub email: Option<String>,
    /// Null in every sample: its form is *unverified*.
    pub no_times_dunning: Option<RawJson>,
    /// A flag of Akuiteo's, `multiCompany`. What it changes is not documented.
    pub multi_company: Option<bool>,
    /// A code that is printed with a decimal point, `3.0`. Its meaning is not documented.
    pub mode_time_recording: Option<Decimal>,
    /// A code that is printed with a decimal point, `0.0`. Its meaning is not documented.
    pub mode_input_schedule: Option<Decimal>,
    /// In what times that were worked are entered.
    pub time_recording_input_mode: Option<TimeInputMode>,
    /// In what times that are planned are entered.
    pub schedule_input_mode: Option<TimeInputMode>,
    /// A flag of Akuiteo's, true in the sample. What it changes is not documented.
    pub executive: Option<bool>,
    /// A flag of Akuiteo's, false in the sample. What it changes is not documented.
    pub generic: Option<bool>,
    /// A flag of Akuiteo's, false in the sample. What it changes is not documented.
    pub candidate: Option<bool>,
    /// A flag of Akuiteo's, false in the sample. What it changes is not documented.
    pub external: Option<bool>,
    /// A flag of Akuiteo's, false in the sample. What it changes is not documented.
    pub manager_multi_company: Option<bool>,
    pub employee_functions: Option<EmployeeFunctions>,
    /// Empty where it was not asked for.
    pub employee_history: Vec<EmployeeHistory>,
    /// Null in every sample: its form is *unverified*.
    pub time_recording_rules: Option<RawJson>,
    /// Null in every sample: its form is *unverified*.
    pub schedule_rules: Option<RawJson>,
    /// Empty where they were not asked for.
    pub business_cards: Vec<BusinessCard>,
    /// Kept with its zeros, `0000000077`.
    pub number: Option<String>,
    /// Empty in every sample: its form is *unverified*.
    pub relations: Vec<RawJson>,
    /// Empty in every sample: its form is *unverified*.
    pub employee_abilities: Vec<RawJson>,
    /// Null in every sample; for its identifier see `job_type_id`.
    pub job_type: Option<RawJson>,
    pub job_type_id: Option<ResourceId>,
    /// Null in every sample; for its identifier see `address_id`.
    pub address: Option<RawJson>,
    pub address_id: Option<ResourceId>,
    /// Null in every sample: its form is *unverified*.
    pub custom_fields: Option<RawJson>,
}

/// What an employee may be chosen for: a flag for each function, named as Akuiteo names it. What a function permits is not documented.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct EmployeeFunctions {
    pub all_functions: Option<bool>,
    pub all_sales: Option<bool>,
    pub all_purchases: Option<bool>,
    pub all_operational: Option<bool>,
    pub project_sales_manager: Option<bool>,
    pub project_finance_manager: Option<bool>,
    pub project_production_manager: Option<bool>,
    pub project_account_manager: Option<bool>,
    pub project_assignment: Option<bool>,
    pub project_phase_manager: Option<bool>,
    pub project_send_on_mission: Option<bool>,
    pub sales_sales_assistant: Option<bool>,
    pub sales_order_and_estimate_tracking: Option<bool>,
    pub sales_billing_schedules_tracking: Option<bool>,
    pub purchasing_buyer: Option<bool>,
    pub time_recording: Option<bool>,
    pub input_of_expense_report: Option<bool>,
    pub purchases_reception_tracking: Option<bool>,
    pub input_schedule: Option<bool>,
    /// Sales manager of maintenance contracts (*CMMS*).
    #[serde(rename = "cMMSContractSalesManager")]
    pub cmms_contract_sales_manager: Option<bool>,
    /// Technical manager of maintenance contracts (*CMMS*).
    #[serde(rename = "cMMSContractTechnicalManager")]
    pub cmms_contract_technical_manager: Option<bool>,
    /// Manager of maintenance requests and orders (*CMMS*).
    #[serde(rename = "cMMSMRAndEOManager")]
    pub cmms_mr_and_eo_manager: Option<bool>,
}

/// A period of an employee's contract. Rates and costs are in the company's currency (*unverified*: the text names none).
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct EmployeeHistory {
    /// Null in the sample.
    pub id: Option<ResourceId>,
    /// Identifies its type.
    pub employee_history_type: Option<ResourceId>,
    pub employee_id: Option<EmployeeId>,
    /// A code as text. Of what is not documented.
    pub code: Option<String>,
    /// The first day, as midnight of it in local time.
    pub from: Option<DateTime>,
    /// The last day; none while it lasts.
    pub to: Option<DateTime>,
    /// Hours, with hundredths of an hour.
    pub daily_hours: Option<Decimal>,
    /// Hours, with hundredths of an hour.
    pub week_hours: Option<Decimal>,
    /// The text gives no unit.
    pub occupancy_rate: Option<Decimal>,
    /// The employee who is the manager.
    pub manager_id: Option<EmployeeId>,
    pub company_id: Option<ResourceId>,
    /// For an hour; 0 in the sample. What it covers is not documented.
    pub direct_hourly_rate: Option<Decimal>,
    /// For an hour; 0 in the sample. What it covers is not documented.
    pub standard_hourly_rate: Option<Decimal>,
    /// For a day; 0 in the sample. What it covers is not documented.
    pub daily_cost: Option<Decimal>,
    /// For a day; 0 in the sample. Whether VAT is in it is not documented.
    pub daily_selling_price: Option<Decimal>,
    /// Identifies the entity.
    pub entity: Option<ResourceId>,
    /// Identifies the service.
    pub service: Option<ResourceId>,
    /// The position as text, `Rédactrice Technique` say.
    pub position: Option<String>,
    /// Identifies the skill.
    pub skill: Option<ResourceId>,
    /// Identifies a family. What the three kinds of families are is not documented.
    pub employee_family1: Option<ResourceId>,
    /// As [`employee_family1`](Self::employee_family1), of another kind.
    pub employee_family2: Option<ResourceId>,
    /// As [`employee_family1`](Self::employee_family1), of another kind.
    pub employee_family3: Option<ResourceId>,
    /// A flag of Akuiteo's, false in the sample. What it says of a period is not documented.
    pub leave: Option<bool>,
    /// Null in the sample; for its identifier see `model_week_id`.
    pub model_week: Option<RawJson>,
    /// Identifies the model week.
    pub model_week_id: Option<ResourceId>,
    /// The text gives no unit.
    pub salary: Option<Decimal>,
}
