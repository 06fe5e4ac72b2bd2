//! Programs as users of a vendor's crate write them.

/// A program that names one vendor's crate only, which is built against the packed crate and run against the sandbox.
#[derive(Debug, Clone, Copy)]
pub struct Packaged {
    /// Features of the crate, beside the default ones.
    pub features: &'static [&'static str],
    /// What it does. Its argument is the vendor's address.
    pub source: &'static str,
}

/// A program whose building is measured.
#[derive(Debug, Clone, Copy)]
pub struct Measured {
    /// What it is called, behind the name of the crate.
    pub name: &'static str,
    /// What speaks TLS in it.
    pub tls: Tls,
    /// How many crates it may have.
    pub most: Option<usize>,
    /// Whether the default features of the vendor's crate are on.
    pub default_features: bool,
    /// Features of the vendor's crate.
    pub features: &'static [&'static str],
    /// What it does.
    pub source: &'static str,
    /// The same program calling every operation, measured beside it.
    pub all: Option<&'static str>,
}

/// What speaks TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// aws-lc
    AwsLc,
    /// ring
    Ring,
}
