//! Orders that are billed once: an invoice, its lines, its publication, its payment. Each is looked for before it is sent, by the order's
//! reference, so that the program can be run again after any error, a crash included.
//!
//! ```sh
//! WORKADU_KEY=… cargo run -p guichet-workadu --example bill -- orders.csv
//! ```
//!
//! A row of the file is noted before anything is sent: `reference;customer;series;amount;description`. Without an account, against the sandbox
//! (`cargo run -p guichet-sandbox`): add `WORKADU_URL=http://127.0.0.1:4010/workadu`, and take its customer and series, 911.

use guichet_workadu::invoices::{Invoice, InvoiceStatus, NewInvoice, NewInvoiceLine, Publication};
use guichet_workadu::payments::{Deposit, NewInvoicePayment};
use guichet_workadu::{Decimal, Error, Resend, Result, Settings, Workadu, decimal};

/// What is to be billed.
#[derive(Debug, Clone)]
pub struct Order {
    /// Of this order alone: by it invoice and payment are found again.
    pub reference: String,
    /// The customer's number.
    pub customer: i64,
    /// The number of the series of the invoice.
    pub series: i64,
    /// What is sold, without VAT.
    pub lines: Vec<(String, Decimal)>,
}

/// Makes what is not there yet of an order's invoice and payment, and returns the invoice.
///
/// # Errors
/// It can be run again after any of them. Where one says that its outcome is unknown, what was sent could not be looked for, or was not there after the
/// look-ups and sendings of `resend`.
pub async fn bill(workadu: &Workadu, resend: Resend, order: &Order) -> Result<Invoice> {
    let (invoices, payments) = (workadu.invoices(), workadu.payments());
    let reference = order.reference.as_str();

    let draft = NewInvoice { tag: Some(reference.to_owned()), ..NewInvoice::new(order.customer, order.series) };
    let look = async || invoices.find_by_tag(order.customer, reference).await;
    let id = resend.run(look, async || invoices.create(&draft).await).await?.id;

    for (number, (description, amount)) in order.lines.iter().enumerate() {
        // Two lines may sell the same: the number tells them apart.
        let description = format!("{}. {description}", number + 1);
        let line = NewInvoiceLine { description: Some(description.clone()), ..NewInvoiceLine::new(id, *amount) };
        let is_this =
            |invoice: &Invoice| invoice.lines.iter().any(|line| line.description.as_ref() == Some(&description));
        let look = async || Ok(invoices.get(id).await?).map(|invoice| is_this(&invoice).then_some(()));
        resend.run(look, async || invoices.add_line(&line).await.map(drop)).await?;
    }

    let look = async || {
        let invoice = invoices.get(id).await?;
        Ok((invoice.status == Some(InvoiceStatus::Valid)).then_some(invoice))
    };
    let publish = async || invoices.publish(&Publication::new(id)).await.map(|published| published.invoice);
    let invoice = resend.run(look, publish).await?;

    // How Workadu computes the total is not documented: that it is what the customer owes, VAT included, is *unverified*.
    let total = invoice.total_amount.ok_or_else(|| Error::argument("total_amount", "the invoice shows none"))?;
    let payment = NewInvoicePayment {
        comment: Some(reference.to_owned()),
        ..NewInvoicePayment::new([id], Deposit::Amount(total))
    };
    let look = async || payments.find_by_comment(order.customer, reference).await;
    resend.run(look, async || payments.create_for_invoices(&payment).await).await?;
    Ok(invoice)
}

#[tokio::main]
#[allow(dead_code)]
async fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args().nth(1).unwrap_or_else(|| "orders.csv".to_owned());
    let workadu = match std::env::var("WORKADU_URL") {
        Ok(url) => Workadu::builder("wk_sandbox").settings(Settings::new().base_url(url)).build()?,
        Err(_) => Workadu::builder(std::env::var("WORKADU_KEY")?).build()?,
    };
    let mut failed = 0;
    for row in std::fs::read_to_string(&file)?.lines().filter(|row| !row.trim().is_empty()) {
        let order = read(row).ok_or_else(|| format!("no order: {row}"))?;
        match bill(&workadu, Resend::new(), &order).await {
            Ok(invoice) => println!("{}: {}", order.reference, invoice.invoice_number.unwrap_or_default()),
            Err(error) => {
                failed += 1;
                eprintln!("{}: {error}", order.reference);
            }
        }
    }
    if failed > 0 { Err(format!("{failed} orders are not billed: run it again").into()) } else { Ok(()) }
}

/// `reference;customer;series;amount;description`.
fn read(row: &str) -> Option<Order> {
    let mut cells = row.splitn(5, ';').map(str::trim);
    let (reference, customer, series) = (cells.next()?, cells.next()?.parse().ok()?, cells.next()?.parse().ok()?);
    let amount = decimal::parse(cells.next()?).ok()?;
    let lines = vec![(cells.next()?.to_owned(), amount)];
    Some(Order { reference: reference.to_owned(), customer, series, lines })
}
