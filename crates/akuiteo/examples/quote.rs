//! Quotes that are written once, though nothing can look for them: a row of a file says how each stands, and is on the disk before its quote is sent. A
//! quote of which nobody knows whether it was written waits for a human.
//!
//! ```sh
//! AKUITEO_URL=… AKUITEO_USER=… AKUITEO_PASSWORD=… cargo run -p guichet-akuiteo --example quote -- quotes.csv
//! ```
//!
//! A row: `number;customer;comment;price;state`. The states: nothing, which is to be sent; `sent`, under way when the program ended; `written`;
//! `unknown`. Who has looked in Akuiteo for a quote that is `sent` or `unknown`, by its number (*numeroDevisExterne*), writes `written` or nothing there.
//! Without an Akuiteo, against the sandbox (`cargo run -p guichet-sandbox`): `AKUITEO_URL=http://127.0.0.1:4010/akuiteo`.

use std::path::{Path, PathBuf};

use guichet_akuiteo::quotes::{NewQuote, QuoteLine};
use guichet_akuiteo::time::Date;
use guichet_akuiteo::{Akuiteo, Credentials, Decimal, Outcome, Settings, decimal};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// A quote, and how it stands.
#[derive(Debug, Clone)]
pub struct Row {
    /// Of this quote alone.
    pub number: String,
    /// The customer's code.
    pub customer: String,
    /// What the quote says.
    pub comment: String,
    /// Of its one line, without VAT.
    pub price: Decimal,
    /// Empty, `sent`, `written` or `unknown`.
    pub state: String,
}

/// The rows, each change of which is on the disk before the program goes on.
#[derive(Debug)]
pub struct Outbox {
    path: PathBuf,
    /// As they stand on the disk.
    pub rows: Vec<Row>,
}

impl Outbox {
    /// Reads the file.
    pub fn open(path: impl Into<PathBuf>) -> Result<Self> {
        let path = path.into();
        let text = std::fs::read_to_string(&path)?;
        let rows = text.lines().filter(|row| !row.trim().is_empty());
        let rows = rows.map(|row| read(row).ok_or_else(|| format!("no quote: {row}").into())).collect::<Result<_>>()?;
        Ok(Self { path, rows })
    }

    fn note(&mut self, number: &str, state: &str) -> Result<()> {
        for row in self.rows.iter_mut().filter(|row| row.number == number) {
            row.state = state.to_owned();
        }
        let line = |row: &Row| format!("{};{};{};{};{}\n", row.number, row.customer, row.comment, row.price, row.state);
        replace(&self.path, &self.rows.iter().map(line).collect::<String>())
    }
}

/// On the disk, and then under its name: a crash leaves the file as it was, or whole.
fn replace(path: &Path, text: &str) -> Result<()> {
    use std::io::Write as _;
    let beside = path.with_extension("new");
    let mut file = std::fs::File::create(&beside)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(&beside, path)?;
    Ok(())
}

/// Sends the quotes that are to be sent, and says how many wait for a human.
pub async fn send(akuiteo: &Akuiteo, opportunity: &str, day: Date, outbox: &mut Outbox) -> Result<usize> {
    for row in outbox.rows.clone() {
        if !row.state.is_empty() {
            continue;
        }
        outbox.note(&row.number, "sent")?;
        let line = QuoteLine::new("AK_GROUPE", "1101", Decimal::ONE, row.price, "01", "MAI00002", "706000");
        let quote = NewQuote {
            external_number: Some(row.number.clone()),
            comment: Some(row.comment.clone()),
            ..NewQuote::new("AK", "VEN", row.customer.clone(), day, "EUR", vec![line])
        };
        let state = match akuiteo.quotes().create(opportunity, &quote).await {
            Ok(_) => "written",
            Err(error) => {
                eprintln!("{}: {error}", row.number);
                match error.outcome() {
                    // Mend the cause, and run it again.
                    Outcome::NotDone => "",
                    Outcome::Done => "written",
                    _ => "unknown",
                }
            }
        };
        outbox.note(&row.number, state)?;
    }
    Ok(outbox.rows.iter().filter(|row| row.state == "sent" || row.state == "unknown").count())
}

#[tokio::main]
#[allow(dead_code)]
async fn main() -> Result<()> {
    let mut outbox = Outbox::open(std::env::args().nth(1).unwrap_or_else(|| "quotes.csv".to_owned()))?;
    let url = std::env::var("AKUITEO_URL")?;
    // The sandbox's own credentials are for a sandbox.
    let variable = |name: &str, sandbox: &str| match std::env::var(name) {
        Ok(value) => Ok(value),
        Err(_) if url.starts_with("http://127.0.0.1") => Ok(sandbox.to_owned()),
        Err(_) => Err(format!("{name} is not set")),
    };
    let credentials =
        Credentials::basic(variable("AKUITEO_USER", "sandbox")?, variable("AKUITEO_PASSWORD", "s@ndbox/pass+word=")?);
    let akuiteo = Akuiteo::builder("", credentials).settings(Settings::new().base_url(&url)).build()?;
    let day = Date::from_calendar_date(2026, guichet_akuiteo::time::Month::March, 2)?;
    let waiting = send(&akuiteo, "CC1877788", day, &mut outbox).await?;
    for row in &outbox.rows {
        println!("{}: {}", row.number, if row.state.is_empty() { "to be sent" } else { &row.state });
    }
    let refused = outbox.rows.iter().filter(|row| row.state.is_empty()).count();
    match (waiting, refused) {
        (0, 0) => Ok(()),
        _ => Err(format!("{waiting} quotes are to be looked for in Akuiteo, {refused} to be sent again").into()),
    }
}

/// `number;customer;comment;price;state`.
fn read(row: &str) -> Option<Row> {
    let mut cells = row.split(';').map(|cell| cell.trim().to_owned());
    let (number, customer, comment) = (cells.next()?, cells.next()?, cells.next()?);
    let price = decimal::parse(&cells.next()?).ok()?;
    Some(Row { number, customer, comment, price, state: cells.next().unwrap_or_default() })
}
