//! Sales from a file, posted once each as provisional entries. Each is looked for before it is sent, by its voucher (*pièce*), so that the program can
//! be run again after any error, a crash included.
//!
//! ```sh
//! EBP_SUBSCRIPTION_KEY=… EBP_CLIENT_ID=… EBP_CLIENT_SECRET=… EBP_TENANT=… \
//!     cargo run -p guichet-ebp --example post_csv --no-default-features --features tls-aws-lc,accounting -- ebp-tokens.json sales.csv
//! ```
//!
//! A row of the file is noted before anything is sent: `voucher;2024-03-01;debit account;credit account;label;amount`. The file of tokens is the one that
//! the example `login` has written. Without a subscription, against the sandbox (`cargo run -p guichet-sandbox`): add
//! `EBP_URL=http://127.0.0.1:4010`; all the others then have the sandbox's values.

use guichet_ebp::accounting::Accounting;
use guichet_ebp::accounting::entries::{Posting, PostingLine};
use guichet_ebp::auth::FileStore;
use guichet_ebp::time::Date;
use guichet_ebp::{Decimal, Ebp, Resend, Result, Settings, dates, decimal};

/// A sale.
#[derive(Debug, Clone)]
pub struct Sale {
    /// Of this sale alone: by it the entry is found again.
    pub voucher: String,
    /// The day of the entry.
    pub day: Date,
    /// The account that is debited, and the one that is credited.
    pub accounts: [String; 2],
    /// What the lines say.
    pub label: String,
    /// What both lines come to.
    pub amount: Decimal,
}

/// Posts a sale that is not there yet.
///
/// # Errors
/// It can be run again after any of them. Where one says that its outcome is unknown, the entry could not be looked for, or was not there after the
/// look-ups and sendings of `resend`.
pub async fn post(accounting: &Accounting, resend: Resend, sale: &Sale) -> Result<()> {
    let [debit, credit] = &sale.accounts;
    let mut lines = vec![
        PostingLine::debit(sale.day, debit.as_str(), &sale.label, sale.amount),
        PostingLine::credit(sale.day, credit.as_str(), &sale.label, sale.amount),
    ];
    lines.iter_mut().for_each(|line| line.voucher = Some(sale.voucher.clone()));
    let posting = Posting::provisional("VE", [lines]);
    let look = async || {
        let lines = accounting.entry_lines().find_by_voucher(&sale.voucher).await?;
        Ok((!lines.is_empty()).then_some(()))
    };
    resend.run(look, async || accounting.entries().post(&posting).await.map(drop)).await
}

#[tokio::main]
#[allow(dead_code)]
async fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let tokens = arguments.next().unwrap_or_else(|| "ebp-tokens.json".to_owned());
    let file = arguments.next().unwrap_or_else(|| "sales.csv".to_owned());
    let url = std::env::var("EBP_URL").ok();
    let setting = |name: &str, sandbox: &str| match (std::env::var(name), &url) {
        (Ok(value), _) => Ok(value),
        (Err(_), Some(_)) => Ok(sandbox.to_owned()),
        (Err(_), None) => Err(format!("{name} is not set")),
    };
    let builder = Ebp::builder(setting("EBP_SUBSCRIPTION_KEY", "sandbox-key")?)
        .application(setting("EBP_CLIENT_ID", "sandbox")?, setting("EBP_CLIENT_SECRET", "secret")?)
        .tokens(FileStore::open(tokens)?);
    let builder = match &url {
        Some(url) => {
            let settings = Settings::new().base_url(format!("{url}/ebp"));
            builder.login_url(format!("{url}/ebp-login")).settings(settings)
        }
        None => builder,
    };
    let ebp = builder.build()?;
    let accounting = ebp.accounting(setting("EBP_TENANT", "0189abef-09af-409F-ab89-012789abcdef")?);
    let text = std::fs::read_to_string(&file)?;
    let rows = text.lines().filter(|row| !row.trim().is_empty());
    // All of them before the first is sent: a row that cannot be read is no reason to stop in the middle.
    let sales = rows
        .map(|row| read(row).ok_or_else(|| format!("no sale: {row}")))
        .collect::<std::result::Result<Vec<_>, _>>()?;
    let mut failed = 0;
    for sale in sales {
        match post(&accounting, Resend::new(), &sale).await {
            Ok(()) => println!("{}: posted", sale.voucher),
            Err(error) => {
                failed += 1;
                eprintln!("{}: {error}", sale.voucher);
            }
        }
    }
    // On every path, so that a renewal under way ends with its tokens in the file.
    ebp.settle().await?;
    if failed > 0 { Err(format!("{failed} sales are not posted: run it again").into()) } else { Ok(()) }
}

/// `voucher;2024-03-01;debit account;credit account;label;amount`.
fn read(row: &str) -> Option<Sale> {
    let cells: Vec<&str> = row.split(';').map(str::trim).collect();
    let [voucher, day, debit, credit, label, amount] = cells.as_slice() else { return None };
    Some(Sale {
        voucher: (*voucher).to_owned(),
        day: dates::parse(day).ok()?,
        accounts: [*debit, *credit].map(str::to_owned),
        label: (*label).to_owned(),
        amount: decimal::parse(amount).ok()?,
    })
}
