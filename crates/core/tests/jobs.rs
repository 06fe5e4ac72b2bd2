//! Jobs: how often they are asked about, what ends them, what survives. On paused time.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use guichet_core::limit::LedgerError;
use guichet_core::{Asked, Error, ErrorKind, Job, Outcome};
use tokio::time::Instant;

type Answers = Vec<fn() -> guichet_core::Result<Asked<u32>>>;

/// A job that is answered so, and the seconds at which it was asked about.
fn job(answers: Answers) -> (Job<u32>, Arc<Mutex<Vec<u64>>>) {
    let (begun, asked) = (Instant::now(), Arc::new(Mutex::new(Vec::new())));
    let (noted, answers) = (Arc::clone(&asked), Arc::new(answers));
    let job = Job::new("vendor.jobs.status", move || {
        let mut noted = noted.lock().unwrap();
        noted.push(begun.elapsed().as_secs());
        let answer = answers.get(noted.len() - 1).or(answers.last()).unwrap()();
        async move { answer }
    });
    (job, asked)
}

fn running() -> guichet_core::Result<Asked<u32>> {
    Ok(Asked::running("Waiting", true))
}

fn lost() -> guichet_core::Result<Asked<u32>> {
    // Something that may be well a moment later.
    Err(LedgerError::Locked("calls".to_owned()).into())
}

#[tokio::test(start_paused = true)]
async fn pauses_grow_to_a_minute_and_the_job_has_no_end_of_its_own() {
    let mut answers: Answers = vec![running; 10];
    answers.push(|| Ok(Asked::ended(7)));
    let (job, asked) = job(answers);
    let told = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&told);
    let end = job.on_progress(move |progress| noted.lock().unwrap().push((progress.done, progress.state))).wait().await;
    assert_eq!(end.unwrap(), 7);
    assert_eq!(*asked.lock().unwrap(), [0, 1, 3, 7, 15, 31, 63, 123, 183, 243, 303]);
    assert_eq!(told.lock().unwrap().len(), 10);
    assert_eq!(told.lock().unwrap()[0], (1, Some("Waiting".to_owned())));
}

/// Lost answers in between do not end it; ten in a row do, with their own error.
#[tokio::test(start_paused = true)]
async fn a_question_that_fails_for_a_while_is_asked_again() {
    let mut answers: Answers = vec![running];
    answers.extend(vec![lost as fn() -> _; 9]);
    answers.push(running);
    answers.extend(vec![lost as fn() -> _; 9]);
    answers.push(|| Ok(Asked::ended(1)));
    assert_eq!(job(answers).0.wait().await.unwrap(), 1);
    let (job, asked) = job(vec![lost]);
    assert_eq!(job.wait().await.unwrap_err().kind(), ErrorKind::Storage);
    assert_eq!(asked.lock().unwrap().len(), 10);
}

/// What asking again does not mend ends it at once.
#[tokio::test(start_paused = true)]
async fn an_error_for_good_ends_it() {
    let (job, asked) = job(vec![running, || Err(Error::config("no key"))]);
    assert_eq!(job.wait().await.unwrap_err().kind(), ErrorKind::Config);
    assert_eq!(asked.lock().unwrap().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_job_that_failed_says_how_and_what_it_left() {
    let failed = || Ok(Asked::failed("OperationError", Some("the file".to_owned()), Outcome::Unknown));
    let error = job(vec![running, failed]).0.wait().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.code(), error.outcome()),
        (ErrorKind::Job, Some("OperationError"), Outcome::Unknown)
    );
    let line = error.to_string();
    assert_eq!(line, "vendor.jobs.status: the job has failed [OperationError]: the file; it may have been carried out");
    assert!(!error.is_transient());
}

#[tokio::test(start_paused = true)]
async fn a_deadline_ends_the_questions_and_not_the_job() {
    let (job, asked) = job(vec![running]);
    let begun = Instant::now();
    let error =
        job.pauses(Duration::from_secs(5), Duration::from_secs(20)).deadline(Duration::from_secs(60)).wait().await;
    let error = error.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Timeout, Outcome::Unknown), "{error}");
    assert!(begun.elapsed() <= Duration::from_secs(60), "{:?}", begun.elapsed());
    assert_eq!(*asked.lock().unwrap(), [0, 5, 15, 35, 55]);
}

/// A state that nobody listed is no end.
#[tokio::test(start_paused = true)]
async fn an_unknown_state_is_waited_on() {
    let (job, asked) = job(vec![|| Ok(Asked::running("Sleeping", false)), running, || Ok(Asked::ended(3))]);
    assert_eq!(job.wait().await.unwrap(), 3);
    assert_eq!(asked.lock().unwrap().len(), 3);
}
