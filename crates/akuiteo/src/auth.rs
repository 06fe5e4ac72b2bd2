//! Who is calling ("4. Authentication"): Basic, OAuth or JWT. The client asks for tokens by itself; [`logins`](crate::logins) is for
//! those who keep them elsewhere.

mod expiry;
mod jwt;
mod oauth;

pub(crate) use jwt::fetch as fetch_jwt;

pub use jwt::JwtToken;
pub use oauth::OAuthToken;

use std::sync::Arc;

use guichet_core::auth::{Authorizer, Basic, Bearer, TokenCache};
use guichet_core::vendor::{Call, Client};
use guichet_core::{Clock, Error, Result, Secret, operations};

use expiry::{Expiry, Renewed};

operations! {
    PASSWORD: Idempotent, POST "/oauth/token",    "akuiteo.oauth.password", "4.2. OAuth authentication";
    REFRESH:  Idempotent, POST "/oauth/token",    "akuiteo.oauth.refresh",  "4.2. OAuth authentication";
    LOGIN:    Idempotent, GET  "/jwt/login.html", "akuiteo.jwt.login",      "4.3.1. Get the JWT Token" [answers_text];
}

/// How a caller proves who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Authentication {
    /// User and password with each call.
    Basic,
    /// An access token of the OAuth server.
    OAuth,
    /// A JWT.
    Jwt,
}

impl Authentication {
    /// The security selector of its paths ("6.2. Resource path URL"). Upper and lower case differ.
    pub const fn selector(self) -> &'static str {
        match self {
            Self::Basic | Self::Jwt => "rest",
            Self::OAuth => "RS",
        }
    }
}

/// What a caller proves it with. A technical user is recommended; a user who signs in by SAML gets 401 on every call.
#[derive(Clone)]
pub struct Credentials(Kind);

#[derive(Clone)]
enum Kind {
    Basic(User),
    OAuth { client: OAuthClient, user: User },
    Jwt(User),
    Bearer(Secret, Authentication),
}

/// A user of Akuiteo's.
#[derive(Clone)]
struct User {
    name: Secret,
    password: Secret,
}

/// A client as the administration console has it (*Security > Oauth2*).
#[derive(Clone)]
struct OAuthClient {
    id: String,
    secret: Secret,
    scope: String,
}

/// The scope that the documentation asks for.
const SCOPE: &str = "read_write";

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Credentials({:?})", self.authentication())
    }
}

impl Credentials {
    /// User and password with each call ("4.1. Basic authentication").
    pub fn basic(user: impl Into<Secret>, password: impl Into<Secret>) -> Self {
        Self(Kind::Basic(User { name: user.into(), password: password.into() }))
    }

    /// An access token by the password grant ("4.2. OAuth authentication"), renewed by its refresh token, and by the password again
    /// where that is refused. The scope is `read_write`; [`scope`](Self::scope) asks for another.
    pub fn oauth(
        client_id: impl Into<String>,
        client_secret: impl Into<Secret>,
        user: impl Into<Secret>,
        password: impl Into<Secret>,
    ) -> Self {
        let client = OAuthClient { id: client_id.into(), secret: client_secret.into(), scope: SCOPE.to_owned() };
        Self(Kind::OAuth { client, user: User { name: user.into(), password: password.into() } })
    }

    /// A JWT ("4.3. JWT authentication"). **The vendor's login has the password in the address**, in Base64: it appears in no log, error
    /// or cache of this crate's, but may in those of a proxy or the server.
    pub fn jwt(user: impl Into<Secret>, password: impl Into<Secret>) -> Self {
        Self(Kind::Jwt(User { name: user.into(), password: password.into() }))
    }

    /// A token had elsewhere, of either kind. It cannot be renewed.
    pub fn bearer(token: impl Into<Secret>, authentication: Authentication) -> Self {
        Self(Kind::Bearer(token.into(), authentication))
    }

    /// Another scope than `read_write`, for OAuth alone.
    #[must_use]
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        if let Kind::OAuth { client, .. } = &mut self.0 {
            client.scope = scope.into();
        }
        self
    }

    /// Which of the three it is.
    pub fn authentication(&self) -> Authentication {
        match &self.0 {
            Kind::Basic(_) => Authentication::Basic,
            Kind::OAuth { .. } => Authentication::OAuth,
            Kind::Jwt(_) => Authentication::Jwt,
            Kind::Bearer(_, authentication) => *authentication,
        }
    }

    pub(crate) fn check(&self) -> Result<()> {
        match &self.0 {
            Kind::Basic(user) | Kind::Jwt(user) => user.check(),
            Kind::OAuth { client, user } => {
                if client.id.trim().is_empty() {
                    return Err(Error::config("the client's identifier is empty"));
                }
                client.secret.check("the client's secret")?;
                user.check()
            }
            Kind::Bearer(token, _) => token.check("the access token"),
        }
    }

    pub(crate) fn oauth_call(&self, login: &Client) -> Result<Call> {
        let (client, user) = self.oauth_parts()?;
        Ok(oauth::password(login, client, user))
    }

    pub(crate) fn oauth_refresh_call(&self, login: &Client, token: &Secret) -> Result<Call> {
        let (client, _) = self.oauth_parts()?;
        Ok(oauth::refresh(login, client, token))
    }

    pub(crate) fn jwt_call(&self, login: &Client) -> Result<Call> {
        Ok(jwt::login(login, self.jwt_user()?))
    }

    fn oauth_parts(&self) -> Result<(&OAuthClient, &User)> {
        match &self.0 {
            Kind::OAuth { client, user } => Ok((client, user)),
            _ => Err(Error::config("the client has no credentials of OAuth: `Credentials::oauth`")),
        }
    }

    fn jwt_user(&self) -> Result<&User> {
        match &self.0 {
            Kind::Jwt(user) => Ok(user),
            _ => Err(Error::config("the client has no credentials of JWT: `Credentials::jwt`")),
        }
    }
}

impl User {
    /// A password may have white space around it; one that is nothing else is none.
    fn check(&self) -> Result<()> {
        self.name.check("the user name")?;
        match self.password.expose().trim().is_empty() {
            true => Err(Error::config("the password is empty")),
            false => Ok(()),
        }
    }
}

/// What puts these credentials on each call.
pub(crate) fn authorizer(
    credentials: &Credentials,
    token: Option<&Secret>,
    login: &Client,
    clock: Clock,
) -> Result<Arc<dyn Authorizer>> {
    let expiry = Arc::new(Expiry::new(clock));
    let renewed = |cache: Result<TokenCache>| -> Result<Arc<dyn Authorizer>> {
        Ok(Arc::new(Renewed { cache: cache?, expiry: Arc::clone(&expiry) }))
    };
    let bearer = token.map(|token| Secret::new(format!("Bearer {}", token.expose())));
    match &credentials.0 {
        Kind::Basic(user) => Ok(Arc::new(Basic::new(&user.name, &user.password)?)),
        Kind::Bearer(token, _) => Ok(Arc::new(Bearer::new(token)?)),
        Kind::OAuth { client, user } => {
            let source = oauth::Source::new(login.clone(), client.clone(), user.clone(), Arc::clone(&expiry));
            renewed(cache(source, bearer))
        }
        Kind::Jwt(user) => {
            if let Some(token) = token {
                expiry.note(jwt::lifetime(token.expose()));
            }
            renewed(cache(
                jwt::Source { login: login.clone(), user: user.clone(), expiry: Arc::clone(&expiry) },
                bearer,
            ))
        }
    }
}

fn cache(source: impl guichet_core::auth::TokenSource, token: Option<Secret>) -> Result<TokenCache> {
    match token {
        Some(token) => TokenCache::holding(source, &token),
        None => Ok(TokenCache::new(source)),
    }
}

/// A call begun by its operation's id: requests for tokens go without one, and with what they carry. That of a refresh lacks its
/// token, which the caller adds.
pub(crate) fn prepared(login: &Client, credentials: &Credentials, call: Call) -> Call {
    let or_refused = |operation, call: Result<Call>| {
        call.unwrap_or_else(|error| {
            login.call(operation).refuse("credentials", error.message().unwrap_or("of another kind"))
        })
    };
    match &*call.operation().id {
        id if id == PASSWORD.id => or_refused(&PASSWORD, credentials.oauth_call(login)),
        id if id == LOGIN.id => or_refused(&LOGIN, credentials.jwt_call(login)),
        id if id == REFRESH.id => login.call(&REFRESH).confidential(),
        _ => call,
    }
}
