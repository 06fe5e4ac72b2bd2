//! Bad input: a typed error, and nothing is sent.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::time::Duration;

use common::{TENANT, amount, builder, client, day, sale, settings};
use guichet_ebp::accounting::Paging;
use guichet_ebp::accounting::attachments::NewAttachment;
use guichet_ebp::accounting::auxiliary_accounts::{AuxiliaryAccountId, AuxiliaryAccountsQuery};
use guichet_ebp::accounting::bank_transactions::BankTransactionsQuery;
use guichet_ebp::accounting::entries::EntryId;
use guichet_ebp::accounting::entries::EntryLinesQuery;
use guichet_ebp::accounting::entries::{Posting, PostingChecks, PostingEntry, PostingLine};
use guichet_ebp::accounting::folder_settings::{
    AuxiliaryAccountTypeUpdate, FinancialYearUpdate, FolderParametersUpdate,
};
use guichet_ebp::accounting::general_accounts::{GeneralAccountId, GeneralAccountsQuery};
use guichet_ebp::auth::{FileStore, MemoryStore, StoreError};
use guichet_ebp::identity::{AuthorizationOptions, Pkce};
use guichet_ebp::transport::{Reply, ScriptedTransport};
use guichet_ebp::{Ebp, Environment, Error, ErrorKind, Limits, Outcome, Secret, Sent, Settings};

const DAY: Duration = Duration::from_secs(24 * 3600);

fn refused(what: &str, outcome: Result<(), Error>) {
    let error = outcome.expect_err(what);
    assert_eq!((error.kind(), error.sent()), (ErrorKind::Invalid, Sent::No), "{what}: {error}");
}

#[tokio::test(start_paused = true)]
async fn arguments_that_cannot_be_right() {
    let transport = ScriptedTransport::always(Reply::json("{}"));
    let ebp = client(&transport);
    let folder = ebp.accounting(TENANT);
    refused("no folder", ebp.accounting("").folder().get().await.map(drop));
    refused("a folder over two lines", ebp.accounting("a\r\nx: y").folder().get().await.map(drop));
    let (none, nothing): ([AuxiliaryAccountId; 0], [GeneralAccountId; 0]) = ([], []);
    refused("only none of them", folder.auxiliary_accounts().set_status(none, false).await.map(drop));
    refused("only none of them", folder.general_accounts().set_status(nothing, false).await.map(drop));
    let no_entries: [EntryId; 0] = [];
    refused("a search for nothing", folder.entries().search(no_entries).await.map(drop));
    refused("an empty number", folder.auxiliary_accounts().get("").await.map(drop));
    refused("a code of dots", folder.journals().get("..").await.map(drop));
    let mut large = NewAttachment::new("x.bin", "application/octet-stream", vec![0; 11]);
    large.most = 10;
    refused("a file too large", folder.attachments().upload(&large).await.map(drop));
    let unnamed = NewAttachment::new(" ", "text/plain", "x");
    refused("a file without a name", folder.attachments().upload(&unnamed).await.map(drop));
    assert!(transport.requests().is_empty());
}

#[tokio::test(start_paused = true)]
async fn entries_that_cannot_be_right() {
    let transport = ScriptedTransport::always(Reply::json("{}"));
    let entries = client(&transport).accounting(TENANT).entries();
    let changed = |change: fn(&mut Posting)| {
        let mut posting = sale();
        change(&mut posting);
        posting
    };
    let line = |posting: &mut Posting, change: fn(&mut PostingLine)| change(&mut posting.entries[0].lines[0]);
    let nothing = Posting::provisional("VE", Vec::<PostingEntry>::new());
    refused("nothing to post", entries.post(&nothing).await.map(drop));
    refused("no journal", entries.post(&changed(|posting| posting.journal = " ".into())).await.map(drop));
    refused("no lines", entries.post(&changed(|posting| posting.entries[0].lines.clear())).await.map(drop));
    for (what, spoilt) in [
        ("no account", changed(|p| p.entries[0].lines[0].general_account = "".into())),
        ("no label", changed(|p| p.entries[0].lines[0].label = " ".into())),
        ("a negative amount", changed(|p| p.entries[0].lines[0].debit = Some(amount("-10.00")))),
        ("both sides", changed(|p| p.entries[0].lines[0].credit = Some(amount("1")))),
        ("neither side", changed(|p| p.entries[0].lines[0].debit = None)),
        ("no balance", changed(|p| p.entries[0].lines[0].debit = Some(amount("10.01")))),
        ("no group", changed(|p| p.entries[0] = PostingEntry::of_group(" ", p.entries[0].lines.clone()))),
    ] {
        refused(what, entries.post(&spoilt).await.map(drop));
    }
    let mut validated = Posting::validated("VE", sale().entries);
    line(&mut validated, |line| line.debit = Some(amount("10.01")));
    refused("no balance, and final", entries.post(&validated).await.map(drop));
    validated.entries[0] = PostingEntry::of_group("P012", validated.entries[0].lines.clone());
    refused("no balance, and final, of a group of one's own", entries.post(&validated).await.map(drop));
    assert!(transport.requests().is_empty());
    // Each check has a switch; and lines that are edited or added to an entry that is there need not balance among themselves.
    for allowed in [
        changed(|p| {
            p.entries[0].lines[0].debit = Some(amount("-10.00"));
            p.entries[0].lines[1].credit = Some(amount("-10.00"));
            p.checks.signs = false;
        }),
        changed(|p| {
            p.entries[0].lines[0].credit = Some(amount("10.00"));
            p.entries[0].lines[1].debit = Some(amount("10.00"));
            p.checks.sides = false;
        }),
        changed(|p| {
            p.entries[0].lines[0].debit = Some(amount("10.01"));
            p.checks.balance = false;
        }),
        changed(|p| {
            p.entries[0].lines.truncate(1);
            p.entries[0].lines[0].uuid = Some("x".into());
        }),
        changed(|p| p.entries[0] = PostingEntry::of_group("P012", p.entries[0].lines[..1].to_vec())),
        changed(|p| {
            p.entries[0].lines.clear();
            p.entries[0].lines.push(PostingLine::debit(day(), "", "", amount("-1")));
            p.checks = PostingChecks::none();
            p.entries[0].lines[0].general_account = "411".into();
            p.entries[0].lines[0].label = "x".into();
        }),
    ] {
        assert_eq!(entries.post(&allowed).await.unwrap_err().kind(), ErrorKind::Decode, "{allowed:?}");
    }
    assert_eq!(transport.requests().len(), 6);
    // A deletion alone is something.
    let mut deletion = Posting::provisional("VE", Vec::<PostingEntry>::new());
    deletion.lines_deletion = Some(vec!["x".into()]);
    entries.post(&deletion).await.unwrap_err();
    assert_eq!(transport.requests().len(), 7);
}

#[tokio::test(start_paused = true)]
async fn settings_that_cannot_be_right() {
    let transport = ScriptedTransport::always(Reply::json("{}"));
    let settings = client(&transport).accounting(TENANT).folder_settings();
    let with = |end: i32, next: i32, types| {
        let at = |days: i32| if days < 0 { day() - DAY } else { day() + DAY * days.unsigned_abs() };
        FolderParametersUpdate::new(
            FinancialYearUpdate { start_date: day(), end_date: at(end), end_next_date: at(next) },
            8,
            8,
            types,
        )
    };
    let types = || vec![AuxiliaryAccountTypeUpdate::new("f315e749", "C", 1)];
    refused("a year backwards", settings.replace(&with(-1, 700, types())).await.map(drop));
    refused("a next year of no day", settings.replace(&with(365, 365, types())).await.map(drop));
    refused("no category", settings.replace(&with(365, 730, vec![])).await.map(drop));
    assert!(transport.requests().is_empty());
    settings.replace(&with(365, 730, types())).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn pages_that_the_vendor_does_not_give() {
    let transport = ScriptedTransport::always(Reply::json("{}"));
    let folder = client(&transport).accounting(TENANT);
    for take in [0, 101, 200, u32::MAX] {
        let paging = Paging::pages_of(take);
        let lines = EntryLinesQuery { paging, ..EntryLinesQuery::default() };
        refused("lines", folder.entry_lines().list(lines).collect_all().await.map(drop));
        let bank = BankTransactionsQuery { paging, ..BankTransactionsQuery::default() };
        refused("bank", folder.bank_transactions().list(bank).collect_all().await.map(drop));
        let accounts = AuxiliaryAccountsQuery { paging, ..AuxiliaryAccountsQuery::default() };
        refused("auxiliary", folder.auxiliary_accounts().list(accounts).collect_all().await.map(drop));
        let accounts = GeneralAccountsQuery { paging, ..GeneralAccountsQuery::default() };
        refused("general", folder.general_accounts().list(accounts).collect_all().await.map(drop));
    }
    refused("no page", {
        let lines = EntryLinesQuery { paging: Paging::unchecked(0), ..EntryLinesQuery::default() };
        folder.entry_lines().list(lines).collect_all().await.map(drop)
    });
    assert!(transport.requests().is_empty());
    // More than the documentation allows goes out where the caller says so.
    let transport = ScriptedTransport::always(Reply::json(r#"{"data":[],"totalRecords":0}"#));
    let lines = EntryLinesQuery { paging: Paging::unchecked(200), ..EntryLinesQuery::default() };
    client(&transport).accounting(TENANT).entry_lines().list(lines).collect_all().await.unwrap();
    assert!(transport.requests()[0].target().contains("take=200"), "{}", transport.requests()[0].target());
}

#[tokio::test(start_paused = true)]
async fn sign_ins_that_cannot_be_right() {
    let transport = ScriptedTransport::always(Reply::new(400, r#"{"error":"invalid_grant"}"#));
    let identity = client(&transport).identity();
    let with = |change: fn(&mut AuthorizationOptions)| {
        let mut options = AuthorizationOptions::default();
        change(&mut options);
        identity.authorize_with(options).map(drop)
    };
    refused("an empty code", identity.exchange_code(" ", None).await.map(drop));
    refused("a short verifier", with(|options| options.pkce = Pkce::Verifier(Secret::new("short"))));
    refused("a verifier of other letters", with(|options| options.pkce = Pkce::Verifier(Secret::new("é".repeat(43)))));
    refused("an empty state", with(|options| options.state = Some(Secret::new(""))));
    refused("no scopes", with(|options| options.scopes.clear()));
    assert!(transport.requests().is_empty());
    // Sent once, refused or not; also where the answer is lost.
    for reply in [Reply::new(400, r#"{"error":"invalid_grant"}"#), Reply::drop_after(), Reply::never()] {
        let transport = ScriptedTransport::always(reply);
        let identity = client(&transport).identity();
        identity.exchange_code("code", None).await.unwrap_err();
        refused("a code twice", identity.exchange_code("code", None).await.map(drop));
        assert_eq!(transport.requests().len(), 1);
    }
}

#[test]
fn a_client_that_cannot_work_is_not_built() {
    let application = || Ebp::builder("key").application("client", "secret");
    let complete = || application().tokens(MemoryStore::new());
    complete().build().unwrap();
    complete().environment(Environment::Preproduction).build().unwrap();
    let elsewhere = Settings::new().base_url("http://127.0.0.1:9/ebp");
    for (what, builder) in [
        ("no key", Ebp::builder(" ").application("a", "b").tokens(MemoryStore::new())),
        ("no application", Ebp::builder("key").tokens(MemoryStore::new())),
        ("no secret", Ebp::builder("key").application("a", "").tokens(MemoryStore::new())),
        ("no store", application()),
        ("no redirect", complete().redirect_uri("localhost")),
        ("a redirect with a fragment", complete().redirect_uri("http://localhost:3333/#x")),
        ("elsewhere, and the login at the vendor's", complete().settings(elsewhere)),
        ("plain http", complete().login_url("http://login.example")),
        ("a key that no header carries", Ebp::builder("a\nb").application("a", "b").tokens(MemoryStore::new())),
    ] {
        let error = builder.build().expect_err(what);
        assert_eq!(error.kind(), ErrorKind::Config, "{what}: {error}");
    }
}

/// A file that is no store of ours is left as it is.
#[test]
fn a_store_that_cannot_be_read_is_an_error_and_not_an_empty_one() {
    let folder = std::env::temp_dir().join(format!("guichet-ebp-store-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("tokens.json");
    for text in ["", "{\"version\":1,\"gener", "{\"version\":2}", "[]", "refresh token"] {
        std::fs::write(&file, text).unwrap();
        let error = FileStore::open(&file).unwrap_err();
        assert!(matches!(error, StoreError::Unreadable(_)), "{text}: {error}");
        assert_eq!(Error::from(error).kind(), ErrorKind::Config);
        assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn a_store_that_breaks_later_stops_every_call_and_is_not_written_over() {
    let folder = std::env::temp_dir().join(format!("guichet-ebp-broken-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("tokens.json");
    let transport = ScriptedTransport::always(Reply::json("{}"));
    let store = FileStore::open(&file).unwrap();
    let ebp = builder("key").tokens(store).settings(settings(&transport).limits(Limits::none())).build().unwrap();
    std::fs::write(&file, "{\"version\":1,").unwrap();
    let error = ebp.accounting(TENANT).folder().get().await.unwrap_err();
    assert!(error.to_string().contains("left as it is") && error.is_unauthorized(), "{error}");
    let error = ebp.identity().exchange_code("code", None).await.unwrap_err();
    assert!(error.to_string().contains("left as it is"), "{error}");
    assert_eq!((std::fs::read_to_string(&file).unwrap().as_str(), transport.requests().len()), ("{\"version\":1,", 0));
    std::fs::remove_dir_all(folder).unwrap();
}

/// Twelve mistakes are told at once, each with its place; and nothing is sent.
#[tokio::test(start_paused = true)]
async fn all_mistakes_of_a_posting_are_told_at_once() {
    let transport = ScriptedTransport::always(Reply::json("{}"));
    let line = |account: &str, label: &str, debit: &str, credit: &str| PostingLine {
        credit: Some(amount(credit)),
        ..PostingLine::debit(day(), account, label, amount(debit))
    };
    let posting = Posting::validated(
        " ",
        [
            vec![line("", "a", "1", "0"), line("701", "", "0", "1"), line("701", "b", "-2", "0")],
            vec![line("411", "c", "3", "3"), line("411", "d", "0", "0"), line("", "", "0", "-1")],
            vec![],
            vec![line("411", "e", "5", "0"), line("701", "f", "0", "4.99")],
        ],
    );
    let error = client(&transport).accounting(TENANT).entries().post(&posting).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Invalid, Outcome::NotDone));
    let told: Vec<String> = error.fields().iter().map(|one| format!("{}: {}", one.field, one.message)).collect();
    assert_eq!(
        told,
        [
            "journal: it is empty",
            "entry 1, line 1: its general account is empty",
            "entry 1, line 2: its label is empty",
            "entry 1, line 3: its debit is negative (-2): it belongs on the other side",
            "entry 1: it does not balance: debits -1, credits 1",
            "entry 2, line 1: it has a debit (3) and a credit (3)",
            "entry 2, line 2: it has neither a debit nor a credit",
            "entry 2, line 3: its general account is empty",
            "entry 2, line 3: its label is empty",
            "entry 2, line 3: its credit is negative (-1): it belongs on the other side",
            "entry 2: it does not balance: debits 3, credits 2",
            "entry 3: it has no line",
            "entry 4: it does not balance: debits 5, credits 4.99",
        ]
    );
    for one in &told {
        assert!(error.to_string().contains(one.as_str()), "{error}");
    }
    assert!(transport.requests().is_empty());
}

/// What tells entries apart is drawn anew for each, and is the same on each of its lines.
#[tokio::test(start_paused = true)]
async fn entries_are_told_apart_by_the_crate() {
    let transport = ScriptedTransport::always(Reply::json(r#"{"uuids":[]}"#));
    let mut posting = Posting::provisional("VE", [sale().entries[0].lines.clone(), sale().entries[0].lines.clone()]);
    client(&transport).accounting(TENANT).entries().post(&posting).await.unwrap();
    posting.verification = None;
    client(&transport).accounting(TENANT).entries().post(&posting).await.unwrap();
    let sent: Vec<String> = transport.requests().iter().map(|r| String::from_utf8(r.body.to_vec()).unwrap()).collect();
    let groups: Vec<&str> = posting.entries.iter().map(|entry| entry.group()).collect();
    assert_ne!(groups[0], groups[1]);
    for group in groups {
        assert_eq!(group.len(), 36);
        assert_eq!(sent[0].matches(&format!(r#""temporaryIdentifier":"{group}""#)).count(), 2, "{}", sent[0]);
    }
    assert!(sent[0].contains(r#""verification":true"#) && !sent[1].contains("verification"));
}
