//! Every trap in Workadu's documentation that concerns code, one test each, by resource: what is sent, what is read, what is
//! refused, what is never repeated. Those of every call are in `wire.rs`, `input.rs` and `secrets.rs`. Tests cite the lines
//! of the text, `004:line`.
//!
//! Lines of the text that are traps for readers alone have no test of their own:
//!
//! | lines | what | why no test |
//! |---|---|---|
//! | 004:2236, 2334, 3060, 3931-3933 | backslashes followed by a space, dangling, or missing | the shell's, nothing of it is sent |
//! | 004:98 | a redirect would drop the body of a POST | that none is followed is core's, tested on sockets there |
//! | 004:1016 | a service's number described as a company's | words; `services::get` takes a `ServiceId` |
//! | 004:2118, 3796, 4179 | descriptions copied from another filter | words; the filters' names are in the tests below |
//! | 004:2259 | totals of the sample invoice do not add up | nothing is reckoned here; that they are exact is tested |
//! | 004:3254 | "Lists all" on the route of a single withholding | words; the route is in `one_spelling_of_each_route` |
//! | 004:844 | six filters "required" on a route that also lists without them | a search without one of them does not compile: `AvailabilityQuery::new` takes all; what it sends is tested |
//! | 004:3723 | payments can be neither changed nor deleted | there is no such method to call; a negative one is tested |
//! | 004:3811 | invoices, order and customer mixed in one payment | does not compile: three methods with a type each; what each sends is tested |
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "../common/mod.rs"]
mod common;

mod companies;
mod customers;
mod errors;
mod invoices;
mod kept;
mod orders;
mod outcomes;
mod payments;
mod sales_policies;
mod services;
mod withholdings;
