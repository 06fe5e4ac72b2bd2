//! Means of payment (*moyens de paiement*).

use guichet_core::{Body, Model, Pager, Result, integer_id, open_enum, operations};

use super::{Api, Invoicing, ListQuery};
use crate::hubbix::answer::{Deletion, confirm, fetch_one, shown};

integer_id! {
    /// Identifies a means of payment.
    pub struct PaymentModeId;
}

open_enum! {
    /// What a means of payment is (*PaymentMode*, 003:9744).
    pub enum PaymentModeType: number {
        /// Something else (*Autres*).
        Miscellaneous = "1",
        /// Bill or note (*BOR et LCR*).
        Bill = "2",
        /// Card (*Carte de crédit*).
        CreditCard = "3",
        /// Cheque (*Chèque*).
        Check = "4",
        /// Voucher for services at home (*CESU*).
        Cesu = "5",
        /// Cash (*Espèces*).
        Cash = "6",
        /// Paypal.
        Paypal = "7",
        /// Direct debit (*Prélèvement*).
        Debit = "8",
        /// Interbank payment order (*TIP*).
        Tip = "9",
        /// Transfer (*Virement*).
        Transfer = "10",
    }
}

operations! {
    LIST:   Safe,       GET    "/hubbix-gctpe/api/public/v1/payment-modes",                 "ebp.invoicing.payment-modes.list",   "Obtenir une liste des moyens de paiement";
    GET:    Safe,       GET    "/hubbix-gctpe/api/public/v1/payment-modes/{IdPaymentMode}", "ebp.invoicing.payment-modes.get",    "Obtenir un moyen de paiement";
    CREATE: Unsafe,     POST   "/hubbix-gctpe/api/public/v1/payment-modes",                 "ebp.invoicing.payment-modes.create", "Créer un moyen de paiement";
    UPDATE: Idempotent, PUT    "/hubbix-gctpe/api/public/v1/payment-modes/{idPaymentMode}", "ebp.invoicing.payment-modes.update", "Modifier un moyen de paiement";
    DELETE: Idempotent, DELETE "/hubbix-gctpe/api/public/v1/payment-modes/{IdPaymentMode}", "ebp.invoicing.payment-modes.delete", "Supprimer un moyen de paiement";
}

/// Means of payment.
#[derive(Debug, Clone)]
pub struct PaymentModes {
    api: Api,
}

impl Invoicing {
    /// Means of payment.
    pub fn payment_modes(&self) -> PaymentModes {
        PaymentModes { api: self.api() }
    }
}

impl PaymentModes {
    /// Lists means of payment. Safe.
    pub fn list(&self, query: ListQuery) -> Pager<PaymentMode> {
        query.list(self.api.call(&LIST))
    }

    /// Fetches one. Safe.
    ///
    /// # Errors
    /// `is_not_found` for an unknown number.
    pub async fn get(&self, id: impl Into<PaymentModeId>) -> Result<PaymentMode> {
        fetch_one(self.api.call(&GET).arg(id.into())).await
    }

    /// Creates one, and returns its number. Unsafe: repeated, it creates another; nothing is said of a label that exists.
    pub async fn create(&self, mode: &PaymentModeData) -> Result<PaymentModeId> {
        self.api.call(&CREATE).json(mode).fetch().await
    }

    /// Writes one over. Idempotent. EBP answers a number; that it is the means of payment's is *unverified*.
    ///
    /// # Errors
    /// `is_not_found` for an unknown number.
    pub async fn update(&self, id: impl Into<PaymentModeId>, mode: &PaymentModeData) -> Result<Option<PaymentModeId>> {
        self.api.call(&UPDATE).arg(id.into()).json(mode).fetch_any().await
    }

    /// Deletes one. Idempotent: the second time it is not found. [`PaymentMode::can_delete`] says whether it may be.
    ///
    /// # Errors
    /// `is_not_found` for an unknown number.
    pub async fn delete(&self, id: impl Into<PaymentModeId>) -> Result<Deletion> {
        confirm(self.api.call(&DELETE).arg(id.into())).await
    }
}

/// A means of payment.
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PaymentMode {
    pub id: PaymentModeId,
    pub label: Option<String>,
    pub payment_mode_type: Option<PaymentModeType>,
    /// Whether documents have it where nothing else is said.
    pub is_default: Option<bool>,
    /// `false`: a deletion is refused.
    pub can_delete: Option<bool>,
}

impl PaymentMode {
    /// The means of payment as [`update`](PaymentModes::update) takes it, changing nothing, to be edited. Whether it is the default
    /// cannot be written.
    ///
    /// # Errors
    /// One that was read without label or kind.
    pub fn to_update(&self) -> Result<PaymentModeData> {
        Ok(PaymentModeData {
            label: shown(&UPDATE, "label", &self.label)?,
            payment_mode_type: shown(&UPDATE, "paymentModeType", &self.payment_mode_type)?,
        })
    }
}

/// A means of payment to create, or to write over the one that is there.
#[derive(Debug, Clone, Body)]
#[serde(rename_all = "camelCase")]
pub struct PaymentModeData {
    pub label: String,
    pub payment_mode_type: PaymentModeType,
}

impl PaymentModeData {
    /// With both of its members, which EBP asks for.
    pub fn new(label: impl Into<String>, payment_mode_type: PaymentModeType) -> Self {
        Self { label: label.into(), payment_mode_type }
    }
}
