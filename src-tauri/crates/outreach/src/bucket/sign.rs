//! How a request says who asks. Source: Signature Version 4,
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html>.

use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use reqwest::Method;
use sha2::{Digest, Sha256};
use url::{Position, Url};
use zeroize::Zeroizing;

use super::manifest::hex;
use crate::Bucket;

/// What goes with it into the signature, in this order.
const SIGNED: &str = "host;x-amz-content-sha256;x-amz-date";

/// The address of something below another, written as it is signed: each byte of a step that is no letter, digit,
/// `-`, `.`, `_` or `~` by its number.
pub(super) fn below<'s>(base: &Url, steps: impl Iterator<Item = &'s str>) -> Url {
    let mut path = base.path().trim_end_matches('/').to_owned();
    for step in steps {
        path.push('/');
        for byte in step.bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                path.push(char::from(byte));
            } else {
                path.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    let mut url = base.clone();
    url.set_path(&path);
    url.set_query(None);
    url
}

/// The headers that a request needs besides its own.
pub(super) fn sign(
    bucket: &Bucket,
    secret: &str,
    method: &Method,
    url: &Url,
    body: &[u8],
    now: DateTime<Utc>,
) -> [(&'static str, String); 3] {
    let (at, day) = (now.format("%Y%m%dT%H%M%SZ").to_string(), now.format("%Y%m%d").to_string());
    let content = hex(&Sha256::digest(body));
    let (host, path, query) = (&url[Position::BeforeHost..Position::AfterPort], url.path(), url.query());
    let asked = format!(
        "{method}\n{path}\n{query}\nhost:{host}\nx-amz-content-sha256:{content}\nx-amz-date:{at}\n\n{SIGNED}\n{content}",
        query = query.unwrap_or_default()
    );
    let scope = format!("{day}/{region}/s3/aws4_request", region = bucket.region);
    let text = format!("AWS4-HMAC-SHA256\n{at}\n{scope}\n{}", hex(&Sha256::digest(asked)));
    let mut key = Zeroizing::new(format!("AWS4{secret}").into_bytes());
    for part in [day.as_str(), &bucket.region, "s3", "aws4_request"] {
        *key = mac(&key, part);
    }
    let signature = hex(&mac(&key, &text));
    let by = &bucket.key;
    let authorization =
        format!("AWS4-HMAC-SHA256 Credential={by}/{scope},SignedHeaders={SIGNED},Signature={signature}");
    [("authorization", authorization), ("x-amz-content-sha256", content), ("x-amz-date", at)]
}

fn mac(key: &[u8], text: &str) -> Vec<u8> {
    // A key of any length is one.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return Vec::new() };
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the protocol's own description.
    #[test]
    fn a_request_is_signed_as_the_description_signs_it() {
        let bucket = Bucket {
            endpoint: "https://examplebucket.s3.amazonaws.com".parse().unwrap(),
            region: "us-east-1".to_owned(),
            bucket: "examplebucket".to_owned(),
            folder: None,
            key: "AKIAIOSFODNN7EXAMPLE".to_owned(),
        };
        let url = "https://examplebucket.s3.amazonaws.com/?lifecycle=".parse().unwrap();
        let now = "2013-05-24T00:00:00Z".parse().unwrap();
        let secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
        let [(_, authorization), ..] = sign(&bucket, secret, &Method::GET, &url, b"", now);
        assert_eq!(
            authorization,
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,\
             SignedHeaders=host;x-amz-content-sha256;x-amz-date,\
             Signature=fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"
        );
    }

    #[test]
    fn an_address_is_written_as_it_is_signed() {
        let base = "https://storage.example.org:9000/s3/".parse().unwrap();
        let url = below(&base, ["status", "a b", "ä+(1)~.html"].into_iter());
        assert_eq!(url.as_str(), "https://storage.example.org:9000/s3/status/a%20b/%C3%A4%2B%281%29~.html");
    }
}
