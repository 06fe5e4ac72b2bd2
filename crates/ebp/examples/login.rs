//! Signs in with a browser on this machine, and keeps the tokens for programs that run unattended.
//!
//! ```sh
//! EBP_SUBSCRIPTION_KEY=… EBP_CLIENT_ID=… EBP_CLIENT_SECRET=… EBP_TENANT=… \
//!     cargo run -p guichet-ebp --example login --features login -- ebp-tokens.json
//! ```
//!
//! Without a subscription, against the sandbox (`cargo run -p guichet-sandbox`): add `EBP_URL=http://127.0.0.1:4010`; all the
//! others then have the sandbox's values.

use guichet_ebp::auth::FileStore;
use guichet_ebp::{Ebp, Settings};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args().nth(1).unwrap_or_else(|| "ebp-tokens.json".to_owned());
    let url = std::env::var("EBP_URL").ok();
    let setting = |name: &str, sandbox: &str| match (std::env::var(name), &url) {
        (Ok(value), _) => Ok(value),
        (Err(_), Some(_)) => Ok(sandbox.to_owned()),
        (Err(_), None) => Err(format!("{name} is not set")),
    };
    let builder = Ebp::builder(setting("EBP_SUBSCRIPTION_KEY", "sandbox-key")?)
        .application(setting("EBP_CLIENT_ID", "sandbox")?, setting("EBP_CLIENT_SECRET", "secret")?)
        .tokens(FileStore::open(&file)?);
    let builder = match &url {
        Some(url) => {
            let settings = Settings::new().base_url(format!("{url}/ebp"));
            builder.login_url(format!("{url}/ebp-login")).settings(settings)
        }
        None => builder,
    };
    let ebp = builder.build()?;

    let login = ebp.identity().listen().await?;
    println!("Open this address in a browser, within five minutes:\n\n{}\n", login.url());
    let tokens = login.finish().await?;
    println!("Signed in. {file} keeps the tokens; without any use they end on {}.", tokens.refresh_expires.date());
    match ebp.identity().claims().await {
        Ok(claims) => println!("They are those of {}.", claims.email.unwrap_or_default()),
        Err(error) => println!("The token names nobody: {error}"),
    }

    let tenant = setting("EBP_TENANT", "0189abef-09af-409F-ab89-012789abcdef")?;
    let folder = ebp.accounting(tenant).folder().get().await?;
    println!("First call: the folder is called {}.", folder.domain_name.unwrap_or_default());
    Ok(())
}
