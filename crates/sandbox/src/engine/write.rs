//! Writing: new records, changed ones, removed ones.

use guichet_fixtures::{Json, Kind, Member, Schema};

use super::find::{one, owner, view};
use super::json::{fit, id_value, overlay, put, take, text_of};
use super::{Answer, Call, Engine, NewId, Record, Reply, Shelf, Start, Store, Unique, new_uuid};

/// Puts a new record on a shelf.
pub(super) fn create(call: &Call<'_>, store: &mut Store, shelf: &'static Shelf) -> Result<Reply, Reply> {
    let owner = owner(call, store, shelf)?.map(|owner| owner.id.clone());
    let value = match shelf.start {
        Start::Sample(preset) => with_preset(call.sample(), preset),
        _ => call.engine.new_record(shelf),
    };
    refuse_duplicates(call, store, shelf, None)?;
    let written = written(call, store, &value)?;
    let id = put_new(call.engine, store, shelf, value, written);
    if let (Some(within), Some(owner)) = (&shelf.within, owner) {
        store.change(shelf, &id, |record| put(&mut record.value, within.name, id_value(&owner)));
    }
    finish(call, store, shelf, &id)
}

/// Puts what is written over a new record, and gives the identifier that it got.
fn put_new(engine: &Engine, store: &mut Store, shelf: &'static Shelf, mut value: Json, written: Json) -> String {
    let id = match shelf.new_id {
        NewId::Number(_) => store.fresh_id(),
        NewId::Uuid(_) => new_uuid(),
        NewId::Given(member) => written.get(member).and_then(text_of).unwrap_or_default(),
    };
    let hidden = write(engine, shelf, &mut value, written);
    put(&mut value, shelf.new_id.member(), id_value(&id));
    store.put_with(shelf, &id, value, hidden);
    id
}

/// Changes the record that a call names. What is not written stays as it is.
pub(super) fn change(call: &Call<'_>, store: &mut Store, shelf: &'static Shelf) -> Result<Reply, Reply> {
    let found = one(call, store, shelf).cloned();
    match &found {
        Ok(record) => refuse_duplicates(call, store, shelf, Some(record))?,
        Err(_) if shelf.unique.iter().any(|unique| unique.first) => refuse_duplicates(call, store, shelf, None)?,
        Err(_) => {}
    }
    let record = found?;
    let mut written = written(call, store, &record.value)?;
    // What names the record in the body is not written over it.
    for key in shelf.keys.iter().filter(|key| key.member.is_none()) {
        take(&mut written, key.name);
    }
    store.change(shelf, &record.id, |record| {
        let hidden = write(call.engine, shelf, &mut record.value, written);
        for (name, value) in hidden.as_object().unwrap_or_default() {
            put(&mut record.hidden, name, value.clone());
        }
    });
    finish(call, store, shelf, &record.id)
}

/// Removes the record that a call names.
pub(super) fn remove(call: &Call<'_>, store: &mut Store, shelf: &'static Shelf) -> Result<Reply, Reply> {
    let record = one(call, store, shelf)?.clone();
    store.remove(shelf, &record.id);
    if let Some(then) = call.operation.row.then {
        then(call, store, &record)?;
    }
    Ok(answer(call, store, &record))
}

/// What comes of the new state, and the answer.
fn finish(call: &Call<'_>, store: &mut Store, shelf: &'static Shelf, id: &str) -> Result<Reply, Reply> {
    let record = |store: &Store| store.get(shelf, id).cloned();
    if let (Some(then), Some(record)) = (call.operation.row.then, record(store)) {
        then(call, store, &record)?;
    }
    match record(store) {
        Some(record) => Ok(answer(call, store, &record)),
        None => Err(shelf.unknown.reply(call, id)),
    }
}

fn answer(call: &Call<'_>, store: &Store, record: &Record) -> Reply {
    match call.operation.row.answer.unwrap_or_else(|| call.face().answer()) {
        Answer::Record => call.face().found(call, store, vec![view(call, store, record)]),
        Answer::Id => Reply::json(200, &id_value(&record.id)),
        Answer::By(answer) => answer(call, record),
        Answer::Documented(members) => {
            let mut body = call.operation.sample.clone();
            for member in members {
                put(&mut body, member, record.value.get(member).cloned().unwrap_or(Json::Null));
            }
            Reply::json(call.operation.success, &body)
        }
    }
}

impl Engine {
    /// A record of a shelf before anything is written.
    pub(crate) fn new_record(&self, shelf: &Shelf) -> Json {
        match shelf.start {
            Start::Emptied => emptied(self.sample_of(shelf)),
            Start::Sample(preset) => with_preset(self.sample_of(shelf), preset),
            Start::Blank(preset) => {
                let schema = self.schema_of(shelf);
                with_preset(schema.map_or(Json::Object(Vec::new()), |schema| blank(&schema)), preset)
            }
        }
    }

    /// Puts a new record, and gives the identifier that it got.
    pub(crate) fn add(&self, store: &mut Store, shelf: &'static Shelf, written: Json) -> String {
        put_new(self, store, shelf, self.new_record(shelf), written)
    }
}

fn with_preset(mut value: Json, preset: &str) -> Json {
    let preset = Json::parse(preset).unwrap_or(Json::Null);
    for (name, preset) in preset.as_object().unwrap_or_default() {
        put(&mut value, name, preset.clone());
    }
    value
}

/// A record of which nothing is known: no text, no flag set, no count. An identifier of something else is null, too.
fn blank(schema: &Schema) -> Json {
    let nothing = |member: &Member| match member.kind {
        Kind::Bool => Json::from(false),
        Kind::Int | Kind::Decimal if !member.name.ends_with("Id") => Json::from(0),
        Kind::List(_) => Json::Array(Vec::new()),
        _ => Json::Null,
    };
    Json::object(schema.members().iter().map(|member| (member.name.as_str(), nothing(member))))
}

fn emptied(mut sample: Json) -> Json {
    if let Json::Object(members) = &mut sample {
        for (_, value) in members {
            *value = if value.as_array().is_some() { Json::Array(Vec::new()) } else { Json::Null };
        }
    }
    sample
}

/// What the body writes over a record.
fn written(call: &Call<'_>, store: &Store, record: &Json) -> Result<Json, Reply> {
    match call.operation.row.written {
        Some(written) => written(call, store, record),
        None => Ok(call.body.clone()),
    }
}

/// Writes over a record; what it does not show comes back.
fn write(engine: &Engine, shelf: &Shelf, value: &mut Json, mut written: Json) -> Json {
    let schema = engine.schema_of(shelf);
    for name in shelf.merged.split_whitespace() {
        let part = take(&mut written, name).filter(|part| part.as_object().is_some());
        if let (Some(part), Some(schema)) = (part, schema.as_ref().and_then(|schema| schema.at(name))) {
            let known = value.get(name).filter(|known| known.as_object().is_some()).cloned();
            put(value, name, merge(shelf, known, &part, &schema));
        }
    }
    overlay(value, &written, schema.as_ref())
}

/// An object inside a record, written member by member. Its identifier stays.
fn merge(shelf: &Shelf, known: Option<Json>, written: &Json, schema: &Schema) -> Json {
    let id = shelf.new_id.member();
    let mut value = known.unwrap_or_else(|| {
        let mut new = blank(schema);
        if matches!(shelf.new_id, NewId::Uuid(_)) && new.get(id).is_some() {
            put(&mut new, id, new_uuid());
        }
        new
    });
    for member in schema.members().iter().filter(|member| member.name != id) {
        if let Some(written) = written.get(&member.name) {
            let text = || text_of(written).map_or(Json::Null, Json::from);
            let written = if member.kind == Kind::String { text() } else { fit(&member.kind, written) };
            put(&mut value, &member.name, written);
        }
    }
    value
}

/// Refuses a value of the body that another record has.
fn refuse_duplicates(call: &Call<'_>, store: &Store, shelf: &Shelf, own: Option<&Record>) -> Result<(), Reply> {
    for unique in shelf.unique {
        let Some(wanted) = call.text(unique.member) else { continue };
        let other = having(store, shelf, unique, &wanted);
        if other.is_some_and(|other| own.is_none_or(|own| own.id != other.id)) {
            return Err(unique.refusal.reply(call, &wanted));
        }
    }
    Ok(())
}

/// The record that has a unique value, in whatever spelling.
fn having<'s>(store: &'s Store, shelf: &Shelf, unique: &Unique, wanted: &str) -> Option<&'s Record> {
    let spelled = shelf.keys.iter().find(|key| key.member == Some(unique.member)).and_then(|key| key.spelled);
    match spelled {
        Some(spelled) => {
            let wanted = spelled(store, wanted);
            store.all(shelf).find(|record| spelled(store, record.text(unique.member)) == wanted)
        }
        None => store.find(shelf, unique.member, wanted),
    }
}
