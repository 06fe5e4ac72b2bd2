//! Quotes.

use guichet_akuiteo::quotes::{
    BillingTerm, CustomData, CustomValue, ForceForm, NewQuote, PaymentMethod, PaymentTerm, Periodicity, QuoteLine,
    TitleLine, Validators,
};
use guichet_core::Decimal;
use guichet_core::time::{Date, Month};

use super::super::AkuiteoClient;
use crate::exercise::arguments::{arg, args};
use crate::exercise::{Exercise, on};

/// In the order of the documentation.
pub(super) fn table() -> Vec<Exercise<AkuiteoClient>> {
    vec![
        on(&["quotes/create"], |a: AkuiteoClient| async move { a.akuiteo.quotes().create(number(), &quote()).await }),
        on(&["quotes/create--full"], |a: AkuiteoClient| async move {
            let quote = NewQuote { internal_number: Some("CC1877789".into()), ..full() };
            a.akuiteo.quotes().create("CC1877789", &quote).await
        }),
        on(&["quotes/revise"], |a: AkuiteoClient| async move { a.akuiteo.quotes().revise(number(), &quote()).await }),
        on(&["quotes/revise--full"], |a: AkuiteoClient| async move {
            a.akuiteo.quotes().revise("CC1877788", &full()).await
        }),
        on(&["quotes/update-validators"], |a: AkuiteoClient| async move {
            a.akuiteo.quotes().update_validators(number(), &validators()).await
        }),
        on(&["quotes/update-validators--table"], |a: AkuiteoClient| async move {
            let forced = Validators { force: true, ..validators() };
            a.akuiteo.quotes().force(ForceForm::Digit).update_validators("CC1877788", &forced).await
        }),
        on(&["quotes/update-validators--refused"], |a: AkuiteoClient| async move {
            a.akuiteo.quotes().update_validators("CC0000000", &validators()).await
        }),
    ]
}

fn number() -> String {
    arg("quote_number", "CC1877788".to_owned())
}

fn validators() -> Validators {
    let level1 = args("level1_validators", ["ADO", "AKSAS", "ERO"].map(str::to_owned));
    Validators::new(level1, arg("level2_validator", "CPE".to_owned()))
}

/// The sample's quote; what a server must know is an argument.
fn quote() -> NewQuote {
    let text = |name: &str, documented: &str| arg(name, documented.to_owned());
    let line = QuoteLine::new(
        text("product_group", "AK_GROUPE"),
        text("product_reference", "1101"),
        Decimal::from(2),
        Decimal::new(226, 2),
        text("vat_code", "01"),
        text("project_code", "MAI00002"),
        text("general_account", "706000"),
    );
    let (company, journal) = (text("company_code", "AK"), text("journal_code", "VEN"));
    NewQuote {
        external_number: Some("Num devis ext".into()),
        payment_delay: Some("010".into()),
        ..NewQuote::new(company, journal, text("customer_code", "C19771"), day(2018, 7, 30), "EUR", vec![line])
    }
}

/// Every member of the four tables.
fn full() -> NewQuote {
    NewQuote {
        external_number: Some("12345".into()),
        customer_reference1: Some("refcli1".into()),
        customer_reference2: Some("refcli2".into()),
        customer_reference3: Some("refcli3".into()),
        billed_customer_code: Some("C19772".into()),
        customer_reference_date: Some(day(2018, 9, 14)),
        manager_code: Some("ABC".into()),
        establishment_code: Some("ETB".into()),
        expected_signature_date: Some(day(2018, 9, 30)),
        sales_manager_code: Some("COM".into()),
        comment: Some("Ceci est un commentaire.".into()),
        payment_method: Some(PaymentMethod::Cheque),
        payment_delay: Some("15".into()),
        payment_term: Some(PaymentTerm::Fixed),
        payment_day: Some("10".into()),
        subject_to_notification: Some(true),
        title_lines: vec![
            TitleLine { id: Some(1.into()), label: Some("Titre de la ligne".into()), parent: None },
            TitleLine { id: Some(2.into()), label: Some("Sous-titre".into()), parent: Some(1.into()) },
        ],
        custom_data: custom_data(),
        ..NewQuote::new("AK", "VENTE", "C19771", day(2018, 9, 15), "EUR", vec![full_line()])
    }
}

fn full_line() -> QuoteLine {
    QuoteLine {
        description: Some("Ceci est une description.".into()),
        comment: Some("Ceci est un commentaire de ligne.".into()),
        discount_amount: Some(Decimal::new(2510, 2)),
        discount_percent: Some(Decimal::new(75, 1)),
        phase_code: Some("LOT".into()),
        sub_phase_code: Some("SLOT".into()),
        task_code: Some("TAC".into()),
        expected_delivery_date: Some(day(2018, 10, 1)),
        expected_billing_date: Some(day(2018, 10, 2)),
        period_start: Some(day(2018, 10, 3)),
        period_end: Some(day(2018, 12, 31)),
        notification_date: Some(day(2018, 10, 4)),
        contract_number: Some("C12345".into()),
        periodicity: Some(Periodicity::Monthly),
        periodicity_months: Some(12),
        billing_term: Some(BillingTerm::InArrears),
        tacit_renewal: Some(false),
        periodicity_start: Some(day(2018, 10, 5)),
        editable: Some(false),
        title_line: Some(2.into()),
        ..QuoteLine::new("AK_GROUPE", "101010", Decimal::new(-300_001, 5), Decimal::new(1250, 2), "01", "AFF", "706000")
    }
}

fn custom_data() -> Vec<CustomData> {
    let values = [
        ("alpha01", CustomValue::Text("Ceci est une donnée personnalisée.".into())),
        ("num01", CustomValue::Number(Decimal::new(25_125, 3))),
        ("date01", CustomValue::Date(day(2018, 9, 16))),
        ("booleen01", CustomValue::Boolean(true)),
    ];
    let numbered = (1..).zip(values);
    numbered.map(|(n, (field, value))| CustomData { sequence: Some(n), ..CustomData::new(field, value) }).collect()
}

fn day(year: i32, month: u8, day: u8) -> Date {
    let month = Month::try_from(month).unwrap_or(Month::January);
    Date::from_calendar_date(year, month, day).unwrap_or(Date::MIN)
}
