//! What a person can do about a hub whose certificate is not believed.

use std::error::Error;
use std::io;

use rustls::CertificateError;

/// The sentence for an error of a connection, if a certificate is why.
pub(super) fn untrusted(error: &(dyn Error + 'static)) -> Option<&'static str> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(rustls::Error::InvalidCertificate(why)) = error.downcast_ref() {
            return Some(sentence(why));
        }
        // An error of the system carries another inside, and calls that one's source its own.
        let inside = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        next = inside.map(|inside| inside as &(dyn Error + 'static)).or_else(|| error.source());
    }
    None
}

fn sentence(why: &CertificateError) -> &'static str {
    match why {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            "the hub's certificate has expired; check this computer's clock, then tell the hub's operator"
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "the hub's certificate is not valid yet; check this computer's clock"
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "the certificate that is shown belongs to another address; check the hub's address with its operator"
        }
        CertificateError::Revoked => "the hub's certificate was taken back; ask its operator for a new one",
        _ => {
            "this computer does not know who vouches for the hub; if your organisation has a certificate authority of \
             its own, add its certificate to those that this computer trusts, otherwise ask the hub's operator"
        }
    }
}
