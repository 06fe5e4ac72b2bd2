//! A list of a hundred pages from a server that takes its time, with pages asked for ahead and without.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use guichet_core::Settings;
use guichet_workadu::Workadu;
use guichet_workadu::customers::CustomersQuery;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::Outcome;

const PAGES: u64 = 100;
const SIZE: u64 = 100;
/// How long the server takes for each page.
const DELAY: Duration = Duration::from_millis(50);
const ROUNDS: usize = 3;
/// How long the list may take with eight pages ahead.
const BAR: Duration = Duration::from_millis(800);

pub(crate) async fn run() -> Outcome {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(answer(stream));
        }
    });
    println!("{PAGES} pages of {SIZE} customers, {} ms each, the best of {ROUNDS} rounds", DELAY.as_millis());
    let workadu = Workadu::builder("key").settings(Settings::new().base_url(&url)).build()?;
    for ahead in [0, 8] {
        let mut best = Duration::MAX;
        for _ in 0..ROUNDS {
            let begun = Instant::now();
            let list = workadu.customers().list(CustomersQuery::default()).prefetch(ahead).collect_all().await?;
            best = best.min(begun.elapsed());
            if !list.iter().map(|customer| customer.id.get()).eq(0..i64::try_from(PAGES * SIZE)?) {
                return Err("customers are missing, or out of order".into());
            }
        }
        let missed = if ahead == 8 && best > BAR { ", missed: at most 0.8 s" } else { "" };
        println!("{ahead} ahead: {:.3} s{missed}", best.as_secs_f64());
    }
    Ok(())
}

async fn answer(mut stream: tokio::net::TcpStream) {
    let mut seen = Vec::new();
    let mut chunk = [0_u8; 4096];
    while let Ok(read @ 1..) = stream.read(&mut chunk).await {
        seen.extend_from_slice(chunk.get(..read).unwrap_or_default());
        if !seen.ends_with(b"\r\n\r\n") {
            continue;
        }
        let request = String::from_utf8_lossy(&seen).into_owned();
        seen.clear();
        let digits = |rest: &str| rest.split(|c: char| !c.is_ascii_digit()).next().and_then(|text| text.parse().ok());
        let page: u64 = request.split("page=").nth(1).and_then(digits).unwrap_or(1);
        tokio::time::sleep(DELAY).await;
        let body = customers(page);
        let head = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        if stream.write_all(head.as_bytes()).await.is_err() {
            return;
        }
    }
}

fn customers(page: u64) -> String {
    let mut body = String::from(r#"{"data":["#);
    let first = (page - 1) * SIZE;
    for item in first..first + SIZE {
        let comma = if item == first { "" } else { "," };
        let _ = write!(body, r#"{comma}{{"id":{item},"fullname":"Customer {item}"}}"#);
    }
    let total = PAGES * SIZE;
    let _ =
        write!(body, r#"],"meta":{{"pagination":{{"total":{total},"current_page":{page},"total_pages":{PAGES}}}}}}}"#);
    body
}
