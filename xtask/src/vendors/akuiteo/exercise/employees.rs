//! Employees and their business cards.

use guichet_akuiteo::dates::DateText;
use guichet_akuiteo::employees::{
    BusinessCardType, BusinessCardUpdate, BusinessCards, CardNumber, EmployeeOption, NewBusinessCard,
};
use guichet_akuiteo::resource::Paging;
use guichet_akuiteo::{Clause, Criteria};

use super::super::AkuiteoClient;
use crate::exercise::arguments::arg;
use crate::exercise::{Exercise, listed, on};

fn employee() -> String {
    arg("employee_id", "500002344".to_owned())
}

fn cards(a: &AkuiteoClient) -> BusinessCards {
    a.akuiteo.employees().business_cards(employee())
}

fn card() -> String {
    arg("business_card_id", "500000040".to_owned())
}

fn update(number: CardNumber, name: &str, end_date: Option<&str>) -> BusinessCardUpdate {
    BusinessCardUpdate {
        name: Some(name.to_owned()),
        card_type: Some(BusinessCardType::BusinessAccount),
        end_date: end_date.map(DateText::new),
        ..BusinessCardUpdate::new(number)
    }
}

fn main_card() -> NewBusinessCard {
    NewBusinessCard::new("1234123412341234", "Main business card", BusinessCardType::BusinessAccount)
}

pub(super) fn table() -> Vec<Exercise<AkuiteoClient>> {
    let j = || Criteria::new().field("code", Clause::like("J%"));
    vec![
        on(&["employees/search"], move |a: AkuiteoClient| async move {
            listed(a.akuiteo.employees().search(&j(), Paging::WHOLE)).await
        }),
        on(&["employees/search--page"], move |a: AkuiteoClient| async move {
            listed(a.akuiteo.employees().search(&j(), Paging::pages_of(2).from(2))).await
        })
        .live(),
        on(&["employees/read"], |a: AkuiteoClient| async move {
            a.akuiteo.employees().read(employee(), EmployeeOption::KNOWN.iter().cloned()).await
        }),
        on(&["employees/read--unknown"], |a: AkuiteoClient| async move {
            a.akuiteo.employees().read("1", EmployeeOption::KNOWN.iter().cloned()).await
        }),
        on(&["business-cards/update"], |a: AkuiteoClient| async move {
            let number = CardNumber::AsShown("xxxxxxxxxxxx4444".to_owned());
            cards(&a).update(card(), &update(number, "John Smith's business card", None)).await
        }),
        on(&["business-cards/update--full"], |a: AkuiteoClient| async move {
            let number = CardNumber::New("1234123412344444".into());
            cards(&a).update(card(), &update(number, "John Smith", Some("2024-12-31"))).await
        }),
        on(&["business-cards/create"], |a: AkuiteoClient| async move { cards(&a).create(&main_card()).await }),
        on(&["business-cards/create--full"], |a: AkuiteoClient| async move {
            let end_date = Some(DateText::new("2024-12-31"));
            cards(&a).create(&NewBusinessCard { end_date, ..main_card() }).await
        }),
        on(&["business-cards/delete"], |a: AkuiteoClient| async move { cards(&a).delete(card()).await }),
    ]
}
