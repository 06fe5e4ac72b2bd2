//! One count for all.

use std::time::Duration;

use guichet_sandbox::Sandbox;

use crate::paced::fraction;
use crate::{Machines, durable, size};

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs redis-server"]
async fn the_calls_of_the_day_are_reached_and_never_exceeded() {
    // So many are allowed, and a fifth more is tried.
    let (most, kills, restarts): (u32, usize, usize) = size((400, 2, 2), (10_000, 20, 10));
    let arrived = a_day(most, kills, restarts).await;
    // Counted and not sent: at the most those that a killed program had on their way, eight of them.
    assert!(arrived + kills * 8 >= most as usize, "{arrived}");
    // Where nobody is killed every call of the day is made.
    assert_eq!(a_day(most, 0, restarts).await, most as usize);
}

/// A day on which programs are killed and the engine begins anew: how many calls arrived at the vendor.
async fn a_day(most: u32, kills: usize, restarts: usize) -> usize {
    let mut server = durable();
    let sandbox = Sandbox::builder().without_limits().start().await.unwrap();
    let machines = Machines::new(server.url(), "counted", &sandbox, 45);
    machines.open(0).await;
    server.known(&machines.prefix);
    machines.sign_in().await;
    let (most_text, beyond) = (most.to_string(), (most / 20).to_string());
    let begin = || {
        let mut program = machines.begin(&["counted", &most_text, &beyond]);
        program.ready();
        program
    };
    let mut programs: Vec<_> = (0..4).map(|_| begin()).collect();
    let arrived = || sandbox.exchanges().iter().filter(|e| e.vendor == "ebp").count();
    for step in 0..kills.max(restarts) {
        // Spread over the whole.
        let next = most as usize * (step + 1) / (kills.max(restarts) + 2);
        let begun = std::time::Instant::now();
        while arrived() < next {
            assert!(begun.elapsed() < Duration::from_secs(120), "nobody calls any more");
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        tokio::time::sleep(Duration::from_millis(fraction(20))).await;
        if step < kills {
            programs.remove(0).kill();
            programs.push(begin());
        }
        if step < restarts {
            server.kill();
            server.begin();
        }
    }
    let told = tokio::task::spawn_blocking(move || {
        let told: Vec<_> = programs.iter_mut().map(|program| program.done()).collect();
        told
    });
    let told = told.await.unwrap();
    let refused: u64 = told.iter().map(|told| told[2].parse::<u64>().unwrap()).sum();
    // What nobody knew whether it was counted is taken back by those that are still there: then it is free for one more program.
    tokio::time::sleep(Duration::from_secs(2)).await;
    let mut last = begin();
    tokio::task::spawn_blocking(move || last.done()).await.unwrap();
    let ledger = machines.handle().ledger("ebp").unwrap();
    let day = guichet_redis::Day::utc().around(guichet_core::time::OffsetDateTime::now_utc()).0;
    let used = guichet_redis::Ledger::used(&ledger, day).await.unwrap();
    let arrived = arrived();
    eprintln!(
        "{most} calls of the day, {kills} programs killed, {restarts} restarts of Redis: {used} counted, {arrived} arrived, \
         {refused} attempts refused"
    );
    assert!(arrived <= most as usize, "{arrived}");
    assert_eq!(used, most);
    assert!(refused >= u64::from(most / 5), "{refused}");
    arrived
}
