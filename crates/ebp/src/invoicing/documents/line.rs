//! The lines of a document.

use guichet_core::{Body, Decimal, Model, RawJson, integer_id};

use super::super::items::ItemId;
use super::super::sale_units::SaleUnitId;
use super::super::vat_rates::VatRateId;

integer_id! {
    /// Identifies a line of a document.
    pub struct LineId;
}

/// A line of a document that was read. Amounts are positive in credits as well.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Line {
    pub id: Option<LineId>,
    /// None for a line of text, or one without an item.
    pub item_id: Option<ItemId>,
    pub description: Option<String>,
    pub detailed_description: Option<String>,
    /// 0 in what is read and 1 in what is written: the values are not documented.
    pub line_type: Option<i64>,
    /// How many of the unit of sale; positive in credits as well.
    pub quantity: Option<Decimal>,
    /// Price of one; without VAT, unless the document's mode of invoicing includes it (*unverified*).
    pub unit_price: Option<Decimal>,
    /// Cost of one, without VAT (*prix de revient*).
    pub cost_price_vat_excluded: Option<Decimal>,
    /// A flag of EBP's, false in the sample. What it changes is not documented.
    pub apply_margin: Option<bool>,
    /// In percent: 20.
    pub vat_rate: Option<Decimal>,
    pub vat_rate_id: Option<VatRateId>,
    pub sale_unit_id: Option<SaleUnitId>,
    /// Of the line, without VAT.
    pub total_amount_vat_excluded: Option<Decimal>,
    /// VAT of the line.
    pub total_vat_amount: Option<Decimal>,
    /// Of the line, with VAT.
    pub total_amount_vat_included: Option<Decimal>,
    /// In percent.
    pub discount_rate: Option<Decimal>,
    /// Without VAT (*unverified*: null in every sample).
    pub discount_amount: Option<Decimal>,
    /// Place among the lines, from 0.
    pub line_order: Option<i64>,
    /// Null in every sample: its form is *unverified*.
    pub eco_contribution: Option<RawJson>,
}

/// A line of a document that is written, in Pascal case. Whether EBP computes the totals anew is not documented: what is sent is
/// sent as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Default, Body)]
#[serde(rename_all = "PascalCase")]
pub struct LineData {
    pub item_id: Option<ItemId>,
    pub description: Option<String>,
    /// The values are not documented; the samples write 1.
    pub line_type: Option<i64>,
    /// How many of the unit of sale; positive in credits as well.
    pub quantity: Option<Decimal>,
    /// Price of one; without VAT, unless the document's mode of invoicing includes it (*unverified*).
    pub unit_price: Option<Decimal>,
    /// In percent: 20.
    pub vat_rate: Option<Decimal>,
    /// Of the line, without VAT.
    pub total_amount_vat_excluded: Option<Decimal>,
    /// VAT of the line.
    pub total_vat_amount: Option<Decimal>,
    /// Of the line, with VAT.
    pub total_amount_vat_included: Option<Decimal>,
    /// In percent.
    pub discount_rate: Option<Decimal>,
    /// Without VAT (*unverified*).
    pub discount_amount: Option<Decimal>,
    pub detailed_description: Option<String>,
    /// Place among the lines, from 0.
    pub line_order: Option<i64>,
    pub vat_rate_id: Option<VatRateId>,
    /// Null in every sample: its form is *unverified*.
    pub eco_contribution: Option<RawJson>,
}

impl LineData {
    /// A line of an item: how many, the price of one without VAT, and the rate of VAT in percent.
    pub fn of_item(item: impl Into<ItemId>, quantity: Decimal, unit_price: Decimal, vat_rate: Decimal) -> Self {
        Self {
            item_id: Some(item.into()),
            line_type: Some(1),
            quantity: Some(quantity),
            unit_price: Some(unit_price),
            vat_rate: Some(vat_rate),
            ..Self::default()
        }
    }
}

/// What can be written of a line: its number, its cost, its unit of sale and whether the margin applies cannot.
impl From<&Line> for LineData {
    fn from(read: &Line) -> Self {
        Self {
            item_id: read.item_id,
            description: read.description.clone(),
            line_type: read.line_type,
            quantity: read.quantity,
            unit_price: read.unit_price,
            vat_rate: read.vat_rate,
            total_amount_vat_excluded: read.total_amount_vat_excluded,
            total_vat_amount: read.total_vat_amount,
            total_amount_vat_included: read.total_amount_vat_included,
            discount_rate: read.discount_rate,
            discount_amount: read.discount_amount,
            detailed_description: read.detailed_description.clone(),
            line_order: read.line_order,
            vat_rate_id: read.vat_rate_id,
            eco_contribution: read.eco_contribution.clone(),
        }
    }
}
