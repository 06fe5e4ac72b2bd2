//! What is read can be written back, at a server that keeps what it is sent.

use guichet_ebp::accounting::Accounting;
use guichet_ebp::accounting::auxiliary_accounts::{Address, Contact, NewAuxiliaryAccount};
use guichet_ebp::accounting::general_accounts::{GeneralAccountFilter, NewGeneralAccount};
use guichet_ebp::accounting::journals::{JournalData, JournalType, NumberingPartType};
use guichet_ebp::auth::MemoryStore;
use guichet_ebp::invoicing::payment_modes::{PaymentModeData, PaymentModeType};
use guichet_ebp::transport::{Reply, ScriptedTransport};
use guichet_ebp::{Ebp, ErrorKind, Limits, Settings};
use guichet_sandbox::Sandbox;

use crate::common::{TENANT, client};

async fn started() -> (Sandbox, Ebp) {
    let sandbox = Sandbox::builder().without_limits().start().await.unwrap();
    let ebp = Ebp::builder("sandbox-key")
        .application("sandbox", "secret")
        .tokens(MemoryStore::new())
        .login_url(sandbox.mount("ebp-login"))
        .settings(Settings::new().base_url(sandbox.mount("ebp")).limits(Limits::none()))
        .build()
        .unwrap();
    ebp.identity().exchange_code("sandbox-code", None).await.unwrap();
    (sandbox, ebp)
}

/// Read, written back, read: nothing has changed.
#[tokio::test(flavor = "multi_thread")]
async fn an_update_of_what_was_read_changes_nothing() {
    let (sandbox, ebp) = started().await;
    let folder = ebp.accounting(TENANT);

    folder.general_accounts().create(&NewGeneralAccount::new("60610000", "Eau")).await.unwrap();
    for number in ["60610000", "10100000"] {
        let before = folder.general_accounts().get(number).await.unwrap();
        folder.general_accounts().update(before.uuid.clone(), &before.to_update().unwrap()).await.unwrap();
        assert_eq!(folder.general_accounts().get(number).await.unwrap(), before);
    }

    let category = folder.auxiliary_account_types().list().next().await.unwrap().unwrap().uuid;
    let contact = Contact { uuid: Some("of-another".into()), last_name: Some("Nom".into()), ..Contact::default() };
    let address = Address { uuid: Some("of-another".into()), city: Some("Paris".into()), ..Address::default() };
    let new = NewAuxiliaryAccount {
        contact: Some(contact),
        address: Some(address),
        siret: Some("44306184100120".into()),
        ..NewAuxiliaryAccount::new(category, "Client")
    };
    let number = folder.auxiliary_accounts().create(&new).await.unwrap().number;
    let before = folder.auxiliary_accounts().get(number.clone()).await.unwrap();
    // An identifier of another account's contact was not sent along.
    assert_ne!(before.contact.as_ref().unwrap().uuid.as_deref(), Some("of-another"));
    assert_ne!(before.address.as_ref().unwrap().uuid.as_deref(), Some("of-another"));
    folder.auxiliary_accounts().update(before.uuid.clone(), &before.to_update().unwrap()).await.unwrap();
    assert_eq!(folder.auxiliary_accounts().get(number).await.unwrap(), before);

    let journal = JournalData { prefix: Some("MMAA".into()), ..sales("VX") };
    folder.journals().create(&journal).await.unwrap();
    for code in ["VX", "VE"] {
        let before = folder.journals().get(code).await.unwrap();
        folder.journals().update(before.uuid.clone(), &before.to_update().unwrap()).await.unwrap();
        assert_eq!(folder.journals().get(code).await.unwrap(), before);
    }

    let before = folder.folder_settings().get().await.unwrap();
    folder.folder_settings().replace(&before.to_update().unwrap()).await.unwrap();
    assert_eq!(folder.folder_settings().get().await.unwrap(), before);

    let modes = ebp.invoicing("DomainId");
    let id = modes.payment_modes().create(&PaymentModeData::new("Virement", PaymentModeType::Transfer)).await.unwrap();
    let before = modes.payment_modes().get(id).await.unwrap();
    modes.payment_modes().update(id, &before.to_update().unwrap()).await.unwrap();
    assert_eq!(modes.payment_modes().get(id).await.unwrap(), before);
    sandbox.stop().await;
}

fn sales(code: &str) -> JournalData {
    JournalData::new(code, "Ventes", JournalType::Sales, NumberingPartType::Automatic)
}

/// What an update carries of the documented answers, member by member.
#[tokio::test(start_paused = true)]
async fn an_update_carries_every_member_that_can_be_written() {
    let account = read(
        r#"{"uuid":"u","number":"10100000","label":"Capital","active":true,"collective":false,"racine":false,"movement":true,
        "taxType":"t","operationType":null,"calculationOption":"sur_les_encaissements","accountUsedForEntryGeneration":true}"#,
    );
    same(
        &account.general_accounts().get("10100000").await.unwrap().to_update().unwrap(),
        r#"{"number":"10100000","label":"Capital","collective":false,"taxType":"t","calculationOption":"sur_les_encaissements",
        "accountUsedForEntryGeneration":true}"#,
    );
    let members = r#""number":"C1","name":"Client","vatNumber":"FR 1","siret":"2","isActive":true,
        "contact":{"uuid":"c","civility":"M","firstName":"a","lastName":"b","landlinePhone":"1","mobilePhone":"2","serviceOrFonction":"s","email":"e"},
        "address":{"uuid":"d","address":"1","address2":"2","postalCode":"3","city":"4","country":"5"}"#;
    let folder = read(&format!(r#"{{"uuid":"u","isOrphan":false,"types":{{"uuid":"t"}},{members}}}"#));
    same(&folder.auxiliary_accounts().get("C1").await.unwrap().to_update().unwrap(), &format!("{{{members}}}"));
    let folder = read(
        r#"{"uuid":"u","code":"BQ","name":"Banque","counterpartAccount":{"uuid":"a","number":"51200000","label":"Banque"},
        "journalType":{"name":"Trésorerie"},"numberingPartType":{"name":"Manuelle"},"prefix":"MMAA","complement":"","isMovement":true}"#,
    );
    same(
        &folder.journals().get("BQ").await.unwrap().to_update().unwrap(),
        r#"{"code":"BQ","name":"Banque","journalType":"Trésorerie","numberingPartType":"Manuelle","prefix":"MMAA","complement":"",
        "counterpartAccount":"51200000"}"#,
    );
    let year = |year: u32, closed: &str| {
        format!(r#"{{"uuid":"{year}","startDate":"{year}-01-01","endDate":"{year}-12-31","closingDate":{closed}}}"#)
    };
    let types =
        r#"[{"uuid":"t","name":"Clients","prefix":"C","isAutomatic":true,"nextNumber":7,"generalAccount":"411"}]"#;
    let settings = |years: &[String]| {
        read(&format!(
            r#"{{"exercices":[{}],"generalAccount":{{"accountLength":8}},"auxiliaryAccount":{{"length":9,"types":{types}}}}}"#,
            years.join(",")
        ))
    };
    let folder = settings(&[year(2025, "null"), year(2024, "null"), year(2023, r#""2024-03-01""#)]);
    same(
        &folder.folder_settings().get().await.unwrap().to_update().unwrap(),
        r#"{"exercices":{"startDate":"2024-01-01","endDate":"2024-12-31","endNextDate":"2025-12-31"},"generalAccount":{"accountLength":8},
        "auxiliaryAccount":{"length":9,"types":[{"uuid":"t","prefix":"C","isAutomatic":true,"nextNumber":7,"generalAccount":"411"}]}}"#,
    );
    // What was not shown is not made up.
    let folder = settings(&[year(2025, "null")]);
    let error = folder.folder_settings().get().await.unwrap().to_update().unwrap_err();
    assert!(error.kind() == ErrorKind::Invalid && error.to_string().contains("exercices.endNextDate"), "{error}");
    // What cannot be written as it was read is not written in another form.
    for member in ["taxType", "operationType", "calculationOption"] {
        for odd in ["7", "{}", r#"{"name":"t"}"#, "[]", "true"] {
            let folder = read(&format!(r#"{{"uuid":"u","number":"1","label":"l","{member}":{odd}}}"#));
            let error = folder.general_accounts().get("1").await.unwrap().to_update().unwrap_err().to_string();
            assert!(error.contains(member) && error.contains("is no text"), "{odd}: {error}");
        }
    }
    let journal = |counterpart: &str| {
        read(&format!(
            r#"{{"uuid":"u","code":"BQ","name":"Banque","counterpartAccount":{counterpart},
            "journalType":{{"name":"Trésorerie"}},"numberingPartType":{{"name":"Manuelle"}}}}"#
        ))
    };
    for none in ["null", "{}", r#"{"uuid":null,"number":null,"label":null}"#] {
        let update = journal(none).journals().get("BQ").await.unwrap().to_update().unwrap();
        assert_eq!(update.counterpart_account, None, "{none}");
    }
    let error = journal(r#"{"uuid":"a"}"#).journals().get("BQ").await.unwrap().to_update().unwrap_err();
    assert!(error.kind() == ErrorKind::Invalid && error.to_string().contains("counterpartAccount"), "{error}");
    let error =
        read(r#"{"uuid":"u","number":"1"}"#).general_accounts().get("1").await.unwrap().to_update().unwrap_err();
    assert!(error.kind() == ErrorKind::Invalid && error.to_string().contains("label"), "{error}");
}

fn read(answer: &str) -> Accounting {
    client(&ScriptedTransport::new([Reply::json(answer.to_owned())])).accounting(TENANT)
}

/// What is written, member by member.
#[track_caller]
fn same(written: &impl serde::Serialize, expected: &str) {
    let parsed = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    assert_eq!(parsed(&serde_json::to_string(written).unwrap()), parsed(expected));
}

/// All is said by its own name, and an empty list of exceptions is no way to say it.
#[tokio::test(flavor = "multi_thread")]
async fn all_accounts_are_closed_by_a_method_of_their_own() {
    let (sandbox, ebp) = started().await;
    let folder = ebp.accounting(TENANT);
    let before = sandbox.exchanges().len();
    let (general, auxiliary) = (folder.general_accounts(), folder.auxiliary_accounts());
    let none: [&str; 0] = [];
    let filter = GeneralAccountFilter::default;
    assert_eq!(general.set_status_of_all_but(none, false, filter()).await.unwrap_err().kind(), ErrorKind::Invalid);
    assert_eq!(auxiliary.set_status_of_all_but(none, false).await.unwrap_err().kind(), ErrorKind::Invalid);
    assert_eq!(sandbox.exchanges().len(), before);
    general.set_status_of_all(false, filter()).await.unwrap();
    auxiliary.set_status_of_all(false).await.unwrap();
    for account in general.list(Default::default()).collect_all().await.unwrap() {
        assert_eq!(account.active, Some(false), "{:?}", account.number);
    }
    for account in auxiliary.list(Default::default()).collect_all().await.unwrap() {
        assert_eq!(account.is_active, Some(false), "{:?}", account.number);
    }
    sandbox.stop().await;
}
