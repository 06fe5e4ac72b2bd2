//! Files that are sent: from memory, or read while they are sent.

use bytes::Bytes;
use guichet_core::Source;
use guichet_core::vendor::Part;

/// Where a file's bytes are.
#[derive(Clone)]
pub(crate) enum Data {
    Memory(Bytes),
    Source(Source),
}

impl Data {
    /// How many bytes it has.
    #[cfg_attr(not(feature = "accounting"), allow(dead_code))]
    pub(crate) fn size(&self) -> u64 {
        match self {
            Self::Memory(bytes) => bytes.len() as u64,
            Self::Source(source) => source.length(),
        }
    }

    pub(crate) fn part(&self, name: &str, file_name: &str) -> Part {
        match self {
            Self::Memory(bytes) => Part::file(name, file_name, bytes.clone()),
            Self::Source(source) => Part::source(name, file_name, source.clone()),
        }
    }
}

impl std::fmt::Debug for Data {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Memory(bytes) => write!(f, "{} bytes", bytes.len()),
            Self::Source(source) => write!(f, "{} bytes to be read", source.length()),
        }
    }
}
