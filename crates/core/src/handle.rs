//! The four methods that every client of a vendor, and every product of one, has.

use crate::error::{Error, Result};
use crate::operation::Operation;

/// The operation of this id in a vendor's lists.
///
/// # Errors
/// No operation has it.
#[doc(hidden)]
pub fn find(all: impl IntoIterator<Item = &'static Operation>, vendor: &str, id: &str) -> Result<&'static Operation> {
    all.into_iter()
        .find(|operation| operation.id == id)
        .ok_or_else(|| Error::config(format!("{id:?} is not one of {vendor}'s operations")))
}

/// Writes the methods `with`, `recorded`, `operation` and `request` of a handle: of a client, or of one product of a vendor.
/// They are inherent methods, and their documentation stands with the handle's own.
///
/// The handle has two methods of its own, which may be private: `client(&self) -> &Client`, and `on(&self, client: Client) ->
/// Self`, which makes the same handle of another client. `find` is a function `fn(&str) -> Result<&'static Operation>`. With
/// `prepare`, a method `fn(&self, call: Call) -> Call` completes each call, with a header say. A text after `recorded`,
/// `operation` or `request` is added to the documentation of that method.
///
/// ```
/// use guichet_core::{Operation, Result};
/// use guichet_core::vendor::Client;
///
/// guichet_core::operations! {
///     GET: Safe, GET "/things/{id}", "vendor.things.get", "Get a thing";
/// }
///
/// fn find(id: &str) -> Result<&'static Operation> {
///     guichet_core::find(OPERATIONS.iter().copied(), "Vendor", id)
/// }
///
/// #[derive(Debug, Clone)]
/// pub struct Api {
///     client: Client,
/// }
///
/// guichet_core::handle! { Api, find: find }
///
/// impl Api {
///     fn client(&self) -> &Client {
///         &self.client
///     }
///
///     fn on(&self, client: Client) -> Self {
///         Self { client }
///     }
/// }
///
/// # use guichet_core::transport::{Body, BoxFuture, ByteStream, Transport, TransportError, TransportErrorKind};
/// # struct Offline;
/// # impl Transport for Offline {
/// #     fn send(&self, _: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<ByteStream>, TransportError>> {
/// #         Box::pin(std::future::ready(Err(TransportError::new(TransportErrorKind::NotSent))))
/// #     }
/// # }
/// # fn main() -> Result<()> {
/// # use std::sync::Arc;
/// # let client = Client::new(guichet_core::vendor::Vendor {
/// #     name: "vendor",
/// #     version: "0.0.0",
/// #     base_url: "https://api.example.com",
/// #     headers: Vec::new(),
/// #     authorizer: Arc::new(guichet_core::auth::Anonymous),
/// #     dialect: Arc::new(guichet_core::vendor::PlainDialect),
/// # }, guichet_core::Settings::new().transport(Offline))?;
/// let api = Api { client };
/// assert_eq!(api.operation("vendor.things.get")?.arg(7).url()?, "https://api.example.com/things/7");
/// assert!(api.operation("vendor.things.lose").is_err());
/// # Ok(())
/// # }
/// ```
#[macro_export]
macro_rules! handle {
    (
        $handle:ident, find: $find:path
        $(, prepare: $prepare:ident)?
        $(, recorded: $recorded:literal)?
        $(, operation: $operation:literal)?
        $(, request: $request:literal)?
        $(,)?
    ) => {
        impl $handle {
            /// The same handle with other options, for one call or several. What `options` leaves open stays as it is.
            #[must_use]
            pub fn with(&self, options: $crate::CallOptions) -> Self {
                self.on(self.client().with(options))
            }

            /// Runs one call and returns its value together with status, headers and request id. `run` gets a handle to make
            /// the call with. Where it makes several, the last one's answer is returned.
            $(
                ///
                #[doc = $recorded]
            )?
            ///
            /// # Errors
            /// Those of the call; [`Config`](crate::ErrorKind::Config) where `run` made none with its handle.
            pub async fn recorded<T, F: ::core::future::Future<Output = $crate::Result<T>>>(
                &self,
                run: impl ::core::ops::FnOnce(Self) -> F,
            ) -> $crate::Result<$crate::Response<T>> {
                self.client().recorded(|client| run(self.on(client))).await
            }

            /// Begins a call of one of [`operations`](crate::operations), to be read into a type of the caller's.
            $(
                ///
                #[doc = $operation]
            )?
            ///
            /// # Errors
            /// There is no operation of this id.
            pub fn operation(&self, id: &str) -> $crate::Result<$crate::vendor::Call> {
                let call = self.client().call($find(id)?);
                $(let call = self.$prepare(call);)?
                $crate::Result::Ok(call)
            }

            /// Begins a call that this crate does not know: any path of the vendor, with what repeating it does. It is
            /// authorized, limited and redacted as every other.
            $(
                ///
                #[doc = $request]
            )?
            pub fn request(
                &self,
                method: $crate::Method,
                path: impl ::core::convert::Into<::std::string::String>,
                effect: $crate::Effect,
            ) -> $crate::vendor::Call {
                let call = self.client().request(method, path, effect);
                $(let call = self.$prepare(call);)?
                call
            }
        }
    };
}
