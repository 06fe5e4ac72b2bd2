//! What invoices are made of, as written and as read.

use guichet_core::time::Date;
use guichet_core::vendor::{FieldError, fields_of, text_of};
use guichet_core::{Body, Decimal, Model, RawJson, integer_id, open_enum};
use serde::{Serialize, Serializer};

use super::InvoiceId;
use crate::customers::CustomerId;
use crate::series::SeriesId;

pub use crate::orders::CustomerRef;

open_enum! {
    /// State of an invoice. Read in capitals; in requests it is written in small letters.
    pub enum InvoiceStatus: text {
        /// Published.
        Valid = "VALID",
        /// Not yet published.
        Draft = "DRAFT",
        /// Cancelled.
        Cancelled = "CANCELLED",
    }
}

impl InvoiceStatus {
    /// As requests spell it: `valid`. A code that is not known stays as it is.
    pub(crate) fn written(&self) -> String {
        match self {
            Self::Other(code) => code.clone(),
            known => known.as_str().to_ascii_lowercase(),
        }
    }
}

open_enum! {
    /// Why goods are moved, on delivery notes (table 1 of the documentation).
    pub enum MovePurpose: number {
        /// Sale; what Workadu takes where none is given.
        Sale = "1",
        /// Sale on behalf of third parties.
        SaleForThirdParties = "2",
        /// Sampling.
        Sampling = "3",
        /// Exhibition.
        Exhibition = "4",
        /// Return.
        Return = "5",
        /// Custody.
        Custody = "6",
        /// Processing, assembly.
        Processing = "7",
        /// Transfer between the facilities of one entity.
        TransferBetweenFacilities = "8",
        /// Purchase.
        Purchase = "9",
        /// Supply to ships and aircraft.
        SupplyToShipsAndAircraft = "10",
        /// Free disposal.
        FreeDisposal = "11",
        /// Warranty.
        Warranty = "12",
        /// Loan for use.
        LoanForUse = "13",
        /// Storage by third parties.
        StorageByThirdParties = "14",
        /// Return from custody.
        ReturnFromCustody = "15",
        /// Recycling.
        Recycling = "16",
        /// Destruction of useless material.
        Destruction = "17",
        /// Transfer of assets, an internal movement.
        AssetTransfer = "18",
        /// Another reason, to be described in `other_move_purpose`.
        OtherReason = "19",
    }
}

open_enum! {
    /// The tax authority's unit of measure (table 2 of the documentation).
    pub enum AadeMeasurement: number {
        /// Pieces.
        Pieces = "1",
        /// Kilograms.
        Kilograms = "2",
        /// Litres.
        Liters = "3",
        /// Metres.
        Meters = "4",
        /// Square metres.
        SquareMeters = "5",
        /// Cubic metres.
        CubicMeters = "6",
        /// Pieces, other cases.
        PiecesOther = "7",
    }
}

integer_id! {
    /// The state budget that pays an invoice to the public sector, as a code. The documentation lists three codes and the
    /// meaning of none.
    pub struct StateBudget;
}

impl StateBudget {
    /// The code 1.
    pub const CODE_1: Self = Self(1);
    /// The code 2.
    pub const CODE_2: Self = Self(2);
    /// The code 3.
    pub const CODE_3: Self = Self(3);
}

/// An invoice to create.
#[derive(Debug, Clone, Body)]
pub struct NewInvoice {
    pub customer_id: CustomerId,
    pub series_id: SeriesId,
    /// A whole number. How it relates to the number that publishing gives, [`Invoice::invoice_number`], is not documented.
    pub invoice_num: Option<i64>,
    /// Percent, on all lines.
    pub discount_percent: Option<Decimal>,
    /// Percent; the company's where it is not given.
    pub vat_percent: Option<Decimal>,
    /// `EUR` say; the company's where it is not given.
    pub currency: Option<String>,
    /// The series of the way of paying. Needed for what goes to the tax authority.
    pub payment_type: Option<SeriesId>,
    /// Free text that comes back as [`Invoice::tag`]: by one of its own a program finds the invoice again whose creation had
    /// an unknown outcome.
    pub tag: Option<String>,
    /// Delivery notes: who receives; the invoice's customer where it is not given.
    pub recipient_id: Option<CustomerId>,
    /// Delivery notes: who sends; the company where it is not given.
    pub sender_id: Option<CustomerId>,
    /// Delivery notes: who transports; the one that the series suggests where it is not given.
    pub transporter_id: Option<CustomerId>,
    /// Delivery notes: a third party at the recipient's side.
    pub recipient_third_id: Option<CustomerId>,
    /// Delivery notes: a third party at the sender's side.
    pub sender_third_id: Option<CustomerId>,
    /// Delivery notes: a sale where it is not given.
    pub move_purpose: Option<MovePurpose>,
    /// Delivery notes: needed with [`MovePurpose::OtherReason`].
    pub other_move_purpose: Option<String>,
    /// Needed on invoices to the public sector (B2G).
    pub state_budget: Option<StateBudget>,
    /// Needed on invoices to the public sector (B2G).
    pub contract_reference: Option<String>,
    /// Needed on invoices to the public sector (B2G).
    pub contract_reference_code: Option<String>,
    /// `0000.E00000.0000` say. Needed on invoices to the public sector (B2G).
    pub assigning_authority_code: Option<String>,
    /// Whether the lines' prices are gross, sent as a JSON boolean. *Unverified*: public clients send it so, the
    /// documentation only mentions it.
    pub includes_vat: Option<bool>,
    /// A draft where it is not given. *Unverified*: the documentation only mentions it.
    #[serde(serialize_with = "small_letters")]
    pub status: Option<InvoiceStatus>,
}

impl NewInvoice {
    /// An invoice with the members that Workadu asks for.
    pub fn new(customer_id: impl Into<CustomerId>, series_id: impl Into<SeriesId>) -> Self {
        Self {
            customer_id: customer_id.into(),
            series_id: series_id.into(),
            invoice_num: None,
            discount_percent: None,
            vat_percent: None,
            currency: None,
            payment_type: None,
            tag: None,
            recipient_id: None,
            sender_id: None,
            transporter_id: None,
            recipient_third_id: None,
            sender_third_id: None,
            move_purpose: None,
            other_move_purpose: None,
            state_budget: None,
            contract_reference: None,
            contract_reference_code: None,
            assigning_authority_code: None,
            includes_vat: None,
            status: None,
        }
    }

    pub(super) fn check(&self) -> Result<(), &'static str> {
        match (&self.move_purpose, &self.other_move_purpose) {
            (Some(MovePurpose::OtherReason), None) => Err("move purpose 19 needs a description"),
            _ => Ok(()),
        }
    }
}

fn small_letters<S: Serializer>(status: &Option<InvoiceStatus>, serializer: S) -> Result<S::Ok, S::Error> {
    status.as_ref().map(InvoiceStatus::written).serialize(serializer)
}

/// Changes to an invoice. A member that is `None` is not sent, and stays as it is: *unverified*, by the documentation's
/// sample, which sends one member alone. Nothing says how a member is cleared.
#[derive(Debug, Clone, Default, Body)]
pub struct InvoiceUpdate {
    /// The documentation's table has it as required, its shorter sample is without.
    pub customer_id: Option<CustomerId>,
    /// A whole number. How it relates to the number that publishing gives, [`Invoice::invoice_number`], is not documented.
    pub invoice_num: Option<i64>,
    /// The series of the way of paying. Needed for what goes to the tax authority.
    pub payment_type: Option<SeriesId>,
    /// Free text that comes back as [`Invoice::tag`].
    pub tag: Option<String>,
    /// Printed at the foot of the invoice.
    pub notes: Option<String>,
}

impl Invoice {
    /// The changes that change nothing, to be edited: customer and tag. The answer does not show `invoice_num`,
    /// `payment_type` and `notes`, so these are `None` and not sent.
    pub fn to_update(&self) -> InvoiceUpdate {
        let customer_id = self.customer.first().and_then(|customer| customer.id);
        InvoiceUpdate { customer_id, invoice_num: None, payment_type: None, tag: self.tag.clone(), notes: None }
    }
}

/// A line to add to a draft.
#[derive(Debug, Clone, Body)]
pub struct NewInvoiceLine {
    pub invoice_id: InvoiceId,
    pub description: Option<String>,
    /// Price of one item, net or gross by the invoice's `includes_vat`.
    pub amount: Decimal,
    /// The documentation's table has it as required, its shorter sample is without.
    pub quantity: Option<Decimal>,
    /// Percent.
    pub line_discount: Option<Decimal>,
    /// Percent. The documentation's table has it as required, its samples are without.
    pub vat_percent: Option<Decimal>,
    /// Needed on delivery notes.
    pub aade_measurement_code: Option<AadeMeasurement>,
    /// The European code, of which the documentation has no table. Text, as such codes have letters and leading zeros; the
    /// documentation calls it a number. Needed on invoices to the public sector (B2G).
    pub measurement_code: Option<String>,
    /// The code of the common procurement vocabulary (CPV), of which the documentation has no table: `03000000-1` say. Text
    /// for the same reason. Needed on invoices to the public sector (B2G).
    pub cpv_code: Option<String>,
}

impl NewInvoiceLine {
    /// A line with the members that Workadu asks for.
    pub fn new(invoice_id: impl Into<InvoiceId>, amount: Decimal) -> Self {
        Self {
            invoice_id: invoice_id.into(),
            description: None,
            amount,
            quantity: None,
            line_discount: None,
            vat_percent: None,
            aade_measurement_code: None,
            measurement_code: None,
            cpv_code: None,
        }
    }
}

/// A draft to publish, and to whom to send it.
#[derive(Debug, Clone, PartialEq, Eq, Body)]
pub struct Publication {
    pub invoice_id: InvoiceId,
    /// Whether the customer gets it by e-mail, as PDF; not, where it is not given.
    pub send: Option<bool>,
    /// Whether myDATA gets it: always, never, or by the `auto_send` setting of the series where it is not given.
    pub aade_send: Option<bool>,
}

impl Publication {
    /// Publishes without mail; the series' setting decides on myDATA.
    pub fn new(invoice_id: impl Into<InvoiceId>) -> Self {
        Self { invoice_id: invoice_id.into(), send: None, aade_send: None }
    }
}

/// An invoice that was published, and what was said of it.
#[derive(Debug, Clone, PartialEq, Eq, Body)]
#[non_exhaustive]
pub struct Published {
    /// The invoice as it is now.
    #[serde(rename = "data")]
    pub invoice: Invoice,
    pub(super) meta: PublishingMeta,
    pub(super) message: Option<RawJson>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
pub(super) struct PublishingMeta {
    #[serde(rename = "myData")]
    pub(super) my_data: Option<RawJson>,
}

/// What is known of an invoice at the tax authority's myDATA after publishing.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum MyData {
    /// The authority took it and gave it this number (ΜΑΡΚ).
    Accepted(i64),
    /// There is no number, and something was said: the authority refused it, as far as is known. Workadu has published the
    /// invoice all the same. *Unverified*.
    NotAccepted(Vec<FieldError>),
    /// There is no number, and nothing was said. It was not sent, or is still on its way: read the invoice again.
    Unknown,
}

impl Published {
    /// What is known of the invoice at the tax authority.
    pub fn my_data(&self) -> MyData {
        match (self.invoice.aade.iter().find_map(|aade| aade.mark), self.remarks()) {
            (Some(mark), _) => MyData::Accepted(mark),
            (None, remarks) if remarks.is_empty() => MyData::Unknown,
            (None, remarks) => MyData::NotAccepted(remarks),
        }
    }

    /// What the answer says besides, mostly the tax authority's complaints: Workadu's `meta.myData` and `message`, as texts,
    /// with a code where there is one. *Unverified*: public clients read both, the documentation has neither.
    pub fn remarks(&self) -> Vec<FieldError> {
        [&self.meta.my_data, &self.message].into_iter().flatten().flat_map(remarks).collect()
    }
}

/// A list of texts or of objects, an object, or one text.
fn remarks(raw: &RawJson) -> Vec<FieldError> {
    match fields_of(raw) {
        fields if fields.is_empty() => text_of(raw).map(|text| FieldError::new("", text)).into_iter().collect(),
        fields => fields,
    }
}

/// An invoice, or a document of another type.
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[non_exhaustive]
pub struct Invoice {
    pub id: InvoiceId,
    /// With the prefix of its series: `A-1233`.
    pub invoice_number: Option<String>,
    /// The title of its series, not the number.
    pub series: Option<String>,
    /// Who made it, a list of one.
    pub user: Vec<UserRef>,
    /// For whom it is, a list of one.
    pub customer: Vec<CustomerRef>,
    /// The day of issue.
    pub issue_date: Option<Date>,
    /// The day by which it is to be paid.
    pub due_date: Option<Date>,
    /// In `currency`, positive in the sample. Which discounts it sums up is not documented.
    pub discount_amount: Option<Decimal>,
    /// In `currency`. How it is computed is not documented: the sample's amounts do not add up.
    pub vat_amount: Option<Decimal>,
    /// In `currency`. How it is computed is not documented: the sample's amounts do not add up.
    pub total_amount: Option<Decimal>,
    /// Three letters in the sample: `EUR`.
    pub currency: Option<String>,
    /// 1 in the sample. Between which currencies is not documented.
    pub currency_rate: Option<Decimal>,
    pub lines: Vec<InvoiceLine>,
    /// Whether it is a draft, published or cancelled.
    pub status: Option<InvoiceStatus>,
    /// The text that [`NewInvoice::tag`] or [`InvoiceUpdate::tag`] gave it.
    pub tag: Option<String>,
    /// What the tax authority (AADE) knows of it; empty where the company does not use myDATA.
    pub aade: Vec<Aade>,
}

/// A user, as invoices show it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[non_exhaustive]
pub struct UserRef {
    pub id: Option<i64>,
    pub email: Option<String>,
}

/// A line of an invoice. The documentation explains no amount, and its sample has one item of 10 with a total of 20.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[non_exhaustive]
pub struct InvoiceLine {
    pub id: Option<i64>,
    pub description: Option<String>,
    /// How many items; the answer names no unit.
    pub quantity: Option<Decimal>,
    /// Price of one item.
    pub solo_amount: Option<Decimal>,
    /// Before the discount, by the documentation's sample.
    pub total_amount: Option<Decimal>,
    /// Percent.
    pub discount_percent: Option<Decimal>,
    /// Percent.
    pub vat_percent: Option<Decimal>,
    /// After the discount, by the same sample.
    pub final_amount: Option<Decimal>,
}

/// An invoice at the tax authority's myDATA.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[non_exhaustive]
pub struct Aade {
    pub id: Option<i64>,
    /// The authority's number (ΜΑΡΚ), beyond 32 bits.
    pub mark: Option<i64>,
    /// Letters and digits. What it identifies is not documented.
    pub uid: Option<String>,
    /// Whether it is to be sent there.
    pub should_send: Option<bool>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_reason_needs_its_description() {
        let invoice = NewInvoice { move_purpose: Some(MovePurpose::OtherReason), ..NewInvoice::new(1, 2) };
        assert!(invoice.check().is_err());
        assert!(NewInvoice { other_move_purpose: Some("repair".into()), ..invoice }.check().is_ok());
        assert!(NewInvoice { move_purpose: Some(MovePurpose::Sale), ..NewInvoice::new(1, 2) }.check().is_ok());
    }

    #[test]
    fn a_status_is_written_small_and_an_unknown_one_as_it_is() {
        assert_eq!(InvoiceStatus::Cancelled.written(), "cancelled");
        assert_eq!(InvoiceStatus::from("valid"), InvoiceStatus::Valid);
        assert_eq!(InvoiceStatus::from("ON_HOLD").written(), "ON_HOLD");
    }

    #[test]
    fn codes_are_written_as_numbers() {
        assert_eq!(serde_json::to_string(&AadeMeasurement::Kilograms).unwrap(), "2");
        assert_eq!(serde_json::to_string(&MovePurpose::from("20")).unwrap(), "20");
    }
}
