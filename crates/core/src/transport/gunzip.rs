//! Bodies that were compressed because we asked for it: read whole, or with an error.

use std::io::Write as _;

use bytes::Bytes;
use flate2::write::MultiGzDecoder;
use futures_util::{StreamExt as _, stream};
use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH};
use http::{HeaderMap, HeaderValue};

use super::{ByteStream, TransportError, TransportErrorKind};

/// So much is undone at a time: compressed bytes can become a thousand times as many, and the bound of a body counts those.
const PIECE: usize = 1024;

/// Asks for compression, unless the caller speaks of encodings.
pub(super) fn ask(headers: &mut HeaderMap) {
    headers.entry(ACCEPT_ENCODING).or_insert(HeaderValue::from_static("gzip"));
}

/// The body without its compression, and the headers without what spoke of it.
pub(super) fn undone(headers: &mut HeaderMap, body: ByteStream) -> ByteStream {
    let is_gzip = headers.get(CONTENT_ENCODING).is_some_and(|value| {
        let value = value.as_bytes().trim_ascii();
        value.eq_ignore_ascii_case(b"gzip") || value.eq_ignore_ascii_case(b"x-gzip")
    });
    if !is_gzip {
        return body;
    }
    headers.remove(CONTENT_ENCODING);
    headers.remove(CONTENT_LENGTH);
    let begun = Some(Reading { body, chunk: Bytes::new(), decoder: MultiGzDecoder::new(Vec::new()), read: false });
    Box::pin(stream::unfold(begun, |reading| async move { reading?.piece().await }))
}

struct Reading {
    body: ByteStream,
    /// What came and is not undone yet.
    chunk: Bytes,
    /// Of several members: a server may join them, and a reader of the first alone would lose the rest in silence.
    decoder: MultiGzDecoder<Vec<u8>>,
    /// Whether anything came: an answer without a body has no compression to end.
    read: bool,
}

type Piece = (Result<Bytes, TransportError>, Option<Reading>);

impl Reading {
    /// The next piece, and what is left; after an error nothing is.
    async fn piece(mut self) -> Option<Piece> {
        loop {
            while !self.chunk.is_empty() {
                let piece = self.chunk.split_to(PIECE.min(self.chunk.len()));
                if let Err(why) = self.decoder.write_all(&piece) {
                    return Some((Err(broken(why)), None));
                }
                let plain = std::mem::take(self.decoder.get_mut());
                if !plain.is_empty() {
                    return Some((Ok(plain.into()), Some(self)));
                }
            }
            match self.body.next().await {
                Some(Ok(chunk)) => {
                    self.read |= !chunk.is_empty();
                    self.chunk = chunk;
                }
                Some(Err(error)) => return Some((Err(error), None)),
                None if !self.read => return None,
                None => {
                    // A body that ends within a member, or with a wrong checksum, is not whole.
                    let plain = match self.decoder.try_finish() {
                        Ok(()) => std::mem::take(self.decoder.get_mut()),
                        Err(why) => return Some((Err(broken(why)), None)),
                    };
                    return (!plain.is_empty()).then(|| (Ok(plain.into()), None));
                }
            }
        }
    }
}

fn broken(why: std::io::Error) -> TransportError {
    TransportError::with_source(TransportErrorKind::Interrupted, why)
}

#[cfg(test)]
mod tests {
    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn packed(text: &[u8]) -> Vec<u8> {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
        gzip.write_all(text).unwrap();
        gzip.finish().unwrap()
    }

    async fn read(encoding: &'static str, body: &[u8], cut: usize) -> Result<Vec<u8>, TransportErrorKind> {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
        let chunks: Vec<_> = body.chunks(cut.max(1)).map(|chunk| Ok(Bytes::copy_from_slice(chunk))).collect();
        let mut stream = undone(&mut headers, Box::pin(stream::iter(chunks)));
        let mut whole = Vec::new();
        while let Some(piece) = stream.next().await {
            let piece = piece.map_err(|error| error.kind())?;
            assert!(piece.len() <= 2 * 1024 * 1024, "{}", piece.len());
            whole.extend_from_slice(&piece);
        }
        assert_eq!(headers.contains_key(CONTENT_ENCODING), encoding == "br");
        Ok(whole)
    }

    #[tokio::test]
    async fn all_of_a_compressed_body_or_an_error() {
        let text: Vec<u8> = (0..50_000_u32).flat_map(u32::to_le_bytes).collect();
        let one = packed(&text);
        for cut in [1, 7, 1_000, 1_000_000] {
            assert_eq!(read("gzip", &one, cut).await.unwrap(), text);
            assert_eq!(read("X-GZIP", &one.repeat(3), cut).await.unwrap(), text.repeat(3));
        }
        assert_eq!(read("gzip", b"", 1).await.unwrap(), b"");
        assert_eq!(read("br", b"as it is", 1).await.unwrap(), b"as it is");
        for broken in [&one[..one.len() - 1], &one[..one.len() / 2], &one[..5], b"no gzip at all"] {
            assert_eq!(read("gzip", broken, 100).await.unwrap_err(), TransportErrorKind::Interrupted);
        }
        // The second member breaks off.
        let two = [one.as_slice(), &one[..one.len() / 2]].concat();
        assert_eq!(read("gzip", &two, 100).await.unwrap_err(), TransportErrorKind::Interrupted);
        let zeros = vec![0; 10_000_000];
        assert_eq!(read("gzip", &packed(&zeros), 1_000_000).await.unwrap(), zeros);
    }
}
