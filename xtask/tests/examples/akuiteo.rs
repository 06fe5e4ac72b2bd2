/// Gives an employee a business card of that name, which no other card of the employee's has.
async fn card(employees: &Employees, employee: &str, new: &NewBusinessCard) -> Result<BusinessCardId> {
    let error = match employees.business_cards(employee).create(new).await {
        Ok(id) => return Ok(id),
        // Nothing was done: mend the cause, and send it again.
        Err(error) if error.outcome() == Outcome::NotDone => return Err(error),
        Err(error) => error,
    };
    // It is there, or may be. It was not sent again, and must not be before somebody has looked.
    let Ok(read) = employees.read(employee, [EmployeeOption::BusinessCards]).await else { return Err(error) };
    let found = read.business_cards.into_iter().find(|card| card.name.as_deref() == Some(&*new.name));
    found.and_then(|card| card.id).ok_or(error)
}
