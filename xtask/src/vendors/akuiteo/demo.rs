//! Akuiteo's chapter: the tutorial, a resource of one's own, a token that expires.

use guichet_akuiteo::employees::{BusinessCardType, CardNumber, EmployeeOption, NewBusinessCard};
use guichet_akuiteo::resource::Paging;
use guichet_akuiteo::{Akuiteo, Clause, Credentials, Criteria, Domain, RawJson, Result};
use guichet_sandbox::{Fault, FaultKind};

use crate::demo::story::Story;

pub(super) async fn tell(story: &mut Story<'_>) -> Result<()> {
    let base = story.sandbox.mount("akuiteo");
    let akuiteo = Akuiteo::new(&base, Credentials::jwt("sandbox", "s@ndbox/pass+word="))?;
    story.chapter("Akuiteo: search, read, write, with a JWT");

    let employees = akuiteo.employees();
    let criteria = Criteria::new().field("code", Clause::like("J%"));
    let found = employees.search(&criteria, Paging::default()).collect_all();
    story.step("employees whose code begins with J", found, |found| format!("{} employees", found.len())).await?;

    let smith = employees.read("500002344", [EmployeeOption::BusinessCards]);
    let smith = story
        .step("one of them, with business cards", smith, |smith| format!("{} card", smith.business_cards.len()))
        .await?;

    let cards = employees.business_cards("500002344");
    if let Some(card) = smith.business_cards.first() {
        let mut update = card.to_update(CardNumber::AsShown("xxxxxxxxxxxx4444".to_owned()));
        update.name = Some("John Smith's business card".to_owned());
        let updated = cards.update("500000040", &update);
        let renamed = story.step("a card is renamed; its number has to be said", updated, |id| {
            id.as_ref().map_or_else(|| "no number in the answer".to_owned(), |id| format!("card {id}"))
        });
        renamed.await?;
    }

    story.sandbox.expire_tokens();
    let new = NewBusinessCard::new("1234123412341234", "Main business card", BusinessCardType::BusinessAccount);
    let created = cards.create(&new);
    story.step("the token has expired: renewed, then a new card", created, ToString::to_string).await?;

    let customers = akuiteo.resource::<RawJson>(Domain::Crm, ["customers"]);
    let customer = customers.get("144");
    story
        .step("any other resource, in a type of your own", customer, |raw| format!("{} bytes", raw.as_str().len()))
        .await?;

    story.sandbox.inject(Fault::new(FaultKind::DropAfter).on("akuiteo.business-cards.create").times(1));
    let told = story.refused("a connection that breaks after a card was sent", cards.create(&new)).await?;
    println!("      outcome unknown: {}", told.outcome_unknown());
    Ok(())
}
