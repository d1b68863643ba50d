//! What a person can do about a server whose certificate is not believed.

use std::error::Error;

use rustls::CertificateError;

use crate::undelivered::causes;

/// The rest of a sentence about an error of a connection, if a certificate is why.
pub(crate) fn untrusted(error: &(dyn Error + 'static)) -> Option<&'static str> {
    causes(error).find_map(|cause| match cause.downcast_ref() {
        Some(rustls::Error::InvalidCertificate(why)) => Some(sentence(why)),
        _ => None,
    })
}

fn sentence(why: &CertificateError) -> &'static str {
    match why {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            "it has expired. Check this computer's clock, then tell whoever runs that server."
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "it is not valid yet. Check this computer's clock."
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "it belongs to another name. Check the address of the channel."
        }
        CertificateError::Revoked => "it was taken back. Tell whoever runs that server.",
        _ => {
            "nobody vouches for it whom this computer knows. If your organisation has a certificate authority of its \
             own, add its certificate to those that this computer trusts."
        }
    }
}
