//! The quotes' service (001). What is wrong with a request is told in its own form, under 200: [`refused`].

use guichet_fixtures::Json;

use crate::engine::behaviour::act;
use crate::engine::json::{one_or_many, put, text_of};
use crate::engine::{Call, Complaint, Input, Reason, Reply, Row, Shelf, Store};

pub(super) static ROWS: &[Row] = &[
    act("akuiteo.quotes.create", create).inspect(inspect),
    act("akuiteo.quotes.revise", revise).inspect(inspect),
    act("akuiteo.quotes.update-validators", update_validators).inspect(inspect_validators),
];

/// Quotes by their numbers, as they were sent; `etat` is `REVISE` where another one has taken a quote's place, which it names.
pub(super) static QUOTES: Shelf = Shelf::new("quotes");

/// The quote of the samples.
const DOCUMENTED: &str = "CC1877788";

/// The members whose numbers have a limit of decimals (001:334, 343, 361, 370, 624): digits before the point, and after it.
const DIGITS: [(&str, usize, usize); 5] =
    [("quantite", 17, 5), ("prixUnit", 17, 5), ("remiseMNT", 14, 2), ("remisePourcent", 9, 2), ("numericValue", 15, 3)];

/// The most characters of a member (001:53-649).
const LENGTHS: [(usize, &str); 13] = [
    (1, "termePaiement indNotifie periodicite periodiciteTerme periodiciteTR editable sequence doubleValue"),
    (2, "jourPaiement idLigneTitreRattach idLigneTitre idLignePere"),
    (3, "codeDevise delaiPaiement"),
    (4, "periodiciteDuree"),
    (10, "codeClient codeClientFacture codeAffaire codeLot codeSousLot codeTache compteCG champ"),
    (14, "respDevis respEtablissement respComm"),
    (15, "numeroDevisInterne"),
    (20, "codeSociete numeroDevisExterne codeJournal ModePaiement regroupement codeTVA"),
    (30, "numeroContrat"),
    (60, "refClient1 refClient2 refClient3"),
    (80, "reference"),
    (100, "descripLigne"),
    (153, "libelleTitre"),
];

/// Texts of 4000 characters (001:204, 325, 615).
const LONG: &str = "texte texteLigne stringValue";

/// The texts that are mandatory, so that they are not empty either.
const MANDATORY: &str =
    "codeSociete codeJournal codeClient codeDevise regroupement reference codeTVA codeAffaire compteCG";

pub(super) fn seed(store: &mut Store) {
    store.put(&QUOTES, DOCUMENTED, Json::object([("numeroDevisInterne", DOCUMENTED)]));
}

/// The body's number; without one the path's, or one that is drawn where that is taken (001:65).
fn create(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let (given, path) = (call.text("numeroDevisInterne"), call.capture("numeroDevisInterne"));
    let number = match given {
        Some(given) if store.get(&QUOTES, &given).is_some() => {
            return Err(ko(&format!("Le devis {given} existe déjà")));
        }
        Some(given) => given,
        None if store.get(&QUOTES, path).is_none() => path.to_owned(),
        None => drawn(store),
    };
    write(call, store, &number);
    Ok(ok(&number, "Devis créé"))
}

/// 001:653: the old one is revised, and a new one is attached to it.
fn revise(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let old = existing(call, store)?;
    if call.text("numeroDevisInterne").as_deref() != Some(old.as_str()) {
        return Err(ko("numeroDevisInterne: another number than in the path"));
    }
    let number = drawn(store);
    write(call, store, &number);
    store.change(&QUOTES, &number, |quote| put(&mut quote.value, "devisRevise", old.as_str()));
    store.change(&QUOTES, &old, |quote| put(&mut quote.value, "etat", "REVISE"));
    Ok(ok(&number, "Devis révisé"))
}

fn update_validators(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let number = existing(call, store)?;
    store.change(&QUOTES, &number, |quote| put(&mut quote.value, "valideurs", call.body.clone()));
    Ok(ok(&number, "Valideurs mis à jour"))
}

/// The number of the path, where there is such a quote.
fn existing(call: &Call<'_>, store: &Store) -> Result<String, Reply> {
    let number = call.capture("numeroDevisInterne");
    let found = store.get(&QUOTES, number).map(|quote| quote.id.clone());
    found.ok_or_else(|| ko(&format!("Le devis {number} n'existe pas")))
}

fn drawn(store: &mut Store) -> String {
    format!("CC{}", store.fresh_id())
}

fn write(call: &Call<'_>, store: &mut Store, number: &str) {
    let mut quote = call.body.clone();
    put(&mut quote, "numeroDevisInterne", number);
    store.put(&QUOTES, number, quote);
}

/// What the tables forbid beyond their types.
fn inspect(call: &Call<'_>) -> Vec<Complaint> {
    let mut found = Vec::new();
    of_number(call, &mut found);
    of_members(&call.body, "", &mut found);
    for name in ["ligneDevis", "ligneTitres", "donneesPersonnaliseesDevis"] {
        for (at, element) in call.body.get(name).map(one_or_many).unwrap_or_default().iter().enumerate() {
            of_members(element, &format!("{name}[{at}]."), &mut found);
        }
    }
    if call.body.get("ligneDevis").and_then(Json::as_array).is_some_and(<[_]>::is_empty) {
        found.push(Complaint::missing(Input::Body, "ligneDevis"));
    }
    found
}

fn inspect_validators(call: &Call<'_>) -> Vec<Complaint> {
    let mut found = Vec::new();
    of_number(call, &mut found);
    let level1 = call.body.get("codesCollaborateursN1").and_then(Json::as_array).unwrap_or_default();
    if level1.is_empty() || level1.iter().any(|code| text_of(code).is_none_or(|code| code.trim().is_empty())) {
        found.push(Complaint::missing(Input::Body, "codesCollaborateursN1"));
    }
    if call.text("codeCollaborateurN2").is_none_or(|code| code.trim().is_empty()) {
        found.push(Complaint::missing(Input::Body, "codeCollaborateurN2"));
    }
    // Mandatory, under one of two names (001:725, 755).
    match [call.member("forcerMaj"), call.member("forcerMAJ")] {
        [None, None] => found.push(Complaint::missing(Input::Body, "forcerMaj")),
        [Some(_), Some(_)] => found.push(Complaint::invalid(Input::Body, "forcerMAJ", "forcerMaj is there as well")),
        _ => {}
    }
    found
}

fn of_number(call: &Call<'_>, found: &mut Vec<Complaint>) {
    let length = call.capture("numeroDevisInterne").chars().count();
    if length > 15 {
        found.push(too_long("numeroDevisInterne", length, 15));
    }
}

/// The scalar members of an object.
fn of_members(object: &Json, place: &str, found: &mut Vec<Complaint>) {
    for (name, value) in object.as_object().unwrap_or_default() {
        let (Some(text), path) = (text_of(value), format!("{place}{name}")) else { continue };
        let is_in = |names: &str| names.split(' ').any(|other| other == name);
        let length = text.chars().count();
        let limit = LENGTHS.iter().find_map(|(most, names)| is_in(names).then_some(*most));
        if let Some(most) = limit.or(is_in(LONG).then_some(4000)).filter(|most| length > *most) {
            found.push(too_long(&path, length, most));
        }
        if is_in(MANDATORY) && text.trim().is_empty() {
            found.push(Complaint::missing(Input::Body, path.as_str()));
        }
        if (name.starts_with("date") || name.contains("Date")) && !is_french_day(&text) {
            found.push(Complaint::invalid(Input::Body, path.as_str(), "JJ/MM/AAAA is expected"));
        }
        if let Some((_, digits, decimals)) = DIGITS.iter().find(|(other, ..)| other == name) {
            let (whole, fraction) = text.trim_start_matches('-').split_once('.').unwrap_or((&text, ""));
            if whole.trim_start_matches('-').len() > *digits || fraction.len() > *decimals {
                let why = format!("at most {digits} digits and {decimals} decimals are taken");
                found.push(Complaint::invalid(Input::Body, path, why));
            }
        }
    }
}

fn too_long(path: &str, length: usize, most: usize) -> Complaint {
    Complaint::invalid(Input::Body, path, format!("{length} characters, at most {most} are taken"))
}

/// JJ/MM/AAAA, and a day of the calendar.
fn is_french_day(text: &str) -> bool {
    let parts: Vec<&str> = text.split('/').collect();
    matches!(parts.as_slice(), [day, month, year] if crate::engine::days::is_day(&format!("{year}-{month}-{day}")))
}

/// A refusal that names all that is wrong.
pub(super) fn refused(complaints: &[Complaint]) -> Reply {
    let told = complaints.iter().map(|complaint| match &complaint.reason {
        Reason::Missing => format!("{}: obligatoire", complaint.name),
        Reason::Unknown => format!("{}: inconnu", complaint.name),
        Reason::Invalid(why) => format!("{}: {why}", complaint.name),
    });
    ko(&told.collect::<Vec<_>>().join("; "))
}

fn ok(number: &str, message: &str) -> Reply {
    reply("OK", message, Json::from(number), true)
}

fn ko(message: &str) -> Reply {
    reply("KO", message, Json::Null, false)
}

/// The form of 001:772-786. Only `OK` is documented.
fn reply(code: &str, message: &str, number: Json, status: bool) -> Reply {
    let members = [
        ("code", Json::from(code)),
        ("message", Json::from(message)),
        ("valueDouble", Json::Null),
        ("valueString", number),
        ("valueDate", Json::Null),
        ("status", Json::Bool(status)),
    ];
    Reply::json(200, &Json::object(members))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(object: &str) -> Vec<String> {
        let mut found = Vec::new();
        of_members(&Json::parse(object).unwrap(), "", &mut found);
        found.into_iter().map(|complaint| complaint.name).collect()
    }

    #[test]
    fn limits_are_met_and_not_passed() {
        let (met, passed) = ("é".repeat(153), "é".repeat(154));
        assert_eq!(told(&format!(r#"{{"libelleTitre":"{met}","quantite":"-12345678901234567.12345"}}"#)), [""; 0]);
        assert_eq!(told(&format!(r#"{{"libelleTitre":"{passed}"}}"#)), ["libelleTitre"]);
        assert_eq!(told(r#"{"quantite":0.000001,"remiseMNT":"123456789012345"}"#), ["quantite", "remiseMNT"]);
        assert_eq!(told(r#"{"dateDevis":"2018-07-30","periodiciteDateDebut":"31/02/2018"}"#).len(), 2);
        assert_eq!(told(r#"{"dateDevis":"30/07/2018","codeSociete":" ","champ":"alpha00001"}"#), ["codeSociete"]);
    }
}
