//! One GET with reqwest alone.

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::args().nth(1).ok_or("an address is needed")?;
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build()?;
    println!("{}", client.get(url).send().await?.error_for_status()?.text().await?);
    Ok(())
}
