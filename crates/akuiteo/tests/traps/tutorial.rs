//! The vendor's tutorial, which is the example of that name.

use guichet_akuiteo::employees::{CardNumber, EmployeeOption};
use guichet_akuiteo::{Akuiteo, Credentials};
use guichet_sandbox::Sandbox;

#[path = "../../examples/tutorial.rs"]
mod example;

#[tokio::test(flavor = "multi_thread")]
async fn its_five_steps_come_to_what_the_text_shows() {
    let sandbox = Sandbox::start().await.unwrap();
    let credentials = Credentials::basic("sandbox", "s@ndbox/pass+word=");
    let akuiteo = Akuiteo::new(sandbox.mount("akuiteo"), credentials).unwrap();
    let told = example::tutorial(&akuiteo).await.unwrap();
    assert_eq!(
        told,
        [
            "8.1 searched: John Smith is 500002344",
            "8.2 read: 1 business card, Some(38.3) hours a week",
            r#"8.3 renamed: ["John Smith's business card"]"#,
            r#"8.4 created: ["John Smith's business card", "Main business card"]"#,
            r#"8.5 deleted: ["Main business card"]"#,
        ]
    );
    sandbox.stop().await;
}

/// What was read is written back as it was but for the number, which has to be said.
#[tokio::test(flavor = "multi_thread")]
async fn an_update_of_what_was_read_changes_nothing() {
    let sandbox = Sandbox::start().await.unwrap();
    let credentials = Credentials::basic("sandbox", "s@ndbox/pass+word=");
    let akuiteo = Akuiteo::new(sandbox.mount("akuiteo"), credentials).unwrap();
    let read = async || akuiteo.employees().read("500002344", [EmployeeOption::BusinessCards]).await.unwrap();
    let before = read().await.business_cards.remove(0);
    let mask = before.card_number.as_ref().unwrap().as_str().to_owned();
    let cards = akuiteo.employees().business_cards("500002344");
    cards.update("500000040", &before.to_update(CardNumber::AsShown(mask))).await.unwrap();
    assert_eq!(read().await.business_cards.remove(0), before);
    sandbox.stop().await;
}
