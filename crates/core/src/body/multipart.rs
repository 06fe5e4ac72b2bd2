//! Multipart bodies: parts from memory, joined once, and parts that are read while they are sent.

use bytes::{Bytes, BytesMut};
use futures_util::stream::{self, StreamExt as _};

use super::{Content, Encoded, Source};
use crate::random::bits;
use crate::transport::SourceStream;

/// Up to here parts from memory are joined into one piece; beyond, they are sent one after the other.
const JOINED: usize = 64 * 1024;

/// One part of a multipart body.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
/// # #[cfg(feature = "test-util")]
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use guichet_core::transport::{Reply, ScriptedTransport};
/// use guichet_core::vendor::Part;
///
/// let transport = ScriptedTransport::new([Reply::status(200)]);
/// let parts = [Part::text("kind", "invoice"), Part::file("file", "1.pdf", "%PDF").content_type("application/pdf")];
/// client_on(&transport).call(&PAY).multipart(&parts).send_empty().await?;
/// let sent = String::from_utf8(transport.requests()[0].body.to_vec())?;
/// assert!(sent.contains("name=\"file\"; filename=\"1.pdf\"\r\nContent-Type: application/pdf\r\n\r\n%PDF\r\n"));
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "test-util"))]
/// # fn main() {}
/// ```
#[derive(Clone)]
pub struct Part {
    name: String,
    file_name: Option<String>,
    content_type: Option<String>,
    content: Content,
}

impl std::fmt::Debug for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Part").field("name", &self.name).field("bytes", &self.content.len()).finish_non_exhaustive()
    }
}

impl Part {
    /// A text field.
    pub fn text(name: impl Into<String>, value: impl Into<String>) -> Self {
        let content = Content::Bytes(Bytes::from(value.into()));
        Self { name: name.into(), file_name: None, content_type: None, content }
    }

    /// A file. Its name is sent as UTF-8, quotes and line ends escaped as browsers do, backslashes and other control characters in the same
    /// way.
    pub fn file(name: impl Into<String>, file_name: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self::of(name.into(), file_name.into(), Content::Bytes(bytes.into()))
    }

    /// A file that is read while it is sent.
    pub fn source(name: impl Into<String>, file_name: impl Into<String>, source: Source) -> Self {
        Self::of(name.into(), file_name.into(), Content::Source(source))
    }

    fn of(name: String, file_name: String, content: Content) -> Self {
        let content_type = Some("application/octet-stream".into());
        Self { name, file_name: Some(file_name), content_type, content }
    }

    /// Sets the part's media type; ignored if it is not printable ASCII.
    #[must_use]
    pub fn content_type(mut self, kind: impl Into<String>) -> Self {
        let kind = kind.into();
        if kind.bytes().all(|b| matches!(b, b' '..=b'~')) {
            self.content_type = Some(kind);
        }
        self
    }

    fn head(&self, boundary: &str) -> String {
        let mut head = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"", quoted(&self.name));
        if let Some(file) = &self.file_name {
            head.push_str(&format!("; filename=\"{}\"", quoted(file)));
        }
        head.push_str("\r\n");
        if let Some(kind) = &self.content_type {
            head.push_str(&format!("Content-Type: {kind}\r\n"));
        }
        head.push_str("\r\n");
        head
    }
}

/// Encodes the parts, with a boundary drawn for this call: the same for each of its attempts.
pub(super) fn encode(parts: &[Part]) -> Encoded {
    let boundary = boundary(parts);
    let mut pieces = Vec::new();
    for part in parts {
        pieces.push(Content::Bytes(part.head(&boundary).into()));
        pieces.push(part.content.clone());
        pieces.push(Content::Bytes(Bytes::from_static(b"\r\n")));
    }
    pieces.push(Content::Bytes(format!("--{boundary}--\r\n").into()));
    let content_type = Some(format!("multipart/form-data; boundary={boundary}"));
    Encoded { content_type, content: joined(&pieces).unwrap_or_else(|| chained(pieces)) }
}

/// The pieces as one, where all are in memory and not large: a large file is not copied.
fn joined(pieces: &[Content]) -> Option<Content> {
    let mut whole = BytesMut::new();
    for piece in pieces {
        match piece {
            Content::Bytes(bytes) if whole.len() + bytes.len() <= JOINED => whole.extend_from_slice(bytes),
            _ => return None,
        }
    }
    Some(Content::Bytes(whole.freeze()))
}

/// The pieces one after the other; each source is opened before anything is sent, so that one that is gone stops the call.
fn chained(pieces: Vec<Content>) -> Content {
    let length = pieces.iter().map(Content::len).fold(0, u64::saturating_add);
    let pieces = std::sync::Arc::new(pieces);
    Content::Source(Source::new(length, move || {
        let pieces = std::sync::Arc::clone(&pieces);
        async move {
            let mut opened: Vec<SourceStream> = Vec::with_capacity(pieces.len());
            for piece in pieces.iter() {
                opened.push(match piece {
                    Content::Bytes(bytes) => Box::pin(stream::iter([Ok(bytes.clone())])),
                    Content::Source(source) => {
                        let stream = source.open().await?;
                        Box::pin(crate::transport::BodyStream::new(source.length(), stream))
                    }
                });
            }
            Ok((length, stream::iter(opened).flatten()))
        }
    }))
}

/// The HTML standard's escapes for names in a multipart header, of quotes and line ends. In the same form the other control characters,
/// because no header may hold them and a reader refuses the whole body; and the backslash, because many readers take it and what follows
/// for one character: at the end of a name that is the closing quote.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\t' => quoted.push(c),
            '"' | '\\' | '\0'..='\x1f' | '\x7f' => quoted.push_str(&format!("%{:02X}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted
}

/// 128 random bits. Nobody who chooses a part's content can know them; that a part in memory holds them all the same is looked for.
fn boundary(parts: &[Part]) -> String {
    loop {
        let boundary = format!("guichet-{:016x}{:016x}", bits(), bits());
        let held = parts.iter().any(|part| match &part.content {
            Content::Bytes(bytes) => bytes.windows(boundary.len()).any(|window| window == boundary.as_bytes()),
            Content::Source(_) => false,
        });
        if !held {
            return boundary;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use percent_encoding::percent_decode_str;
    use proptest::prelude::*;

    fn bytes(encoded: &Encoded) -> Bytes {
        match &encoded.content {
            Content::Bytes(bytes) => bytes.clone(),
            Content::Source(_) => panic!("read while it is sent"),
        }
    }

    async fn sent(encoded: &Encoded) -> Bytes {
        let Content::Source(source) = &encoded.content else { return bytes(encoded) };
        let stream = source.open().await.unwrap();
        crate::transport::BodyStream::new(source.length(), stream).read(usize::MAX).await.unwrap()
    }

    #[test]
    fn names_are_escaped_and_boundaries_differ() {
        let parts =
            [Part::text("a", "x"), Part::file("data", "re\"çu\r\n.pdf", &b"%PDF"[..]).content_type("application/pdf")];
        let (one, two) = (encode(&parts), encode(&parts));
        assert_ne!(one.content_type, two.content_type);
        let text = String::from_utf8(bytes(&one).to_vec()).unwrap();
        assert!(
            text.contains(
                "name=\"data\"; filename=\"re%22çu%0D%0A.pdf\"\r\nContent-Type: application/pdf\r\n\r\n%PDF\r\n"
            ),
            "{text}"
        );
        let kind = one.content_type.unwrap();
        let boundary = kind.strip_prefix("multipart/form-data; boundary=guichet-").unwrap();
        assert_eq!((boundary.len(), boundary.bytes().all(|b| b.is_ascii_hexdigit())), (32, true));
        assert!(text.ends_with(&format!("\r\n--guichet-{boundary}--\r\n")));
    }

    #[tokio::test]
    async fn a_large_file_and_a_source_are_sent_as_one_piece_would_be() {
        let large = Bytes::from(vec![b'x'; JOINED + 1]);
        let source = |bytes: Bytes| {
            Source::new(bytes.len() as u64, move || {
                let bytes = bytes.clone();
                let (one, two) = (bytes.slice(..1), bytes.slice(1..));
                async move { Ok((bytes.len() as u64, stream::iter([Ok(one), Ok(two)]))) }
            })
        };
        for part in [Part::file("f", "n", large.clone()), Part::source("f", "n", source(large.clone()))] {
            let encoded = encode(&[Part::text("a", "b"), part]);
            assert!(matches!(encoded.content, Content::Source(_)));
            // Opened twice, as two attempts do.
            let (one, two) = (sent(&encoded).await, sent(&encoded).await);
            assert_eq!(one, two);
            assert_eq!(one.len() as u64, encoded.content.len());
            let boundary = encoded.content_type.unwrap();
            let boundary = boundary.rsplit('=').next().unwrap();
            let text = std::str::from_utf8(&one).unwrap();
            let pieces: Vec<&str> = text.split(&format!("--{boundary}")).collect();
            assert_eq!((pieces.len(), *pieces.last().unwrap()), (4, "--\r\n"));
            assert!(pieces[2].ends_with(&format!("\r\n\r\n{}\r\n", "x".repeat(JOINED + 1))));
        }
    }

    /// A part as it is meant, and as another's reader has it: name, file name, media type, content.
    type Meant = (String, Option<String>, Option<String>, Bytes);

    /// What a reader who undoes the escapes makes of a name.
    fn undone(name: &str) -> Vec<u8> {
        percent_decode_str(name).collect()
    }

    fn part_of((name, file_name, kind, content): &Meant, streamed: bool) -> Part {
        let mut part = match file_name {
            None => Part::text(name, std::str::from_utf8(content).unwrap()),
            Some(file_name) if streamed => {
                let (content, length) = (content.clone(), content.len() as u64);
                Part::source(
                    name,
                    file_name,
                    Source::new(length, move || {
                        let (one, two) = (content.slice(..content.len() / 2), content.slice(content.len() / 2..));
                        async move { Ok((length, stream::iter([Ok(one), Ok(two)]))) }
                    }),
                )
            }
            Some(file_name) => Part::file(name, file_name, content.clone()),
        };
        if let Some(kind) = kind {
            part = part.content_type(kind);
        }
        part
    }

    /// Reads a body by the crate `multer`.
    async fn read_by_another(encoded: &Encoded) -> Vec<Meant> {
        let boundary = multer::parse_boundary(encoded.content_type.as_ref().unwrap()).unwrap();
        let whole = sent(encoded).await;
        // In small pieces, as they come from a network.
        let pieces: Vec<_> =
            whole.chunks(777).map(|piece| Ok::<_, std::io::Error>(Bytes::copy_from_slice(piece))).collect();
        let mut reader = multer::Multipart::new(stream::iter(pieces), boundary);
        let mut parts = Vec::new();
        while let Some(field) = reader.next_field().await.unwrap() {
            let kind = field.headers().get("content-type").map(|kind| kind.to_str().unwrap().to_owned());
            let name = field.name().unwrap_or("no name").to_owned();
            let file_name = field.file_name().map(str::to_owned);
            parts.push((name, file_name, kind, field.bytes().await.unwrap()));
        }
        parts
    }

    /// Letters in front of `n` alone: that reader finds `name=` also within quotes.
    fn names() -> impl Strategy<Value = String> {
        let awkward = prop::sample::select("\"\\\r\n\t\0\u{7f}\u{1b};=%2-éΩ名😀 \u{feff}".chars().collect::<Vec<_>>());
        let piece = prop_oneof![
            awkward.prop_map(String::from),
            any::<char>().prop_map(String::from),
            Just("%22".to_owned()),
            Just("\r\n\r\n--".to_owned()),
            "[a-m.]{1,4}"
        ];
        prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
    }

    fn parts() -> impl Strategy<Value = Vec<(Meant, bool)>> {
        let content = prop_oneof![
            prop::collection::vec(any::<u8>(), 0..200),
            "(\r\n|--|--guichet-|boundary|[a-f0-9]{1,16}|\r|\n){0,12}".prop_map(String::into_bytes),
            (JOINED - 300..JOINED + 300).prop_map(|length| vec![b'-'; length]),
        ];
        let text = any::<String>().prop_map(|text| (None, Bytes::from(text)));
        let file = (names(), content).prop_map(|(name, content)| (Some(name), Bytes::from(content)));
        let kind = prop::option::of(prop::sample::select(vec!["application/pdf", "text/csv; charset=utf-8", "x/y+z"]));
        let part = (names(), prop_oneof![text, file], kind, any::<bool>());
        let part = part.prop_map(|(name, (file_name, content), kind, streamed)| {
            let kind = file_name.as_ref().and(kind).map(str::to_owned);
            ((name, file_name, kind, content), streamed)
        });
        prop::collection::vec(part, 0..5)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_000))]

        /// The reader is not ours: a mistake that our writer and the sandbox's reader share would be seen by neither.
        #[test]
        fn what_is_written_is_read_back_by_another(parts in parts()) {
            let written: Vec<Part> = parts.iter().map(|(meant, streamed)| part_of(meant, *streamed)).collect();
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            let read = runtime.block_on(read_by_another(&encode(&written)));
            prop_assert_eq!(read.len(), parts.len());
            for ((name, file_name, kind, content), (meant, _)) in read.iter().zip(&parts) {
                for (read, meant) in [(Some(name), Some(&meant.0)), (file_name.as_ref(), meant.1.as_ref())] {
                    // A name that has the form of an escape is undone as well: nobody can tell the two apart.
                    prop_assert_eq!(read.map(|name| undone(name)), meant.map(|name| undone(name)));
                }
                let default = meant.1.as_ref().map(|_| "application/octet-stream".to_owned());
                prop_assert_eq!(kind, &meant.2.clone().or(default));
                prop_assert_eq!(content, &meant.3);
            }
        }
    }
}
