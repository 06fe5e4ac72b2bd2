//! The entrance: an address and credentials in, resources out.

use std::sync::Arc;

use guichet_core::vendor::{Call, Client, Counted, Vendor};
use guichet_core::{CallOptions, Error, Operation, Result, Secret, Settings, handle};

use crate::auth::{self, Authentication, Credentials};
use crate::domain::Domain;
use crate::error::AkuiteoDialect;

/// A client of one Akuiteo application. Cheap to clone; clones share connections, limits and the access token.
#[derive(Clone)]
pub struct Akuiteo {
    client: Client,
    /// Without a token: for asking for one.
    login: Client,
    account: Arc<Account>,
}

/// What is the same for all calls.
struct Account {
    credentials: Credentials,
    selector: String,
    quotes_selector: String,
    domain_paths: Vec<(Domain, String)>,
    patch_media_type: String,
}

impl std::fmt::Debug for Akuiteo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Akuiteo").field("client", &self.client).finish_non_exhaustive()
    }
}

impl Akuiteo {
    /// A client with the default settings. Nothing is sent yet: a token is asked for by the first call. The address is that of the
    /// server with the application's path: `https://akuiteo.example.com/akuiteo`.
    ///
    /// # Errors
    /// An address or a credential that cannot be used.
    pub fn new(address: impl Into<String>, credentials: Credentials) -> Result<Self> {
        Self::builder(address, credentials).build()
    }

    /// For other settings.
    pub fn builder(address: impl Into<String>, credentials: Credentials) -> Builder {
        Builder {
            address: address.into(),
            credentials,
            token: None,
            selector: None,
            quotes_selector: "RS".to_owned(),
            company: None,
            domain_paths: Vec::new(),
            patch_media_type: "application/json-patch+json".to_owned(),
            settings: Settings::default(),
        }
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    fn on(&self, client: Client) -> Self {
        Self { login: self.login.with_options_of(&client), client, account: Arc::clone(&self.account) }
    }

    /// Requests for tokens carry none; every other operation begins with a selector.
    fn prepare(&self, call: Call) -> Call {
        let path = &call.operation().path;
        let selector = match path.strip_prefix("/{selector}") {
            Some(rest) if rest.starts_with("/devisclient/") => &self.account.quotes_selector,
            Some(_) => &self.account.selector,
            None => return auth::prepared(&self.login, &self.account.credentials, call),
        };
        call.arg(selector)
    }

    pub(crate) fn login(&self) -> (Client, &Credentials) {
        (self.login.clone(), &self.account.credentials)
    }

    /// A call of an operation below the security selector.
    pub(crate) fn selected(&self, operation: &'static Operation) -> Call {
        self.client.call(operation).arg(&self.account.selector)
    }

    /// A call of an operation below the security selector and a domain.
    pub(crate) fn in_domain(&self, operation: &'static Operation, domain: &Domain) -> Call {
        let paths = &self.account.domain_paths;
        let path = paths.iter().find_map(|(other, path)| (other == domain).then_some(path.as_str()));
        self.selected(operation).arg(path.unwrap_or(domain.as_str()))
    }

    /// A call of an operation of the quotes' service, which has a selector of its own.
    pub(crate) fn in_quotes(&self, operation: &'static Operation) -> Call {
        self.client.call(operation).arg(&self.account.quotes_selector)
    }

    pub(crate) fn patch_media_type(&self) -> &str {
        &self.account.patch_media_type
    }
}

handle! {
    Akuiteo, find: crate::find, prepare: prepare,
    operation: "The selector is filled in; the domain, where the operation has one, is the first argument.",
    request: "The path begins with the security selector: `/rest/crm/customers`. For resources, [`resource`](Self::resource) is closer.",
}

/// Settings of an [`Akuiteo`] client.
#[must_use]
pub struct Builder {
    address: String,
    credentials: Credentials,
    token: Option<Secret>,
    selector: Option<String>,
    quotes_selector: String,
    company: Option<(String, String)>,
    domain_paths: Vec<(Domain, String)>,
    patch_media_type: String,
    settings: Settings,
}

impl std::fmt::Debug for Builder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Builder")
            .field("credentials", &self.credentials)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

impl Builder {
    /// The settings that all vendors' clients share: transport, limits, retries, deadlines. An address among them comes before the
    /// builder's.
    pub fn settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// Begins with an access token had before. It is used until the server refuses it; then the credentials are used to ask for
    /// another.
    pub fn access_token(mut self, token: impl Into<Secret>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// Another security selector in the path than the authentication's own, `rest` or `RS`. Upper and lower case differ.
    pub fn selector(mut self, selector: impl Into<String>) -> Self {
        self.selector = Some(selector.into());
        self
    }

    /// Another selector for the quotes' service than `RS`, which its documentation shows under any authentication (*unverified*: the
    /// general documentation keeps `RS` for OAuth).
    pub fn quotes_selector(mut self, selector: impl Into<String>) -> Self {
        self.quotes_selector = selector.into();
        self
    }

    /// Calls another company than the user's default one, by a header ("6. Request"). The header's name is lost in the documentation:
    /// there is no default for it.
    pub fn company(mut self, header: impl Into<String>, company: impl Into<String>) -> Self {
        self.company = Some((header.into(), company.into()));
        self
    }

    /// Another name for a domain in paths, for those whose name is [not confirmed](Domain::is_confirmed).
    pub fn domain_path(mut self, domain: Domain, path: impl Into<String>) -> Self {
        self.domain_paths.retain(|(other, _)| *other != domain);
        self.domain_paths.push((domain, path.into()));
        self
    }

    /// The media type of a patch; `application/json-patch+json`, that of RFC 6902, by default. *Unverified*: the documentation names
    /// the RFC, and elsewhere asks for `application/json` with every body.
    pub fn patch_media_type(mut self, media_type: impl Into<String>) -> Self {
        self.patch_media_type = media_type.into();
        self
    }

    /// Builds the client. No network, no environment.
    ///
    /// # Errors
    /// An address, a credential, a header or a setting that cannot work.
    pub fn build(self) -> Result<Akuiteo> {
        self.credentials.check()?;
        self.token.as_ref().map_or(Ok(()), |token| token.check("the access token"))?;
        let authentication = self.credentials.authentication();
        if self.token.is_some() && authentication == Authentication::Basic {
            return Err(Error::config(
                "an access token is no use to Basic: give credentials of OAuth or JWT, or `Credentials::bearer`",
            ));
        }
        let settings = match self.settings.has_base_url() {
            true => self.settings,
            false => self.settings.base_url(self.address),
        };
        let clock = settings.configured_clock().clone();
        let vendor = Vendor {
            name: "akuiteo",
            version: env!("CARGO_PKG_VERSION"),
            // Never used: each server has an address of its own.
            base_url: "https://akuiteo.invalid",
            headers: Vec::new(),
            authorizer: Arc::new(guichet_core::auth::Anonymous),
            dialect: Arc::new(AkuiteoDialect),
        };
        let client = Client::new(vendor, settings)?;
        let login = client.unpaced(Arc::new(guichet_core::auth::Anonymous), Counted::No);
        let authorizer = auth::authorizer(&self.credentials, self.token.as_ref(), &login, clock)?;
        let mut client = client.authorized_by(authorizer);
        if let Some((header, company)) = &self.company {
            client = client.with(CallOptions::new().header(header, company));
        }
        let account = Account {
            selector: self.selector.unwrap_or_else(|| authentication.selector().to_owned()),
            credentials: self.credentials,
            quotes_selector: self.quotes_selector,
            domain_paths: self.domain_paths,
            patch_media_type: self.patch_media_type,
        };
        Ok(Akuiteo { client, login, account: Arc::new(account) })
    }
}
