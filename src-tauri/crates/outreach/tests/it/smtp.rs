//! Mail servers that speak as they should, but for one thing.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use outreach::{
    Channel, Email, Names, Outreach, Receipt, Secret, Security, Settings, Subscriber, Undelivered, Why,
};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use crate::message::message;
use crate::web::here;

/// How it speaks.
#[derive(Clone)]
struct Manner {
    /// What comes with the word that TLS may begin, from whoever stands in between.
    forged: &'static str,
    to_sender: &'static str,
    to_mail: &'static str,
    /// It looks at a mail for as long as it has no leave to go on.
    leave: Arc<Semaphore>,
    /// The first word of all that it was told.
    heard: Arc<Mutex<Vec<String>>>,
    tls: Option<TlsAcceptor>,
}

impl Default for Manner {
    fn default() -> Self {
        Self {
            forged: "",
            to_sender: "250 2.1.0 Ok\r\n",
            to_mail: "250 2.0.0 Ok: queued as 4F3A\r\n",
            leave: Arc::new(Semaphore::new(usize::MAX >> 4)),
            heard: Arc::default(),
            tls: None,
        }
    }
}

async fn serve(listener: TcpListener, manner: Manner) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(greet(stream, manner.clone()));
    }
}

async fn greet(mut stream: TcpStream, manner: Manner) -> std::io::Result<()> {
    stream.write_all(b"220 here\r\n").await?;
    let Some(tls) = manner.tls.clone() else { return speak(&mut BufReader::new(stream), &manner).await };
    let mut plain = BufReader::new(stream);
    loop {
        let mut line = String::new();
        plain.read_line(&mut line).await?;
        if line.starts_with("STARTTLS") {
            break;
        }
        plain.write_all(b"250-here\r\n250 STARTTLS\r\n").await?;
    }
    plain.write_all(format!("220 go\r\n{}", manner.forged).as_bytes()).await?;
    speak(&mut BufReader::new(tls.accept(plain.into_inner()).await?), &manner).await
}

async fn speak<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut BufReader<S>,
    manner: &Manner,
) -> std::io::Result<()> {
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let word = &line[..4.min(line.len())];
        manner.heard.lock().unwrap().push(word.to_owned());
        let answer = match word {
            "MAIL" => manner.to_sender,
            "DATA" => {
                stream.write_all(b"354 go on\r\n").await?;
                let mut mail = String::new();
                while !mail.ends_with("\r\n.\r\n") {
                    stream.read_line(&mut mail).await?;
                }
                let _leave = manner.leave.acquire().await;
                manner.to_mail
            }
            _ => "250 Ok\r\n",
        };
        stream.write_all(answer.as_bytes()).await?;
    }
}

async fn send(settings: Settings, port: u16, security: Security) -> Result<Receipt, Undelivered> {
    let channel = Channel::Email(mails(port, security));
    Outreach::new(&settings).unwrap().deliver(&channel, &Secret::default(), &message("m1")).await
}

fn mails(port: u16, security: Security) -> Email {
    Email {
        server: "mail.example.org".to_owned(),
        port,
        security,
        user: None,
        from: "status@example.org".parse().unwrap(),
        from_name: None,
        reply_to: None,
        returns: None,
        to: vec!["ana@example.net".parse().unwrap()],
        per_second: None,
    }
}

/// The server has these addresses, in this order.
struct At(Vec<IpAddr>);

type Answered<'a> = Pin<Box<dyn Future<Output = std::io::Result<Vec<IpAddr>>> + Send + 'a>>;

impl Names for At {
    fn addresses<'a>(&'a self, _: &'a str) -> Answered<'a> {
        Box::pin(std::future::ready(Ok(self.0.clone())))
    }
}

fn at(addresses: &[Ipv4Addr]) -> Settings {
    let names = Arc::new(At(addresses.iter().copied().map(IpAddr::V4).collect()));
    Settings { own: vec!["127.0.0.0/8".parse().unwrap()], names, ..here() }
}

async fn listening(manner: Manner) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(serve(listener, manner));
    port
}

/// Whoever stands between the two could otherwise answer for the server: the mail would count as taken.
#[tokio::test]
async fn what_was_said_before_tls_is_not_believed_after_it() {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(["mail.example.org".to_owned()]).unwrap();
    let secret = PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], secret)
        .unwrap();
    let tls = Some(TlsAcceptor::from(Arc::new(config)));
    let settings = Settings { authorities: vec![cert.pem()], ..at(&[Ipv4Addr::LOCALHOST]) };

    let port = listening(Manner { tls: tls.clone(), ..Manner::default() }).await;
    let receipt = send(settings.clone(), port, Security::Starttls).await.unwrap();
    assert_eq!(receipt.id.as_deref(), Some("4F3A"));

    let forged = "250 a\r\n250 b\r\n250 c\r\n354 d\r\n250 queued as FORGED\r\n";
    let to_sender = "550 5.7.1 No\r\n";
    let port = listening(Manner { tls, forged, to_sender, ..Manner::default() }).await;
    let result = send(settings, port, Security::Starttls).await;
    assert!(matches!(result, Err(Undelivered::Later { why: Why::Unreachable { .. }, .. })), "{result:?}");
}

#[tokio::test]
async fn an_address_that_leads_nowhere_leaves_time_for_the_next() {
    let port = listening(Manner::default()).await;
    let nowhere = Ipv4Addr::new(127, 0, 0, 2);
    let full = TcpSocket::new_v4().unwrap();
    full.bind(SocketAddr::from((nowhere, port))).unwrap();
    let full = full.listen(0).unwrap();
    // Nobody takes this one, so there is no room for another.
    let _in_the_way = TcpStream::connect((nowhere, port)).await.unwrap();
    let settings = Settings { connect: Duration::from_millis(500), ..at(&[nowhere, Ipv4Addr::LOCALHOST]) };
    send(settings, port, Security::Plain).await.unwrap();
    drop(full);
}

/// A relay that looks for viruses takes minutes, in which nothing has gone wrong.
#[tokio::test]
async fn a_server_may_look_at_a_mail_for_longer_than_at_a_command() {
    let leave = Arc::new(Semaphore::new(0));
    let port = listening(Manner { leave: leave.clone(), ..Manner::default() }).await;
    let settings = Settings { answer: Duration::from_secs(2), ..at(&[Ipv4Addr::LOCALHOST]) };
    let mut sending = pin!(send(settings, port, Security::Plain));
    let early = timeout(Duration::from_secs(4), &mut sending).await;
    assert!(early.is_err(), "{early:?}");
    leave.add_permits(1);
    sending.await.unwrap();

    let port = listening(Manner { leave: Arc::new(Semaphore::new(0)), ..Manner::default() }).await;
    let settings = Settings { mail: Duration::from_millis(100), ..at(&[Ipv4Addr::LOCALHOST]) };
    let result = send(settings, port, Security::Plain).await;
    assert!(matches!(result, Err(Undelivered::Unknown { why: Why::Silent { .. } })), "{result:?}");
}

/// What everybody reads for ever holds the address of nobody, whatever a server says.
#[tokio::test]
async fn of_what_a_mail_server_says_the_record_keeps_codes() {
    for (to_sender, to_mail, on_record, whole) in [
        ("250 Ok\r\n", "554 5.7.1 <ana@example.net>: spam\r\n", "(554 5.7.1)", "spam"),
        ("451 4.7.1 <ana@example.net> later\r\n", "", "(451 4.7.1)", "later"),
        ("550-ana@example.net\r\n550 no\r\n", "", "(550)", "no"),
    ] {
        let port = listening(Manner { to_sender, to_mail, ..Manner::default() }).await;
        let why = send(at(&[Ipv4Addr::LOCALHOST]), port, Security::Plain).await.unwrap_err();
        assert!(why.to_string().contains(whole), "{why}");
        let kept = why.why().on_record();
        assert!(kept.contains(on_record) && !kept.contains("ana"), "{kept}");
    }
}

/// Each mail has a turn of its own: nobody who reads how many a second may come has more.
#[tokio::test]
async fn to_a_server_that_takes_few_mails_a_second_no_more_are_handed_over() {
    let port = listening(Manner::default()).await;
    let email = Email { per_second: Some(4), ..mails(port, Security::Plain) };
    let (outreach, channel) =
        (Outreach::new(&at(&[Ipv4Addr::LOCALHOST])).unwrap(), Channel::Email(email.clone()));
    let everybody: Vec<Subscriber> = (0..4)
        .map(|n| Subscriber {
            name: format!("n{n}").parse().unwrap(),
            address: format!("ana{n}@example.net").parse().unwrap(),
            unsubscribe: "https://status.example.org/leave/a".parse().unwrap(),
            returns: None,
        })
        .collect();
    let (begun, taken) = (Instant::now(), AtomicUsize::new(0));
    let told = |_: &Subscriber, went: Result<(), Undelivered>| {
        went.unwrap();
        taken.fetch_add(1, SeqCst);
    };
    outreach.deliver_each(&channel, &Secret::default(), &message("m1"), &everybody, told).await.unwrap();
    outreach.deliver(&channel, &Secret::default(), &message("m2")).await.unwrap();
    assert_eq!(taken.load(SeqCst), 4);
    assert!(begun.elapsed() >= Duration::from_secs(1), "five mails take four pauses: {:?}", begun.elapsed());
}

/// Who asked to hear gets updates only: the way to them is tried without a word to anybody.
#[tokio::test]
async fn a_channel_that_has_nobody_of_its_own_is_tried_without_a_mail() {
    let manner = Manner::default();
    let port = listening(manner.clone()).await;
    let nobody = |port| Channel::Email(Email { to: Vec::new(), ..mails(port, Security::Plain) });
    let outreach = Outreach::new(&at(&[Ipv4Addr::LOCALHOST])).unwrap();
    let (none, test) = (Secret::default(), message("m1"));
    let receipt = outreach.try_out(&nobody(port), &none, &test).await.unwrap();
    assert!(receipt.detail.contains("takes mails from status@example.org. No mail was sent"), "{receipt:?}");
    assert_eq!(*manner.heard.lock().unwrap(), ["EHLO", "MAIL", "RSET"]);
    // The connection is as good as new.
    outreach.deliver(&Channel::Email(mails(port, Security::Plain)), &none, &test).await.unwrap();
    assert_eq!(manner.heard.lock().unwrap()[3..], ["MAIL", "RCPT", "DATA"]);

    let port = listening(Manner { to_sender: "550 5.7.1 No\r\n", ..Manner::default() }).await;
    let result = outreach.try_out(&nobody(port), &none, &test).await;
    assert!(matches!(result, Err(Undelivered::Never { why: Why::Refused { .. } })), "{result:?}");
}
