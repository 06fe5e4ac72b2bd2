//! A program that depends on one crate of ours, as a user writes it.
use guichet_workadu::customers::{CustomersQuery, NewCustomer};
use guichet_workadu::{Settings, Workadu};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::args().nth(1).ok_or("an address is needed")?;
    let workadu = Workadu::builder("wk_sandbox").settings(Settings::new().base_url(url)).build()?;
    let mut customers = workadu.customers().list(CustomersQuery::default());
    let mut seen = 0;
    while let Some(customer) = customers.next().await {
        customer?;
        seen += 1;
    }
    let created = workadu.customers().create(&NewCustomer::new("Ada Lovelace", "ada@example.com")).await?;
    let invoice = workadu.invoices().get(123212).await?;
    let total = invoice.total_amount.ok_or("no total")?;
    match workadu.customers().get(999_999_999).await {
        Err(error) if error.is_not_found() => {}
        other => return Err(format!("expected not-found, got {other:?}").into()),
    }
    println!("{seen} customers, one created ({}), an invoice of {total}", created.fullname.unwrap_or_default());
    Ok(())
}
