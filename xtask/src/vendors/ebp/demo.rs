//! EBP's chapters: a sign-in, a list at one call a second, an entry to the last digit, a file, and the end of the day's calls; then a
//! quote, its deposit and its invoice; then long work: an import, an export, a table.

// How long work is shown is what the example of the crate has.
#[path = "../../../../crates/ebp/examples/shown/mod.rs"]
mod shown;

use guichet_core::dates::parse_date;
use guichet_core::decimal::parse;
use guichet_ebp::accounting::entries::{EntryLinesQuery, Posting, PostingLine};
use guichet_ebp::auth::MemoryStore;
use guichet_ebp::exports::{ExportFormat, ExportKind, NewExport};
use guichet_ebp::imports::{ImportCategory, NewImport};
use guichet_ebp::invoicing::documents::quotes::QuoteStatus;
use guichet_ebp::invoicing::documents::{DepositData, DocumentData, LineData, Rounding};
use guichet_ebp::invoicing::settlement_terms::{SettlementTermData, SettlementTermLineData, SettlementTermLineType};
use guichet_ebp::invoicing::{Invoicing, ListQuery};
use guichet_ebp::saas::gescom::Table;
use guichet_ebp::saas::{Row, TableQuery, column};
use guichet_ebp::{Builder, Ebp, Error, Result, Settings, documented_limits};

use crate::demo::story::Story;
use shown::shown;

pub(super) async fn tell(story: &mut Story<'_>) -> Result<()> {
    let tokens = MemoryStore::new();
    // One call a second and a number of calls a day, as documented: here a day of seven.
    let limits = documented_limits().map_quota(|quota| quota.limit(7));
    let settings = || Settings::new().base_url(story.sandbox.mount("ebp"));
    let ebp = client(story, tokens.clone()).limits(limits).settings(settings()).build()?;
    story.chapter("EBP: accounting, signed in once, one call a second");

    let identity = ebp.identity();
    let authorization = identity.authorize()?;
    let page = |status: &guichet_ebp::identity::SignInPage| format!("the page is there ({})", status.status);
    story.step("the address that a human opens", identity.check(&authorization), page).await?;
    let signed_in = identity.exchange_code("sandbox-code", None);
    story
        .step("the code that comes back, for tokens", signed_in, |tokens| {
            format!("kept until {}", tokens.refresh_expires.date())
        })
        .await?;

    let folder = ebp.accounting("0189abef-09af-409F-ab89-012789abcdef");
    let lines = folder.entry_lines().list(EntryLinesQuery::default()).collect_all();
    story.step("list entry lines, page by page", lines, |lines| format!("{} lines", lines.len())).await?;

    let day = parse_date("2024-03-01").ok_or_else(|| Error::config("a date"))?;
    let amount = parse("34831.970000000000000000000000").map_err(|e| Error::config(e.to_string()))?;
    let posting = Posting::provisional(
        "VE",
        [vec![
            PostingLine::debit(day, "41100000", "Vente", amount),
            PostingLine::credit(day, "70100000", "Vente", amount),
        ]],
    );
    let entries = folder.entries();
    let posted = entries.post(&posting);
    let posted = story.step("post an entry", posted, |posted| format!("{} entry", posted.uuids.len())).await?;
    let id = posted.uuids.into_iter().next().ok_or_else(|| Error::config("no entry"))?;
    story
        .step("read it again, to the last digit", entries.get(id), |entry| {
            entry.lines.first().and_then(|line| line.debit).unwrap_or_default().to_string()
        })
        .await?;

    story.sandbox.expire_tokens();
    let (attachments, domain) = (folder.attachments(), folder.folder());
    let file = attachments.get("471b54ec-30c1-4b6b-88aa-503407740f2d", 1024 * 1024);
    story.step("a file; its token had expired, and was renewed", file, |file| format!("{} bytes", file.len())).await?;

    let told = story.refused("a call beyond those of the day", domain.get()).await?;
    let resets = told.resets_at().map(|at| at.to_string()).unwrap_or_default();
    println!("      nothing was sent; the next day begins at {resets}");
    // Counts of its own: those of the day above are used up.
    let pace = documented_limits().build();
    let paced = client(story, tokens).settings(settings().limits(pace)).build()?;
    invoice(story, paced.invoicing("DomainId")).await?;
    long_work(story, &paced).await
}

/// An import of which a line is in error, an export, and a table that says what it takes.
async fn long_work(story: &mut Story<'_>, ebp: &Ebp) -> Result<()> {
    story.chapter("EBP: files into a folder and out of it, and a table of Gescom, each shown while it goes on");
    let (folder, imports, exports) = ("3691", ebp.imports(), ebp.exports());
    // The sandbox takes a line that ends so for one in error.
    let file = "Code;Libellé\nAR00002;Vélo\nAR00003;Selle!\n";
    let import = NewImport::new(folder, ImportCategory::Items, "testModel", "items.csv", file);
    let id = story.step("a file to import", imports.create(&import), |id| id.to_string()).await?;
    let job = imports.job(id).on_progress(shown("      import", "questions"));
    let report = story.step("waited for", job.wait(), |report| format!("{:?}", report.outcome())).await?;
    for line in report.failed() {
        let codes: Vec<&str> = line.errors.iter().filter_map(|error| error.code.as_deref()).collect();
        println!("      line {} was not imported: {}", line.line_number.unwrap_or_default(), codes.join(", "));
    }

    let wanted = NewExport::new(folder, ExportKind::SaleInvoice, "FA00000001");
    let id = exports.create(&ExportFormat::Csv, &wanted);
    let id = story.step("an invoice to export", id, |id| id.to_string()).await?;
    let job = exports.job(id).on_progress(shown("      export", "questions"));
    let download = story
        .step("waited for", job.wait_and_download(), |file| format!("{} bytes", file.length().unwrap_or_default()))
        .await?;
    let mut saved = Vec::new();
    let download = download.on_progress(shown("      download", "bytes"));
    story.step("its file", download.to_writer(&mut saved), |bytes| format!("{bytes} bytes")).await?;

    let query = TableQuery { condition: Some(column("Id").lower("CL00300")), ..TableQuery::columns(["Id", "Name"]) };
    let customers = ebp.gescom().folder(folder).table(Table::Customer);
    let rows = story
        .step("the first 299 customers, by a condition", customers.whole::<Row>(query), |rows| {
            let cost = rows.cost();
            format!("{} rows in {} calls", cost.rows.unwrap_or_default(), cost.calls.unwrap_or_default())
        })
        .await?;
    let rows = rows.on_progress(shown("      customers", "rows"));
    story.step("all of them", rows.collect_all(), |rows| format!("{} rows", rows.len())).await?;
    Ok(())
}

/// A client of the sandbox, on these tokens.
fn client(story: &Story<'_>, tokens: MemoryStore) -> Builder {
    Ebp::builder("sandbox-key")
        .application("sandbox", "secret")
        .tokens(tokens)
        .login_url(story.sandbox.mount("ebp-login"))
}

/// A quote, a deposit on it, the invoice, and how it is to be paid.
async fn invoice(story: &mut Story<'_>, invoicing: Invoicing) -> Result<()> {
    story.chapter("EBP: invoicing, from a quote to its invoice, on the same tokens");
    let day = parse_date("2026-03-02").ok_or_else(|| Error::config("a date"))?;
    let (half, price) = (parse("50")?, parse("44.990000000000000000000000000")?);

    let parts = [
        SettlementTermLineData::cash(half),
        SettlementTermLineData::on(half, SettlementTermLineType::DaysEndOfMonthOn, 30, 10),
    ];
    let term = SettlementTermData::new("50 % comptant, 50 % à 30 jours fin de mois le 10", parts);
    let terms = invoicing.settlement_terms();
    let term = story.step("terms of settlement: half of it later", terms.create(&term), |id| id.to_string()).await?;

    let line = LineData::of_item(4, parse("12.5")?, price, parse("20")?);
    let document = DocumentData {
        title: Some("Chantier 117".to_owned()),
        settlement_term_id: Some(term),
        ..DocumentData::new("KRAP'S", 1, day, [line])
    };
    let quote = DocumentData { quote_status: Some(QuoteStatus::New), ..document.clone() };
    let quotes = invoicing.quotes();
    let quote = story.step("a quote", quotes.create(&quote), |id| id.to_string()).await?;
    let deposit = DepositData { amount_vat_included: Some(parse("200.00")?), ..DepositData::new(day) };
    let deposits = invoicing.deposit_invoices();
    story.step("the invoice of a deposit on it", deposits.create(quote, &deposit), |id| id.to_string()).await?;
    let invoices = invoicing.invoices();
    let invoice = story.step("its invoice", invoices.create(&document), |id| id.to_string()).await?;
    let read = story
        .step("read again, to the last digit", invoices.get(invoice), |read| {
            read.lines.first().and_then(|line| line.unit_price).unwrap_or_default().to_string()
        })
        .await?;
    let totals = read.to_update()?.totals(Rounding::PerRate)?;
    println!("      {} without VAT, {} with it: computed here, sent nowhere", totals.vat_excluded, totals.vat_included);
    let documents = invoicing.sale_documents();
    let found = documents.list(ListQuery::search("Chantier 117")).collect_all();
    story.step("found again by its title", found, |found| format!("{} documents", found.len())).await?;
    Ok(())
}
