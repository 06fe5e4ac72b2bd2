//! Documents of sale that nobody wrote by hand: what is written is read again, to the digit.

use guichet_core::RawJson;
use guichet_core::time::{Duration, OffsetDateTime};
use guichet_ebp::Decimal;
use guichet_ebp::auth::MemoryStore;
use guichet_ebp::invoicing::documents::quotes::QuoteStatus;
use guichet_ebp::invoicing::documents::{
    AddressData, AddressesData, CommitmentData, DocumentData, DocumentDate, FooterData, LineData,
};
use guichet_ebp::invoicing::{Invoicing, ListQuery, Territoriality};
use guichet_sandbox::Sandbox;
use tokio::task::JoinSet;

use crate::{client, signed_in};

/// Numbers that look random and are the same each time (SplitMix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn maybe<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        (self.below(4) > 0).then(|| make(self))
    }

    /// Up to 28 digits and 28 places, of either sign, with zeros at the end; and the largest there is.
    fn amount(&mut self) -> Decimal {
        match self.below(8) {
            0 => Decimal::MAX,
            1 => Decimal::from_i128_with_scale(34_831_970_000_000_000_000_000_000_000, 24),
            2 => Decimal::new(self.below(1_000_000) as i64 * 100, 4),
            _ => {
                let digits = (u128::from(self.next()) << 32 | u128::from(self.next() >> 32)) % 10_u128.pow(28);
                let signed = if self.below(3) == 0 { -(digits as i128) } else { digits as i128 };
                Decimal::from_i128_with_scale(signed, self.below(29) as u32)
            }
        }
    }

    /// Text with what JSON escapes, or what no ASCII has, or nothing.
    fn text(&mut self) -> String {
        const PIECES: [&str; 9] = ["Pose", " ", "\"", "\\", "é€", "\n", "\u{1f4c4}", "7", "</x>"];
        (0..self.below(5)).map(|_| PIECES[self.below(9) as usize]).collect()
    }

    /// To the millisecond, from 1970 to 2100.
    fn date(&mut self) -> DocumentDate {
        let milliseconds = self.below(4_102_444_800_000) as i64;
        DocumentDate::from(OffsetDateTime::UNIX_EPOCH + Duration::milliseconds(milliseconds))
    }

    fn id<T: From<i64>>(&mut self) -> T {
        T::from(1 + self.below(1000) as i64)
    }

    fn line(&mut self) -> LineData {
        LineData {
            item_id: self.maybe(Self::id),
            description: self.maybe(Self::text),
            line_type: self.maybe(|random| random.below(3) as i64),
            quantity: self.maybe(Self::amount),
            unit_price: self.maybe(Self::amount),
            vat_rate: self.maybe(Self::amount),
            total_amount_vat_excluded: self.maybe(Self::amount),
            total_vat_amount: self.maybe(Self::amount),
            total_amount_vat_included: self.maybe(Self::amount),
            discount_rate: self.maybe(Self::amount),
            discount_amount: self.maybe(Self::amount),
            detailed_description: self.maybe(Self::text),
            line_order: self.maybe(|random| random.below(9) as i64),
            vat_rate_id: self.maybe(Self::id),
            eco_contribution: self.maybe(|random| RawJson::from_value(&random.amount().to_string()).unwrap()),
        }
    }

    fn commitment(&mut self) -> CommitmentData {
        CommitmentData {
            date: self.maybe(Self::date),
            amount: self.maybe(Self::amount),
            percent: self.maybe(Self::amount),
            remaining_amount: self.maybe(Self::amount),
            payment_mode_id: self.maybe(Self::id),
        }
    }

    fn footer(&mut self) -> FooterData {
        FooterData {
            total_amount_vat_excluded: self.maybe(Self::amount),
            total_amount_vat_included: self.maybe(Self::amount),
            total_deposits_amount_vat_included: self.maybe(Self::amount),
            net_amount_vat_included: self.maybe(Self::amount),
            total_vat_amount: self.maybe(Self::amount),
            shipping_cost: self.maybe(Self::amount),
            shipping_vat_rate_id: self.maybe(Self::id),
            shipping_vat_rate: self.maybe(Self::amount),
            discount_rate: self.maybe(Self::amount),
            discount_amount: self.maybe(Self::amount),
            total_amount_net_vat_excluded: self.maybe(Self::amount),
            total_amount_net_vat_included: self.maybe(Self::amount),
            eco_contribution: None,
        }
    }

    fn address(&mut self) -> AddressData {
        AddressData {
            street: self.maybe(Self::text),
            additional_street: self.maybe(Self::text),
            post_code: self.maybe(Self::text),
            city: self.maybe(Self::text),
            country: self.maybe(Self::text),
        }
    }

    /// A number of an order and a quote's state are written and not read.
    fn document(&mut self) -> DocumentData {
        let lines: Vec<LineData> = (0..self.below(4)).map(|_| self.line()).collect();
        let (customer, date) = (self.below(250) as i64, self.date());
        DocumentData {
            siret: self.maybe(Self::text),
            intracommunity_vat_number: self.maybe(Self::text),
            territoriality: self.maybe(|random| Territoriality::KNOWN[random.below(3) as usize].clone()),
            delivery_date: self.maybe(Self::date),
            valid_until: self.maybe(Self::date),
            settlement_term_id: self.maybe(Self::id),
            title: self.maybe(Self::text),
            price_category_id: self.maybe(Self::id),
            exemption_notice_id: self.maybe(|random| random.below(9) as i64),
            // Left out, these two are read as false and 0.
            use_vat_included_invoicing_mode: Some(self.below(2) == 1),
            vat_payability_type: Some(self.below(3) as i64),
            informations_to_print: self.maybe(Self::text),
            addresses: self.maybe(|random| AddressesData {
                invoicing: random.maybe(Self::address),
                delivery: random.maybe(Self::address),
                head_office: random.maybe(Self::address),
                delivery_is_the_same_as_invoicing: random.maybe(|random| random.below(2) == 1),
                head_office_is_the_same_as_invoicing: random.maybe(|random| random.below(2) == 1),
            }),
            commitments: (0..self.below(3)).map(|_| self.commitment()).collect(),
            footer: self.maybe(Self::footer),
            ..DocumentData::new("n", customer, date, lines)
        }
    }
}

/// Writes a document of one kind, reads it, and writes what was read over it.
async fn there_and_back(invoicing: &Invoicing, kind: u64, data: &DocumentData) -> [DocumentData; 2] {
    match kind {
        0 => {
            let quotes = invoicing.quotes();
            let id =
                quotes.create(&DocumentData { quote_status: Some(QuoteStatus::New), ..data.clone() }).await.unwrap();
            let once = quotes.get(id).await.unwrap().to_update().unwrap();
            let again = DocumentData { quote_status: Some(QuoteStatus::New), ..once.clone() };
            quotes.update(id, &again).await.unwrap();
            [once, quotes.get(id).await.unwrap().to_update().unwrap()]
        }
        1 => {
            let invoices = invoicing.invoices();
            let id = invoices.create(data).await.unwrap();
            let once = invoices.get(id).await.unwrap().to_update().unwrap();
            invoices.update(id, &once).await.unwrap();
            [once, invoices.get(id).await.unwrap().to_update().unwrap()]
        }
        _ => {
            let credits = invoicing.credits();
            let id = credits.create(data).await.unwrap();
            let once = credits.get(id).await.unwrap().to_update().unwrap();
            credits.update(id, &once).await.unwrap();
            [once, credits.get(id).await.unwrap().to_update().unwrap()]
        }
    }
}

/// 10,000 of them. Compared as they print, because 12.0 and 12.00 are equal as numbers.
#[tokio::test(flavor = "multi_thread")]
async fn random_documents_come_back_to_the_digit() {
    const DOCUMENTS: u64 = 10_000;
    let sandbox = Sandbox::builder().without_limits().start().await.unwrap();
    let ebp = client(&sandbox, MemoryStore::new());
    signed_in(&ebp).await;
    let mut parts = JoinSet::new();
    for part in 0..4 {
        let invoicing = ebp.invoicing("DomainId");
        parts.spawn(async move {
            let mut amounts = 0;
            for n in 0..DOCUMENTS / 4 {
                let mut random = Random(part * DOCUMENTS + n);
                let (mut data, kind) = (random.document(), n % 3);
                // What the kind does not take, or does not show.
                if kind == 0 {
                    data.commitments.clear();
                } else {
                    data.valid_until = None;
                }
                if kind != 1 {
                    data.settlement_term_id = None;
                }
                if kind == 2 {
                    data.delivery_date = None;
                }
                let written = format!("{data:#?}");
                for read in there_and_back(&invoicing, kind, &data).await {
                    same_lines(&written, &format!("{read:#?}"), kind);
                }
                amounts += written.matches("amount").count();
            }
            amounts
        });
    }
    let amounts: usize = parts.join_all().await.into_iter().sum();
    println!("{DOCUMENTS} documents, {amounts} members called an amount");
    sandbox.stop().await;
}

/// GET, PUT, GET: what cannot be carried is not changed either, but for the type of a customer, which nothing shows.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_read_of_a_master_is_written_back_and_changes_nothing() {
    let sandbox = Sandbox::builder().without_limits().start().await.unwrap();
    let ebp = client(&sandbox, MemoryStore::new());
    signed_in(&ebp).await;
    let invoicing = ebp.invoicing("DomainId");
    macro_rules! unchanged {
        ($($handle:ident: $($id:literal),+;)+) => { $($({
            let handle = invoicing.$handle();
            let before = handle.get($id).await.unwrap();
            handle.update($id, &before.to_update().unwrap()).await.unwrap();
            assert_eq!(format!("{before:#?}"), format!("{:#?}", handle.get($id).await.unwrap()), stringify!($handle));
        })+)+ };
    }
    unchanged! {
        customers: 1, 2;
        customer_groups: 12;
        goods: 1, 7;
        item_groups: 3;
        payment_modes: 1;
        services: 2;
    }
    // Lines get numbers of their own.
    let terms = invoicing.settlement_terms();
    let before = terms.get(3).await.unwrap().to_update().unwrap();
    terms.update(3, &before).await.unwrap();
    assert_eq!(format!("{before:#?}"), format!("{:#?}", terms.get(3).await.unwrap().to_update().unwrap()));
    // The list has no percentages: nothing is written from it.
    let mut listed = terms.list(ListQuery::search("Paiement en 3 fois"));
    let error = listed.next().await.unwrap().unwrap().to_update().unwrap_err();
    assert!(error.to_string().contains("lines.percent"), "{error}");
    sandbox.stop().await;
}

/// The first line that differs.
fn same_lines(written: &str, read: &str, kind: u64) {
    for (line, (before, after)) in written.lines().zip(read.lines()).enumerate() {
        assert_eq!(before, after, "kind {kind}, line {line}");
    }
    assert_eq!(written.lines().count(), read.lines().count(), "kind {kind}");
}
