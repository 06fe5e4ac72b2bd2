//! Fields that a customer has added to the tables (*champs personnalisés*).
//!
//! The text shows every member as "string" (003:2355-2498), flags and numbers too: they are texts here, read from numbers and booleans by
//! their spelling.

use guichet_core::{Model, RawJson};

/// The fields that were added to the tables of a folder's database.
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
/// let fields = ebp.gescom().folder("3691").custom_fields().await?;
/// let tables = fields.schema.iter().flat_map(|part| &part.tables);
/// assert!(tables.flat_map(|table| &table.columns).all(|column| column.name.is_some()));
/// # sandbox.stop().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[non_exhaustive]
pub struct CustomFields {
    pub schema: Vec<CustomSchema>,
    /// As text. Of what it is the version is not documented.
    pub version: Option<String>,
}

/// A part of the database.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[non_exhaustive]
pub struct CustomSchema {
    pub tables: Vec<CustomTable>,
    pub name: Option<String>,
    pub label: Option<String>,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[non_exhaustive]
pub struct CustomTable {
    /// Its form is not documented.
    pub indexes: Option<RawJson>,
    pub options: Vec<CustomOptions>,
    pub columns: Vec<CustomColumn>,
    pub relations: Vec<CustomRelation>,
    pub name: Option<String>,
    pub label: Option<String>,
    pub description: Option<String>,
}

/// Options of a table or of a column, each as text, flags and counts too: `string` in the sample. Their meaning is not documented.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CustomOptions {
    pub ebp_system_table: Option<String>,
    pub edit_counter: Option<String>,
    pub lockable: Option<String>,
    pub record_synchronization_info: Option<String>,
    pub record_synchronization_version_info: Option<String>,
    pub system_info: Option<String>,
    pub tree_categories: Option<String>,
    pub user_defined_columns_count: Option<String>,
    pub user_defined_visible: Option<String>,
    pub user_defined_table_count: Option<String>,
    pub allow_calculated_user_fields: Option<String>,
    pub is_always_editable: Option<String>,
}

/// A column. Its properties come as text, flags, counts and bounds too: `string` in the sample. What they mean beyond their names is
/// not documented.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CustomColumn {
    pub description: Option<String>,
    pub default_expression: Option<String>,
    /// Its form is not documented.
    pub column_values: Option<RawJson>,
    pub program: Option<String>,
    pub options: Vec<CustomOptions>,
    /// The type of its values (*type*).
    #[serde(rename = "type")]
    pub column_type: Option<String>,
    pub name: Option<String>,
    pub nullable: Option<String>,
    pub auto_increment: Option<String>,
    pub label: Option<String>,
    pub system: Option<String>,
    pub user_defined_nullable: Option<String>,
    pub from_link_tables_to_copy_user_defined: Option<String>,
    pub character_casing: Option<String>,
    pub length: Option<String>,
    pub user_defined_lookup_table_name: Option<String>,
    pub internal_column_id: Option<String>,
    pub allow_display_zeros_as_empty: Option<String>,
    pub min_value: Option<String>,
    pub max_value: Option<String>,
    pub associated_clear_memo: Option<String>,
    pub display_time: Option<String>,
    pub use_seconds: Option<String>,
    pub precision: Option<String>,
    pub scale: Option<String>,
    pub decimal_number: Option<String>,
    pub display_decimal_number: Option<String>,
    pub table_name: Option<String>,
}

/// How a table refers to others.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CustomRelation {
    pub associations: Vec<CustomAssociation>,
    pub label: Option<String>,
    /// Text in the sample; the meaning is not documented.
    pub use_in_integrity: Option<String>,
}

/// Columns that refer to columns of another table.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CustomAssociation {
    /// Several, whatever the singular says.
    #[serde(rename = "column")]
    pub columns: Vec<CustomColumn>,
    /// Several, whatever the singular says.
    #[serde(rename = "relatedColumn")]
    pub related_columns: Vec<RelatedColumn>,
    pub name: Option<String>,
}

/// A column of another table.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RelatedColumn {
    /// The table that the column is of.
    pub table_name: Option<String>,
    pub name: Option<String>,
}
