//! The products that are sold as a service (*SAAS*), Gescom and Bâtiment: any table of a folder, customers, documents, items, deals, and
//! the transfer of documents. Both have the same operations; they differ in their addresses and in a table or two.

// First, for its macro.
#[macro_use]
mod handle;

mod answer;
mod api;
#[cfg(feature = "batiment")]
pub mod batiment;
pub mod changes;
pub mod clients;
mod condition;
pub mod custom_fields;
pub mod deals;
pub mod documents;
mod families;
mod field;
pub mod folders;
#[cfg(feature = "gescom")]
pub mod gescom;
pub mod items;
mod moment;
mod query;
mod routes;
mod row;
pub mod tables;
mod typed;
mod whole;

pub use crate::hubbix::list::Paging;
pub use changes::{Changes, Since};
pub use condition::{Column, Condition, Literal, column};
pub use families::FamilyFilter;
pub use field::{Field, Visible};
pub use folders::FoldersQuery;
pub use row::Row;
pub use tables::{RowKey, TableQuery};
pub use whole::{ReadCost, WholeTable};
