//! Bookings, under the name of their route: what is booked, for whom and when, with an order for each service.

use guichet_fixtures::Json;

use super::answers::{data, replaced};
use super::customers::{self, CUSTOMERS};
use super::services::SERVICES;
use crate::engine::behaviour::{act, get, list};
use crate::engine::json::{id_value, one_or_many, put, put_all, text_of};
use crate::engine::list::compare;
use crate::engine::{Call, Filter, Key, Refusal, Reply, Row, Shelf, Store, Test, equal, filter};

pub(super) static ROWS: &[Row] = &[
    list("workadu.orders.list", &ORDERS),
    get("workadu.orders.get", &ORDERS),
    act("workadu.orders.create", create),
    act("workadu.orders.update", update),
    act("workadu.orders.cancel", cancel),
];

pub(super) static ORDERS: Shelf = Shelf {
    keys: &[Key::id("booking_id").many()],
    filters: FILTERS,
    unknown: Refusal::Text(400, "No orders could be found."),
    documented: true,
    references: "order_id",
    ..Shelf::new("orders")
};

static FILTERS: &[Filter] = &[
    equal("filter[booking_reference]", "orders.order.reference"),
    equal("filter[booking_status]", "orders.order.status"),
    equal("filter[company_id]", "company_id"),
    equal("filter[customer_id]", "customer.id"),
    equal("filter[service_id]", "orders.order.service_id"),
    filter("filter[start_coordinates]", "orders.order.start.coordinates", Test::EqualButForSpaces),
    equal("filter[start_location_name]", "orders.order.start.location_name"),
    filter("filter[end_coordinates]", "orders.order.end.coordinates", Test::EqualButForSpaces),
    equal("filter[end_location_name]", "orders.order.end.location_name"),
    equal("filter[status]", "status"),
    equal("filter[total_cost]", "total_cost"),
    equal("filter[start_date]", "orders.order.start.date"),
    equal("filter[start_time]", "orders.order.start.time"),
    equal("filter[end_date]", "orders.order.end.date"),
    equal("filter[end_time]", "orders.order.end.time"),
];

/// 004:1952.
const CANCELLABLE: [&str; 3] = ["PRE_ASSIGNED", "NOT_PAID", "ASSIGNED_NOT_CONFIRMED"];

/// The members of the body that stand in the order's stops, each under its second name: `start.coordinates`.
const STOPS: [&str; 2] = ["start", "end"];
const OF_STOP: [&str; 4] = ["coordinates", "location_name", "date", "time"];

fn create(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    if !named_customer(call) && call.member("customer_id").is_none() {
        return Err(call.documented("orders/create--customer-missing"));
    }
    let id = store.fresh_id();
    let booking = book(call, store, call.sample(), &id)?;
    Ok(data(booking))
}

/// Cancels the booking and books another; members that are not given are copied (004:1933).
fn update(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let id = call.capture("booking_id");
    let old = store.get(&ORDERS, id).ok_or_else(|| call.documented("orders/update--invalid"))?;
    if old.text("status") == "CANCELLED" {
        return Err(call.documented("orders/update--not-modifiable"));
    }
    let old = old.value.clone();
    // The documented request proposes the new booking's identifier.
    let proposed = call.text("id").filter(|id| id != "0" && store.get(&ORDERS, id).is_none());
    let new = proposed.unwrap_or_else(|| store.fresh_id());
    book(call, store, old, &new)?;
    set_status(store, id, "CANCELLED");
    Ok(replaced("/id", &new))
}

fn cancel(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let ids = call.capture("booking_id").to_owned();
    if ids == "0" {
        return Err(call.documented("orders/cancel--id-missing"));
    }
    let ids: Vec<&str> = ids.split(',').map(str::trim).collect();
    let cancellable =
        |id: &&str| store.get(&ORDERS, id).is_some_and(|booking| CANCELLABLE.contains(&booking.text("status")));
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

/// Puts a new booking on its shelf: `booking` with the body over it. Nothing changes when it is refused.
fn book(call: &Call<'_>, store: &mut Store, mut booking: Json, id: &str) -> Result<Json, Reply> {
    let mut order = booking.at("orders.order").map(one_or_many).unwrap_or_default().into_iter().next();
    let order = order.get_or_insert_with(|| Json::Object(Vec::new()));
    for (stop, member) in STOPS.into_iter().flat_map(|stop| OF_STOP.map(|member| (stop, member))) {
        if let Some(value) = call.member(&format!("{stop}_{member}")) {
            let mut place = order.get(stop).cloned().unwrap_or(Json::Object(Vec::new()));
            put(&mut place, member, value.clone());
            put(order, stop, place);
        }
    }
    if let Some(service) = call.text("service_id") {
        put(order, "service_id", service);
    }
    if !available(store, order, call.member("service_id").is_some()) {
        return Err(call.documented("orders/create--unavailable"));
    }
    let customer = match call.text("customer_id") {
        Some(customer) => Some(
            customers::reference(store, &customer).ok_or_else(|| call.documented("orders/create--customer-unknown"))?,
        ),
        None if named_customer(call) => {
            let members = ["fullname", "email", "mobile"];
            let written = Json::object(members.into_iter().filter_map(|m| Some((m, call.member(m)?.clone()))));
            let id = call.engine.add(store, &CUSTOMERS, written);
            customers::reference(store, &id)
        }
        None => None,
    };
    if let Some(customer) = customer {
        put(&mut booking, "customer", customer);
    }
    let order_id = store.fresh_id();
    put(order, "id", id_value(&order_id));
    put(order, "reference", id_value(&format!("{order_id}01")));
    put(order, "status", "PRE_ASSIGNED");
    put_all(&mut booking, [("orders", Json::object([("order", order.clone())])), ("id", id_value(id))]);
    put_all(&mut booking, [("reference", reference(id)), ("status", "PRE_ASSIGNED".to_owned())]);
    put(&mut booking, "payments", Json::Array(Vec::new()));
    store.put(&ORDERS, id, booking.clone());
    Ok(booking)
}

/// A service that is there, and an end that is not before its start. An update may keep a service of long ago.
fn available(store: &Store, order: &Json, service_given: bool) -> bool {
    let text = |path: &str| order.at(path).and_then(text_of).unwrap_or_default();
    let start = format!("{} {}", text("start.date"), text("start.time"));
    let end = format!("{} {}", text("end.date"), text("end.time"));
    let known = store.get(&SERVICES, &text("service_id")).is_some();
    (known || !service_given) && compare(&start, &end).is_le()
}

/// Six letters and digits, another for each booking.
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

/// Gives a booking its status, and its orders the same.
pub(super) fn set_status(store: &mut Store, id: &str, status: &str) {
    store.change(&ORDERS, id, |booking| {
        put(&mut booking.value, "status", status);
        let orders = booking.value.at("orders.order").cloned().unwrap_or(Json::Null);
        let changed = |mut order: Json| {
            put(&mut order, "status", status);
            order
        };
        let orders = match orders {
            Json::Array(orders) => Json::Array(orders.into_iter().map(changed).collect()),
            one => changed(one),
        };
        booking.value.set("orders.order", orders);
    });
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
