//! A program that depends on one crate of ours, as a user writes it.
use guichet_akuiteo::employees::EmployeeOption;
use guichet_akuiteo::resource::Paging;
use guichet_akuiteo::{Akuiteo, Clause, Credentials, Criteria};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::args().nth(1).ok_or("an address is needed")?;
    let akuiteo = Akuiteo::new(url, Credentials::basic("sandbox", "s@ndbox/pass+word="))?;
    let criteria = Criteria::new().field("code", Clause::starting_with("E0"));
    let mut employees = akuiteo.employees().search(&criteria, Paging::default());
    let mut seen = 0;
    while let Some(employee) = employees.next().await {
        employee?;
        seen += 1;
    }
    let smith = akuiteo.employees().read("500002344", [EmployeeOption::BusinessCards]).await?;
    println!("{seen} employees, {} card of {}", smith.business_cards.len(), smith.name.unwrap_or_default());
    Ok(())
}
