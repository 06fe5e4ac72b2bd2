//! From the sign-in to a booked entry, as a program goes.

use guichet_core::dates::parse_date;
use guichet_core::decimal::parse;
use guichet_ebp::accounting::attachments::NewAttachment;
use guichet_ebp::accounting::auxiliary_accounts::{
    AuxiliaryAccountUpdate, AuxiliaryAccountsQuery, NewAuxiliaryAccount,
};
use guichet_ebp::accounting::entries::{EntryLinesQuery, Posting, PostingLine};
use guichet_ebp::accounting::general_accounts::{GeneralAccountFilter, NewGeneralAccount};
use guichet_ebp::accounting::journals::{JournalData, JournalType, NumberingPartType};
use guichet_ebp::auth::{MemoryStore, RotationPolicy};
use guichet_ebp::identity::{AuthorizationOptions, Pkce};
use guichet_ebp::{Ebp, ErrorKind, Limits, REAUTHENTICATION_REQUIRED, Sent, Settings};
use guichet_sandbox::{Fault, FaultKind, Sandbox};

use crate::browser::open;
use crate::{Folder, TENANT, builder, client, refreshes, signed_in, store};

async fn sandbox() -> Sandbox {
    Sandbox::builder().without_limits().start().await.unwrap()
}

/// What a human does: opens the page, fills it in, and is sent back.
async fn sign_in_at(sandbox: &Sandbox, url: &str, refuse: bool) -> String {
    let sent = open(url, None).await;
    assert_eq!(sent.status, 302);
    let page = open(&format!("{}{}", sandbox.url(), sent.location.unwrap()), None).await;
    assert_eq!(page.status, 200);
    let mut form = String::from(if refuse { "action=refuse" } else { "action=login" });
    form.push_str("&user=demo%40example.com&password=demo");
    for field in page.body.split("<input type=\"hidden\" name=\"").skip(1) {
        let (name, rest) = field.split_once("\" value=\"").unwrap();
        let value = rest.split_once('"').unwrap().0;
        let encode = |text: &str| text.replace('%', "%25").replace('&', "%26").replace('+', "%2B").replace(' ', "%20");
        form.push_str(&format!("&{}={}", encode(name), encode(value)));
    }
    let back = open(&format!("{}/ebp-login/login", sandbox.url()), Some(&form)).await;
    assert_eq!(back.status, 302, "{}", back.body);
    back.location.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_human_signs_in_and_the_program_goes_on_by_itself() {
    let folder = Folder::new("flow");
    let file = folder.file("tokens.json");
    let sandbox = sandbox().await;
    let ebp = client(&sandbox, store(&file));
    // Nobody has signed in: nothing is sent.
    let error = ebp.accounting(TENANT).folder().get().await.unwrap_err();
    assert_eq!((error.code(), error.sent()), (Some(REAUTHENTICATION_REQUIRED), Sent::No), "{error}");
    assert!(sandbox.exchanges().is_empty());

    let identity = ebp.identity();
    let authorization = identity.authorize().unwrap();
    assert_eq!(identity.check(&authorization).await.unwrap().status, 302);
    let callback = sign_in_at(&sandbox, authorization.url(), false).await;
    // Of another sign-in, or of nobody: nothing is sent.
    let before = sandbox.exchanges().len();
    for stray in [callback.replace("state=", "state=x"), "http://localhost:3333/?code=abc".into(), String::new()] {
        assert_eq!(identity.exchange(&authorization, &stray).await.unwrap_err().kind(), ErrorKind::Invalid);
    }
    assert_eq!(sandbox.exchanges().len(), before);
    identity.exchange(&authorization, &callback).await.unwrap();
    // A code is good for one use, and is not sent again from here.
    let error = identity.exchange(&authorization, &callback).await.unwrap_err();
    assert_eq!((error.kind(), error.sent()), (ErrorKind::Invalid, Sent::No));
    assert_eq!(sandbox.exchanges().len(), before + 1);
    assert_eq!(identity.claims().await.unwrap().email.as_deref(), Some("demo@example.com"));

    // The file is the login: another process needs no human.
    ebp.accounting(TENANT).folder().get().await.unwrap();
    let restarted = client(&sandbox, store(&file));
    restarted.accounting(TENANT).folder().get().await.unwrap();
    sandbox.expire_tokens();
    restarted.accounting(TENANT).folder().get().await.unwrap();
    assert_eq!(refreshes(&sandbox), [Some(200)]);
    // The first one still has the token that was replaced: it takes over the new one and spends nothing.
    ebp.accounting(TENANT).folder().get().await.unwrap();
    assert_eq!(refreshes(&sandbox), [Some(200)]);
    let ends = restarted.identity().refresh_expires().await.unwrap() - guichet_core::time::OffsetDateTime::now_utc();
    assert_eq!((ends.whole_hours() + 1) / 24, 30);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_and_a_code_that_somebody_else_used_are_told() {
    let sandbox = sandbox().await;
    let ebp = client(&sandbox, MemoryStore::new());
    let identity = ebp.identity();
    let authorization = identity.authorize().unwrap();
    let callback = sign_in_at(&sandbox, authorization.url(), true).await;
    let error = identity.exchange(&authorization, &callback).await.unwrap_err();
    assert!(error.to_string().contains("access_denied") && error.is_unauthorized(), "{error}");

    // With PKCE the code is worth nothing without its verifier; without PKCE it is.
    for (pkce, good) in [(Pkce::S256, false), (Pkce::Off, true)] {
        let mut options = AuthorizationOptions::default();
        options.pkce = pkce;
        let authorization = identity.authorize_with(options).unwrap();
        let callback = sign_in_at(&sandbox, authorization.url(), false).await;
        let code = authorization.code(&callback).unwrap();
        let thief = client(&sandbox, MemoryStore::new());
        assert_eq!(thief.identity().exchange_code(code, None).await.is_ok(), good);
    }

    // Used by somebody else: the vendor says it, and no answer is kept.
    signed_in(&client(&sandbox, MemoryStore::new())).await;
    let error = identity.exchange_code("sandbox-code", None).await.unwrap_err();
    assert_eq!((error.code(), error.body_excerpt()), (Some("invalid_grant"), None), "{error}");
}

/// Two hundred calls on a token that the vendor takes no longer.
#[tokio::test(flavor = "multi_thread")]
async fn many_calls_renew_an_expired_token_once() {
    let sandbox = sandbox().await;
    let ebp = client(&sandbox, MemoryStore::new());
    signed_in(&ebp).await;
    for round in 1..=5 {
        sandbox.expire_tokens();
        let calls: Vec<_> = (0..200)
            .map(|_| {
                let domain = ebp.accounting(TENANT).folder();
                tokio::spawn(async move { domain.get().await })
            })
            .collect();
        for call in calls {
            call.await.unwrap().unwrap();
        }
        assert_eq!(refreshes(&sandbox).len(), round);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_endpoint_that_is_down_takes_nothing_with_it() {
    let sandbox = sandbox().await;
    // A refresh of which nobody knows what came is waited out before the next one: here not for half a minute.
    let mut policy = RotationPolicy::default();
    policy.request = std::time::Duration::from_secs(1);
    let settings = Settings::new().limits(Limits::none());
    let ebp = builder(&sandbox, MemoryStore::new(), settings).rotation(policy).build().unwrap();
    signed_in(&ebp).await;
    let domain = ebp.accounting(TENANT).folder();
    // While the access token lives, nobody notices.
    sandbox.inject(Fault::new(FaultKind::Status(503)).on("ebp.identity.refresh").times(2));
    domain.get().await.unwrap();
    ebp.identity().refresh().await.unwrap_err();
    domain.get().await.unwrap();
    // Without it the call is not sent, and says why.
    sandbox.expire_tokens();
    let error = domain.get().await.unwrap_err();
    assert!(error.is_transient() && !error.outcome_unknown(), "{error}");
    // It is back: the token that nobody spent is good.
    domain.get().await.unwrap();
    assert_eq!(refreshes(&sandbox), [Some(503), Some(503), Some(200)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_created_can_be_read_listed_and_changed() {
    let sandbox = sandbox().await;
    let ebp = client(&sandbox, MemoryStore::new());
    signed_in(&ebp).await;
    let folder = ebp.accounting(TENANT);

    let types = folder.auxiliary_account_types().list().collect_all().await.unwrap();
    let customers = types.iter().find(|kind| kind.prefix.as_deref() == Some("C")).unwrap();
    let accounts = folder.auxiliary_accounts();
    let new = NewAuxiliaryAccount {
        siret: Some("00000000000017".into()),
        ..NewAuxiliaryAccount::new(customers.uuid.clone(), "Café Zoé")
    };
    let number = accounts.create(&new).await.unwrap().number;
    let account = accounts.get(number.clone()).await.unwrap();
    assert_eq!((account.name.as_deref(), account.siret.as_deref()), (Some("Café Zoé"), Some("00000000000017")));
    let query = AuxiliaryAccountsQuery { search: Some("Café".into()), ..AuxiliaryAccountsQuery::default() };
    let found = accounts.list(query).collect_all().await.unwrap();
    assert_eq!(found.iter().map(|account| &account.uuid).collect::<Vec<_>>(), [&account.uuid]);
    accounts.update(account.uuid.clone(), &AuxiliaryAccountUpdate::new("Café de Zoé")).await.unwrap();
    assert_eq!(accounts.set_status([account.uuid], false).await.unwrap().total_items, Some(1));
    let account = accounts.get(number).await.unwrap();
    assert_eq!((account.name.as_deref(), account.is_active), (Some("Café de Zoé"), Some(false)));
    assert!(accounts.get("C0999999").await.unwrap_err().is_not_found());

    let general = folder.general_accounts();
    let data = NewGeneralAccount::new("60610000", "Eau & énergie");
    general.create(&data).await.unwrap();
    let duplicate = general.create(&data).await.unwrap_err();
    assert_eq!(duplicate.code(), Some("GeneralAccount.AlreadyExists"), "{duplicate}");
    assert_eq!(general.get("60610000").await.unwrap().label.as_deref(), Some("Eau & énergie"));
    let filter = GeneralAccountFilter { search: Some("Eau & énergie".into()), ..GeneralAccountFilter::default() };
    assert_eq!(general.set_status_of_all(false, filter).await.unwrap().total_items, Some(1));
    assert_eq!(general.get("60610000").await.unwrap().active, Some(false));

    let journal = JournalData::new("ZZ", "Zoé", JournalType::Miscellaneous, NumberingPartType::Automatic);
    folder.journals().create(&journal).await.unwrap();
    let created = folder.journals().get("ZZ").await.unwrap();
    folder.journals().update(created.uuid, &JournalData { name: "Zoé & fils".into(), ..journal }).await.unwrap();
    assert_eq!(folder.journals().get("ZZ").await.unwrap().name.as_deref(), Some("Zoé & fils"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_booked_amount_comes_back_digit_for_digit_in_every_view() {
    let sandbox = sandbox().await;
    let ebp = client(&sandbox, MemoryStore::new());
    signed_in(&ebp).await;
    let folder = ebp.accounting(TENANT);
    let day = parse_date("2024-03-01").unwrap();
    for text in
        ["34831.970000000000000000000000", "79228162514264337593543950335", "0.0000000000000000000000000001", "12.00"]
    {
        let amount = parse(text).unwrap();
        let voucher = format!("P-{text}");
        let numbered = |line: PostingLine| PostingLine { voucher: Some(voucher.clone()), ..line };
        let entry = Posting::provisional(
            "VE",
            [vec![
                numbered(PostingLine::debit(day, "41100000", "Vente", amount)),
                numbered(PostingLine::credit(day, "70100000", "Vente", amount)),
            ]],
        );
        let posted = folder.entries().post(&entry).await.unwrap().uuids;
        assert_eq!(posted.len(), 1);
        let read = folder.entries().get(posted[0].clone()).await.unwrap();
        assert_eq!(read.lines[0].debit.unwrap().to_string(), text);
        assert_eq!(read.lines[1].credit.unwrap().to_string(), text);
        let found = folder.entries().search(posted.clone()).await.unwrap();
        assert_eq!(found[0].lines[0].debit.unwrap().to_string(), text);
        let query = EntryLinesQuery { amount: Some(amount), search: Some(voucher), ..EntryLinesQuery::default() };
        let lines = folder.entry_lines().list(query).collect_all().await.unwrap();
        assert_eq!(
            lines.iter().map(|line| line.debit.max(line.credit).unwrap().to_string()).collect::<Vec<_>>(),
            [text, text]
        );
    }

    // What does not balance is refused, and leaves nothing.
    let before = folder.entry_lines().list(EntryLinesQuery::default()).collect_all().await.unwrap().len();
    let line = PostingLine::debit(day, "41100000", "Vente", parse("1").unwrap());
    let mut unbalanced = Posting::provisional("VE", [vec![line]]);
    assert_eq!(folder.entries().post(&unbalanced).await.unwrap_err().kind(), ErrorKind::Invalid);
    unbalanced.checks.balance = false;
    let error = folder.entries().post(&unbalanced).await.unwrap_err();
    assert_eq!((error.code(), error.outcome_unknown()), (Some("JournalEntry.Unbalanced"), false), "{error}");
    let after = folder.entry_lines().list(EntryLinesQuery::default()).collect_all().await.unwrap().len();
    assert_eq!(before, after);
}

/// The answer of a booking is lost: it is not sent again, and can be looked up.
#[tokio::test(flavor = "multi_thread")]
async fn a_booking_whose_answer_is_lost_is_booked_once() {
    let sandbox = sandbox().await;
    let ebp = client(&sandbox, MemoryStore::new());
    signed_in(&ebp).await;
    let folder = ebp.accounting(TENANT);
    let day = parse_date("2024-03-01").unwrap();
    let amount = parse("10.00").unwrap();
    let faults = [
        FaultKind::DropAfter,
        FaultKind::Truncate,
        FaultKind::DropBefore,
        FaultKind::Status(503),
        FaultKind::Status(429),
    ];
    for (at, kind) in faults.into_iter().enumerate() {
        let booked = matches!(kind, FaultKind::DropAfter | FaultKind::Truncate);
        sandbox.inject(Fault::new(kind.clone()).on("ebp.accounting.journal-entries.create").times(1));
        let document = format!("D-{at}");
        let entry = Posting::provisional(
            "VE",
            [vec![
                PostingLine {
                    document_number: Some(document.clone()),
                    ..PostingLine::debit(day, "41100000", "Vente", amount)
                },
                PostingLine::credit(day, "70100000", "Vente", amount),
            ]],
        );
        let error = folder.entries().post(&entry).await.unwrap_err();
        assert!(error.outcome_unknown(), "{kind:?}: {error}");
        let query = EntryLinesQuery { search: Some(document), ..EntryLinesQuery::default() };
        let found = folder.entry_lines().list(query).collect_all().await.unwrap();
        assert_eq!(found.len(), usize::from(booked), "{kind:?}");
    }
    let sent = sandbox.exchanges();
    let sent = sent.iter().filter(|e| e.operation.as_deref() == Some("ebp.accounting.journal-entries.create"));
    assert_eq!(sent.count(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_comes_back_as_it_went_and_no_larger_than_allowed() {
    let sandbox = sandbox().await;
    let ebp: Ebp = client(&sandbox, MemoryStore::new());
    signed_in(&ebp).await;
    let attachments = ebp.accounting(TENANT).attachments();
    let bytes: Vec<u8> = (0..300_000_u32).map(|n| (n % 251) as u8).collect();
    let mut file = NewAttachment::new("Reçu « n° 1 ».pdf", "application/pdf", bytes.clone());
    let uploaded = attachments.upload(&file).await.unwrap();
    assert_eq!(uploaded.attachment_name.as_deref(), Some("Reçu « n° 1 ».pdf"));
    assert_eq!(attachments.get(uploaded.id.clone(), 300_000).await.unwrap(), bytes);
    let error = attachments.get(uploaded.id.clone(), 299_999).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BodyTooLarge, "{error}");
    let mut download = attachments.download(uploaded.id).await.unwrap();
    assert_eq!(download.content_type(), Some("application/pdf"));
    let mut streamed = Vec::new();
    while let Some(piece) = download.next().await {
        streamed.extend_from_slice(&piece.unwrap());
    }
    assert_eq!(streamed, bytes);
    // Before anything is sent.
    let before = sandbox.exchanges().len();
    file.most = 299_999;
    assert_eq!(attachments.upload(&file).await.unwrap_err().kind(), ErrorKind::Invalid);
    assert_eq!(sandbox.exchanges().len(), before);
    assert!(attachments.get("00000000-0000-0000-0000-000000000000", 10).await.unwrap_err().is_not_found());
}
