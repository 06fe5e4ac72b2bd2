//! Small business accounting (*HUBBIX Comptabilité TPE*): accounts, journals, entries, bank transactions and attachments of one
//! folder.

mod account_status;
mod answer;
pub mod attachments;
pub mod auxiliary_account_types;
pub mod auxiliary_accounts;
pub mod bank_transactions;
pub mod entries;
pub mod folder;
pub mod folder_settings;
pub mod general_accounts;
pub mod journals;
mod lists;
pub mod vat_rates;

pub use account_status::StatusChange;
pub use answer::Confirmation;
pub use lists::{Paging, Sort, SortDirection};

use guichet_core::vendor::{Call, Client};
use guichet_core::{Operation, handle};

use crate::client::Ebp;
use crate::ids::TenantId;

/// The operations of the accounting, in the order of its documentation.
pub(crate) fn operations() -> impl Iterator<Item = &'static Operation> {
    [
        auxiliary_account_types::OPERATIONS,
        auxiliary_accounts::OPERATIONS,
        general_accounts::OPERATIONS,
        folder::OPERATIONS,
        entries::OPERATIONS,
        folder_settings::OPERATIONS,
        journals::OPERATIONS,
        bank_transactions::OPERATIONS,
        attachments::OPERATIONS,
        vat_rates::OPERATIONS,
    ]
    .into_iter()
    .flatten()
    .copied()
}

/// The accounting of one folder.
#[derive(Debug, Clone)]
pub struct Accounting {
    api: Api,
}

/// A client that names its folder on every call.
#[derive(Debug, Clone)]
pub(crate) struct Api {
    client: Client,
    tenant: TenantId,
}

impl Api {
    pub(crate) fn call(&self, operation: &'static Operation) -> Call {
        self.of_folder(self.client.call(operation))
    }

    fn of_folder(&self, call: Call) -> Call {
        call.header("tenantid", &self.tenant)
    }
}

impl Ebp {
    /// The accounting of one folder.
    pub fn accounting(&self, tenant: impl Into<TenantId>) -> Accounting {
        Accounting { api: Api { client: self.client().clone(), tenant: tenant.into() } }
    }
}

impl Accounting {
    fn client(&self) -> &Client {
        &self.api.client
    }

    fn on(&self, client: Client) -> Self {
        Self { api: Api { client, tenant: self.api.tenant.clone() } }
    }

    fn prepare(&self, call: Call) -> Call {
        self.api.of_folder(call)
    }

    pub(crate) fn api(&self) -> Api {
        self.api.clone()
    }
}

handle! {
    Accounting, find: crate::find, prepare: prepare,
    operation: "The call names this folder.",
    request: "The call names this folder.",
}
