//! Signing in on this machine: one answer is taken, and only the right one.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::time::Duration;

use guichet_ebp::auth::{MemoryStore, Tokens};
use guichet_ebp::identity::{LoginListener, LoginOptions};
use guichet_ebp::{Ebp, Limits, Result, Settings};
use guichet_sandbox::Sandbox;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A port that is free on both addresses of this machine, and that no other test is given: the system takes ports for
/// connections and for port 0 from 32768 on (1024 on some systems), so one below that is drawn.
async fn free_port() -> u16 {
    let two_addresses = TcpListener::bind("[::1]:0").await.is_ok();
    loop {
        let port = 10_000 + (RandomState::new().build_hasher().finish() % 20_000) as u16;
        let free = TcpListener::bind(("127.0.0.1", port)).await.is_ok()
            && (!two_addresses || TcpListener::bind(("::1", port)).await.is_ok());
        if free {
            return port;
        }
    }
}

fn client(sandbox: &Sandbox, redirect_uri: &str) -> Ebp {
    Ebp::builder("sandbox-key")
        .application("sandbox", "secret")
        .tokens(MemoryStore::new())
        .redirect_uri(redirect_uri)
        .login_url(sandbox.mount("ebp-login"))
        .settings(Settings::new().base_url(sandbox.mount("ebp")).limits(Limits::none()))
        .build()
        .unwrap()
}

/// Sends text to a port and reads what comes back; `None` if nobody listens, or nothing comes.
async fn raw(port: u16, text: &str) -> Option<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.ok()?;
    stream.write_all(text.as_bytes()).await.ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.ok()?;
    (!answer.is_empty()).then_some(answer)
}

async fn get(port: u16, target: &str) -> Option<String> {
    raw(port, &format!("GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n")).await
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap()
}

/// What the page of the sandbox does once the form is sent: the address that the browser goes to.
async fn signed_in(sandbox: &Sandbox, url: &str, action: &str) -> String {
    let query = url.split_once('?').unwrap().1;
    // Fields of the form have the names of the query.
    let form = format!("{query}&user=demo%40example.com&password=demo&action={action}");
    let post = format!(
        "POST /ebp-login/login HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\n\r\n{form}",
        form.len()
    );
    let answer = raw(sandbox.port(), &post).await.unwrap();
    let location = answer.lines().find_map(|line| line.strip_prefix("location: ")).unwrap();
    location.to_owned()
}

async fn started(path: &str) -> (Sandbox, Ebp, u16) {
    let sandbox = Sandbox::builder().without_limits().start().await.unwrap();
    let port = free_port().await;
    let ebp = client(&sandbox, &format!("http://localhost:{port}{path}"));
    (sandbox, ebp, port)
}

fn finish(listening: LoginListener) -> JoinHandle<Result<Tokens>> {
    tokio::spawn(listening.finish())
}

fn target(callback: &str) -> &str {
    callback.find("/?").or_else(|| callback.find("/back")).map_or("/", |at| &callback[at..])
}

#[tokio::test(flavor = "multi_thread")]
async fn the_right_answer_is_taken_and_the_port_is_free_again() {
    for path in ["/", "/back/here"] {
        let (sandbox, ebp, port) = started(path).await;
        let listening = ebp.identity().listen().await.unwrap();
        let url = listening.url().to_owned();
        let finished = finish(listening);
        let callback = signed_in(&sandbox, &url, "login").await;
        let page = get(port, target(&callback)).await.unwrap();
        assert_eq!(status(&page), "200", "{page}");
        assert!(page.contains("<h1>Signed in</h1>") && page.contains("Cache-Control: no-store"), "{page}");
        finished.await.unwrap().unwrap();
        // A second answer finds nobody, the same one or another.
        assert_eq!(get(port, target(&callback)).await, None);
        TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        ebp.accounting("0189abef-09af-409F-ab89-012789abcdef").folder().get().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_the_answer_is_refused_and_the_sign_in_goes_on() {
    let (sandbox, ebp, port) = started("/").await;
    let listening = ebp.identity().listen().await.unwrap();
    let url = listening.url().to_owned();
    let finished = finish(listening);
    let callback = signed_in(&sandbox, &url, "login").await;
    let good = target(&callback);
    let state = good.split_once("state=").unwrap().1;
    for (stray, expected) in [
        (good.replace("state=", "state=x"), "400"),
        (format!("/?code=abc&state={}", "x".repeat(22)), "400"),
        ("/?code=abc".to_owned(), "400"),
        (format!("/?state={state}"), "400"),
        (format!("/?code=a&code=b&state={state}"), "400"),
        (format!("/?error=access_denied&state=x{state}"), "400"),
        ("/".to_owned(), "400"),
        ("/favicon.ico".to_owned(), "404"),
        (good.replacen("/?", "/x?", 1), "404"),
    ] {
        let answer = get(port, &stray).await.unwrap();
        assert_eq!(status(&answer), expected, "{stray}");
    }
    let post = format!("POST {good} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
    assert_eq!(status(&raw(port, &post).await.unwrap()), "405");
    for garbage in ["\u{0}\u{1}\u{2}\r\n\r\n", "GET\r\n\r\n", "HELLO WORLD\r\n\r\n", &"x".repeat(100_000)] {
        if let Some(answer) = raw(port, garbage).await {
            assert_eq!(status(&answer), "400");
        }
    }
    // Connections on which nothing is said, as browsers open them, keep nobody waiting.
    let _silent: Vec<TcpStream> = futures(20, || TcpStream::connect(("127.0.0.1", port)))
        .await
        .into_iter()
        .map(std::result::Result::unwrap)
        .collect();
    assert!(!finished.is_finished());
    assert_eq!(status(&get(port, good).await.unwrap()), "200");
    finished.await.unwrap().unwrap();
    let exchanges = sandbox.exchanges();
    assert_eq!(exchanges.iter().filter(|e| e.operation.as_deref() == Some("ebp.identity.exchange")).count(), 1);
}

async fn futures<T, F: Future<Output = T>>(times: usize, mut make: impl FnMut() -> F) -> Vec<T> {
    let mut all = Vec::new();
    for _ in 0..times {
        all.push(make().await);
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn two_answers_at_once_are_one_sign_in() {
    for _ in 0..20 {
        let (sandbox, ebp, port) = started("/").await;
        let listening = ebp.identity().listen().await.unwrap();
        let url = listening.url().to_owned();
        let finished = finish(listening);
        let callback = signed_in(&sandbox, &url, "login").await;
        let (one, other) = tokio::join!(get(port, target(&callback)), get(port, target(&callback)));
        let shown = [one, other].into_iter().flatten().filter(|page| status(page) == "200").count();
        assert_eq!(shown, 1);
        finished.await.unwrap().unwrap();
        let exchanges = sandbox.exchanges();
        assert_eq!(exchanges.iter().filter(|e| e.operation.as_deref() == Some("ebp.identity.exchange")).count(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_ends_the_sign_in() {
    let (sandbox, ebp, port) = started("/").await;
    let listening = ebp.identity().listen().await.unwrap();
    let url = listening.url().to_owned();
    let finished = finish(listening);
    let callback = signed_in(&sandbox, &url, "refuse").await;
    assert_eq!(status(&get(port, target(&callback)).await.unwrap()), "403");
    let error = finished.await.unwrap().unwrap_err();
    assert!(error.to_string().contains("access_denied"), "{error}");
    assert_eq!(get(port, "/").await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_answer_finds_nobody() {
    let (sandbox, ebp, port) = started("/").await;
    let mut options = LoginOptions::default();
    assert_eq!(options.wait, Duration::from_secs(300));
    options.wait = Duration::from_millis(300);
    let listening = ebp.identity().listen_with(options).await.unwrap();
    let url = listening.url().to_owned();
    let finished = finish(listening);
    let callback = signed_in(&sandbox, &url, "login").await;
    let error = finished.await.unwrap().unwrap_err();
    assert!(error.to_string().contains("nobody signed in within 300ms"), "{error}");
    assert_eq!(get(port, target(&callback)).await, None);
    // Given up by the program: the same.
    let listening = ebp.identity().listen().await.unwrap();
    assert!(TcpStream::connect(("127.0.0.1", port)).await.is_ok());
    drop(listening);
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(get(port, target(&callback)).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_tries_again_at_once_finds_the_port_free() {
    let (_sandbox, ebp, _port) = started("/").await;
    for _ in 0..200 {
        let mut options = LoginOptions::default();
        options.wait = Duration::from_millis(1);
        let error = ebp.identity().listen_with(options).await.unwrap().finish().await.unwrap_err();
        assert!(error.to_string().contains("nobody signed in"), "{error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_human_and_the_program_learn_that_a_code_was_refused() {
    let (_sandbox, ebp, port) = started("/").await;
    let listening = ebp.identity().listen().await.unwrap();
    let state = listening.url().split_once("&state=").unwrap().1.split('&').next().unwrap().to_owned();
    let finished = finish(listening);
    let page = get(port, &format!("/?code=forged&state={state}")).await.unwrap();
    assert!(status(&page) == "403" && !page.contains("forged"), "{page}");
    assert_eq!(finished.await.unwrap().unwrap_err().code(), Some("invalid_grant"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_port_that_is_taken_or_an_address_elsewhere_is_an_error_at_once() {
    let sandbox = Sandbox::builder().without_limits().start().await.unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = taken.local_addr().unwrap().port();
    for redirect in
        [format!("http://127.0.0.1:{port}"), "https://localhost:3333".into(), "http://192.0.2.1:3333".into()]
    {
        let error = client(&sandbox, &redirect).identity().listen().await.unwrap_err();
        assert_eq!(error.kind(), guichet_ebp::ErrorKind::Config, "{error}");
    }
}
