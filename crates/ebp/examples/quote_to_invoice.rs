//! A quote, the invoice of its deposit, and its invoice: each is looked for before it is made, so that the program can be run again
//! after any error.
//!
//! ```sh
//! EBP_SUBSCRIPTION_KEY=… EBP_CLIENT_ID=… EBP_CLIENT_SECRET=… EBP_DOMAIN=… \
//!     cargo run -p guichet-ebp --example quote_to_invoice \
//!     --no-default-features --features tls-aws-lc,invoicing -- ebp-tokens.json
//! ```
//!
//! The file of tokens is the one that the example `login` has written: this program needs no feature for that. Without a
//! subscription, against the sandbox (`cargo run -p guichet-sandbox`): add `EBP_URL=http://127.0.0.1:4010`; all the others then have
//! the sandbox's values.

use guichet_ebp::auth::FileStore;
use guichet_ebp::invoicing::documents::deposit_invoices::DepositInvoiceId;
use guichet_ebp::invoicing::documents::invoices::InvoiceId;
use guichet_ebp::invoicing::documents::quotes::{QuoteId, QuoteStatus};
use guichet_ebp::invoicing::documents::sale_documents::{SaleDocument, SaleDocumentType};
use guichet_ebp::invoicing::documents::{DepositData, DocumentData, LineData, Rounding};
use guichet_ebp::invoicing::{Invoicing, ListQuery};
use guichet_ebp::{Ebp, Result, Settings, dates, decimal};

/// What a sale is made of.
#[derive(Debug)]
pub struct Sale {
    /// Its number.
    pub quote: QuoteId,
    /// The number of the invoice of its deposit.
    pub deposit: DepositInvoiceId,
    /// The number of its invoice.
    pub invoice: InvoiceId,
}

/// Makes what is not there yet of the sale with this title. Where it ends in an unknown outcome, run it again: it looks first.
///
/// Two programs that run it at once for one title may make it twice: EBP takes no key of the caller's.
pub async fn sell(invoicing: &Invoicing, title: &str) -> Result<Sale> {
    let day = dates::parse("2026-03-02")?;
    let line = LineData {
        description: Some("Pose de carrelage".to_owned()),
        ..LineData::of_item(1, decimal::parse("12.50")?, decimal::parse("44.99")?, decimal::parse("20")?)
    };
    let document = DocumentData { title: Some(title.to_owned()), ..DocumentData::new("MAIRIE", 1, day, [line]) };

    let quote = match find(invoicing, title, SaleDocumentType::Quote).await? {
        Some(quote) => QuoteId::from(quote.id.get()),
        None => {
            let quote = DocumentData { quote_status: Some(QuoteStatus::New), ..document.clone() };
            invoicing.quotes().create(&quote).await?
        }
    };

    let deposit = match deposit_of(invoicing, quote).await? {
        Some(deposit) => deposit,
        None => {
            let deposit = DepositData {
                order_number: Some(title.to_owned()),
                amount_vat_included: Some(decimal::parse("200.00")?),
                vat_rate: Some(decimal::parse("20")?),
                ..DepositData::new(day)
            };
            invoicing.deposit_invoices().create(quote, &deposit).await?
        }
    };

    let invoice = match find(invoicing, title, SaleDocumentType::Invoice).await? {
        Some(invoice) => InvoiceId::from(invoice.id.get()),
        None => invoicing.invoices().create(&document).await?,
    };
    Ok(Sale { quote, deposit, invoice })
}

/// The document of this kind and title. The search finds more than the title: it is compared here.
async fn find(invoicing: &Invoicing, title: &str, kind: SaleDocumentType) -> Result<Option<SaleDocument>> {
    let mut found = invoicing.sale_documents().list(ListQuery::search(title));
    while let Some(document) = found.next().await {
        let document = document?;
        if document.title.as_deref() == Some(title) && document.document_type == Some(kind.clone()) {
            return Ok(Some(document));
        }
    }
    Ok(None)
}

/// The deposit's invoice of a quote. The list shows neither its quote nor its order: each is read.
async fn deposit_of(invoicing: &Invoicing, quote: QuoteId) -> Result<Option<DepositInvoiceId>> {
    let mut listed = invoicing.sale_documents().list(ListQuery::default());
    while let Some(document) = listed.next().await {
        let document = document?;
        if document.document_type == Some(SaleDocumentType::DepositInvoice) {
            let deposit = invoicing.deposit_invoices().get(document.id.get()).await?;
            if deposit.from_sale_quote_id == Some(quote) {
                return Ok(Some(deposit.id));
            }
        }
    }
    Ok(None)
}

#[tokio::main]
#[allow(dead_code)]
async fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args().nth(1).unwrap_or_else(|| "ebp-tokens.json".to_owned());
    let url = std::env::var("EBP_URL").ok();
    let setting = |name: &str, sandbox: &str| match (std::env::var(name), &url) {
        (Ok(value), _) => Ok(value),
        (Err(_), Some(_)) => Ok(sandbox.to_owned()),
        (Err(_), None) => Err(format!("{name} is not set")),
    };
    let builder = Ebp::builder(setting("EBP_SUBSCRIPTION_KEY", "sandbox-key")?)
        .application(setting("EBP_CLIENT_ID", "sandbox")?, setting("EBP_CLIENT_SECRET", "secret")?)
        .tokens(FileStore::open(&file)?);
    let builder = match &url {
        Some(url) => {
            let settings = Settings::new().base_url(format!("{url}/ebp"));
            builder.login_url(format!("{url}/ebp-login")).settings(settings)
        }
        None => builder,
    };
    let invoicing = builder.build()?.invoicing(setting("EBP_DOMAIN", "DomainId")?);

    let sale = sell(&invoicing, "Chantier 2026-117").await?;
    println!("quote {}, deposit {}, invoice {}", sale.quote, sale.deposit, sale.invoice);

    // What it comes to by this program's own rounding, beside what the server has.
    let invoice = invoicing.invoices().get(sale.invoice).await?;
    let totals = invoice.to_update()?.totals(Rounding::PerRate)?;
    println!("{} without VAT, {} with it", totals.vat_excluded, totals.vat_included);
    for difference in invoice.footer.iter().flat_map(|footer| totals.differences(footer)) {
        println!("the server has {} {}, and not {}", difference.member, difference.answered, difference.computed);
    }
    Ok(())
}
