//! A program that depends on one crate of ours, as a user writes it.
use guichet_ebp::accounting::entries::EntryLinesQuery;
use guichet_ebp::auth::MemoryStore;
use guichet_ebp::{Decimal, Ebp, Settings};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::args().nth(1).ok_or("an address is needed")?;
    let ebp = Ebp::builder("sandbox-key")
        .application("sandbox", "secret")
        .tokens(MemoryStore::new())
        .login_url(format!("{url}-login"))
        .settings(Settings::new().base_url(url))
        .build()?;
    let tokens = ebp.identity().exchange_code("sandbox-code", None).await?;
    let folder = ebp.accounting("0189abef-09af-409F-ab89-012789abcdef");
    let mut lines = folder.entry_lines().list(EntryLinesQuery::default());
    let (mut seen, mut largest) = (0, Decimal::ZERO);
    while let Some(line) = lines.next().await {
        largest = largest.max(line?.debit.unwrap_or_default());
        seen += 1;
    }
    match folder.journals().get("nothing").await {
        Err(error) if error.is_not_found() => {}
        other => return Err(format!("expected not-found, got {other:?}").into()),
    }
    println!("{seen} lines, the largest debit {largest}; signed in until {}", tokens.refresh_expires.date());
    Ok(())
}
