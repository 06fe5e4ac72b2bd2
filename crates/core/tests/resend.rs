//! Writes that are looked for before they are sent again: when, how often, and what an error says. On paused time.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::cell::RefCell;
use std::time::Duration;

use guichet_core::{Asked, Error, Job, Outcome, Resend, Result};
use tokio::time::Instant;

/// An error of this outcome.
async fn failed(outcome: Outcome) -> Error {
    Job::<()>::new("vendor.things.create", move || async move { Ok(Asked::failed("Refused", None, outcome)) })
        .wait()
        .await
        .unwrap_err()
}

/// What is answered: to look-ups whether it is there, or an error; to sendings nothing, or an error of an outcome.
async fn run(
    resend: Resend,
    looks: &[Option<bool>],
    sends: &[Option<Outcome>],
) -> (Result<&'static str>, Vec<(&'static str, u64)>) {
    let (begun, told) = (Instant::now(), RefCell::new(Vec::new()));
    let number = |what: &'static str| {
        let mut told = told.borrow_mut();
        told.push((what, begun.elapsed().as_secs()));
        told.iter().filter(|(told, _)| *told == what).count() - 1
    };
    let look = async || match looks.get(number("look")).copied().unwrap_or(Some(false)) {
        Some(there) => Ok(there.then_some("found")),
        None => Err(failed(Outcome::NotDone).await),
    };
    let send = async || match sends.get(number("send")).copied().unwrap_or(None) {
        Some(outcome) => Err(failed(outcome).await),
        None => Ok("sent"),
    };
    let result = resend.run(look, send).await;
    (result, told.into_inner())
}

#[tokio::test(start_paused = true)]
async fn it_is_looked_for_first_and_sent_where_it_is_not_there() {
    let (result, told) = run(Resend::new(), &[Some(true)], &[]).await;
    assert_eq!((result.unwrap(), told), ("found", vec![("look", 0)]));
    let (result, told) = run(Resend::new(), &[], &[]).await;
    assert_eq!((result.unwrap(), told), ("sent", vec![("look", 0), ("send", 0)]));
    // Without the look-up nothing is sent.
    let (result, told) = run(Resend::new(), &[None], &[]).await;
    assert!(result.is_err() && told == [("look", 0)]);
}

#[tokio::test(start_paused = true)]
async fn what_is_unknown_is_looked_for_three_times_and_then_sent_again() {
    let unknown = Some(Outcome::Unknown);
    let (result, told) = run(Resend::new(), &[], &[unknown, None]).await;
    assert_eq!(result.unwrap(), "sent");
    assert_eq!(told, [("look", 0), ("send", 0), ("look", 20), ("look", 40), ("look", 60), ("send", 60)]);
    // It shows late.
    let (result, told) = run(Resend::new(), &[Some(false), Some(false), Some(true)], &[unknown]).await;
    assert_eq!((result.unwrap(), told.len()), ("found", 4));
    // Three sendings, and no more.
    let (result, told) = run(Resend::new(), &[], &[unknown; 9]).await;
    let sent = told.iter().filter(|(what, _)| *what == "send").count();
    assert_eq!((result.unwrap_err().outcome(), sent, told.len()), (Outcome::Unknown, 3, 13));
    let (result, told) = run(Resend::new().sends(1), &[], &[unknown; 9]).await;
    assert_eq!((result.unwrap_err().outcome(), told.len()), (Outcome::Unknown, 5));
}

/// A look-up that fails says nothing of what was sent, and neither does none at all.
#[tokio::test(start_paused = true)]
async fn nothing_is_sent_again_that_was_not_looked_for() {
    let unknown = Some(Outcome::Unknown);
    for failing in 1..4 {
        let mut looks = vec![Some(false); 4];
        looks[failing] = None;
        let (result, told) = run(Resend::new(), &looks, &[unknown; 9]).await;
        assert_eq!((result.unwrap_err().outcome(), told.len()), (Outcome::Unknown, 5), "{failing}");
    }
    let (result, told) = run(Resend::new().looks(0, Duration::ZERO), &[], &[unknown; 9]).await;
    assert_eq!((result.unwrap_err().outcome(), told.len()), (Outcome::Unknown, 2));
}

#[tokio::test(start_paused = true)]
async fn what_is_known_is_not_sent_again() {
    let (result, told) = run(Resend::new(), &[], &[Some(Outcome::NotDone)]).await;
    assert_eq!((result.unwrap_err().outcome(), told.len()), (Outcome::NotDone, 2));
    // Done, and it does not show: an error, and nothing is sent.
    let (result, told) = run(Resend::new(), &[], &[Some(Outcome::Done)]).await;
    assert_eq!((result.unwrap_err().outcome(), told.len()), (Outcome::Done, 5));
}

/// The vendor refuses the second sending, because the first arrived late, say: nobody knows.
#[tokio::test(start_paused = true)]
async fn a_refusal_of_a_later_sending_says_nothing_of_the_first() {
    let sends = [Some(Outcome::Unknown), Some(Outcome::NotDone)];
    let (result, told) = run(Resend::new(), &[], &sends).await;
    assert_eq!((result.unwrap_err().outcome(), told.len()), (Outcome::Unknown, 9));
    let looks = [Some(false), Some(false), Some(false), Some(false), Some(true)];
    assert_eq!(run(Resend::new(), &looks, &sends).await.0.unwrap(), "found");
}
