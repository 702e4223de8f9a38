// A receiver of Callboard's callbacks in Rust 1.85 or newer, as the src/main.rs of `cargo new receiver`.
// cargo add base64@0.22.1 hmac@0.12.1 sha2@0.10.9 tiny_http@0.12.0 && WEBHOOK_SECRET=whsec_… PORT=8080 cargo run
use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::time::{SystemTime, UNIX_EPOCH};
use std::{env, sync::Arc, thread};
use tiny_http::{Request, Response, Server};

const TOLERANCE_SECONDS: u64 = 5 * 60;

/// The key in a signing secret. Panics where it holds none.
fn key_of(secret: &str) -> Vec<u8> {
    let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap_or(secret));
    key.ok()
        .filter(|key| key.len() >= 24)
        .expect("Set WEBHOOK_SECRET to the URL's signing secret, whsec_…")
}

/// Whether Callboard sent this request: its query as it came, byte for byte, and the values of its headers by their name.
fn is_genuine<'a>(
    key: &[u8],
    query: &str,
    values: impl Fn(&'static str) -> Vec<&'a str>,
    now: u64,
) -> bool {
    let headers = ["webhook-id", "webhook-timestamp", "webhook-signature"].map(values);
    let [[id], [timestamp], [signatures]] = headers.each_ref().map(Vec::as_slice) else {
        return false;
    };
    let is_number = timestamp.len() <= 15 && timestamp.bytes().all(|byte| byte.is_ascii_digit());
    let Some(seconds) = timestamp.parse::<u64>().ok().filter(|_| is_number) else {
        return false;
    };
    if id.is_empty() || now.abs_diff(seconds) > TOLERANCE_SECONDS {
        return false;
    }
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length");
    mac.update(format!("{id}.{timestamp}.\"{query}\"").as_bytes());
    // Two signatures, parted by a space, for a day after the secret was rotated. verify_slice compares in constant time.
    signatures.split(' ').any(|signature| {
        let digest = signature
            .strip_prefix("v1,")
            .and_then(|text| STANDARD.decode(text).ok());
        digest.is_some_and(|digest| mac.clone().verify_slice(&digest).is_ok())
    })
}

fn receive(request: &Request, key: &[u8]) -> u16 {
    let query = request.url().split_once('?').map_or("", |(_, query)| query);
    let values = |name: &'static str| -> Vec<&str> {
        let of_name = request
            .headers()
            .iter()
            .filter(|header| header.field.equiv(name));
        of_name.map(|header| header.value.as_str()).collect()
    };
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("a time after 1970");
    if !is_genuine(key, query, values, now.as_secs()) {
        return 401;
    }
    // The same webhook-id may come again after a crash: remember it, and do the work once. Both values are percent-encoded.
    let value = |name: &str| {
        query
            .split('&')
            .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
    };
    let (id, event_type, instance_id) = (
        values("webhook-id")[0],
        value("eventType"),
        value("instanceID"),
    );
    println!(
        "{id} {} {}",
        event_type.expect("an event type"),
        instance_id.expect("an instance")
    );
    204
}

fn main() {
    let key = Arc::new(key_of(
        &env::var("WEBHOOK_SECRET").expect("WEBHOOK_SECRET is not set"),
    ));
    let port = env::var("PORT").unwrap_or_else(|_| "8080".into());
    let server = Server::http(format!("127.0.0.1:{port}")).expect("the port is free");
    for request in server.incoming_requests() {
        let key = key.clone();
        thread::spawn(move || {
            // A panic drops the request: tiny_http then answers 500, and Callboard calls again.
            let status = receive(&request, &key);
            let _ = request.respond(Response::empty(status));
        });
    }
}
