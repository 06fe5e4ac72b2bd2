use guichet_core::dates::{parse_date, parse_time};
use guichet_workadu::listing::{ListOptions, Sort};
use guichet_workadu::services::{
    AvailabilityQuery, NewPriceList, NewPriceScheme, NewService, Period, PlaceAndTime, PriceListScheme, PricingType,
    Radius, ServiceUpdate, ServicesQuery, Weekday,
};
use guichet_workadu::{Coordinates, Decimal, Error, Result, Workadu};

use crate::exercise::arguments::{arg, args};
use crate::exercise::{Exercise, listed, on};

/// Every filter of the documentation.
fn filtered() -> ServicesQuery {
    ServicesQuery {
        company_id: Some(14.into()),
        brand: Some(10.into()),
        alias: Some("vw-polo".into()),
        title: Some("Volkswagen Polo".into()),
        category_id: Some(10.into()),
        radius: Some(Radius::Within(100)),
        list: ListOptions {
            sort: Some(Sort::ascending("title")),
            page: Some(1),
            per_page: Some(20),
            ..ListOptions::default()
        },
    }
}

/// The search of the documentation, which ends where and when it starts.
fn search() -> Result<AvailabilityQuery> {
    let coordinates = Coordinates::new(Decimal::new(3_165_464, 5), Decimal::new(2_799_954, 5))?;
    let (Some(date), Some(time)) = (parse_date("2018-08-30"), parse_time("08:00")) else {
        return Err(Error::config("not a date and a time of day"));
    };
    let place = PlaceAndTime { coordinates, date, time };
    Ok(AvailabilityQuery::new(place.clone(), place))
}

fn service() -> NewService {
    NewService::new("Toyota corolla", arg("category_id", 1234))
}

fn price_list() -> NewPriceList {
    let period = Some(Period::from("2018-10-01,2018-11-10"));
    NewPriceList {
        type_value: Some(30),
        price_scheme: Some(PriceListScheme {
            id: Some(arg("price_schemes.id", 12344).into()),
            plan: Some("Weekly".into()),
            period,
        }),
        ..NewPriceList::new(arg("service_id", 33663), "Base price list", PricingType::Daily, "per day")
    }
}

fn price_scheme() -> NewPriceScheme {
    NewPriceScheme::new(args("service_ids", [33663, 33433, 45444]), Decimal::new(2999, 2))
}

/// The price scheme of the documentation with all its members.
fn full_price_scheme(period: Period) -> NewPriceScheme {
    NewPriceScheme {
        price_list_ids: vec![21233.into(), 12333.into()],
        period: Some(period),
        days: vec![Weekday::Monday, Weekday::Tuesday, Weekday::Friday],
        slots: ["12:00", "13:00", "14:00"].into_iter().filter_map(parse_time).collect(),
        multiple_rates: vec![
            Decimal::new(2999, 2),
            Decimal::new(2399, 2),
            Decimal::new(2253, 2),
            Decimal::ZERO,
            Decimal::ZERO,
            Decimal::ZERO,
        ],
        availability: Some(2),
        ..price_scheme()
    }
}

pub(super) fn table() -> Vec<Exercise<Workadu>> {
    vec![
        on(&["services/list", "services/list--object"], |w: Workadu| async move {
            listed(w.services().list(ServicesQuery::default())).await
        }),
        on(&["services/list--full"], |w: Workadu| async move { listed(w.services().list(filtered())).await }),
        on(&["services/availability"], |w: Workadu| async move { listed(w.services().availability(search()?)).await }),
        on(&["services/availability--full"], |w: Workadu| async move {
            let query = AvailabilityQuery { coupon: Some("XMASPARTY".into()), services: filtered(), ..search()? };
            listed(w.services().availability(query)).await
        }),
        on(&["services/get", "services/get--object", "services/get--price-lists"], |w: Workadu| async move {
            w.services().get(arg("service_id", 32161)).await
        }),
        on(&["services/get--available"], |w: Workadu| async move {
            let query = AvailabilityQuery { coupon: Some("XMASPARTY".into()), services: filtered(), ..search()? };
            w.services().get_available(arg("service_id", 32161), query).await
        }),
        on(&["services/get--several"], |w: Workadu| async move {
            w.services().get_many(args("service_ids", [32161, 32162])).await
        })
        .live(),
        on(&["services/create", "services/create--email-malformed"], |w: Workadu| async move {
            w.services().create(&service()).await
        }),
        on(&["services/create--full"], |w: Workadu| async move {
            let service = NewService {
                alias: Some("TOYC".into()),
                description: Some("a service description".into()),
                includes: Some("Text with includes".into()),
                excludes: Some("Text with excludes".into()),
                text_flag: Some("New".into()),
                min_pax: Some(1),
                pax: Some(4),
                media: Some("https://app.workadu.com/assets/image1.png".into()),
                extras: vec![2593.into()],
                attributes: vec![2522.into()],
                ..service()
            };
            w.services().create(&service).await
        }),
        on(&["services/create--name-missing"], |w: Workadu| async move {
            w.services().create(&NewService::new("", 1234)).await
        }),
        on(&["services/update"], |w: Workadu| async move {
            w.services().update(&ServiceUpdate::new(arg("id", 12344))).await
        }),
        on(&["services/update--full"], |w: Workadu| async move {
            let changes = ServiceUpdate {
                name: Some("Toyota corolla".into()),
                category_id: Some(1234.into()),
                alias: Some("TOYC".into()),
                description: Some("a service description".into()),
                includes: Some("Text with includes".into()),
                excludes: Some("Text with excludes".into()),
                text_flag: Some("New".into()),
                min_pax: Some(1),
                pax: Some(4),
                media: Some("https://app.workadu.com/assets/image1.png".into()),
                extras: vec![2593.into()],
                attributes: vec![2522.into()],
                ..ServiceUpdate::new(12344)
            };
            w.services().update(&changes).await
        }),
        on(
            &["services/update--id-missing"],
            |w: Workadu| async move { w.services().update(&ServiceUpdate::new(0)).await },
        ),
        on(&["services/delete"], |w: Workadu| async move { w.services().delete(arg("id", 12344)).await }),
        on(&["services/delete--id-missing"], |w: Workadu| async move { w.services().delete(0).await }),
        on(&["services/delete--not-found"], |w: Workadu| async move { w.services().delete(33445).await }),
        on(
            &["services/create-price-list"],
            |w: Workadu| async move { w.services().create_price_list(&price_list()).await },
        ),
        on(&["services/create-price-list--name-missing"], |w: Workadu| async move {
            w.services().create_price_list(&NewPriceList { name: String::new(), ..price_list() }).await
        }),
        on(&["services/create-price-list--service-unknown"], |w: Workadu| async move {
            w.services().create_price_list(&NewPriceList { service_id: 33445.into(), ..price_list() }).await
        }),
        on(&["services/create-price-scheme"], |w: Workadu| async move {
            w.services().create_price_scheme(&price_scheme()).await
        }),
        on(&["services/create-price-scheme--full"], |w: Workadu| async move {
            w.services().create_price_scheme(&full_price_scheme(Period::Weekly)).await
        }),
        on(&["services/create-price-scheme--period-range"], |w: Workadu| async move {
            let period = Period::from("2018-12-01,2019-04-15");
            w.services().create_price_scheme(&full_price_scheme(period)).await
        }),
        on(&["services/create-price-scheme--service-ids-missing"], |w: Workadu| async move {
            w.services().create_price_scheme(&NewPriceScheme { service_ids: vec![0.into()], ..price_scheme() }).await
        }),
        on(&["services/create-price-scheme--services-unknown"], |w: Workadu| async move {
            w.services()
                .create_price_scheme(&NewPriceScheme { service_ids: vec![33445.into()], ..price_scheme() })
                .await
        }),
        on(&["services/delete-price-scheme"], |w: Workadu| async move {
            w.services().delete_price_scheme(arg("price_shceme_id", 336)).await
        }),
        on(&["services/delete-price-scheme--id-missing"], |w: Workadu| async move {
            w.services().delete_price_scheme(0).await
        }),
        on(&["services/delete-all-price-schemes"], |w: Workadu| async move {
            w.services().delete_all_price_schemes(arg("service_id", 33663)).await
        }),
        on(&["services/delete-all-price-schemes--service-unknown"], |w: Workadu| async move {
            w.services().delete_all_price_schemes(33445).await
        }),
    ]
}
