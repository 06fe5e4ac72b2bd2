//! Accengage's client against the sandbox that verifies it.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeSet;

use guichet_accengage::devices::{DevicesQuery, Record};
use guichet_accengage::{Accengage, Condition, Effect, Secret, Settings, condition, signature};
use guichet_sandbox::accengage::{VerifyError, verify};
use guichet_sandbox::{Fault, FaultKind, Sandbox};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// What our client signs, the vendor's check accepts; with one bit changed anywhere, it refuses.
    #[test]
    fn every_signature_is_accepted_and_no_changed_one(
        body in proptest::collection::vec(any::<u8>(), 0..200),
        key in "[ -~]{1,40}",
        time in 0_i64..4_000_000_000,
        skew in 0_u64..=600,
        bit: usize,
    ) {
        let now = time.unsigned_abs() + skew;
        let text = time.to_string();
        let signed = signature(&body, &Secret::new(key.as_str()), time);
        prop_assert_eq!(verify(&body, &key, &text, &signed, now), Ok(()));

        if !body.is_empty() {
            let mut changed = body.clone();
            changed[bit / 8 % body.len()] ^= 1 << (bit % 8);
            prop_assert_eq!(verify(&changed, &key, &text, &signed, now), Err(VerifyError::Mismatch));
        }
        let flip = |text: &str, bits: usize| {
            let mut bytes = text.as_bytes().to_vec();
            let at = bit / bits % bytes.len();
            bytes[at] ^= 1 << (bit % bits);
            String::from_utf8(bytes).unwrap()
        };
        // Seven bits of a byte of ASCII: the eighth would make it no text at all.
        prop_assert!(verify(&body, &flip(&key, 7), &text, &signed, now).is_err());
        prop_assert!(verify(&body, &key, &flip(&text, 7), &signed, now).is_err());
        let mut digest: Vec<u8> = (0..20).map(|i| u8::from_str_radix(&signed[2 * i..2 * i + 2], 16).unwrap()).collect();
        digest[bit / 8 % 20] ^= 1 << (bit % 8);
        let forged: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        prop_assert_eq!(verify(&body, &key, &text, &forged, now), Err(VerifyError::Mismatch));
    }
}

fn client(sandbox: &Sandbox) -> Accengage {
    Accengage::builder("a1b2c3d4e5f6g7h8", "mymail@client.com")
        .settings(Settings::new().base_url(sandbox.mount("accengage")))
        .build()
        .unwrap()
}

fn asked_for_a_token(sandbox: &Sandbox) -> usize {
    sandbox
        .exchanges()
        .iter()
        .filter(|exchange| exchange.operation.as_deref() == Some("accengage.access-token.create"))
        .count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_hundred_calls_with_an_expired_token_ask_once() {
    let sandbox = Sandbox::start().await.unwrap();
    let accengage = client(&sandbox);
    accengage.me().get().await.unwrap();
    assert_eq!(asked_for_a_token(&sandbox), 1);
    for round in 2..=6 {
        sandbox.expire_tokens();
        let calls: Vec<_> = (0..200)
            .map(|_| {
                let me = accengage.me();
                tokio::spawn(async move { me.get().await })
            })
            .collect();
        for call in calls {
            call.await.unwrap().unwrap();
        }
        assert_eq!(asked_for_a_token(&sandbox), round);
    }
}

#[tokio::test]
async fn a_server_that_always_refuses_the_token_gets_two_sends_of_each_call() {
    let sandbox = Sandbox::start().await.unwrap();
    let accengage = client(&sandbox);
    for (status, expected) in
        [(400, Condition::TokenInvalid), (401, Condition::TokenExpired), (403, Condition::TokenMissing)]
    {
        sandbox.reset();
        let label = FaultKind::Label { status, label: "API_ERR_TOKEN".into() };
        sandbox.inject(Fault::new(label).on("accengage.apps.post"));
        let before = sandbox.exchanges().len();
        let error =
            accengage.apps().post("12345678", ["notes"], Effect::Unsafe).json(&1).send_empty().await.unwrap_err();
        assert_eq!(condition(&error), Some(expected));
        let sends = sandbox
            .exchanges()
            .iter()
            .skip(before)
            .filter(|exchange| exchange.operation.as_deref() == Some("accengage.apps.post"))
            .count();
        assert_eq!(sends, 2);
    }
}

#[tokio::test]
async fn all_devices_arrive_across_the_empty_page() {
    let sandbox = Sandbox::start().await.unwrap();
    let rows =
        client(&sandbox).devices().list::<Record>("12345678", DevicesQuery::default()).collect_all().await.unwrap();
    let ids: BTreeSet<&str> = rows.iter().filter_map(|row| row.get("deviceId")).collect();
    assert_eq!((rows.len(), ids.len()), (250, 250));
    let pages = sandbox
        .exchanges()
        .iter()
        .filter(|exchange| exchange.operation.as_deref() == Some("accengage.devices.list"))
        .count();
    assert_eq!(pages, 4);
}

#[tokio::test]
async fn a_wrong_key_and_a_wrong_clock_are_told() {
    let sandbox = Sandbox::start().await.unwrap();
    let accengage = Accengage::builder("wrong-key", "mymail@client.com")
        .settings(Settings::new().base_url(sandbox.mount("accengage")))
        .build()
        .unwrap();
    let error = accengage.me().get().await.unwrap_err();
    assert!(error.is_unauthorized() && error.to_string().contains("API_ERR_SIGNATURE"), "{error}");
    assert!(!format!("{error:?}").contains("wrong-key"));
}
