//! TLS to PostgreSQL, with a certificate authority of the test's own.

use std::fs;
use std::net::TcpListener;
use std::path::PathBuf;

use beatbook_hub::store::Store;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};

use super::cluster::Cluster;

/// An authority, and what it says of `localhost`: certificate and key.
fn authority() -> (String, String, String) {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let issuer =
        CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key")).expect("an authority");
    let key = KeyPair::generate().expect("a key");
    let of = CertificateParams::new(vec!["localhost".into()]).expect("a name");
    let certificate = of.signed_by(&key, &issuer).expect("a certificate");
    (issuer.pem(), certificate.pem(), key.serialize_pem())
}

#[test]
fn the_hub_speaks_to_the_server_that_the_certificate_names_and_to_no_other() {
    let place = tempfile::tempdir().expect("a folder");
    let (root, certificate, key) = authority();
    let (other, ..) = authority();
    let roots: Vec<PathBuf> = [("ca.pem", root), ("other.pem", other)]
        .into_iter()
        .map(|(name, pem)| {
            let file = place.path().join(name);
            fs::write(&file, pem).expect("written");
            file
        })
        .collect();
    let port = TcpListener::bind("127.0.0.1:0").and_then(|on| on.local_addr()).expect("a free port").port();
    let cluster = Cluster::new("tls").on_port(port);
    cluster.put("server.crt", &certificate);
    cluster.put("server.key", &key);
    cluster.start("ssl=on listen_addresses=127.0.0.1");
    cluster.client("postgres").batch_execute("CREATE DATABASE book").expect("a database");
    let open = |host: &str, root: &PathBuf| {
        let root = root.display();
        let url = format!("postgres://hub@{host}:{port}/book?sslmode=verify-full&sslrootcert={root}");
        Store::postgres(&url, 1)
    };
    let store = open("localhost", &roots[0]).expect("the server that was named");
    let ask = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    let encrypted = store.book().sql().one(ask, &[], |row| row.get::<bool>(0));
    assert_eq!(encrypted.expect("an answer"), Some(true));
    assert!(open("localhost", &roots[1]).is_err(), "another authority");
    assert!(open("127.0.0.1", &roots[0]).is_err(), "another name");
    let plain = Store::postgres(&format!("postgres://hub@localhost:{port}/book"), 1).expect("not asked for");
    let encrypted = plain.book().sql().one(ask, &[], |row| row.get::<bool>(0));
    assert_eq!(encrypted.expect("an answer"), Some(false), "and seen not to be");
}
