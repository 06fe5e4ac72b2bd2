//! The transfer of a document: it makes a new one.

use bytes::Bytes;
use guichet_fixtures::Json;

use super::tables::{MADE, table};
use super::wrong;
use crate::engine::json::put;
use crate::engine::{Call, Reply, Store, days, new_uuid};

/// *Transfert*. The text promises the status alone.
pub(super) fn transfer(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    if call.text("documentTypeName").as_deref() != Some("SALE") {
        return Err(wrong("documentTypeName"));
    }
    let documents = table("SaleDocument").ok_or_else(|| wrong("documentTypeName"))?;
    let number = call.text("originDocumentNumber").ok_or_else(|| wrong("originDocumentNumber"))?;
    let Some(origin) = documents.find(store, "DocumentNumber", &number) else {
        return Err(call.face().refuse(404, &format!("Le document {number} n'existe pas")));
    };
    let mut made = Json::object(documents.columns().map(|column| (column, origin.value(column))));
    let now = days::time_at(call.request.now).replacen(' ', "T", 1);
    let date = call.text("targetDocumentDate").unwrap_or_else(|| now.clone());
    let id = new_uuid();
    for (name, value) in [
        ("Id", id.clone()),
        ("DocumentNumber", format!("TR{}", store.fresh_id())),
        ("DocumentDate", date),
        ("SysCreatedDate", now.clone()),
        ("SysModifiedDate", now),
    ] {
        put(&mut made, name, value);
    }
    // An invoice.
    put(&mut made, "DocumentType", 2);
    store.put(&MADE, &id, made);
    Ok(Reply { status: 200, headers: Vec::new(), body: Bytes::new() })
}
