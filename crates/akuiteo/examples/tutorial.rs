//! The vendor's tutorial ("8. Follow our tutorial to get started!"), step by step, against the sandbox:
//! `cargo run -p guichet-akuiteo --example tutorial`.

use guichet_akuiteo::employees::{BusinessCardType, CardNumber, EmployeeOption, NewBusinessCard};
use guichet_akuiteo::resource::Paging;
use guichet_akuiteo::{Akuiteo, Clause, Credentials, Criteria, Error, Result};

/// Runs the five steps, and says what each came to.
pub async fn tutorial(akuiteo: &Akuiteo) -> Result<Vec<String>> {
    let employees = akuiteo.employees();
    let options = || [EmployeeOption::History, EmployeeOption::BusinessCards];
    let mut told = Vec::new();

    // 8.1. Employees whose code begins with J. `%` is a wildcard, as `*` and `_` are.
    let criteria = Criteria::new().field("code", Clause::like("J%"));
    let found = employees.search(&criteria, Paging::default()).collect_all().await?;
    let smith = found.into_iter().find(|employee| employee.name.as_deref() == Some("Smith"));
    let id = smith.and_then(|smith| smith.id).ok_or_else(|| Error::config("John Smith is not there"))?;
    told.push(format!("8.1 searched: John Smith is {id}"));

    // 8.2. What the search does not show: history and business cards.
    let smith = employees.read(&id, options()).await?;
    let hours = smith.employee_history.first().and_then(|history| history.week_hours);
    told.push(format!("8.2 read: {} business card, {hours:?} hours a week", smith.business_cards.len()));

    // 8.3. A card is renamed. Its number was masked: the mask is sent back, as the tutorial does.
    let cards = employees.business_cards(&id);
    let card = smith.business_cards.first().ok_or_else(|| Error::config("John Smith has no card"))?;
    let card_id = card.id.clone().ok_or_else(|| Error::config("the card has no identifier"))?;
    let mask = card.card_number.as_ref().map_or("", |mask| mask.as_str());
    let mut update = card.to_update(CardNumber::AsShown(mask.to_owned()));
    update.name = Some("John Smith's business card".to_owned());
    cards.update(&card_id, &update).await?;
    let names = async || -> Result<Vec<String>> {
        let smith = employees.read(&id, options()).await?;
        Ok(smith.business_cards.into_iter().filter_map(|card| card.name).collect())
    };
    told.push(format!("8.3 renamed: {:?}", names().await?));

    // 8.4. A new card. Sent twice it would be there twice: after an unknown outcome, look before sending again.
    let new = NewBusinessCard::new("1234123412341234", "Main business card", BusinessCardType::BusinessAccount);
    cards.create(&new).await?;
    told.push(format!("8.4 created: {:?}", names().await?));

    // 8.5. The former card is deleted.
    cards.delete(&card_id).await?;
    told.push(format!("8.5 deleted: {:?}", names().await?));
    Ok(told)
}

#[tokio::main(flavor = "current_thread")]
#[allow(dead_code, reason = "a test has its own")]
async fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    let sandbox = guichet_sandbox::Sandbox::start().await?;
    let credentials = Credentials::basic("sandbox", "s@ndbox/pass+word=");
    let akuiteo = Akuiteo::new(sandbox.mount("akuiteo"), credentials)?;
    for line in tutorial(&akuiteo).await? {
        println!("{line}");
    }
    sandbox.stop().await;
    Ok(())
}
