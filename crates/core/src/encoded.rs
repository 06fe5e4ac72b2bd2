//! Bodies that a server compressed although nobody asked for it.

use std::io::Read;

use bytes::Bytes;
use flate2::read::{MultiGzDecoder, ZlibDecoder};
use http::HeaderMap;
use http::header::CONTENT_ENCODING;

/// How much is read: the bound of an answer that holds tokens.
const MOST: u64 = 1024 * 1024;

/// The body without its `Content-Encoding`. Of one that breaks off what could be read; one that cannot be read at all, or is encoded
/// in another way, stays as it came.
pub(crate) fn undone(headers: &HeaderMap, body: Bytes) -> Bytes {
    let encoding = headers.get(CONTENT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let read = |reader: &mut dyn Read| {
        let mut plain = Vec::new();
        // An error ends what can be read, and what was read before it counts.
        let _ = reader.take(MOST).read_to_end(&mut plain);
        plain
    };
    let plain = match encoding.trim().to_ascii_lowercase().as_str() {
        "gzip" | "x-gzip" => read(&mut MultiGzDecoder::new(&*body)),
        "deflate" => read(&mut ZlibDecoder::new(&*body)),
        _ => return body,
    };
    if plain.is_empty() { body } else { Bytes::from(plain) }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::{GzEncoder, ZlibEncoder};

    use super::*;

    fn headers(encoding: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(CONTENT_ENCODING, http::HeaderValue::from_static(encoding))])
    }

    #[test]
    fn an_encoding_is_undone_as_far_as_it_can_be() {
        let text = br#"{"refresh_token":"r"}"#.repeat(50);
        let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
        gzip.write_all(&text).unwrap();
        let gzip = gzip.finish().unwrap();
        let mut deflate = ZlibEncoder::new(Vec::new(), Compression::default());
        deflate.write_all(&text).unwrap();
        let deflate = deflate.finish().unwrap();
        assert_eq!(undone(&headers("gzip"), gzip.clone().into()), text);
        assert_eq!(undone(&headers("X-GZIP"), gzip.clone().into()), text);
        assert_eq!(undone(&headers("deflate"), deflate.into()), text);
        // Two members, of which a careless reader takes the first alone.
        assert_eq!(undone(&headers("gzip"), gzip.repeat(2).into()), text.repeat(2));
        // Broken off at its end: the text is whole, its checksum is not.
        assert_eq!(undone(&headers("gzip"), gzip[..gzip.len() - 4].to_vec().into()), text);
        // What is not what it says it is stays.
        assert_eq!(undone(&headers("gzip"), Bytes::from_static(b"{}")), "{}");
        assert_eq!(undone(&headers("br"), Bytes::from_static(b"{}")), "{}");
        assert_eq!(undone(&HeaderMap::new(), Bytes::from_static(b"{}")), "{}");
    }
}
