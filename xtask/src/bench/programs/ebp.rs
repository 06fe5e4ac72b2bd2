//! One GET.
use guichet_ebp::Ebp;
use guichet_ebp::auth::FileStore;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let variable = |name: &str| std::env::var(name).unwrap_or_default();
    let ebp = Ebp::builder(variable("EBP_KEY"))
        .application(variable("EBP_CLIENT_ID"), variable("EBP_CLIENT_SECRET"))
        .tokens(FileStore::open(variable("EBP_TOKENS"))?)
        .build()?;
    let folder = ebp.accounting(variable("EBP_FOLDER")).folder().get().await;
    ebp.settle().await?;
    println!("{:?}", folder?);
    Ok(())
}
