//! One connection, and what is known of the engine behind it.

use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, ErrorKind, RedisConnectionInfo, Script, Value};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;

use super::Failed;
use crate::settings::Settings;

/// A connection, which ends when this is dropped.
pub(crate) struct Connection {
    link: MultiplexedConnection,
    driver: JoinHandle<()>,
    /// What the engine is called since it began: after a restart, or when another has taken its place, it is called something else.
    run: String,
    /// A restart forgets nothing.
    keeps: bool,
    pub(crate) found: Found,
}

/// What was found of an engine.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Found {
    /// Its version.
    pub version: String,
    /// A restart forgets nothing: `appendonly yes`, `appendfsync always`, `no-appendfsync-on-rewrite no`, and it did not take the place of its
    /// master. `false` also where it does not say.
    pub keeps_every_change: bool,
    /// It throws keys away when its memory is full (`maxmemory-policy` other than `noeviction`). `None` where it does not say.
    pub evicts: Option<bool>,
    /// How many replicas are connected.
    pub replicas: u32,
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.driver.abort();
    }
}

impl Connection {
    pub(crate) async fn open(settings: &Settings) -> Result<Self, Failed> {
        let opening = async {
            let tcp = TcpStream::connect((settings.host.as_str(), settings.port))
                .await
                .map_err(|error| Failed::no_connection(&error))?;
            // A small question should not wait for the next one.
            let _ = tcp.set_nodelay(true);
            #[cfg(any(feature = "tls-aws-lc", feature = "tls-ring"))]
            if let Some(tls) = &settings.tls {
                let name = rustls::pki_types::ServerName::try_from(settings.host.clone())
                    .map_err(|_| Failed::lasting("its name cannot be that of a certificate"))?;
                let stream = tokio_rustls::TlsConnector::from(std::sync::Arc::clone(tls)).connect(name, tcp).await;
                // The text names what is wrong with the certificate, and nothing that was sent.
                let stream = stream.map_err(|error| Failed::passing(format!("no TLS: {error}")))?;
                return Self::over(settings, stream).await;
            }
            Self::over(settings, tcp).await
        };
        tokio::time::timeout(settings.patience, opening)
            .await
            .unwrap_or_else(|_| Err(Failed::silent(settings.patience, false)))
    }

    async fn over(
        settings: &Settings,
        stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    ) -> Result<Self, Failed> {
        let mut login = RedisConnectionInfo::default().set_db(settings.database);
        if let Some(user) = &settings.username {
            login = login.set_username(user);
        }
        if let Some(password) = &settings.password {
            login = login.set_password(password.expose());
        }
        let waits = AsyncConnectionConfig::new().set_response_timeout(Some(settings.patience));
        let (link, driver) = MultiplexedConnection::new_with_config(&login, stream, waits).await?;
        let driver = tokio::spawn(driver);
        let (run, found) = match look_at(link.clone()).await {
            Ok(known) => known,
            Err(error) => {
                driver.abort();
                return Err(error);
            }
        };
        let keeps = settings.restarts_keep_all || found.keeps_every_change;
        Ok(Self { link, driver, run, keeps, found })
    }

    pub(crate) fn is_open(&self) -> bool {
        !self.driver.is_finished()
    }

    /// Runs a script, which is told first which run of the engine this is.
    pub(crate) async fn run(&self, script: &Script, keys: &[&str], args: &[&[u8]]) -> Result<Value, Failed> {
        let mut invocation = script.prepare_invoke();
        for key in keys {
            invocation.key(*key);
        }
        invocation.arg(self.run.as_str());
        invocation.arg(if self.keeps { "1" } else { "0" });
        for arg in args {
            invocation.arg(*arg);
        }
        Ok(invocation.invoke_async(&mut self.link.clone()).await?)
    }

    pub(crate) async fn replicated(&self, wanted: u32, within: Duration) -> Result<u32, Failed> {
        let mut command = redis::cmd("WAIT");
        command.arg(wanted).arg(u64::try_from(within.as_millis()).unwrap_or(u64::MAX));
        Ok(command.query_async(&mut self.link.clone()).await?)
    }
}

/// Which run of the engine it is, and how well that keeps what it is given.
async fn look_at(mut link: MultiplexedConnection) -> Result<(String, Found), Failed> {
    let text: String = redis::cmd("INFO").query_async(&mut link).await?;
    let value = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        line.map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    };
    // What it says meanwhile of how it keeps things is not yet so.
    if value("loading").as_deref() == Some("1") {
        return Err(Failed::passing("it is still reading its file"));
    }
    if value("role").as_deref() == Some("slave") {
        return Err(Failed::passing("it is a replica, and takes no changes"));
    }
    let run = value("run_id").ok_or_else(|| {
        Failed::lasting(
            "it does not say which run of it this is (`run_id` in INFO), so that a restart would not be seen",
        )
    })?;
    let mut found = Found {
        version: value("redis_version").unwrap_or_default(),
        keeps_every_change: false,
        evicts: value("maxmemory_policy").map(|policy| policy != "noeviction"),
        replicas: value("connected_slaves").and_then(|count| count.parse().ok()).unwrap_or_default(),
    };
    // A replica that became the master may lack what its master had.
    let was_replica = value("second_repl_offset").is_some_and(|offset| offset != "-1");
    if value("aof_enabled").as_deref() == Some("1") && !was_replica {
        found.keeps_every_change = setting(&mut link, "appendfsync").await?.as_deref() == Some("always")
            && setting(&mut link, "no-appendfsync-on-rewrite").await?.as_deref() == Some("no");
    }
    Ok((run, found))
}

/// A setting; `None` where the user may not read them, or nobody may: then it is not known.
async fn setting(link: &mut MultiplexedConnection, name: &str) -> Result<Option<String>, Failed> {
    let read: Result<Vec<String>, _> = redis::cmd("CONFIG").arg("GET").arg(name).query_async(link).await;
    match read {
        Ok(pair) => Ok(pair.into_iter().nth(1)),
        Err(error) if matches!(error.kind(), ErrorKind::Server(_) | ErrorKind::Extension) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
