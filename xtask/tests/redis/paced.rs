//! One pace for all.

use std::time::Duration;

use guichet_sandbox::Sandbox;

use crate::engine::signal_to;
use crate::{Machines, arrivals, durable, shortest, size};

const PROCESSES: usize = 4;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs redis-server"]
async fn four_processes_keep_one_pace_and_each_has_its_share() {
    let seconds: u64 = size(15, 600);
    let server = durable();
    let sandbox = Sandbox::start().await.unwrap();
    let machines = Machines::new(server.url(), "paced", &sandbox, 45);
    machines.open(0).await;
    server.known(&machines.prefix);
    machines.sign_in().await;
    let mut programs: Vec<_> =
        (0..PROCESSES).map(|_| machines.begin(&["paced", "1000", &seconds.to_string()])).collect();
    let told = tokio::task::spawn_blocking(move || {
        programs.iter_mut().for_each(|program| program.ready());
        let told: Vec<_> = programs.iter_mut().map(|program| (program.done(), program.errors.clone())).collect();
        told
    });
    let told = told.await.unwrap();
    let served: Vec<u32> = told.iter().map(|(told, _)| told[0].parse().unwrap()).collect();
    assert!(told.iter().all(|(_, errors)| errors.is_empty()), "{told:?}");

    let arrivals = arrivals(&sandbox);
    assert!(sandbox.exchanges().iter().all(|exchange| exchange.status == Some(200)));
    let whole = (arrivals[arrivals.len() - 1] - arrivals[0]).as_secs_f64();
    // A call arrives a second after the answer to the one before; what an answer takes on this machine is a few milliseconds.
    let rate = (arrivals.len() - 1) as f64 / whole;
    let (least, mean) = (*served.iter().min().unwrap(), arrivals.len() as f64 / PROCESSES as f64);
    let mut gaps: Vec<_> = arrivals.windows(2).map(|pair| pair[1] - pair[0]).collect();
    gaps.sort();
    eprintln!(
        "{PROCESSES} processes, {seconds} s: {} calls, {rate:.4} a second; gaps {:?} to {:?}, median {:?}; served {served:?}",
        arrivals.len(),
        gaps[0],
        gaps[gaps.len() - 1],
        gaps[gaps.len() / 2]
    );
    assert!(shortest(&arrivals) >= Duration::from_secs(1), "{:?}", gaps[0]);
    assert!(f64::from(least) >= 0.8 * mean, "{served:?}");
    if size(false, true) {
        assert!(rate >= 0.95, "{rate}");
    }
}

/// A program that is killed while it has the turn delays the others by no more than 5 s.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs redis-server"]
async fn a_killed_holders_turn_is_freed() {
    let rounds: usize = size(2, 20);
    let server = durable();
    let sandbox = Sandbox::builder().without_limits().start().await.unwrap();
    let machines = Machines::new(server.url(), "killed", &sandbox, 45);
    machines.open(0).await;
    server.known(&machines.prefix);
    machines.sign_in().await;
    // Each call is on its way for most of a second: whoever is killed most likely has the turn.
    sandbox.inject(
        guichet_sandbox::Fault::new(guichet_sandbox::FaultKind::Latency(Duration::from_millis(800)))
            .on("ebp.accounting.domain.get"),
    );
    let seconds = (rounds * 9).to_string();
    let mut stays = machines.begin(&["paced", "1000", &seconds]);
    stays.ready();
    let mut delays = Vec::new();
    for _ in 0..rounds {
        let mut other = machines.begin(&["paced", "1000", "600"]);
        other.ready();
        tokio::time::sleep(Duration::from_millis(1_000 + fraction(3_600))).await;
        other.kill();
        let killed = std::time::Instant::now();
        let before = arrivals(&sandbox).len();
        while arrivals(&sandbox).len() == before {
            assert!(killed.elapsed() < Duration::from_secs(20), "nobody calls any more");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        delays.push(killed.elapsed());
    }
    let told = tokio::task::spawn_blocking(move || (stays.done(), stays.errors.clone())).await.unwrap();
    assert!(told.1.is_empty(), "{told:?}");
    delays.sort();
    eprintln!("{rounds} holders killed: the next call came {:?} to {:?} later", delays[0], delays[delays.len() - 1]);
    if size(false, true) {
        assert!(delays[delays.len() - 1] < Duration::from_secs(5), "{delays:?}");
    }
    let shortest = shortest(&arrivals(&sandbox));
    assert!(shortest >= Duration::from_secs(1), "{shortest:?}");
}

/// A program that is stopped while it has the turn, for longer than that lasts, and goes on when another one has it.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs redis-server"]
async fn a_stopped_holder_calls_nobody_within_the_period_when_it_goes_on() {
    let rounds: usize = size(2, 20);
    let server = durable();
    let sandbox = Sandbox::builder().without_limits().start().await.unwrap();
    let machines = Machines::new(server.url(), "stopped", &sandbox, 45);
    machines.open(0).await;
    server.known(&machines.prefix);
    machines.sign_in().await;
    let seconds = (rounds * 8).to_string();
    let mut programs: Vec<_> = (0..2).map(|_| machines.begin(&["paced", "1000", &seconds])).collect();
    programs.iter_mut().for_each(|program| program.ready());
    for round in 0..rounds {
        tokio::time::sleep(Duration::from_millis(1_000 + fraction(1_500))).await;
        let process = programs[round % 2].process();
        signal_to(process, "-STOP");
        tokio::time::sleep(Duration::from_millis(3_500 + fraction(1_500))).await;
        signal_to(process, "-CONT");
    }
    let told = tokio::task::spawn_blocking(move || {
        programs.iter_mut().map(|program| (program.done(), program.errors.clone())).collect::<Vec<_>>()
    });
    let told = told.await.unwrap();
    assert!(told.iter().all(|(_, errors)| errors.is_empty()), "{told:?}");
    let arrivals = arrivals(&sandbox);
    let gap = shortest(&arrivals);
    eprintln!("{rounds} programs stopped at any place of a paced call: {} calls, shortest gap {gap:?}", arrivals.len());
    assert!(gap >= Duration::from_secs(1), "{gap:?}");
}

/// 0 to this, from what is random anyway.
pub(crate) fn fraction(most: u64) -> u64 {
    use std::hash::{BuildHasher as _, RandomState};
    RandomState::new().hash_one(most) % most.max(1)
}
