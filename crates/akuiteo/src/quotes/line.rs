//! The lines of a quote, and the titles above them.

use guichet_core::time::Date;
use guichet_core::{Decimal, integer_id, open_enum};

use super::member::{Limit, Member, amount, day, flag, number, text, text_opt};

integer_id! {
    /// Identifies a title line within its quote; the caller's choice, at most two characters.
    pub struct TitleLineId;
}

open_enum! {
    /// How often a recurrent line is billed (*périodicité*).
    pub enum Periodicity: number {
        /// Once (*unique*): what a line without a word has.
        Once = "0",
        /// Each year (*annuelle*).
        Yearly = "1",
        /// Each half-year (*semestrielle*).
        HalfYearly = "2",
        /// Each quarter (*trimestrielle*).
        Quarterly = "3",
        /// Each month (*mensuelle*).
        Monthly = "4",
    }
}

open_enum! {
    /// Whether a recurrent line is billed before its period or after it (*terme*).
    pub enum BillingTerm: number {
        /// Before the period (*terme à échoir*).
        InAdvance = "0",
        /// After the period (*terme échu*).
        InArrears = "1",
    }
}

/// A line of a quote (*ligne de devis*). Lengths are in characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuoteLine {
    /// Code of the group (*regroupement*) of the product that is sold; at most 20 characters.
    pub product_group: String,
    /// Code of the product that is sold (*référence*); at most 80.
    pub product_reference: String,
    /// Short description (*description abrégée*); at most 100.
    pub description: Option<String>,
    /// Comment on the line (*texte*); at most 4000.
    pub comment: Option<String>,
    /// Positive or negative; at most 17 digits before the point and 5 decimals.
    pub quantity: Decimal,
    /// Price of one, without VAT (*prix unitaire HT*), in the quote's currency (*unverified*: the table names none); at most 17 digits
    /// before the point and 5 decimals.
    pub unit_price: Decimal,
    /// Code of the VAT (*TVA*), with its zeros: `01`; at most 20.
    pub vat_code: String,
    /// Discount as an amount (*remise en montant*); at most 14 digits before the point and 2 decimals. Its sign, and whether it is of
    /// the line or of one piece, is not documented.
    pub discount_amount: Option<Decimal>,
    /// Discount in percent (*remise en pourcentage*): 25 is 25 %; at most 9 digits before the point and 2 decimals.
    pub discount_percent: Option<Decimal>,
    /// Code of the project (*affaire*); at most 10.
    pub project_code: String,
    /// Code of the phase (*lot*); at most 10. That this is what other routes call a phase is *unverified*.
    pub phase_code: Option<String>,
    /// Code of the sub-phase (*sous-lot*); at most 10. *Unverified* as above.
    pub sub_phase_code: Option<String>,
    /// Code of the task (*tâche*); at most 10.
    pub task_code: Option<String>,
    /// General account (*compte de comptabilité générale*) of the charge or of the fixed asset; at most 10.
    pub general_account: String,
    /// Expected delivery (*livraison prévisionnelle*). Mandatory where the server's setting `CC_DATLIV_N_OBL` is off, which a client
    /// cannot see.
    pub expected_delivery_date: Option<Date>,
    /// Expected billing (*facturation prévisionnelle*). Mandatory as the expected delivery is.
    pub expected_billing_date: Option<Date>,
    /// Begin of the period (*début de période*).
    pub period_start: Option<Date>,
    /// End of the period (*fin de période*).
    pub period_end: Option<Date>,
    /// Day of the line's notification (*date de notification*). For a product that is not subject to notification it becomes the day
    /// of the order: the table speaks of a line of an order here.
    pub notification_date: Option<Date>,
    /// Number of the contract of the year before (*N-1*), for a renewal; at most 30.
    pub contract_number: Option<String>,
    /// How often the line is billed.
    pub periodicity: Option<Periodicity>,
    /// Length of the recurrent billing's period in months (*durée*); at most 4 characters.
    pub periodicity_months: Option<u32>,
    /// Before or after each period.
    pub billing_term: Option<BillingTerm>,
    /// Renewed without a word (*tacite reconduction*). A number by its table, so sent as the others are: see
    /// [`NumberForm`](super::NumberForm).
    pub tacit_renewal: Option<bool>,
    /// Begin of the recurrent billing (*date de début de la facturation récurrente*).
    pub periodicity_start: Option<Date>,
    /// Whether the line can be edited (*éditable*). Sent as 0 or 1.
    pub editable: Option<bool>,
    /// The title that it stands below (*rattachement*).
    pub title_line: Option<TitleLineId>,
}

impl QuoteLine {
    /// A line with the members that the table asks for.
    pub fn new(
        product_group: impl Into<String>,
        product_reference: impl Into<String>,
        quantity: Decimal,
        unit_price: Decimal,
        vat_code: impl Into<String>,
        project_code: impl Into<String>,
        general_account: impl Into<String>,
    ) -> Self {
        Self {
            product_group: product_group.into(),
            product_reference: product_reference.into(),
            description: None,
            comment: None,
            quantity,
            unit_price,
            vat_code: vat_code.into(),
            discount_amount: None,
            discount_percent: None,
            project_code: project_code.into(),
            phase_code: None,
            sub_phase_code: None,
            task_code: None,
            general_account: general_account.into(),
            expected_delivery_date: None,
            expected_billing_date: None,
            period_start: None,
            period_end: None,
            notification_date: None,
            contract_number: None,
            periodicity: None,
            periodicity_months: None,
            billing_term: None,
            tacit_renewal: None,
            periodicity_start: None,
            editable: None,
            title_line: None,
        }
    }

    /// Its rows (001:291-557).
    pub(super) fn members(&self) -> Vec<Member<'_>> {
        vec![
            text("regroupement", 20, &self.product_group),
            text("reference", 80, &self.product_reference),
            text_opt("descripLigne", 100, self.description.as_deref()),
            text_opt("texteLigne", 4000, self.comment.as_deref()),
            amount("quantite", Limit::Digits(17, 5), Some(self.quantity)),
            amount("prixUnit", Limit::Digits(17, 5), Some(self.unit_price)),
            text("codeTVA", 20, &self.vat_code),
            amount("remiseMNT", Limit::Digits(14, 2), self.discount_amount),
            amount("remisePourcent", Limit::Digits(9, 2), self.discount_percent),
            text("codeAffaire", 10, &self.project_code),
            text_opt("codeLot", 10, self.phase_code.as_deref()),
            text_opt("codeSousLot", 10, self.sub_phase_code.as_deref()),
            text_opt("codeTache", 10, self.task_code.as_deref()),
            text("compteCG", 10, &self.general_account),
            day("dateLivPrev", self.expected_delivery_date),
            day("dateFacPrev", self.expected_billing_date),
            day("dateDebutPeriode", self.period_start),
            day("dateFinPeriode", self.period_end),
            day("dateNotification", self.notification_date),
            text_opt("numeroContrat", 30, self.contract_number.as_deref()),
            number("periodicite", 1, self.periodicity.as_ref()),
            number("periodiciteDuree", 4, self.periodicity_months),
            number("periodiciteTerme", 1, self.billing_term.as_ref()),
            number("periodiciteTR", 1, self.tacit_renewal.map(u8::from)),
            day("periodiciteDateDebut", self.periodicity_start),
            flag("editable", self.editable),
            number("idLigneTitreRattach", 2, self.title_line),
        ]
    }
}

/// A title among the lines of a quote (*ligne de titre*). The table asks for none of its members.
///
/// ```
/// use guichet_akuiteo::quotes::TitleLine;
/// let title = TitleLine { id: Some(1.into()), label: Some("Conseil".into()), ..TitleLine::default() };
/// let below = TitleLine { id: Some(2.into()), parent: title.id, ..TitleLine::default() };
/// assert_eq!(below.parent, title.id);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TitleLine {
    /// What lines below it name it by.
    pub id: Option<TitleLineId>,
    /// Its text (*libellé*); at most 153 characters.
    pub label: Option<String>,
    /// The title above a sub-title (*ligne père*).
    pub parent: Option<TitleLineId>,
}

impl TitleLine {
    /// Its rows (001:559-588).
    pub(super) fn members(&self) -> Vec<Member<'_>> {
        vec![
            number("idLigneTitre", 2, self.id),
            text_opt("libelleTitre", 153, self.label.as_deref()),
            number("idLignePere", 2, self.parent),
        ]
    }
}
