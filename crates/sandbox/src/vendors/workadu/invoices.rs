//! Invoices: drafts, their lines, and publishing.

use guichet_fixtures::{Json, Kind};
use rust_decimal::Decimal;

use super::answers::{data, error};
use super::{customers, series};
use crate::engine::amounts::{exact, number, percent, plus, times};
use crate::engine::behaviour::{act, change, create, get, list, missing};
use crate::engine::json::{fit, id_value, push, put, put_all, text_of};
use crate::engine::{Call, Key, Record, Refusal, Reply, Row, Shelf, Start, Store, Test, days, equal, filter};

pub(super) static ROWS: &[Row] = &[
    list("workadu.invoices.list", &INVOICES),
    get("workadu.invoices.get", &INVOICES),
    create("workadu.invoices.create", &INVOICES)
        .refusing(&[
            missing("customer_id", "invoices/create--customer-unknown"),
            missing("series_id", "invoices/create--series-unknown"),
        ])
        .written(new)
        .then(validate_new),
    change("workadu.invoices.update", &INVOICES).unknown(Refusal::Fixture("invoices/update--invalid")).written(changed),
    act("workadu.invoices.add-line", add_line).refusing(&[missing("invoice_id", "invoices/add-line--invoice-unknown")]),
    act("workadu.invoices.publish", publish).refusing(&[missing("invoice_id", "invoices/publish--invoice-unknown")]),
];

pub(super) static INVOICES: Shelf = Shelf {
    keys: &[Key::id("invoice_id").many()],
    filters: &[
        equal("customer_id", "customer.id"),
        equal("series_id", "@series_id"),
        equal("status", "status"),
        filter("issue_date_from", "issue_date", Test::From),
        filter("issue_date_to", "issue_date", Test::To),
        filter("aade_should_send", "aade.should_send", Test::Flag),
    ],
    unknown: Refusal::Text(400, "No invoices could be found."),
    start: Start::Sample(
        r#"{"invoice_number": null, "due_date": null, "discount_amount": 0, "vat_amount": 0, "total_amount": 0,
            "lines": [], "tag": null}"#,
    ),
    documented: true,
    references: "invoice_ids",
    ..Shelf::new("invoices")
};

const DRAFT: &str = "DRAFT";
const VALID: &str = "VALID";

/// A new invoice is a draft first, whatever it is to be.
fn new(call: &Call<'_>, store: &Store, _invoice: &Json) -> Result<Json, Reply> {
    let customer = call.text("customer_id").and_then(|id| customers::reference(store, &id));
    let customer = customer.ok_or_else(|| call.documented("invoices/create--customer-unknown"))?;
    let series = call.text("series_id").and_then(|id| series::title(store, &id));
    let series = series.ok_or_else(|| call.documented("invoices/create--series-unknown"))?;
    if !matches!(status(call).as_str(), DRAFT | VALID) {
        return Err(error(400, "A new invoice is a draft or valid."));
    }
    let mut written = call.body.clone();
    put_all(&mut written, [("series", series), ("customer", Json::Array(vec![customer]))]);
    put_all(&mut written, [("issue_date", days::day_at(call.request.now)), ("status", DRAFT.to_owned())]);
    give_number(call, &mut written);
    Ok(written)
}

/// The status that a new invoice is to have.
fn status(call: &Call<'_>) -> String {
    call.text("status").map_or_else(|| DRAFT.to_owned(), |status| status.to_uppercase())
}

fn validate_new(call: &Call<'_>, store: &mut Store, invoice: &Record) -> Result<(), Reply> {
    if status(call) == VALID {
        become_valid(store, &invoice.id);
    }
    Ok(())
}

fn changed(call: &Call<'_>, store: &Store, _invoice: &Json) -> Result<Json, Reply> {
    let mut written = call.body.clone();
    if let Some(customer) = call.text("customer_id") {
        let customer = customers::reference(store, &customer);
        let customer = customer.ok_or_else(|| call.documented("invoices/update--invalid"))?;
        put(&mut written, "customer", Json::Array(vec![customer]));
    }
    give_number(call, &mut written);
    Ok(written)
}

fn give_number(call: &Call<'_>, written: &mut Json) {
    if let Some(wanted) = call.text("invoice_num") {
        put(written, "invoice_number", format!("A-{wanted}"));
    }
}

fn add_line(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let id = call.text("invoice_id").unwrap_or_default();
    let line_id = store.fresh_id();
    let Some(record) = store.get(&INVOICES, &id) else {
        return Err(call.documented("invoices/add-line--invoice-unknown"));
    };
    if record.text("status") != DRAFT {
        return Err(call.documented("invoices/add-line--not-draft"));
    }
    // Amounts are exact or refused: the sandbox must not teach a client to expect rounding.
    let Some(sums) = Sums::of(call, record) else {
        return Err(error(400, "The amounts of this line cannot be calculated exactly."));
    };
    let line = Json::object([
        ("id", id_value(&line_id)),
        ("description", call.member("description").cloned().unwrap_or(Json::Null)),
        ("quantity", number(sums.quantity)),
        ("solo_amount", number(sums.solo)),
        ("total_amount", number(sums.total)),
        ("discount_percent", number(sums.discount)),
        ("vat_percent", number(sums.vat_percent)),
        ("final_amount", number(sums.net)),
    ]);
    store.change(&INVOICES, &id, |invoice| {
        push(&mut invoice.value, "lines", line);
        put(&mut invoice.value, "discount_amount", number(sums.invoice_discount));
        put(&mut invoice.value, "vat_amount", number(sums.invoice_vat));
        put(&mut invoice.value, "total_amount", number(sums.invoice_total));
    });
    shown(call, store, &id)
}

/// What one more line comes to.
struct Sums {
    quantity: Decimal,
    solo: Decimal,
    total: Decimal,
    discount: Decimal,
    vat_percent: Decimal,
    net: Decimal,
    invoice_discount: Decimal,
    invoice_vat: Decimal,
    invoice_total: Decimal,
}

impl Sums {
    /// `None` when an amount does not fit.
    fn of(call: &Call<'_>, record: &Record) -> Option<Self> {
        let given = |name: &str| call.member(name).map(amount);
        let default = |name: &str| record.hidden.get(name).and_then(amount).unwrap_or_default();
        let sum = |name: &str| record.value.get(name).and_then(amount).unwrap_or_default();
        let solo = given("amount")??;
        let quantity = given("quantity").unwrap_or(Some(Decimal::ONE))?;
        let discount = given("line_discount").unwrap_or_else(|| Some(default("discount_percent")))?;
        let vat_percent = given("vat_percent").unwrap_or_else(|| Some(default("vat_percent")))?;
        let gross = record.hidden.get("includes_vat").is_some_and(|value| fit(&Kind::Bool, value) == Json::Bool(true));
        let total = times(solo, quantity)?;
        let reduction = percent(total, discount)?;
        let net = plus(total, -reduction)?;
        let vat = if gross { contained(net, vat_percent)? } else { percent(net, vat_percent)? };
        let due = if gross { net } else { plus(net, vat)? };
        Some(Self {
            quantity,
            solo,
            total,
            discount,
            vat_percent,
            net,
            invoice_discount: plus(sum("discount_amount"), reduction)?,
            invoice_vat: plus(sum("vat_amount"), vat)?,
            invoice_total: plus(sum("total_amount"), due)?,
        })
    }
}

/// The tax within a gross amount, to the cent: a division is seldom exact.
fn contained(gross: Decimal, vat_percent: Decimal) -> Option<Decimal> {
    let whole = plus(vat_percent, Decimal::ONE_HUNDRED)?;
    Some(times(gross, vat_percent)?.checked_div(whole)?.round_dp(2))
}

/// The value of an amount in JSON.
pub(super) fn amount(value: &Json) -> Option<Decimal> {
    exact(&text_of(value)?)
}

fn publish(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let id = call.text("invoice_id").unwrap_or_default();
    match store.get(&INVOICES, &id).map(|invoice| invoice.text("status")) {
        None => return Err(call.documented("invoices/publish--invoice-unknown")),
        Some(DRAFT) => become_valid(store, &id),
        Some(_) => return Err(call.documented("invoices/publish--already-published")),
    }
    if call.request.unaccepted {
        return shown(call, store, &id).map(|reply| unaccepted(call, &reply).unwrap_or(reply));
    }
    // Absent leaves it to the series' setting, which is on here.
    if call.member("aade_send").is_none_or(|value| fit(&Kind::Bool, value) != Json::Bool(false)) {
        let aade_id = store.fresh_id();
        let aade = Json::object([
            ("id", id_value(&aade_id)),
            ("mark", Json::Number(format!("40000{aade_id}"))),
            ("uid", Json::from(format!("SANDBOX{aade_id:0>13}"))),
            ("should_send", Json::Bool(true)),
        ]);
        store.change(&INVOICES, &id, |invoice| put(&mut invoice.value, "aade", Json::Array(vec![aade])));
    }
    shown(call, store, &id)
}

/// The answer to what was published and refused by myDATA (fact W24): the documented one, about this invoice.
fn unaccepted(call: &Call<'_>, published: &Reply) -> Option<Reply> {
    let mut answer = Json::parse(&call.documented("invoices/publish--refused-by-mydata").body).ok()?;
    put(&mut answer, "data", Json::parse(&published.body).ok()?.get("data")?.clone());
    Some(Reply::json(200, &answer))
}

/// A valid invoice has the next number of its series, unless it came with one.
fn become_valid(store: &mut Store, id: &str) {
    store.change(&INVOICES, id, |invoice| put(&mut invoice.value, "status", VALID));
    let invoice = store.get(&INVOICES, id).filter(|i| i.value.get("invoice_number").is_none_or(Json::is_null));
    let series = invoice.and_then(|invoice| invoice.hidden.get("series_id").and_then(text_of));
    if let Some(next) = series.and_then(|series| series::next_number(store, &series)) {
        store.change(&INVOICES, id, |invoice| put(&mut invoice.value, "invoice_number", format!("A-{next}")));
    }
}

fn shown(call: &Call<'_>, store: &Store, id: &str) -> Result<Reply, Reply> {
    let invoice = store.get(&INVOICES, id).ok_or_else(|| call.documented("invoices/publish--invoice-unknown"))?;
    Ok(data(invoice.value.clone()))
}
