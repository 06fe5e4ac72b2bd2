//! Small business accounting (*HUBBIX Comptabilité TPE*): accounts, journals, entries, bank transactions and attachments of one
//! folder.

pub mod attachments;
pub mod auxiliary_account_types;
pub mod auxiliary_accounts;
pub mod bank_transactions;
pub mod domain;
pub mod entries;
pub mod entry_lines;
pub mod folder_settings;
pub mod general_accounts;
pub mod journal_entries;
pub mod journals;
mod lists;
mod types;
pub mod vat_rates;

pub use lists::{Paging, Sort, SortDirection};
pub use types::{AccountRef, EntryMode, JournalRef, Named, Said, StatusChange};

use guichet_core::{Call, CallOptions, Client, Effect, Method, Operation, Response, Result};

use crate::client::Ebp;
use crate::folders::TenantId;

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
        Accounting { api: Api { client: self.core(), tenant: tenant.into() } }
    }
}

impl Accounting {
    /// The same folder with other options, for one call or several.
    #[must_use]
    pub fn with(&self, options: CallOptions) -> Self {
        Self { api: Api { client: self.api.client.with(options), tenant: self.api.tenant.clone() } }
    }

    /// Runs one call and returns its value together with status, headers and request id.
    ///
    /// # Errors
    /// Those of the call.
    pub async fn recorded<T, F: Future<Output = Result<T>>>(&self, run: impl FnOnce(Self) -> F) -> Result<Response<T>> {
        let tenant = self.api.tenant.clone();
        self.api.client.recorded(|client| run(Self { api: Api { client, tenant } })).await
    }

    /// Begins a call of one of [`OPERATIONS`](crate::OPERATIONS) on this folder, to be read into a type of the caller's.
    ///
    /// # Errors
    /// There is no operation of this name.
    pub fn operation(&self, id: &str) -> Result<Call> {
        crate::find(id).map(|operation| self.api.call(operation))
    }

    /// Begins a call on this folder that this crate does not know: any path of the vendor, with what repeating it does.
    pub fn request(&self, method: Method, path: impl Into<String>, effect: Effect) -> Call {
        self.api.of_folder(self.api.client.request(method, path, effect))
    }

    pub(crate) fn api(&self) -> Api {
        self.api.clone()
    }
}
