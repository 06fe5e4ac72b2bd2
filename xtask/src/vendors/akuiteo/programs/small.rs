//! One GET.
use guichet_akuiteo::{Akuiteo, Credentials, Domain, RawJson};

#[tokio::main]
async fn main() -> guichet_akuiteo::Result<()> {
    let variable = |name: &str| std::env::var(name).unwrap_or_default();
    let credentials = Credentials::basic(variable("AKUITEO_USER"), variable("AKUITEO_PASSWORD"));
    let akuiteo = Akuiteo::new(variable("AKUITEO_URL"), credentials)?;
    println!("{:?}", akuiteo.resource::<RawJson>(Domain::Crm, ["customers"]).get("144").await?);
    Ok(())
}
