//! A client on a scripted transport, signed in.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used)]

use std::time::Duration;

use guichet_ebp::accounting::entries::{Posting, PostingLine};
use guichet_ebp::auth::{MemoryStore, Tokens};
use guichet_ebp::time::{Date, Month, OffsetDateTime};
use guichet_ebp::transport::ScriptedTransport;
use guichet_ebp::{Builder, Clock, Decimal, Ebp, Limits, Settings, decimal};

pub const TENANT: &str = "0189abef-09af-409F-ab89-012789abcdef";
pub const SECOND: Duration = Duration::from_secs(1);

/// Noon in Paris, in winter.
pub fn noon() -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(1_705_057_200).unwrap()
}

pub fn tokens() -> Tokens {
    let month = Duration::from_secs(30 * 24 * 3600);
    Tokens::new("refresh-1", noon() + month).access("access-1", noon() + month)
}

pub fn builder(key: &str) -> Builder {
    Ebp::builder(key).application("client", "client-secret").tokens(MemoryStore::holding(tokens()))
}

pub fn settings(transport: &ScriptedTransport) -> Settings {
    Settings::new().transport(transport.clone()).clock(Clock::fixed(noon()))
}

/// Without limits: for what they have no part in.
pub fn client(transport: &ScriptedTransport) -> Ebp {
    builder("key").settings(settings(transport).limits(Limits::none())).build().unwrap()
}

pub fn day() -> Date {
    Date::from_calendar_date(2024, Month::January, 13).unwrap()
}

pub fn amount(text: &str) -> Decimal {
    decimal::parse(text).unwrap()
}

pub fn sale() -> Posting {
    Posting::provisional(
        "VE",
        [vec![
            PostingLine::debit(day(), "411", "Vente", amount("10.00")),
            PostingLine::credit(day(), "701", "Vente", amount("10.00")),
        ]],
    )
}
