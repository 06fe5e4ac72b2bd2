/// Posts a sale as a provisional entry, under a voucher that no other entry has.
async fn post(accounting: &Accounting, day: Date, voucher: &str, amount: Decimal) -> Result<()> {
    let mut lines = vec![
        PostingLine::debit(day, "411", "Sale", amount),
        PostingLine::credit(day, "701", "Sale", amount),
    ];
    lines.iter_mut().for_each(|line| line.voucher = Some(voucher.to_owned()));
    let error = match accounting.entries().post(&Posting::provisional("VE", [lines])).await {
        Ok(_) => return Ok(()),
        // They are there, and must never be posted again.
        Err(error) if error.outcome() == Outcome::Done => return Ok(()),
        Err(error) if error.outcome() == Outcome::NotDone => return Err(error),
        Err(error) => error,
    };
    // Nobody knows: looked for by the voucher. Where looking fails, its own error says nothing of the entry.
    let query = EntryLinesQuery { search: Some(voucher.to_owned()), ..EntryLinesQuery::default() };
    let Ok(lines) = accounting.entry_lines().list(query).collect_all().await else { return Err(error) };
    if lines.iter().any(|line| line.voucher.as_deref() == Some(voucher)) { Ok(()) } else { Err(error) }
}
