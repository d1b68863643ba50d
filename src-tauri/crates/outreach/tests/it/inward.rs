//! Whatever address a channel is given: nothing inside is reached that nobody allowed.

mod targets;

use std::collections::HashMap;
use std::future::ready;
use std::io::{Error, ErrorKind};
use std::net::{IpAddr, Ipv4Addr};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use incident::id::IncidentId;
use outreach::{
    Bucket, Channel, Cloud, Email, File, Matrix, Names, Outreach, Receipt, Room, Secret, Security, Settings,
    Slack, SlackBot, Statuspage, Subscriber, TeamsApp, Undelivered, Webhook, Why,
};
use page::bundle::Frontier;
use tokio::net::TcpListener;

use crate::message::message;
use crate::webhook::KEY;
use targets::{LOOPBACK, numbers};

/// Names that mean what they are told to, one answer after the other and then the last for ever.
#[derive(Default)]
struct Told {
    names: HashMap<String, Vec<IpAddr>>,
    asked: AtomicUsize,
}

type Answered<'a> = Pin<Box<dyn Future<Output = std::io::Result<Vec<IpAddr>>> + Send + 'a>>;

impl Names for Told {
    fn addresses<'a>(&'a self, host: &'a str) -> Answered<'a> {
        let nth = self.asked.fetch_add(1, Ordering::SeqCst);
        let found = self.names.get(host).map(|all| vec![all[nth.min(all.len() - 1)]]);
        Box::pin(ready(found.ok_or(Error::from(ErrorKind::NotFound))))
    }
}

/// Counts who comes, by whichever address of this computer, and hangs up.
async fn door() -> (u16, Arc<AtomicUsize>) {
    let count = Arc::new(AtomicUsize::new(0));
    let listener = TcpListener::bind("[::]:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let came = count.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            came.fetch_add(1, Ordering::SeqCst);
            drop(stream);
        }
    });
    (port, count)
}

fn email(server: &str, port: u16, security: Security) -> Channel {
    Channel::Email(Email {
        server: server.to_owned(),
        port,
        security,
        user: None,
        from: "status@example.org".parse().unwrap(),
        from_name: None,
        reply_to: None,
        returns: None,
        to: vec!["ana@example.org".parse().unwrap()],
        per_second: None,
    })
}

fn room() -> Room {
    Room {
        incident: IncidentId([7; 16]),
        name: "inc-1234".to_owned(),
        title: "Checkout fails".to_owned(),
        bridge: None,
        link: None,
        invite: Vec::new(),
    }
}

fn subscriber() -> Subscriber {
    Subscriber {
        name: "ana".parse().unwrap(),
        address: "ana@example.org".parse().unwrap(),
        unsubscribe: "https://status.example.org/u/1".parse().unwrap(),
        returns: None,
    }
}

/// One attempt to reach a host by everything that leaves: messages by every channel, pages, looks at pages, tests, rooms,
/// and mails to those who asked.
async fn attempts(outreach: &Outreach, host: &str, port: u16) -> Vec<Result<Receipt, Undelivered>> {
    let (mut results, message) = (Vec::new(), message("m1"));
    for scheme in ["http", "https"] {
        let Ok(endpoint) = format!("{scheme}://{host}:{port}/").parse() else { continue };
        let (region, bucket, key) = ("auto".to_owned(), "status".to_owned(), "key".to_owned());
        let bucket = Channel::Bucket(Bucket { endpoint, region, bucket, folder: None, key });
        let file =
            File { path: "index.html".to_owned(), media_type: "text/html".to_owned(), bytes: Vec::new() };
        let (secret, nothing) = (Secret::new("secret"), Frontier::default());
        results.push(outreach.publish(&bucket, &secret, std::slice::from_ref(&file), &nothing).await);
        results.push(outreach.publish_anew(&bucket, &secret, &[file], &nothing).await);
        results.push(outreach.there(&bucket, &secret).await.map(|_| Receipt::default()));
        results.push(outreach.try_out(&bucket, &Secret::new("secret"), &message).await);
        // Two forms of one number are one destination, whose pace is not what is looked at.
        let its_own = incident::id::hex(host.as_bytes());
        let at: outreach::WebAddress = format!("{scheme}://{host}:{port}/{its_own}").parse().unwrap();
        results.push(outreach.look(&at).await.map(|_| Receipt::default()));
        let api = Some(at.clone());
        let page = Channel::Statuspage(Statuspage { page: "tried".to_owned(), api: api.clone() });
        // Statuspage counts by the key alone.
        let own_key = |what: &str| Secret::new(&format!("{what}-{scheme}-{its_own}"));
        results.push(outreach.try_out(&page, &own_key("tried"), &message).await);
        results.push(outreach.set_right(&page, &own_key("right"), std::slice::from_ref(&message), &[]).await);
        let bot = Channel::Slack(Slack::Bot(SlackBot { room: None, api }));
        let [tenant, client, team] = ["tenant", "client", "team"].map(str::to_owned);
        let cloud = Some(Cloud { login: at.clone(), graph: at.clone() });
        let app = Channel::TeamsApp(TeamsApp { tenant, client, team, organizer: None, cloud });
        results.push(outreach.try_out(&app, &Secret::new("secret"), &message).await);
        for rooms in [Channel::Matrix(Matrix { homeserver: at, room: None }), bot, app] {
            let opened = outreach.open_room(&rooms, &Secret::new("token"), &room()).await;
            results.push(opened.map(|_| Receipt::default()));
        }
    }
    for security in [Security::Tls, Security::Starttls, Security::Plain] {
        let (by, told) = (email(host, port, security), |_: &Subscriber, _| ());
        let each = outreach.deliver_each(&by, &Secret::default(), &message, &[subscriber()], told).await;
        results.push(each.map(|()| Receipt::default()));
    }
    let mut say = async |outreach: &Outreach, channel: &Channel, secret: &str| {
        results.push(outreach.deliver(channel, &Secret::new(secret), &message).await);
    };
    for scheme in ["http", "https"] {
        let url = format!("{scheme}://{host}:{port}/{}", incident::id::hex(host.as_bytes()));
        let Ok(address) = url.parse::<outreach::WebAddress>() else { continue };
        say(outreach, &Channel::Webhook(Webhook { url: address.clone() }), KEY).await;
        let room = Some("!a:example.org".to_owned());
        say(outreach, &Channel::Matrix(Matrix { homeserver: address.clone(), room }), "token").await;
        for channel in [Channel::Slack(Slack::Webhook), Channel::Teams, Channel::Mattermost] {
            say(outreach, &channel, &url).await;
        }
        let api = Some(address);
        let bot = SlackBot { room: Some("C1".to_owned()), api: api.clone() };
        say(outreach, &Channel::Slack(Slack::Bot(bot)), "token").await;
        let own_key = format!("said-{scheme}-{}", incident::id::hex(host.as_bytes()));
        say(outreach, &Channel::Statuspage(Statuspage { page: "p".to_owned(), api }), &own_key).await;
    }
    for security in [Security::Tls, Security::Starttls, Security::Plain] {
        say(outreach, &email(host, port, security), "").await;
        say(outreach, &email(host.trim_matches(['[', ']']), port, security), "").await;
    }
    results
}

#[tokio::test]
async fn no_channel_reaches_inside_by_any_of_three_hundred_targets() {
    let (port, came) = door().await;
    let numbers = numbers();
    let names = numbers
        .iter()
        .filter_map(|(_, ip)| {
            Some((
                format!("n{}x.example.org", ip.as_ref()?.to_string().replace([':', '.'], "-")),
                vec![(*ip)?],
            ))
        })
        .collect();
    let settings = Settings { names: Arc::new(Told { names, ..Told::default() }), ..Settings::default() };
    let targets: Vec<String> = numbers.into_iter().map(|(text, _)| text).collect();
    assert!(targets.len() >= 300, "{}", targets.len());
    let outreach = Outreach::new(&settings).unwrap();
    for target in &targets {
        let results = attempts(&outreach, target, port).await;
        assert!(results.len() >= 6, "{target}");
        for result in results {
            assert!(
                matches!(
                    result,
                    Err(Undelivered::Never {
                        why: Why::Blocked { .. } | Why::Insecure { .. } | Why::Channel(_)
                    })
                ),
                "{target}: {result:?}"
            );
        }
    }
    assert_eq!(came.load(Ordering::SeqCst), 0);
}

/// A name of the public internet becomes no part of the own network by being called so.
#[tokio::test]
async fn nothing_is_said_in_plain_text_to_a_public_address_by_whatever_name() {
    let names = HashMap::from([("x.example.org".to_owned(), vec![IpAddr::V4(Ipv4Addr::new(1, 1, 1, 1))])]);
    let names = Arc::new(Told { names, ..Told::default() });
    for own in [vec![], vec!["x.example.org".parse().unwrap()]] {
        let settings = Settings { own: own.clone(), names: names.clone(), ..Settings::default() };
        let outreach = Outreach::new(&settings).unwrap();
        let homeserver = "http://x.example.org/".parse().unwrap();
        let matrix = Channel::Matrix(Matrix { homeserver, room: Some("!a:example.org".to_owned()) });
        for channel in [matrix, email("x.example.org", 25, Security::Plain)] {
            let result = outreach.deliver(&channel, &Secret::new("token"), &message("m1")).await;
            assert!(
                matches!(result, Err(Undelivered::Never { why: Why::Insecure { .. } })),
                "{own:?}: {result:?}"
            );
        }
    }
}

/// Without this the test above could pass because nothing ever arrives anywhere.
#[tokio::test]
async fn the_same_targets_lead_inside_once_an_admin_allows_it() {
    let (port, came) = door().await;
    let settings = Settings { own: vec!["127.0.0.0/8".parse().unwrap()], ..Settings::default() };
    let outreach = Outreach::new(&settings).unwrap();
    for target in LOOPBACK {
        let before = came.load(Ordering::SeqCst);
        let results = attempts(&outreach, target, port).await;
        for result in &results {
            assert!(
                matches!(result, Err(Undelivered::Later { .. } | Undelivered::Unknown { .. })),
                "{target}: {result:?}"
            );
        }
        assert!(came.load(Ordering::SeqCst) >= before + results.len(), "{target}");
    }
}

/// A name is looked up once for each connection, and what was found then is what is reached.
#[tokio::test]
async fn a_name_that_changes_its_mind_leads_nowhere() {
    let (port, came) = door().await;
    let allowed = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let other = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2));
    let own = vec!["127.0.0.1".parse().unwrap()];
    for (nth, by) in ["http", "https", "mail"].into_iter().enumerate() {
        let names = HashMap::from([("mind.example.org".to_owned(), vec![allowed, other])]);
        let told = Arc::new(Told { names, ..Told::default() });
        let settings = Settings { own: own.clone(), names: told.clone(), ..Settings::default() };
        let outreach = Outreach::new(&settings).unwrap();
        let channel = match by {
            "mail" => email("mind.example.org", port, Security::Plain),
            scheme => {
                let url = format!("{scheme}://mind.example.org:{port}/").parse().unwrap();
                Channel::Webhook(Webhook { url })
            }
        };
        for (attempt, lets_in) in [(1, true), (2, false), (3, false)] {
            let why = outreach.deliver(&channel, &Secret::new(KEY), &message("m1")).await.unwrap_err();
            assert_eq!(matches!(why, Undelivered::Never { .. }), !lets_in, "{by}: {why:?}");
            assert_eq!(told.asked.load(Ordering::SeqCst), attempt, "{by}");
        }
        assert_eq!(came.load(Ordering::SeqCst), nth + 1, "{by}");
    }
}

/// What the environment says about proxies does not open another way; and the name of a server is not a path or a port.
#[tokio::test]
async fn a_name_of_a_mail_server_is_nothing_else() {
    let outreach = Outreach::new(&Settings::default()).unwrap();
    for server in
        ["", "a b", "example.org:25", "example.org/x", "user@example.org", "a\r\nb", "fe80::1%lo", "[::1"]
    {
        let result =
            outreach.deliver(&email(server, 25, Security::Tls), &Secret::default(), &message("m1")).await;
        assert!(matches!(result, Err(Undelivered::Never { why: Why::Channel(_) })), "{server}: {result:?}");
    }
}
