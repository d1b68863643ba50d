//! A destination of the book as what speaks to it knows it.

use incident::value::{MailSecurity, Transport};
use outreach::{
    Bucket, Channel, Email, Matrix, NotAnAddress, Security, Slack, SlackBot, Statuspage, TeamsApp, Webhook,
    host,
};

/// A destination whose address is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} Change the channel in Settings, Channels.")]
pub struct NotWhole(#[from] pub NotAnAddress);

/// What the secret of a transport is called; none where there is none.
#[must_use]
pub fn secret_of(transport: &Transport) -> Option<&'static str> {
    match transport {
        Transport::Email { user: None, .. } | Transport::Subscribers { user: None, .. } => None,
        Transport::Email { .. } | Transport::Subscribers { .. } => Some("Password"),
        Transport::Slack { channel: Some(_) } => Some("Bot token"),
        Transport::Slack { channel: None } | Transport::Mattermost {} => Some("Address of the webhook"),
        Transport::Teams {} => Some("Address of the workflow"),
        Transport::TeamsApp { .. } => Some("Client secret"),
        Transport::Matrix { .. } => Some("Access token"),
        Transport::Webhook { .. } => Some("Signing key"),
        Transport::Statuspage { .. } => Some("API key"),
        Transport::Bucket { .. } => Some("Secret access key"),
    }
}

/// The same destination as what speaks to it knows it.
///
/// # Errors
/// [`NotWhole`] where an address in it is none.
pub fn channel_of(transport: &Transport) -> Result<Channel, NotWhole> {
    Ok(match transport {
        Transport::Email { server, port, security, user, from, to, per_second } => {
            mail(server, *port, *security, user.as_ref(), from, to, *per_second)?
        }
        Transport::Subscribers { server, port, security, user, from, per_second } => {
            mail(server, *port, *security, user.as_ref(), from, &[], *per_second)?
        }
        Transport::Slack { channel: None } => Channel::Slack(Slack::Webhook),
        Transport::Slack { channel: Some(room) } => {
            Channel::Slack(Slack::Bot(SlackBot { room: Some(room.clone()), api: None }))
        }
        Transport::Teams {} => Channel::Teams,
        Transport::TeamsApp { tenant, client, team, organizer } => Channel::TeamsApp(TeamsApp {
            tenant: tenant.clone(),
            client: client.clone(),
            team: team.clone(),
            organizer: organizer.clone(),
            cloud: None,
        }),
        Transport::Mattermost {} => Channel::Mattermost,
        Transport::Matrix { homeserver, room } => {
            Channel::Matrix(Matrix { homeserver: homeserver.parse()?, room: Some(room.clone()) })
        }
        Transport::Webhook { url } => Channel::Webhook(Webhook { url: url.parse()? }),
        Transport::Statuspage { page, components: _ } => {
            Channel::Statuspage(Statuspage { page: page.clone(), api: None })
        }
        Transport::Bucket { endpoint, region, bucket, folder, key } => Channel::Bucket(Bucket {
            endpoint: endpoint.parse()?,
            region: region.clone(),
            bucket: bucket.clone(),
            folder: folder.clone(),
            key: key.clone(),
        }),
    })
}

fn mail(
    server: &str,
    port: u16,
    security: MailSecurity,
    user: Option<&String>,
    from: &str,
    to: &[String],
    per_second: Option<u32>,
) -> Result<Channel, NotWhole> {
    let (from_name, address) = named(from);
    let to = to.iter().map(|one| named(one).1.parse());
    Ok(Channel::Email(Email {
        server: host(server)?,
        port,
        security: match security {
            MailSecurity::Tls => Security::Tls,
            MailSecurity::StartTls => Security::Starttls,
            MailSecurity::Plain => Security::Plain,
        },
        user: user.cloned(),
        from: address.parse()?,
        from_name,
        reply_to: None,
        returns: None,
        to: to.collect::<Result<_, _>>()?,
        per_second,
    }))
}

/// The parts of `Status <status@example.org>`.
fn named(mailbox: &str) -> (Option<String>, &str) {
    match mailbox.split_once('<') {
        Some((name, rest)) => {
            let name = name.trim().trim_matches('"').trim();
            ((!name.is_empty()).then(|| name.to_owned()), rest.trim_end_matches('>').trim())
        }
        None => (None, mailbox),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One of each kind; whoever adds one has it fail to compile here.
    fn each() -> Vec<Transport> {
        let text = |text: &str| text.to_owned();
        let mail = Transport::Email {
            server: text("mail.example.org"),
            port: 25,
            security: MailSecurity::Tls,
            user: None,
            from: text("Status <status@example.org>"),
            to: vec![text("all@example.org")],
            per_second: None,
        };
        let page = Transport::Bucket {
            endpoint: text("https://s3.example.org"),
            region: text("auto"),
            bucket: text("status"),
            folder: None,
            key: text("key"),
        };
        let all = vec![
            mail,
            Transport::Slack { channel: None },
            Transport::Slack { channel: Some(text("C1")) },
            Transport::Teams {},
            Transport::Mattermost {},
            Transport::Matrix { homeserver: text("https://example.org"), room: text("!a:example.org") },
            Transport::Webhook { url: text("https://example.org/in") },
            Transport::TeamsApp {
                tenant: text("example.org"),
                client: text("c"),
                team: text("t"),
                organizer: None,
            },
            Transport::Statuspage { page: text("p"), components: Vec::new() },
            page,
        ];
        for one in &all {
            match one {
                Transport::Email { .. }
                | Transport::Slack { .. }
                | Transport::Teams {}
                | Transport::TeamsApp { .. }
                | Transport::Mattermost {}
                | Transport::Matrix { .. }
                | Transport::Webhook { .. }
                | Transport::Statuspage { .. }
                | Transport::Bucket { .. } => {}
                // Each of them is told apart, and what they were told is kept: a mail to one is as any mail.
                Transport::Subscribers { .. } => {}
            }
        }
        all
    }

    #[test]
    fn the_record_and_what_speaks_to_a_channel_agree_on_what_may_be_sent_twice() {
        for transport in each() {
            let channel = channel_of(&transport).unwrap();
            assert_eq!(channel.is_idempotent(), transport.knows_repeats(), "{}", transport.name());
        }
    }
}
