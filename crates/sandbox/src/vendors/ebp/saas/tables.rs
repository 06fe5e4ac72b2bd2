//! Tables of 5,000 rows, made by formula: a column is a function of the row's number.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use guichet_fixtures::Json;
use time::{Date, Duration, Month};

use crate::engine::json::text_of;
use crate::engine::{Key, Shelf, Store, list};

/// How many rows each table has.
const ROWS: u32 = 5_000;

/// A column: its name, and its value in the row of a number.
type Column = (&'static str, fn(u32) -> Json);

/// The numbers of a table's rows in the order of one of its columns, by both.
type Orders = BTreeMap<(&'static str, &'static str), Arc<[u32]>>;

/// A table that may be read (003:2515-2584).
pub(super) struct Table {
    pub(super) name: &'static str,
    key: &'static str,
    key_of: fn(u32) -> Json,
    columns: &'static [Column],
    /// The tables that it refers to, and the column that does.
    pub(super) linked: &'static [&'static str],
}

macro_rules! tables {
    ($($name:ident)+) => {
        &[$(Table { key_of: |n| text(format!("{}{n:05}", initials(stringify!($name)))), ..Table::plain(stringify!($name)) }),+]
    };
}

/// Those of which more is known than that they are there come first.
static KNOWN: &[Table] = &[
    Table {
        key_of: |n| text(format!("CL{n:05}")),
        columns: &[
            ("Civility", |n| if n == 1 { text("EIRL") } else { choice(n, &["SARL", "", "EIRL"]) }),
            ("Name", |n| match n {
                1 => text("client test"),
                9 => text("MAIRIE DE SAINT DENIS"),
                n => text(format!("Client {n}")),
            }),
            ("Type", |n| choice(if n == 9 { 0 } else { n }, &["client", "client", "client", "prospect"])),
            ("ActiveState", |n| choice(n / 4, &["Active", "Active", "InSleeping", "Blocked"])),
            ("FamilyId", |n| choice(n, &["FA1", "FA2", "", "FA3"])),
            ("SubFamilyId", |n| choice(n / 2, &["SFA1", "SFA2", "", "SFA3"])),
            ("UseInvoicingAddressAsDeliveryAddress", |n| number(n % 8)),
            ("OverdueBalance", |n| if n == 9 { amount(110_366) } else { amount(n % 7 * 1_050) }),
        ],
        ..Table::plain("Customer")
    },
    Table {
        key_of: |n| text(format!("ART{n:05}")),
        columns: &[
            ("FamilyId", |n| choice(n, &["Fam1", "Fam8", "", "Fam3"])),
            ("SubFamilyId", |n| choice(n / 2, &["Sub1", "Sub3", "", "Sub2"])),
            ("ItemType", |n| number(n % 2)),
            ("ActiveState", |n| choice(n, &["Active", "Inactive", "Active"])),
            ("SalePriceVatExcluded", |n| amount(8_990 + n)),
        ],
        linked: &["Unit", "VolumeUnit", "Vat"],
        ..Table::plain("Item")
    },
    Table { columns: DOCUMENT, key_of: document_key, linked: &["Customer"], ..Table::plain("SaleDocument") },
    Table { columns: DOCUMENT, key_of: document_key, ..Table::plain("PurchaseDocument") },
    Table {
        key_of: |n| text(format!("AFF{n:05}")),
        columns: &[
            ("DealState", |n| choice(n, &["InStudy", "Accepted", "InProgress", "Received", "Finished", "Canceled"])),
            ("DealDate", |n| moment(n, 0)),
        ],
        ..Table::plain("Deal")
    },
    Table { key: "ItemId", key_of: |n| text(format!("ART{n:05}")), ..Table::plain("TrackingStockItem") },
    Table { key: "ItemId", key_of: |n| text(format!("ART{n:05}")), ..Table::plain("StockItem") },
    Table { key: "OptionHashCode", key_of: number, ..Table::plain("EbpSysOptions") },
    Table { key: "CategoryId", key_of: number, ..Table::plain("EbpSysGenericImportSettings") },
    Table { key: "IsoCode", key_of: |n| text(format!("C{n:04}")), ..Table::plain("Country") },
];

static OTHERS: &[Table] = tables! {
    Address DealColleague SaleDocumentLine RangeItem LinkedItem StandardText ConstructionSite Colleague PurchaseDocumentLine Contact Ecotax
    ItemFamily CustomerFamily SupplierFamily Supplier RangeType RangeTypeElement ClassificationGroup CustomerProduct ScheduleEvent
    ScheduleEventCustomerProduct StockDocument StockDocumentLine ScheduleEventType TravelExpense Equipment Storehouse PriceList SettlementMode
    PaymentType MaintenanceContract MaintenanceContractCustomerProduct Incident GeographicSector PriceListCategory Unit VolumeUnit Vat
    SupplierItem Civility ItemComponent ItemSubFamily CustomerSubFamily UnitType CustomerAssociatedFiles CustomerProductAssociatedFiles
    ItemAssociatedFiles MaintenanceContractAssociatedFiles PurchaseDocumentAssociatedFiles SaleDocumentAssociatedFiles
    ScheduleEventAssociatedFiles SupplierAssociatedFiles Shipping ThirdReference EcotaxCalculationBase EcotaxFurniture DocumentSerial
    CurrencyTable SaleDocumentLineTrackingDispatch ItemVatTerritoriality SaleSettlement
};

static DOCUMENT: &[Column] = &[
    ("DocumentNumber", |n| text(format!("DOC{n:02}"))),
    ("DocumentType", |n| number(n % 11 + 1)),
    ("DocumentDate", |n| moment(n, 0)),
    ("CustomerId", |n| text(format!("CL{n:05}"))),
    ("MainInvoicingAddress_City", |n| choice(n, &["Lyon", "Lille", "", "Saint-Denis"])),
    ("AmountVatExcluded", |n| amount(10_000 + n * 3)),
    ("AmountVatIncluded", |n| amount((10_000 + n * 3) / 5 * 6)),
];

/// A column that every table has.
static EVERYWHERE: &[Column] = &[
    ("Caption", |n| text(format!("Libellé {n}"))),
    ("SysCreatedDate", |n| moment(n, 0)),
    ("SysModifiedDate", |n| moment(n, 3)),
];

impl Table {
    const fn plain(name: &'static str) -> Self {
        Self { name, key: "Id", key_of: number, columns: &[], linked: &[] }
    }

    /// Its columns, as a list shows them that names none.
    pub(super) fn columns(&self) -> impl Iterator<Item = &'static str> {
        [self.key].into_iter().chain(self.columns.iter().chain(EVERYWHERE).map(|(name, _)| *name))
    }

    /// The column of this name, in any case.
    pub(super) fn column(&self, name: &str) -> Option<&'static str> {
        self.columns().find(|column| column.eq_ignore_ascii_case(name))
    }

    pub(super) fn key(&self) -> &'static str {
        self.key
    }

    fn formula(&self, column: &str, n: u32) -> Json {
        if column == self.key {
            return (self.key_of)(n);
        }
        let found = self.columns.iter().chain(EVERYWHERE).find(|(name, _)| *name == column);
        found.map_or(Json::Null, |(_, formula)| formula(n))
    }

    /// Its rows in the order of a column: those made by formula are sorted once for all requests.
    pub(super) fn sorted<'s>(&'static self, store: &'s Store, by: &'static str) -> Vec<Row<'s>> {
        let mut rows: Vec<Row<'s>> =
            order(self, by).iter().map(|n| Row { table: self, held: Held::Formula(*n) }).collect();
        let made: Vec<Row<'s>> = self.made(store).collect();
        for one in made {
            let place = rows.partition_point(|row| compared(&row.value(by), &one.value(by)).is_lt());
            rows.insert(place, one);
        }
        rows
    }

    fn made<'s>(&'static self, store: &'s Store) -> impl Iterator<Item = Row<'s>> {
        let records = store.all(&MADE).filter(move |_| self.name == "SaleDocument");
        records.map(move |record| Row { table: self, held: Held::Made(&record.value) })
    }

    /// The row whose column has this text.
    pub(super) fn find<'s>(&'static self, store: &'s Store, column: &'static str, wanted: &str) -> Option<Row<'s>> {
        let formula = (1..=ROWS).map(|n| Row { table: self, held: Held::Formula(n) });
        let has = |row: &Row<'s>| text_of(&row.value(column)).is_some_and(|text| text.eq_ignore_ascii_case(wanted));
        formula.chain(self.made(store)).find(has)
    }
}

/// Documents that transfers made, of either product.
pub(super) static MADE: Shelf = Shelf { keys: &[Key::id("Id")], ..Shelf::new("saas-documents") };

/// A table by its name, in any case.
pub(super) fn table(name: &str) -> Option<&'static Table> {
    // A unit by another name is no table of its own: only a column refers to it.
    KNOWN.iter().chain(OTHERS).find(|table| table.name.eq_ignore_ascii_case(name) && table.name != "VolumeUnit")
}

fn linked(name: &str) -> Option<&'static Table> {
    KNOWN.iter().chain(OTHERS).find(|table| table.name.eq_ignore_ascii_case(name))
}

/// A row.
#[derive(Clone, Copy)]
pub(super) struct Row<'s> {
    table: &'static Table,
    held: Held<'s>,
}

#[derive(Clone, Copy)]
enum Held<'s> {
    Formula(u32),
    Made(&'s Json),
}

impl Row<'_> {
    /// The value of one of the table's columns.
    pub(super) fn value(&self, column: &str) -> Json {
        match self.held {
            Held::Formula(n) => self.table.formula(column, n),
            Held::Made(value) => value.get(column).cloned().unwrap_or(Json::Null),
        }
    }

    pub(super) fn text(&self, column: &str) -> Option<String> {
        text_of(&self.value(column))
    }

    /// The value of a column as it is asked for: `Caption`, `Item.Caption`, `Unit.Caption`. And the name that it is answered under.
    pub(super) fn asked(&self, name: &str) -> Option<(String, Json)> {
        let (table, column) = name.split_once('.').unwrap_or((self.table.name, name));
        if table.eq_ignore_ascii_case(self.table.name) {
            return Some((column.to_owned(), self.value(self.table.column(column)?)));
        }
        let other = linked(self.table.linked.iter().find(|linked| linked.eq_ignore_ascii_case(table))?)?;
        let other_column = other.column(column)?;
        let value = match self.held {
            Held::Formula(n) if !n.is_multiple_of(7) => other.formula(other_column, n),
            _ => Json::Null,
        };
        Some((format!("{table}_{column}"), value))
    }

    /// Rows below it, of which the text says no more than that they are there.
    pub(super) fn below(&self, name: &str) -> Json {
        let line = |at: u32| match name {
            "Lines" => Json::object([
                ("LineOrder", number(at)),
                ("DescriptionClear", text(format!("Ligne {at}"))),
                ("NetAmountVatExcludedWithDiscount", amount(1_000 * at)),
            ]),
            "Addresses" => Json::object([("Id", text(format!("AD{at:05}"))), ("City", text("Lyon"))]),
            "TrackingStocks" => {
                Json::object([("StorehouseId", text(format!("DEP{at}"))), ("RealStock", amount(at * 150))])
            }
            _ => Json::object([("Id", text(format!("COL{at}")))]),
        };
        Json::from(vec![line(1), line(2)])
    }
}

/// The numbers of the rows in the order of a column.
fn order(table: &'static Table, by: &'static str) -> Arc<[u32]> {
    static ORDERS: Mutex<Orders> = Mutex::new(BTreeMap::new());
    let known = || ORDERS.lock().unwrap_or_else(PoisonError::into_inner).get(&(table.name, by)).cloned();
    known().unwrap_or_else(|| {
        let mut keyed: Vec<(Json, u32)> = (1..=ROWS).map(|n| (table.formula(by, n), n)).collect();
        keyed.sort_by(|(a, n), (b, m)| compared(a, b).then(n.cmp(m)));
        let order: Arc<[u32]> = keyed.into_iter().map(|(_, n)| n).collect();
        ORDERS.lock().unwrap_or_else(PoisonError::into_inner).insert((table.name, by), Arc::clone(&order));
        order
    })
}

/// Nothing goes first. A column holds numbers or texts.
fn compared(a: &Json, b: &Json) -> Ordering {
    match (text_of(a), text_of(b)) {
        (Some(a), Some(b)) => list::compare(&a, &b),
        (a, b) => a.is_some().cmp(&b.is_some()),
    }
}

fn text(text: impl Into<String>) -> Json {
    Json::from(text.into())
}

fn number(n: u32) -> Json {
    Json::Number(n.to_string())
}

/// In cents.
fn amount(cents: u32) -> Json {
    Json::Number(format!("{}.{:02}", cents / 100, cents % 100))
}

/// The empty text stands for nothing.
fn choice(n: u32, of: &[&str]) -> Json {
    match of.get(n as usize % of.len()) {
        Some(&"") | None => Json::Null,
        Some(word) => Json::from(*word),
    }
}

/// Two rows a day from 2019 on, some days later.
fn moment(n: u32, later: i64) -> Json {
    let first = Date::from_calendar_date(2019, Month::January, 1).unwrap_or(Date::MIN);
    let day = first.saturating_add(Duration::days(i64::from(n / 2) + later));
    Json::from(format!("{day}T{:02}:{:02}:{:02}", n % 24, n % 60, n % 59))
}

fn document_key(n: u32) -> Json {
    text(format!("{n:08x}-58f1-4f4e-9f54-2f5e6c0b9d11"))
}

fn initials(name: &str) -> String {
    name.chars().take(3).collect::<String>().to_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_products_have_sixty_nine_tables() {
        let all = KNOWN.iter().chain(OTHERS).filter(|known| table(known.name).is_some()).count();
        // Each has one that the other does not have.
        assert_eq!(all, 70);
    }

    #[test]
    fn a_table_is_sorted_by_any_of_its_columns() {
        let table = table("customer").unwrap();
        for column in table.columns() {
            let rows = order(table, column);
            assert_eq!(rows.len(), ROWS as usize);
            let sorted = rows
                .windows(2)
                .all(|pair| compared(&table.formula(column, pair[0]), &table.formula(column, pair[1])).is_le());
            assert!(sorted, "{column}");
        }
    }
}
