//! Settlement terms (*conditions de règlement*): how and when documents are paid.

use guichet_core::vendor::Call;
use guichet_core::{Body, Decimal, Error, Model, Pager, Result, integer_id, open_enum, operations};

use super::payment_modes::PaymentModeId;
use super::{Api, Invoicing, ListQuery};
use crate::hubbix::answer::{Deletion, confirm, fetch_one, shown};

integer_id! {
    /// Identifies a settlement term.
    pub struct SettlementTermId;
}

integer_id! {
    /// Identifies a line of a settlement term.
    pub struct SettlementTermLineId;
}

open_enum! {
    /// When a part falls due (*SettlementTermLineType*, 003:9711). Those that end in `On` need a day of the month as well.
    pub enum SettlementTermLineType: number {
        /// At once (*comptant*).
        Cash = "0",
        /// So many days later (*nombre de jours net*).
        DaysNet = "1",
        /// So many days later, then the end of that month (*nombre de jours fin de mois*).
        DaysEndOfMonth = "2",
        /// So many days later, then the end of that month, then this day (*…, le*).
        DaysEndOfMonthOn = "3",
        /// So many days later, then this day (*nombre de jours nets, le*).
        DaysNetOn = "4",
        /// So many days later, the beginning of a month (*nombre de jours début de mois*).
        DaysBeginningOfMonth = "5",
        /// So many days later, the beginning of a month, then this day (*…, le*).
        DaysBeginningOfMonthOn = "6",
        /// The beginning of a month, and so many days (*début de mois + nombre de jours*).
        BeginningOfMonthDays = "7",
        /// The beginning of a month, so many days, then this day (*…, le*).
        BeginningOfMonthDaysOn = "8",
        /// So many days later, then the end of that third of a month (*fin de décade*).
        DaysEndOfDecade = "9",
        /// The end of a month, and so many days (*fin de mois + nombre de jours*).
        EndOfMonthDays = "10",
        /// The end of a month, so many days, then this day (*…, le*).
        EndOfMonthDaysOn = "11",
    }
}

impl SettlementTermLineType {
    /// Whether it means nothing without a number of days, and without a day of the month. Of an unknown one nobody knows.
    fn needs(&self) -> (bool, bool) {
        match self {
            Self::Cash | Self::Other(_) => (false, false),
            Self::DaysEndOfMonthOn
            | Self::DaysNetOn
            | Self::DaysBeginningOfMonthOn
            | Self::BeginningOfMonthDaysOn
            | Self::EndOfMonthDaysOn => (true, true),
            _ => (true, false),
        }
    }
}

operations! {
    LIST:   Safe,       GET    "/hubbix-gctpe/api/public/v1/settlement-terms",                    "ebp.invoicing.settlement-terms.list",   "Obtenir une liste des conditions de règlement";
    GET:    Safe,       GET    "/hubbix-gctpe/api/public/v1/settlement-terms/{idSettlementTerm}", "ebp.invoicing.settlement-terms.get",    "Obtenir une condition de règlement";
    CREATE: Unsafe,     POST   "/hubbix-gctpe/api/public/v1/settlement-terms",                    "ebp.invoicing.settlement-terms.create", "Créer une condition de règlement";
    UPDATE: Idempotent, PUT    "/hubbix-gctpe/api/public/v1/settlement-terms/{IdSetllementTerm}", "ebp.invoicing.settlement-terms.update", "Modifier une condition de règlement";
    DELETE: Idempotent, DELETE "/hubbix-gctpe/api/public/v1/settlement-terms/{IdSetllementTerm}", "ebp.invoicing.settlement-terms.delete", "Supprimer une condition de règlement";
}

/// Settlement terms.
///
/// ```
/// # #[cfg(not(feature = "login"))]
/// # fn main() {}
/// # #[cfg(feature = "login")]
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
/// use guichet_ebp::decimal;
/// use guichet_ebp::invoicing::settlement_terms::{SettlementTermData, SettlementTermLineData, SettlementTermLineType};
///
/// let terms = ebp.invoicing("DomainId").settlement_terms();
/// let id = terms
///     .create(&SettlementTermData::new(
///         "40 % comptant, 60 % à 30 jours fin de mois le 10",
///         [
///             SettlementTermLineData::cash(decimal::parse("40")?),
///             SettlementTermLineData::on(decimal::parse("60")?, SettlementTermLineType::DaysEndOfMonthOn, 30, 10),
///         ],
///     ))
///     .await?;
///
/// let mut update = terms.get(id).await?.to_update()?;
/// update.lines[1].number_of_days = Some(45);
/// terms.update(id, &update).await?;
/// assert_eq!(terms.get(id).await?.lines[1].number_of_days, Some(45));
///
/// terms.delete(id).await?;
/// assert!(terms.get(id).await.unwrap_err().is_not_found());
/// # sandbox.stop().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct SettlementTerms {
    api: Api,
}

impl Invoicing {
    /// Settlement terms (*conditions de règlement*).
    pub fn settlement_terms(&self) -> SettlementTerms {
        SettlementTerms { api: self.api() }
    }
}

impl SettlementTerms {
    /// Lists terms. Safe. **The list has 0 for each percentage** (003:9189): fetch a term with [`get`](Self::get) for its own.
    pub fn list(&self, query: ListQuery) -> Pager<SettlementTerm> {
        query.list(self.api.call(&LIST))
    }

    /// Fetches one. Safe.
    ///
    /// # Errors
    /// `is_not_found` for an unknown number.
    pub async fn get(&self, id: impl Into<SettlementTermId>) -> Result<SettlementTerm> {
        fetch_one(self.api.call(&GET).arg(id.into())).await
    }

    /// Creates one, and returns its number. Unsafe: repeated, it creates another; nothing is said of a label that exists.
    ///
    /// **Sending again**: after an error whose outcome is unknown, look for the label with [`list`](Self::list) and
    /// [`ListQuery::search`] (that labels are searched is *unverified*), and create it only where it is not there.
    ///
    /// # Errors
    /// A line without the days that its type needs, before anything is sent.
    pub async fn create(&self, term: &SettlementTermData) -> Result<SettlementTermId> {
        term.check(self.api.call(&CREATE)).json(term).fetch().await
    }

    /// Writes one over, whole. Idempotent. EBP answers a number; that it is the term's is *unverified*.
    ///
    /// # Errors
    /// A line without the days that its type needs, before anything is sent; `is_not_found` for an unknown number.
    pub async fn update(
        &self,
        id: impl Into<SettlementTermId>,
        term: &SettlementTermData,
    ) -> Result<Option<SettlementTermId>> {
        term.check(self.api.call(&UPDATE).arg(id.into())).json(term).fetch_any().await
    }

    /// Deletes one. Idempotent: the second time it is not found. [`SettlementTerm::can_delete`] says whether it may be; the error for
    /// one that may not is not documented.
    ///
    /// # Errors
    /// `is_not_found` for an unknown number.
    pub async fn delete(&self, id: impl Into<SettlementTermId>) -> Result<Deletion> {
        confirm(self.api.call(&DELETE).arg(id.into())).await
    }
}

/// A settlement term.
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SettlementTerm {
    pub id: SettlementTermId,
    pub label: Option<String>,
    pub lines: Vec<SettlementTermLine>,
    /// `false`: a deletion is refused.
    pub can_delete: Option<bool>,
}

/// A part of what is to be paid, and when.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SettlementTermLine {
    pub id: Option<SettlementTermLineId>,
    /// Of the document's amount. 0 in the list, whatever it is.
    pub percent: Option<Decimal>,
    /// Days, counted as `settlement_term_line_type` says; none for a type that counts none.
    pub number_of_days: Option<i64>,
    pub settlement_term_line_type: Option<SettlementTermLineType>,
    /// From 1.
    pub day_of_month: Option<i64>,
    pub payment_mode_id: Option<PaymentModeId>,
}

impl SettlementTerm {
    /// The term as [`update`](SettlementTerms::update) takes it, changing nothing, to be edited. The numbers of its lines and whether it
    /// may be deleted cannot be written.
    ///
    /// # Errors
    /// One that was read without label, or a line of it without percentage or type; and **one whose percentages are all 0**, as the list
    /// has them: written back, nothing would be due. Fetch it with [`get`](SettlementTerms::get), or say the percentages.
    pub fn to_update(&self) -> Result<SettlementTermData> {
        let line = |read: &SettlementTermLine| -> Result<SettlementTermLineData> {
            Ok(SettlementTermLineData {
                percent: shown(&UPDATE, "lines.percent", &read.percent)?,
                number_of_days: read.number_of_days,
                day_of_month: read.day_of_month,
                settlement_term_line_type: shown(
                    &UPDATE,
                    "lines.settlementTermLineType",
                    &read.settlement_term_line_type,
                )?,
                payment_mode_id: read.payment_mode_id,
            })
        };
        let lines: Vec<SettlementTermLineData> = self.lines.iter().map(line).collect::<Result<_>>()?;
        if !lines.is_empty() && lines.iter().all(|line| line.percent.is_zero()) {
            return Err(Error::invalid(&UPDATE.id, "lines.percent", "a list has 0 for each: fetch the term itself"));
        }
        Ok(SettlementTermData { label: shown(&UPDATE, "label", &self.label)?, lines })
    }
}

/// A settlement term to create, or to write over the one that is there, which begins with [`SettlementTerm::to_update`].
#[derive(Debug, Clone, PartialEq, Eq, Body)]
#[serde(rename_all = "camelCase")]
pub struct SettlementTermData {
    pub label: String,
    /// That their percentages come to 100 is the caller's business.
    pub lines: Vec<SettlementTermLineData>,
}

impl SettlementTermData {
    /// With both of its members, which EBP asks for.
    pub fn new(label: impl Into<String>, lines: impl IntoIterator<Item = SettlementTermLineData>) -> Self {
        Self { label: label.into(), lines: lines.into_iter().collect() }
    }

    fn check(&self, call: Call) -> Call {
        let lines = self.lines.iter();
        let wrong = lines.enumerate().filter_map(|(at, line)| line.lacks().map(|what| format!("line {at}: {what}")));
        let wrong: Vec<String> = wrong.collect();
        call.check("lines", if wrong.is_empty() { Ok(()) } else { Err(wrong.join(", ")) })
    }
}

/// A part of what is to be paid, and when. The table calls all of its members mandatory, samples read null for most of them.
#[derive(Debug, Clone, PartialEq, Eq, Body)]
#[serde(rename_all = "camelCase")]
pub struct SettlementTermLineData {
    /// Of the document's amount.
    pub percent: Decimal,
    /// Days, counted as `settlement_term_line_type` says; none for a type that counts none.
    pub number_of_days: Option<i64>,
    /// From 1.
    pub day_of_month: Option<i64>,
    pub settlement_term_line_type: SettlementTermLineType,
    pub payment_mode_id: Option<PaymentModeId>,
}

impl SettlementTermLineData {
    /// A part that is paid at once.
    pub fn cash(percent: Decimal) -> Self {
        Self {
            percent,
            number_of_days: None,
            day_of_month: None,
            settlement_term_line_type: SettlementTermLineType::Cash,
            payment_mode_id: None,
        }
    }

    /// A part that is paid so many days later, as the type counts them.
    pub fn after(percent: Decimal, kind: SettlementTermLineType, days: i64) -> Self {
        Self { number_of_days: Some(days), settlement_term_line_type: kind, ..Self::cash(percent) }
    }

    /// The same, on this day of the month.
    pub fn on(percent: Decimal, kind: SettlementTermLineType, days: i64, day_of_month: i64) -> Self {
        Self { day_of_month: Some(day_of_month), ..Self::after(percent, kind, days) }
    }

    fn lacks(&self) -> Option<&'static str> {
        let (days, day) = self.settlement_term_line_type.needs();
        if days && self.number_of_days.is_none() {
            return Some("its type needs a number of days");
        }
        (day && self.day_of_month.is_none()).then_some("its type needs a day of the month")
    }
}
