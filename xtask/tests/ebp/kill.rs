//! A process that is killed in the middle of a refresh, at each of its steps: the store can be read, the newest token that
//! was kept is in it, and the next process knows where it stands.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use guichet_core::Clock;
use guichet_core::time::{Duration, OffsetDateTime};
use guichet_ebp::auth::{Stored, TokenStore};
use guichet_ebp::{Limits, REAUTHENTICATION_REQUIRED, Settings};
use guichet_sandbox::{Fault, FaultKind, Sandbox};

use crate::{Folder, TENANT, client, refreshes, signed_in, store, with};

const TIMES: usize = 20;

/// What the store holds of the refresh that was cut off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kept {
    /// Nothing: the old token is as good as before.
    Nothing,
    /// That it was begun; the vendor has not seen it.
    Begun,
    /// That it was begun; the vendor has spent the old token, and nobody has the new one.
    Lost,
    /// The reply as it came.
    Reply,
    /// The new tokens.
    Tokens,
}

/// Where the process stops. A write is that of the intent, the reply or the tokens; its steps are those of replacing a file.
const POINTS: [(&str, Kept); 14] = [
    ("1 half written", Kept::Nothing),
    ("1 forced", Kept::Nothing),
    ("1 folder forced", Kept::Begun),
    ("sent", Kept::Begun),
    ("headers", Kept::Lost),
    ("last-byte", Kept::Lost),
    ("2 half written", Kept::Lost),
    ("2 written", Kept::Lost),
    ("2 forced", Kept::Lost),
    ("2 renamed", Kept::Reply),
    ("2 folder forced", Kept::Reply),
    ("3 half written", Kept::Reply),
    ("3 renamed", Kept::Tokens),
    ("3 folder forced", Kept::Tokens),
];

#[tokio::test(flavor = "multi_thread")]
async fn at_every_step_of_a_refresh_the_store_survives_and_the_next_process_knows_where_it_stands() {
    let folder = Folder::new("kill");
    let sandbox = Sandbox::builder().without_limits().start().await.unwrap();
    let mut kills = 0;
    for (point, kept) in POINTS {
        for round in 0..TIMES {
            let file = folder.file(&format!("{}-{round}.json", point.replace(' ', "-")));
            once(&sandbox, &file, point, kept).await;
            kills += 1;
        }
    }
    eprintln!("{kills} processes killed at {} points", POINTS.len());
}

async fn once(sandbox: &Sandbox, file: &Path, point: &str, kept: Kept) {
    let about = format!("{point} ({})", file.display());
    sandbox.reset();
    signed_in(&client(sandbox, store(file))).await;
    let old = store(file).load().await.unwrap().tokens.unwrap().refresh;
    sandbox.expire_tokens();
    if point == "sent" {
        sandbox.inject(Fault::new(FaultKind::Stall).on("ebp.identity.refresh").times(1));
    }

    kill_at(sandbox, file, point).await;

    let left = store(file).load().await.unwrap();
    check(&left, kept, old.expose(), &about);
    let before = refreshes(sandbox).len();

    // A minute later: whatever was under way is over.
    let clock = Clock::frozen(OffsetDateTime::now_utc() + Duration::MINUTE);
    let restarted = with(sandbox, store(file), Settings::new().limits(Limits::none()).clock(clock));
    let domain = restarted.accounting(TENANT).folder();
    let after = |sandbox: &Sandbox| refreshes(sandbox).split_off(before);
    match kept {
        Kept::Nothing | Kept::Begun => {
            domain.get().await.unwrap_or_else(|error| panic!("{about}: {error}"));
            assert_eq!(after(sandbox), [Some(200)], "{about}");
        }
        Kept::Lost => {
            // The old token is tried once, and then nobody is asked any more.
            for _ in 0..3 {
                let error = domain.get().await.unwrap_err();
                assert_eq!(error.code(), Some(REAUTHENTICATION_REQUIRED), "{about}: {error}");
            }
            assert_eq!(after(sandbox), [Some(400)], "{about}");
        }
        Kept::Reply | Kept::Tokens => {
            domain.get().await.unwrap_or_else(|error| panic!("{about}: {error}"));
            assert_eq!(after(sandbox), [], "{about}");
        }
    }
}

fn check(left: &Stored, kept: Kept, old: &str, about: &str) {
    let tokens = left.tokens.as_ref().unwrap();
    let holds_old = tokens.refresh.expose() == old;
    assert_eq!(holds_old, kept != Kept::Tokens, "{about}");
    assert_eq!(left.intent.is_some(), !matches!(kept, Kept::Nothing | Kept::Tokens), "{about}");
    assert_eq!(left.reply.is_some(), kept == Kept::Reply, "{about}");
    if let Some(reply) = &left.reply {
        let body = std::str::from_utf8(reply.body.expose()).unwrap();
        assert!(body.contains("refresh_token") && !body.contains(old), "{about}");
    }
    assert!(left.ended.is_none(), "{about}");
}

/// Starts the process, waits until it has come to the point, and kills it there.
async fn kill_at(sandbox: &Sandbox, file: &Path, point: &str) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_ebp-child"))
        .arg(file)
        .args([&sandbox.url(), "one", point])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    if point == "sent" {
        // Only the vendor knows when it has arrived.
        while refreshes(sandbox).is_empty() {
            tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        }
    } else {
        let out = child.stdout.take().unwrap();
        let line = tokio::task::spawn_blocking(move || {
            let mut line = String::new();
            BufReader::new(out).read_line(&mut line).map(|_| line)
        });
        assert_eq!(line.await.unwrap().unwrap().trim(), "AT", "{point}");
    }
    end(&mut child);
}

/// SIGKILL on Unix: nothing of the process runs after it.
fn end(child: &mut Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}
