use super::{difference, expand, listing, run, source};

const CORE: &str = r##"
    #[macro_export]
    macro_rules! open_enum {
        ($(#[$meta:meta])* pub enum $name:ident: $kind:ident { $($variant:ident = $code:literal,)+ }) => {
            #[derive(Debug, Clone)]
            #[non_exhaustive]
            pub enum $name { $($variant,)+ Other(String), }
            impl $name {
                pub const KNOWN: &'static [Self] = &[$(Self::$variant,)+];
                pub fn as_str(&self) -> &str { match self { $(Self::$variant => $code,)+ Self::Other(code) => code } }
            }
            impl ::std::convert::From<&str> for $name { fn from(code: &str) -> Self { $crate::$kind(code) } }
        };
    }
    #[macro_export]
    macro_rules! operations {
        (@title) => { None };
        ($($name:ident: $effect:ident, $method:ident $path:expr, $id:literal $(, $title:literal)?;)+) => {
            $(static $name: $crate::Operation = $crate::operations!(@title $($title)?);)+
            pub static OPERATIONS: &[&$crate::Operation] = &[$(&$name),+];
        };
    }
    #[macro_export]
    macro_rules! handle {
        ($handle:ident, find: $find:path) => {
            impl $handle {
                pub async fn recorded<T, F: Future<Output = $crate::Result<T>>>(&self, run: impl FnOnce(Self) -> F) -> T {
                    let call = $find(id)?;
                }
            }
        };
    }
    #[doc(hidden)]
    #[macro_export]
    macro_rules! inner { () => {}; }
"##;

const VENDOR: &str = r##"
    #[macro_use]
    mod product {
        macro_rules! product {
            ($name:ident, $method:ident($folder:ty), $header:literal) => {
                pub struct $name { api: Api }
                impl crate::Ebp {
                    pub fn $method(&self, folder: impl Into<$folder>) -> $name { $name::new($header) }
                }
                core::handle! { $name, find: $crate::find }
            };
        }
    }
    mod client {
        #[derive(Clone, Model)]
        #[non_exhaustive]
        pub struct Ebp<'a, T> where T: Copy { pub name: &'a str, #[cfg(feature = "x")] pub more: [u8; 4], secret: T }
        impl<'a, T: Copy> Ebp<'a, T> {
            pub fn new(mut self, a: &'a mut str, b: (u8, u8,), f: &dyn Fn(u8) -> bool) -> ::std::result::Result<Self, Error>
            where T: Into<String>, { loop {} }
            pub(crate) fn of_crate(&self) {}
            fn private(&self) {}
        }
        impl<T: Copy> Drop for Ebp<'_, T> { fn drop(&mut self) {} }
        impl From<Ebp<'static, u8>> for String { fn from(_: Ebp<'static, u8>) -> Self { loop {} } }
        impl Sealed for Ebp<'_, u8> {}
        pub trait Sealed {}
        pub struct Unreachable;
        pub use crate::kinds::Kind as Sort;
    }
    pub use client::{Ebp, Sort};
    pub use other::Thing;
    pub use kinds as sorts;
    #[cfg(feature = "login")]
    pub mod identity { pub use crate::client::*; }
    pub mod kinds {
        open_enum! {
            /// A kind.
            pub enum Kind: text { /// One.
                One = "1", Two = "zwei", }
        }
        #[derive(Debug)]
        pub enum Outer { Unit, Tuple(u8, Option<Box<dyn Fn(&str) -> u8 + Send>>), Named { a: u8 } }
        pub trait Ask: Clone + Send { type Answer; const MOST: usize; fn ask(&self) -> Self::Answer; fn twice(&self) {} }
        impl Ask for str {}
        #[doc(hidden)]
        pub fn hidden() {}
        #[cfg(test)]
        pub fn of_tests() {}
        pub const fn made<const N: usize>() -> [u8; N] { [0; N] }
        pub type Short<T> = Result<T, Error>;
    }
    pub mod accounting {
        core::operations! {
            GET: Safe, GET "/a/{id}", "v.a.get", "A section";
            PUT: Idempotent, PUT concat!("/b", "/c"), "v.a.put";
        }
        product! { Accounting, accounting(TenantId), "tenantid" }
        unheard_of! { u8 }
    }
    #[cfg(test)]
    mod tests { pub fn not_listed() {} }
"##;

fn listed() -> String {
    let crates = [source::read_text("core", CORE).unwrap(), source::read_text("vendor", VENDOR).unwrap()];
    let macros = expand::Macros::of(&crates);
    crates.iter().map(|of| listing::of(&of.name, of, &macros).unwrap()).collect()
}

#[test]
fn what_is_public_is_listed_and_nothing_else() {
    let text = listed();
    let text = text.lines().filter(|line| !line.starts_with("# The") && !line.starts_with("# Not seen"));
    let lines: Vec<&str> = text.filter(|line| !line.is_empty() && !line.starts_with("# `doc")).collect();
    assert_eq!(
        lines.join("\n"),
        r##"macro core::handle!
macro core::open_enum!
macro core::operations!
# Not expanded: `unheard_of!` in vendor::accounting.
pub struct vendor::Ebp<'a, T> where T: Copy [non_exhaustive, derive(Clone, Model), private fields]
pub vendor::Ebp::name: &'a str
#[cfg(feature = "x")] pub vendor::Ebp::more: [u8; 4]
impl From<Ebp<'static, u8>> for String
impl Sealed for vendor::Ebp<'_, u8>
impl<T: Copy> Drop for vendor::Ebp<'_, T>
pub fn vendor::Ebp::accounting(&self, folder: impl Into<TenantId>) -> Accounting
pub fn vendor::Ebp::new(self, a: &'a mut str, b: (u8, u8), f: &dyn Fn(u8) -> bool) -> ::std::result::Result<Self, Error> where T: Into<String> [impl<'a, T: Copy> <'a, T>]
pub use vendor::Sort = vendor::kinds::Kind
pub use vendor::Thing = other::Thing
pub mod vendor::accounting
pub struct vendor::accounting::Accounting [private fields]
pub async fn vendor::accounting::Accounting::recorded<T, F: Future<Output = core::Result<T>>>(&self, run: impl FnOnce(Self) -> F) -> T
pub static vendor::accounting::OPERATIONS: &[&core::Operation]
vendor::accounting::OPERATIONS: operation v.a.get: Safe, GET "/a/{id}"
vendor::accounting::OPERATIONS: operation v.a.put: Idempotent, PUT concat!("/b", "/c")
#[cfg(feature = "login")] pub mod vendor::identity
pub use vendor::identity::Ebp = vendor::Ebp
pub trait vendor::identity::Sealed
pub use vendor::identity::Sort = vendor::kinds::Kind
pub struct vendor::identity::Unreachable
pub mod vendor::kinds
pub trait vendor::kinds::Ask: Clone + Send
type vendor::kinds::Ask::Answer
const vendor::kinds::Ask::MOST: usize
fn vendor::kinds::Ask::ask(&self) -> Self::Answer
fn vendor::kinds::Ask::twice(&self) (provided)
impl Ask for str
pub enum vendor::kinds::Kind [non_exhaustive, derive(Clone, Debug)]
vendor::kinds::Kind::One = "1"
vendor::kinds::Kind::Two = "zwei"
vendor::kinds::Kind::Other(String)
impl ::std::convert::From<&str> for vendor::kinds::Kind
pub const vendor::kinds::Kind::KNOWN: &'static [Self]
pub fn vendor::kinds::Kind::as_str(&self) -> &str
pub enum vendor::kinds::Outer [derive(Debug)]
vendor::kinds::Outer::Unit
vendor::kinds::Outer::Tuple(u8, Option<Box<dyn Fn(&str) -> u8 + Send>>)
vendor::kinds::Outer::Named { a: u8 }
pub type vendor::kinds::Short<T> = Result<T, Error>
pub const fn vendor::kinds::made<const N: usize>() -> [u8; N]
pub use vendor::sorts = vendor::kinds"##
    );
}

#[test]
fn a_difference_is_told_line_by_line() {
    assert_eq!(difference("a\nb\nb\nc\n", "a\nb\nd\nc\n"), ["- b", "+ d"]);
    assert_eq!(difference("", "a\n"), ["+ a"]);
    assert_eq!(difference("a\nb\n", "b\na\n"), ["the order of its lines differs"]);
    assert!(difference("a\n", "a\n").is_empty());
}

/// `cargo xtask api --write` updates them.
#[test]
fn every_committed_listing_is_current() {
    run(false).unwrap();
}
