//! TLS to the server: all of it or none.
//!
//! Rule: a connection that is encrypted is to the server that the certificate names, by a root that was given or that the
//! system trusts. What libpq would take without looking (`require`, `verify-ca`) is looked at here too.

use std::fs;

use anyhow::{Context as _, bail};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres_rustls::MakeRustlsConnect;

/// How the server is reached.
#[derive(Clone)]
pub enum Tls {
    /// As it is: through a socket of this machine, or a network that is safe already.
    Plain,
    /// Encrypted, to the server that the URL names.
    Verified(MakeRustlsConnect),
}

/// What a URL says of TLS, and the URL without it: the client knows fewer words than libpq.
pub fn read(url: &str) -> anyhow::Result<(String, Tls)> {
    let (base, query) = url.split_once('?').unwrap_or((url, ""));
    let (mut mode, mut root, mut rest) = (None, None, Vec::new());
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        match pair.split_once('=') {
            Some(("sslmode", value)) => mode = Some(value),
            Some(("sslrootcert", value)) => root = Some(value.replace("%2F", "/").replace("%20", " ")),
            _ => rest.push(pair),
        }
    }
    let tls = match mode {
        None | Some("disable") if root.is_none() => Tls::Plain,
        Some("require" | "verify-ca" | "verify-full") => {
            rest.push("sslmode=require");
            Tls::Verified(MakeRustlsConnect::new(config(root.as_deref())?))
        }
        _ => bail!(
            "the database's URL says sslmode=disable or sslmode=verify-full; sslrootcert goes with the latter"
        ),
    };
    let query = if rest.is_empty() { String::new() } else { format!("?{}", rest.join("&")) };
    Ok((format!("{base}{query}"), tls))
}

fn config(root: Option<&str>) -> anyhow::Result<ClientConfig> {
    // TLS is ring everywhere; the first installation in a process stays.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut roots = RootCertStore::empty();
    match root {
        Some(file) => {
            let pem = fs::read(file).with_context(|| format!("cannot read {file}"))?;
            for certificate in CertificateDer::pem_slice_iter(&pem) {
                roots.add(certificate.with_context(|| format!("{file} holds no certificate"))?)?;
            }
        }
        None => {
            for certificate in rustls_native_certs::load_native_certs().certs {
                // One that cannot be read is one that nothing is trusted for.
                let _ = roots.add(certificate);
            }
        }
    }
    if roots.is_empty() {
        bail!("there is no certificate to trust the database's server by: name one with sslrootcert");
    }
    Ok(ClientConfig::builder().with_root_certificates(roots).with_no_client_auth())
}

#[cfg(test)]
mod tests {
    use super::{Tls, read};

    #[test]
    fn tls_is_verified_or_none() {
        let plain =
            |url: &str| matches!(read(url), Ok((left, Tls::Plain)) if left == "postgres://hub@db/book");
        assert!(plain("postgres://hub@db/book") && plain("postgres://hub@db/book?sslmode=disable"));
        for half in ["prefer", "allow", "yes"] {
            assert!(read(&format!("postgres://hub@db/book?sslmode={half}")).is_err(), "{half}");
        }
        assert!(read("postgres://hub@db/book?sslrootcert=ca.pem").is_err(), "a root and no TLS");
        let missing = read("postgres://hub@db/book?sslmode=verify-full&sslrootcert=no-such-file");
        assert!(missing.err().is_some_and(|error| error.to_string().contains("no-such-file")));
    }
}
