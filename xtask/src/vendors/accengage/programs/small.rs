//! One GET.
use guichet_accengage::Accengage;

#[tokio::main]
async fn main() -> guichet_accengage::Result<()> {
    let variable = |name: &str| std::env::var(name).unwrap_or_default();
    let accengage = Accengage::builder(variable("ACCENGAGE_KEY"), variable("ACCENGAGE_EMAIL")).build()?;
    println!("{:?}", accengage.me().get().await?);
    Ok(())
}
