//! What happens to a program while its refresh token is on its way: a full disk, no descriptors, a read-only folder, a signal, the
//! end of `main`. The login survives wherever the reply arrived, and where it did not the error says so.

use std::io::{BufRead as _, BufReader, Lines, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use guichet_ebp::auth::TokenStore as _;
use guichet_sandbox::{Fault, FaultKind, Sandbox};

use crate::{Folder, client, refreshes, store};

/// The program under test. Dropping it ends it.
struct Drill {
    child: Child,
    lines: ChildStdin,
    out: Lines<BufReader<ChildStdout>>,
}

impl Drill {
    fn start(mut command: Command) -> Self {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let lines = child.stdin.take().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines, out }
    }

    fn hear(&mut self) -> String {
        self.out.next().unwrap_or_else(|| Ok("the end".to_owned())).unwrap()
    }

    fn tell(&mut self, line: &str) {
        writeln!(self.lines, "{line}").unwrap();
    }

    fn ask(&mut self, line: &str) -> String {
        self.tell(line);
        self.hear()
    }

    fn signal(&self, signal: &str) {
        let told = Command::new("kill").args([&format!("-{signal}"), &self.child.id().to_string()]).status();
        assert!(told.unwrap().success());
    }

    fn ended(mut self) {
        drop(self.lines);
        assert!(self.child.wait().unwrap().success());
    }
}

fn drill(sandbox: &Sandbox, file: &std::path::Path, action: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ebp-drill"));
    command.arg(file).arg(sandbox.url()).args(action);
    command
}

/// The same below a shell's line.
fn below(shell: &mut Command, line: &str, drill: &Command) {
    shell.args(["sh", "-c", line, "sh"]).arg(drill.get_program()).args(drill.get_args());
}

/// Waits until a refresh has arrived at the vendor.
async fn arrived(sandbox: &Sandbox) {
    while refreshes(sandbox).is_empty() {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// Takes the blocking steps of a drill off the runtime, which serves the sandbox.
async fn steps<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work).await.unwrap()
}

async fn sandbox() -> Sandbox {
    Sandbox::builder().without_limits().start().await.unwrap()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Returns,
    Drops,
}

/// The runtime ends while the request is at the vendor: what runs apart goes on, and the process ends when the reply is kept.
#[tokio::test(flavor = "multi_thread")]
async fn a_main_that_returns_and_a_runtime_that_is_dropped_lose_nothing() {
    let folder = Folder::new("returns");
    for end in [End::Returns, End::Drops] {
        let rounds = (0..20).map(|round| {
            let file = folder.file(&format!("{}-{round}.json", end as u8));
            async move {
                let sandbox = sandbox().await;
                let mut drill = Drill::start(drill(&sandbox, &file, &[]));
                drill = steps(move || (assert_eq!(drill.hear(), "READY"), drill).1).await;
                sandbox.expire_tokens();
                let late = Fault::new(FaultKind::Latency(Duration::from_millis(400))).on("ebp.identity.refresh");
                sandbox.inject(late.times(1));
                drill = steps(move || (assert_eq!(drill.ask("begin"), "BEGUN"), drill).1).await;
                arrived(&sandbox).await;
                steps(move || {
                    match end {
                        End::Returns => drill.tell("return"),
                        End::Drops => assert_eq!(drill.ask("drop"), "DROPPED"),
                    }
                    drill.ended();
                })
                .await;
                client(&sandbox, store(&file)).accounting(crate::TENANT).folder().get().await.unwrap();
                assert_eq!(refreshes(&sandbox), [Some(200)]);
            }
        });
        for round in rounds {
            round.await;
        }
    }
}

/// Stopped past the deadline, with the reply in the socket when it goes on.
#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_is_stopped_past_the_deadline_keeps_the_reply_in_its_socket() {
    let folder = Folder::new("stopped");
    let rounds = (0..20).map(|round| {
        let file = folder.file(&format!("{round}.json"));
        tokio::spawn(async move {
            let sandbox = sandbox().await;
            let mut drill = Drill::start(drill(&sandbox, &file, &[]));
            drill = steps(move || (assert_eq!(drill.hear(), "READY"), drill).1).await;
            sandbox.expire_tokens();
            let late = Fault::new(FaultKind::Latency(Duration::from_millis(300))).on("ebp.identity.refresh");
            sandbox.inject(late.times(1));
            drill = steps(move || (drill.tell("call"), drill).1).await;
            arrived(&sandbox).await;
            drill.signal("STOP");
            // The deadline of a refresh is two seconds there.
            tokio::time::sleep(Duration::from_secs(4)).await;
            drill.signal("CONT");
            steps(move || {
                assert_eq!(drill.hear(), "CALL ok", "round {round}");
                assert_eq!(drill.ask("settle"), "SETTLE ok");
                drill.ended();
            })
            .await;
            assert_eq!(refreshes(&sandbox), [Some(200)], "round {round}");
        })
    });
    for round in rounds.collect::<Vec<_>>() {
        round.await.unwrap();
    }
}

/// Without descriptors a refresh is not begun; one whose reply is there is kept all the same.
#[tokio::test(flavor = "multi_thread")]
async fn a_process_without_descriptors_loses_nothing() {
    let folder = Folder::new("descriptors");
    for when in ["now descriptors", "descriptors"] {
        let file = folder.file(&format!("{}.json", when.len()));
        let sandbox = sandbox().await;
        let mut shell = Command::new("env");
        below(&mut shell, "ulimit -n 64; exec \"$@\"", &drill(&sandbox, &file, &[when]));
        let mut drill = Drill::start(shell);
        drill = steps(move || (assert_eq!(drill.hear(), "READY"), drill).1).await;
        sandbox.expire_tokens();
        if when == "descriptors" {
            drill = steps(move || (drill.tell("call"), drill).1).await;
            arrived(&sandbox).await;
            // Whatever the call itself came to: its own connection may need a descriptor.
            drill = steps(move || {
                let _ = drill.hear();
                assert_eq!(drill.ask("undo"), "UNDONE");
                assert_eq!(drill.ask("call"), "CALL ok");
                assert_eq!(drill.ask("settle"), "SETTLE ok");
                drill
            })
            .await;
            assert_eq!(refreshes(&sandbox), [Some(200)]);
        } else {
            drill = steps(move || {
                assert_eq!(drill.ask("act"), "ACTED");
                let told = drill.ask("call");
                assert!(told.starts_with("CALL ") && told.contains(" true "), "it may go later: {told}");
                drill
            })
            .await;
            assert_eq!(refreshes(&sandbox), []);
            drill = steps(move || {
                assert_eq!(drill.ask("undo"), "UNDONE");
                assert_eq!(drill.ask("call"), "CALL ok");
                drill
            })
            .await;
            assert_eq!(refreshes(&sandbox), [Some(200)]);
        }
        steps(move || drill.ended()).await;
        client(&sandbox, store(&file)).accounting(crate::TENANT).folder().get().await.unwrap();
        assert_eq!(refreshes(&sandbox), [Some(200)]);
    }
}

/// A limit on the size of files, which the intent keeps to and a reply's room does not: nothing is sent.
#[tokio::test(flavor = "multi_thread")]
async fn a_limit_on_files_is_met_before_the_token_is_spent() {
    let folder = Folder::new("limit");
    let file = folder.file("tokens.json");
    let sandbox = sandbox().await;
    let mut first = Drill::start(drill(&sandbox, &file, &[]));
    steps(move || {
        assert_eq!(first.hear(), "READY");
        first.ended();
    })
    .await;
    sandbox.expire_tokens();
    // In blocks of 512 or 1,024 bytes: less than the room either way.
    let mut shell = Command::new("env");
    below(&mut shell, "trap '' XFSZ; ulimit -f 20; exec \"$@\"", &drill(&sandbox, &file, &[]));
    let mut limited = Drill::start(shell);
    let told = steps(move || limited.hear()).await;
    assert!(told.starts_with("OPEN ") && told.contains("make room"), "{told}");
    assert_eq!(refreshes(&sandbox), []);
    client(&sandbox, store(&file)).accounting(crate::TENANT).folder().get().await.unwrap();
}

/// Whether this machine lets a process have mounts of its own; where it does not, the drills with a disk of their own are skipped.
fn mounts() -> bool {
    let tried = Command::new("unshare").args(["-rm", "true"]).stderr(Stdio::null()).status();
    let can = tried.is_ok_and(|status| status.success());
    if !can {
        eprintln!("1 drill skipped: no mounts of its own");
    }
    can
}

/// A drill whose folder is a small disk of its own.
fn on_a_small_disk(sandbox: &Sandbox, disk: &std::path::Path, action: &str) -> Drill {
    let disk_name = disk.display().to_string();
    let drill = drill(sandbox, &disk.join("tokens.json"), &[action, &disk_name]);
    let mut shell = Command::new("unshare");
    shell.arg("-rm");
    below(&mut shell, &format!("mount -t tmpfs -o size=400k none '{disk_name}' && exec \"$@\""), &drill);
    Drill::start(shell)
}

/// A disk that is full before the request, and one that fills up while the reply is on its way.
#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_loses_nothing() {
    if !mounts() {
        return;
    }
    let folder = Folder::new("full");
    for when in ["now fill", "fill"] {
        let disk = folder.file(&when.replace(' ', "-"));
        std::fs::create_dir(&disk).unwrap();
        let sandbox = sandbox().await;
        let mut drill = on_a_small_disk(&sandbox, &disk, when);
        drill = steps(move || (assert_eq!(drill.hear(), "READY"), drill).1).await;
        sandbox.expire_tokens();
        if when == "fill" {
            drill = steps(move || {
                assert_eq!(drill.ask("call"), "CALL ok");
                assert_eq!(drill.ask("settle"), "SETTLE ok");
                // What is on the disk is enough for another process.
                let other = drill.ask("undo") + &drill.ask("other");
                assert_eq!(other, "UNDONEOTHER READY; CALL ok");
                drill
            })
            .await;
        } else {
            drill = steps(move || {
                assert_eq!(drill.ask("act"), "ACTED");
                let told = drill.ask("call");
                assert!(told.starts_with("CALL Storage true") && told.contains("tokens.json"), "{told}");
                drill
            })
            .await;
            assert_eq!(refreshes(&sandbox), [], "a full disk is met before the token is spent");
            drill = steps(move || {
                assert_eq!(drill.ask("undo"), "UNDONE");
                assert_eq!(drill.ask("call"), "CALL ok");
                drill
            })
            .await;
        }
        assert_eq!(refreshes(&sandbox), [Some(200)]);
        steps(move || drill.ended()).await;
    }
}

/// The file cannot be replaced any more when the reply is there: the tokens are used from memory, no other process spends the old one,
/// and they are written when they can be.
#[tokio::test(flavor = "multi_thread")]
async fn a_reply_that_cannot_be_written_keeps_every_other_process_from_the_old_token() {
    if !mounts() {
        return;
    }
    let folder = Folder::new("unwritten");
    let disk = folder.file("disk");
    std::fs::create_dir(&disk).unwrap();
    let sandbox = sandbox().await;
    let mut drill = on_a_small_disk(&sandbox, &disk, "mount");
    drill = steps(move || (assert_eq!(drill.hear(), "READY"), drill).1).await;
    sandbox.expire_tokens();
    drill = steps(move || {
        assert_eq!(drill.ask("call"), "CALL ok");
        let told = drill.ask("settle");
        assert!(told.starts_with("SETTLE Storage true") && told.contains("loses the login"), "{told}");
        assert_eq!(drill.ask("call"), "CALL ok");
        let other = drill.ask("other");
        assert!(other.contains("CALL Storage true") && other.contains("cannot write"), "{other}");
        drill
    })
    .await;
    assert_eq!(refreshes(&sandbox), [Some(200)]);
    drill = steps(move || {
        assert_eq!(drill.ask("undo"), "UNDONE");
        assert_eq!(drill.ask("settle"), "SETTLE ok");
        assert_eq!(drill.ask("other"), "OTHER READY; CALL ok");
        drill
    })
    .await;
    assert_eq!(refreshes(&sandbox), [Some(200)], "the first token arrived once at the vendor");
    steps(move || drill.ended()).await;
}

/// A file that is mounted by itself cannot be replaced: said when the store is opened, before anything is spent.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_mounted_alone_is_refused_when_the_store_is_opened() {
    if !mounts() {
        return;
    }
    let folder = Folder::new("mounted");
    let file = folder.file("tokens.json");
    let sandbox = sandbox().await;
    let mut first = Drill::start(drill(&sandbox, &file, &[]));
    steps(move || {
        assert_eq!(first.hear(), "READY");
        first.ended();
    })
    .await;
    let mut shell = Command::new("unshare");
    shell.arg("-rm");
    let name = file.display();
    below(&mut shell, &format!("mount --bind '{name}' '{name}' && exec \"$@\""), &drill(&sandbox, &file, &[]));
    let mut mounted = Drill::start(shell);
    let told = steps(move || mounted.hear()).await;
    assert!(told.starts_with("OPEN ") && told.contains("cannot replace") && told.contains("tokens.json"), "{told}");
    // The login in it is as good as before.
    assert!(store(&file).load().await.unwrap().tokens.is_some());
    client(&sandbox, store(&file)).accounting(crate::TENANT).folder().get().await.unwrap();
}

/// Calls as the vendor saw them: when they arrived, and their status.
fn arrivals(sandbox: &Sandbox) -> Vec<(std::time::Instant, Option<u16>)> {
    let exchanges = sandbox.exchanges();
    exchanges
        .iter()
        .filter(|exchange| exchange.vendor == "ebp")
        .map(|exchange| (exchange.at, exchange.status))
        .collect()
}

fn paced(sandbox: &Sandbox) {
    let arrivals = arrivals(sandbox);
    assert!(arrivals.iter().all(|(_, status)| *status != Some(429)), "{arrivals:?}");
    let gaps: Vec<_> = arrivals.windows(2).map(|pair| pair[1].0 - pair[0].0).collect();
    assert!(gaps.iter().all(|gap| *gap >= Duration::from_secs(1)), "{gaps:?}");
}

/// Two programs that share a ledger's file, and nothing else: they take turns, and nobody is refused. `GUICHET_ROUNDS` for more.
#[tokio::test(flavor = "multi_thread")]
async fn two_processes_on_one_ledger_keep_one_pace() {
    let folder = Folder::new("turns");
    let rounds = std::env::var("GUICHET_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(1);
    for round in 0..rounds {
        let sandbox = Sandbox::start().await.unwrap();
        let (file, ledger) = (folder.file(&format!("{round}.json")), folder.file(&format!("{round}-calls.json")));
        let ledger = ledger.display().to_string();
        let mut processes = Vec::new();
        for _ in 0..2 {
            let mut drill = Drill::start(drill(&sandbox, &file, &["ledger", &ledger]));
            processes.push(steps(move || (assert_eq!(drill.hear(), "READY"), drill).1).await);
        }
        let posting: Vec<_> = processes
            .into_iter()
            .map(|mut drill| {
                tokio::task::spawn_blocking(move || {
                    let told = drill.ask("post 12");
                    drill.ended();
                    told
                })
            })
            .collect();
        for posted in posting {
            assert_eq!(posted.await.unwrap().trim(), "POSTED 12");
        }
        assert_eq!(arrivals(&sandbox).len(), 24);
        paced(&sandbox);
    }
}

/// A process that is killed cannot say when its last call left: the next one waits a whole period first.
#[tokio::test(flavor = "multi_thread")]
async fn a_restart_at_once_meets_no_refusal() {
    let folder = Folder::new("restart");
    let sandbox = Sandbox::start().await.unwrap();
    let (file, ledger) = (folder.file("tokens.json"), folder.file("calls.json").display().to_string());
    for round in 0..3 {
        let mut drill = Drill::start(drill(&sandbox, &file, &["ledger", &ledger]));
        let before = arrivals(&sandbox).len();
        drill = steps(move || {
            assert_eq!(drill.hear(), "READY");
            drill.tell("post 12");
            drill
        })
        .await;
        while arrivals(&sandbox).len() < before + 1 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        // The next call is at the vendor when its process ends, and nobody has its answer.
        let late = Fault::new(FaultKind::Latency(Duration::from_secs(5))).on("ebp.accounting.journal-entries.create");
        sandbox.inject(late.times(1));
        while arrivals(&sandbox).len() < before + 2 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        steps(move || {
            drill.signal("KILL");
            assert!(!drill.child.wait().unwrap().success(), "round {round}");
        })
        .await;
    }
    paced(&sandbox);
}

#[tokio::test(flavor = "multi_thread")]
async fn eight_processes_take_no_call_beyond_those_of_the_day() {
    let folder = Folder::new("quota");
    let sandbox = sandbox().await;
    let (file, ledger) = (folder.file("tokens.json"), folder.file("calls.json").display().to_string());
    let mut processes = Vec::new();
    for _ in 0..8 {
        let mut drill = Drill::start(drill(&sandbox, &file, &["ledger", &ledger]));
        processes.push(steps(move || (assert_eq!(drill.hear(), "READY"), drill).1).await);
    }
    let taking: Vec<_> = processes
        .into_iter()
        .map(|mut drill| {
            tokio::task::spawn_blocking(move || {
                let told = drill.ask("take 1000");
                drill.ended();
                told
            })
        })
        .collect();
    let mut sum = 0;
    for taken in taking {
        let told = taken.await.unwrap();
        sum += told.strip_prefix("TOOK ").unwrap_or_else(|| panic!("{told}")).parse::<u32>().unwrap();
    }
    assert_eq!(sum, 300);
}

/// A renewal that a runtime began which rests since then: it goes on by itself, and nobody waits for that runtime.
#[tokio::test(flavor = "multi_thread")]
async fn a_renewal_begun_on_a_runtime_that_rests_keeps_nobody() {
    let sandbox = sandbox().await;
    let url = sandbox.url();
    let ebp = client(&sandbox, guichet_ebp::auth::MemoryStore::new());
    crate::signed_in(&ebp).await;
    sandbox.expire_tokens();
    sandbox.inject(Fault::new(FaultKind::Latency(Duration::from_millis(300))).on("ebp.identity.refresh").times(1));
    steps(move || {
        let runtimes = [(); 2].map(|()| tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap());
        let (first, second) = (ebp.accounting(crate::TENANT).folder(), ebp.accounting(crate::TENANT).folder());
        let begun = runtimes[0].spawn(async move { first.get().await });
        // Long enough to be refused and to ask for a token.
        runtimes[0].block_on(tokio::time::sleep(Duration::from_millis(150)));
        runtimes[1].block_on(second.get()).unwrap_or_else(|error| panic!("{url}: {error}"));
        runtimes[0].block_on(begun).unwrap().unwrap();
    })
    .await;
    assert_eq!(refreshes(&sandbox), [Some(200)]);
}
