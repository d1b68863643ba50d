//! The sums of the files, as `sha256sum -c` reads them, and a signature that `openssl` checks.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use incident::id::{ReplicaKey, hex};
use sha2::{Digest, Sha256};

use super::file::{BYTES, File, FilePath, PLAIN};

/// The SHA-256 of a file.
pub(super) type Sum = [u8; 32];

pub(super) fn sum(bytes: &[u8]) -> Sum {
    Sha256::digest(bytes).into()
}

/// A file of sums: a line for each, in the order of their paths.
pub(super) fn list(path: &str, sums: &BTreeMap<FilePath, Sum>) -> File {
    let mut text = String::with_capacity(sums.len() * 100);
    for (path, sum) in sums {
        let _ = writeln!(text, "{}  {path}", hex(sum));
    }
    plain(path, text)
}

/// What says whose word the sums are. An Ed25519 key in the way in which programs read it (RFC 8410).
pub(super) fn key(key: ReplicaKey) -> File {
    let mut der = vec![0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
    der.extend_from_slice(&key.0);
    let text = format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", STANDARD.encode(der));
    plain("SHA256SUMS.pem", text)
}

/// How to check it. The key in the folder proves nothing by itself: it has to be the one that is known.
pub(super) fn how(key: ReplicaKey) -> File {
    let text = format!(
        "This page is signed. To check that nobody has changed it, in this folder:\n\n\
         \x20 openssl pkeyutl -verify -pubin -inkey SHA256SUMS.pem -rawin -in SHA256SUMS -sigfile SHA256SUMS.sig\n\
         \x20 sha256sum --check --quiet SHA256SUMS\n\
         \x20 cat history/*.sums | sha256sum --check --quiet\n\n\
         The key has to be the one that you know from its owner:\n\n  {key}\n"
    );
    plain("CHECK.txt", text)
}

/// A signature of the sums, 64 bytes.
pub(super) fn signature(of: &File, sign: impl Fn(&[u8]) -> [u8; 64]) -> File {
    let path = FilePath::made("SHA256SUMS.sig".to_owned());
    File { path, media_type: BYTES, bytes: sign(&of.bytes).to_vec() }
}

fn plain(path: &str, text: String) -> File {
    File { path: FilePath::made(path.to_owned()), media_type: PLAIN, bytes: text.into_bytes() }
}
