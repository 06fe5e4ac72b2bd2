/// Finds the means of payment of that name, or creates it.
async fn transfer(invoicing: &Invoicing, label: &str) -> Result<PaymentModeId> {
    let modes = invoicing.payment_modes();
    let mut found = modes.list(ListQuery::search(label));
    while let Some(mode) = found.next().await {
        let mode = mode?;
        if mode.label.as_deref() == Some(label) {
            return Ok(mode.id);
        }
    }
    // Where this ends in an unknown outcome, run the function again: it looks first.
    modes.create(&PaymentModeData::new(label, PaymentModeType::Transfer)).await
}
