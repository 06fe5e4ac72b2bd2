//! The vendors that are played.

pub(crate) mod accengage;
pub(crate) mod akuiteo;
mod ebp;
mod workadu;

use std::io;
use std::sync::OnceLock;

use crate::engine::{Engine, VendorRules};

/// All vendors.
static VENDORS: [&VendorRules; 4] = [&workadu::RULES, &accengage::RULES, &ebp::RULES, &akuiteo::RULES];

/// All engines. The fixtures are read once in a process; a sandbox only copies the state at the start.
pub(crate) fn engines() -> io::Result<&'static [Engine]> {
    static ENGINES: OnceLock<Vec<Engine>> = OnceLock::new();
    if let Some(engines) = ENGINES.get() {
        return Ok(engines);
    }
    let engines: Result<Vec<Engine>, _> = VENDORS.into_iter().map(Engine::new).collect();
    let engines = engines.map_err(io::Error::other)?;
    Ok(ENGINES.get_or_init(|| engines))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use guichet_fixtures::{Json, Vendor};

    use super::*;
    use crate::engine::{Face, Refusal, Row, Shelf, Start};

    fn rows(face: &dyn Face) -> impl Iterator<Item = &'static Row> {
        face.rows().iter().copied().flatten()
    }

    fn shelves(face: &dyn Face) -> Vec<&'static Shelf> {
        let mut shelves: Vec<&Shelf> = rows(face).filter_map(Row::shelf).collect();
        shelves.sort_by_key(|shelf| shelf.name);
        shelves.dedup_by_key(|shelf| shelf.name);
        shelves
    }

    #[test]
    fn every_documented_operation_has_one_row_and_no_row_is_of_another() {
        for vendor in VENDORS {
            let documented = Vendor::load(vendor.name).unwrap();
            let mut ids: Vec<&str> = vendor.faces.iter().flat_map(|face| rows(*face)).map(|row| row.id).collect();
            ids.sort_unstable();
            let operations: Vec<&str> = documented.operations().iter().map(|operation| operation.id).collect();
            assert_eq!(ids, operations, "{}", vendor.name);
            for face in vendor.faces {
                assert!(rows(*face).all(|row| row.id.starts_with(face.prefix())), "{}", face.prefix());
                assert!(vendor.gateways.iter().any(|gateway| gateway.mount() == face.mount()), "{}", face.prefix());
            }
        }
    }

    /// The store has the shelves of all of a vendor's APIs by their names.
    #[test]
    fn no_two_shelves_of_a_vendor_have_one_name() {
        for vendor in VENDORS {
            let all = vendor.faces.iter().flat_map(|face| rows(*face)).filter_map(Row::shelf);
            let places: BTreeSet<(&str, usize)> =
                all.map(|shelf| (shelf.name, std::ptr::from_ref(shelf).addr())).collect();
            let names: BTreeSet<&str> = places.iter().map(|(name, _)| *name).collect();
            assert_eq!(names.len(), places.len(), "{}", vendor.name);
        }
    }

    #[test]
    fn every_refusal_that_is_a_fixture_is_a_documented_one() {
        for engine in engines().unwrap() {
            for face in engine.faces() {
                let of_rows = rows(*face).flat_map(|row| {
                    let refusals = row.refusals.iter().map(|refused| &refused.refusal).chain(&row.unknown);
                    refusals.collect::<Vec<_>>()
                });
                let of_shelves = shelves(*face).into_iter().flat_map(|shelf| {
                    let unique = shelf.unique.iter().map(|unique| &unique.refusal);
                    unique.chain([&shelf.unknown]).chain(shelf.within.as_ref().map(|within| &within.unknown))
                });
                let fixtures = of_rows.chain(of_shelves).filter_map(|refusal| match refusal {
                    Refusal::Fixture(name) => Some(*name),
                    _ => None,
                });
                for name in fixtures.chain(rows(*face).filter_map(|row| row.unclear)) {
                    let fixture = engine.fixture(*face, name).unwrap_or_else(|| panic!("{}{name}", face.prefix()));
                    assert!(fixture.response.status >= 400, "{name}");
                }
            }
        }
    }

    #[test]
    fn shelves_name_what_is_declared() {
        for engine in engines().unwrap() {
            for face in engine.faces() {
                let operations = rows(*face).filter_map(|row| engine.operation(row.id));
                let declared: BTreeSet<String> = operations
                    .flat_map(|operation| [&operation.query, &operation.body])
                    .flatten()
                    .flat_map(|schema| schema.members())
                    .map(|member| member.name.clone())
                    .collect();
                for shelf in shelves(*face) {
                    for filter in shelf.filters {
                        assert!(declared.contains(filter.name), "{} {}", shelf.name, filter.name);
                    }
                    let schema = engine.schema_of(shelf);
                    let paths = [shelf.search, shelf.listed, shelf.merged].into_iter().flat_map(str::split_whitespace);
                    let shown = shelf.unique.iter().map(|unique| unique.member).chain(shelf.order);
                    for path in paths.chain(shown) {
                        let is_declared = schema.as_ref().is_some_and(|schema| schema.at(path).is_some());
                        assert!(is_declared, "{} {path}", shelf.name);
                    }
                    if let Start::Blank(preset) | Start::Sample(preset) = shelf.start {
                        let preset = Json::parse(preset).unwrap();
                        for (name, _) in preset.as_object().unwrap() {
                            let is_declared = schema.as_ref().is_some_and(|schema| schema.at(name).is_some());
                            assert!(is_declared, "{} {name}", shelf.name);
                        }
                    }
                }
            }
        }
    }
}
