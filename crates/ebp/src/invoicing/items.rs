//! Items (*articles*), which are goods and services: the list of all of them, and what both have in common.

use guichet_core::vendor::{Call, Part};
use guichet_core::{Decimal, Error, Model, Pager, Result, Source, integer_id, open_enum, operations};

use super::item_groups::ItemGroupId;
use super::sale_units::SaleUnitId;
use super::vat_rates::VatRateId;
use super::{Api, Invoicing, ListQuery};
use crate::file::Data;

integer_id! {
    /// Identifies an item: a good or a service.
    pub struct ItemId;
}

integer_id! {
    /// Identifies the nature of an item (*nature d'article*). They are not listed; 1 to 3 occur.
    pub struct ItemNatureId;
}

open_enum! {
    /// What an item is.
    pub enum ItemType: text {
        /// A good (*marchandise*).
        Good = "GoodItem",
        /// A service.
        Service = "ServiceItem",
    }
}

open_enum! {
    /// Whether an item is in use (*ItemStatus*, 003:9763).
    pub enum ItemStatus: number {
        /// It can be put in documents.
        Active = "0",
        /// It can no longer be put in documents.
        Inactive = "1",
    }
}

operations! {
    LIST: Safe, GET "/hubbix-gctpe/api/public/v1/items", "ebp.invoicing.items.list", "Obtenir une liste des articles";
}

/// Items of both kinds.
///
/// ```
/// # #[cfg(not(feature = "login"))]
/// # fn main() {}
/// # #[cfg(feature = "login")]
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # use guichet_ebp::{Ebp, Limits, Settings, auth::MemoryStore};
/// # let sandbox = guichet_sandbox::Sandbox::builder().without_limits().start().await?;
/// # let ebp = Ebp::builder("sandbox-key")
/// #     .application("sandbox", "secret")
/// #     .tokens(MemoryStore::new())
/// #     .login_url(sandbox.mount("ebp-login"))
/// #     .settings(Settings::new().base_url(sandbox.mount("ebp")).limits(Limits::none()))
/// #     .build()?;
/// # ebp.identity().exchange_code("sandbox-code", None).await?;
/// use guichet_ebp::invoicing::ListQuery;
/// use guichet_ebp::invoicing::items::ItemType;
///
/// let invoicing = ebp.invoicing("DomainId");
/// let mut items = invoicing.items().list(ListQuery::search("ARTSERV"));
/// let item = items.next().await.ok_or("none")??;
/// assert_eq!(item.item_type, Some(ItemType::Service));
/// // Its number is that of a service.
/// assert_eq!(invoicing.services().get(item.id).await?.code, item.code);
/// # drop(items);
/// # sandbox.stop().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Items {
    api: Api,
}

impl Invoicing {
    /// Items (*articles*) of both kinds.
    pub fn items(&self) -> Items {
        Items { api: self.api() }
    }
}

impl Items {
    /// Lists items. Safe.
    pub fn list(&self, query: ListQuery) -> Pager<Item> {
        query.list(self.api.call(&LIST))
    }
}

/// An item in the list.
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Item {
    pub id: ItemId,
    /// As text: `ARTSERV`.
    pub code: Option<String>,
    pub label: Option<String>,
    pub item_type: Option<ItemType>,
    /// In percent.
    pub vat_rate: Option<Decimal>,
    /// Price of one without VAT (*HT*).
    pub price_vat_excluded: Option<Decimal>,
    /// Price of one with VAT (*TTC*). The sample has the price without VAT here: read it from the item itself where it matters.
    pub price_vat_included: Option<Decimal>,
    /// `false`: a deletion is refused.
    pub can_delete: Option<bool>,
    pub item_status: Option<ItemStatus>,
}

/// A good or a service that was read.
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ItemDetail {
    pub id: ItemId,
    /// As text: `ARTSERV`.
    pub code: Option<String>,
    pub label: Option<String>,
    pub nature_id: Option<ItemNatureId>,
    pub item_group_id: Option<ItemGroupId>,
    /// Price of one without VAT (*HT*).
    pub price_vat_excluded: Option<Decimal>,
    pub vat_id: Option<VatRateId>,
    /// In percent.
    pub vat_rate: Option<Decimal>,
    /// Price of one with VAT (*TTC*).
    pub price_vat_included: Option<Decimal>,
    pub description: Option<String>,
    /// How many are sold at a time (*quantité de vente*).
    pub sales_quantity: Option<Decimal>,
    pub sale_unit_id: Option<SaleUnitId>,
    /// `false`: a deletion is refused.
    pub can_delete: Option<bool>,
    pub cost_price_and_margin: Option<CostPriceAndMargin>,
}

/// What an item costs and earns.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[serde(rename_all = "camelCase")]
pub struct CostPriceAndMargin {
    /// Cost of one (*prix de revient*), without VAT.
    pub cost_price_vat_excluded: Option<Decimal>,
    /// Margin on one, without VAT.
    pub margin_amount: Option<Decimal>,
    /// In percent, of what is *unverified* (EG-12): the sample of a creation has 53.25 for a margin of 69.49 on a cost of 130.50, which is of the
    /// cost; that of a good has 100 where the cost is 0, which is of the price (003:5045, 4986).
    pub margin_rate: Option<Decimal>,
}

impl ItemDetail {
    /// The item as its update takes it, changing nothing of what can be written. Not carried: the group and the unit of sale, which no
    /// update takes, the rate of VAT, which follows from its number, and picture and eco-contribution, which are not shown. What becomes
    /// of them is not documented.
    ///
    /// # Errors
    /// One that was read without prices, VAT, nature or quantity.
    pub fn to_update(&self) -> Result<ItemData> {
        let prices = Prices {
            vat_excluded: shown("priceVatExcluded", &self.price_vat_excluded)?,
            vat_included: shown("priceVatIncluded", &self.price_vat_included)?,
        };
        Ok(ItemData {
            code: self.code.clone(),
            label: self.label.clone(),
            description: self.description.clone(),
            cost_price_and_margin: self.cost_price_and_margin.clone(),
            ..ItemData::new(
                shown("vatId", &self.vat_id)?,
                shown("natureId", &self.nature_id)?,
                prices,
                shown("salesQuantity", &self.sales_quantity)?,
            )
        })
    }
}

/// A member that an update needs. The update of which kind it is, a good or a service, is not known here.
fn shown<T: Clone>(name: &str, read: &Option<T>) -> Result<T> {
    read.clone().ok_or_else(|| Error::argument(name, "what was read does not show it"))
}

/// The price of one, without VAT and with it. Both are the caller's: neither is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prices {
    /// *HT*.
    pub vat_excluded: Decimal,
    /// *TTC*.
    pub vat_included: Decimal,
}

/// A good or a service to create, or to write over the one that is there, which begins with `to_update()`. Sent as a form of several
/// parts.
#[derive(Debug, Clone)]
pub struct ItemData {
    pub picture: Option<Picture>,
    /// The table does not ask for it; what EBP takes without it is not documented.
    pub code: Option<String>,
    /// The table does not ask for it.
    pub label: Option<String>,
    /// Price of one without VAT (*HT*).
    pub price_vat_excluded: Decimal,
    /// The table asks for it, and answers have an empty one: it can be left out.
    pub description: Option<String>,
    pub vat_id: VatRateId,
    pub nature_id: ItemNatureId,
    /// Price of one with VAT (*TTC*). The table calls it by the other price's name.
    pub price_vat_included: Decimal,
    /// How many are sold at a time.
    pub sales_quantity: Decimal,
    /// The table asks for it, an answer has null: it can be left out.
    pub cost_price_and_margin: Option<CostPriceAndMargin>,
    /// The table asks for it of every item: it can be left out.
    pub eco_contribution: Option<EcoContribution>,
    /// How amounts are written.
    pub decimal_mark: DecimalMark,
}

/// What stands before the decimals of an amount in a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum DecimalMark {
    /// `199,99`, as the samples have it. That EBP takes nothing else is *unverified* (EG-3).
    #[default]
    Comma,
    /// `199.99`, as in JSON.
    Point,
}

/// A charge for getting rid of the item later (*éco-contribution*).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EcoContribution {
    /// In the sample, and in no table.
    pub label: Option<String>,
    /// Without VAT, of one item.
    pub amount_vat_excluded: Decimal,
    /// With VAT, of one item.
    pub amount_vat_included: Decimal,
    /// Whether the price holds it.
    pub include_amount_in_sale_price: bool,
}

/// A picture of an item.
#[derive(Debug, Clone)]
pub struct Picture {
    /// The file's name, with any letters.
    pub name: String,
    /// Its media type, `image/png` say.
    pub content_type: String,
    data: Data,
}

impl Picture {
    /// A picture in memory.
    pub fn new(name: impl Into<String>, content_type: impl Into<String>, data: impl Into<bytes::Bytes>) -> Self {
        Self { name: name.into(), content_type: content_type.into(), data: Data::Memory(data.into()) }
    }

    /// A picture that is read while it is sent: [`Source::file`], say.
    pub fn from_source(name: impl Into<String>, content_type: impl Into<String>, source: Source) -> Self {
        Self { name: name.into(), content_type: content_type.into(), data: Data::Source(source) }
    }
}

impl ItemData {
    /// With what the table asks for, but for the description, the cost and the eco-contribution. Give it a code and a label.
    pub fn new(
        vat_id: impl Into<VatRateId>,
        nature_id: impl Into<ItemNatureId>,
        prices: Prices,
        sales_quantity: Decimal,
    ) -> Self {
        Self {
            picture: None,
            code: None,
            label: None,
            price_vat_excluded: prices.vat_excluded,
            description: None,
            vat_id: vat_id.into(),
            nature_id: nature_id.into(),
            price_vat_included: prices.vat_included,
            sales_quantity,
            cost_price_and_margin: None,
            eco_contribution: None,
            decimal_mark: DecimalMark::default(),
        }
    }

    /// The parts, in the order of the samples.
    pub(super) fn send(&self, call: Call) -> Call {
        let amount = |amount: Decimal| match self.decimal_mark {
            DecimalMark::Comma => amount.to_string().replace('.', ","),
            DecimalMark::Point => amount.to_string(),
        };
        let picture = self.picture.iter();
        let picture = picture.map(|file| file.data.part("file", &file.name).content_type(&file.content_type));
        let mut parts: Vec<Part> = picture.collect();
        let mut text = |name: &str, value: Option<String>| parts.extend(value.map(|value| Part::text(name, value)));
        text("code", self.code.clone());
        text("label", self.label.clone());
        text("priceVatExcluded", Some(amount(self.price_vat_excluded)));
        text("description", self.description.clone());
        text("vatId", Some(self.vat_id.to_string()));
        text("natureId", Some(self.nature_id.to_string()));
        text("priceVatIncluded", Some(amount(self.price_vat_included)));
        text("salesQuantity", Some(amount(self.sales_quantity)));
        if let Some(cost) = &self.cost_price_and_margin {
            text("costPriceAndMargin.costPriceVatExcluded", cost.cost_price_vat_excluded.map(amount));
            text("costPriceAndMargin.marginAmount", cost.margin_amount.map(amount));
            text("costPriceAndMargin.marginRate", cost.margin_rate.map(amount));
        }
        if let Some(eco) = &self.eco_contribution {
            text("ecoContribution.label", eco.label.clone());
            text("ecoContribution.amountVatExcluded", Some(amount(eco.amount_vat_excluded)));
            text("ecoContribution.amountVatIncluded", Some(amount(eco.amount_vat_included)));
            text("ecoContribution.includeAmountInSalePrice", Some(eco.include_amount_in_sale_price.to_string()));
        }
        call.multipart(&parts)
    }
}
