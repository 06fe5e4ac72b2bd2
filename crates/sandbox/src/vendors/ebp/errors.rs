//! The forms of the errors: one for each of the parties that may answer for a product.

use guichet_fixtures::Json;

use crate::engine::{Call, Complaint, Reason, Reply};

fn status_of(status: u16) -> Json {
    Json::from(i64::from(status))
}

/// What stands before the API; facts E13 and E18: the shape is not documented, it is that of the gateway's product.
pub(super) fn gateway(status: u16, message: &str) -> Reply {
    Reply::json(status, &Json::object([("statusCode", status_of(status)), ("message", Json::from(message))]))
}

/// 003:9780, in the gateway's words (fact E18).
pub(super) fn too_many(seconds: u64) -> Reply {
    let message = format!("Rate limit is exceeded. Try again in {seconds} seconds.");
    gateway(429, &message).with("retry-after", seconds.to_string())
}

/// A quota is another status than a pace (fact E18). The text has 429 for both.
pub(super) fn quota_used_up(seconds: u64) -> Reply {
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    let message =
        format!("Out of call volume quota. Quota will be replenished in {hours:02}:{minutes:02}:{:02}.", seconds % 60);
    gateway(403, &message).with("retry-after", seconds.to_string())
}

/// 003:9810: an empty answer, with the header of RFC 6750.
pub(super) fn token_rejected() -> Reply {
    let challenge = ("www-authenticate".to_owned(), "Bearer error=\"invalid_token\"".to_owned());
    Reply { status: 401, headers: vec![challenge], body: bytes::Bytes::new() }
}

/// 003:9785-9797.
fn saas(status: u16, title: &str, message: &str, kind: &str, errors: Vec<Json>, inside: &str) -> Reply {
    Reply::json(
        status,
        &Json::object([
            ("title", Json::from(title)),
            ("message", Json::from(message)),
            ("errorType", Json::from(kind)),
            ("errors", Json::from(errors)),
            ("origin", Json::from("API")),
            ("systemMessage", Json::from(inside)),
        ]),
    )
}

/// An error of which only status and message are given.
pub(super) fn refuse(status: u16, message: &str) -> Reply {
    match status {
        401 | 403 | 429 => gateway(status, message),
        404 => saas(status, "Erreur", message, "NotFound", Vec::new(), "NotFound"),
        400..=499 => saas(status, "Erreur", message, "Validation", Vec::new(), "BadRequest"),
        _ => saas(status, "Erreur", message, "InternalError", Vec::new(), "InternalServerError"),
    }
}

/// 003:9811.
pub(super) fn folder_unknown() -> Reply {
    let message = "Votre dossier ou utilisateur n'existe pas";
    saas(404, "Dossier introuvable", message, "NotFound", Vec::new(), "NotFound")
}

/// What breaks the contract, member by member (003:9805).
pub(super) fn invalid(errors: impl IntoIterator<Item = (String, String)>) -> Reply {
    let error = |(name, text): (String, String)| Json::object([("errorCode", name), ("errorMessage", text)]);
    let errors = errors.into_iter().map(error).collect();
    let message = "Un ou plusieurs paramètres d'entrée sont incorrects";
    saas(400, "Erreur de validation", message, "Validation", errors, "BadRequest")
}

/// All that is wrong, in the order of the body's table.
pub(super) fn reject(call: &Call<'_>, complaints: &[Complaint]) -> Reply {
    let members = call.operation.body.as_ref().map(|schema| schema.members()).unwrap_or_default();
    let outer = |name: &str| name.split(['.', '[']).next().unwrap_or_default().to_owned();
    let place = |c: &Complaint| members.iter().position(|m| m.name == outer(&c.name)).unwrap_or(members.len());
    let mut sorted: Vec<&Complaint> = complaints.iter().collect();
    sorted.sort_by_key(|complaint| place(complaint));
    invalid(sorted.into_iter().map(|complaint| {
        let name = if complaint.name.is_empty() { "body" } else { &complaint.name };
        (name.to_owned(), sentence(name, &complaint.reason))
    }))
}

/// A reason in the language of the vendor.
pub(super) fn sentence(name: &str, reason: &Reason) -> String {
    match (name, reason) {
        ("name", Reason::Missing) => "Le nom est obligatoire".to_owned(),
        ("siret", Reason::Invalid(_)) => "Le SIRET n'est pas valide".to_owned(),
        (name, Reason::Missing) => format!("{name} est obligatoire"),
        (name, Reason::Unknown) => format!("{name} n'existe pas"),
        (name, Reason::Invalid(_)) => format!("{name} n'est pas valide"),
    }
}

/// An error of a Hubbix product itself (003:4375).
pub(super) fn hubbix(status: u16, code: &str, data: Json, message: &str) -> Reply {
    Reply::json(
        status,
        &Json::object([
            ("status", status_of(status)),
            ("errorCode", Json::from(code)),
            ("data", data),
            ("message", Json::from(message)),
        ]),
    )
}
