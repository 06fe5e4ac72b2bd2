//! Credentials: a signature over body, key and time on every request, and an access token on all but the one that asks for it.

use guichet_core::auth::{Authorizer, Generation, TokenCache, TokenSource, secret_value};
use guichet_core::transport::Body;
use guichet_core::transport::BoxFuture;
use guichet_core::vendor::{Call, Client};
use guichet_core::{Body, Clock, Model, Operation, Result, Secret, operations};
use http::{HeaderName, HeaderValue, header};
use sha1::{Digest as _, Sha1};

operations! {
    CREATE: Idempotent, POST "/v1/access_token", "accengage.access-token.create", "Access token";
}

const SIGNATURE: HeaderName = HeaderName::from_static("accengage-signature");
const TIME: HeaderName = HeaderName::from_static("accengage-time");

/// The signature of a request ("Generic headers"): SHA-1 over the exact bytes of the body, the API key and the time in
/// seconds since 1970, in this order and with nothing between them, in lower-case hexadecimal. The body of GET and DELETE
/// is empty.
///
/// ```
/// use guichet_accengage::{Secret, signature};
/// let key = Secret::new("a1b2c3d4e5f6g7h8");
/// assert_eq!(signature(b"", &key, 1507722391), "ba04fc7206950ce63d78ddbc9e65c48fb96e54d7");
/// ```
pub fn signature(body: &[u8], key: &Secret, time: i64) -> String {
    let mut hash = Sha1::new();
    hash.update(body);
    hash.update(key.expose());
    hash.update(time.to_string());
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Signs each request anew: every attempt and every page has its own time.
#[derive(Debug, Clone)]
pub(crate) struct Signer {
    pub(crate) key: Secret,
    pub(crate) clock: Clock,
}

impl Signer {
    fn sign(&self, request: &mut http::Request<Body>) -> Result<()> {
        let time = self.clock.wall().unix_timestamp();
        let signature = secret_value(&signature(request.body().to_sign()?, &self.key, time))?;
        request.headers_mut().insert(SIGNATURE, signature);
        request.headers_mut().insert(TIME, HeaderValue::from(time));
        Ok(())
    }
}

/// For the request that asks for a token: it carries none.
impl Authorizer for Signer {
    fn authorize<'a>(&'a self, request: &'a mut http::Request<Body>) -> BoxFuture<'a, Result<Generation>> {
        Box::pin(std::future::ready(self.sign(request).map(|()| Generation::default())))
    }
}

/// For every other request: the token, and the signature over what is then final.
#[derive(Debug)]
pub(crate) struct SignedBearer {
    pub(crate) signer: Signer,
    pub(crate) tokens: TokenCache,
}

impl Authorizer for SignedBearer {
    fn authorize<'a>(&'a self, request: &'a mut http::Request<Body>) -> BoxFuture<'a, Result<Generation>> {
        Box::pin(async move {
            // Before a token is asked for: a body that cannot be signed is never sent.
            request.body().to_sign()?;
            let (generation, token) = self.tokens.get().await?;
            request.headers_mut().insert(header::AUTHORIZATION, token);
            self.signer.sign(request)?;
            Ok(generation)
        })
    }

    fn renew(&self, rejected: Generation) -> BoxFuture<'_, Result<bool>> {
        Box::pin(self.tokens.renew(rejected))
    }
}

#[derive(Body)]
struct Credentials<'a> {
    email: &'a str,
}

pub(crate) fn request(api: &Client, email: &str) -> Call {
    // No error keeps a piece of an answer that holds a token.
    api.call(&CREATE).json(&Credentials { email }).confidential()
}

/// Whether this operation asks for an access token, and so must be sent without one.
pub(crate) fn asks_for_token(operation: &Operation) -> bool {
    operation.id == CREATE.id
}

/// An access token. How long it lives is not documented.
#[derive(Debug, Clone, Model)]
#[model(only_read)]
#[non_exhaustive]
pub struct AccessToken {
    /// `Bearer`.
    pub token_type: Option<String>,
    /// The token itself.
    pub access_token: Secret,
}

impl AccessToken {
    /// The value of the `Authorization` header.
    fn authorization(&self) -> Secret {
        let kind = self.token_type.as_deref().filter(|kind| !kind.is_empty()).unwrap_or("Bearer");
        Secret::new(format!("{kind} {}", self.access_token.expose()))
    }
}

/// Asks for a token with the caller's e-mail address.
pub(crate) struct Login {
    pub(crate) client: Client,
    pub(crate) email: String,
}

impl TokenSource for Login {
    fn fetch(&self) -> BoxFuture<'static, Result<Secret>> {
        let call = request(&self.client, &self.email);
        Box::pin(async move { call.fetch::<AccessToken>().await.map(|token| token.authorization()) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sample values that the vendor published.
    #[test]
    fn the_golden_vectors() {
        let key = Secret::new("a1b2c3d4e5f6g7h8");
        let body = br#"{"email":"mymail@client.com"}"#;
        assert_eq!(signature(body, &key, 1_507_722_391), "f974f730586ce2bf49a276845060a8d38bb43770");
        assert_eq!(signature(b"", &key, 1_507_722_391), "ba04fc7206950ce63d78ddbc9e65c48fb96e54d7");
    }
}
