//! The reader: one walk over the text, which checks the syntax on the way, keeps a number's digits and knows where it stands.

pub(super) mod members;

use std::borrow::Cow;
use std::fmt;

use super::place;
use members::{Kind, Member, Members};

/// How many elements a page of a list may hold where nobody says otherwise.
pub(crate) const MOST_ELEMENTS: usize = 10_000;

/// How deep arrays and objects may stand in each other.
const MAX_DEPTH: u8 = 128;

/// Why a text could not be read, and where.
///
/// ```
/// use guichet_core::json::{Fault, Kind, Reader, Value, parse};
///
/// struct Even(i64);
///
/// impl Value for Even {
///     const KIND: Kind = Kind::Integer;
///     fn read(into: &mut Option<Self>, reader: &mut Reader<'_>) -> Result<(), Fault> {
///         let (at, mut number) = (reader.place(), None);
///         i64::read(&mut number, reader)?;
///         if number.is_some_and(|number| number % 2 != 0) {
///             return Err(reader.refuse(at, "expected an even number"));
///         }
///         *into = number.map(Self);
///         Ok(())
///     }
/// }
///
/// assert_eq!(parse::<Even>("2")?.0, 2);
/// let error = parse::<Vec<Even>>("[2, 3]").err().unwrap().to_string();
/// assert!(error.contains("[1]: expected an even number"), "{error}");
/// # Ok::<(), guichet_core::Error>(())
/// ```
pub struct Fault(Box<Inner>);

struct Inner {
    message: Cow<'static, str>,
    /// The offset of the value at fault.
    at: usize,
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

/// A place in the text of an answer.
///
/// ```
/// use guichet_core::json::{Fault, Kind, Reader, Value, parse};
///
/// /// A colour that the vendor writes as `"#ff0000"`, and `null` or `""` for none.
/// struct Red(u8);
///
/// impl Value for Red {
///     const KIND: Kind = Kind::Own;
///     fn read(into: &mut Option<Self>, reader: &mut Reader<'_>) -> Result<(), Fault> {
///         *into = None;
///         if reader.nothing()? {
///             return Ok(());
///         }
///         let at = reader.place();
///         let text = reader.string()?;
///         let red = text.get(1..3).and_then(|hex| u8::from_str_radix(hex, 16).ok());
///         *into = Some(Self(red.ok_or_else(|| reader.refuse(at, "expected a colour"))?));
///         Ok(())
///     }
/// }
///
/// assert_eq!(parse::<Red>(r##""#ff0000""##)?.0, 255);
/// assert!(parse::<Red>(r#""blue""#).is_err());
/// # Ok::<(), guichet_core::Error>(())
/// ```
pub struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: u8,
    /// How many elements a page of a list may hold.
    most: usize,
    /// How many bytes its elements, at any depth, may still take in memory beside their texts.
    room: usize,
    /// Whether an optional member that cannot be read is left out. The paths of those that were.
    lenient: Option<Vec<String>>,
}

/// What the elements of an answer may take in memory beside their texts: as much as any real answer needs, and no hundredfold of a
/// large one.
const fn room_for(text: &str) -> usize {
    (64 << 20) + 4 * text.len()
}

/// A place to come back to.
#[derive(Clone, Copy)]
pub(crate) struct Mark {
    at: usize,
    depth: u8,
}

/// What reads one entry of a map: its name, and the value from the reader.
type ReadEntry<'f, 'a> = dyn FnMut(Cow<'a, str>, &mut Reader<'a>) -> Result<(), Fault> + 'f;

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = ONES << 7;

/// Whether a quote, a backslash or a control character is among eight bytes.
#[inline]
fn ends_text(eight: u64) -> bool {
    let has = |byte: u64| {
        let met = eight ^ (ONES * byte);
        met.wrapping_sub(ONES) & !met & HIGHS
    };
    let control = eight.wrapping_sub(ONES * 0x20) & !eight & HIGHS;
    (has(0x22) | has(0x5c) | control) != 0
}

impl<'a> Reader<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, at: 0, depth: 0, most: MOST_ELEMENTS, room: room_for(text), lenient: None }
    }

    /// With another bound for the elements of a page.
    pub(crate) fn of_at_most(text: &'a str, most: usize) -> Self {
        Self { most, ..Self::new(text) }
    }

    /// Leaves out what may be missing and cannot be read.
    pub(crate) fn lenient(mut self) -> Self {
        self.lenient = Some(Vec::new());
        self
    }

    /// The members that were left out, by their paths.
    pub(super) fn left_out(&mut self) -> Vec<String> {
        self.lenient.take().unwrap_or_default()
    }

    pub(super) fn most(&self) -> usize {
        self.most
    }

    /// Takes room in memory for one element of a list or a map. Three bytes of text, `{},`, can stand for hundreds in memory.
    pub(super) fn take_room<T>(&mut self) -> Result<(), Fault> {
        match self.room.checked_sub(size_of::<T>()) {
            Some(room) => {
                self.room = room;
                Ok(())
            }
            None => Err(self.fault("elements that take many times the answer's size in memory")),
        }
    }

    /// Checks that nothing is left; otherwise, or after a fault, says what is wrong and where.
    #[inline(never)]
    pub(super) fn finish(&mut self, outcome: Result<(), Fault>) -> Result<(), String> {
        let fault = match outcome {
            Ok(()) if self.peek() == 0 && self.at >= self.text.len() => return Ok(()),
            Ok(()) => self.fault("trailing characters"),
            Err(fault) => fault,
        };
        let message = fault.0.message;
        Err(match place::path_of(self.text, fault.0.at) {
            path if path.is_empty() => message.into_owned(),
            path => format!("{path}: {message}"),
        })
    }

    /// Where the next value begins, to come back to it.
    pub(crate) fn mark(&mut self) -> Mark {
        self.peek();
        Mark { at: self.at, depth: self.depth }
    }

    /// After a fault in a value: passes over the whole of it. Its text, and the fault by its path in it.
    ///
    /// # Errors
    /// It is no JSON.
    #[cold]
    #[inline(never)]
    pub(crate) fn passed_over(&mut self, begun: Mark, fault: &Fault) -> Result<(&'a str, String), Fault> {
        (self.at, self.depth) = (begun.at, begun.depth);
        let text = self.raw()?;
        let message = &fault.0.message;
        let message = match place::path_of(text, fault.0.at.saturating_sub(begun.at)) {
            path if path.is_empty() => message.clone().into_owned(),
            path => format!("{path}: {message}"),
        };
        Ok((text, message))
    }

    /// Where the next value begins.
    pub fn place(&mut self) -> usize {
        self.peek();
        self.at
    }

    #[cold]
    #[inline(never)]
    fn fault(&self, message: impl Into<Cow<'static, str>>) -> Fault {
        Self::fault_at(self.at, message.into())
    }

    #[cold]
    #[inline(never)]
    pub(super) fn fault_at(at: usize, message: Cow<'static, str>) -> Fault {
        Fault(Box::new(Inner { message, at }))
    }

    /// Refuses what stands here.
    #[cold]
    #[inline(never)]
    pub fn expected(&mut self, what: &str) -> Fault {
        let found = match self.peek() {
            b'n' => "null",
            b't' | b'f' => "a boolean",
            b'"' => "a string",
            b'[' => "an array",
            b'{' => "an object",
            b'-' | b'0'..=b'9' => "a number",
            0 => return self.fault("EOF while parsing a value"),
            _ => return self.fault("expected value"),
        };
        self.fault(format!("expected {what}, found {found}"))
    }

    /// The fault of a value that begins at `at` and was read.
    #[cold]
    #[inline(never)]
    pub fn refuse(&self, at: usize, why: impl Into<Cow<'static, str>>) -> Fault {
        Self::fault_at(at, why.into())
    }

    #[inline]
    pub(super) fn byte(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    /// The first byte of the next value or sign; 0 at the end.
    #[inline]
    pub fn peek(&mut self) -> u8 {
        loop {
            match self.byte() {
                b' ' | b'\n' | b'\r' | b'\t' => self.at += 1,
                byte => return byte,
            }
        }
    }

    #[inline]
    fn since(&self, start: usize) -> &'a str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    /// Passes over a string, at its first quote; whether it holds an escape.
    fn pass_text(&mut self) -> Result<bool, Fault> {
        let bytes = self.text.as_bytes();
        let mut at = self.at + 1;
        let mut escaped = false;
        loop {
            while let Some(eight) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
                if ends_text(u64::from_ne_bytes(*eight)) {
                    break;
                }
                at += 8;
            }
            let byte = loop {
                match bytes.get(at).copied() {
                    Some(byte @ (b'"' | b'\\' | 0..0x20)) => break byte,
                    Some(_) => at += 1,
                    None => {
                        self.at = at;
                        return Err(self.fault("EOF while parsing a string"));
                    }
                }
            };
            match byte {
                b'"' => {
                    self.at = at + 1;
                    return Ok(escaped);
                }
                b'\\' => {
                    escaped = true;
                    at += match bytes.get(at + 1) {
                        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => 2,
                        Some(b'u')
                            if bytes.get(at + 2..at + 6).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit)) =>
                        {
                            6
                        }
                        _ => {
                            self.at = at;
                            return Err(self.fault("invalid escape"));
                        }
                    };
                }
                _ => {
                    self.at = at;
                    return Err(self.fault("control character (\\u0000-\\u001F) found while parsing a string"));
                }
            }
        }
    }

    /// The text of a string.
    ///
    /// ```
    /// # use guichet_core::json::{Fault, Reader};
    /// # use guichet_core::Model;
    /// fn shouted(into: &mut Option<String>, reader: &mut Reader<'_>) -> Result<(), Fault> {
    ///     *into = Some(reader.string()?.to_uppercase());
    ///     Ok(())
    /// }
    ///
    /// #[derive(Debug, Model)]
    /// struct Line {
    ///     #[model(with = "shouted")]
    ///     name: String,
    /// }
    ///
    /// assert_eq!(Line::from_json(r#"{"name": "\u0061da"}"#)?.name, "ADA");
    /// assert!(Line::from_json(r#"{"name": 7}"#).is_err());
    /// # Ok::<(), guichet_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// Something else stands here.
    #[inline(never)]
    pub fn string(&mut self) -> Result<Cow<'a, str>, Fault> {
        if self.peek() != b'"' {
            return Err(self.expected("a string"));
        }
        let start = self.at;
        if self.pass_text()? {
            return self.unescaped(start).map(Cow::Owned);
        }
        Ok(Cow::Borrowed(self.text.get(start + 1..self.at - 1).unwrap_or_default()))
    }

    #[cold]
    #[inline(never)]
    fn unescaped(&self, start: usize) -> Result<String, Fault> {
        serde_json::from_str(self.since(start)).map_err(|_| Self::fault_at(start, "invalid escape".into()))
    }

    /// The text of a number.
    ///
    /// ```
    /// # use guichet_core::json::{Fault, Reader};
    /// # use guichet_core::Model;
    /// fn digits(into: &mut Option<String>, reader: &mut Reader<'_>) -> Result<(), Fault> {
    ///     *into = Some(reader.number()?.to_owned());
    ///     Ok(())
    /// }
    ///
    /// #[derive(Debug, Model)]
    /// struct Line {
    ///     #[model(with = "digits")]
    ///     amount: String,
    /// }
    ///
    /// assert_eq!(Line::from_json(r#"{"amount": 1.50e2}"#)?.amount, "1.50e2");
    /// assert!(Line::from_json(r#"{"amount": "1.50"}"#).is_err());
    /// # Ok::<(), guichet_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// Something else stands here, or it breaks off.
    #[inline(never)]
    pub fn number(&mut self) -> Result<&'a str, Fault> {
        let bytes = self.text.as_bytes();
        self.peek();
        let start = self.at;
        let digits = |mut at: usize| {
            while bytes.get(at).is_some_and(u8::is_ascii_digit) {
                at += 1;
            }
            at
        };
        let first = start + usize::from(bytes.get(start) == Some(&b'-'));
        let mut end = digits(first);
        let mut good = end > first && (end == first + 1 || bytes.get(first) != Some(&b'0'));
        if bytes.get(end) == Some(&b'.') {
            let from = end + 1;
            end = digits(from);
            good &= end > from;
        }
        if matches!(bytes.get(end), Some(b'e' | b'E')) {
            let from = end + 1 + usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
            end = digits(from);
            good &= end > from;
        }
        if !good {
            return Err(self.fault("invalid number"));
        }
        self.at = end;
        Ok(self.since(start))
    }

    #[inline(never)]
    pub(super) fn literal(&mut self) -> Result<&'a str, Fault> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        for word in ["null", "true", "false"] {
            if rest.starts_with(word) {
                self.at += word.len();
                return Ok(word);
            }
        }
        Err(self.expected("a value"))
    }

    fn deeper(&mut self) -> Result<(), Fault> {
        self.depth += 1;
        self.at += 1;
        if self.depth > MAX_DEPTH { Err(self.fault("recursion limit exceeded")) } else { Ok(()) }
    }

    /// After a value in an object or a list: whether another follows.
    #[inline]
    fn more(&mut self, close: u8) -> Result<bool, Fault> {
        match self.peek() {
            b',' => {
                self.at += 1;
                Ok(true)
            }
            byte if byte == close => {
                self.at += 1;
                self.depth -= 1;
                Ok(false)
            }
            0 => Err(self.fault("EOF while parsing")),
            _ => Err(self.fault("expected `,` or the end of what was begun")),
        }
    }

    /// Past an opening bracket: whether it is closed at once.
    #[inline]
    fn empty(&mut self, close: u8) -> bool {
        let empty = self.peek() == close;
        if empty {
            self.at += 1;
            self.depth -= 1;
        }
        empty
    }

    #[inline]
    fn colon(&mut self) -> Result<(), Fault> {
        if self.peek() != b':' {
            return Err(self.fault("expected `:`"));
        }
        self.at += 1;
        Ok(())
    }

    /// Passes over a value.
    ///
    /// ```
    /// # use guichet_core::json::{Fault, Reader};
    /// # use guichet_core::Model;
    /// fn is_there(into: &mut Option<bool>, reader: &mut Reader<'_>) -> Result<(), Fault> {
    ///     reader.skip()?;
    ///     *into = Some(true);
    ///     Ok(())
    /// }
    ///
    /// #[derive(Debug, Model)]
    /// struct Line {
    ///     #[model(with = "is_there")]
    ///     picture: Option<bool>,
    /// }
    ///
    /// assert_eq!(Line::from_json(r#"{"picture": {"data": [1, 2]}}"#)?.picture, Some(true));
    /// assert!(Line::from_json(r#"{"picture": {"data": [1 2]}}"#).is_err());
    /// # Ok::<(), guichet_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// It is no JSON.
    #[inline(never)]
    pub fn skip(&mut self) -> Result<(), Fault> {
        match self.peek() {
            b'"' => self.pass_text().map(drop),
            b'{' => {
                self.deeper()?;
                if self.empty(b'}') {
                    return Ok(());
                }
                loop {
                    if self.peek() != b'"' {
                        return Err(self.fault("key must be a string"));
                    }
                    self.pass_text()?;
                    self.colon()?;
                    self.skip()?;
                    if !self.more(b'}')? {
                        return Ok(());
                    }
                }
            }
            b'[' => {
                self.deeper()?;
                if self.empty(b']') {
                    return Ok(());
                }
                loop {
                    self.skip()?;
                    if !self.more(b']')? {
                        return Ok(());
                    }
                }
            }
            b'-' | b'0'..=b'9' => self.number().map(drop),
            _ => self.literal().map(drop),
        }
    }

    /// The text of any value, as it stands in the answer.
    ///
    /// ```
    /// # use guichet_core::json::{Fault, Reader};
    /// # use guichet_core::Model;
    /// fn kept(into: &mut Option<String>, reader: &mut Reader<'_>) -> Result<(), Fault> {
    ///     *into = Some(reader.raw()?.to_owned());
    ///     Ok(())
    /// }
    ///
    /// #[derive(Debug, Model)]
    /// struct Line {
    ///     #[model(with = "kept")]
    ///     rest: String,
    /// }
    ///
    /// assert_eq!(Line::from_json(r#"{"rest": [1, 2.0]}"#)?.rest, "[1, 2.0]");
    /// # Ok::<(), guichet_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// It is no JSON.
    pub fn raw(&mut self) -> Result<&'a str, Fault> {
        self.peek();
        let start = self.at;
        self.skip()?;
        Ok(self.since(start))
    }

    /// Passes over `null`, `false`, `""`, `"null"`, `"false"` or `[]`; whether one of them stood here.
    ///
    /// ```
    /// # use guichet_core::json::{Fault, Reader, Value};
    /// # use guichet_core::Model;
    /// fn unless_false(into: &mut Option<String>, reader: &mut Reader<'_>) -> Result<(), Fault> {
    ///     *into = None;
    ///     if reader.nothing()? { Ok(()) } else { String::read(into, reader) }
    /// }
    ///
    /// #[derive(Debug, Model)]
    /// struct Line {
    ///     #[model(with = "unless_false")]
    ///     unit: Option<String>,
    /// }
    ///
    /// assert_eq!(Line::from_json(r#"{"unit": false}"#)?.unit, None);
    /// assert_eq!(Line::from_json(r#"{"unit": "day"}"#)?.unit.as_deref(), Some("day"));
    /// # Ok::<(), guichet_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// It is no JSON.
    #[inline(never)]
    pub fn nothing(&mut self) -> Result<bool, Fault> {
        let (start, depth) = (self.place(), self.depth);
        let nothing = match self.byte() {
            b'n' | b'f' => {
                self.literal()?;
                true
            }
            b'"' => matches!(self.string()?.trim(), "" | "null" | "false"),
            b'[' => {
                self.deeper()?;
                self.empty(b']')
            }
            0 => return Err(self.expected("a value")),
            _ => false,
        };
        if !nothing {
            (self.at, self.depth) = (start, depth);
        }
        Ok(nothing)
    }

    /// Reads an object's members into where they belong, passing over those that have no place; whether there was one.
    /// Nothing and the empty list are no object.
    ///
    /// # Errors
    /// It is none, or one of its members is not what it should be.
    #[inline(never)]
    pub fn object(&mut self, table: &'static [Member], into: &mut dyn Members) -> Result<bool, Fault> {
        if self.peek() != b'{' {
            return if self.nothing()? { Ok(false) } else { Err(self.expected("an object")) };
        }
        self.deeper()?;
        if self.empty(b'}') {
            return Ok(true);
        }
        // Members come in their documented order nearly always.
        let mut next = 0;
        loop {
            let found = self.name(table, next)?;
            self.colon()?;
            match found {
                Some(index) => {
                    next = index + 1;
                    if self.lenient.is_some() {
                        self.lenient_member(index, table, into)?;
                    } else {
                        into.member(index, self)?;
                    }
                }
                None => self.skip()?,
            }
            if !self.more(b'}')? {
                return Ok(true);
            }
        }
    }

    /// Reads a member, or leaves it out where it may be missing and cannot be read. An amount is never left out.
    fn lenient_member(&mut self, index: usize, table: &'static [Member], into: &mut dyn Members) -> Result<(), Fault> {
        let begun = self.mark();
        let Err(fault) = into.member(index, self) else { return Ok(()) };
        match table.get(index) {
            Some(member) if !member.required && self.may_be_left_out(begun, member.kind) => {
                let path = place::path_of(self.text, fault.0.at);
                self.passed_over(begun, &fault)?;
                self.lenient.get_or_insert_default().push(path);
                Ok(())
            }
            _ => Err(fault),
        }
    }

    /// An amount never is; nor what the answer as a whole is about, which stands in its envelope.
    fn may_be_left_out(&self, begun: Mark, kind: Kind) -> bool {
        match kind {
            Kind::Decimal => false,
            Kind::List(_) | Kind::Map(_) | Kind::Model(..) | Kind::Own => begun.depth > 1,
            _ => true,
        }
    }

    /// Reads a member's name; its place in the table.
    fn name(&mut self, table: &'static [Member], next: usize) -> Result<Option<usize>, Fault> {
        if self.peek() != b'"' {
            return Err(self.fault("key must be a string"));
        }
        if let Some(likely) = table.get(next) {
            let rest = self.text.as_bytes().get(self.at + 1..).unwrap_or_default();
            if rest.get(likely.json.len()) == Some(&b'"') && rest.starts_with(likely.json.as_bytes()) {
                self.at += likely.json.len() + 2;
                return Ok(Some(next));
            }
        }
        let name = self.string()?;
        Ok(table.iter().position(|member| member.json == name || member.aliases.iter().any(|alias| *alias == name)))
    }

    /// Reads a list's elements, or the one element that stands in its place; nothing is an empty list. An element that is
    /// nothing is a fault.
    #[inline(never)]
    pub(super) fn elements(
        &mut self,
        kind: &Kind,
        each: &mut dyn FnMut(&mut Self) -> Result<bool, Fault>,
    ) -> Result<(), Fault> {
        let list = self.peek() == b'[';
        if !list && self.nothing()? {
            return Ok(());
        }
        if list {
            self.deeper()?;
            if self.empty(b']') {
                return Ok(());
            }
        }
        loop {
            let start = self.place();
            if !self.element(kind, each)? {
                return Err(Self::fault_at(start, format!("expected {}, found nothing", kind.named()).into()));
            }
            if !list || !self.more(b']')? {
                return Ok(());
            }
        }
    }

    /// Reads an object's members as they come; nothing is an object without members.
    #[inline(never)]
    pub(super) fn entries(&mut self, kind: &Kind, each: &mut ReadEntry<'_, 'a>) -> Result<(), Fault> {
        if self.peek() != b'{' {
            return if self.nothing()? { Ok(()) } else { Err(self.expected("an object")) };
        }
        self.deeper()?;
        if self.empty(b'}') {
            return Ok(());
        }
        loop {
            let mut name = Some(self.string()?);
            self.colon()?;
            self.element(kind, &mut |reader| each(name.take().unwrap_or_default(), reader).map(|()| true))?;
            if !self.more(b'}')? {
                return Ok(());
            }
        }
    }

    /// An identifier by its spelling; the empty spellings are nothing.
    #[doc(hidden)]
    pub fn identifier(&mut self, into: &mut Option<String>) -> Result<(), Fault> {
        *into = None;
        if !self.nothing()? {
            *into = self.spelling("text")?.map(Cow::into_owned);
        }
        Ok(())
    }

    /// Reads an element of a list or an entry of a map. In their place PHP's empty list is an object without members; as a member
    /// of an object it is nothing.
    #[inline]
    fn element(&mut self, kind: &Kind, each: &mut dyn FnMut(&mut Self) -> Result<bool, Fault>) -> Result<bool, Fault> {
        if self.peek() == b'[' && matches!(kind, Kind::Model(..)) {
            let start = self.at;
            if self.nothing()? {
                return each(&mut Self::new("{}")).map_err(|fault| Self::fault_at(start, fault.0.message));
            }
        }
        each(self)
    }

    /// Any scalar by its spelling; null is `None`.
    ///
    /// ```
    /// # use guichet_core::json::{Fault, Reader};
    /// # use guichet_core::Model;
    /// fn spelled(into: &mut Option<String>, reader: &mut Reader<'_>) -> Result<(), Fault> {
    ///     *into = reader.spelling("a code")?.map(|text| text.into_owned());
    ///     Ok(())
    /// }
    ///
    /// #[derive(Debug, Model)]
    /// struct Line {
    ///     #[model(with = "spelled")]
    ///     code: Option<String>,
    /// }
    ///
    /// assert_eq!(Line::from_json(r#"{"code": 0.10}"#)?.code.as_deref(), Some("0.10"));
    /// assert_eq!(Line::from_json(r#"{"code": null}"#)?.code, None);
    /// assert!(Line::from_json(r#"{"code": []}"#).is_err());
    /// # Ok::<(), guichet_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// A list or an object stands here.
    #[inline(never)]
    pub fn spelling(&mut self, what: &str) -> Result<Option<Cow<'a, str>>, Fault> {
        match self.peek() {
            b'"' => self.string().map(Some),
            b'-' | b'0'..=b'9' => self.number().map(|digits| Some(Cow::Borrowed(digits))),
            b'n' => self.literal().map(|_| None),
            b't' | b'f' => self.literal().map(|word| Some(Cow::Borrowed(word))),
            _ => Err(self.expected(what)),
        }
    }
}
