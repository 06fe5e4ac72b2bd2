//! The business cards of an employee.

use std::fmt;

use guichet_core::dates::DateText;
use guichet_core::json::{Fault, Kind, Reader, Value, Write};
use guichet_core::{Body, Model, Result, Secret, open_enum, string_id};
use serde::{Serialize, Serializer};

use super::{CREATE_CARD, DELETE_CARD, EmployeeId, UPDATE_CARD};
use crate::client::Akuiteo;
use crate::ids::ResourceId;
use crate::resource::{created, identifier};

string_id! {
    /// Identifies a business card.
    pub struct BusinessCardId;
}

open_enum! {
    /// What a card is for.
    pub enum BusinessCardType: text {
        /// An account of the company's.
        BusinessAccount = "BUSINESS_ACCOUNT",
    }
}

/// The business cards of one employee. They are shown by [`Employees::read`](super::Employees::read).
///
/// ```
/// use guichet_akuiteo::employees::{BusinessCardType, NewBusinessCard};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let sandbox = guichet_sandbox::Sandbox::start().await?;
/// # let credentials = guichet_akuiteo::Credentials::basic("sandbox", "s@ndbox/pass+word=");
/// # let akuiteo = guichet_akuiteo::Akuiteo::new(sandbox.mount("akuiteo"), credentials)?;
/// let cards = akuiteo.employees().business_cards("500002344");
/// let new = NewBusinessCard::new("1234123412341234", "Main business card", BusinessCardType::BusinessAccount);
/// let id = cards.create(&new).await?;
/// cards.delete(&id).await?;
/// assert!(cards.delete(&id).await.unwrap_err().is_not_found());
/// # sandbox.stop().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct BusinessCards {
    api: Akuiteo,
    employee: EmployeeId,
}

impl BusinessCards {
    pub(super) fn new(api: Akuiteo, employee: EmployeeId) -> Self {
        Self { api, employee }
    }

    /// Creates a card. **Unsafe**: sent twice it is there twice. Whether it is there is seen by reading the employee with
    /// [`EmployeeOption::BusinessCards`](super::EmployeeOption::BusinessCards): by its name and the last four digits.
    ///
    /// # Errors
    /// A number that was [shown](CardNumber::AsShown), before anything is sent; those of the call.
    pub async fn create(&self, card: &NewBusinessCard) -> Result<BusinessCardId> {
        let call = self.api.selected(&CREATE_CARD).arg(&self.employee);
        let call = match card.card_number {
            CardNumber::New(_) => call,
            CardNumber::AsShown(_) => call.refuse("cardNumber", "a new card needs its number: a mask is none"),
        };
        let sent = Sent {
            id: None,
            employee_id: &self.employee,
            card_number: &card.card_number,
            name: Some(&card.name),
            card_type: Some(&card.card_type),
            end_date: card.end_date.as_ref(),
        };
        created(call.json(&sent)).await
    }

    /// Updates a card with `POST`, as a whole. Idempotent (*unverified*: that a repetition changes nothing more). The answer is the
    /// identifier, where there is one.
    ///
    /// # Errors
    /// Those of the call.
    pub async fn update(
        &self,
        id: impl Into<BusinessCardId>,
        card: &BusinessCardUpdate,
    ) -> Result<Option<BusinessCardId>> {
        let id = id.into();
        let sent = Sent {
            id: Some(&id),
            employee_id: &self.employee,
            card_number: &card.card_number,
            name: card.name.as_deref(),
            card_type: card.card_type.as_ref(),
            end_date: card.end_date.as_ref(),
        };
        let call = self.api.selected(&UPDATE_CARD).arg(&self.employee).arg(&id).json(&sent);
        let answered: Option<ResourceId> = call.fetch_text(identifier).await?;
        Ok(answered.map(|id| BusinessCardId::from(id.as_str())))
    }

    /// Deletes a card. Idempotent: the answer to a second time is `is_not_found` (*unverified*).
    ///
    /// # Errors
    /// Those of the call.
    pub async fn delete(&self, id: impl Into<BusinessCardId>) -> Result<()> {
        self.api.selected(&DELETE_CARD).arg(&self.employee).arg(id.into()).send_empty().await
    }
}

/// The number of a card as it is sent. There is no way from a card that was read to one that is sent: its number was masked, and
/// whether a mask that is sent back leaves the number as it is has to be decided by the caller.
#[derive(Clone)]
pub enum CardNumber {
    /// The whole number.
    New(Secret),
    /// The mask that a read showed, as the tutorial sends it back. That the server then keeps the number is *unverified*.
    AsShown(String),
}

/// The number of a card as it is shown: masked but for its last digits, `xxxxxxxxxxxx4444`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MaskedCardNumber(String);

impl MaskedCardNumber {
    /// The mask.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for CardNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::New(_) => f.write_str("New(***)"),
            Self::AsShown(mask) => f.debug_tuple("AsShown").field(mask).finish(),
        }
    }
}

impl Write for CardNumber {
    fn write<S: Serializer>(&self, to: S) -> std::result::Result<S::Ok, S::Error> {
        to.serialize_str(match self {
            Self::New(number) => number.expose(),
            Self::AsShown(mask) => mask,
        })
    }
}

macro_rules! texts {
    ($($type:ident),+) => { $(
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl Value for $type {
            const KIND: Kind = Kind::Text;
            fn read(into: &mut Option<Self>, reader: &mut Reader<'_>) -> std::result::Result<(), Fault> {
                let mut text = None;
                <String as Value>::read(&mut text, reader)?;
                *into = text.map(Self);
                Ok(())
            }
        }
    )+ };
}

texts!(MaskedCardNumber, Hidden);

guichet_core::written_as_serialized!(MaskedCardNumber, Hidden);

/// A business card.
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct BusinessCard {
    pub id: Option<BusinessCardId>,
    pub employee_id: Option<EmployeeId>,
    /// Masked, as Akuiteo shows it.
    pub card_number: Option<MaskedCardNumber>,
    /// The vendor's own encryption of the number: of no use to anybody else, and kept out of all that is shown.
    pub encrypted_card_number: Option<Hidden>,
    pub name: Option<String>,
    #[serde(rename = "type")]
    pub card_type: Option<BusinessCardType>,
    /// Null in every sample: its form is *unverified*.
    pub end_date: Option<DateText>,
}

impl BusinessCard {
    /// The card as [`update`](BusinessCards::update) takes it, changing nothing but its number, which has to be said.
    pub fn to_update(&self, card_number: CardNumber) -> BusinessCardUpdate {
        BusinessCardUpdate {
            card_number,
            name: self.name.clone(),
            card_type: self.card_type.clone(),
            end_date: self.end_date.clone(),
        }
    }
}

/// A text that its `Debug` does not show.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Hidden(String);

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hidden(***)")
    }
}

impl Hidden {
    /// The text.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// A business card to be created.
#[derive(Debug, Clone)]
pub struct NewBusinessCard {
    /// The whole number.
    pub card_number: CardNumber,
    pub name: String,
    pub card_type: BusinessCardType,
    /// Null in every sample: its form is *unverified*.
    pub end_date: Option<DateText>,
}

impl NewBusinessCard {
    /// A card with what the tutorial sends.
    pub fn new(card_number: impl Into<Secret>, name: impl Into<String>, card_type: BusinessCardType) -> Self {
        Self { card_number: CardNumber::New(card_number.into()), name: name.into(), card_type, end_date: None }
    }
}

/// A business card as it is to be.
#[derive(Debug, Clone)]
pub struct BusinessCardUpdate {
    /// A new number, or the mask that was shown.
    pub card_number: CardNumber,
    pub name: Option<String>,
    pub card_type: Option<BusinessCardType>,
    /// Null in every sample: its form is *unverified*.
    pub end_date: Option<DateText>,
}

impl BusinessCardUpdate {
    /// An update with this number; see [`BusinessCard::to_update`] for one that begins with what was read.
    pub fn new(card_number: CardNumber) -> Self {
        Self { card_number, name: None, card_type: None, end_date: None }
    }
}

/// A card as it is sent. What stands in the path is repeated in it.
#[derive(Body)]
#[serde(rename_all = "camelCase")]
struct Sent<'a> {
    id: Option<&'a BusinessCardId>,
    employee_id: &'a EmployeeId,
    card_number: &'a CardNumber,
    name: Option<&'a str>,
    #[serde(rename = "type")]
    card_type: Option<&'a BusinessCardType>,
    end_date: Option<&'a DateText>,
}
