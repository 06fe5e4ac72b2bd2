//! Bad input: a typed error, and nothing is sent; and amounts to their last digit.
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
use guichet_ebp::accounting::entries::{Posting, PostingLine};
use guichet_ebp::accounting::folder_settings::{
    AuxiliaryAccountTypeUpdate, FinancialYearUpdate, FolderParametersUpdate,
};
use guichet_ebp::accounting::general_accounts::{GeneralAccountId, GeneralAccountsQuery};
use guichet_ebp::accounting::journals::JournalType;
use guichet_ebp::auth::{FileStore, MemoryStore, StoreError};
use guichet_ebp::identity::{AuthorizationOptions, Pkce};
use guichet_ebp::transport::{Reply, ScriptedTransport};
use guichet_ebp::{Ebp, Environment, Error, ErrorKind, Limits, Secret, Sent, Settings};

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
    let changed = |change: fn(&mut PostingLine)| {
        let mut entry = sale();
        change(&mut entry.lines[0]);
        entry
    };
    refused("nothing to post", entries.post(&Posting::provisional("VE", vec![])).await.map(drop));
    refused("no group", entries.post(&changed(|line| line.group.clear())).await.map(drop));
    assert!(transport.requests().is_empty());
    // A deletion alone is something.
    let mut deletion = Posting::provisional("VE", vec![]);
    deletion.lines_deletion = Some(vec!["x".into()]);
    entries.post(&deletion).await.unwrap_err();
    assert_eq!(transport.requests().len(), 1);
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
    assert!(transport.requests().is_empty());
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
fn the_address_to_open_says_what_is_documented_and_no_secret() {
    let ebp = client(&ScriptedTransport::default());
    let one = ebp.identity().authorize().unwrap();
    let documented = "https://api-login.ebp.com/connect/authorize?client_id=client&redirect_uri=http%3A%2F%2Flocalhost%3A3333\
                      &response_type=code&scope=openid%20profile%20offline_access&state=";
    assert!(one.url().starts_with(documented), "{}", one.url());
    assert!(one.url().contains("&response_mode=query&code_challenge=") && !one.url().contains("client-secret"));
    assert!(one.url().ends_with("&code_challenge_method=S256"), "{}", one.url());
    // 128 bits and more, drawn each time.
    let other = ebp.identity().authorize().unwrap();
    assert!(one.state().expose().len() >= 22 && one.state().expose() != other.state().expose());
    assert_ne!(one.verifier().unwrap().expose(), other.verifier().unwrap().expose());
    assert_eq!(one.verifier().unwrap().expose().len(), 43);
}

#[test]
fn only_the_answer_to_this_sign_in_has_its_code() {
    let ebp = client(&ScriptedTransport::default());
    let authorization = ebp.identity().authorize().unwrap();
    let state = authorization.state().expose();
    for good in [
        format!("http://localhost:3333/?code=a%2Bb&state={state}"),
        format!("code=a%2Bb&state={state}&session_state=x&scope=openid"),
        format!("/?state={state}&code=a%2Bb#fragment"),
    ] {
        assert_eq!(authorization.code(&good).unwrap().expose(), "a+b", "{good}");
    }
    for stray in [
        String::new(),
        "code=a".to_owned(),
        format!("code=a&state={state}x"),
        format!("code=a&state={}", state.to_lowercase() + "-"),
        format!("code=a&state={state}&state={state}"),
        format!("code=a&code=b&state={state}"),
        format!("code=&state={state}"),
        format!("state={state}"),
        format!("code=a&error=access_denied&state={state}"),
        format!("error=access_denied&state={state}x"),
    ] {
        assert_eq!(authorization.code(&stray).unwrap_err().kind(), ErrorKind::Invalid, "{stray}");
    }
    let denied =
        authorization.code(&format!("error=access_denied&error_description=no%20no&state={state}")).unwrap_err();
    assert!(denied.is_unauthorized() && denied.to_string().contains("access_denied: no no"), "{denied}");
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

/// Every `decimal` that is written, at its longest: in a line of an entry, and as a filter.
#[tokio::test(start_paused = true)]
async fn long_amounts_are_written_digit_for_digit() {
    let longest =
        ["34831.970000000000000000000000", "79228162514264337593543950335", "0.0000000000000000000000000001", "0"];
    for text in longest {
        let transport = ScriptedTransport::always(Reply::json(r#"{"data":[],"uuids":[]}"#));
        let folder = client(&transport).accounting(TENANT);
        let lines = vec![
            PostingLine::debit("1", day(), "411", "x", amount(text)),
            PostingLine::credit("1", day(), "701", "x", amount(text)),
        ];
        folder.entries().post(&Posting::provisional("VE", lines)).await.unwrap();
        let lines = EntryLinesQuery { amount: Some(amount(text)), ..EntryLinesQuery::default() };
        folder.entry_lines().list(lines).collect_all().await.unwrap();
        let accounts = GeneralAccountsQuery { vat_rate: Some(amount(text)), ..GeneralAccountsQuery::default() };
        folder.general_accounts().list(accounts).collect_all().await.unwrap();
        let requests = transport.requests();
        let sent = String::from_utf8(requests[0].body.to_vec()).unwrap();
        for side in ["debit", "credit"] {
            assert!(sent.contains(&format!(r#""{side}":"{text}""#)), "{sent}");
        }
        assert!(requests[1].target().contains(&format!("amount={text}")), "{}", requests[1].target());
        assert!(requests[2].target().contains(&format!("vatRate={text}")), "{}", requests[2].target());
    }
}

#[tokio::test(start_paused = true)]
async fn an_amount_that_no_decimal_holds_is_an_error_that_says_where() {
    let long = "0.12345678901234567890123456789";
    let answer = format!(r#"{{"linesEntries":[{{"uuid":"a","debit":1}},{{"uuid":"b","debit":{long}}}]}}"#);
    let transport = ScriptedTransport::always(Reply::json(answer));
    let list = client(&transport).accounting(TENANT).entry_lines().list(EntryLinesQuery::default());
    let error = list.collect_all().await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Decode, Some(200)));
    assert!(error.to_string().contains("[1].debit") && !error.to_string().contains(long), "{error}");
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

#[tokio::test(start_paused = true)]
async fn names_of_kinds_are_exact_to_the_accent() {
    assert_eq!(JournalType::from("À Nouveaux"), JournalType::OpeningBalances);
    assert_eq!(JournalType::from("A Nouveaux"), JournalType::Other("A Nouveaux".into()));
    let transport = ScriptedTransport::always(Reply::json(r#"{"uuids":["x"]}"#));
    let validated = Posting::validated("VE", sale().lines);
    client(&transport).accounting(TENANT).entries().post(&validated).await.unwrap();
    let sent = String::from_utf8(transport.requests()[0].body.to_vec()).unwrap();
    assert!(sent.starts_with(r#"{"entryMode":"Validé","journal":"VE","linesEdition":["#), "{sent}");
}

/// Handles and futures go to other threads, and lists too.
#[test]
fn everything_can_be_sent() {
    fn is<T: Clone + Send + Sync + 'static>(_: &T) {}
    fn goes<T: Send>(_: T) {}
    let ebp = builder("key").build().unwrap();
    let folder = ebp.accounting(TENANT);
    is(&ebp);
    is(&ebp.identity());
    is(&folder);
    is(&folder.entries());
    goes(folder.folder().get());
    goes(ebp.identity().exchange_code("x", None));
    goes(folder.entry_lines().list(EntryLinesQuery::default()));
}
