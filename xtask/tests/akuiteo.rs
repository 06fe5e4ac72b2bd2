//! Akuiteo's webhooks from the sandbox's sender to a receiver that is killed: what only both together can show.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use guichet_sandbox::akuiteo::{Delivered, Spoiled, WebhookSender};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

const SECRET: &str = "the secret of the webhook";
const EVENTS: usize = 1_000;

struct Receiver {
    child: Child,
    port: u16,
}

/// Starts the program on a port, or on a free one for 0.
fn start(port: u16, folder: &Path) -> Receiver {
    let mut child = Command::new(env!("CARGO_BIN_EXE_akuiteo-receiver"))
        .args([&port.to_string(), SECRET])
        .args([folder.join("seen"), folder.join("effects")])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    Receiver { child, port: line.trim().parse().unwrap() }
}

/// Each event comes one to four times, side by side, and every tenth is followed by spoiled ones under an identifier of their own.
#[tokio::test(flavor = "multi_thread")]
async fn every_event_is_handled_once_although_the_receiver_is_killed_twice() {
    let folder = std::env::temp_dir().join(format!("guichet-webhooks-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let mut receiver = start(0, &folder);
    let address = ([127, 0, 0, 1], receiver.port).into();
    let sender = WebhookSender::new(address, "/akuiteo", SECRET).unwrap();
    let sender = sender.schedule(Duration::from_secs(5), 8).compressed(50);
    let (places, sent) = (Arc::new(Semaphore::new(16)), Arc::new(AtomicUsize::new(0)));
    let mut running: JoinSet<(String, Spoiled, Vec<Delivered>)> = JoinSet::new();
    for n in 0..EVENTS {
        let spoiled = [Spoiled::Body, Spoiled::Signature, Spoiled::Unsigned][n % 3];
        let kinds =
            [Some((format!("event-{n}"), Spoiled::Not)), (n % 10 == 0).then(|| (format!("spoiled-{n}"), spoiled))];
        for (id, spoiled) in kinds.into_iter().flatten() {
            let (sender, places, sent) = (sender.clone(), Arc::clone(&places), Arc::clone(&sent));
            running.spawn(async move {
                let _place = places.acquire_owned().await.unwrap();
                let body = WebhookSender::event("PROJECT", "UPDATE", &id, "987654321");
                let delivered = sender.send_copies(&body, spoiled, 1 + n % 4).await;
                sent.fetch_add(1, Ordering::SeqCst);
                (id, spoiled, delivered)
            });
        }
    }
    for part in [EVENTS / 3, 2 * EVENTS / 3] {
        while sent.load(Ordering::SeqCst) < part {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        receiver.child.kill().unwrap();
        receiver.child.wait().unwrap();
        receiver = start(receiver.port, &folder);
    }
    let outcomes = running.join_all().await;
    receiver.child.kill().unwrap();
    receiver.child.wait().unwrap();

    let effects = std::fs::read_to_string(folder.join("effects")).unwrap();
    let mut handled: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for line in effects.lines() {
        let (id, told) = line.split_once(' ').unwrap();
        handled.entry(id).or_default().push(told);
    }
    let (mut twice, mut copies, mut refused) = (0, 0, 0);
    for (id, spoiled, delivered) in &outcomes {
        if *spoiled == Spoiled::Not {
            assert!(delivered.iter().all(Delivered::is_taken), "{id}: {delivered:?}");
            // The second time the handler was told that there may have been a first.
            let told = handled[id.as_str()].as_slice();
            assert!(matches!(told, ["new"] | ["new", "interrupted"] | ["interrupted"]), "{id}: {told:?}");
            twice += usize::from(told.len() == 2);
            copies += delivered.len();
        } else {
            // While the receiver is dead nobody refuses; nobody takes it either.
            let answers = delivered.iter().flat_map(|delivered| &delivered.attempts);
            assert!(answers.clone().all(|status| matches!(status, None | Some(401))), "{id}: {delivered:?}");
            refused += answers.filter(|status| status.is_some()).count();
            assert!(!handled.contains_key(id.as_str()), "{id}");
        }
    }
    assert_eq!(handled.len(), EVENTS);
    assert!(refused > 100, "{refused}");
    println!("{EVENTS} events in {copies} deliveries, {twice} told as interrupted, {refused} spoiled ones refused");
    std::fs::remove_dir_all(&folder).unwrap();
}

/// A kill between what a handler does and the note of it: the next delivery is told.
#[tokio::test(flavor = "multi_thread")]
async fn an_event_whose_handler_is_killed_is_told_as_such() {
    let folder = std::env::temp_dir().join(format!("guichet-webhooks-killed-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let mut receiver = start(0, &folder);
    let address = ([127, 0, 0, 1], receiver.port).into();
    let sender = WebhookSender::new(address, "/akuiteo", SECRET).unwrap();
    let sender = sender.schedule(Duration::from_secs(5), 8).compressed(10);
    let body = WebhookSender::event("PROJECT", "UPDATE", "stall", "987654321");
    let delivered = tokio::spawn(async move { sender.send(&body, Spoiled::Not).await });
    let effects = || std::fs::read_to_string(folder.join("effects")).unwrap_or_default();
    while effects().is_empty() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    receiver.child.kill().unwrap();
    receiver.child.wait().unwrap();
    let mut receiver = start(receiver.port, &folder);
    assert!(delivered.await.unwrap().is_taken());
    receiver.child.kill().unwrap();
    receiver.child.wait().unwrap();
    assert_eq!(effects(), "stall new\nstall interrupted\n");
    std::fs::remove_dir_all(&folder).unwrap();
}
