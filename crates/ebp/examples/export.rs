//! Long work that shows itself: an export that is waited for and saved, and a table that is read whole into a file.
//!
//! ```sh
//! EBP_SUBSCRIPTION_KEY=… EBP_CLIENT_ID=… EBP_CLIENT_SECRET=… EBP_FOLDER=… \
//!     cargo run -p guichet-ebp --example export --no-default-features --features tls-aws-lc,exports,gescom \
//!     -- ebp-tokens.json FA00000001 invoice.csv items.csv
//! ```
//!
//! On a terminal it draws bars, and elsewhere it prints lines. The file of tokens is the one that the example `login` has written. Without
//! a subscription, against the sandbox (`cargo run -p guichet-sandbox`): add `EBP_URL=http://127.0.0.1:4010`; all the others then have the
//! sandbox's values.

mod shown;

use std::io::Write as _;

use guichet_ebp::auth::FileStore;
use guichet_ebp::exports::{ExportFormat, ExportKind, NewExport};
use guichet_ebp::saas::gescom::Table;
use guichet_ebp::saas::{Row, TableQuery};
use guichet_ebp::{Ebp, Settings};
use shown::shown;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [tokens, record, export, table] = arguments.as_slice() else {
        return Err(
            "TOKENS RECORD EXPORT TABLE: the file of tokens, a record's code, and the two files to write".into()
        );
    };
    let (ebp, folder) = client(tokens)?;
    save(&ebp, &folder, record, export).await?;
    read(&ebp, &folder, table).await
}

/// Has a record exported, waits for it, and saves its file. The identifier is what takes the job up again in another process.
async fn save(ebp: &Ebp, folder: &str, record: &str, file: &str) -> Result<()> {
    let wanted = NewExport::new(folder, ExportKind::SaleInvoice, record);
    let id = ebp.exports().create(&ExportFormat::Csv, &wanted).await?;
    println!("export {id}");
    let download = ebp.exports().job(id).on_progress(shown("export", "questions")).wait_and_download().await?;
    let bytes = download.on_progress(shown("download", "bytes")).to_file(file).await?;
    println!("{bytes} bytes in {file}");
    Ok(())
}

/// Reads a whole table into a file, and says beforehand what that takes.
async fn read(ebp: &Ebp, folder: &str, file: &str) -> Result<()> {
    let query = TableQuery::columns(["Id", "Caption", "SalePriceVatExcluded"]);
    let items = ebp.gescom().folder(folder).table(Table::Item).whole::<Row>(query).await?;
    let cost = items.cost();
    if let (Some(rows), Some(calls), Some(least)) = (cost.rows, cost.calls, cost.at_least) {
        let share = cost.percent_of_day().map(|percent| format!(", {percent} % of a day's calls")).unwrap_or_default();
        println!("{rows} rows in {calls} calls, {} s at the least{share}", least.as_secs());
    }
    let mut items = items.on_progress(shown("items", "rows"));
    let mut out = std::io::BufWriter::new(std::fs::File::create(file)?);
    while let Some(item) = items.next().await {
        let item = item?;
        let text = |column: &str| item.text(column).map(Option::unwrap_or_default);
        let price = item.decimal("SalePriceVatExcluded")?.map(|price| price.to_string()).unwrap_or_default();
        writeln!(out, "{};{};{price}", text("Id")?, text("Caption")?)?;
    }
    out.flush()?;
    println!("items in {file}");
    Ok(())
}

fn client(tokens: &str) -> Result<(Ebp, String)> {
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
    Ok((builder.build()?, setting("EBP_FOLDER", "3691")?))
}
