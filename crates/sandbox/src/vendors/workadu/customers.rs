//! Customers.

use guichet_fixtures::Json;

use super::answers::{data, error};
use super::common::replaced;
use super::tables::CUSTOMERS;
use crate::engine::json::{id_value, overlay, put, text_of};
use crate::engine::{Call, Reply, Store};

pub(super) fn create(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let email = call.text("email").unwrap_or_default();
    if !email.split_once('@').is_some_and(|(user, host)| !user.is_empty() && host.contains('.')) {
        return Err(call.documented("customers/create--email-malformed"));
    }
    Ok(data(add(call, store, &call.body)))
}

/// A new customer; an order may bring one too.
pub(super) fn add(call: &Call<'_>, store: &mut Store, written: &Json) -> Json {
    let mut customer = call.engine.sample_of(&CUSTOMERS);
    // What was not written is not known: a new customer is not born on the sample's birthday.
    if let Json::Object(members) = &mut customer {
        for (_, value) in members {
            *value = if value.as_array().is_some() { Json::Array(Vec::new()) } else { Json::Null };
        }
    }
    let id = store.fresh_id();
    let hidden = overlay(&mut customer, written, call.engine.schema_of(&CUSTOMERS).as_ref());
    put(&mut customer, "id", id_value(&id));
    store.put_with(&CUSTOMERS, &id, customer.clone(), hidden);
    customer
}

pub(super) fn update(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let id = call.capture("customer_id");
    if id == "0" {
        return Err(call.documented("customers/update--id-missing"));
    }
    let Some(record) = store.get_mut(&CUSTOMERS, id) else {
        return Err(call.documented("customers/update--not-found"));
    };
    let Some((first, value)) = call.body.as_object().and_then(|members| members.first()) else {
        return Err(error(400, "Nothing to update."));
    };
    overlay(&mut record.value, &call.body, call.engine.schema_of(&CUSTOMERS).as_ref());
    // One change stands for all of them (004:2196).
    Ok(replaced(&format!("/{first}"), &text_of(value).unwrap_or_default()))
}
