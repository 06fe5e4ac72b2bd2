//! Several processes on one store.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};

use guichet_sandbox::Sandbox;

use crate::{Folder, client, refreshes, signed_in, store};

const ROUNDS: usize = 20;
const PROCESSES: usize = 8;

#[tokio::test(flavor = "multi_thread")]
async fn eight_processes_with_eight_tasks_each_spend_an_expired_token_once() {
    let folder = Folder::new("processes");
    let sandbox = Sandbox::builder().without_limits().start().await.unwrap();
    for round in 0..ROUNDS {
        let file = folder.file(&format!("round-{round}.json"));
        sandbox.reset();
        signed_in(&client(&sandbox, store(&file))).await;
        // In turn: the vendor takes the token no longer, which each task learns by itself; or the clock says so.
        let ahead = if round % 2 == 0 {
            sandbox.expire_tokens();
            "0"
        } else {
            "7200"
        };
        let mut children: Vec<_> = (0..PROCESSES)
            .map(|_| {
                Command::new(env!("CARGO_BIN_EXE_ebp-child"))
                    .arg(&file)
                    .args([&sandbox.url(), "many", ahead])
                    .stdin(Stdio::piped())
                    .stdout(Stdio::piped())
                    .spawn()
                    .unwrap()
            })
            .collect();
        let worked = tokio::task::spawn_blocking(move || {
            let mut lines: Vec<_> =
                children.iter_mut().map(|child| BufReader::new(child.stdout.take().unwrap()).lines()).collect();
            for lines in &mut lines {
                assert_eq!(lines.next().unwrap().unwrap(), "READY");
            }
            for child in &mut children {
                child.stdin.take().unwrap().write_all(b"\n").unwrap();
            }
            let done =
                lines.iter_mut().map(Iterator::next).filter(|line| matches!(line, Some(Ok(line)) if line == "DONE"));
            let done = done.count();
            children.iter_mut().for_each(|child| assert!(child.wait().unwrap().success()));
            done
        });
        assert_eq!(worked.await.unwrap(), PROCESSES, "round {round}");
        // One redemption. A second one would be the reuse that ends the login.
        assert_eq!(refreshes(&sandbox), [Some(200)], "round {round}");
        let calls = sandbox.exchanges();
        let good = calls.iter().filter(|e| e.vendor == "ebp" && e.status == Some(200)).count();
        assert_eq!(good, PROCESSES * 8, "round {round}");
    }
}
