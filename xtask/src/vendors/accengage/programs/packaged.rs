//! A program that depends on one crate of ours, as a user writes it.
use guichet_accengage::devices::{DevicesQuery, Record};
use guichet_accengage::{Accengage, Settings};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::args().nth(1).ok_or("an address is needed")?;
    let accengage = Accengage::builder("a1b2c3d4e5f6g7h8", "mymail@client.com")
        .settings(Settings::new().base_url(url))
        .build()?;
    let welcome = accengage.me().get().await?;
    let mut devices = accengage.devices().list::<Record>("12345678", DevicesQuery::default());
    let mut seen = 0;
    while let Some(device) = devices.next().await {
        device?;
        seen += 1;
    }
    println!("{seen} devices, after {:?}", welcome.message.unwrap_or_default());
    Ok(())
}
