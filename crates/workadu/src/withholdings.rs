//! Withholdings: taxes, fees and stamp duties of an invoice, by the tax authority's types and categories.

use std::fmt::Display;

use guichet_core::dates::Timestamp;
use guichet_core::vendor::Client;
use guichet_core::{Body, Decimal, Model, Pager, Result, integer_id, open_enum, operations};
use serde::{Serialize, Serializer};

use crate::client::Workadu;
use crate::envelope;
use crate::invoices::InvoiceId;
use crate::listing::ListOptions;

integer_id! {
    /// Identifies a withholding.
    pub struct WithholdingId;
}

integer_id! {
    /// Identifies a type of tax of the tax authority (AADE).
    pub struct TaxTypeId;
}

integer_id! {
    /// Identifies a category of tax of the tax authority (AADE).
    pub struct TaxCategoryId;
}

open_enum! {
    /// How a withholding is reckoned.
    pub enum WithholdingType: text {
        /// By a percentage of the underlying value.
        Percent = "percent",
        /// A fixed amount.
        Flat = "flat",
    }
}

/// Withholdings of invoices. After a change to a published invoice's withholdings it has to be published again.
#[derive(Debug, Clone)]
pub struct Withholdings {
    api: Client,
}

impl Workadu {
    /// Withholdings.
    pub fn withholdings(&self) -> Withholdings {
        Withholdings { api: self.client().clone() }
    }
}

operations! {
    LIST:           Safe,       GET    "/api/invoices/{invoice_id}/withholdings",                  "workadu.withholdings.list",           "List withholdings";
    GET:            Safe,       GET    "/api/invoices/{invoice_id}/withholdings/{withholding_id}", "workadu.withholdings.get",            "Get a specific withholding";
    CREATE:         Unsafe,     POST   "/api/invoices/{invoice_id}/withholdings",                  "workadu.withholdings.create",         "Create a withholding";
    UPDATE:         Idempotent, PUT    "/api/invoices/{invoice_id}/withholdings/{withholding_id}", "workadu.withholdings.update",         "Update a withholding";
    DELETE:         Idempotent, DELETE "/api/invoices/{invoice_id}/withholdings/{withholding_id}", "workadu.withholdings.delete",         "Delete a withholding";
    TAX_TYPES:      Safe,       GET    "/api/withholdings/aade-tax-types",                         "workadu.withholdings.tax-types",      "Get aade tax types";
    TAX_CATEGORIES: Safe,       GET    "/api/withholdings/aade-tax-categories",                    "workadu.withholdings.tax-categories", "Get aade tax categories";
}

impl Withholdings {
    /// Lists an invoice's withholdings. Safe.
    ///
    /// # Errors
    /// The pager's first page is `is_not_found` for an unknown invoice.
    pub fn list(&self, invoice: impl Into<InvoiceId>, list: ListOptions) -> Pager<Withholding> {
        envelope::list(list.apply(self.api.call(&LIST).arg(invoice.into())))
    }

    /// Fetches one withholding of an invoice. Safe.
    ///
    /// # Errors
    /// `is_not_found` for an unknown invoice and for an unknown withholding.
    pub async fn get(&self, invoice: impl Into<InvoiceId>, id: impl Into<WithholdingId>) -> Result<Withholding> {
        envelope::fetch_one(self.api.call(&GET).arg(invoice.into()).arg(id.into())).await
    }

    /// Adds a withholding to an invoice. Unsafe: repeated, it adds another.
    ///
    /// # Errors
    /// A percentage outside 1 to 100, or a missing one where the type is percent, or a missing amount where it is flat, is
    /// refused before anything is sent. `is_not_found` for an unknown invoice; 422 with the fields at fault.
    pub async fn create(&self, invoice: impl Into<InvoiceId>, withholding: &NewWithholding) -> Result<Withholding> {
        let call = self.api.call(&CREATE).arg(invoice.into()).check("percentage_value", withholding.check_percentage());
        envelope::fetch_one(call.check("flat_value", withholding.check_flat()).json(withholding)).await
    }

    /// Changes the members that are set. Idempotent.
    ///
    /// # Errors
    /// A percentage outside 1 to 100 is refused before anything is sent. `is_not_found` for an unknown invoice or
    /// withholding.
    pub async fn update(
        &self,
        invoice: impl Into<InvoiceId>,
        id: impl Into<WithholdingId>,
        changes: &WithholdingUpdate,
    ) -> Result<Withholding> {
        let call = self.api.call(&UPDATE).arg(invoice.into()).arg(id.into());
        envelope::fetch_one(
            call.check("percentage_value", within(changes.kind.as_ref(), changes.percentage_value)).json(changes),
        )
        .await
    }

    /// Deletes a withholding; the answer is what it was. Idempotent: repeated, it is not found.
    ///
    /// # Errors
    /// `is_not_found` for an unknown invoice and for an unknown withholding.
    pub async fn delete(&self, invoice: impl Into<InvoiceId>, id: impl Into<WithholdingId>) -> Result<Withholding> {
        envelope::fetch_one(self.api.call(&DELETE).arg(invoice.into()).arg(id.into())).await
    }

    /// Lists the tax authority's types of tax. Safe.
    pub fn tax_types(&self, list: ListOptions) -> Pager<TaxType> {
        envelope::list(list.apply(self.api.call(&TAX_TYPES)))
    }

    /// Lists the tax authority's categories of tax, of one type or of all. Safe.
    pub fn tax_categories(&self, tax_type: Option<TaxTypeId>, list: ListOptions) -> Pager<TaxCategory> {
        envelope::list(list.apply(self.api.call(&TAX_CATEGORIES).query_opt("tax_type_id", tax_type)))
    }
}

/// A percentage is from 1 to 100; that of a flat withholding means nothing and may be any.
fn within(kind: Option<&WithholdingType>, percentage: Option<Decimal>) -> Result<(), String> {
    match percentage {
        Some(value)
            if kind != Some(&WithholdingType::Flat) && !(Decimal::ONE..=Decimal::ONE_HUNDRED).contains(&value) =>
        {
            Err(format!("{value} is not within 1 and 100"))
        }
        _ => Ok(()),
    }
}

/// A withholding to create. Its numbers are sent as text, as the documentation's sample has them.
#[derive(Debug, Clone, Body)]
pub struct NewWithholding {
    pub label: String,
    #[serde(rename = "type")]
    pub kind: WithholdingType,
    /// Percent, from 1 to 100. Needed where the type is percent.
    #[serde(serialize_with = "guichet_core::decimal::as_text")]
    pub percentage_value: Option<Decimal>,
    /// The amount. Needed where the type is flat.
    #[serde(serialize_with = "guichet_core::decimal::as_text")]
    pub flat_value: Option<Decimal>,
    /// What the withholding is reckoned from; the invoice's amount where it is not given. The documentation also shows a
    /// 422 that asks for it.
    #[serde(serialize_with = "guichet_core::decimal::as_text")]
    pub underlying_value: Option<Decimal>,
    /// The tax authority's type of tax, a number of the list `tax_types`.
    #[serde(serialize_with = "digits")]
    pub aade_tax_type_id: TaxTypeId,
    /// Needed where the type of tax is not 5.
    #[serde(serialize_with = "digits_option")]
    pub aade_tax_category_id: Option<TaxCategoryId>,
}

impl NewWithholding {
    /// A percentage of the invoice's amount, from 1 to 100.
    pub fn percent(label: impl Into<String>, percentage: Decimal, tax_type: impl Into<TaxTypeId>) -> Self {
        Self { percentage_value: Some(percentage), ..Self::new(label, WithholdingType::Percent, tax_type) }
    }

    /// A fixed amount.
    pub fn flat(label: impl Into<String>, amount: Decimal, tax_type: impl Into<TaxTypeId>) -> Self {
        Self { flat_value: Some(amount), ..Self::new(label, WithholdingType::Flat, tax_type) }
    }

    /// A withholding of any type, its value still to be set.
    pub fn new(label: impl Into<String>, kind: WithholdingType, tax_type: impl Into<TaxTypeId>) -> Self {
        Self {
            label: label.into(),
            kind,
            percentage_value: None,
            flat_value: None,
            underlying_value: None,
            aade_tax_type_id: tax_type.into(),
            aade_tax_category_id: None,
        }
    }

    fn check_percentage(&self) -> Result<(), String> {
        match self.percentage_value {
            None if self.kind == WithholdingType::Percent => Err("a percent withholding needs its percentage".into()),
            value => within(Some(&self.kind), value),
        }
    }

    fn check_flat(&self) -> Result<(), &'static str> {
        if self.kind == WithholdingType::Flat && self.flat_value.is_none() {
            Err("a flat withholding needs its amount")
        } else {
            Ok(())
        }
    }
}

/// Changes to a withholding. A member that is `None` is not sent, and stays as it is: *unverified* (WK-18), the documentation's
/// sample sends all. Its numbers are sent as text, as those of a new one.
#[derive(Debug, Clone, Default, Body)]
pub struct WithholdingUpdate {
    pub label: Option<String>,
    #[serde(rename = "type")]
    pub kind: Option<WithholdingType>,
    /// Percent, from 1 to 100.
    #[serde(serialize_with = "guichet_core::decimal::as_text")]
    pub percentage_value: Option<Decimal>,
    /// The amount, where the type is flat.
    #[serde(serialize_with = "guichet_core::decimal::as_text")]
    pub flat_value: Option<Decimal>,
    /// The amount that the withholding is reckoned from.
    #[serde(serialize_with = "guichet_core::decimal::as_text")]
    pub underlying_value: Option<Decimal>,
    /// The tax authority's type of tax, a number of the list `tax_types`.
    #[serde(serialize_with = "digits_option")]
    pub aade_tax_type_id: Option<TaxTypeId>,
    /// The tax authority's category within the type of tax; needed where that is not 5.
    #[serde(serialize_with = "digits_option")]
    pub aade_tax_category_id: Option<TaxCategoryId>,
}

fn digits<T: Display, S: Serializer>(id: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(id)
}

fn digits_option<T: Display, S: Serializer>(id: &Option<T>, serializer: S) -> Result<S::Ok, S::Error> {
    id.as_ref().map(T::to_string).serialize(serializer)
}

/// A withholding of an invoice.
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[non_exhaustive]
pub struct Withholding {
    pub id: WithholdingId,
    pub invoice_id: Option<InvoiceId>,
    pub label: Option<String>,
    #[serde(rename = "type")]
    pub kind: Option<WithholdingType>,
    /// Percent.
    pub percentage_value: Option<Decimal>,
    /// The amount, where the type is flat.
    pub flat_value: Option<Decimal>,
    /// The amount that the withholding is reckoned from.
    pub underlying_value: Option<Decimal>,
    /// The tax authority's type of tax, a number of the list `tax_types`.
    pub aade_tax_type_id: Option<TaxTypeId>,
    /// Without an offset; its zone is not documented.
    pub created_at: Option<Timestamp>,
    /// Without an offset; its zone is not documented.
    pub updated_at: Option<Timestamp>,
}

impl Withholding {
    /// The changes that change nothing, to be edited: every member but `aade_tax_category_id`, which the answer does not show,
    /// so it is `None` and not sent.
    pub fn to_update(&self) -> WithholdingUpdate {
        WithholdingUpdate {
            label: self.label.clone(),
            kind: self.kind.clone(),
            percentage_value: self.percentage_value,
            flat_value: self.flat_value,
            underlying_value: self.underlying_value,
            aade_tax_type_id: self.aade_tax_type_id,
            aade_tax_category_id: None,
        }
    }
}

/// A type of tax: withheld tax, fees, other taxes, stamp duty, deductions.
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[non_exhaustive]
pub struct TaxType {
    pub id: TaxTypeId,
    /// In Greek.
    pub name: Option<String>,
}

/// A category of tax.
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[non_exhaustive]
pub struct TaxCategory {
    pub id: TaxCategoryId,
    /// In Greek, mostly with the rate.
    pub name: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentage_is_from_1_to_100_and_is_there() {
        for (percentage, good) in
            [("0.99", false), ("1", true), ("33.5", true), ("100", true), ("100.01", false), ("-5", false)]
        {
            let percentage: Decimal = percentage.parse().unwrap();
            assert_eq!(NewWithholding::percent("x", percentage, 5).check_percentage().is_ok(), good, "{percentage}");
            assert_eq!(within(None, Some(percentage)).is_ok(), good, "{percentage}");
            assert!(within(Some(&WithholdingType::Flat), Some(percentage)).is_ok());
        }
        assert!(NewWithholding::new("x", WithholdingType::Percent, 5).check_percentage().is_err());
        assert!(NewWithholding::new("x", WithholdingType::Flat, 5).check_flat().is_err());
        assert!(NewWithholding::flat("x", Decimal::TEN, 5).check_flat().is_ok());
        assert!(NewWithholding::new("", WithholdingType::from(""), 0).check_percentage().is_ok());
    }
}
