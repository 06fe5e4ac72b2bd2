//! Changes of single members ("6.1. HTTP verbs", PATCH: RFC 6902).

use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

use crate::literal::Literal;

/// A list of changes to single members, by RFC 6902. Values keep their digits.
///
/// ```
/// use guichet_akuiteo::{Literal, Patch, decimal};
/// let patch = Patch::new()
///     .test("/number", "FF2100462")
///     .replace("/preTaxAmount", decimal::parse("1501.460")?)
///     .remove("/comment");
/// assert_eq!(
///     serde_json::to_string(&patch)?,
///     r#"[{"op":"test","path":"/number","value":"FF2100462"},{"op":"replace","path":"/preTaxAmount","value":1501.460},{"op":"remove","path":"/comment"}]"#,
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Patch {
    steps: Vec<Step>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Step {
    op: &'static str,
    path: String,
    from: Option<String>,
    value: Option<Literal>,
}

impl Patch {
    /// No changes yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a member, or an element of a list before the one at that place; `-` is the end of a list.
    #[must_use]
    pub fn add(self, path: impl Into<String>, value: impl Into<Literal>) -> Self {
        self.step("add", path, None, Some(value.into()))
    }

    /// Removes what is there.
    #[must_use]
    pub fn remove(self, path: impl Into<String>) -> Self {
        self.step("remove", path, None, None)
    }

    /// Replaces what is there.
    #[must_use]
    pub fn replace(self, path: impl Into<String>, value: impl Into<Literal>) -> Self {
        self.step("replace", path, None, Some(value.into()))
    }

    /// Moves what is at `from`.
    #[must_use]
    pub fn move_from(self, from: impl Into<String>, path: impl Into<String>) -> Self {
        self.step("move", path, Some(from.into()), None)
    }

    /// Copies what is at `from`.
    #[must_use]
    pub fn copy_from(self, from: impl Into<String>, path: impl Into<String>) -> Self {
        self.step("copy", path, Some(from.into()), None)
    }

    /// Lets the whole patch fail unless this value is there.
    #[must_use]
    pub fn test(self, path: impl Into<String>, value: impl Into<Literal>) -> Self {
        self.step("test", path, None, Some(value.into()))
    }

    fn step(mut self, op: &'static str, path: impl Into<String>, from: Option<String>, value: Option<Literal>) -> Self {
        self.steps.push(Step { op, path: path.into(), from, value });
        self
    }

    /// What is wrong with it: an empty patch changes nothing, and a path is a pointer (RFC 6901).
    pub(crate) fn check(&self) -> Result<(), String> {
        if self.steps.is_empty() {
            return Err("it has no changes".to_owned());
        }
        let pointers = self.steps.iter().flat_map(|step| [Some(&step.path), step.from.as_ref()]).flatten();
        for pointer in pointers {
            let escapes_end = pointer.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']));
            if !(pointer.is_empty() || pointer.starts_with('/')) || !escapes_end {
                return Err(format!(
                    "{pointer:?} is no pointer: `/member/0`, with `~1` for a slash and `~0` for a tilde"
                ));
            }
        }
        Ok(())
    }
}

/// One member as a step of a pointer (RFC 6901): `a/b` is `/a~1b`.
///
/// ```
/// assert_eq!(guichet_akuiteo::patch::pointer(["customData", "1-alpha06", "a/b~c"]), "/customData/1-alpha06/a~1b~0c");
/// ```
pub fn pointer(members: impl IntoIterator<Item: AsRef<str>>) -> String {
    let escaped = |member: &str| format!("/{}", member.replace('~', "~0").replace('/', "~1"));
    members.into_iter().map(|member| escaped(member.as_ref())).collect()
}

impl Serialize for Patch {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(&self.steps)
    }
}

impl Serialize for Step {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = serializer.serialize_map(None)?;
        members.serialize_entry("op", self.op)?;
        if let Some(from) = &self.from {
            members.serialize_entry("from", from)?;
        }
        members.serialize_entry("path", &self.path)?;
        // A value of null is a value.
        if let Some(value) = &self.value {
            members.serialize_entry("value", value)?;
        }
        members.end()
    }
}
