//! The forms of Accengage's errors.

use guichet_fixtures::Json;

use crate::engine::{Complaint, Reason, Reply, Request};

/// 002:77-88: status and label are the vendor's, the texts are ours; 002:75 says that they may change.
const GENERIC: &[(u16, &str, &str)] = &[
    (400, "API_ERR_TOKEN", "Invalid access token"),
    (400, "API_ERR_SIGNATURE", "Missing or invalid Accengage-Signature header"),
    (401, "API_ERR_TOKEN", "Expired access token"),
    (403, "API_ERR_TOKEN", "Missing access token"),
    (403, "API_ERR_FORBIDDEN", "Access to this route is denied"),
    (500, "API_ERR_DB", "Database error"),
    (500, "API_ERR_CACHE", "Cache error"),
    (500, "API_ERR_SERVICE", "Service error"),
    (500, "API_ERR_UTIL", "Utility error"),
    (500, "API_ERR_SUPPORT", "Support account error"),
    (500, "API_ERR_UNKNOWN", "Unknown error"),
];

/// 002:53-55, with its braces.
fn errors(status: u16, errors: impl IntoIterator<Item = (String, String)>) -> Reply {
    let errors = errors.into_iter().map(|(label, message)| Json::object([("label", label), ("message", message)]));
    Reply::json(status, &Json::object([("errors", Json::from(errors.collect::<Vec<_>>()))]))
}

fn error(status: u16, label: &str, message: &str) -> Reply {
    errors(status, [(label.to_owned(), message.to_owned())])
}

/// An error of the table, or of any other label.
pub(super) fn generic(status: u16, label: &str) -> Reply {
    let text = GENERIC.iter().find_map(|(s, l, text)| (*s == status && *l == label).then_some(*text));
    error(status, label, text.unwrap_or("Injected fault"))
}

/// An error of which only the status is given.
pub(super) fn refuse(status: u16, message: &str) -> Reply {
    let label = match status {
        401 => "API_ERR_TOKEN",
        403 => "API_ERR_FORBIDDEN",
        404 | 405 => UNKNOWN_ROUTE,
        400..=428 => "API_ERR_FORMAT",
        _ => "API_ERR_UNKNOWN",
    };
    error(status, label, message)
}

/// 002:64, as it is spelled there.
const UNKNOWN_ROUTE: &str = "API_ERR_UNKNOW_ROUTE";

/// 002:61-65. A method that the path does not have is answered in the same way: the message names it.
pub(super) fn unknown_route(request: &Request) -> Reply {
    error(404, UNKNOWN_ROUTE, &format!("Unsupported {} request : {}", request.method, request.path))
}

/// 002:66-71: all that is wrong with the form at once, in the words of the samples.
pub(super) fn format(complaints: &[Complaint]) -> Reply {
    errors(400, complaints.iter().map(|complaint| ("API_ERR_FORMAT".to_owned(), sentence(complaint))))
}

fn sentence(complaint: &Complaint) -> String {
    let name = &complaint.name;
    match &complaint.reason {
        Reason::Missing => missing(name),
        Reason::Unknown => format!("Unknown parameter `{name}`"),
        Reason::Invalid(why) if name.is_empty() => format!("Malformed body: {why}"),
        Reason::Invalid(_) => format!("Malformed field `{name}`"),
    }
}

pub(super) fn missing(name: &str) -> String {
    format!("Missing mandatory parameter `{name}`")
}
