//! Any resource of any domain ("6. Request"), in the caller's own types.

use std::marker::PhantomData;

use guichet_core::pager::{Envelope, Next, OffsetPage, Page, Row, Style};
use guichet_core::vendor::Call;
use guichet_core::{Effect, Model, Operation, Pager, Result, operations};
use http::HeaderMap;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use crate::client::Akuiteo;
use crate::criteria::Criteria;
use crate::domain::Domain;
use crate::ids::ResourceId;
use crate::patch::Patch;
use crate::read_options::ReadOptions;

operations! {
    GET:        Safe,       GET    "/{selector}/{domain}/{resource}/{id}",      "akuiteo.resources.get",        "6.1. HTTP verbs";
    LIST:       Safe,       GET    "/{selector}/{domain}/{resource}",           "akuiteo.resources.list",       "6.1. HTTP verbs";
    CREATE:     Unsafe,     PUT    "/{selector}/{domain}/{resource}",           "akuiteo.resources.create",     "6.1. HTTP verbs" [answers_text];
    UPDATE:     Idempotent, POST   "/{selector}/{domain}/{resource}/{id}",      "akuiteo.resources.update",     "6.1. HTTP verbs" [answers_text];
    UPDATE_ALL: Unsafe,     POST   "/{selector}/{domain}/{resource}",           "akuiteo.resources.update-all", "6.1. HTTP verbs" [answers_text];
    PATCH:      Unsafe,     PATCH  "/{selector}/{domain}/{resource}/{id}",      "akuiteo.resources.patch",      "6.1. HTTP verbs" [answers_text];
    DELETE:     Idempotent, DELETE "/{selector}/{domain}/{resource}/{id}",      "akuiteo.resources.delete",     "6.1. HTTP verbs" [answers_text];
    DELETE_ALL: Unsafe,     DELETE "/{selector}/{domain}/{resource}",           "akuiteo.resources.delete-all", "6.1. HTTP verbs" [answers_text];
    ACTION:     Unsafe,     POST   "/{selector}/{domain}/{resource}/{verb}",    "akuiteo.resources.action",     "6.4. Akuiteo’s API specifics" [answers_text];
    SEARCH:     Safe,       POST   "/{selector}/{domain}/{resource}/search",    "akuiteo.resources.search",     "6.4.1. /search APIs";
    READ:       Safe,       POST   "/{selector}/{domain}/{resource}/{id}/read", "akuiteo.resources.read",       "6.4.2. /read APIs";
}

/// A collection of one domain, `crm/customers` say, whose elements are read into `T`: a type of the caller's that serde reads, or
/// [`RawJson`](crate::RawJson). Amounts in it are `decimal::ExactDecimal`, because serde's own reading rounds them.
///
/// ```
/// use guichet_akuiteo::{Akuiteo, Credentials, Domain};
///
/// #[derive(serde::Deserialize)]
/// struct Customer {
///     id: String,
///     name: Option<String>,
/// }
///
/// let akuiteo = Akuiteo::new("https://akuiteo.example.com/akuiteo", Credentials::basic("user", "password"))?;
/// let customers = akuiteo.resource::<Customer>(Domain::Crm, ["customers"]);
/// let contacts = customers.sub::<Customer>("500001720", ["contacts"]);
/// # let _ = contacts;
/// # Ok::<(), guichet_akuiteo::Error>(())
/// ```
pub struct Resource<T> {
    api: Akuiteo,
    domain: Domain,
    path: Vec<String>,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Resource<T> {
    fn clone(&self) -> Self {
        Self { api: self.api.clone(), domain: self.domain.clone(), path: self.path.clone(), of: PhantomData }
    }
}

impl<T> std::fmt::Debug for Resource<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Resource").field("domain", &self.domain).field("path", &self.path).finish_non_exhaustive()
    }
}

impl Akuiteo {
    /// The collection of a domain at a path of one segment or several. Each is escaped: an identifier with a slash stays one segment.
    pub fn resource<T>(&self, domain: impl Into<Domain>, path: impl IntoIterator<Item: ToString>) -> Resource<T> {
        let path = path.into_iter().map(|segment| segment.to_string()).collect();
        Resource { api: self.clone(), domain: domain.into(), path, of: PhantomData }
    }
}

impl<T> Resource<T> {
    fn call(&self, operation: &'static Operation) -> Call {
        self.api.in_domain(operation, &self.domain).segments(&self.path)
    }

    /// The collection below one of this one's resources: `employees/{id}/business-cards`.
    pub fn sub<U>(&self, id: impl Into<ResourceId>, path: impl IntoIterator<Item: ToString>) -> Resource<U> {
        let below = path.into_iter().map(|segment| segment.to_string());
        let path = self.path.iter().cloned().chain([id.into().into()]).chain(below).collect();
        Resource { api: self.api.clone(), domain: self.domain.clone(), path, of: PhantomData }
    }

    /// Creates a resource with `PUT`. **Unsafe**: sent twice it is there twice, and it is never sent again by itself. The answer is
    /// the new identifier.
    ///
    /// # Errors
    /// Those of the call; what was created and not named is an error that says that it was accepted.
    pub async fn create(&self, resource: &impl Serialize) -> Result<ResourceId> {
        created(self.call(&CREATE).json(resource)).await
    }

    /// Updates one resource with `POST`, as a whole: whether members that are left out stay is not documented. Idempotent
    /// (*unverified*: that a repetition changes nothing more). The answer is the identifier, where there is one.
    ///
    /// # Errors
    /// Those of the call.
    pub async fn update(&self, id: impl Into<ResourceId>, resource: &impl Serialize) -> Result<Option<ResourceId>> {
        self.call(&UPDATE).arg(id.into()).json(resource).fetch_text(identifier).await
    }

    /// Updates **all items of the collection** with `POST`. **Unsafe**. What a server does with items that are left out is not
    /// documented. The answer is as it came, because its form is not documented.
    ///
    /// # Errors
    /// Those of the call.
    pub async fn update_whole_collection(&self, resources: &impl Serialize) -> Result<String> {
        self.call(&UPDATE_ALL).json(resources).fetch_text(|text, _| Ok(text.to_owned())).await
    }

    /// Changes single members of one resource with `PATCH`. **Unsafe**: an element that is added twice is there twice. The media type
    /// is [`Builder::patch_media_type`](crate::Builder::patch_media_type).
    ///
    /// # Errors
    /// An empty patch, or a path that is no pointer, before anything is sent; those of the call.
    pub async fn patch(&self, id: impl Into<ResourceId>, patch: &Patch) -> Result<Option<ResourceId>> {
        let call = self.call(&PATCH).arg(id.into()).check("patch", patch.check());
        match serde_json::to_vec(patch) {
            Ok(body) => call.bytes(self.api.patch_media_type(), body),
            Err(why) => call.refuse("patch", why),
        }
        .fetch_text(identifier)
        .await
    }

    /// Deletes one resource. Idempotent: the answer to a second time is `is_not_found` (*unverified*).
    ///
    /// # Errors
    /// Those of the call.
    pub async fn delete(&self, id: impl Into<ResourceId>) -> Result<()> {
        self.call(&DELETE).arg(id.into()).send_empty().await
    }

    /// Deletes **all items of the collection**. **Unsafe**.
    ///
    /// # Errors
    /// Those of the call.
    pub async fn delete_whole_collection(&self) -> Result<()> {
        self.call(&DELETE_ALL).send_empty().await
    }

    /// Begins an action of the vendor's on the collection, `POST …/bill` say. What repeating it does has to be said: nobody can tell
    /// from the verb. The call is sent with a body or without.
    pub fn action(&self, verb: impl ToString, effect: Effect) -> Call {
        self.call(&ACTION).arg(verb.to_string()).effect(effect)
    }

    /// Begins an action of the vendor's on one resource, `POST …/{id}/take` say; see [`action`](Self::action).
    pub fn action_on(&self, id: impl Into<ResourceId>, verb: impl ToString, effect: Effect) -> Call {
        self.sub::<T>(id, [""; 0]).action(verb, effect)
    }
}

impl<T: DeserializeOwned + Send + 'static> Resource<T> {
    /// Fetches one resource. Safe. Sub-objects are not shown: they are null, and their identifiers stand beside them. For them
    /// [`read`](Self::read).
    ///
    /// # Errors
    /// `is_not_found` for an unknown identifier.
    pub async fn get(&self, id: impl Into<ResourceId>) -> Result<T> {
        self.call(&GET).arg(id.into()).send_one().await
    }

    /// Lists all items of the collection in one answer. Safe. Few collections can be listed; most are [searched](Self::search).
    pub fn list(&self) -> Pager<T> {
        whole(self.call(&LIST))
    }

    /// Searches the collection. Safe, although it is a `POST`. Pages as `paging` says.
    pub fn search(&self, criteria: &Criteria, paging: Paging) -> Pager<T> {
        searched(self.call(&SEARCH), criteria, paging)
    }

    /// Fetches one resource together with the dependencies that the options name. Safe, although it is a `POST`.
    ///
    /// # Errors
    /// `is_not_found` for an unknown identifier.
    pub async fn read(&self, id: impl Into<ResourceId>, options: &ReadOptions) -> Result<T> {
        self.call(&READ).arg(id.into()).json(options).send_one().await
    }
}

/// How a search is paged. The documentation has no pages; `limit` and `offset` in the query are in daily use elsewhere
/// (*unverified*: the most that is allowed, and that the order stays from page to page). A search that is paged ends at an empty page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Paging {
    /// Elements on a page; `None` sends neither `limit` nor `offset`, and takes the answer for the whole.
    pub limit: Option<u32>,
    /// How many elements to pass over.
    pub offset: u64,
}

impl Paging {
    /// All in one answer: neither `limit` nor `offset` is sent. Whether a server then shows all is *unverified*.
    pub const WHOLE: Self = Self { limit: None, offset: 0 };

    /// Pages of this size.
    pub const fn pages_of(limit: u32) -> Self {
        Self { limit: Some(limit), offset: 0 }
    }

    /// Passes over so many elements first.
    #[must_use]
    pub const fn from(mut self, offset: u64) -> Self {
        self.offset = offset;
        self
    }
}

impl Default for Paging {
    /// Pages of 100.
    fn default() -> Self {
        Self::pages_of(100)
    }
}

/// A search, by any operation.
pub(crate) fn searched<T: DeserializeOwned + Send + 'static>(
    call: Call,
    criteria: &Criteria,
    paging: Paging,
) -> Pager<T> {
    let call = call.check_all(criteria.mistakes()).json(criteria);
    match paging.limit {
        None if paging.offset > 0 => whole(call.refuse("offset", "without a limit no offset is sent")),
        None => whole(call),
        Some(0) => whole(call.refuse("limit", "a page holds at least one element")),
        Some(limit) => {
            let window = OffsetPage::new("offset", paging.offset, "limit", u64::from(limit)).limit_first();
            Pager::new::<Elements<T, true>>(call.page(window), Style::Offset)
        }
    }
}

fn whole<T: DeserializeOwned + Send + 'static>(call: Call) -> Pager<T> {
    Pager::new::<Elements<T, false>>(call, Style::Single)
}

/// A list: a bare array.
struct Elements<T, const PAGED: bool>(Vec<Row<T>>);

impl<'de, T: DeserializeOwned, const PAGED: bool> Deserialize<'de> for Elements<T, PAGED> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let all = Vec::<&'de RawValue>::deserialize(deserializer)?;
        Ok(Self(all.into_iter().map(|one| Row::from_json(one.get())).collect()))
    }
}

impl<T, const PAGED: bool> Envelope<T> for Elements<T, PAGED> {
    fn into_page(self, _: &HeaderMap) -> Page<T> {
        Page::new(self.0, if PAGED { Next::ByCount } else { Next::End })
    }
}

/// Sends a creation, whose answer is an identifier.
pub(crate) async fn created<I: From<String>>(call: Call) -> Result<I> {
    let id = |text: &str, headers: &HeaderMap| identifier(text, headers)?.ok_or("it is empty, and names nothing");
    call.fetch_text(id).await.map(|id: ResourceId| I::from(id.into()))
}

#[derive(Model)]
#[model(only_read)]
struct Named {
    id: Option<ResourceId>,
}

/// The longest identifier: what is longer is some other text.
const LONGEST: usize = 200;

/// An identifier as it is answered: a bare text, a JSON text, a number by its spelling; never read as a number, because of leading
/// zeros. An object is read by its `id`.
pub(crate) fn identifier(text: &str, _: &HeaderMap) -> std::result::Result<Option<ResourceId>, &'static str> {
    const EXPECTED: &str = "expected an identifier";
    let id = match text.chars().next() {
        None => return Ok(None),
        Some('"') => serde_json::from_str::<String>(text).map_err(|_| EXPECTED)?,
        Some('{') => match Named::from_json(text).map(|named| named.id) {
            Ok(Some(id)) => id.into(),
            _ => return Err("expected an identifier, found an object without one"),
        },
        Some('[') => return Err("expected an identifier, found a list"),
        Some(_) if text == "null" => return Ok(None),
        Some(_) => text.to_owned(),
    };
    match id.trim() {
        "" => Ok(None),
        // A sentence, or something else.
        id if id.len() > LONGEST || id.contains(char::is_whitespace) => Err(EXPECTED),
        id => Ok(Some(ResourceId::from(id))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_is_read_as_text() {
        let read = |text: &str| identifier(text, &HeaderMap::new()).map(|id| id.map(String::from));
        for (text, id) in [
            ("500000040", "500000040"),
            ("\"500000040\"", "500000040"),
            ("0000000077", "0000000077"),
            ("FF2100462", "FF2100462"),
            ("-1", "-1"),
            ("144.0", "144.0"),
            (r#"{"id":"FG"}"#, "FG"),
        ] {
            assert_eq!(read(text), Ok(Some(id.to_owned())), "{text}");
        }
        for nothing in ["", "null", "\"\""] {
            assert_eq!(read(nothing), Ok(None), "{nothing}");
        }
        for bad in ["[]", "{}", r#"{"id":null}"#, "\"open", &"x".repeat(201), "was created", "\"a b\""] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
