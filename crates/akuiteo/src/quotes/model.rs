//! The head of a quote.

use guichet_core::time::Date;
use guichet_core::vendor::FieldError;
use guichet_core::{open_enum, string_id};

use super::check;
use super::custom_data::CustomData;
use super::line::{QuoteLine, TitleLine};
use super::member::{Member, day, flag, objects, text, text_opt};

string_id! {
    /// The number of a quote in Akuiteo (*numéro du devis interne*), `CC1877788` say; at most 15 characters.
    pub struct QuoteNumber;
}

open_enum! {
    /// How a quote is paid (*mode de paiement*; its table calls the codes terms of payment). At most 20 characters.
    pub enum PaymentMethod: text {
        /// None of the others (*autres*).
        Unlisted = "AU",
        /// By card (*carte bancaire*).
        Card = "CB",
        /// By cheque (*chèque*).
        Cheque = "CH",
        /// In cash (*espèces*).
        Cash = "ES",
        /// By cheque with its letter (*lettre chèque*).
        ChequeLetter = "LC",
        /// By direct debit (*prélèvement*).
        DirectDebit = "PR",
        /// By bill of exchange (*traite*).
        BillOfExchange = "TR",
        /// By transfer in a foreign currency (*virement devise*).
        ForeignTransfer = "VD",
        /// By transfer (*virement*).
        Transfer = "VI",
    }
}

open_enum! {
    /// From when the delay of a payment counts within a month (*terme de paiement*). Text, although it looks like a number.
    pub enum PaymentTerm: text {
        /// The end of the month (*fin de mois*).
        EndOfMonth = "1",
        /// The beginning of the month (*début de mois*).
        StartOfMonth = "2",
        /// The day itself (*fixe*).
        Fixed = "3",
    }
}

/// A quote to be created; also what a revision puts in the place of a quote, which is a new quote as well. Lengths are in characters.
///
/// ```
/// use guichet_akuiteo::quotes::{NewQuote, QuoteLine};
/// use guichet_akuiteo::{dates, decimal};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let (quantity, price) = (decimal::parse("2")?, decimal::parse("2.26")?);
/// let line = QuoteLine::new("AK_GROUPE", "1101", quantity, price, "01", "MAI00002", "706000");
/// let quote = NewQuote {
///     external_number: Some("SF-12345".into()),
///     payment_delay: Some("010".into()),
///     ..NewQuote::new("AK", "VEN", "C19771", dates::parse("2018-07-30")?, "EUR", vec![line])
/// };
/// assert!(quote.mistakes().is_empty());
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewQuote {
    /// Code of the company (*société*); at most 20 characters.
    pub company_code: String,
    /// The number that the new quote is to have, in the body. Without one Akuiteo draws a number. A revision takes its number from the
    /// method's argument; another one here is refused.
    pub internal_number: Option<QuoteNumber>,
    /// The caller's own number (*numéro du devis externe*), that of Salesforce by the text; at most 20. What a lost creation is
    /// recognized by.
    pub external_number: Option<String>,
    /// Code of the journal; at most 20.
    pub journal_code: String,
    /// First reference of the customer's (*référence client 1*); at most 60.
    pub customer_reference1: Option<String>,
    /// Second reference of the customer's; at most 60.
    pub customer_reference2: Option<String>,
    /// Third reference of the customer's; at most 60.
    pub customer_reference3: Option<String>,
    /// Code of the customer; at most 10.
    pub customer_code: String,
    /// Code of the customer who is billed (*client facturé*); at most 10.
    pub billed_customer_code: Option<String>,
    /// Day of the quote.
    pub date: Date,
    /// Day of the customer's reference.
    pub customer_reference_date: Option<Date>,
    /// Code of the employee in charge of the quote (*responsable du devis*); at most 14.
    pub manager_code: Option<String>,
    /// Code of the establishment (*établissement*) of the quote; at most 14.
    pub establishment_code: Option<String>,
    /// `EUR` say (*devise*); at most 3.
    pub currency_code: String,
    /// When the quote is expected to be signed (*signature prévisionnelle*).
    pub expected_signature_date: Option<Date>,
    /// Code of the employee in charge of the sale (*responsable commercial*); at most 14.
    pub sales_manager_code: Option<String>,
    /// Comment in the head (*texte*); at most 4000.
    pub comment: Option<String>,
    /// How it is paid. Its member is called `ModePaiement`, with a capital.
    pub payment_method: Option<PaymentMethod>,
    /// Delay of the payment in days (*délai de paiement*), a text that keeps its zeros: `010`, `15`; at most 3.
    pub payment_delay: Option<String>,
    /// From when the delay counts.
    pub payment_term: Option<PaymentTerm>,
    /// Day of the payment (*jour de paiement*), `10` say; at most 2.
    pub payment_day: Option<String>,
    /// Subject to notification (*soumis à notification*). Sent as 0 or 1.
    pub subject_to_notification: Option<bool>,
    /// At least one.
    pub lines: Vec<QuoteLine>,
    pub title_lines: Vec<TitleLine>,
    pub custom_data: Vec<CustomData>,
}

impl NewQuote {
    /// A quote with the members that the table asks for.
    pub fn new(
        company_code: impl Into<String>,
        journal_code: impl Into<String>,
        customer_code: impl Into<String>,
        date: Date,
        currency_code: impl Into<String>,
        lines: Vec<QuoteLine>,
    ) -> Self {
        Self {
            company_code: company_code.into(),
            internal_number: None,
            external_number: None,
            journal_code: journal_code.into(),
            customer_reference1: None,
            customer_reference2: None,
            customer_reference3: None,
            customer_code: customer_code.into(),
            billed_customer_code: None,
            date,
            customer_reference_date: None,
            manager_code: None,
            establishment_code: None,
            currency_code: currency_code.into(),
            expected_signature_date: None,
            sales_manager_code: None,
            comment: None,
            payment_method: None,
            payment_delay: None,
            payment_term: None,
            payment_day: None,
            subject_to_notification: None,
            lines,
            title_lines: Vec::new(),
            custom_data: Vec::new(),
        }
    }

    /// All that the tables forbid of it, by the vendor's names: `ligneDevis[2].quantite`. Lines are counted from 0. The methods that
    /// send a quote refuse it for the same; [`Error::fields`](crate::Error::fields) keeps the first twenty.
    pub fn mistakes(&self) -> Vec<FieldError> {
        let mut found = check::mistakes(&self.members(self.internal_number.as_ref()));
        found.extend(check::of_kinds(&self.custom_data));
        found
    }

    /// Its rows (001:53-289), with the number that the body says.
    pub(super) fn members<'a>(&'a self, number: Option<&'a QuoteNumber>) -> Vec<Member<'a>> {
        vec![
            text("codeSociete", 20, &self.company_code),
            text_opt("numeroDevisInterne", check::NUMBER, number.map(QuoteNumber::as_str)),
            text_opt("numeroDevisExterne", 20, self.external_number.as_deref()),
            text("codeJournal", 20, &self.journal_code),
            text_opt("refClient1", 60, self.customer_reference1.as_deref()),
            text_opt("refClient2", 60, self.customer_reference2.as_deref()),
            text_opt("refClient3", 60, self.customer_reference3.as_deref()),
            text("codeClient", 10, &self.customer_code),
            text_opt("codeClientFacture", 10, self.billed_customer_code.as_deref()),
            day("dateDevis", Some(self.date)),
            day("dateRefClient", self.customer_reference_date),
            text_opt("respDevis", 14, self.manager_code.as_deref()),
            text_opt("respEtablissement", 14, self.establishment_code.as_deref()),
            text("codeDevise", 3, &self.currency_code),
            day("dateSignPrev", self.expected_signature_date),
            text_opt("respComm", 14, self.sales_manager_code.as_deref()),
            text_opt("texte", 4000, self.comment.as_deref()),
            text_opt("ModePaiement", 20, self.payment_method.as_ref().map(PaymentMethod::as_str)),
            text_opt("delaiPaiement", 3, self.payment_delay.as_deref()),
            text_opt("termePaiement", 1, self.payment_term.as_ref().map(PaymentTerm::as_str)),
            text_opt("jourPaiement", 2, self.payment_day.as_deref()),
            flag("indNotifie", self.subject_to_notification),
            objects("ligneDevis", self.lines.iter().map(QuoteLine::members)).required(),
            objects("ligneTitres", self.title_lines.iter().map(TitleLine::members)),
            objects("donneesPersonnaliseesDevis", self.custom_data.iter().map(CustomData::members)),
        ]
    }
}
