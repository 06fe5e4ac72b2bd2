//! One redemption for all.

use std::time::Duration;

use guichet_sandbox::{Fault, FaultKind, Sandbox};

use crate::engine::signal_to;
use crate::paced::fraction;
use crate::{Machines, durable, refreshes, size};

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs redis-server"]
async fn processes_with_many_tasks_spend_an_expired_token_once() {
    let (rounds, processes, tasks): (usize, usize, usize) = size((3, 6, 16), (100, 16, 64));
    let server = durable();
    let sandbox = Sandbox::builder().without_limits().start().await.unwrap();
    for round in 0..rounds {
        sandbox.reset();
        let machines = Machines::new(server.url(), &format!("round-{round}"), &sandbox, 45);
        server.known(&machines.prefix);
        machines.sign_in().await;
        // In turn: the vendor takes the token no longer, which each task learns by itself; or the clock says so.
        let ahead = if round % 2 == 0 {
            sandbox.expire_tokens();
            "0"
        } else {
            "7200"
        };
        let mut programs: Vec<_> =
            (0..processes).map(|_| machines.begin(&["many", ahead, &tasks.to_string()])).collect();
        tokio::task::spawn_blocking(move || {
            programs.iter_mut().for_each(|program| program.ready());
            programs.iter_mut().for_each(|program| program.go());
            programs.iter_mut().for_each(|program| drop(program.done()));
        })
        .await
        .unwrap();
        assert_eq!(refreshes(&sandbox), [Some(200)], "round {round}");
        let calls = sandbox.exchanges();
        let good = calls.iter().filter(|e| e.vendor == "ebp" && e.status == Some(200)).count();
        assert_eq!(good, processes * tasks, "round {round}");
    }
    eprintln!("{rounds} rounds of {processes} processes with {tasks} tasks: one redemption in each");
}

/// A holder that is stopped at any place of its renewal for longer than its lease, and goes on.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs redis-server"]
async fn a_holder_that_was_stopped_past_its_lease_does_not_spend_the_token_again() {
    const LEASE: u64 = 8;
    let rounds: usize = size(3, 20);
    let server = durable();
    let url = server.url();
    let round = |round: usize| {
        let url = url.clone();
        server.known(&format!("stopped-{round}"));
        async move {
            let sandbox = Sandbox::builder().without_limits().start().await.unwrap();
            let machines = Machines::new(url, &format!("stopped-{round}"), &sandbox, LEASE);
            machines.sign_in().await;
            sandbox.expire_tokens();
            // The request is on its way for a second: it is stopped before, in the middle, or with the reply in its socket.
            let slow = Fault::new(FaultKind::Latency(Duration::from_secs(1))).on("ebp.identity.refresh");
            sandbox.inject(slow);
            let mut holder = machines.begin(&["many", "0", "4"]);
            holder.ready();
            holder.go();
            tokio::time::sleep(Duration::from_millis(fraction(1_200))).await;
            signal_to(holder.process(), "-STOP");
            let mut other = machines.begin(&["many", "0", "4"]);
            other.ready();
            other.go();
            // Past the lease, and before an intent without a reply is given up.
            tokio::time::sleep(Duration::from_millis(LEASE * 1_000 + 500 + fraction(3_000))).await;
            signal_to(holder.process(), "-CONT");
            tokio::task::spawn_blocking(move || (holder.done(), other.done())).await.unwrap();
            refreshes(&sandbox)
        }
    };
    // A few at a time: they wait more than they work.
    let mut told = Vec::new();
    for first in (0..rounds).step_by(5) {
        let some: Vec<_> = (first..rounds.min(first + 5)).map(|number| tokio::spawn(round(number))).collect();
        for each in some {
            told.push(each.await.unwrap());
        }
    }
    eprintln!("{rounds} holders stopped past their lease: redemptions {told:?}");
    assert!(told.iter().all(|redemptions| redemptions == &[Some(200)]), "{told:?}");
}
