//! Orders: what is booked, for whom and when.

use guichet_fixtures::Json;

use super::answers::data;
use super::common::{customer_ref, replaced};
use super::customers;
use super::tables::{ORDERS, SERVICES};
use crate::engine::json::{id_value, one_or_many, put, text_of};
use crate::engine::list::compare;
use crate::engine::{Call, Reply, Store};

/// 004:1952.
const CANCELLABLE: [&str; 3] = ["PRE_ASSIGNED", "NOT_PAID", "ASSIGNED_NOT_CONFIRMED"];

/// A member of the body, and its place in the booking.
const STOPS: [(&str, &str, &str); 8] = [
    ("start_coordinates", "start", "coordinates"),
    ("start_location_name", "start", "location_name"),
    ("start_date", "start", "date"),
    ("start_time", "start", "time"),
    ("end_coordinates", "end", "coordinates"),
    ("end_location_name", "end", "location_name"),
    ("end_date", "end", "date"),
    ("end_time", "end", "time"),
];

pub(super) fn create(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    if !named_customer(call) && call.member("customer_id").is_none() {
        return Err(call.documented("orders/create--customer-missing"));
    }
    let id = store.fresh_id();
    let order = book(call, store, call.sample(), &id)?;
    Ok(data(order))
}

/// Cancels the order and books another; members that are not given are copied (004:1933).
pub(super) fn update(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let id = call.capture("booking_id");
    let Some(old) = store.get(&ORDERS, id) else {
        return Err(call.documented("orders/update--invalid"));
    };
    if status(&old.value) == "CANCELLED" {
        return Err(call.documented("orders/update--not-modifiable"));
    }
    let old = old.value.clone();
    // The documented request proposes the new order's identifier.
    let proposed = call.text("id").filter(|id| id != "0" && store.get(&ORDERS, id).is_none());
    let new = proposed.unwrap_or_else(|| store.fresh_id());
    book(call, store, old, &new)?;
    set_status(store, id, "CANCELLED");
    Ok(replaced("/id", &new))
}

pub(super) fn cancel(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let ids = call.capture("booking_id").to_owned();
    if ids == "0" {
        return Err(call.documented("orders/cancel--id-missing"));
    }
    let ids: Vec<&str> = ids.split(',').map(str::trim).collect();
    let cancellable =
        |id: &&str| store.get(&ORDERS, id).is_some_and(|o| CANCELLABLE.contains(&status(&o.value).as_str()));
    if !ids.iter().all(cancellable) {
        return Err(call.documented("orders/cancel--not-found"));
    }
    for id in ids {
        set_status(store, id, "CANCELLED");
    }
    Ok(replaced("/status", "CANCELLED"))
}

fn named_customer(call: &Call<'_>) -> bool {
    call.member("fullname").is_some() && (call.member("email").is_some() || call.member("mobile").is_some())
}

/// Puts a new order on its shelf: `order` with the body over it. Nothing changes when it is refused.
fn book(call: &Call<'_>, store: &mut Store, mut order: Json, id: &str) -> Result<Json, Reply> {
    let mut booking = order.at("orders.order").map(one_or_many).unwrap_or_default().into_iter().next();
    let booking = booking.get_or_insert_with(|| Json::Object(Vec::new()));
    for (name, stop, member) in STOPS {
        if let Some(value) = call.member(name) {
            let mut place = booking.get(stop).cloned().unwrap_or(Json::Object(Vec::new()));
            put(&mut place, member, value.clone());
            put(booking, stop, place);
        }
    }
    if let Some(service) = call.text("service_id") {
        put(booking, "service_id", service);
    }
    if !available(store, booking, call.member("service_id").is_some()) {
        return Err(call.documented("orders/create--unavailable"));
    }
    let customer = match call.text("customer_id") {
        Some(customer) => {
            Some(customer_ref(store, &customer).ok_or_else(|| call.documented("orders/create--customer-unknown"))?)
        }
        None if named_customer(call) => {
            let members = ["fullname", "email", "mobile"];
            let written = Json::object(members.into_iter().filter_map(|m| Some((m, call.member(m)?.clone()))));
            let customer = customers::add(call, store, &written);
            customer.get("id").and_then(text_of).and_then(|id| customer_ref(store, &id))
        }
        None => None,
    };
    if let Some(customer) = customer {
        put(&mut order, "customer", customer);
    }
    let booking_id = store.fresh_id();
    put(booking, "id", id_value(&booking_id));
    put(booking, "reference", id_value(&format!("{booking_id}01")));
    put(booking, "status", "PRE_ASSIGNED");
    put(&mut order, "orders", Json::object([("order", booking.clone())]));
    put(&mut order, "id", id_value(id));
    put(&mut order, "reference", reference(id));
    put(&mut order, "status", "PRE_ASSIGNED");
    put(&mut order, "payments", Json::Array(Vec::new()));
    store.put(&ORDERS, id, order.clone());
    Ok(order)
}

/// A service that is there, and an end that is not before its start. An update may keep a service of long ago.
fn available(store: &Store, booking: &Json, service_given: bool) -> bool {
    let text = |path: &str| booking.at(path).and_then(text_of).unwrap_or_default();
    let start = format!("{} {}", text("start.date"), text("start.time"));
    let end = format!("{} {}", text("end.date"), text("end.time"));
    let known = store.get(&SERVICES, &text("service_id")).is_some();
    (known || !service_given) && compare(&start, &end).is_le()
}

/// Six letters and digits, another for each order.
fn reference(id: &str) -> String {
    const SIGNS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    // An odd factor modulo a power of two: no two identifiers below 2^30 share their letters.
    let mut number = id.parse::<u64>().unwrap_or_default().wrapping_mul(0x9e37_79b1) % (1 << 30);
    let mut text = String::new();
    for _ in 0..6 {
        let sign = usize::try_from(number % 32).ok().and_then(|at| SIGNS.get(at)).copied().unwrap_or(b'A');
        text.push(char::from(sign));
        number /= 32;
    }
    text
}

pub(super) fn status(order: &Json) -> String {
    order.get("status").and_then(text_of).unwrap_or_default()
}

/// The order's status, and that of its bookings.
pub(super) fn set_status(store: &mut Store, id: &str, status: &str) {
    if let Some(record) = store.get_mut(&ORDERS, id) {
        put(&mut record.value, "status", status);
        let single = record.value.at("orders.order").is_some_and(|bookings| bookings.as_array().is_none());
        let mut bookings = record.value.at("orders.order").map(one_or_many).unwrap_or_default();
        for booking in &mut bookings {
            put(booking, "status", status);
        }
        let bookings = match bookings.as_slice() {
            [one] if single => one.clone(),
            _ => Json::Array(bookings),
        };
        record.value.set("orders.order", bookings);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_differ() {
        let mut all: Vec<String> = (1_000_000..1_001_000).map(|id: u64| reference(&id.to_string())).collect();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 1000);
        assert!(all.iter().all(|reference| reference.len() == 6));
    }
}
