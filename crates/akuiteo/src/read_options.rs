//! What a read is to show beside the resource itself ("6.4.2. /read APIs").

use serde::Serialize;

/// The dependencies that [`read`](crate::Resource::read) shows: names of the vendor's, which each resource has its own of.
/// Without any, none is shown.
///
/// ```
/// use guichet_akuiteo::ReadOptions;
/// let options = ReadOptions::new(["LINE", "LINE_PROJECT"]);
/// assert_eq!(serde_json::to_string(&options)?, r#"{"options":["LINE","LINE_PROJECT"]}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ReadOptions {
    options: Vec<String>,
}

impl ReadOptions {
    /// These dependencies.
    pub fn new(options: impl IntoIterator<Item: ToString>) -> Self {
        Self { options: options.into_iter().map(|option| option.to_string()).collect() }
    }
}
