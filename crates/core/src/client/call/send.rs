//! Sending a call, and reading its answer.

use std::sync::atomic::AtomicBool;

#[cfg(feature = "rotation")]
use bytes::Bytes;
use http::{HeaderMap, HeaderValue};
use serde::de::DeserializeOwned;

use super::Call;
use crate::download::Download;
use crate::error::{Error, ErrorKind, Outcome, Result, Sent};
use crate::exchange::{Answer, Plan};
use crate::json::{self, Reader, Value, located};
use crate::operation::Effect;
use crate::preview::Preview;

impl Call {
    /// Sends the call and reads the answer's JSON into a type of the caller's own, by serde. Amounts in it are
    /// [`ExactDecimal`](crate::decimal::ExactDecimal) or models; a model alone is read by [`fetch`](Self::fetch).
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
    /// # #[cfg(feature = "test-util")]
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use guichet_core::decimal::ExactDecimal;
    /// use guichet_core::transport::Reply;
    /// use serde::Deserialize;
    ///
    /// #[derive(Deserialize)]
    /// struct Mine {
    ///     amount: ExactDecimal,
    /// }
    ///
    /// let client = client([Reply::json(r#"{"amount": 12.50}"#)]);
    /// let mine: Mine = client.call(&GET).arg(7).send().await?;
    /// assert_eq!(mine.amount.0.to_string(), "12.50");
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "test-util"))]
    /// # fn main() {}
    /// ```
    ///
    /// # Errors
    /// See [`Error`]'s predicates.
    pub async fn send<T: DeserializeOwned>(self) -> Result<T> {
        let answer = self.answer().await?;
        self.read(&answer)
    }

    /// As [`send`](Self::send), where nothing in the answer to a safe call means that the vendor does not have it.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
    /// # #[cfg(feature = "test-util")]
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use guichet_core::transport::Reply;
    ///
    /// let client = client([Reply::json("null"), Reply::json("7")]);
    /// let error = client.call(&GET).arg(7).send_one::<u32>().await.unwrap_err();
    /// assert!(error.is_not_found());
    /// assert_eq!(client.call(&GET).arg(7).send_one::<u32>().await?, 7);
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "test-util"))]
    /// # fn main() {}
    /// ```
    ///
    /// # Errors
    /// See [`Error`]'s predicates; `is_not_found` for an answer that holds nothing.
    pub async fn send_one<T: DeserializeOwned>(self) -> Result<T> {
        let answer = self.answer().await?;
        if answer.is_nothing() {
            return Err(self.holds_nothing(&answer));
        }
        self.read(&answer)
    }

    fn holds_nothing(&self, answer: &Answer) -> Error {
        let mut error = self.about(answer, Error::new(ErrorKind::Status, "the answer holds nothing"));
        error.edit().not_found = true;
        error
    }

    /// Sends the call and reads the answer into a model.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
    /// # #[cfg(feature = "test-util")]
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use guichet_core::transport::Reply;
    ///
    /// let client = client([Reply::json(r#"{"id": "7"}"#), Reply::json(r#"{"id": []}"#)]);
    /// let thing: Thing = client.call(&GET).arg(7).fetch().await?;
    /// assert_eq!(thing, Thing { id: 7, name: None });
    /// let error = client.call(&GET).arg(7).fetch::<Thing>().await.unwrap_err();
    /// assert_eq!(error.kind(), guichet_core::ErrorKind::Decode);
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "test-util"))]
    /// # fn main() {}
    /// ```
    ///
    /// # Errors
    /// See [`Error`]'s predicates.
    pub async fn fetch<T: Value>(self) -> Result<T> {
        let answer = self.answer().await?;
        self.fetched(&answer)
    }

    /// Sends the call and reads the answer into a model; null, and no answer at all, are `None`.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
    /// # #[cfg(feature = "test-util")]
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use guichet_core::transport::Reply;
    ///
    /// let client = client([Reply::status(204), Reply::json(r#"{"id": 7}"#)]);
    /// assert_eq!(client.call(&GET).arg(7).fetch_any::<Thing>().await?, None);
    /// assert!(client.call(&GET).arg(7).fetch_any::<Thing>().await?.is_some());
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "test-util"))]
    /// # fn main() {}
    /// ```
    ///
    /// # Errors
    /// See [`Error`]'s predicates.
    pub async fn fetch_any<T: Value>(self) -> Result<Option<T>> {
        let answer = self.answer().await?;
        if answer.is_nothing() { Ok(None) } else { self.fetched(&answer).map(Some) }
    }

    /// Sends the call and reads an answer that holds one thing in an envelope `E`, of which `open` makes a list. Nothing
    /// in it means, for a safe call, that the vendor does not have it; for others, that the call was accepted and its
    /// answer cannot be read. The same where there are several.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
    /// # #[cfg(feature = "test-util")]
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use guichet_core::transport::Reply;
    ///
    /// #[derive(guichet_core::Model)]
    /// struct Things {
    ///     data: Vec<Thing>,
    /// }
    ///
    /// let client = client([Reply::json(r#"{"data": [{"id": 7}]}"#), Reply::json(r#"{"data": []}"#)]);
    /// let thing = client.call(&GET).arg(7).fetch_one(|things: Things| things.data).await?;
    /// assert_eq!(thing.id, 7);
    /// let error = client.call(&GET).arg(8).fetch_one(|things: Things| things.data).await.unwrap_err();
    /// assert!(error.is_not_found());
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "test-util"))]
    /// # fn main() {}
    /// ```
    ///
    /// # Errors
    /// See [`Error`]'s predicates; `is_not_found` for a safe call's answer that holds nothing.
    pub async fn fetch_one<E: Value, T>(self, open: impl FnOnce(E) -> Vec<T>) -> Result<T> {
        let answer = self.answer().await?;
        let empty = answer.is_nothing();
        let mut held = if empty { Vec::new() } else { open(self.fetched(&answer)?) };
        match (held.pop(), held.len()) {
            (Some(one), 0) => Ok(one),
            (None, _) if self.effective() == Effect::Safe => Err(self.holds_nothing(&answer)),
            (None, _) => Err(self.about(&answer, Error::new(ErrorKind::Decode, "it holds nothing"))),
            (Some(_), more) => Err(self.about(
                &answer,
                Error::new(ErrorKind::Decode, format!("one thing was asked for, it holds {}", more + 1)),
            )),
        }
    }

    /// Sends the call and reads the text that a success answers, without the white space around it, and its headers: for an operation
    /// that [answers text](crate::Operation::answers_text). What `read` says is wrong with it becomes the error of an answer that
    /// cannot be read.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
    /// # #[cfg(feature = "test-util")]
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use guichet_core::ErrorKind;
    /// use guichet_core::transport::Reply;
    ///
    /// let client = client([Reply::new(200, " Ada\n"), Reply::new(200, "42")]);
    /// let read = |text: &str, _: &http::HeaderMap| match text.parse::<i64>() {
    ///     Ok(_) => Err("a number is no name"),
    ///     Err(_) => Ok(text.to_owned()),
    /// };
    /// assert_eq!(client.call(&NAME).fetch_text(read).await?, "Ada");
    /// assert_eq!(client.call(&NAME).fetch_text(read).await.unwrap_err().kind(), ErrorKind::Decode);
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "test-util"))]
    /// # fn main() {}
    /// ```
    ///
    /// # Errors
    /// See [`Error`]'s predicates.
    pub async fn fetch_text<T>(
        self,
        read: impl FnOnce(&str, &HeaderMap) -> std::result::Result<T, &'static str>,
    ) -> Result<T> {
        let answer = self.answer().await?;
        let text = self.text_or_nothing(&answer)?.trim();
        read(text, &answer.headers).map_err(|why| self.unread(&answer, why.to_owned()))
    }

    /// Sends the call and ignores what a success answers.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
    /// # #[cfg(feature = "test-util")]
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use guichet_core::Outcome;
    /// use guichet_core::transport::Reply;
    ///
    /// let client = client([Reply::status(204), Reply::status(400)]);
    /// client.call(&PAY).json(&["10.00"]).send_empty().await?;
    /// let error = client.call(&PAY).json(&["10.00"]).send_empty().await.unwrap_err();
    /// assert_eq!(error.outcome(), Outcome::NotDone);
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "test-util"))]
    /// # fn main() {}
    /// ```
    ///
    /// # Errors
    /// See [`Error`]'s predicates.
    pub async fn send_empty(self) -> Result<()> {
        self.answer().await.map(|_| ())
    }

    /// Sends the call and returns a success's body as far as it arrived, also where it breaks off, is not whole `within` this time or
    /// is beyond the bound: for an answer that cannot be had a second time, and of which a part may be worth all. The deadline of the
    /// call must be longer. A `Content-Encoding` is undone.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
    /// # #[cfg(feature = "test-util")]
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use std::time::Duration;
    ///
    /// use guichet_core::transport::Reply;
    ///
    /// let client = client([Reply::new(200, "the one reply, as f").then_break()]);
    /// let arrived = client.call(&NAME).send_best_effort(Duration::from_secs(10)).await?;
    /// assert_eq!(arrived, "the one reply, as f");
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "test-util"))]
    /// # fn main() {}
    /// ```
    ///
    /// # Errors
    /// See [`Error`]'s predicates. Where nothing of a body arrived, what broke it off.
    #[cfg(feature = "rotation")]
    pub async fn send_best_effort(mut self, within: std::time::Duration) -> Result<Bytes> {
        self.best_effort = Some(within);
        self.answer().await.map(|answer| crate::encoded::undone(&answer.headers, answer.body))
    }

    /// Sends the call and hands the body on as it arrives. Errors of the vendor are read as ever.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
    /// # #[cfg(feature = "test-util")]
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use guichet_core::transport::Reply;
    ///
    /// let client = client([Reply::new(200, "a;b\n"), Reply::status(404)]);
    /// let download = client.call(&REPORT).send_stream().await?;
    /// assert_eq!(download.bytes(1024).await?, "a;b\n");
    /// assert!(client.call(&REPORT).send_stream().await.unwrap_err().is_not_found());
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "test-util"))]
    /// # fn main() {}
    /// ```
    ///
    /// # Errors
    /// See [`Error`]'s predicates; later ones come from the [`Download`].
    pub async fn send_stream(self) -> Result<Download> {
        let address = self.url()?;
        self.download_from(&address).await
    }

    pub(crate) async fn download_from(mut self, address: &str) -> Result<Download> {
        self.streamed = true;
        let mut answer = self.answer_from(address).await?;
        let stream = answer.stream.take();
        let body = std::mem::take(&mut answer.body);
        let stream = stream.unwrap_or_else(|| Box::pin(futures_util::stream::once(std::future::ready(Ok(body)))));
        Ok(Download::new(self.operation(), self.effective(), answer, stream))
    }

    /// Sends the call.
    pub(crate) async fn answer(&self) -> Result<Answer> {
        let address = self.url()?;
        self.answer_from(&address).await
    }

    /// Sends the call to its address, which the caller has taken from [`url`](Self::url) and goes on to need: a pager follows the
    /// links of a page from there.
    pub(crate) async fn answer_from(&self, address: &str) -> Result<Answer> {
        let plan = self.plan(address)?;
        // Boxed, so that the futures of the methods above it stay small.
        Box::pin(self.client.run(&plan)).await
    }

    /// What the call would send: nothing is. A typed method's is taken by [`CallOptions::preview`](crate::CallOptions::preview).
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
    /// # #[cfg(feature = "test-util")]
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let client = client([]);
    /// let preview = client.call(&PAY).query("dry", true).json(&[12]).preview()?;
    /// assert_eq!((preview.target(), &preview.body[..]), ("/payments?dry=true", &b"[12]"[..]));
    /// assert_eq!(preview.effect, guichet_core::Effect::Unsafe);
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "test-util"))]
    /// # fn main() {}
    /// ```
    ///
    /// # Errors
    /// Those of arguments that cannot be right, as if it were sent. A request for credentials has no preview.
    pub fn preview(&self) -> Result<Preview> {
        let address = self.url()?;
        self.client.preview(&self.plan(&address)?)
    }

    fn plan(&self, address: &str) -> Result<Plan<'_>> {
        let operation = self.operation();
        if operation.named_in_body && self.body.content_type.is_none() {
            return Err(Error::invalid(&operation.id, "body", "it says what the call is about, and there is none"));
        }
        let uri = self.client.base().uri(address).map_err(|e| Error::invalid(&operation.id, "path", e))?;
        let content_type = match &self.body.content_type {
            Some(kind) => {
                Some(HeaderValue::try_from(kind.as_str()).map_err(|e| Error::invalid(&operation.id, "body", e))?)
            }
            None => None,
        };
        Ok(Plan {
            operation,
            uri,
            content_type,
            body: self.body.content.clone(),
            confidential: self.confidential,
            effect: self.effective(),
            streamed: self.streamed,
            best_effort: self.best_effort,
            headers: &self.headers,
            left: AtomicBool::new(false),
        })
    }

    /// Reads the answer's JSON.
    pub(crate) fn read<T: DeserializeOwned>(&self, answer: &Answer) -> Result<T> {
        let text = self.text(answer)?;
        serde_json::from_str(text).map_err(|plain| self.unreadable(answer, text, &plain))
    }

    /// Reads the answer into a model.
    pub(crate) fn fetched<T: Value>(&self, answer: &Answer) -> Result<T> {
        let text = self.text(answer)?;
        if self.effective() == Effect::Safe {
            let mut reader = Reader::of_at_most(text, self.client.max_elements());
            return json::decode_by(&mut reader).map_err(|fault| self.unread(answer, fault));
        }
        // It was carried out: nothing in its answer is worth an error that reads like a failure.
        let (read, left_out) = json::decode_lenient(text).map_err(|fault| self.unread(answer, fault))?;
        for path in left_out {
            tracing::warn!(guichet.operation = %self.operation().id, member = path, "a member of the answer could not be read");
        }
        Ok(read)
    }

    /// Takes a page of a list: an empty body is none.
    pub(crate) fn listed<T: Value>(&self, answer: &Answer) -> Result<T> {
        self.there(answer)?;
        self.fetched(answer)
    }

    /// Whether there is a body to read a list from.
    pub(crate) fn there(&self, answer: &Answer) -> Result<()> {
        if json::without_mark(&answer.body).trim_ascii().is_empty() {
            return Err(self.about(answer, Error::new(ErrorKind::Decode, "it is empty, and no list")));
        }
        Ok(())
    }

    fn text<'a>(&self, answer: &'a Answer) -> Result<&'a str> {
        // An empty answer to a call that returns nothing in particular reads as null.
        if json::without_mark(&answer.body).is_empty() { Ok("null") } else { self.text_or_nothing(answer) }
    }

    fn text_or_nothing<'a>(&self, answer: &'a Answer) -> Result<&'a str> {
        let body = json::without_mark(&answer.body);
        std::str::from_utf8(body).map_err(|_| self.about(answer, Error::new(ErrorKind::Decode, "it is not UTF-8")))
    }

    #[inline(never)]
    fn unreadable(&self, answer: &Answer, text: &str, plain: &serde_json::Error) -> Error {
        self.unread(answer, located(text, plain))
    }

    #[inline(never)]
    fn unread(&self, answer: &Answer, fault: String) -> Error {
        let what = if answer.body.is_empty() { "it is empty".to_owned() } else { fault };
        let error = Error::new(ErrorKind::Decode, what);
        self.about(answer, if self.confidential { error } else { error.with_excerpt(&answer.body, &answer.secrets) })
    }

    /// An error about an answer that was accepted.
    pub(crate) fn about(&self, answer: &Answer, error: Error) -> Error {
        let mut error = error.of(&self.operation().id);
        let inner = error.edit();
        inner.status = Some(answer.status);
        inner.request_id = crate::redact::request_id(&answer.headers);
        inner.attempts = answer.attempts;
        inner.elapsed = answer.elapsed;
        inner.sent = Sent::Yes;
        inner.stopped = "the call itself succeeded";
        // A call that changes nothing was not done, whatever its answer.
        inner.outcome = if self.effective() == Effect::Safe { Outcome::NotDone } else { Outcome::Done };
        error
    }
}
