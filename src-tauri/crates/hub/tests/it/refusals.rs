//! What the hub says before a handler has its turn: everything that is not an answer has a code and a sentence.

use std::collections::BTreeSet;

use hub::{ROUTES, Role};
use reqwest::Method;

use crate::house::{House, code};
use crate::openapi::Document;

#[tokio::test]
async fn a_method_that_an_address_lacks_is_refused_in_a_sentence_that_names_those_it_has() {
    let house = House::found().await;
    for path in ROUTES.iter().map(|(_, path)| *path).collect::<BTreeSet<_>>() {
        for method in [Method::DELETE, Method::from_bytes(b"FROB").unwrap()] {
            if ROUTES.contains(&(method.as_str().to_lowercase().as_str(), path)) {
                continue;
            }
            let address =
                format!("{}{}", house.url, path.replace("{id}", "1").replace("{destination}", "chat"));
            let answer = house.http.request(method, address).send().await.unwrap();
            let allowed = answer.headers()["allow"].to_str().unwrap().to_lowercase();
            for (method, _) in ROUTES.iter().filter(|(_, one)| *one == path) {
                assert!(allowed.contains(method), "{path} says that it answers {method}: {allowed}");
            }
            assert_eq!(code(answer).await, (405, "method".to_owned()), "{path}");
        }
    }
    for path in ["/", "/v1", "/v1/hub/", "/v1/devices/%ff/revoke/x", "/v2/hub"] {
        let answer = house.http.get(format!("{}{path}", house.url)).send().await.unwrap();
        assert_eq!(code(answer).await, (404, "missing".to_owned()), "{path}");
    }
}

#[tokio::test]
async fn an_address_that_cannot_be_read_is_refused_as_the_document_says() {
    let house = House::found().await;
    let document = Document::of(&house).await;
    let laptop = house.member("Ada", Role::Admin).await;
    for path in ["/v1/entries", "/v1/live", "/v1/heads"] {
        for words in ["after=1&after=2", "after", "after=%ff", "limit=-1&after=x"] {
            let answer = laptop.get(&format!("{path}?{words}")).send().await.unwrap();
            assert_eq!(answer.status(), 400, "{path}?{words}");
            document.hold("get", path, answer).await;
        }
    }
    for id in ["%ff", "%00", "1e3", "99999999999999999999"] {
        let answer = laptop.post(&format!("/v1/devices/{id}/revoke")).send().await.unwrap();
        assert_eq!(answer.status(), 400, "{id}");
        document.hold("post", "/v1/devices/{id}/revoke", answer).await;
    }
}

#[tokio::test]
async fn a_body_that_cannot_be_unpacked_read_or_held_is_refused_as_the_document_says() {
    let house = House::found().await;
    let document = Document::of(&house).await;
    let laptop = house.member("Ada", Role::Admin).await;
    for path in ["/v1/join", "/v1/entries", "/v1/fetch"] {
        for (encoding, body, status) in [
            (Some("gzip"), b"{}".to_vec(), 415),
            (Some("br, zstd"), b"{}".to_vec(), 415),
            (Some("zstd"), b"no zstd".to_vec(), 400),
            (None, b"\xff".to_vec(), 400),
            (None, Vec::new(), 400),
            (None, vec![b'['; 200_000], 413),
            (None, vec![b' '; 5 << 20], 413),
        ] {
            let asked = format!("{path} {encoding:?} {} bytes", body.len());
            let mut request = laptop.post(path);
            if let Some(encoding) = encoding {
                request = request.header("content-encoding", encoding);
            }
            // Only entries are unpacked at all.
            let packed = status == 400 && encoding.is_some() && path != "/v1/entries";
            let status = if packed { 415 } else { status };
            // Of many brackets only the first matters, where so many bytes are taken at all.
            let status =
                if status == 413 && body.len() < 1 << 20 && path != "/v1/join" { 400 } else { status };
            let answer = request.body(body).send().await.unwrap();
            assert_eq!(answer.status(), status, "{asked}");
            assert_eq!(answer.headers().contains_key("accept-encoding"), status == 415, "{asked}");
            if status == 415 {
                let takes = if path == "/v1/entries" { "zstd" } else { "identity" };
                assert_eq!(answer.headers()["accept-encoding"], takes, "{asked}");
            }
            document.hold("post", path, answer).await;
        }
    }
}
