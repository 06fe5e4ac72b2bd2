//! TLS without the process-wide default.

use std::sync::Arc;

use rustls::ClientConfig;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls_platform_verifier::Verifier;

use crate::error::{Error, Result};

/// Explicit, so that nothing depends on, or becomes, the process-wide default: a user's own rustls keeps
/// working whichever providers the build holds. With both features on, aws-lc is used.
fn provider() -> Arc<CryptoProvider> {
    #[cfg(feature = "tls-aws-lc")]
    return Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    #[cfg(all(feature = "tls-ring", not(feature = "tls-aws-lc")))]
    return Arc::new(rustls::crypto::ring::default_provider());
}

/// TLS with the system's certificates and these besides, each given as PEM; with a client's certificate, its chain and its key as PEM. For
/// crates that speak another protocol than HTTP: nothing of it is, or becomes, the process's default.
///
/// ```
/// use guichet_core::vendor::tls_config;
///
/// assert!(tls_config(&[], None).is_ok());
/// assert!(tls_config(&[b"no certificate".to_vec()], None).is_err());
/// ```
///
/// # Errors
/// A certificate or a key cannot be read; the system's cannot be.
pub fn config(roots: &[Vec<u8>], identity: Option<&(Vec<u8>, crate::Secret)>) -> Result<ClientConfig> {
    let mut extra = Vec::new();
    for pem in roots {
        let before = extra.len();
        for certificate in CertificateDer::pem_slice_iter(pem) {
            extra.push(certificate.map_err(|_| Error::config("a root certificate is not valid PEM"))?);
        }
        if extra.len() == before {
            return Err(Error::config("a root certificate holds no certificate"));
        }
    }
    let provider = provider();
    let verifier = Verifier::new_with_extra_roots(extra, Arc::clone(&provider))
        .map_err(|e| Error::config("the trusted certificates cannot be set up").with_source(e))?;
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|e| Error::config("TLS cannot be set up").with_source(e))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier));
    match identity {
        None => Ok(builder.with_no_client_auth()),
        Some((chain, key)) => {
            let chain: Vec<_> = CertificateDer::pem_slice_iter(chain)
                .collect::<Result<_, _>>()
                .map_err(|_| Error::config("the client certificate is not valid PEM"))?;
            let key = PrivateKeyDer::from_pem_slice(key.expose().as_bytes())
                .map_err(|_| Error::config("the client's key is not valid PEM"))?;
            builder
                .with_client_auth_cert(chain, key)
                .map_err(|_| Error::config("the client's certificate and key do not belong together"))
        }
    }
}
