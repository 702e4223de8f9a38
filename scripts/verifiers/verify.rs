// `cargo run -- PACKAGE < calls.tsv`
use http::HeaderMap;
use std::io::read_to_string;

fn verify(package: &str, secret: &str, payload: &str, headers: &HeaderMap) -> Result<(), String> {
    let bytes = payload.as_bytes();
    match package {
        "svix" => svix::webhooks::Webhook::new(secret)
            .and_then(|webhook| webhook.verify(bytes, headers))
            .map_err(|error| error.to_string()),
        _ => standardwebhooks::Webhook::new(secret)
            .and_then(|webhook| webhook.verify(bytes, headers))
            .map_err(|error| error.to_string()),
    }
}

fn main() {
    let package = std::env::args().nth(1).expect("a package");
    for line in read_to_string(std::io::stdin()).expect("calls").split('\n') {
        let fields: Vec<&str> = line.split('\t').collect();
        let mut headers = HeaderMap::new();
        for (name, value) in ["webhook-id", "webhook-timestamp", "webhook-signature"].into_iter().zip(&fields) {
            headers.insert(name, value.parse().expect("a header"));
        }
        let (secret, query) = (fields[3], fields[4]);
        let genuine = verify(&package, secret, &format!("\"{query}\""), &headers);
        assert!(genuine.is_ok(), "{query}: {genuine:?}");
        assert!(verify(&package, secret, &format!("\"{query}&\""), &headers).is_err(), "{query}");
    }
}
