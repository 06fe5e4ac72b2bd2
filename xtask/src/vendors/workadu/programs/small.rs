//! One GET.
use guichet_workadu::Workadu;

#[tokio::main]
async fn main() -> guichet_workadu::Result<()> {
    let workadu = Workadu::new(std::env::var("WORKADU_KEY").unwrap_or_default())?;
    println!("{:?}", workadu.attributes().get(2522).await?);
    Ok(())
}
