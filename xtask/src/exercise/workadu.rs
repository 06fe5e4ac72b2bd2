//! Workadu's invocations, a file per resource.

mod attributes;
mod customers;

use guichet_workadu::Workadu;

use super::Exercise;

/// All of them, in the order of the documentation.
pub fn table() -> Vec<Exercise<Workadu>> {
    [customers::table(), attributes::table()].into_iter().flatten().collect()
}
