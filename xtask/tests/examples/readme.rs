/// Makes a draft for customer 911 in series 911, under a tag that no other invoice has.
async fn draft(workadu: &Workadu, tag: &str) -> Result<InvoiceId> {
    let draft = NewInvoice { tag: Some(tag.to_owned()), ..NewInvoice::new(911, 911) };
    let error = match workadu.invoices().create(&draft).await {
        Ok(invoice) => return Ok(invoice.id),
        // Nothing was done: mend the cause, and send it again.
        Err(error) if error.outcome() == Outcome::NotDone => return Err(error),
        Err(error) => error,
    };
    // It is there, or may be. It was not sent again, and must not be before somebody has looked.
    let query = InvoicesQuery { customer_id: Some(911.into()), ..InvoicesQuery::default() };
    let Ok(invoices) = workadu.invoices().list(query).collect_all().await else { return Err(error) };
    let found = invoices.into_iter().find(|invoice| invoice.tag.as_deref() == Some(tag));
    found.map(|invoice| invoice.id).ok_or(error)
}
