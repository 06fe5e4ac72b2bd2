//! EBP: a login on a host of its own, and the accounting behind a gateway that counts.

mod account_status;
mod amounts;
mod answers;
mod attachments;
mod auth;
mod authorize;
mod auxiliary_account_types;
mod auxiliary_accounts;
mod bank_transactions;
mod checks;
mod days;
mod entries;
mod entry_lines;
mod folder_settings;
mod general_accounts;
mod journal_entries;
mod journal_filter;
mod journals;
mod jwt;
mod lists;
mod login;
mod pages;
mod redirects;
mod seed;
mod tokens;

use std::time::Duration;

use guichet_fixtures::Json;

use crate::engine::behaviour::documented;
use crate::engine::limits::Limits;
use crate::engine::{
    Answer, Call, Complaint, Engine, Face, Gateway, Order, Reply, Request, Row, Shown, Store, VendorRules, Window,
};
use auxiliary_account_types::TYPES;
use auxiliary_accounts::AUXILIARY_ACCOUNTS;
use bank_transactions::BANK_TRANSACTIONS;
use entries::ENTRIES;
use entry_lines::ENTRY_LINES;
use general_accounts::GENERAL_ACCOUNTS;
use journals::JOURNALS;

pub(super) static RULES: VendorRules =
    VendorRules { name: "ebp", gateways: &[&Api, &Login], faces: &[&Accounting, &Identity] };

const API: &str = "ebp";
const LOGIN: &str = "ebp-login";

const CLIENT: &str = "sandbox";
const SECRET: &str = "secret";
const KEY: &str = "sandbox-key";

/// 003:135.
const FOLDER: &str = "0189abef-09af-409F-ab89-012789abcdef";

/// What stands before all of EBP's APIs.
struct Api;

impl Gateway for Api {
    fn mount(&self) -> &'static str {
        API
    }

    fn credentials(&self) -> &'static [(&'static str, &'static str)] {
        &[("subscription key", KEY), ("folder (tenantid)", FOLDER)]
    }

    /// 003:9780.
    fn limits(&self) -> Option<Limits> {
        Some(Limits { period: Duration::from_secs(1), daily: 10_000 })
    }

    fn admit(&self, request: &Request, store: &mut Store) -> Result<(), Reply> {
        auth::admit(request, store)
    }

    /// A method that the path does not have is no route of the gateway's.
    fn unknown_route(&self, _request: &Request, _allowed: &[&str]) -> Reply {
        answers::gateway(404, "Resource not found")
    }
}

/// The host of the login.
struct Login;

impl Gateway for Login {
    fn mount(&self) -> &'static str {
        LOGIN
    }

    fn credentials(&self) -> &'static [(&'static str, &'static str)] {
        &[
            ("client and secret", "sandbox / secret"),
            ("authorization code, good once", tokens::STANDING_CODE),
            ("user and password of the login page", "demo@example.com / demo"),
        ]
    }

    fn admit(&self, request: &Request, _store: &mut Store) -> Result<(), Reply> {
        tokens::admit(request)
    }

    fn other_page(&self, request: &Request, store: &mut Store) -> Option<Reply> {
        login::login(request, store)
    }

    fn unknown_route(&self, _request: &Request, _allowed: &[&str]) -> Reply {
        pages::refusal(404, "There is no such page.")
    }

    fn expire_tokens(&self, store: &mut Store) {
        tokens::expire(store);
    }
}

struct Identity;

impl Face for Identity {
    fn prefix(&self) -> &'static str {
        "ebp.identity."
    }

    fn mount(&self) -> &'static str {
        LOGIN
    }

    fn rows(&self) -> &'static [&'static [Row]] {
        static ROWS: &[&[Row]] = &[authorize::ROWS, tokens::ROWS];
        ROWS
    }

    fn refuse(&self, status: u16, _message: &str) -> Reply {
        answers::grant_refused(status)
    }

    /// The label is the `error`.
    fn refuse_as(&self, status: u16, label: &str, _message: &str) -> Reply {
        answers::grant(status, label)
    }

    /// The login checks everything itself: where its errors go depends on what is wrong.
    fn inspect(&self, _call: &Call<'_>, complaints: &mut Vec<Complaint>) {
        complaints.clear();
    }

    fn reject(&self, _call: &Call<'_>, _complaints: &[Complaint]) -> Reply {
        answers::grant_refused(400)
    }

    fn seed(&self, _engine: &Engine, store: &mut Store) {
        tokens::seed(store);
    }
}

struct Accounting;

impl Face for Accounting {
    fn prefix(&self) -> &'static str {
        "ebp.accounting."
    }

    fn mount(&self) -> &'static str {
        API
    }

    fn rows(&self) -> &'static [&'static [Row]] {
        static ROWS: &[&[Row]] = &[
            attachments::ROWS,
            auxiliary_account_types::ROWS,
            auxiliary_accounts::ROWS,
            bank_transactions::ROWS,
            entries::ROWS,
            entry_lines::ROWS,
            folder_settings::ROWS,
            general_accounts::ROWS,
            journal_entries::ROWS,
            journals::ROWS,
            &[documented("ebp.accounting.domain.get"), documented("ebp.accounting.vat-rates.list")],
        ];
        ROWS
    }

    fn refuse(&self, status: u16, message: &str) -> Reply {
        answers::refuse(status, message)
    }

    /// The label is the `errorCode`.
    fn refuse_as(&self, status: u16, label: &str, message: &str) -> Reply {
        answers::accounting(status, label, Json::Null, message)
    }

    fn inspect(&self, call: &Call<'_>, complaints: &mut Vec<Complaint>) {
        checks::inspect(call, complaints);
    }

    fn reject(&self, call: &Call<'_>, complaints: &[Complaint]) -> Reply {
        answers::reject(call, complaints)
    }

    fn window(&self, call: &Call<'_>) -> Result<Window, Reply> {
        lists::window(call)
    }

    fn order(&self, call: &Call<'_>) -> Order {
        lists::order(call)
    }

    fn page(&self, call: &Call<'_>, window: Window, total: usize, items: Vec<Json>) -> Reply {
        lists::page(call, window, total, items)
    }

    fn answer(&self) -> Answer {
        Answer::Documented(&[])
    }

    fn shown(&self) -> &'static [Shown] {
        static SHOWN: &[Shown] = &[
            Shown::object(&TYPES, "uuid", &AUXILIARY_ACCOUNTS, "types"),
            Shown::text(&AUXILIARY_ACCOUNTS, "number", &ENTRY_LINES, "auxiliaryAccount"),
            Shown::text(&GENERAL_ACCOUNTS, "number", &ENTRY_LINES, "generalAccount"),
            Shown::object(&JOURNALS, "uuid", &BANK_TRANSACTIONS, "account.journal"),
            Shown::object(&JOURNALS, "uuid", &ENTRIES, "journal"),
            Shown::object(&ENTRIES, "uuid", &ENTRY_LINES, "entry"),
        ];
        SHOWN
    }

    /// Not from the fixtures: identifiers are uuids, numbers and codes, and what bears them is not always shown whole.
    fn seed(&self, engine: &Engine, store: &mut Store) {
        seed::fill(engine, store);
    }
}
