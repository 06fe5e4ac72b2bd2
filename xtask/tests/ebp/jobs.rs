//! Imports and exports: what is not sent again, what another process takes up, what a kill leaves, how much memory large files take.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use guichet_ebp::Outcome;
use guichet_ebp::auth::MemoryStore;
use guichet_ebp::dates;
use guichet_ebp::imports::{ImportCategory, ImportOutcome, NewImport};
use guichet_ebp::saas::gescom::Table;
use guichet_ebp::saas::{Since, TableQuery};
use guichet_sandbox::{Fault, FaultKind, Sandbox};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::{Folder, client, signed_in, store};

/// The tokens may be those of another host for signing in than the one of this address.
fn child(tokens: &Path, [login, url]: [&str; 2], what: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ebp-job"));
    command.arg(tokens).args([login, url]).args(what).stdout(Stdio::piped()).spawn().unwrap()
}

/// All that a program prints, when it has ended.
fn printed(child: Child) -> String {
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The answer is lost: nothing is sent again, whatever the client's settings, and the caller is told that it may have been done.
#[tokio::test(flavor = "multi_thread")]
async fn an_import_whose_answer_is_lost_is_not_sent_again() {
    let sandbox = Sandbox::builder().without_limits().start().await.unwrap();
    let ebp = client(&sandbox, MemoryStore::new());
    signed_in(&ebp).await;
    let import = NewImport::new("3691", ImportCategory::Items, "testModel", "items.csv", "Code\nAR1\n");
    for kind in [FaultKind::DropAfter, FaultKind::DropBefore, FaultKind::Truncate, FaultKind::Status(503)] {
        let before = sandbox.exchanges().len();
        sandbox.inject(Fault::new(kind.clone()).on("ebp.imports.imports.create").times(1));
        let error = ebp.imports().create(&import).await.unwrap_err();
        let sent = sandbox.exchanges().len() - before;
        let accepted = kind == FaultKind::Truncate;
        let expected = if accepted { [Outcome::Done, Outcome::Unknown] } else { [Outcome::Unknown; 2] };
        assert!(expected.contains(&error.outcome()) && sent == 1, "{kind:?}: {sent} sent, {error}");
    }
    sandbox.stop().await;
}

/// A process begins an import and is killed; another one knows its identifier, and learns the same.
#[tokio::test(flavor = "multi_thread")]
async fn a_job_is_taken_up_by_another_process() {
    let folder = Folder::new("jobs");
    let tokens = folder.file("tokens.json");
    let sandbox = Sandbox::builder().without_limits().start().await.unwrap();
    signed_in(&client(&sandbox, store(&tokens))).await;
    let mut first = child(&tokens, [&sandbox.url(), &sandbox.url()], &["import"]);
    let mut lines = BufReader::new(first.stdout.take().unwrap()).lines();
    let id = lines.next().unwrap().unwrap();
    assert_eq!(lines.next().unwrap().unwrap(), "asked 1");
    first.kill().unwrap();
    first.wait().unwrap();
    let (tokens, url) = (tokens.clone(), sandbox.url());
    let told =
        tokio::task::spawn_blocking(move || printed(child(&tokens, [&url, &url], &["wait", &id]))).await.unwrap();
    assert!(told.contains(&format!("{:?}, in error: [Some(3)]", ImportOutcome::LinesFailed(1))), "{told}");
    sandbox.stop().await;
}

/// Tokens of a sandbox, for a server that takes any.
async fn tokens(path: &Path) -> String {
    let sandbox = Sandbox::builder().without_limits().start().await.unwrap();
    signed_in(&client(&sandbox, store(path))).await;
    let login = sandbox.url();
    sandbox.stop().await;
    login
}

/// A server of EBP's jobs: any export has ended, and its file is so long; what is uploaded is counted. It pauses between pieces.
async fn server(length: u64, pause: Duration) -> (SocketAddr, Arc<AtomicU64>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let taken = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&taken);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let counted = Arc::clone(&counted);
            tokio::spawn(async move {
                let mut head = Vec::new();
                loop {
                    // A head ends with an empty line; what follows it is the body's.
                    let end = head.windows(4).position(|four| four == b"\r\n\r\n");
                    let Some(end) = end else {
                        let mut piece = vec![0; 16 * 1024];
                        match stream.read(&mut piece).await {
                            Ok(0) | Err(_) => return,
                            Ok(read) => head.extend_from_slice(&piece[..read]),
                        }
                        continue;
                    };
                    let text = String::from_utf8_lossy(&head[..end]).to_lowercase();
                    let body: u64 = text
                        .lines()
                        .find_map(|line| line.strip_prefix("content-length: "))
                        .map_or(0, |length| length.trim().parse().unwrap());
                    let mut left = body - (head.len() - end - 4) as u64;
                    let mut piece = vec![0; 64 * 1024];
                    while left > 0 {
                        let Ok(read @ 1..) = stream.read(&mut piece).await else { return };
                        left -= read as u64;
                    }
                    counted.store(body, Ordering::SeqCst);
                    head.clear();
                    let json = |body: &str| {
                        format!(
                            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
                            body.len()
                        )
                    };
                    if text.contains("/status?") {
                        let _ = stream.write_all(json(r#"{"status":"Completed"}"#).as_bytes()).await;
                    } else if text.contains("/createimport?") {
                        let _ = stream.write_all(json(r#"{"importId":"7"}"#).as_bytes()).await;
                    } else {
                        let head =
                            format!("HTTP/1.1 200 OK\r\ncontent-type: text/csv\r\ncontent-length: {length}\r\n\r\n");
                        if stream.write_all(head.as_bytes()).await.is_err() {
                            return;
                        }
                        let mut sent = 0;
                        while sent < length {
                            let piece = vec![b'y'; (length - sent).min(64 * 1024) as usize];
                            if stream.write_all(&piece).await.is_err() {
                                return;
                            }
                            sent += piece.len() as u64;
                            if !pause.is_zero() {
                                tokio::time::sleep(pause).await;
                            }
                        }
                    }
                }
            });
        }
    });
    (address, taken)
}

/// Killed at twenty places of a download: under its name the file is there whole, or not at all.
#[tokio::test(flavor = "multi_thread")]
async fn a_download_that_is_killed_leaves_no_half_file() {
    const LENGTH: u64 = 4 * 1024 * 1024;
    let folder = Folder::new("downloads");
    let tokens = folder.file("tokens.json");
    let login = self::tokens(&tokens).await;
    let (address, _) = server(LENGTH, Duration::from_millis(2)).await;
    let (url, mut whole) = (format!("http://{address}"), 0);
    for round in 0..20_u64 {
        let file = folder.file(&format!("export-{round}.csv"));
        let mut saving = child(&tokens, [&login, &url], &["save", file.to_str().unwrap()]);
        // The last ones are left to end.
        tokio::time::sleep(Duration::from_millis(10 + 15 * round)).await;
        if round < 17 {
            let _ = saving.kill();
        }
        tokio::task::spawn_blocking(move || saving.wait().unwrap()).await.unwrap();
        match std::fs::metadata(&file) {
            Ok(there) => {
                assert_eq!(there.len(), LENGTH, "round {round}");
                whole += 1;
            }
            Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::NotFound, "round {round}"),
        }
    }
    assert!((3..20).contains(&whole), "{whole} of 20 were whole");
    // Two to one name: the file is whole, and nothing else is left.
    let file = folder.file("both.csv");
    let both = [0, 1].map(|_| child(&tokens, [&login, &url], &["save", file.to_str().unwrap()]));
    for saving in both {
        tokio::task::spawn_blocking(move || printed(saving)).await.unwrap();
    }
    assert_eq!(std::fs::metadata(&file).unwrap().len(), LENGTH);
    let left = std::fs::read_dir(file.parent().unwrap()).unwrap().flatten();
    let of_both = left.filter(|entry| entry.file_name().to_string_lossy().contains("both.csv")).count();
    assert_eq!(of_both, 1);
}

fn kilobytes(told: &str) -> u64 {
    let most = told.lines().find_map(|line| line.strip_prefix("most: ")).unwrap();
    most.trim_end_matches(" kB").trim().parse::<u64>().unwrap()
}

/// A table of 5,000 rows: flat memory, each row once and in order, also where a kill came between.
#[tokio::test(flavor = "multi_thread")]
async fn a_whole_table_is_read_in_flat_memory_and_taken_up_after_a_kill() {
    let folder = Folder::new("table");
    let tokens = folder.file("tokens.json");
    let sandbox = Sandbox::builder().without_limits().start().await.unwrap();
    signed_in(&client(&sandbox, store(&tokens))).await;
    let url = sandbox.url();
    let file = |name: &str| folder.file(name).to_str().unwrap().to_owned();
    let run = |name: &str, rows: &str| {
        let (tokens, url, file, rows) = (tokens.clone(), url.clone(), file(name), rows.to_owned());
        tokio::task::spawn_blocking(move || printed(child(&tokens, [&url, &url], &["table", &file, &rows])))
    };
    let read = |name: &str| -> Vec<String> {
        let text = std::fs::read_to_string(file(name)).unwrap();
        text.lines().filter(|line| !line.starts_with("place ")).map(str::to_owned).collect()
    };
    let (few, all) = (run("few", "100").await.unwrap(), run("all", "999999").await.unwrap());
    println!("most memory in kB, of 100 rows and of 5,000: {} {}", kilobytes(&few), kilobytes(&all));
    assert!(kilobytes(&all).saturating_sub(kilobytes(&few)) < 8 * 1024);
    let whole = read("all");
    let in_order = whole.windows(2).all(|pair| pair[0] < pair[1]);
    assert!(whole.len() == 5_000 && in_order && read("few") == whole[..100]);
    assert!(all.contains("100 of Some(5000)\n200 of Some(5000)\n") && all.contains("\n5000 of Some(5000)\n"));
    // Killed after pages of its own, three times, and taken up each time.
    let killed = file("killed");
    for round in 1..=3_usize {
        let mut first = child(&tokens, [&url, &url], &["table", &killed, "999999"]);
        let mut lines = BufReader::new(first.stdout.take().unwrap()).lines();
        for _ in 0..4 * round {
            lines.next().unwrap().unwrap();
        }
        first.kill().unwrap();
        first.wait().unwrap();
        assert!(read("killed").len() < 5_000, "the kill came too late");
    }
    let before = sandbox.exchanges().len();
    let told = run("killed", "999999").await.unwrap();
    assert!(sandbox.exchanges().len() - before < 40, "{told}");
    assert!(told.ends_with("kB\n") && told.contains("\n5000 of Some(5000)\n"), "{told}");
    assert_eq!(read("killed"), whole);
    sandbox.stop().await;
}

/// What was changed since a place takes the pages that it fills, and not those of the table.
#[tokio::test(flavor = "multi_thread")]
async fn changes_take_the_calls_of_what_was_changed() {
    let sandbox = Sandbox::builder().without_limits().start().await.unwrap();
    let ebp = client(&sandbox, MemoryStore::new());
    signed_in(&ebp).await;
    let table = ebp.gescom().folder("3691").table(Table::Customer);
    let query = || TableQuery::columns(["Id", "Name"]);
    let calls = || sandbox.exchanges().len();
    let before = calls();
    let begin = Since::new(dates::Timestamp::parse("2018-01-01T00:00:00").unwrap().local());
    let (rows, _) = table.changes(query(), begin).collect_all().await.unwrap();
    let full = calls() - before;
    let mut moments: Vec<_> = rows.iter().map(|row| row.moment("SysModifiedDate").unwrap().unwrap().local()).collect();
    moments.sort();
    assert_eq!((rows.len(), full), (5_000, 50));
    // One in a hundred was changed after this moment.
    let before = calls();
    let (rows, since) = table.changes(query(), Since::new(moments[4_949])).collect_all().await.unwrap();
    let few = calls() - before;
    println!("{} of 5,000 rows were changed: {few} calls against {full}", rows.len());
    // The overlap finds the row of the moment again, which this place does not know.
    assert!((50..=52).contains(&rows.len()) && few <= 2, "{} rows in {few} calls", rows.len());
    let kept: Since = since.to_string().parse().unwrap();
    let (rows, again) = table.changes(query(), kept).collect_all().await.unwrap();
    assert_eq!((rows.len(), again), (0, since));
    sandbox.stop().await;
}

/// 200 MB take no more memory than 2.
#[tokio::test(flavor = "multi_thread")]
async fn large_files_are_never_in_memory() {
    const MB: u64 = 1024 * 1024;
    let folder = Folder::new("large");
    let tokens = folder.file("tokens.json");
    let login = self::tokens(&tokens).await;
    let mut most = Vec::new();
    for size in [2 * MB, 200 * MB] {
        let (address, taken) = server(size, Duration::ZERO).await;
        let url = format!("http://{address}");
        for what in [vec!["upload".to_owned(), size.to_string()], vec!["download".to_owned()]] {
            let (tokens, login, url, named) = (tokens.clone(), login.clone(), url.clone(), what[0].clone());
            let told = tokio::task::spawn_blocking(move || {
                let what: Vec<&str> = what.iter().map(String::as_str).collect();
                printed(child(&tokens, [&login, &url], &what))
            });
            let told = told.await.unwrap();
            if named == "upload" {
                assert!(taken.load(Ordering::SeqCst) > size, "{told}");
            } else {
                assert!(told.contains(&format!("{size} bytes")), "{told}");
            }
            most.push(kilobytes(&told));
        }
    }
    println!("most memory in kB, up and down, of 2 MB and of 200 MB: {most:?}");
    for (small, large) in most.iter().zip(&most[2..]) {
        assert!(large.saturating_sub(*small) < 8 * 1024, "{most:?}");
    }
}
