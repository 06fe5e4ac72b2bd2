//! The arguments of a call: the documented ones, or on a live server the caller's.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};

use guichet_fixtures::Json;

tokio::task_local! {
    static ARGS: Arc<Mutex<Args>>;
}

/// The arguments of one call, and which of them were wanting.
#[derive(Debug, Default)]
struct Args {
    given: BTreeMap<String, String>,
    wanting: BTreeSet<String>,
}

/// An identifier of a documented exchange: the documented one in tests and on a sandbox, the caller's on a live server.
/// There a call whose identifiers are not all given is never sent.
pub fn arg<T: FromStr>(name: &str, documented: T) -> T {
    given(name, read).unwrap_or(documented)
}

/// The same for several identifiers: a JSON array, or a text with commas. None at all is not a given one.
pub fn args<T: FromStr, const N: usize>(name: &str, documented: [T; N]) -> Vec<T> {
    let several = |text: &str| {
        let texts: Vec<String> = match Json::parse(text) {
            Ok(Json::Array(elements)) => elements.iter().map(spelled).collect(),
            _ => text.split(',').map(|one| one.trim().to_owned()).collect(),
        };
        let list = texts.iter().map(|one| read(one)).collect::<Option<Vec<T>>>();
        list.filter(|list| !list.is_empty())
    };
    given(name, several).unwrap_or_else(|| documented.into())
}

/// Makes a call with the caller's arguments, and with no others. What it gave, and the names of the arguments that were
/// wanting.
pub async fn with<F: Future>(given: BTreeMap<String, String>, call: F) -> (F::Output, BTreeSet<String>) {
    let args = Arc::new(Mutex::new(Args { given, wanting: BTreeSet::new() }));
    let output = ARGS.scope(Arc::clone(&args), call).await;
    let wanting = std::mem::take(&mut args.lock().unwrap_or_else(PoisonError::into_inner).wanting);
    (output, wanting)
}

/// Whether an argument of the call under way was wanting.
pub fn are_wanting() -> bool {
    let wanting = ARGS.try_with(|args| !args.lock().unwrap_or_else(PoisonError::into_inner).wanting.is_empty());
    wanting.unwrap_or(false)
}

/// The caller's argument on a live server, noted as wanting if there is none that can be read; elsewhere nothing.
fn given<T>(name: &str, read: impl FnOnce(&str) -> Option<T>) -> Option<T> {
    let given = ARGS.try_with(|args| {
        let mut args = args.lock().unwrap_or_else(PoisonError::into_inner);
        let found = args.given.get(name).and_then(|text| read(text));
        if found.is_none() {
            args.wanting.insert(name.to_owned());
        }
        found
    });
    given.ok().flatten()
}

/// No identifier is empty.
fn read<T: FromStr>(text: &str) -> Option<T> {
    if text.is_empty() { None } else { text.parse().ok() }
}

/// A value in a file of arguments as the text that is read; null is none.
pub fn spelled(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(given: &[(&str, &str)]) -> BTreeMap<String, String> {
        given.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    }

    #[tokio::test]
    async fn a_call_without_its_arguments_is_noticed() {
        assert_eq!(arg("customer_id", 3332), 3332);
        assert!(!are_wanting());
        let given = given(&[("customer_id", "5"), ("email", ""), ("series_id", "none")]);
        let ((), wanting) = with(given, async {
            assert_eq!(arg("customer_id", 3332), 5);
            assert!(!are_wanting());
            assert_eq!(arg("invoice_id", 1), 1);
            assert!(are_wanting());
            assert_eq!(arg("email", "a@b.example".to_owned()), "a@b.example");
            assert_eq!(arg("series_id", 911), 911);
        })
        .await;
        assert_eq!(wanting.iter().collect::<Vec<_>>(), ["email", "invoice_id", "series_id"]);
    }

    #[tokio::test]
    async fn several_are_an_array_or_a_text_with_commas() {
        assert_eq!(args("ids", [1, 2]), [1, 2]);
        for good in ["[7, 8]", r#"["7", 8]"#, "7,8", " 7 , 8 "] {
            let (ids, wanting) = with(given(&[("ids", good)]), async { args("ids", [1]) }).await;
            assert_eq!(ids, [7, 8], "{good}");
            assert!(wanting.is_empty(), "{good}");
        }
        let (one, _) = with(given(&[("ids", "7")]), async { args("ids", [1, 2]) }).await;
        assert_eq!(one, [7]);
        let (words, _) = with(given(&[("ids", r#"["a,b", "c"]"#)]), async { args("ids", [String::new()]) }).await;
        assert_eq!(words, ["a,b", "c"]);
        for bad in ["", "[]", "[null]", "7,", "7;8", "[[7]]"] {
            let (_, wanting) = with(given(&[("ids", bad)]), async { args("ids", [1]) }).await;
            assert_eq!(wanting.len(), 1, "{bad}");
        }
    }
}
