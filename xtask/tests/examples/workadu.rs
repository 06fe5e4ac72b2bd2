/// Enters a payment, under a mark that no other payment of the customer has.
async fn pay(workadu: &Workadu, customer: i64, amount: Decimal, mark: &str) -> Result<()> {
    let payment = NewCustomerPayment { comment: Some(mark.to_owned()), ..NewCustomerPayment::new(customer, amount) };
    let error = match workadu.payments().create_for_customer(&payment).await {
        Ok(_) => return Ok(()),
        Err(error) if error.outcome() == Outcome::Done => return Ok(()),
        Err(error) if error.outcome() == Outcome::NotDone => return Err(error),
        Err(error) => error,
    };
    // Nobody knows: looked for by its mark. What is not found now may still arrive, so that is the caller's to decide; and so it is
    // where looking fails, whose own error says nothing of the payment.
    let query = PaymentsQuery { customer_id: Some(customer.into()), ..PaymentsQuery::default() };
    let Ok(entered) = workadu.payments().list(query).collect_all().await else { return Err(error) };
    let found = entered.iter().any(|payment| payment.comments.as_deref() == Some(mark));
    if found { Ok(()) } else { Err(error) }
}
