//! Customers and prospects (*clients*).

use guichet_core::time::PrimitiveDateTime;
use guichet_core::vendor::Call;
use guichet_core::{Decimal, Model, Operation, Pager, open_enum, string_id};
use serde::de::DeserializeOwned;

use super::api::Folder;
use super::changes::{Changes, Since};
use super::families::{FAMILY, FamilyFilter, SUB_FAMILY};
use super::{Condition, Field, Paging, answer, query};

string_id! {
    /// Identifies a customer, `CL00009` say.
    pub struct ClientCode;
}

open_enum! {
    /// Customers or prospects. The text has lost the list of values: that of customers is its sample's (003:1928), the other one
    /// is *unverified*. The vendor also has numbers for them, which [`Other`](Self::Other) sends as they are: 0 all, 1 customers, 2
    /// prospects (*unverified*).
    pub enum ClientType: text {
        /// Customers.
        Client = "client",
        /// Prospects.
        Prospect = "prospect",
    }
}

open_enum! {
    /// How far a customer may still be sold to (*CustomerActiveState*). The text has lost the list: names and their being
    /// given by name are *unverified* (S-1).
    pub enum CustomerActiveState: text {
        /// As ever.
        Active = "Active",
        /// Asleep.
        InSleeping = "InSleeping",
        /// Nothing more.
        Blocked = "Blocked",
        /// Some things no more.
        PartiallyBlocked = "PartiallyBlocked",
        /// Has not paid.
        NonPayment = "NonPayment",
    }
}

/// The key of the table of customers.
const KEY: &str = "id";

/// Customers and prospects.
///
/// ```
/// # #[cfg(not(all(feature = "login", feature = "gescom")))]
/// # fn main() {}
/// # #[cfg(all(feature = "login", feature = "gescom"))]
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # use guichet_ebp::{Ebp, Limits, Settings, auth::MemoryStore};
/// # let sandbox = guichet_sandbox::Sandbox::builder().without_limits().start().await?;
/// # let ebp = Ebp::builder("sandbox-key")
/// #     .application("sandbox", "secret")
/// #     .tokens(MemoryStore::new())
/// #     .login_url(sandbox.mount("ebp-login"))
/// #     .settings(Settings::new().base_url(sandbox.mount("ebp")).limits(Limits::none()))
/// #     .build()?;
/// # ebp.identity().exchange_code("sandbox-code", None).await?;
/// use guichet_ebp::saas::clients::{ClientsQuery, CustomersQuery};
/// use guichet_ebp::saas::{FamilyFilter, Row, Visible};
///
/// let clients = ebp.gescom().folder("3691").clients();
/// let mut found = clients.list(ClientsQuery::search("mairie"));
/// let town = found.next().await.ok_or("nobody")??;
/// // What may not be seen is not what is not there.
/// match town.email.ok_or("no e-mail address")?.visible() {
///     Visible::Value(address) => println!("{address}"),
///     Visible::Empty => println!("none"),
///     Visible::Hidden => println!("not for us"),
/// }
///
/// let query = CustomersQuery { families: FamilyFilter::within(["FA1"]), ..CustomersQuery::columns(["Id", "FamilyId"]) };
/// let mut rows = clients.filtered::<Row>(query);
/// let row = rows.next().await.ok_or("no row")??;
/// assert_eq!(row.text("familyId")?.as_deref(), Some("FA1"));
/// # sandbox.stop().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Clients {
    pub(super) folder: Folder,
}

impl Clients {
    /// Lists customers as a person sees them, with the rights of who signed in: made for screens. Safe.
    ///
    /// Without the right to see customers, or prospects, it is an error of status 400, and not 403 (003:2035).
    pub fn list(&self, query: ClientsQuery) -> Pager<Client> {
        let call = self.folder.call(self.folder.routes().clients);
        let call = call.query_opt("TypeClient", query.client_type).query_opt("SearchTerm", query.search_term);
        answer::listed(query.paging.apply_offset(call))
    }

    /// Lists rows of the table of customers, as [`Row`](super::Row)s or in a type of the caller's own. Safe.
    pub fn filtered<T: DeserializeOwned + Send + 'static>(&self, query: CustomersQuery) -> Pager<T> {
        answer::rows(self.listing(self.folder.routes().clients_filtered, query))
    }

    /// The same, each with its addresses. In which column they come is not documented. Safe.
    pub fn filtered_with_addresses<T: DeserializeOwned + Send + 'static>(&self, query: CustomersQuery) -> Pager<T> {
        answer::rows(self.listing(self.folder.routes().clients_with_addresses, query))
    }

    /// Lists rows of customers that were changed since a moment (*FromModifiedDate*), each once. Safe. Deleted ones are not seen.
    pub fn changes(&self, query: CustomersQuery, since: Since) -> Changes {
        self.changed(self.folder.routes().clients_filtered, query, since)
    }

    /// The same, each with its addresses. That a changed address changes its customer is *unverified* (S-16). Safe.
    pub fn changes_with_addresses(&self, query: CustomersQuery, since: Since) -> Changes {
        self.changed(self.folder.routes().clients_with_addresses, query, since)
    }

    fn changed(&self, operation: &'static Operation, query: CustomersQuery, since: Since) -> Changes {
        let (has_moment, paging) = (query.from_modified_date.is_some(), query.paging);
        let columns = since.columns(query.columns, KEY);
        let query = CustomersQuery { columns, from_modified_date: Some(since.from()), ..query };
        Changes::of(since.alone(self.listing(operation, query), has_moment, paging), KEY, since)
    }

    fn listing(&self, operation: &'static Operation, query: CustomersQuery) -> Call {
        query.apply(self.folder.call(operation))
    }
}

/// Which customers, as a person sees them.
#[derive(Debug, Clone, Default)]
pub struct ClientsQuery {
    /// Customers or prospects; both by default.
    pub client_type: Option<ClientType>,
    /// In the code or in the name.
    pub search_term: Option<String>,
    pub paging: Paging,
}

impl ClientsQuery {
    /// Those whose code or name has this.
    pub fn search(term: impl Into<String>) -> Self {
        Self { search_term: Some(term.into()), ..Self::default() }
    }
}

/// A customer or a prospect, each value with the right to see it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Client {
    /// The client's code.
    pub code: Option<Field<ClientCode>>,
    pub name: Option<Field<String>>,
    pub home_phone_number: Option<Field<String>>,
    pub mobile_phone_number: Option<Field<String>>,
    pub email: Option<Field<String>>,
    /// What is due and not paid (*solde échu*), in the currency that it names. That it is positive where the customer owes is
    /// *unverified*.
    #[serde(rename = "soldeEchu")]
    pub overdue_balance: Option<Field<Decimal>>,
    /// `CL` for a customer. The text has no list.
    pub client_type: Option<Field<String>>,
}

/// Which rows of the table of customers, and which columns of them.
#[derive(Debug, Clone, Default)]
pub struct CustomersQuery {
    /// The columns to show; all of them where none is here.
    pub columns: Vec<String>,
    /// Rows that were changed after this moment, strictly, by the vendor's clock. See [`Clients::changes`].
    pub from_modified_date: Option<PrimitiveDateTime>,
    /// The column to sort by, upwards; `id` by default.
    pub order_by: Option<String>,
    pub paging: Paging,
    /// As [`FoldersQuery`](super::FoldersQuery)'s: one table has it as a parameter, too.
    pub accept_language: Option<String>,
    /// Customers or prospects; both by default.
    pub customer_type: Option<ClientType>,
    /// Customers of one of these states. That several are written as families are, in quotes with commas, is *unverified* (S-3).
    pub active_states: Vec<CustomerActiveState>,
    pub families: FamilyFilter,
    pub sub_families: FamilyFilter,
    pub condition: Option<Condition>,
}

impl CustomersQuery {
    /// These columns of all customers.
    pub fn columns(columns: impl IntoIterator<Item: Into<String>>) -> Self {
        Self { columns: columns.into_iter().map(Into::into).collect(), ..Self::default() }
    }

    fn apply(self, call: Call) -> Call {
        let call = query::columns(call, &self.columns);
        let call = query::at(call, "FromModifiedDate", self.from_modified_date);
        let call = query::sorted(call, self.order_by, KEY);
        let call = self.paging.apply_offset(call).query_opt("Accept-Language", self.accept_language);
        let call = call.query_opt("CustomerType", self.customer_type);
        let call = query::quoted(call, "CustomerActiveState", &self.active_states);
        let call = self.sub_families.apply(self.families.apply(call, FAMILY), SUB_FAMILY);
        Condition::apply(self.condition.as_ref(), call)
    }
}
