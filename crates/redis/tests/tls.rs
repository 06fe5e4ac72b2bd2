//! TLS, with an authority of the test's own.
#![cfg(any(feature = "tls-aws-lc", feature = "tls-ring"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use common::{Keeps, Server};
use guichet_redis::Redis;

fn openssl(folder: &Path, words: &str) {
    let ran = Command::new("openssl").args(words.split(' ')).current_dir(folder).stderr(Stdio::null()).status();
    assert!(ran.expect("openssl is installed").success(), "openssl {words}");
}

/// An authority, and certificates of its for `localhost` and for a client.
fn certificates(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("guichet-redis-tls-{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("leaf.cnf"), "subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n").unwrap();
    openssl(&folder, "req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 2 -subj /CN=authority");
    for leaf in ["server", "client"] {
        openssl(&folder, &format!("req -newkey rsa:2048 -nodes -keyout {leaf}.key -out {leaf}.csr -subj /CN={leaf}"));
        openssl(
            &folder,
            &format!(
                "x509 -req -in {leaf}.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out {leaf}.pem -days 2 -extfile leaf.cnf"
            ),
        );
    }
    folder
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs redis-server and openssl"]
async fn a_connection_with_tls_is_verified_both_ways() {
    let folder = certificates("verified");
    let file = |name: &str| folder.join(name).display().to_string();
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let tls = port.to_string();
    let _server = Server::with(
        Keeps::Nothing,
        &[
            "--tls-port",
            &tls,
            "--tls-cert-file",
            &file("server.pem"),
            "--tls-key-file",
            &file("server.key"),
            "--tls-ca-cert-file",
            &file("ca.pem"),
        ],
    );
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let at = |host: &str| Redis::builder(format!("rediss://{host}:{port}")).add_root_certificate(read("ca.pem"));
    let as_client = |host: &str| at(host).client_certificate(read("client.pem"), read("client.key").as_str());
    assert!(as_client("localhost").build().unwrap().check().await.unwrap().version.starts_with(char::is_numeric));

    // An authority that nobody knows, another name, and nobody who presents himself.
    let stranger = Redis::builder(format!("rediss://localhost:{port}")).build().unwrap();
    let error = stranger.check().await.unwrap_err().to_string();
    assert!(error.contains("no TLS") && error.contains("certificate"), "{error}");
    let error = as_client("127.0.0.1").build().unwrap().check().await.unwrap_err().to_string();
    assert!(error.contains("no TLS"), "{error}");
    assert!(at("localhost").build().unwrap().check().await.is_err());
    std::fs::remove_dir_all(folder).unwrap();
}
