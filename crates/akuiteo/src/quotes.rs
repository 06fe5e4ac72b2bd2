//! Quotes (*devis*): the web service that Salesforce writes them by. The service has a path and a selector of its own, and names, dates
//! and booleans in forms that the other routes do not have.
//!
//! Quotes are written here and not read. [`resource`](crate::Akuiteo::resource) reads them on the route `sales/quotations`, which is
//! *unverified*.

pub(crate) mod answer;
mod check;
mod custom_data;
mod line;
mod member;
mod model;
mod validators;

pub use answer::{QuoteAnswer, QuoteReply};
pub use custom_data::{CustomData, CustomValue};
pub use line::{BillingTerm, Periodicity, QuoteLine, TitleLine, TitleLineId};
pub use model::{NewQuote, PaymentMethod, PaymentTerm, QuoteNumber};
pub use validators::Validators;

use guichet_core::vendor::{Call, FieldError};
use guichet_core::{Effect, Method, Operation, Result, operations};

use self::member::Written;
use crate::client::Akuiteo;

operations! {
    CREATE:            Unsafe,     POST "/{selector}/devisclient/{numeroDevisInterne}/revise",            "akuiteo.quotes.create",            "Créer un devis" [answers_text];
    REVISE:            Unsafe,     PUT  "/{selector}/devisclient/{numeroDevisInterne}/revise",            "akuiteo.quotes.revise",            "Réviser un devis" [answers_text];
    UPDATE_VALIDATORS: Idempotent, POST "/{selector}/devisclient/{numeroDevisInterne}/update-validators", "akuiteo.quotes.update-validators", "Mettre à jour les validateurs";
}

/// [`CREATE`] at a path of the caller's. It is the same operation, and stands in no list of its own: nothing documents another path.
static CREATE_AT: Operation =
    Operation::new("akuiteo.quotes.create", Method::POST, "/{selector}/{path}", Effect::Unsafe, Some("Créer un devis"))
        .answers_text();

/// Quotes.
#[derive(Debug, Clone)]
pub struct Quotes {
    api: Akuiteo,
    numbers: NumberForm,
    force: ForceForm,
}

/// How numbers (*Nombre*) are sent. The samples have texts, the tables say numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum NumberForm {
    /// As texts with a point, `"2.26"`: as in the samples, of `quantite` and `prixUnit` (*unverified* for the others).
    #[default]
    Text,
    /// As numbers of JSON, `2.26`. *Unverified*.
    Number,
}

/// Under which name and in which form [`Validators::force`] is sent. The sample and the table differ; both at once are never sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum ForceForm {
    /// `forcerMaj`, true or false: as in the sample. *Unverified*: the table has the other.
    #[default]
    Boolean,
    /// `forcerMAJ`, 0 or 1: as in the table. *Unverified*.
    Digit,
}

impl Akuiteo {
    /// Quotes.
    #[doc(alias = "devis")]
    pub fn quotes(&self) -> Quotes {
        Quotes { api: self.clone(), numbers: NumberForm::default(), force: ForceForm::default() }
    }
}

impl Quotes {
    /// The same handle, with numbers in another form.
    #[must_use]
    pub fn numbers(mut self, form: NumberForm) -> Self {
        self.numbers = form;
        self
    }

    /// The same handle, with [`Validators::force`] in another form.
    #[must_use]
    pub fn force(mut self, form: ForceForm) -> Self {
        self.force = form;
        self
    }

    /// Creates a quote (*Créer un devis*). **Unsafe**: sent twice it may be there twice, and it is never sent again by itself.
    ///
    /// The text gives this call the path of a revision, with a number in it, although a new quote needs none. The number of the path
    /// is sent in the path alone, as in the sample; [`NewQuote::internal_number`] is sent in the body. Which of them a server takes for
    /// the new quote's number is *unverified*. For a server that creates without a number see [`create_at`](Self::create_at).
    ///
    /// **Sending again**: after [`outcome_unknown`](crate::Error::outcome_unknown) the quote has to be looked for first. It is
    /// recognized by [`NewQuote::external_number`], a number of the caller's own, which is best never left out. No search by it is
    /// documented: the route `sales/quotations/search`, through [`resource`](Akuiteo::resource), is in use elsewhere, and the name that
    /// the number has there is *unverified*.
    ///
    /// # Errors
    /// All that the tables forbid, before anything is sent: [`fields`](crate::Error::fields) names each of it. An answer that says
    /// `status: false`, whose outcome is unknown: whether a part was done before it is not documented. Those of the call.
    pub async fn create(&self, number: impl Into<QuoteNumber>, quote: &NewQuote) -> Result<QuoteReply> {
        let number = number.into();
        let call = self.api.in_quotes(&CREATE).arg(&number).check_all(in_path(&number, quote));
        self.sent(call, quote, quote.internal_number.as_ref()).await
    }

    /// Creates a quote at a path of the caller's, below the selector: for a server that creates without a number. No such path is
    /// documented. **Unsafe**, as [`create`](Self::create).
    ///
    /// ```no_run
    /// # async fn created(akuiteo: guichet_akuiteo::Akuiteo, quote: guichet_akuiteo::quotes::NewQuote) -> guichet_akuiteo::Result<()> {
    /// // Whatever the server's owner says: nothing is implied by this one.
    /// let reply = akuiteo.quotes().create_at(["devisclient", "revise"], &quote).await?;
    /// # drop(reply); Ok(()) }
    /// ```
    ///
    /// # Errors
    /// As [`create`](Self::create); a path without a segment, or with an empty one.
    pub async fn create_at(&self, path: impl IntoIterator<Item: ToString>, quote: &NewQuote) -> Result<QuoteReply> {
        let path = path.into_iter().map(|segment| segment.to_string());
        self.sent(self.api.in_quotes(&CREATE_AT).segments(path), quote, quote.internal_number.as_ref()).await
    }

    /// Revises a quote (*Réviser un devis*): the quote of that number becomes a revised one, and a **new** quote is attached to it.
    /// **Unsafe**: sent twice it revises twice, and it is never sent again by itself. The number goes into the path and into the body.
    ///
    /// **Sending again**: as for [`create`](Self::create); that the first revision arrived is also seen by the old quote's state, in
    /// `sales/quotations` (*unverified*).
    ///
    /// # Errors
    /// As [`create`](Self::create); a quote whose [`internal_number`](NewQuote::internal_number) is another one.
    pub async fn revise(&self, number: impl Into<QuoteNumber>, quote: &NewQuote) -> Result<QuoteReply> {
        let number = number.into();
        let call = self.api.in_quotes(&REVISE).arg(&number).check_all(in_path(&number, quote));
        self.sent(call, quote, Some(&number)).await
    }

    /// Updates the validators of a quote (*Mettre à jour les validateurs*). Idempotent (*unverified*: that the same validators, sent
    /// again, change nothing more): it is sent again by itself.
    ///
    /// What the answer says of its status in a form that is not understood is no error: see [`QuoteAnswer::succeeded`].
    ///
    /// # Errors
    /// No validator, or an empty code, before anything is sent. An answer that says `status: false`. Those of the call.
    pub async fn update_validators(
        &self,
        number: impl Into<QuoteNumber>,
        validators: &Validators,
    ) -> Result<QuoteAnswer> {
        let number = number.into();
        let members = validators.members(self.force);
        let call = self.api.in_quotes(&UPDATE_VALIDATORS).arg(&number);
        let call = call.check_all(check::of_path(number.as_str()).into_iter().collect());
        call.check_all(check::mistakes(&members)).json(&Written(&members, self.numbers)).fetch().await
    }

    async fn sent(&self, call: Call, quote: &NewQuote, number: Option<&QuoteNumber>) -> Result<QuoteReply> {
        let call = call.check_all(quote.mistakes());
        let call = call.json(&Written(&quote.members(number), self.numbers));
        call.fetch_text(|text, _| QuoteReply::of(text)).await
    }
}

/// What is wrong with the number in a path, by itself and beside that of the body.
fn in_path(number: &QuoteNumber, quote: &NewQuote) -> Vec<FieldError> {
    let other = quote.internal_number.as_ref().filter(|other| *other != number);
    let differs = other.map(|_| FieldError::new("numeroDevisInterne", "it is not the number in the path"));
    check::of_path(number.as_str()).into_iter().chain(differs).collect()
}
