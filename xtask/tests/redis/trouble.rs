//! An engine in trouble, in the middle of renewals and of paced calls.

use std::time::{Duration, Instant};

use guichet_sandbox::Sandbox;

use crate::engine::{Delay, Keeps, Server};
use crate::{Machines, arrivals, refreshes, shortest, size};

const PERIOD: Duration = Duration::from_millis(200);

/// What happens to the engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trouble {
    Killed,
    /// Killed, and back with what it had before the last renewals.
    Older,
    Stopped,
    /// Each answer comes this many milliseconds late.
    Slow(u64),
    Emptied,
    Full,
    Replaced,
}

const TROUBLES: [Trouble; 8] = [
    Trouble::Killed,
    Trouble::Older,
    Trouble::Stopped,
    Trouble::Slow(100),
    Trouble::Slow(3_000),
    Trouble::Emptied,
    Trouble::Full,
    Trouble::Replaced,
];

/// One row of the table: three programs make paced calls whose token the vendor takes no longer every 2.5 s, and the engine is in
/// trouble, again and again.
async fn row(trouble: Trouble, times: u32) -> String {
    let keeps = match trouble {
        Trouble::Older | Trouble::Emptied | Trouble::Full | Trouble::Replaced => Keeps::Saved,
        _ => Keeps::All,
    };
    let mut server = Server::start(keeps);
    let delay = Delay::before(server.port);
    let sandbox = Sandbox::builder().without_limits().start().await.unwrap();
    let machines = Machines::new(delay.url(), "trouble", &sandbox, 45);
    machines.open(0).await;
    server.known(&machines.prefix);
    machines.sign_in().await;
    let seconds = 6 + u64::from(times) * 14;
    let mut programs: Vec<_> = (0..3).map(|_| machines.begin(&["paced", "200", &seconds.to_string()])).collect();
    let told = std::thread::spawn(move || {
        programs.iter_mut().for_each(|program| program.ready());
        programs.iter_mut().map(|program| (program.done(), program.errors.clone())).collect::<Vec<_>>()
    });
    let begun = Instant::now();
    let renewing = async {
        while begun.elapsed() < Duration::from_secs(seconds - 3) {
            tokio::time::sleep(Duration::from_millis(2_500)).await;
            sandbox.expire_tokens();
        }
    };
    let troubling = async {
        tokio::time::sleep(Duration::from_secs(5)).await;
        for _ in 0..times {
            let used = arrivals(&sandbox).len() as u32;
            match trouble {
                Trouble::Killed => {
                    server.kill();
                    tokio::time::sleep(Duration::from_secs(3)).await;
                    server.begin();
                }
                Trouble::Older => {
                    server.save();
                    // Renewals go on meanwhile, which the file does not know.
                    tokio::time::sleep(Duration::from_secs(3)).await;
                    server.kill();
                    server.begin();
                }
                Trouble::Stopped => {
                    server.stop();
                    tokio::time::sleep(Duration::from_secs(4)).await;
                    server.go_on();
                }
                Trouble::Slow(milliseconds) => {
                    delay.each_answer(milliseconds);
                    tokio::time::sleep(Duration::from_secs(4)).await;
                    delay.each_answer(0);
                }
                Trouble::Emptied => drop(server.command(&["FLUSHALL"])),
                Trouble::Full => {
                    server.command(&["CONFIG", "SET", "maxmemory", "1"]);
                    tokio::time::sleep(Duration::from_secs(4)).await;
                    server.command(&["CONFIG", "SET", "maxmemory", "0"]);
                }
                Trouble::Replaced => server.replace_by_an_empty_one(),
            }
            if matches!(trouble, Trouble::Older | Trouble::Emptied | Trouble::Replaced) {
                // The calls of the day are not known: nothing goes until the caller says how many there were.
                tokio::time::sleep(Duration::from_secs(2)).await;
                machines.open(used).await;
            }
            // Longer than a record rests, and a turn that was lost.
            tokio::time::sleep(Duration::from_secs(9)).await;
        }
    };
    // How long it takes until an error is there: apart from the programs, whose calls wait for their turn before.
    let asking = async {
        let (ledger, store) = (machines.handle().ledger("asked").unwrap(), machines.store());
        ledger.open_today(guichet_redis::Day::utc(), 0).await.unwrap();
        let day = guichet_redis::Day::utc().around(guichet_core::time::OffsetDateTime::now_utc()).0;
        let (mut errors, mut longest) = (0_u32, Duration::ZERO);
        while begun.elapsed() < Duration::from_secs(seconds - 3) {
            let asked = Instant::now();
            let counted = guichet_redis::Ledger::take(&ledger, day, 100_000).await;
            if matches!(counted, Err(guichet_redis::LedgerError::Engine { .. })) {
                (errors, longest) = (errors + 1, longest.max(asked.elapsed()));
            }
            let asked = Instant::now();
            if guichet_redis::TokenStore::load(&store).await.is_err() {
                (errors, longest) = (errors + 1, longest.max(asked.elapsed()));
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        (errors, longest)
    };
    let ((), (), (asked, longest)) = tokio::join!(renewing, troubling, asking);
    let told = tokio::task::spawn_blocking(move || told.join().unwrap()).await.unwrap();
    let served: Vec<&str> = told.iter().map(|(told, _)| told[0].as_str()).collect();
    let errors: Vec<&str> = told.iter().flat_map(|(_, errors)| errors).map(String::as_str).collect();
    // Nothing is lost: each says that its newest tokens are in the store, and the login that is there still renews.
    assert!(told.iter().all(|(told, _)| told[3] == "true"), "{trouble:?}: {told:?}");
    let calls = arrivals(&sandbox);
    let (gap, renewals) = (shortest(&calls), refreshes(&sandbox));
    sandbox.expire_tokens();
    let mut last = machines.begin(&["many", "0", "1"]);
    tokio::task::spawn_blocking(move || {
        last.ready();
        last.go();
        last.done();
    })
    .await
    .unwrap();
    let twice = renewals.iter().filter(|status| **status != Some(200)).count();
    let mut kinds = std::collections::BTreeMap::<String, u32>::new();
    for error in &errors {
        *kinds.entry(kind(error)).or_default() += 1;
    }
    let row = format!(
        "| {trouble:?} x {times} | {} calls, served {served:?}, shortest gap {gap:?} | {} renewals, {twice} refused | {asked} errors, the slowest after {longest:?} | {kinds:?} |",
        calls.len(),
        renewals.len(),
    );
    eprintln!("{row}");
    assert!(gap >= PERIOD, "{row}");
    assert_eq!(twice, 0, "a refresh token was spent twice: {row}");
    assert!(longest < Duration::from_secs(2) || size(true, false), "{row}");
    row
}

/// What an error is about, without what changes from one to the next.
fn kind(error: &str) -> String {
    let error = error.split_once(' ').map_or(error, |(_, error)| error);
    let known = [
        "no answer within",
        "no connection",
        "the connection broke",
        "memory is full",
        "is not known",
        "keeps the token store locked",
        "a turn among all",
        "still reading its file",
        "was changed by somebody",
        "sign in again",
        "new credentials were refused as well",
        "the call could not be counted",
        "no new credentials",
    ];
    known.iter().find(|known| error.contains(**known)).map_or_else(|| error.to_owned(), |known| (*known).to_owned())
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs redis-server"]
async fn no_trouble_of_the_engine_reaches_the_vendor_or_loses_a_token() {
    let (times, troubles): (u32, &[Trouble]) =
        size((1, &[Trouble::Killed, Trouble::Older, Trouble::Emptied, Trouble::Full]), (4, &TROUBLES));
    let rows: Vec<_> = troubles.iter().map(|trouble| tokio::spawn(row(*trouble, times))).collect();
    for row in rows {
        row.await.unwrap();
    }
}
