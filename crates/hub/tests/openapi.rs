//! The document and the routes say the same.

mod support;

use std::collections::BTreeSet;

use serde_json::Value;
use support::{json, start};

/// Method and path of every `.route(` in the router's source.
fn routes() -> BTreeSet<String> {
    let source = include_str!("../src/routes.rs");
    let routes = source.split(".route(\"").skip(1).map(|rest| {
        let (path, rest) = rest.split_once('"').expect("the path ends");
        let method = rest.trim_start_matches([',', ' ']).split('(').next().expect("a method");
        format!("{method} {path}")
    });
    routes.collect()
}

#[test]
fn every_route_is_documented_and_every_documented_path_is_a_route() {
    let document: Value = json(start().get("/openapi.json"));
    assert!(document["openapi"].as_str().unwrap().starts_with("3."));
    let paths = document["paths"].as_object().unwrap().iter();
    let documented: BTreeSet<String> = paths
        .flat_map(|(path, item)| {
            item.as_object().unwrap().keys().map(move |method| format!("{method} {path}"))
        })
        .collect();
    assert!(routes().len() > 8, "the source was read");
    assert_eq!(documented, routes());
}

#[test]
fn signed_addresses_say_so() {
    let document: Value = json(start().get("/openapi.json"));
    for (method, path) in [
        ("post", "/v1/exchange"),
        ("get", "/v1/snapshot"),
        ("get", "/v1/reference/hotspots"),
        ("get", "/v1/reference/places"),
        ("get", "/v1/reference/powers"),
    ] {
        assert!(document["paths"][path][method]["security"][0]["device"].is_array(), "{path}");
    }
    assert!(document["components"]["securitySchemes"]["device"].is_object());
}

#[test]
fn what_travels_is_described_down_to_the_entry() {
    let document: Value = json(start().get("/openapi.json"));
    let schemas = &document["components"]["schemas"];
    for name in [
        "ExchangeRequest",
        "ExchangeReply",
        "Content",
        "Payload",
        "SnapshotPage",
        "PlacesPage",
        "PowersPack",
        "Refusal",
    ] {
        assert!(schemas[name]["properties"].is_object() || schemas[name]["oneOf"].is_array(), "{name}");
    }
    assert_eq!(schemas["Hash"]["type"], "string");
    assert!(schemas["Role"]["enum"].as_array().unwrap().contains(&"enforcement_officer".into()));
}
