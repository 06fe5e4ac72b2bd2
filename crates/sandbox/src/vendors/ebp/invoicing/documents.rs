//! Documents of sale: written in Pascal case, read in camel case, and listed together. Nothing validates one: what is validated or
//! invoiced is there at the start.

use guichet_fixtures::Json;

use super::{INVOICING, sale_commitments};
use crate::engine::behaviour::{change, create, get, list, remove};
use crate::engine::json::{put, text, text_of, values};
use crate::engine::{Answer, Call, Engine, Key, Record, Refusal, Reply, Row, Shelf, Start, Store};

pub(super) static ROWS: &[Row] = &[
    get("ebp.invoicing.quotes.get", &QUOTES),
    get("ebp.invoicing.quotes.get-invoiced", &INVOICED_QUOTES),
    create("ebp.invoicing.quotes.create", &QUOTES).written(written).then(listed),
    change("ebp.invoicing.quotes.update", &QUOTES).written(written).then(listed),
    remove("ebp.invoicing.quotes.delete", &QUOTES).then(unlisted).answer(Answer::Documented(&[])),
    get("ebp.invoicing.invoices.get", &INVOICES),
    get("ebp.invoicing.invoices.get-validated", &VALIDATED_INVOICES),
    create("ebp.invoicing.invoices.create", &INVOICES).written(written).then(listed),
    change("ebp.invoicing.invoices.update", &INVOICES).written(written).then(listed),
    remove("ebp.invoicing.invoices.delete", &INVOICES).then(unlisted).answer(Answer::Documented(&[])),
    get("ebp.invoicing.credits.get", &CREDITS),
    get("ebp.invoicing.credits.get-validated", &VALIDATED_CREDITS),
    create("ebp.invoicing.credits.create", &CREDITS).written(written).then(listed),
    change("ebp.invoicing.credits.update", &CREDITS).written(written).then(listed),
    remove("ebp.invoicing.credits.delete", &CREDITS).then(unlisted).answer(Answer::Documented(&[])),
    get("ebp.invoicing.deposit-invoices.get", &DEPOSIT_INVOICES),
    create("ebp.invoicing.deposit-invoices.create", &DEPOSIT_INVOICES).then(listed),
    get("ebp.invoicing.deposit-credits.get", &DEPOSIT_CREDITS),
    create("ebp.invoicing.deposit-credits.create", &DEPOSIT_CREDITS).written(of_its_quote).then(listed),
    list("ebp.invoicing.sale-documents.list", &SALE_DOCUMENTS),
];

const fn documents(name: &'static str, key: &'static [Key], unknown: Refusal) -> Shelf {
    Shelf { keys: key, unknown, start: Start::Blank("{}"), documented: true, ..Shelf::new(name) }
}

/// Of documents that nothing writes: the documented one alone, in [`seed`].
const fn closed(name: &'static str, key: &'static [Key], unknown: Refusal) -> Shelf {
    Shelf { documented: false, ..documents(name, key, unknown) }
}

const QUOTE: Refusal = Refusal::Label(404, "SaleQuote.NotFound", "EntityId : {id}. Le devis est introuvable.");
const INVOICE: Refusal = Refusal::Label(404, "SaleInvoice.NotFound", "EntityId : {id}. La facture est introuvable.");
const CREDIT: Refusal = Refusal::Label(404, "SaleCredit.NotFound", "EntityId : {id}. L'avoir est introuvable.");

static QUOTES: Shelf = documents("quotes", &[Key::id("IdSaleQuote")], QUOTE);
static INVOICED_QUOTES: Shelf = closed("invoiced-quotes", &[Key::id("IdSaleQuote")], QUOTE);
static INVOICES: Shelf = documents("invoices", &[Key::id("IdSaleInvoice")], INVOICE);
static VALIDATED_INVOICES: Shelf = closed("validated-invoices", &[Key::id("IdSaleInvoice")], INVOICE);
static CREDITS: Shelf = documents("credits", &[Key::id("IdSaleCredit")], CREDIT);
static VALIDATED_CREDITS: Shelf = closed("validated-credits", &[Key::id("IdSaleCredit")], CREDIT);
static DEPOSIT_INVOICES: Shelf = documents(
    "deposit-invoices",
    &[Key::id("IdSaleDepositInvoice")],
    Refusal::Label(404, "SaleDepositInvoice.NotFound", "EntityId : {id}. La facture d'acompte est introuvable."),
);
static DEPOSIT_CREDITS: Shelf = documents(
    "deposit-credits",
    &[Key::id("IdSaleDepositCredit")],
    Refusal::Label(404, "SaleDepositCredit.NotFound", "EntityId : {id}. L'avoir d'acompte est introuvable."),
);

static SALE_DOCUMENTS: Shelf = Shelf { search: "name number title", ..Shelf::new("sale-documents") };

/// As a document is read: in camel case, and of a commitment `percent` for `Rate` (003:6511, 6061).
fn written(call: &Call<'_>, _: &Store, _: &Json) -> Result<Json, Reply> {
    let mut read = in_camel_case(&call.body);
    let commitments = values(&read, "commitments").into_iter().cloned().map(|mut commitment| {
        if let Some(rate) = commitment.remove("rate") {
            put(&mut commitment, "percent", rate);
        }
        commitment
    });
    let commitments: Vec<Json> = commitments.collect();
    if read.get("commitments").is_some() {
        put(&mut read, "commitments", Json::from(commitments));
    }
    Ok(read)
}

fn in_camel_case(json: &Json) -> Json {
    let camel = |name: &str| {
        let mut letters = name.chars();
        letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
    };
    match json {
        Json::Object(members) => {
            Json::Object(members.iter().map(|(name, value)| (camel(name), in_camel_case(value))).collect())
        }
        Json::Array(elements) => Json::Array(elements.iter().map(in_camel_case).collect()),
        other => other.clone(),
    }
}

/// A credit of a deposit is of the quote that its invoice is of.
fn of_its_quote(call: &Call<'_>, store: &Store, _: &Json) -> Result<Json, Reply> {
    let mut read = call.body.clone();
    let invoice = call.text("fromSaleDepositInvoiceId").unwrap_or_default();
    if let Some(quote) = store.get(&DEPOSIT_INVOICES, &invoice).and_then(|invoice| invoice.value.get("fromSaleQuoteId"))
    {
        put(&mut read, "fromSaleQuoteId", quote.clone());
    }
    Ok(read)
}

/// The number of a kind (003:9726-9731).
fn kind(call: &Call<'_>) -> &'static str {
    match call.operation.id.split('.').nth(2).unwrap_or_default() {
        "invoices" => "0",
        "credits" => "1",
        "deposit-invoices" => "2",
        "deposit-credits" => "3",
        _ => "4",
    }
}

fn key(call: &Call<'_>, record: &Record) -> String {
    format!("{}-{}", kind(call), record.id)
}

/// A document shows in the list as it is now.
fn listed(call: &Call<'_>, store: &mut Store, record: &Record) -> Result<(), Reply> {
    let number = |digits: &str| Json::Number(digits.to_owned());
    let of = |paths: [&str; 2]| paths.into_iter().find_map(|path| record.value.at(path)).cloned().unwrap_or(Json::Null);
    let net = of(["footer.netAmountVatIncluded", "amountVatIncluded"]);
    let members = [
        ("id", of(["id", "id"])),
        ("documentType", number(kind(call))),
        ("documentStatus", number("0")),
        ("name", of(["name", "name"])),
        ("date", of(["date", "date"])),
        ("city", Json::from(text(&record.value, "addresses.invoicing.city"))),
        ("number", of(["number", "number"])),
        ("totalAmountVatExcluded", of(["footer.totalAmountVatExcluded", "amountVatExcluded"])),
        ("totalAmountVatIncluded", of(["footer.totalAmountVatIncluded", "amountVatIncluded"])),
        ("netAmountVatIncluded", net.clone()),
        ("dueAmount", net),
        ("accountingTransferStatus", Json::Null),
        ("title", of(["title", "title"])),
    ];
    store.put(&SALE_DOCUMENTS, &key(call, record), Json::object(members));
    follow(call, store, record, true);
    Ok(())
}

/// Of deposits and quotes nothing shows what falls due.
fn follow(call: &Call<'_>, store: &mut Store, record: &Record, is_there: bool) {
    if let kind @ ("0" | "1") = kind(call) {
        sale_commitments::follow(store, kind, record, is_there);
    }
}

/// Whether a customer has a document.
pub(super) fn are_of(store: &Store, customer: &str) -> bool {
    let shelves = [&QUOTES, &INVOICES, &VALIDATED_INVOICES, &CREDITS, &VALIDATED_CREDITS];
    let is_its = |record: &Record| record.value.get("customerId").and_then(text_of).as_deref() == Some(customer);
    let of = |shelf| store.all(shelf).any(is_its);
    shelves.into_iter().any(of)
}

fn unlisted(call: &Call<'_>, store: &mut Store, record: &Record) -> Result<(), Reply> {
    store.remove(&SALE_DOCUMENTS, &key(call, record));
    follow(call, store, record, false);
    Ok(())
}

/// The documented list, and one document of each of 250 customers; what is validated or invoiced is on a shelf of its own.
pub(super) fn seed(engine: &Engine, store: &mut Store) {
    let of = |fixture: &str| engine.shown(&INVOICING, fixture);
    let id_of = |document: &Json| document.get("id").and_then(text_of).unwrap_or_default();
    for (shelf, open, route) in [
        (&INVOICED_QUOTES, &QUOTES, "quotes/get-invoiced"),
        (&VALIDATED_INVOICES, &INVOICES, "invoices/get-validated"),
        (&VALIDATED_CREDITS, &CREDITS, "credits/get-validated"),
    ] {
        for document in of(route) {
            let id = id_of(&document);
            // The sample of an invoice shows one number under both routes; each other one is closed only.
            if !of("invoices/get").iter().any(|open| id_of(open) == id) {
                store.remove(open, &id);
            }
            store.put(shelf, &id, document);
        }
    }
    let documented = of("sale-documents/list");
    for document in &documented {
        store.add(&SALE_DOCUMENTS, document.clone(), Json::Object(Vec::new()));
    }
    let Some(sample) = documented.first() else { return };
    for n in 1..=250 {
        let mut document = sample.clone();
        put(&mut document, "id", Json::from(1000 + n));
        put(&mut document, "name", Json::from(format!("Client {n:03}")));
        put(&mut document, "number", Json::from(format!("FA{n:08}")));
        store.add(&SALE_DOCUMENTS, document, Json::Object(Vec::new()));
    }
}
