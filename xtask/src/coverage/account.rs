//! What is there: operations, documented sections, fixtures, and how they belong together.

use std::collections::{BTreeMap, BTreeSet};

use guichet_core::Operation;
use guichet_fixtures::Json;

use crate::vendors::{Vendor, for_each_vendor};

/// One vendor's account.
pub struct Account {
    /// Its name.
    pub vendor: &'static str,
    /// Its operations.
    pub operations: Vec<Entry>,
    /// Documented sections.
    pub sections: usize,
    /// Fixtures.
    pub fixtures: usize,
    /// What does not belong together, one sentence each.
    pub problems: Vec<String>,
}

/// One operation's account.
pub struct Entry {
    /// The operation.
    pub operation: &'static Operation,
    /// How many fixtures it has.
    pub fixtures: usize,
    /// Whether every one of them passed every check.
    pub tested: bool,
    /// Names of the query that tests have sent.
    pub query: BTreeSet<String>,
    /// Names of the body that tests have sent.
    pub body: BTreeSet<String>,
}

/// What the snapshot tests noted, by fixture.
pub type Records = BTreeMap<String, Json>;

/// Joins what the crates declare, what the fixtures document and what the tests noted.
pub fn accounts(records: &Records) -> Vec<Account> {
    for_each_vendor!(V => account::<V>(records)).into()
}

fn account<V: Vendor>(records: &Records) -> Account {
    let mut account =
        Account { vendor: V::NAME, operations: Vec::new(), sections: 0, fixtures: 0, problems: Vec::new() };
    let fixtures = match guichet_fixtures::Vendor::load(V::NAME) {
        Ok(fixtures) => fixtures,
        Err(error) => {
            account.problems.push(error.to_string());
            return account;
        }
    };
    account.sections = fixtures.contents().len();
    account.fixtures = fixtures.fixtures().len();
    let declared = V::operations();
    let documented = fixtures.operations();
    let mut problem = |what: String| account.problems.push(what);

    let mut seen = BTreeSet::new();
    for operation in &declared {
        if !seen.insert(operation.id.as_ref()) {
            problem(format!("{}: declared twice", operation.id));
        }
    }
    for section in fixtures.contents() {
        if section.operations.is_empty() {
            problem(format!("{} {}: no operation", section.place, section.title));
        }
        for id in &section.operations {
            match declared.iter().find(|operation| operation.id == id.as_str()) {
                None => problem(format!("{} {}: {id} is not declared", section.place, section.title)),
                Some(operation) if operation.documented != Some(section.title.as_str()) => {
                    problem(format!(
                        "{id}: says it is documented as {:?}, the contents say {:?}",
                        operation.documented, section.title
                    ));
                }
                Some(_) => {}
            }
        }
    }
    for operation in &documented {
        if !declared.iter().any(|declared| declared.id == operation.id) {
            problem(format!("{}: has fixtures and is not declared", operation.id));
        }
    }
    for operation in declared {
        let listed =
            fixtures.contents().iter().any(|section| section.operations.iter().any(|id| operation.id == id.as_str()));
        if operation.documented.is_some() && !listed {
            problem(format!("{}: says it is documented, and no section names it", operation.id));
        }
        let Some(found) = documented.iter().find(|found| operation.id == found.id) else {
            problem(format!("{}: no fixture", operation.id));
            account.operations.push(Entry {
                operation,
                fixtures: 0,
                tested: false,
                query: BTreeSet::new(),
                body: BTreeSet::new(),
            });
            continue;
        };
        let route = &found.first.route;
        if route.method != operation.method.as_str() || route.template != operation.path {
            problem(format!(
                "{}: declared as {} {}, documented as {route}",
                operation.id, operation.method, operation.path
            ));
        }
        let mut entry = Entry {
            operation,
            fixtures: found.fixtures.len(),
            tested: true,
            query: BTreeSet::new(),
            body: BTreeSet::new(),
        };
        if !found.fixtures.iter().any(|fixture| V::succeeds(fixture)) {
            problem(format!("{}: no fixture of a success", operation.id));
        }
        for fixture in &found.fixtures {
            let Some(record) = records.get(&fixture.name) else {
                entry.tested = false;
                problem(format!("{}: not tested, or not passed", fixture.name));
                continue;
            };
            entry.query.extend(names(record, "query"));
            entry.body.extend(names(record, "body"));
        }
        for (what, schema, sent) in
            [("query", &found.first.query, &entry.query), ("body", &found.first.body, &entry.body)]
        {
            for field in schema.iter().flat_map(guichet_fixtures::Schema::fields) {
                if !sent.contains(&field.name) {
                    problem(format!("{}: {what} {} is documented and no test sends it", operation.id, field.name));
                }
            }
        }
        account.operations.push(entry);
    }
    account
}

fn names(record: &Json, member: &str) -> Vec<String> {
    let list = record.get(member).and_then(Json::as_array).unwrap_or_default();
    list.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect()
}
