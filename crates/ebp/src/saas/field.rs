//! Values that come with the right to see them.

use guichet_core::Model;

/// A value, and whether the person who signed in may see it.
///
/// ```
/// use guichet_ebp::saas::{Field, Visible};
///
/// let read = |text: &str| serde_json::from_str::<Field<String>>(text).unwrap();
/// assert_eq!(read(r#"{"value": "CL00009", "hasRight": true}"#).visible(), Visible::Value(&"CL00009".to_owned()));
/// // The one has no e-mail address, of the other nobody may know.
/// assert_eq!(read(r#"{"value": null, "hasRight": true}"#).visible(), Visible::Empty);
/// assert_eq!(read(r#"{"value": null, "hasRight": false}"#).visible(), Visible::Hidden);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Field<T> {
    /// What came. Where [`has_right`](Self::has_right) is false it says nothing, not even that there is nothing: see
    /// [`visible`](Self::visible).
    pub value: Option<T>,
    /// `false`: the person who signed in may not see the value.
    pub has_right: Option<bool>,
    /// An amount as the vendor writes it for humans, `1 103.66` say. No program should read it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// The sign of an amount's currency, `€` say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
}

/// What a [`Field`] says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visible<'a, T> {
    /// There is a value.
    Value(&'a T),
    /// There is none.
    Empty,
    /// Nobody says whether there is one: the right to see it is wanting, or nothing is said of a right.
    Hidden,
}

impl<T> Field<T> {
    /// What it says: a value that may not be seen is not one that is not there.
    pub fn visible(&self) -> Visible<'_, T> {
        match (self.has_right, &self.value) {
            (Some(true) | None, Some(value)) => Visible::Value(value),
            (Some(true), None) => Visible::Empty,
            (Some(false), _) | (None, None) => Visible::Hidden,
        }
    }
}
