//! Invoices and documents of any other type, by their series.

mod model;

use guichet_core::dates::format_date;
use guichet_core::time::Date;
use guichet_core::vendor::{Call, Client};
use guichet_core::{Model, Pager, RawJson, Result, integer_id, operations};

use crate::client::Workadu;
use crate::customers::CustomerId;
use crate::envelope;
use crate::listing::ListOptions;
use crate::series::SeriesId;

pub use model::*;

integer_id! {
    /// Identifies an invoice.
    pub struct InvoiceId;
}

/// Invoices of the company. An invoice begins as a draft, takes lines, and gets its number when it is published.
#[derive(Debug, Clone)]
pub struct Invoices {
    api: Client,
}

impl Workadu {
    /// Invoices.
    pub fn invoices(&self) -> Invoices {
        Invoices { api: self.client().clone() }
    }
}

operations! {
    LIST:     Safe,       GET  "/api/invoices/",             "workadu.invoices.list",     "List Invoices";
    GET:      Safe,       GET  "/api/invoices/{invoice_id}", "workadu.invoices.get",      "List Invoices";
    CREATE:   Unsafe,     POST "/api/invoices/",             "workadu.invoices.create",   "Create a new Invoice";
    UPDATE:   Idempotent, PUT  "/api/invoices/{invoice_id}", "workadu.invoices.update",   "Update an Invoice";
    ADD_LINE: Unsafe,     POST "/api/invoiceline/",          "workadu.invoices.add-line", "Create a new Invoice line";
    PUBLISH:  Unsafe,     POST "/api/invoices/publish/",     "workadu.invoices.publish",  "Publish a draft Invoice";
}

impl Invoices {
    /// Lists invoices. Safe.
    pub fn list(&self, query: InvoicesQuery) -> Pager<Invoice> {
        envelope::list(query.apply(self.api.call(&LIST)))
    }

    /// Fetches one invoice. Safe.
    ///
    /// # Errors
    /// `is_not_found` where the answer holds none.
    pub async fn get(&self, id: impl Into<InvoiceId>) -> Result<Invoice> {
        envelope::fetch_one(self.api.call(&GET).arg(id.into())).await
    }

    /// Fetches one invoice and sends the filters of a list with it, as the documentation's sample does. Safe.
    ///
    /// # Errors
    /// `is_not_found` where the answer holds none.
    pub async fn get_matching(&self, id: impl Into<InvoiceId>, query: InvoicesQuery) -> Result<Invoice> {
        envelope::fetch_one(query.apply(self.api.call(&GET).arg(id.into()))).await
    }

    /// Fetches several invoices in one call. Safe.
    ///
    /// # Errors
    /// An empty list is refused before anything is sent.
    pub async fn get_many(&self, ids: impl IntoIterator<Item: Into<InvoiceId>>) -> Result<Vec<Invoice>> {
        envelope::fetch_many(self.api.call(&GET).ids::<InvoiceId>(ids)).await
    }

    /// Looks among the invoices of a customer for the one with this tag (*tag*), which the caller has given to one alone. Safe; as many calls as
    /// the list has pages.
    ///
    /// # Errors
    /// As the list's: an invoice that cannot be read is one, because it may be the one that is looked for.
    pub async fn find_by_tag(&self, customer: impl Into<CustomerId>, tag: &str) -> Result<Option<Invoice>> {
        let query = InvoicesQuery { customer_id: Some(customer.into()), ..InvoicesQuery::default() };
        let mut invoices = self.list(query);
        while let Some(invoice) = invoices.next().await {
            let invoice = invoice?;
            if invoice.tag.as_deref() == Some(tag) {
                return Ok(Some(invoice));
            }
        }
        Ok(None)
    }

    /// Creates an invoice without lines, a draft unless a status is given. Unsafe: repeated, it creates another.
    ///
    /// # Errors
    /// [`MovePurpose::OtherReason`] without its description is refused before anything is sent. 400 for an unknown customer or
    /// series.
    pub async fn create(&self, invoice: &NewInvoice) -> Result<Invoice> {
        envelope::fetch_one(self.api.call(&CREATE).check("other_move_purpose", invoice.check()).json(invoice)).await
    }

    /// Changes the members that are set. Idempotent.
    ///
    /// # Errors
    /// 400 for an unknown invoice.
    pub async fn update(&self, id: impl Into<InvoiceId>, changes: &InvoiceUpdate) -> Result<Invoice> {
        envelope::fetch_one(self.api.call(&UPDATE).arg(id.into()).json(changes)).await
    }

    /// Adds a line to a draft; the answer is the whole invoice. Unsafe: repeated, it adds the line again.
    ///
    /// # Errors
    /// 400 for an unknown invoice, and for one that is no draft any more.
    pub async fn add_line(&self, line: &NewInvoiceLine) -> Result<Invoice> {
        envelope::fetch_one(self.api.call(&ADD_LINE).json(line)).await
    }

    /// Publishes a draft: it gets its number and, by its series, becomes a fiscal document; it may be sent to the
    /// customer by e-mail and to the tax authority's myDATA. To be called again after the withholdings of a published
    /// invoice change. Unsafe: repeated, it is refused, or sends mail and tax data again.
    ///
    /// A success says that Workadu has published the invoice, and nothing of the tax authority, which may have refused it:
    /// look at [`Published::my_data`].
    ///
    /// # Errors
    /// 400 for an unknown invoice, and for one that is published already.
    pub async fn publish(&self, publication: &Publication) -> Result<Published> {
        self.api.call(&PUBLISH).json(publication).fetch_one(Publishing::published).await
    }
}

/// The answer to publishing. *Unverified* (WK-17): public clients read `meta.myData` and `message`, the documentation has neither.
#[derive(Model)]
#[model(only_read)]
struct Publishing {
    #[model(with = "guichet_core::json::one_or_many")]
    data: Vec<Invoice>,
    meta: Option<PublishingMeta>,
    message: Option<RawJson>,
}

impl Publishing {
    fn published(self) -> Vec<Published> {
        let meta = PublishingMeta { my_data: self.meta.and_then(|meta| meta.my_data) };
        let invoice = self.data.into_iter().next();
        invoice.map(|invoice| Published { invoice, meta, message: self.message }).into_iter().collect()
    }
}

/// Filters of the list of invoices. Their names go without the `filter[…]` of other lists.
#[derive(Debug, Clone, Default)]
pub struct InvoicesQuery {
    pub customer_id: Option<CustomerId>,
    pub series_id: Option<SeriesId>,
    /// Sent in small letters, as the documentation has it in requests.
    pub status: Option<InvoiceStatus>,
    /// The first day of issue.
    pub issue_date_from: Option<Date>,
    /// The last day of issue.
    pub issue_date_to: Option<Date>,
    /// Those to be sent to myDATA. Only `true`, sent as `1`, is documented.
    pub aade_should_send: Option<bool>,
    /// Order, page, and filters by other members.
    pub list: ListOptions,
}

impl InvoicesQuery {
    fn apply(self, call: Call) -> Call {
        let call = call.query_opt("customer_id", self.customer_id).query_opt("series_id", self.series_id);
        let call = call.query_opt("status", self.status.as_ref().map(InvoiceStatus::written));
        let call = call.query_opt("issue_date_from", self.issue_date_from.map(format_date));
        let call = call.query_opt("issue_date_to", self.issue_date_to.map(format_date));
        self.list.apply(call.query_opt("aade_should_send", self.aade_should_send.map(u8::from)))
    }
}
