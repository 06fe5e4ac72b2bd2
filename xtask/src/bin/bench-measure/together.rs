//! Thousands of calls started at once on one client: how many are answered, how long it takes, and how much memory it needs.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use guichet_core::Settings;
use guichet_workadu::Workadu;
use tokio::task::JoinSet;

use super::Outcome;
use super::memory::Account;

/// Prints `ANSWERED SECONDS KIBIBYTES`, and the failures to the other output.
pub(crate) async fn run(client: &str, url: &str, calls: usize) -> Outcome {
    let account = Account::open()?;
    let begun = Instant::now();
    let mut tasks = JoinSet::new();
    match client {
        "guichet" => {
            let workadu = Workadu::builder("wk_sandbox").settings(Settings::new().base_url(url)).build()?;
            for _ in 0..calls {
                let attributes = workadu.attributes();
                tasks.spawn(async move { attributes.get(2522).await.map(drop).map_err(|error| error.to_string()) });
            }
        }
        "careful" => {
            let client = reqwest::Client::builder()
                .redirect(reqwest::redirect::Policy::none())
                .retry(reqwest::retry::never())
                .no_proxy()
                .timeout(Duration::from_secs(60))
                .build()?;
            let url = reqwest::Url::parse(&format!("{url}/api/attributes/2522"))?;
            for _ in 0..calls {
                let request = client.get(url.clone());
                tasks.spawn(async move {
                    let answer = request.send().await.map_err(|error| format!("{error:?}"))?;
                    answer.json::<serde_json::Value>().await.map(drop).map_err(|error| format!("{error:?}"))
                });
            }
        }
        _ => return Err("guichet | careful".into()),
    }
    let (mut answered, mut failures) = (0, BTreeMap::<String, u32>::new());
    while let Some(result) = tasks.join_next().await {
        match result? {
            Ok(()) => answered += 1,
            Err(error) => *failures.entry(error.chars().take(160).collect()).or_default() += 1,
        }
    }
    for (error, count) in failures.iter().take(2) {
        eprintln!("    {count} × {error}");
    }
    println!("{answered} {:.2} {}", begun.elapsed().as_secs_f64(), account.peak()?);
    Ok(())
}
