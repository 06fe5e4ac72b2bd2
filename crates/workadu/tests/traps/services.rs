//! Services, price lists and price schemes.

use guichet_workadu::services::{
    AvailabilityQuery, NewPriceList, NewPriceScheme, NewService, Period, PlaceAndTime, PriceListScheme, PricingType,
    Radius, Service, ServiceUpdate, ServicesQuery, Weekday,
};

use crate::common::*;

/// A service that is read with these members.
async fn service(members: &str) -> Service {
    let (workadu, _) = data(&format!(r#""id": 32161, {members}"#));
    workadu.services().get(32161).await.unwrap_or_else(|error| panic!("{members}: {error}"))
}

/// 004:113 against 122: written as `name`, read as `title`.
#[tokio::test(start_paused = true)]
async fn a_name_is_read_as_a_title() {
    let (workadu, transport) = data(r#""id": 32161, "title": "MATIZ", "name": "no", "group": {"id": 1339}"#);
    let service = workadu.services().create(&NewService::new("Toyota corolla", 1234)).await.unwrap();
    sent(&transport, "POST /api/services/", r#"{"name":"Toyota corolla","category_id":1234}"#);
    assert_eq!(service.title.as_deref(), Some("MATIZ"));
    assert_eq!(service.group.unwrap().id, Some(1339.into()));
}

/// 004:146, 185, 1622, 1627: two backticks where a text is empty, left over from a conversion.
#[tokio::test(start_paused = true)]
async fn two_backticks_are_text_like_any_other() {
    let read = service(r#""company": {"vat_reg_num": "``"}, "extras": [{"media": "``"}, {"media": ""}], "alias": """#);
    let read = read.await;
    assert_eq!(read.company.unwrap().vat_reg_num.as_deref(), Some("``"));
    assert_eq!(read.extras[0].media, ["``"]);
    assert!(read.extras[1].media.is_empty());
    assert_eq!(read.alias.as_deref(), Some(""));
    let (workadu, _) = data(r#""id": 1, "orders": {"order": {"comment": "``", "recource": {"type": "``"}}}"#);
    let order = workadu.orders().get(1).await.unwrap().orders.remove(0);
    assert_eq!(order.comment.as_deref(), Some("``"));
    assert_eq!(order.resource.unwrap().kind.as_deref(), Some("``"));
}

/// 004:163-165 against 768-775: `maxmin`, `total_days` and `total_price` are "null" or "false" in quotes.
#[tokio::test(start_paused = true)]
async fn null_and_false_in_quotes_are_nothing() {
    for nothing in [r#""null""#, r#""false""#, "null", "false", r#""""#, "[]"] {
        let members = format!(r#""maxmin": {nothing}, "total_days": {nothing}, "total_price": {nothing}"#);
        let read = service(&members).await;
        assert_eq!((read.maxmin, read.total_days), (None, None), "{nothing}");
        assert!(read.total_price.is_empty(), "{nothing}");
    }
    let read = service(r#""maxmin": {"max": 157, "min": 15.70}, "total_days": 2, "total_price": {"4587": 314}"#).await;
    let range = read.maxmin.unwrap();
    assert_eq!((range.max, range.min), (Some(decimal("157")), Some(decimal("15.70"))));
    assert_eq!((read.total_days, read.total_price["4587"]), (Some(2), decimal("314")));
}

/// 004:161-162 against 766-767: booleans named like counts.
#[tokio::test(start_paused = true)]
async fn flags_named_like_counts_may_be_counts() {
    for (spelled, flag) in [
        ("true", Some(true)),
        ("false", Some(false)),
        ("18", Some(true)),
        ("0", Some(false)),
        (r#""true""#, Some(true)),
        (r#""0""#, Some(false)),
        ("null", None),
    ] {
        let read = service(&format!(r#""total_availability": {spelled}, "available_spots": {spelled}"#)).await;
        assert_eq!((read.total_availability, read.available_spots), (flag, flag), "{spelled}");
    }
}

/// 004:166-176: objects whose names are plural.
#[tokio::test(start_paused = true)]
async fn price_lists_and_their_schemes_are_one_or_many() {
    let scheme = r#"{"id": 12344, "plan": "Weekly"}"#;
    for schemes in [scheme.to_owned(), format!("[{scheme}]")] {
        let list = format!(r#"{{"service_id": 33663, "type_value": 30, "price_schemes": {schemes}}}"#);
        for lists in [list.clone(), format!("[{list}]")] {
            let read = service(&format!(r#""price_lists": {lists}"#)).await;
            assert_eq!((read.price_lists.len(), read.price_lists[0].price_schemes.len()), (1, 1), "{lists}");
            assert_eq!(read.price_lists[0].service_id, Some(33663.into()));
            assert_eq!(read.price_lists[0].price_schemes[0].id, Some(12344.into()));
        }
    }
    let read = service(r#""price_lists": [{"price_schemes": []}, {"price_schemes": [{}, {}]}]"#).await;
    assert_eq!(read.price_lists.iter().map(|list| list.price_schemes.len()).collect::<Vec<_>>(), [0, 2]);
}

/// 004:175, 1241: one text with two dates, or a word.
#[tokio::test(start_paused = true)]
async fn a_period_is_two_dates_in_one_text_or_a_word() {
    let dates = Period::Dates(day("2018-10-01"), day("2018-11-10"));
    for (spelled, period) in
        [("2018-10-01, 2018-11-10", dates), ("Weekly", Period::Weekly), ("Monthly", Period::Other("Monthly".into()))]
    {
        let members = format!(r#""price_lists": {{"price_schemes": {{"period": "{spelled}"}}}}"#);
        let read = service(&members).await.price_lists.remove(0).price_schemes.remove(0).period.unwrap();
        assert_eq!((read.as_str(), Period::from(read.as_str())), (spelled, period));
    }
}

/// 004:179 against 780: PHP's empty list stands for a map by date.
#[tokio::test(start_paused = true)]
async fn an_empty_list_is_an_empty_map() {
    for empty in ["[]", "{}", "null", "false"] {
        let maps =
            ["availabilities_and_rates", "total_price", "units", "company"].map(|map| format!(r#""{map}": {empty}"#));
        let read = service(&maps.join(", ")).await;
        assert!(read.availabilities_and_rates.is_empty() && read.total_price.is_empty() && read.units.is_empty());
    }
    let read = service(r#""availabilities_and_rates": {"2018-07-16": {"rates": []}, "2018-07-17": []}"#);
    assert_eq!(read.await.availabilities_and_rates.keys().collect::<Vec<_>>(), ["2018-07-16", "2018-07-17"]);
}

/// 004:774, 777, 783: the numbers of price lists are names of members.
#[tokio::test(start_paused = true)]
async fn numbers_of_price_lists_are_names_of_members() {
    let read = service(
        r#""total_price": {"4587": 314, "4588": "31.40"}, "units": {"4587": "per day", "x": "per hour"},
        "availabilities_and_rates": {"2018-07-16": {"rates": {"4587": {"rate": 1}, "4588": {"rate": 2}}}}"#,
    );
    let read = read.await;
    assert_eq!(read.total_price.keys().collect::<Vec<_>>(), ["4587", "4588"]);
    assert_eq!(read.total_price["4588"].to_string(), "31.40");
    assert_eq!((read.units["4587"].as_str(), read.units["x"].as_str()), ("per day", "per hour"));
    assert_eq!(read.availabilities_and_rates["2018-07-16"].rates["4588"].rate, Some(decimal("2")));
}

/// A day's rate in one price list, with these members.
async fn rate(members: &str) -> guichet_workadu::services::DayRate {
    let days = format!(r#"{{"2018-07-16": {{"rates": {{"4587": {{{members}}}}}}}}}"#);
    let mut read = service(&format!(r#""availabilities_and_rates": {days}"#)).await;
    read.availabilities_and_rates.remove("2018-07-16").unwrap().rates.remove("4587").unwrap()
}

/// 004:790-798: a rate as text, and blank texts for numbers.
#[tokio::test(start_paused = true)]
async fn rates_are_text_and_missing_numbers_are_blank() {
    let read = rate(
        r#""weekdayname": "MON", "rate": "155.50", "resources": "18", "availability": "",
        "spots": {"value": 155, "multiple_values": {"child_value": "", "infant_value": "7.50"}, "availability": 18}"#,
    );
    let read = read.await;
    assert_eq!(read.rate.unwrap().to_string(), "155.50");
    assert_eq!((read.resources, read.availability, read.weekday_name), (Some(18), None, Some(Weekday::Monday)));
    let spots = read.spots.unwrap();
    assert_eq!((spots.value, spots.availability), (Some(decimal("155")), Some(18)));
    let values = spots.multiple_values.unwrap();
    assert_eq!((values.child_value, values.infant_value), (None, Some(decimal("7.50"))));
    assert_eq!(rate(r#""rate": """#).await.rate, None);
    // One blank price does not make the others unreadable.
    for blank in [r#""""#, "null", "false", r#""null""#] {
        let read = service(&format!(r#""total_price": {{"4587": {blank}, "4588": "31.40"}}"#)).await;
        assert_eq!(read.total_price.len(), 1, "{blank}");
        assert_eq!(read.total_price["4588"], decimal("31.40"));
    }
}

/// 004:800-801: false where there are none, some structure otherwise.
#[tokio::test(start_paused = true)]
async fn offers_and_slots_are_false_when_there_are_none() {
    let spots = rate(r#""spots": {"offers": false, "slots": false}"#).await.spots.unwrap();
    assert_eq!((spots.offers, spots.slots), (None, None));
    let spots = rate(r#""spots": {"offers": [{"id": 1}], "slots": {"11:00": 2.50}}"#).await.spots.unwrap();
    assert_eq!(spots.offers.unwrap().as_json(), r#"[{"id": 1}]"#);
    assert_eq!(spots.slots.unwrap().as_json(), r#"{"11:00": 2.50}"#);
    assert_eq!(rate(r#""spots": false"#).await.spots, None);
}

/// 004:805 against 1625: `day_recources`, `recource`.
#[tokio::test(start_paused = true)]
async fn resources_are_misspelled_and_may_be_spelled_right() {
    for name in ["day_recources", "day_resources"] {
        assert_eq!(rate(&format!(r#""{name}": 18"#)).await.day_resources, Some(18));
    }
    for name in ["recource", "resource"] {
        let (workadu, _) = data(&format!(r#""id": 1, "orders": {{"order": {{"{name}": {{"number": "Peg-1"}}}}}}"#));
        let order = workadu.orders().get(1).await.unwrap().orders.remove(0);
        assert_eq!(order.resource.unwrap().number.as_deref(), Some("Peg-1"));
    }
}

/// 004:191: a type of the documentation in place of a value.
#[tokio::test(start_paused = true)]
async fn a_type_in_place_of_a_parent_is_no_parent() {
    for (spelled, parent) in [
        (r#""null (null,nullable)""#, None),
        ("null", None),
        (r#""""#, None),
        ("2593", Some(2593)),
        (r#""7""#, Some(7)),
    ] {
        let read = service(&format!(r#""extras": [{{"params": {{"rangeMax": 2, "parent": {spelled}}}}}]"#)).await;
        let params = read.extras[0].params.clone().unwrap();
        assert_eq!((params.range_max, params.parent), (Some(2), parent), "{spelled}");
    }
}

/// 004:217 against 130, 185: one address when written, a list when read, or again one.
#[tokio::test(start_paused = true)]
async fn media_is_written_as_one_and_read_as_a_list() {
    for (media, count) in [(r#"["https://a/1.png", "https://a/2.png"]"#, 2), (r#""https://a/1.png""#, 1)] {
        let (workadu, transport) = data(&format!(r#""id": 1, "media": {media}"#));
        let new = ServiceUpdate { media: Some("https://a/1.png".into()), ..ServiceUpdate::new(1) };
        let read = workadu.services().update(&new).await.unwrap();
        sent(&transport, "PUT /api/services/", r#"{"id":1,"media":"https://a/1.png"}"#);
        assert_eq!((read.media.len(), read.media[0].as_str()), (count, "https://a/1.png"));
    }
}

/// 004:810: a date and time without seconds and without a zone.
#[tokio::test(start_paused = true)]
async fn the_next_slot_has_no_seconds() {
    let read = service(r#""next_available_slot": "2018-08-06 13:00""#).await.next_available_slot.unwrap();
    assert_eq!((read.local().date(), read.local().time()), (day("2018-08-06"), time("13:00")));
    assert_eq!((read.offset(), read.as_str()), (None, "2018-08-06 13:00"));
    for nothing in ["false", "null", r#""""#, r#""null""#] {
        assert_eq!(service(&format!(r#""next_available_slot": {nothing}"#)).await.next_available_slot, None);
    }
}

fn place(coordinates: Coordinates, at: &str) -> PlaceAndTime {
    PlaceAndTime { coordinates, date: day("2018-08-30"), time: time(at) }
}

/// 004:844-870: six filters are required, on a route that also lists without any. All six are arguments: a search that
/// lacks one does not compile.
#[tokio::test(start_paused = true)]
async fn a_search_for_availability_has_all_its_filters() {
    let place_a = place(point("31.65464", "27.99954"), "08:00");
    let (workadu, transport) = answered(r#"{"data": []}"#);
    let query = AvailabilityQuery::new(place_a.clone(), place_a.clone());
    workadu.services().availability(query).collect_all().await.unwrap();
    let filter = |name: &str, value: &str| format!("filter%5Bavailability%5D%5B{name}%5D={value}");
    let filters = [
        filter("start_coordinates", "%2831.65464%2C27.99954%29"),
        filter("end_coordinates", "%2831.65464%2C27.99954%29"),
        filter("start_date", "2018-08-30"),
        filter("end_date", "2018-08-30"),
        filter("start_time", "08%3A00"),
        filter("end_time", "08%3A00"),
    ];
    sent(&transport, &format!("GET /api/services?{}", filters.join("&")), "");

    // The other list, on the same route, has none of them.
    let (workadu, transport) = answered(r#"{"data": []}"#);
    workadu.services().list(ServicesQuery::default()).collect_all().await.unwrap();
    sent(&transport, "GET /api/services", "");

    // What cannot be searched for.
    let unknown: Coordinates = serde_json::from_str(r#""somewhere""#).unwrap();
    let seconds = Time::from_hms(8, 0, 30).unwrap();
    for (start, end) in [
        (place(unknown, "08:00"), place_a.clone()),
        (place_a.clone(), PlaceAndTime { time: seconds, ..place_a.clone() }),
        (place_a.clone(), PlaceAndTime { date: day("2018-08-29"), ..place_a.clone() }),
    ] {
        let (workadu, transport) = script([]);
        refused(workadu.services().availability(AvailabilityQuery::new(start, end)).collect_all().await, &transport);
    }
}

/// 004:905-909: `-1`, `1`, or `R-100`.
#[tokio::test(start_paused = true)]
async fn a_radius_has_three_spellings() {
    for (radius, spelled) in [(Radius::Unrestricted, "-1"), (Radius::Zone, "1"), (Radius::Within(100), "R-100")] {
        let (workadu, transport) = answered(r#"{"data": []}"#);
        let query = ServicesQuery { radius: Some(radius), ..ServicesQuery::default() };
        workadu.services().list(query).collect_all().await.unwrap();
        sent(&transport, &format!("GET /api/services?filter%5Bextra_filters%5D%5Bradius%5D={spelled}"), "");
    }
}

/// 004:1144, 1239-1247: lists as text with commas, some with spaces; `price_lists_ids` (1240); rates told apart by
/// their place.
#[tokio::test(start_paused = true)]
async fn lists_in_a_text_have_commas_and_no_spaces() {
    let (workadu, transport) = data(r#""id": 1"#);
    let scheme = NewPriceScheme {
        price_list_ids: vec![21233.into(), 12333.into()],
        period: Some(Period::Dates(day("2018-12-01"), day("2019-04-15"))),
        days: vec![Weekday::Monday, Weekday::Tuesday, Weekday::Friday],
        slots: vec![time("12:00"), time("13:00")],
        multiple_rates: ["29.99", "23.90", "0", "0"].map(decimal).to_vec(),
        availability: Some(2),
        ..NewPriceScheme::new([33663, 33433], decimal("29.90"))
    };
    workadu.services().create_price_scheme(&scheme).await.unwrap();
    sent(
        &transport,
        "POST /api/services/rates",
        concat!(
            r#"{"service_ids":"33663,33433","price_lists_ids":"21233,12333","period":"2018-12-01,2019-04-15","#,
            r#""days":"MON,TUE,FRI","slots":"12:00,13:00","rate":29.90,"multiple_rates":"29.99,23.90,0,0","availability":2}"#
        ),
    );
    // An empty list of services would be a text without a number.
    let (workadu, transport) = script([]);
    refused(workadu.services().create_price_scheme(&NewPriceScheme::new([0_i64; 0], decimal("1"))).await, &transport);
    let scheme = NewPriceScheme { slots: vec![Time::from_hms(12, 0, 1).unwrap()], ..scheme };
    refused(workadu.services().create_price_scheme(&scheme).await, &transport);
}

/// 004:1241: "Weekly or 2018-12-01,2019-04-15" is an explanation and no value.
#[tokio::test(start_paused = true)]
async fn a_period_is_written_in_one_of_its_forms() {
    let backwards = Period::Dates(day("2019-04-15"), day("2018-12-01"));
    for (period, spelled) in [
        (Period::Weekly, "Weekly"),
        (Period::Dates(day("2018-12-01"), day("2019-04-15")), "2018-12-01,2019-04-15"),
        (Period::Other("Monthly".into()), "Monthly"),
    ] {
        let (workadu, transport) = data(r#""id": 1"#);
        let scheme = NewPriceScheme { period: Some(period.clone()), ..NewPriceScheme::new([1], decimal("2")) };
        workadu.services().create_price_scheme(&scheme).await.unwrap();
        let body = format!(r#"{{"service_ids":"1","period":"{spelled}","rate":2}}"#);
        sent(&transport, "POST /api/services/rates", &body);

        let (workadu, transport) = data(r#""id": 1"#);
        let scheme = PriceListScheme { period: Some(period), ..PriceListScheme::default() };
        let list = NewPriceList { price_scheme: Some(scheme), ..NewPriceList::new(1, "x", PricingType::Daily, "day") };
        workadu.services().create_price_list(&list).await.unwrap();
        let body = format!(
            r#"{{"service_id":1,"name":"x","type":"daily","unit":"day","price_schemes":{{"period":"{spelled}"}}}}"#
        );
        sent(&transport, "POST /api/services/pricelist", &body);
    }
    let (workadu, transport) = script([]);
    let scheme = NewPriceScheme { period: Some(backwards.clone()), ..NewPriceScheme::new([1], decimal("2")) };
    refused(workadu.services().create_price_scheme(&scheme).await, &transport);
    let scheme = PriceListScheme { period: Some(backwards), ..PriceListScheme::default() };
    let list = NewPriceList { price_scheme: Some(scheme), ..NewPriceList::new(1, "x", PricingType::Daily, "day") };
    refused(workadu.services().create_price_list(&list).await, &transport);
}

/// 004:1356 against 1389: `price_shceme_id` in the sample, `price_sheme_id` in the error, the right spelling nowhere.
#[tokio::test(start_paused = true)]
async fn the_id_of_a_price_scheme_is_misspelled_as_in_the_sample() {
    let (workadu, transport) = data(r#""id": 12344, "deleted": true, "message": "The resource deleted""#);
    let deleted = workadu.services().delete_price_scheme(336).await.unwrap();
    sent(&transport, "DELETE /api/services/rates", r#"{"price_shceme_id":336}"#);
    assert_eq!((deleted.id, deleted.deleted), (Some(12344), Some(true)));
    assert_eq!(deleted.message.as_deref(), Some("The resource deleted"));
}

/// 004:1352-1379: the same call with a service's number deletes all its schemes.
#[tokio::test(start_paused = true)]
async fn one_price_scheme_and_all_of_them_are_two_methods() {
    let (workadu, transport) = script(vec![Reply::json(r#"{"data": {"id": 12344, "deleted": true}}"#); 2]);
    workadu.services().delete_price_scheme(336).await.unwrap();
    workadu.services().delete_all_price_schemes(33663).await.unwrap();
    let bodies: Vec<_> = transport.requests().iter().map(|request| exact(request).1).collect();
    assert_eq!(bodies, [r#"{"price_shceme_id":336}"#, r#"{"service_id":33663}"#]);
}
