//! Employees (*Workforce*) and their business cards, as the tutorial shows them ("8. Follow our tutorial to get started!").

mod business_cards;
mod model;

pub use business_cards::{
    BusinessCard, BusinessCardId, BusinessCardType, BusinessCardUpdate, BusinessCards, CardNumber, MaskedCardNumber,
    NewBusinessCard,
};
pub use model::{Employee, EmployeeFunctions, EmployeeHistory, TimeInputMode};

use guichet_core::{Pager, Result, open_enum, operations, string_id};

use crate::client::Akuiteo;
use crate::criteria::Criteria;
use crate::read_options::ReadOptions;
use crate::resource::{Paging, searched};

string_id! {
    /// Identifies an employee. Text, although it looks like a number; beside it an employee has a `code` and a `number`.
    pub struct EmployeeId;
}

open_enum! {
    /// What a read of an employee shows beside the employee. The tutorial names these two; others are kept as they are given.
    pub enum EmployeeOption: text {
        /// The history: contracts, hours, rates.
        History = "EMPLOYEE_HISTORY",
        /// The business cards.
        BusinessCards = "BUSINESS_CARDS",
    }
}

operations! {
    SEARCH:      Safe,       POST   "/{selector}/workforce/employees/search",                                          "akuiteo.employees.search",      "8.1. Searching for employees";
    READ:        Safe,       POST   "/{selector}/workforce/employees/{employee_id}/read",                              "akuiteo.employees.read",        "8.2. Retrieving detailed information about a specific employee";
    UPDATE_CARD: Idempotent, POST   "/{selector}/workforce/employees/{employee_id}/business-cards/{business_card_id}", "akuiteo.business-cards.update", "8.3. Modifying a field in the employee record sheet" [answers_text];
    CREATE_CARD: Unsafe,     PUT    "/{selector}/workforce/employees/{employee_id}/business-cards",                    "akuiteo.business-cards.create", "8.4. Creating a new business card and adding it to the employee record sheet" [answers_text];
    DELETE_CARD: Idempotent, DELETE "/{selector}/workforce/employees/{employee_id}/business-cards/{business_card_id}", "akuiteo.business-cards.delete", "8.5. Deleting the previous business card" [answers_text];
}

/// Employees.
///
/// ```
/// use guichet_akuiteo::employees::EmployeeOption;
/// use guichet_akuiteo::resource::Paging;
/// use guichet_akuiteo::{Clause, Criteria};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let sandbox = guichet_sandbox::Sandbox::start().await?;
/// # let credentials = guichet_akuiteo::Credentials::basic("sandbox", "s@ndbox/pass+word=");
/// # let akuiteo = guichet_akuiteo::Akuiteo::new(sandbox.mount("akuiteo"), credentials)?;
/// let criteria = Criteria::new().field("code", Clause::is("JSH"));
/// let found = akuiteo.employees().search(&criteria, Paging::default()).collect_all().await?;
/// assert!(found[0].employee_history.is_empty());
/// let read = akuiteo.employees().read("500002344", [EmployeeOption::History]).await?;
/// assert_eq!(read.employee_history[0].daily_hours.map(|hours| hours.to_string()).as_deref(), Some("7.42"));
/// # sandbox.stop().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Employees {
    api: Akuiteo,
}

impl Akuiteo {
    /// Employees.
    pub fn employees(&self) -> Employees {
        Employees { api: self.clone() }
    }
}

impl Employees {
    /// Searches employees. Safe. History and business cards are empty lists here: [`read`](Self::read) shows them.
    pub fn search(&self, criteria: &Criteria, paging: Paging) -> Pager<Employee> {
        searched(self.api.selected(&SEARCH), criteria, paging)
    }

    /// Fetches one employee with the dependencies that the options name. Safe.
    ///
    /// # Errors
    /// `is_not_found` for an unknown identifier.
    pub async fn read(
        &self,
        id: impl Into<EmployeeId>,
        options: impl IntoIterator<Item: Into<EmployeeOption>>,
    ) -> Result<Employee> {
        let options = ReadOptions::new(options.into_iter().map(Into::into));
        self.api.selected(&READ).arg(id.into()).json(&options).fetch_one(|employee: Employee| vec![employee]).await
    }

    /// The business cards of one employee.
    pub fn business_cards(&self, employee: impl Into<EmployeeId>) -> BusinessCards {
        BusinessCards::new(self.api.clone(), employee.into())
    }
}
