//! The products as a service, Gescom and Bâtiment: the same rows for both. What tables hold is made by formula; only what a transfer
//! made is kept.

mod clients;
mod condition;
mod filters;
mod lists;
mod tables;
mod transfer;

use guichet_fixtures::Json;

use super::{API, errors};
use crate::engine::behaviour::{act, documented};
use crate::engine::{Call, Complaint, Face, Input, Reason, Reply, Request, Row, Window, days};

/// As it stands in the samples (003:1765).
pub(super) const FOLDER: &str = "3691";

/// The most elements of a page (003:9775), and what a list gives without a word (003:1829).
const MOST: usize = 100;

macro_rules! rows {
    ($product:literal) => {
        &[&[
            documented(concat!("ebp.", $product, ".folders.list")),
            act(concat!("ebp.", $product, ".generic-query.list"), |call, store| lists::generic(call, store)),
            act(concat!("ebp.", $product, ".generic-query.get"), |call, store| lists::one(call, store)),
            act(concat!("ebp.", $product, ".dependencies.list"), |call, _| lists::dependencies(call)),
            act(concat!("ebp.", $product, ".clients.list"), |call, _| clients::list(call)),
            act(concat!("ebp.", $product, ".clients.filtered"), |call, store| lists::of(call, store, "Customer", "")),
            act(concat!("ebp.", $product, ".clients.filtered-with-addresses"), |call, store| {
                lists::of(call, store, "Customer", "Addresses")
            }),
            act(concat!("ebp.", $product, ".sale-documents.list"), |call, store| {
                lists::of(call, store, "SaleDocument", "")
            }),
            act(concat!("ebp.", $product, ".sale-documents.list-with-lines"), |call, store| {
                lists::of(call, store, "SaleDocument", "Lines")
            }),
            act(concat!("ebp.", $product, ".purchase-documents.list"), |call, store| {
                lists::of(call, store, "PurchaseDocument", "")
            }),
            act(concat!("ebp.", $product, ".purchase-documents.list-with-lines"), |call, store| {
                lists::of(call, store, "PurchaseDocument", "Lines")
            }),
            act(concat!("ebp.", $product, ".documents.transfer"), transfer::transfer),
            act(concat!("ebp.", $product, ".items.list"), |call, store| lists::of(call, store, "Item", "")),
            act(concat!("ebp.", $product, ".items.list-with-tracking-stock"), |call, store| {
                lists::of(call, store, "Item", "TrackingStocks")
            }),
            act(concat!("ebp.", $product, ".deals.list"), |call, store| lists::of(call, store, "Deal", "")),
            act(concat!("ebp.", $product, ".deals.list-with-colleagues"), |call, store| {
                lists::of(call, store, "Deal", "Colleagues")
            }),
            documented(concat!("ebp.", $product, ".custom-fields.get")),
        ]]
    };
}

pub(super) static GESCOM: Saas = Saas { prefix: "ebp.gescom.", only: "SaleSettlement", rows: rows!("gescom") };
pub(super) static BATIMENT: Saas = Saas { prefix: "ebp.batiment.", only: "Country", rows: rows!("batiment") };

/// The maintenance of the same folders. What it does is seen by nobody here: no other program works in them.
pub(super) static MAINTENANCE: Saas = Saas {
    prefix: "ebp.maintenance.",
    only: "",
    rows: &[&[
        documented("ebp.maintenance.folders.list"),
        documented("ebp.maintenance.folders.unlog-all"),
        documented("ebp.maintenance.folders.unlock-all"),
    ]],
};

/// A product.
pub(super) struct Saas {
    prefix: &'static str,
    /// The table that the other product does not have (003:2584, 003:3508).
    only: &'static str,
    rows: &'static [&'static [Row]],
}

impl Face for Saas {
    fn prefix(&self) -> &'static str {
        self.prefix
    }

    fn mount(&self) -> &'static str {
        API
    }

    fn rows(&self) -> &'static [&'static [Row]] {
        self.rows
    }

    fn refuse(&self, status: u16, message: &str) -> Reply {
        errors::refuse(status, message)
    }

    /// The folder is a segment of the path.
    fn admit(&self, request: &Request) -> Result<(), Reply> {
        match request.path.split_once("/Folders/").map(|(_, rest)| rest.split('/').next()) {
            Some(folder) if folder != Some(FOLDER) => Err(errors::folder_unknown()),
            _ => Ok(()),
        }
    }

    fn inspect(&self, call: &Call<'_>, complaints: &mut Vec<Complaint>) {
        for (name, value) in &call.request.query {
            let fits = match name.as_str() {
                "Offset" => !value.starts_with('-'),
                "Limit" => value.parse::<usize>().is_ok_and(|limit| limit > 0),
                // 003:2143: strictly fewer days, so that none finds nothing.
                "Duration" => value.parse::<u32>().is_ok_and(|days| days > 0),
                "FromModifiedDate" | "SysModifiedDate" | "ToDate" => days::of(value).is_some(),
                "TableName" => tables::table(value).is_some_and(|table| self.has(table.name)),
                _ => true,
            };
            if !fits && complaints.iter().all(|known| known.name != *name) {
                complaints.push(Complaint::invalid(Input::Query, name, "out of range"));
            }
        }
        // 003:1826. The other lists are sorted by their key without a word.
        let pages = call.operation.id.ends_with(".generic-query.list") && call.query("Offset").unwrap_or("0") != "0";
        if pages && call.query("OrderByValue").is_none() {
            complaints.push(Complaint::missing(Input::Query, "OrderByValue"));
        }
    }

    fn reject(&self, call: &Call<'_>, complaints: &[Complaint]) -> Reply {
        errors::reject(call, complaints)
    }

    fn window(&self, call: &Call<'_>) -> Result<Window, Reply> {
        let number = |name: &str, default| call.query(name).map_or(default, |n: &str| n.parse().unwrap_or(usize::MAX));
        match (number("Offset", 0), number("Limit", MOST)) {
            (offset, limit @ ..=MOST) => Ok(Window { offset, limit }),
            _ => Err(self.refuse(400, "La limite est de 100 éléments par page")),
        }
    }

    fn items(&self) -> Option<&'static str> {
        Some("results[]")
    }
}

impl Saas {
    fn has(&self, table: &str) -> bool {
        !["SaleSettlement", "Country"].contains(&table) || self.only == table
    }
}

/// A page, with its paging.
fn page(name: &str, window: Window, total: usize, rows: Vec<Json>) -> Reply {
    let number = |n: usize| Json::Number(n.to_string());
    let (offset, limit) = (window.offset, window.limit);
    let paging = [("total", total), ("returned", rows.len()), ("offset", offset), ("limit", limit)];
    let paging = Json::object(paging.map(|(name, n)| (name, number(n))));
    Reply::json(200, &Json::object([(name, Json::from(rows)), ("paging", paging)]))
}

/// A parameter that cannot be understood.
fn wrong(name: &str) -> Reply {
    errors::invalid([(name.to_owned(), errors::sentence(name, &Reason::Invalid(String::new())))])
}
