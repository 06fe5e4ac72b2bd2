//! The server that measured clients call.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::cargo::Fallible;

fn answer(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

/// A server that answers every request with one small JSON body, in a thread of this process: it is not counted.
pub(super) fn serve() -> Fallible<String> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").map_err(|e| e.to_string())?;
    let url = format!("http://{}", listener.local_addr().map_err(|e| e.to_string())?);
    listener.set_nonblocking(true).map_err(|e| e.to_string())?;
    let attribute = answer(r#"{"data":{"id":2522,"name":"Passengers","description":"some description","value":"22"}}"#);
    let domain = answer(r#"{"domainName":"Nom du dossier","domainCode":"0993010668","version":"1.17.3"}"#);
    std::thread::spawn(move || {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return };
        runtime.block_on(async move {
            let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
            while let Ok((mut stream, _)) = listener.accept().await {
                let (attribute, domain) = (attribute.clone(), domain.clone());
                tokio::spawn(async move {
                    let mut seen = Vec::new();
                    let mut chunk = [0_u8; 4096];
                    while let Ok(read @ 1..) = stream.read(&mut chunk).await {
                        seen.extend_from_slice(chunk.get(..read).unwrap_or_default());
                        if seen.ends_with(b"\r\n\r\n") {
                            let answer = if seen.starts_with(b"GET /hubbix") { &domain } else { &attribute };
                            seen.clear();
                            if stream.write_all(answer.as_bytes()).await.is_err() {
                                return;
                            }
                        }
                    }
                });
            }
        });
    });
    Ok(url)
}
