//! Documents of sale, with the documentation's sample data.

use guichet_core::RawJson;
use guichet_core::time::OffsetDateTime;
use guichet_ebp::Decimal;
use guichet_ebp::decimal::parse;
use guichet_ebp::invoicing::documents::quotes::QuoteStatus;
use guichet_ebp::invoicing::documents::{
    Address, AddressData, Addresses, AddressesData, CommitmentData, DepositData, DocumentData, DocumentDate,
    FooterData, LineData,
};
use guichet_ebp::invoicing::{ListQuery, Paging, SortingOrder, Territoriality};

use super::folder;
use crate::exercise::arguments::arg;
use crate::exercise::{Exercise, listed, on};
use crate::vendors::ebp::EbpClient;

fn amount(digits: &str) -> Option<Decimal> {
    parse(digits).ok()
}

/// A moment of 2023, by its seconds since 1970 and its milliseconds.
fn at(seconds: i64, milliseconds: i64) -> DocumentDate {
    let moment = OffsetDateTime::from_unix_timestamp_nanos(i128::from(seconds * 1000 + milliseconds) * 1_000_000);
    DocumentDate::from(moment.unwrap_or(OffsetDateTime::UNIX_EPOCH))
}

const NOVEMBER_7: i64 = 1_699_358_400;
const DECEMBER_7: i64 = 1_701_950_400;

/// The three addresses of the samples: street, complement, code.
const PLACES: [(&str, &str, &str); 3] = [
    ("123 Rue de la Facturation", "Appartement 5", "75001"),
    ("456 Rue de la Livraison", "", "75002"),
    ("789 Rue du Siège Social", "", "75003"),
];

fn addresses() -> AddressesData {
    let [invoicing, delivery, head_office] = PLACES.map(|(street, additional, code)| {
        let text = |text: &str| Some(text.to_owned());
        let (city, country) = (text("Paris"), text("France"));
        Some(AddressData {
            street: text(street),
            additional_street: text(additional),
            post_code: text(code),
            city,
            country,
        })
    });
    AddressesData {
        invoicing,
        delivery,
        head_office,
        delivery_is_the_same_as_invoicing: Some(true),
        head_office_is_the_same_as_invoicing: Some(true),
    }
}

/// Item, quantity, price, rate, its totals without VAT, of VAT and with it.
fn line(order: i64, item: i64, [quantity, price, rate, excluded, vat, included]: [&str; 6], detail: &str) -> LineData {
    LineData {
        item_id: Some(item.into()),
        description: Some(format!("Produit {}", order + 1)),
        line_type: Some(1),
        quantity: amount(quantity),
        unit_price: amount(price),
        vat_rate: amount(rate),
        total_amount_vat_excluded: amount(excluded),
        total_vat_amount: amount(vat),
        total_amount_vat_included: amount(included),
        discount_rate: amount("0.0"),
        detailed_description: Some(detail.to_owned()),
        line_order: Some(order),
        vat_rate_id: Some(5.into()),
        ..LineData::default()
    }
}

fn footer() -> FooterData {
    FooterData {
        total_amount_vat_excluded: amount("650.0"),
        total_amount_vat_included: amount("765.0"),
        total_deposits_amount_vat_included: amount("50.0"),
        net_amount_vat_included: amount("715.0"),
        total_vat_amount: amount("65.0"),
        shipping_cost: amount("10.0"),
        shipping_vat_rate_id: Some(5.into()),
        shipping_vat_rate: amount("20.0"),
        discount_rate: amount("5.0"),
        discount_amount: amount("30.0"),
        total_amount_net_vat_excluded: amount("620.0"),
        total_amount_net_vat_included: amount("735.0"),
        eco_contribution: None,
    }
}

/// The samples' document, of this customer and first item, in this state.
fn sample(customer: i64, item: i64, status: &str) -> DocumentData {
    let lines = [
        line(0, item, ["5.0", "100.0", "20.0", "500.0", "100.0", "600.0"], ""),
        line(1, 2, ["3.0", "50.0", "10.0", "150.0", "15.0", "165.0"], "Description détaillée du produit 2"),
    ];
    let customer = arg("customer_id", customer);
    DocumentData {
        siret: Some("12345678901234".into()),
        intracommunity_vat_number: Some("FR12345678901".into()),
        territoriality: Some(Territoriality::France),
        delivery_date: Some(at(NOVEMBER_7, 0)),
        valid_until: Some(at(DECEMBER_7, 0)),
        quote_status: Some(QuoteStatus::from(status)),
        settlement_term_id: Some(2.into()),
        title: Some("Titre du document".into()),
        price_category_id: Some(1.into()),
        exemption_notice_id: Some(4),
        use_vat_included_invoicing_mode: Some(true),
        vat_payability_type: Some(1),
        informations_to_print: Some("Informations à imprimer".into()),
        addresses: Some(addresses()),
        footer: Some(footer()),
        ..DocumentData::new("Nom du client", customer, at(NOVEMBER_7, 0), lines)
    }
}

/// With the commitment of the samples.
fn due(document: DocumentData) -> DocumentData {
    let commitment = CommitmentData {
        date: Some(at(NOVEMBER_7, 0)),
        amount: amount("630.0"),
        percent: amount("0.0"),
        remaining_amount: amount("0.0"),
        payment_mode_id: Some(1.into()),
    };
    DocumentData { commitments: vec![commitment], ..document }
}

/// With what no sample shows.
fn full(mut document: DocumentData) -> DocumentData {
    let nothing = || RawJson::from_value(&std::collections::BTreeMap::<String, String>::new()).ok();
    if let Some(line) = document.lines.first_mut() {
        (line.discount_amount, line.eco_contribution) = (amount("12.50"), nothing());
    }
    if let Some(footer) = &mut document.footer {
        footer.eco_contribution = nothing();
    }
    document
}

fn new_quote() -> DocumentData {
    sample(1, 1, "0")
}

fn quote() -> DocumentData {
    due(sample(2, QUOTE_ITEM, "3"))
}

fn invoice() -> DocumentData {
    DocumentData { order_number: Some("ORD000001".into()), ..due(sample(1, 3, "3")) }
}

fn credit() -> DocumentData {
    due(sample(2, 3, "3"))
}

const QUOTE_ITEM: i64 = 3;

fn deposit(exemption: Option<i64>) -> DepositData {
    let [invoicing, delivery, head_office] = PLACES.map(|(street, additional, code)| {
        let text = |text: &str| Some(text.to_owned());
        let (city, country) = (text("Paris"), text("France"));
        Some(Address {
            street: text(street),
            additional_street: text(additional),
            post_code: text(code),
            city,
            country,
        })
    });
    DepositData {
        siret: Some("12345678901234".into()),
        intracommunity_vat_number: Some("FR12345678901".into()),
        order_number: Some("ORD123456".into()),
        delivery_date: Some(at(1_700_829_296, 789)),
        payment_mode_id: Some(1.into()),
        exemption_notice_id: exemption,
        commitment_date: Some(at(1_702_816_496, 789)),
        amount_vat_included: amount("500.0"),
        rate_vat_included: amount("20.0"),
        vat_rate: amount("20.0"),
        vat_rate_id: Some(5.into()),
        detailed_description: Some("Description détaillée de la facture d'acompte".into()),
        addresses: Some(Addresses {
            invoicing,
            delivery,
            head_office,
            delivery_is_the_same_as_invoicing: Some(true),
            head_office_is_the_same_as_invoicing: Some(true),
        }),
        ..DepositData::new(at(1_700_116_496, 789))
    }
}

/// The five operations of a kind: its handle, and the samples' number of each.
macro_rules! kind {
    ($name:literal, $handle:ident, $argument:literal, $get:literal, $other:ident $form:literal $at:literal, $new:expr, $changed:expr, $number:literal) => {
        vec![
            on(&[concat!($name, "/get")], |e: EbpClient| async move {
                folder(&e).$handle().get(arg($argument, $get)).await
            }),
            on(&[concat!($name, "/get--not-found")], |e: EbpClient| async move { folder(&e).$handle().get(1).await }),
            on(&[concat!($name, "/", $form)], |e: EbpClient| async move {
                folder(&e).$handle().$other(arg($argument, $at)).await
            }),
            on(&[concat!($name, "/create")], |e: EbpClient| async move { folder(&e).$handle().create(&$new).await }),
            on(&[concat!($name, "/create--full")], |e: EbpClient| async move {
                folder(&e).$handle().create(&full($new)).await
            })
            .live(),
            on(&[concat!($name, "/update")], |e: EbpClient| async move {
                folder(&e).$handle().update(arg($argument, $number), &$changed).await
            }),
            on(&[concat!($name, "/update--full")], |e: EbpClient| async move {
                folder(&e).$handle().update(arg($argument, $number), &full($changed)).await
            })
            .live(),
            on(&[concat!($name, "/update--not-found")], |e: EbpClient| async move {
                folder(&e).$handle().update(1, &$changed).await
            }),
            on(&[concat!($name, "/delete")], |e: EbpClient| async move {
                folder(&e).$handle().delete(arg($argument, $number)).await
            }),
            on(
                &[concat!($name, "/delete--not-found")],
                |e: EbpClient| async move { folder(&e).$handle().delete(1).await },
            ),
        ]
    };
}

pub(super) fn table() -> Vec<Exercise<EbpClient>> {
    let kinds = [
        kind!("invoicing/quotes", quotes, "quote_id", 6, get_invoiced "get-invoiced" 12, new_quote(), quote(), 64),
        kind!("invoicing/invoices", invoices, "invoice_id", 38, get_validated "get-validated" 38, invoice(), invoice(), 45),
        kind!("invoicing/credits", credits, "credit_id", 36, get_validated "get-validated" 37, credit(), credit(), 64),
    ];
    kinds.into_iter().flatten().chain(deposits()).chain(lists()).collect()
}

fn deposits() -> Vec<Exercise<EbpClient>> {
    vec![
        on(&["invoicing/deposit-invoices/get"], |e: EbpClient| async move {
            folder(&e).deposit_invoices().get(arg("deposit_invoice_id", 18)).await
        }),
        on(&["invoicing/deposit-invoices/get--not-found"], |e: EbpClient| async move {
            folder(&e).deposit_invoices().get(1).await
        }),
        on(&["invoicing/deposit-invoices/create"], |e: EbpClient| async move {
            folder(&e).deposit_invoices().create(arg("quote_id", 23), &deposit(None)).await
        }),
        on(&["invoicing/deposit-invoices/create--full"], |e: EbpClient| async move {
            folder(&e).deposit_invoices().create(arg("quote_id", 23), &deposit(Some(4))).await
        })
        .live(),
        on(&["invoicing/deposit-credits/get"], |e: EbpClient| async move {
            folder(&e).deposit_credits().get(arg("deposit_credit_id", 38)).await
        }),
        on(&["invoicing/deposit-credits/get--not-found"], |e: EbpClient| async move {
            folder(&e).deposit_credits().get(1).await
        }),
        on(&["invoicing/deposit-credits/create"], |e: EbpClient| async move {
            folder(&e).deposit_credits().create(arg("deposit_invoice_id", 23), &deposit(None)).await
        }),
        on(&["invoicing/deposit-credits/create--full"], |e: EbpClient| async move {
            folder(&e).deposit_credits().create(arg("deposit_invoice_id", 23), &deposit(Some(4))).await
        })
        .live(),
    ]
}

fn lists() -> Vec<Exercise<EbpClient>> {
    let ten = || ListQuery { paging: Paging::pages_of(10), ..ListQuery::default() };
    vec![
        on(&["invoicing/sale-documents/list"], move |e: EbpClient| async move {
            listed(folder(&e).sale_documents().list(ten())).await
        }),
        on(&["invoicing/sale-documents/list--sorted"], move |e: EbpClient| async move {
            let sort = Some(SortingOrder::descending("number"));
            listed(folder(&e).sale_documents().list(ListQuery { query: Some("KRAP".into()), sort, ..ten() })).await
        })
        .live(),
    ]
}
