//! Workadu's chapter: from a list to a payment, and what happens when the line breaks.

use guichet_core::dates;
use guichet_sandbox::{Fault, FaultKind};
use guichet_workadu::customers::{CustomersQuery, NewCustomer};
use guichet_workadu::invoices::{NewInvoice, NewInvoiceLine, Publication};
use guichet_workadu::payments::{NewCustomerPayment, PaymentsQuery};
use guichet_workadu::{Decimal, Result, Settings, Workadu};

use crate::demo::story::Story;

pub(super) async fn tell(story: &mut Story<'_>) -> Result<()> {
    let base = story.sandbox.mount("workadu");
    let workadu = Workadu::builder("wk_sandbox").settings(Settings::new().base_url(&base)).build()?;
    story.chapter("Workadu: bookings, invoicing, Greek tax data");

    let all = workadu.customers().list(CustomersQuery::default()).collect_all();
    story.step("list customers, page by page", all, |all| format!("{} customers", all.len())).await?;

    let mut new = NewCustomer::new("Ada Lovelace", "ada@example.com");
    new.postal_code = Some("00150".into());
    new.birthdate = Some(dates::parse("1815-12-10")?);
    let customer = story
        .step("create a customer", workadu.customers().create(&new), |customer| format!("customer {}", customer.id))
        .await?;

    let draft = NewInvoice::new(customer.id, 2100);
    let invoice = story
        .step("create a draft invoice", workadu.invoices().create(&draft), |invoice| format!("invoice {}", invoice.id))
        .await?;

    let mut line = NewInvoiceLine::new(invoice.id, Decimal::new(34_831_970, 3));
    line.description = Some("2 days".into());
    let invoices = workadu.invoices();
    story
        .step("add a line, amounts exact", invoices.add_line(&line), |invoice| {
            format!("{} line, total {}", invoice.lines.len(), invoice.total_amount.unwrap_or_default())
        })
        .await?;

    let publish = Publication::new(invoice.id);
    story
        .step("publish it", workadu.invoices().publish(&publish), |published| {
            let status = published.invoice.status.as_ref().map_or("none", |status| status.as_str());
            format!("status {status}, myDATA {:?}", published.my_data())
        })
        .await?;
    story.refused("publish it twice: a definite refusal", workadu.invoices().publish(&publish)).await?;
    story.refused("read what does not exist", workadu.customers().get(999_999_999)).await?;

    story.chapter("Workadu, when the line breaks");
    story.sandbox.inject(Fault::new(FaultKind::DropAfter).on("workadu.customers.get").times(1));
    let customers = workadu.customers();
    story
        .step("a read is repeated by itself", customers.get(customer.id), |customer| {
            format!("customer {}", customer.id)
        })
        .await?;

    story.sandbox.inject(Fault::new(FaultKind::DropAfter).on("workadu.payments.create-for-customer").times(1));
    let payment = NewCustomerPayment::new(customer.id, Decimal::new(15_722, 2));
    story.refused("a payment is never repeated", workadu.payments().create_for_customer(&payment)).await?;
    let query = PaymentsQuery { customer_id: Some(customer.id), ..PaymentsQuery::default() };
    let look = workadu.payments().list(query).collect_all();
    story
        .step("so look before sending it again", look, |found| {
            format!("{} payment(s) found: it had arrived", found.len())
        })
        .await?;
    Ok(())
}
