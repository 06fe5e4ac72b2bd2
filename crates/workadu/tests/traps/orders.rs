//! Orders.

use guichet_workadu::customers::CustomerId;
use guichet_workadu::orders::{
    Booking, BookingStatus, BookingUpdate, NewBooking, NewStop, OrderStatus, OrdersQuery, SelectedSlots,
};
use guichet_workadu::services::{AvailabilityQuery, PlaceAndTime};

use crate::common::*;

/// A booking that is read with these members.
async fn booking(members: &str) -> Booking {
    let (workadu, _) = data(&format!(r#""id": 1831, {members}"#));
    workadu.orders().get(1831).await.unwrap_or_else(|error| panic!("{members}: {error}"))
}

fn kos() -> NewBooking {
    let stop = |at: &str| NewStop::new(point("36.8915064", "27.2877228"), day("2018-07-18"), time(at));
    NewBooking::new(33357, CustomerId::from(2111), stop("11:00"), stop("11:59"))
}

/// What `kos` is sent as, with these members after it.
fn body(more: &str) -> String {
    let stops = concat!(
        r#""start_coordinates":"(36.8915064, 27.2877228)","start_date":"2018-07-18","start_time":"11:00","#,
        r#""end_coordinates":"(36.8915064, 27.2877228)","end_date":"2018-07-18","end_time":"11:59""#
    );
    format!(r#"{{{stops},"service_id":33357,"customer_id":2111{more}}}"#)
}

/// 004:1577: coordinates are a text with brackets and a space; the filters of an availability (846) have no space.
#[tokio::test(start_paused = true)]
async fn coordinates_are_a_text_with_brackets() {
    let (workadu, transport) = data(r#""id": 1831"#);
    workadu.orders().create(&kos()).await.unwrap();
    sent(&transport, "POST /api/orders", &body(""));
    let spellings =
        ["(39.074208, 21.824312)", "(39.074208,21.824312)", "39.074208,21.824312", "( 39.074208 ,21.824312 )"];
    for spelled in spellings {
        let read = booking(&format!(r#""orders": {{"order": {{"start": {{"coordinates": "{spelled}"}}}}}}"#)).await;
        let read = read.orders[0].start.clone().unwrap().coordinates.unwrap();
        let both = (Some(decimal("39.074208")), Some(decimal("21.824312")));
        assert_eq!(((read.latitude(), read.longitude()), read.as_str()), (both, spelled));
        // However it was spelled, a search has it as documented.
        let (workadu, transport) = answered(r#"{"data": []}"#);
        let place = PlaceAndTime { coordinates: read, date: day("2018-08-30"), time: time("08:00") };
        workadu.services().availability(AvailabilityQuery::new(place.clone(), place)).collect_all().await.unwrap();
        let target = transport.requests()[0].target().to_owned();
        assert!(target.contains("%5Bstart_coordinates%5D=%2839.074208%2C21.824312%29&"), "{spelled}: {target}");
    }
    for spelled in ["", "``", "Kos town", "(91, 0)"] {
        let read = booking(&format!(r#""orders": {{"order": {{"end": {{"coordinates": "{spelled}"}}}}}}"#)).await;
        let read = read.orders[0].end.clone().unwrap().coordinates.unwrap();
        assert_eq!((read.latitude(), read.as_str()), (None, spelled));
    }
    for (latitude, longitude) in [("90.0001", "0"), ("-91", "0"), ("0", "180.5"), ("0", "-181")] {
        let error = Coordinates::new(decimal(latitude), decimal(longitude)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
    }
    let (workadu, transport) = answered(r#"{"data": []}"#);
    let query = OrdersQuery { start_coordinates: Some(point("39.074208", "21.824312")), ..OrdersQuery::default() };
    workadu.orders().list(query).collect_all().await.unwrap();
    sent(&transport, "GET /api/orders/?filter%5Bstart_coordinates%5D=%2839.074208%2C%2021.824312%29", "");
}

/// 004:1587-1589: one time of day; as sent live, the text of a JSON list.
#[tokio::test(start_paused = true)]
async fn selected_slots_are_a_text() {
    for (slots, spelled) in [
        (SelectedSlots::at(time("11:00")), r#""11:00""#),
        (SelectedSlots::each([time("11:00"), time("12:30")]), r#""[\"11:00\",\"12:30\"]""#),
        (SelectedSlots::text("noon"), r#""noon""#),
    ] {
        let (workadu, transport) = data(r#""id": 1831"#);
        let order = NewBooking {
            selected_slots: Some(slots),
            slot_start_time: Some(time("11:00")),
            slot_end_time: Some(time("11:59")),
            ..kos()
        };
        workadu.orders().create(&order).await.unwrap();
        let more = format!(r#","selected_slots":{spelled},"slot_start_time":"11:00","slot_end_time":"11:59""#);
        sent(&transport, "POST /api/orders", &body(&more));
    }
}

/// 004:1605-1606: a repeated element, collapsed to one.
#[tokio::test(start_paused = true)]
async fn orders_of_a_booking_are_one_or_many() {
    for (orders, count) in [
        (r#"{"order": {"id": 6274}}"#, 1),
        (r#"{"order": [{"id": 6274}]}"#, 1),
        (r#"{"order": [{"id": 6274}, {"id": 6275}]}"#, 2),
        (r#"[{"id": 6274}, {"id": 6275}]"#, 2),
        ("[]", 0),
        ("null", 0),
    ] {
        let inside = booking(&format!(r#""orders": {orders}"#)).await.orders;
        assert_eq!(inside.len(), count, "{orders}");
        assert!(inside.first().is_none_or(|order| order.id == Some(6274.into())));
    }
}

/// 004:1608 against 1596, and 1609 against 1585: a reference is a number or a text, the number of a service too.
#[tokio::test(start_paused = true)]
async fn references_and_numbers_come_in_either_spelling() {
    for (reference, service) in [("627401", r#""33273""#), (r#""4GELNA""#, "33273")] {
        let members = format!(
            r#""reference": {reference}, "orders": {{"order": {{"reference": {reference}, "service_id": {service}}}}}"#
        );
        let read = booking(&members).await;
        assert_eq!(read.reference.as_deref(), Some(reference.trim_matches('"')));
        assert_eq!(read.orders[0].reference, read.reference);
        assert_eq!(read.orders[0].service_id, Some(33273.into()));
    }
}

/// 004:1647 against 2264: `$` here, `EUR` there.
#[tokio::test(start_paused = true)]
async fn a_currency_is_any_text() {
    assert_eq!(booking(r#""currency": "$""#).await.currency.as_deref(), Some("$"));
    let (workadu, _) = data(r#""id": 1, "currency": "EUR""#);
    assert_eq!(workadu.invoices().get(1).await.unwrap().currency.as_deref(), Some("EUR"));
}

/// 004:1665: a documented 500 is the caller's mistake; a 500 it is all the same.
#[tokio::test(start_paused = true)]
async fn the_undefined_distance_is_not_sent_again() {
    let (workadu, transport) = refusal(500, "Undefined index: distance");
    let error = workadu.orders().create(&kos()).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Status, Some(500)));
    assert_eq!(error.message(), Some("Undefined index: distance"));
    assert!(error.outcome_unknown() && !error.is_not_found());
    sent(&transport, "POST /api/orders", &body(""));
    never_repeated(async |workadu| workadu.orders().create(&kos()).await).await;
}

/// 004:1758 against 1800 and 1964: a booking's status is not an order's, and NOT_PAID is named as both.
#[tokio::test(start_paused = true)]
async fn booking_status_and_order_status_are_two_things() {
    let (workadu, transport) = answered(r#"{"data": []}"#);
    let query = OrdersQuery {
        booking_status: Some(BookingStatus::NotPaid),
        status: Some(OrderStatus::AssignedNotConfirmed),
        ..OrdersQuery::default()
    };
    workadu.orders().list(query).collect_all().await.unwrap();
    sent(
        &transport,
        "GET /api/orders/?filter%5Bbooking_status%5D=NOT_PAID&filter%5Bstatus%5D=ASSIGNED_NOT_CONFIRMED",
        "",
    );
    for (code, status) in [
        ("NOT_PAID", OrderStatus::NotPaid),
        ("PRE_ASSIGNED", OrderStatus::PreAssigned),
        ("SOLD_OUT", OrderStatus::Other("SOLD_OUT".into())),
    ] {
        assert_eq!(booking(&format!(r#""status": "{code}""#)).await.status, Some(status));
    }
}

/// 004:1568, 1914-1933: PATCH cancels the order and books another one; the answer has its number, as text.
#[tokio::test(start_paused = true)]
async fn an_update_replaces_the_order_and_is_never_repeated() {
    for value in [r#""992""#, "992"] {
        let (workadu, transport) = data(&format!(r#""op": "replace", "path": "/id", "value": {value}"#));
        let changes = BookingUpdate { id: Some(992.into()), ..BookingUpdate::default() };
        let replaced = workadu.orders().replace(1831, &changes).await.unwrap();
        sent(&transport, "PATCH /api/orders/1831", r#"{"id":992}"#);
        assert_eq!(replaced.booking(), Some(992.into()));
    }
    never_repeated(async |workadu| workadu.orders().replace(1831, &BookingUpdate::default()).await).await;
}

/// 004:1918 against 1933: the sample has a number alone; whatever is not sent is taken over.
#[tokio::test(start_paused = true)]
async fn an_update_takes_any_member_of_an_order() {
    let (workadu, transport) = data(r#""op": "replace", "path": "/status", "value": "CANCELLED""#);
    let changes = BookingUpdate {
        end_coordinates: Some(point("1", "-2.50")),
        end_date: Some(day("2018-07-19")),
        end_time: Some(time("09:05")),
        mobile: Some("+30011".into()),
        ..BookingUpdate::default()
    };
    let replaced = workadu.orders().replace(1831, &changes).await.unwrap();
    sent(
        &transport,
        "PATCH /api/orders/1831",
        r#"{"end_coordinates":"(1, -2.50)","end_date":"2018-07-19","end_time":"09:05","mobile":"+30011"}"#,
    );
    assert_eq!(replaced.booking(), None);
}

/// 004:1948-1959: DELETE changes the status and deletes nothing.
#[tokio::test(start_paused = true)]
async fn deleting_an_order_cancels_it() {
    let (workadu, transport) = data(r#""op": "replace", "path": "/status", "value": "CANCELLED""#);
    let change = workadu.orders().cancel(32161).await.unwrap();
    sent(&transport, "DELETE /api/orders/32161", "");
    assert_eq!((change.path.as_deref(), change.value.as_deref()), (Some("/status"), Some("CANCELLED")));
}
