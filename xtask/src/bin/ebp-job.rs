//! A program of a user's, as the tests of EBP's jobs run it: in a process of its own, to be killed.
//!
//! `ebp-job STORE LOGIN URL import` begins an import, prints its identifier, and waits for it; `ebp-job STORE LOGIN URL wait ID` takes it up;
//! `ebp-job STORE LOGIN URL save FILE` waits for an export and saves its file; `ebp-job STORE LOGIN URL upload BYTES` and `… download` move
//! so many bytes; `ebp-job STORE LOGIN URL table FILE ROWS` reads a table into a file, on from where the file ends. Each ends with what it came
//! to, and the most memory that it took.

use std::io::Write as _;
use std::pin::Pin;
use std::task::{Context, Poll};

use guichet_ebp::auth::FileStore;
use guichet_ebp::imports::{ImportCategory, ImportId, NewImport};
use guichet_ebp::saas::gescom::Table;
use guichet_ebp::saas::{Row, TableQuery};
use guichet_ebp::{Ebp, Limits, Settings, Source};

const FILE: &str = "Code;Libellé\nAR1;Un\nAR2;Deux\nAR3;Trois!\n";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [store, login, url, what, rest @ ..] = args.as_slice() else { return Err("STORE LOGIN URL WHAT …".into()) };
    let argument = rest.first().map(String::as_str).unwrap_or_default();
    let ebp = Ebp::builder("sandbox-key")
        .application("sandbox", "secret")
        .tokens(FileStore::open(store)?)
        .login_url(format!("{login}/ebp-login"))
        .settings(Settings::new().base_url(format!("{url}/ebp")).limits(Limits::none()))
        .build()?;
    match what.as_str() {
        "import" => {
            let import = NewImport::new("3691", ImportCategory::Items, "testModel", "items.csv", FILE);
            let id = ebp.imports().create(&import).await?;
            println!("{id}");
            report(&ebp, id).await?;
        }
        "wait" => report(&ebp, argument.into()).await?,
        "save" => {
            let bytes = ebp.exports().job("e").wait_and_save(argument).await?;
            println!("{bytes} bytes");
        }
        "table" => table(&ebp, argument, rest.get(1).ok_or("ROWS")?.parse()?).await?,
        "download" => {
            let mut taken = tokio::io::sink();
            let bytes = ebp.exports().result("e").await?.to_writer(&mut taken).await?;
            println!("{bytes} bytes");
        }
        _ => {
            let length: u64 = argument.parse()?;
            let source = Source::new(length, move || async move {
                let pieces = (0..length / PIECE).map(|_| Ok(bytes::Bytes::from(vec![b'x'; PIECE as usize])));
                Ok((length, Pieces(pieces)))
            });
            let import = NewImport::from_source("3691", ImportCategory::Items, "testModel", "items.csv", source);
            println!("{}", ebp.imports().create(&import).await?);
        }
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    println!("most: {}", most.trim());
    Ok(())
}

/// Pieces as a stream.
struct Pieces<I>(I);

impl<I: Iterator + Unpin> futures_core::Stream for Pieces<I> {
    type Item = I::Item;
    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<I::Item>> {
        Poll::Ready(self.0.next())
    }
}

/// How much of a large body is made at a time.
const PIECE: u64 = 64 * 1024;

/// Each block of the file is a page's keys, and the place after it, written at once: what a kill leaves ends with a place.
async fn table(ebp: &Ebp, file: &str, most: usize) -> Result<(), Box<dyn std::error::Error>> {
    let before = std::fs::read_to_string(file).unwrap_or_default();
    let place = before.lines().rev().find_map(|line| line.strip_prefix("place "));
    let mut rows = ebp.gescom().folder("3691").table(Table::Customer).list::<Row>(TableQuery::columns(["Id"]));
    if let Some(place) = place {
        rows = rows.resume(place.parse()?);
    }
    rows = rows.on_progress(|progress| println!("{} of {:?}", progress.done, progress.total));
    let mut file = std::fs::OpenOptions::new().append(true).create(true).open(file)?;
    let (mut block, mut count) = (String::new(), 0);
    while count < most
        && let Some(row) = rows.next().await
    {
        block += &format!("{}\n", row?.text("Id")?.unwrap_or_default());
        count += 1;
        // Rows of the page that are left are no reason to keep a place: it would begin their page anew.
        let place = rows.cursor().map(ToString::to_string).unwrap_or_default();
        if count % 100 == 0 {
            block += &format!("place {place}\n");
            file.write_all(std::mem::take(&mut block).as_bytes())?;
        }
    }
    Ok(())
}

async fn report(ebp: &Ebp, id: ImportId) -> guichet_ebp::Result<()> {
    let report = ebp.imports().job(id).on_progress(|progress| println!("asked {}", progress.done)).wait().await?;
    let failed: Vec<Option<i64>> = report.failed().map(|line| line.line_number).collect();
    println!("{:?}, in error: {failed:?}", report.outcome());
    Ok(())
}
