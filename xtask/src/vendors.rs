//! The vendors. Each has a module that implements [`Vendor`], with all that is its own below it; the list in
//! `for_each_vendor!` is the only one, and whatever needs every vendor goes through it.

pub mod accengage;
pub mod akuiteo;
pub mod ebp;
mod programs;
pub mod workadu;

use guichet_core::json::Member;
use guichet_core::{Operation, Result, RetryPolicy, Settings};
use guichet_fixtures::{Fixture, Json, nearest};

pub use self::programs::{Measured, Packaged, Tls};
use crate::cargo::Fallible;
use crate::demo::story::Story;
use crate::exercise::Exercise;
pub use crate::for_each_vendor;

/// The same for every vendor, in the order of the documentation: an array of what an expression gives for each,
/// `for_each_vendor!(V => V::NAME)`, or the items that a macro makes of the name and the type of each,
/// `for_each_vendor!(tests_of!)`.
#[macro_export]
macro_rules! for_each_vendor {
    (@in [$($name:ident $type:ident,)*] $vendor:ident => $each:expr) => {
        [$({
            type $vendor = $crate::vendors::$name::$type;
            $each
        }),*]
    };
    (@in [$($name:ident $type:ident,)*] $make:ident!) => {
        $($make! { $name $crate::vendors::$name::$type })*
    };
    ($($for_each:tt)*) => {
        $crate::for_each_vendor! {
            @in [
                accengage AccengageVendor,
                akuiteo AkuiteoVendor,
                ebp EbpVendor,
                workadu WorkaduVendor,
            ]
            $($for_each)*
        }
    };
}

/// Their names.
pub const NAMES: &[&str] = &for_each_vendor!(V => V::NAME);

/// A vendor as the commands and the tests see it.
pub trait Vendor: 'static {
    /// Its client.
    type Client: Clone + Send + Sync + 'static;
    /// Its name, as in the operations, in the sandbox's mounts and in the names of folders.
    const NAME: &'static str;
    /// The variables of the environment that `live` and the exercises read.
    const VARIABLES: &'static [&'static str];
    /// Other crates that its own needs, and no other vendor's: with the feature that brings them, where it is not a default
    /// one.
    const NEEDS: &'static [(&'static str, Option<&'static str>)];
    /// The program that `package` builds and runs.
    const PACKAGED: Packaged;
    /// The programs whose building `bench` measures. One of them calls every operation.
    const MEASURED: &'static [Measured];
    /// Members of answers that the value does not carry, because the pager uses them.
    const BESIDE: &'static [&'static str] = &[];
    /// Members that a value has also where the answer lacks them: how long a token lives by default, the token that stays.
    const DEFAULTS: &'static [&'static str] = &[];

    /// Every operation of its crate.
    fn operations() -> Vec<&'static Operation>;
    /// Some of its models, by their names: what the derive made of them.
    fn models() -> Vec<(&'static str, &'static [Member])>;
    /// Every invocation.
    fn table() -> Vec<Exercise<Self::Client>>;
    /// A client with the credentials of the documentation's samples, which the fixtures' requests carry.
    fn documented(base_url: &str) -> Result<Self::Client>;
    /// A client with the credentials of the environment, or the sandbox's.
    fn live(base_url: &str, settings: Settings) -> Result<Self::Client>;
    /// Its chapter of the demo.
    fn demo(story: &mut Story<'_>) -> impl Future<Output = Result<()>>;

    /// The answer that a call's value stands for: the vendor's envelope put around it again.
    fn enveloped(_fixture: &Fixture, value: Json) -> Json {
        value
    }
    /// Whether a mutation took away what the vendor wraps every answer in.
    fn is_envelope(_label: &str) -> bool {
        false
    }
    /// Whether a documented answer is a success.
    fn succeeds(fixture: &Fixture) -> bool {
        fixture.succeeds()
    }
    /// The answer to a request that the client makes of itself, beside the one that a fixture shows.
    fn aside(_target: &str) -> Option<&'static str> {
        None
    }
    /// Whether an operation is one of signing in, which comes before all others.
    fn is_sign_in(_operation: &str) -> bool {
        false
    }
    /// Signs in on a fresh sandbox, so that this operation can be called there.
    fn sign_in(_client: &Self::Client, _operation: &str) -> impl Future<Output = Result<()>> + Send {
        async { Ok(()) }
    }
    /// Whether an operation deals in tokens: then no error keeps a piece of its answer.
    fn is_confidential(_operation: &str) -> bool {
        false
    }
    /// The argument that says which of the caller's folders an operation is about.
    fn folder(_operation: &str) -> Option<&'static str> {
        None
    }
}

/// An error with the nearest name, where no vendor is called this.
pub fn check(name: &str) -> Fallible {
    if NAMES.contains(&name) {
        return Ok(());
    }
    let near = nearest(name, NAMES.iter().copied(), 1).join(", ");
    Err(format!("{name:?} is no vendor; nearest: {near}; vendors: {}", NAMES.join(", ")))
}

/// Settings of tests: nothing is repeated, so that one exchange is one request.
fn once(base_url: &str) -> Settings {
    Settings::new().base_url(base_url).retry(RetryPolicy::never())
}

/// A credential of the environment, or the sandbox's.
fn credential(variable: &str, sandbox: &str) -> String {
    std::env::var(variable).unwrap_or_else(|_| sandbox.to_owned())
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn a_vendor_that_does_not_exist_is_answered_with_the_nearest() {
        assert_eq!(check("workadu"), Ok(()));
        let error = check("workaduu").unwrap_err();
        assert_eq!(error, "\"workaduu\" is no vendor; nearest: workadu; vendors: accengage, akuiteo, ebp, workadu");
    }
}
