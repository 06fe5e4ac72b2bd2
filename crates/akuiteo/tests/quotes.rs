//! Quotes on a scripted transport: what is sent, what is refused before anything is sent, what an answer means.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use guichet_akuiteo::quotes::{
    BillingTerm, CustomData, CustomValue, ForceForm, NewQuote, NumberForm, Periodicity, QuoteLine, Quotes, TitleLine,
    Validators,
};
use guichet_akuiteo::time::{Date, Month};
use guichet_akuiteo::transport::{Reply, ScriptedTransport};
use guichet_akuiteo::{
    Akuiteo, Credentials, Decimal, Effect, Error, ErrorKind, Limits, Method, Outcome, Sent, Settings, dates, decimal,
    operations,
};
use serde_json::{Value, json};

const OK: &str = r#"{"code":"OK","message":"Valideurs mis à jour","valueDouble":null,"valueString":"CC1877788","valueDate":null,"status":true}"#;
const KO: &str = r#"{"code":"KO","message":"Le devis est verrouillé","valueDouble":null,"valueString":null,"valueDate":null,"status":false}"#;

fn quotes(transport: &ScriptedTransport) -> Quotes {
    akuiteo(transport).quotes()
}

fn akuiteo(transport: &ScriptedTransport) -> Akuiteo {
    let settings = Settings::new().transport(transport.clone()).limits(Limits::none());
    let akuiteo = Akuiteo::builder("https://akuiteo.example.com/akuiteo", Credentials::basic("user", "password"));
    akuiteo.settings(settings).build().unwrap()
}

fn number(text: &str) -> Decimal {
    decimal::parse(text).unwrap()
}

fn line() -> QuoteLine {
    QuoteLine::new("AK_GROUPE", "1101", number("2"), number("2.26"), "01", "MAI00002", "706000")
}

/// The sample of 001:13-51.
fn sample() -> NewQuote {
    NewQuote {
        external_number: Some("Num devis ext".into()),
        payment_delay: Some("010".into()),
        ..NewQuote::new("AK", "VEN", "C19771", dates::parse("2018-07-30").unwrap(), "EUR", vec![line()])
    }
}

/// Its text, without the comma after the last member of the line.
fn documented() -> Value {
    json!({
        "codeSociete": "AK", "numeroDevisExterne": "Num devis ext", "codeJournal": "VEN", "codeClient": "C19771",
        "dateDevis": "30/07/2018", "codeDevise": "EUR", "delaiPaiement": "010",
        "ligneDevis": [{
            "regroupement": "AK_GROUPE", "reference": "1101", "quantite": "2", "prixUnit": "2.26", "codeTVA": "01",
            "codeAffaire": "MAI00002", "compteCG": "706000",
        }],
    })
}

/// What was sent last: method, path, body.
fn sent(transport: &ScriptedTransport) -> (String, String, String) {
    let request = transport.requests().pop().unwrap();
    let body = String::from_utf8(request.body.to_vec()).unwrap();
    (request.method.clone(), request.target().to_owned(), body)
}

fn fields(error: &Error) -> Vec<String> {
    assert_eq!((error.kind(), error.sent(), error.outcome()), (ErrorKind::Invalid, Sent::No, Outcome::NotDone));
    error.fields().iter().map(|field| field.field.clone()).collect()
}

#[tokio::test(start_paused = true)]
async fn the_documented_requests() {
    let transport = ScriptedTransport::always(Reply::json(OK));
    let quotes = quotes(&transport);
    let reply = quotes.create("CC1877788", &sample()).await.unwrap();
    assert_eq!((reply.text.as_str(), reply.answer.unwrap().succeeded()), (OK, Some(true)));
    let (method, path, body) = sent(&transport);
    assert_eq!((method.as_str(), path.as_str()), ("POST", "/akuiteo/RS/devisclient/CC1877788/revise"));
    assert_eq!(serde_json::from_str::<Value>(&body).unwrap(), documented());

    quotes.revise("CC1877788", &sample()).await.unwrap();
    let (method, path, body) = sent(&transport);
    assert_eq!((method.as_str(), path.as_str()), ("PUT", "/akuiteo/RS/devisclient/CC1877788/revise"));
    let mut revised = documented();
    revised["numeroDevisInterne"] = json!("CC1877788");
    assert_eq!(serde_json::from_str::<Value>(&body).unwrap(), revised);

    let validators = Validators::new(["ADO", "AKSAS", "ERO"], "CPE");
    let answer = quotes.update_validators("CC1877788", &validators).await.unwrap();
    assert_eq!((answer.code.as_deref(), answer.value_string.as_deref()), (Some("OK"), Some("CC1877788")));
    let (method, path, body) = sent(&transport);
    assert_eq!((method.as_str(), path.as_str()), ("POST", "/akuiteo/RS/devisclient/CC1877788/update-validators"));
    assert_eq!(
        body,
        r#"{"codesCollaborateursN1":["ADO","AKSAS","ERO"],"codeCollaborateurN2":"CPE","forcerMaj":false}"#
    );
}

#[tokio::test(start_paused = true)]
async fn what_the_text_leaves_open_has_a_switch() {
    let transport = ScriptedTransport::always(Reply::json(OK));
    let quotes = quotes(&transport).numbers(NumberForm::Number).force(ForceForm::Digit);
    let mut quote = sample();
    quote.lines[0].unit_price = number("12345678901234567.10");
    quote.lines[0].periodicity = Some(Periodicity::Monthly);
    quote.lines[0].tacit_renewal = Some(true);
    quote.lines[0].editable = Some(false);
    quote.custom_data = vec![CustomData::new("booleen01", CustomValue::Boolean(true))];
    quotes.create_at(["devisclient", "a/b"], &quote).await.unwrap();
    let (method, path, body) = sent(&transport);
    assert_eq!((method.as_str(), path.as_str()), ("POST", "/akuiteo/RS/devisclient/a%2Fb"));
    for part in [
        r#""quantite":2,"prixUnit":12345678901234567.10,"#,
        r#""periodicite":4,"periodiciteTR":1,"editable":0"#,
        r#"[{"champ":"booleen01","doubleValue":1}]"#,
    ] {
        assert!(body.contains(part), "{part} {body}");
    }
    quotes.update_validators("CC1", &Validators { force: true, ..Validators::new(["A"], "B") }).await.unwrap();
    assert!(sent(&transport).2.ends_with(r#""forcerMAJ":1}"#));
    // The path is another one, the operation is not: it is never sent again, and its answers are judged.
    let transport = ScriptedTransport::always(Reply::json(KO));
    let error = self::quotes(&transport).create_at(["x"], &sample()).await.unwrap_err();
    assert_eq!((error.operation(), error.outcome()), (Some("akuiteo.quotes.create"), Outcome::Unknown));
    let create = operations().find(|operation| operation.id == "akuiteo.quotes.create").unwrap();
    assert_eq!((create.effect, transport.requests().len()), (Effect::Unsafe, 1));
    let nowhere: [&str; 0] = [];
    assert_eq!(self::quotes(&transport).create_at(nowhere, &sample()).await.unwrap_err().kind(), ErrorKind::Invalid);
}

#[tokio::test(start_paused = true)]
async fn all_that_is_wrong_is_told_at_once_and_nothing_is_sent() {
    let transport = ScriptedTransport::always(Reply::json(OK));
    let quotes = quotes(&transport);
    let mut quote = sample();
    quote.company_code = " ".into();
    quote.currency_code = "EURO".into();
    quote.payment_delay = Some("0100".into());
    quote.date = Date::from_calendar_date(0, Month::July, 30).unwrap();
    quote.comment = Some("é".repeat(4001));
    quote.lines.push(QuoteLine { vat_code: String::new(), ..line() });
    quote.lines.push(QuoteLine {
        quantity: number("1.000001"),
        unit_price: number("123456789012345678"),
        discount_percent: Some(number("1.234")),
        periodicity_months: Some(10_000),
        billing_term: Some(BillingTerm::from("x")),
        ..line()
    });
    quote.title_lines = vec![TitleLine { id: Some(100.into()), label: Some("é".repeat(154)), parent: Some(7.into()) }];
    quote.custom_data = vec![CustomData::new("alpha01", CustomValue::Number(number("1.2345")))];
    let wrong = [
        "numeroDevisInterne",
        "codeSociete",
        "dateDevis",
        "codeDevise",
        "texte",
        "delaiPaiement",
        "ligneDevis[1].codeTVA",
        "ligneDevis[2].quantite",
        "ligneDevis[2].prixUnit",
        "ligneDevis[2].remisePourcent",
        "ligneDevis[2].periodiciteDuree",
        "ligneDevis[2].periodiciteTerme",
        "ligneTitres[0].idLigneTitre",
        "ligneTitres[0].libelleTitre",
        "donneesPersonnaliseesDevis[0].numericValue",
        "donneesPersonnaliseesDevis[0].champ",
    ];
    assert_eq!(fields(&quotes.create("C".repeat(16), &quote).await.unwrap_err()), wrong);
    assert_eq!(fields(&quotes.revise("C".repeat(16), &quote).await.unwrap_err()), wrong);
    assert_eq!(fields(&quotes.create_at(["x"], &quote).await.unwrap_err()), wrong[1..]);
    let none = NewQuote { lines: vec![], internal_number: Some("CC2".into()), ..sample() };
    assert_eq!(fields(&quotes.revise("CC1", &none).await.unwrap_err()), ["numeroDevisInterne", "ligneDevis"]);
    let nobody = Validators::new([""; 0], " ");
    let error = quotes.update_validators("", &nobody).await.unwrap_err();
    assert_eq!(fields(&error), ["numeroDevisInterne", "codesCollaborateursN1", "codeCollaborateurN2"]);
    let error = quotes.update_validators("CC1", &Validators::new(["A", ""], "B")).await.unwrap_err();
    assert_eq!(fields(&error), ["codesCollaborateursN1[1]"]);
    assert!(transport.requests().is_empty());
}

/// A limit of each kind, met and passed by one.
#[tokio::test(start_paused = true)]
async fn a_limit_that_is_met_is_no_mistake() {
    let long = |length: usize| Some("é".repeat(length));
    let met = NewQuote {
        company_code: "é".repeat(20),
        internal_number: Some("é".repeat(15).into()),
        comment: long(4000),
        payment_delay: long(3),
        lines: vec![QuoteLine {
            quantity: number("-12345678901234567.12345"),
            discount_amount: Some(number("12345678901234.12")),
            discount_percent: Some(number("123456789.12")),
            periodicity: Some(Periodicity::from("9")),
            periodicity_months: Some(9999),
            title_line: Some(99.into()),
            ..line()
        }],
        title_lines: vec![TitleLine { label: long(153), ..TitleLine::default() }],
        custom_data: vec![
            CustomData { sequence: Some(9), ..CustomData::new("num0000001", CustomValue::Number(number("0.123"))) },
            // A name of another kind is not held against the value.
            CustomData::new("libre", CustomValue::Text("x".into())),
        ],
        ..NewQuote::new(
            "",
            "VEN",
            "C19771",
            Date::from_calendar_date(9999, Month::December, 31).unwrap(),
            "EUR",
            vec![],
        )
    };
    assert_eq!(met.mistakes(), []);
    type Change = fn(&mut NewQuote);
    let passed: [(&str, Change); 12] = [
        ("codeSociete", |quote| quote.company_code.push('é')),
        ("numeroDevisInterne", |quote| quote.internal_number = Some("é".repeat(16).into())),
        ("texte", |quote| quote.comment = Some("é".repeat(4001))),
        ("dateDevis", |quote| quote.date = Date::from_calendar_date(-1, Month::July, 1).unwrap()),
        ("ligneDevis[0].quantite", |quote| quote.lines[0].quantity = number("0.123456")),
        ("ligneDevis[0].remiseMNT", |quote| quote.lines[0].discount_amount = Some(number("123456789012345"))),
        ("ligneDevis[0].remisePourcent", |quote| quote.lines[0].discount_percent = Some(number("0.125"))),
        ("ligneDevis[0].periodicite", |quote| quote.lines[0].periodicity = Some("10".into())),
        ("ligneDevis[0].idLigneTitreRattach", |quote| quote.lines[0].title_line = Some(100.into())),
        ("ligneTitres[0].libelleTitre", |quote| quote.title_lines[0].label = Some("é".repeat(154))),
        ("donneesPersonnaliseesDevis[0].sequence", |quote| quote.custom_data[0].sequence = Some(10)),
        ("donneesPersonnaliseesDevis[0].champ", |quote| quote.custom_data[0].field = Some("date01".into())),
    ];
    for (field, change) in passed {
        let mut quote = met.clone();
        change(&mut quote);
        let found: Vec<String> = quote.mistakes().into_iter().map(|mistake| mistake.field).collect();
        assert_eq!(found, [field]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_status_of_false_is_an_error() {
    let transport = ScriptedTransport::always(Reply::json(KO));
    let quotes = quotes(&transport);
    let told = |error: Error, attempts: u32| {
        assert_eq!((error.kind(), error.status(), error.outcome()), (ErrorKind::Status, Some(200), Outcome::Unknown));
        assert_eq!((error.code(), error.message()), (Some("KO"), Some("Le devis est verrouillé")));
        assert_eq!(error.attempts(), attempts);
    };
    told(quotes.create("CC1", &sample()).await.unwrap_err(), 1);
    told(quotes.revise("CC1", &sample()).await.unwrap_err(), 1);
    told(quotes.update_validators("CC1", &Validators::new(["A"], "B")).await.unwrap_err(), 1);
    // And to a call of the caller's own.
    let own = akuiteo(&transport).request(Method::POST, "/RS/devisclient/CC1/revise", Effect::Unsafe);
    told(own.json(&documented()).send::<Value>().await.unwrap_err(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_not_understood_is_seen() {
    for (body, is_answer) in [("CC1877790", false), (r#"{"id":"5"}"#, false), (r#"{"code":"KO"}"#, true), ("", false)] {
        let transport = ScriptedTransport::always(Reply::new(200, body));
        let reply = quotes(&transport).create("CC1", &sample()).await.unwrap();
        assert_eq!((reply.text.as_str(), reply.answer.is_some()), (body, is_answer));
    }
    let transport = ScriptedTransport::always(Reply::json(r#"{"code":"OK","status":"peut-être"}"#));
    let answer = quotes(&transport).update_validators("CC1", &Validators::new(["A"], "B")).await.unwrap();
    assert_eq!((answer.succeeded(), answer.status.unwrap().as_str()), (None, r#""peut-être""#));
    // A creation whose answer breaks off, or is a page: it may be there, and is not sent again.
    for (body, outcome) in [(r#"{"code":"O"#, Outcome::Done), ("<html>", Outcome::Unknown)] {
        let transport = ScriptedTransport::always(Reply::new(200, body));
        let error = quotes(&transport).create("CC1", &sample()).await.unwrap_err();
        assert_eq!((error.outcome(), transport.requests().len()), (outcome, 1), "{error}");
    }
    // Validators are sent again.
    let transport = ScriptedTransport::new([Reply::drop_after(), Reply::json(OK)]);
    quotes(&transport).update_validators("CC1", &Validators::new(["A"], "B")).await.unwrap();
    assert_eq!(transport.requests().len(), 2);
}
