//! Items: goods, services, and the list of both.

use guichet_ebp::invoicing::items::{CostPriceAndMargin, EcoContribution, ItemData, Picture, Prices};
use guichet_ebp::invoicing::{ListQuery, SortingOrder};
use guichet_ebp::{Decimal, Result};

use super::super::file;
use super::{folder, page};
use crate::exercise::arguments::arg;
use crate::exercise::{Exercise, listed, on};
use crate::vendors::ebp::EbpClient;

const DESCRIPTION: &str = "Lorem ipsum dolor sit amet, consectetur adipiscing elit. Etiam pellentesque finibus eros at \
    semper. Fusce a venenatis sem. In euismod consectetur massa, in placerat sapien condimentum ut. Aliquam varius quam \
    sit amet metus tempor vestibulum. Nulla congue et magna sit amet viverra. Quisque ullamcorper ligula vitae \
    vestibulum facilisis. Suspendisse pharetra cursus massa eu egestas.";

fn amount(cents: i64) -> Decimal {
    Decimal::new(cents, 2)
}

fn minimal() -> ItemData {
    let prices = Prices { vat_excluded: amount(19_999), vat_included: amount(23_999) };
    ItemData {
        code: Some(arg("code", "ART0001".to_owned())),
        label: Some("Doudou teddy bear".to_owned()),
        description: Some(DESCRIPTION.to_owned()),
        ..ItemData::new(arg("vatId", 5), arg("natureId", 2), prices, Decimal::ONE)
    }
}

/// With the picture of this fixture.
fn whole(like: &str) -> Result<ItemData> {
    let cost = CostPriceAndMargin {
        cost_price_vat_excluded: Some(amount(13_050)),
        margin_amount: Some(amount(6_949)),
        margin_rate: Some(amount(5_325)),
    };
    Ok(ItemData {
        picture: Some(Picture::new("doudou.png", "image/png", file(like)?)),
        cost_price_and_margin: Some(cost),
        eco_contribution: Some(EcoContribution {
            label: Some("Appareil éléctrique".to_owned()),
            amount_vat_excluded: amount(500),
            amount_vat_included: amount(500),
            include_amount_in_sale_price: false,
        }),
        ..minimal()
    })
}

/// The exercises of a kind, whose documented number is this.
macro_rules! kind {
    ($handle:ident, $name:literal, $number:literal, $written:literal) => {
        vec![
            on(&[concat!("invoicing/", $name, "/get")], |e: EbpClient| async move {
                folder(&e).$handle().get(arg("IdItem", $number)).await
            }),
            on(&[concat!("invoicing/", $name, "/get--not-found")], |e: EbpClient| async move {
                folder(&e).$handle().get(9999).await
            }),
            on(&[concat!("invoicing/", $name, "/create")], |e: EbpClient| async move {
                folder(&e).$handle().create(&whole(concat!("ebp/invoicing/", $name, "/create"))?).await
            }),
            on(&[concat!("invoicing/", $name, "/create--minimal")], |e: EbpClient| async move {
                folder(&e).$handle().create(&minimal()).await
            }),
            on(&[concat!("invoicing/", $name, "/update")], |e: EbpClient| async move {
                let item = whole(concat!("ebp/invoicing/", $name, "/update"))?;
                folder(&e).$handle().update(arg("IdItem", $written), &item).await
            }),
            on(&[concat!("invoicing/", $name, "/update--not-found")], |e: EbpClient| async move {
                folder(&e).$handle().update(9999, &minimal()).await
            }),
            on(&[concat!("invoicing/", $name, "/delete")], |e: EbpClient| async move {
                folder(&e).$handle().delete(arg("IdItem", $written)).await
            }),
            on(&[concat!("invoicing/", $name, "/delete--not-found")], |e: EbpClient| async move {
                folder(&e).$handle().delete(1).await
            }),
        ]
    };
}

pub(super) fn table() -> Vec<Exercise<EbpClient>> {
    let mut table = kind!(goods, "goods", 1, 7);
    table.extend(kind!(services, "services", 2, 2));
    table.push(on(&["invoicing/items/list"], |e: EbpClient| async move {
        let query = ListQuery { paging: page(0, 1), ..ListQuery::default() };
        listed(folder(&e).items().list(query)).await
    }));
    table.push(
        on(&["invoicing/items/list--sorted"], |e: EbpClient| async move {
            let query = ListQuery { sort: Some(SortingOrder::ascending("label")), ..ListQuery::search("VTT") };
            listed(folder(&e).items().list(query)).await
        })
        .live(),
    );
    table
}
