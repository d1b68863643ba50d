//! How fast an update goes out to everybody who asked for it, beside a bare loop of the library below; and whether those
//! who are well wait for one who is dead.
#![expect(clippy::unwrap_used, reason = "a bench that cannot go on fails")]
#![expect(clippy::print_stdout, reason = "its figures are for whoever runs it")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use incident::id::{IncidentId, Millis};
use incident::value::{Audience, Occasion};
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{MultiPart, SinglePart};
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::extension::ClientId;
use outreach::{
    Backoff, Channel, Email, Message, Outreach, Secret, Security, Settings, Slack, Subscriber, Undelivered,
    Webhook, Words,
};
use page::{Text, Update};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::sleep;

const SUBSCRIBERS: usize = 10_000;
/// Each is measured so often, in turns, and the middle is told.
const ROUNDS: usize = 5;
const SAID: &str = "We see **errors** at checkout since 14:02.\n\n- Payments fail\n- Carts are safe\n";

#[tokio::main]
async fn main() {
    mails().await;
    dead().await;
}

fn message() -> Message {
    let text = Text::read(SAID);
    let at = Millis(1_795_353_660_123);
    let update = Update {
        house: "Example",
        title: "Checkout fails",
        occasion: Occasion::Investigating,
        at,
        affected: Vec::new(),
        drill: false,
        text: &text,
        review: None,
    };
    Message {
        id: "m1".parse().unwrap(),
        incident: IncidentId([7; 16]),
        title: "Checkout fails".to_owned(),
        audience: Audience::Public,
        occasion: Occasion::Investigating,
        at,
        next_due: None,
        drill: false,
        words: Words::of(&update, SAID),
        link: None,
        thread: None,
        components: Vec::new(),
        unsubscribe: None,
    }
}

/// Nobody who is measured gives up: on a busy machine an answer may take its time.
fn settings() -> Settings {
    Settings { own: vec!["127.0.0.1".parse().unwrap()], ..Settings::default() }
}

/// Whoever is dead is given up soon, and so is tried often.
fn impatient() -> Settings {
    Settings { answer: Duration::from_millis(300), ..settings() }
}

/// A mail server that takes everything, and counts it.
async fn server() -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (port, took) = (listener.local_addr().unwrap().port(), Arc::new(AtomicUsize::new(0)));
    let count = took.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(take(stream, count.clone()));
        }
    });
    (port, took)
}

async fn take(stream: TcpStream, count: Arc<AtomicUsize>) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read);
    write.write_all(b"220 mail.example.org\r\n").await?;
    let (mut line, mut mail) = (String::new(), false);
    loop {
        line.clear();
        if lines.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let answer: &[u8] = match (line.get(..4).unwrap_or(&line), mail) {
            (_, true) if line == ".\r\n" => {
                count.fetch_add(1, Ordering::Relaxed);
                mail = false;
                b"250 2.0.0 Ok: queued as 1\r\n"
            }
            (_, true) => continue,
            ("DATA", false) => {
                mail = true;
                b"354 go on\r\n"
            }
            ("QUIT", false) => return write.write_all(b"221 bye\r\n").await,
            _ => b"250 Ok\r\n",
        };
        write.write_all(answer).await?;
    }
}

async fn mails() {
    let (port, took) = server().await;
    let (mut bare, mut ours) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        bare.push(bare_loop(port).await);
        ours.push(fan_out(port).await);
    }
    assert_eq!(took.load(Ordering::Relaxed), 2 * ROUNDS * SUBSCRIBERS);
    let (bare, ours) = (middle(&mut bare), middle(&mut ours));
    println!("{SUBSCRIBERS} mails, a bare loop of lettre: {:.0} a second", SUBSCRIBERS as f64 / bare);
    println!("{SUBSCRIBERS} subscribers: {:.0} a second", SUBSCRIBERS as f64 / ours);
    let (ratio, aim) = (bare / ours, 0.8);
    let kept = if ratio >= aim { "kept" } else { "MISSED" };
    println!(
        "| {SUBSCRIBERS} subscribers, beside a bare loop of lettre | {ratio:.2} × | ≥ {aim} × | {kept} |"
    );
}

/// One connection, and one mail after the other, each as ours are: its own address, name and way out.
async fn bare_loop(port: u16) -> f64 {
    let (hello, message) = (ClientId::Domain("example.org".to_owned()), message());
    let begun = Instant::now();
    let stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    // Without it each mail waits for 40 ms, which nobody would call the speed of the library.
    stream.set_nodelay(true).unwrap();
    let mut line = AsyncSmtpConnection::connect_with_transport(Box::new(stream), &hello).await.unwrap();
    for nth in 0..SUBSCRIBERS {
        let out = format!("<https://status.example.org/u/{nth}>");
        let raw = |name, value| HeaderValue::new(HeaderName::new_from_ascii_str(name), value);
        let mail = lettre::Message::builder()
            .from("status@example.org".parse().unwrap())
            .to(format!("s{nth}@example.net").parse().unwrap())
            .subject(message.words.subject.clone())
            .message_id(Some(format!("<m1.{nth}@example.org>")))
            .raw_header(raw("List-Unsubscribe", out))
            .raw_header(raw("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()))
            .multipart(
                MultiPart::alternative()
                    .singlepart(SinglePart::plain(message.words.plain.clone()))
                    .singlepart(SinglePart::html(message.words.page.clone())),
            )
            .unwrap();
        line.send(mail.envelope(), &mail.formatted()).await.unwrap();
    }
    begun.elapsed().as_secs_f64()
}

async fn fan_out(port: u16) -> f64 {
    let channel = Channel::Email(Email {
        server: "127.0.0.1".to_owned(),
        port,
        security: Security::Plain,
        user: None,
        from: "status@example.org".parse().unwrap(),
        from_name: None,
        reply_to: None,
        returns: None,
        to: Vec::new(),
        per_second: None,
    });
    let one = |nth| Subscriber {
        name: format!("{nth}").parse().unwrap(),
        address: format!("s{nth}@example.net").parse().unwrap(),
        unsubscribe: format!("https://status.example.org/u/{nth}").parse().unwrap(),
        returns: None,
    };
    let subscribers: Vec<Subscriber> = (0..SUBSCRIBERS).map(one).collect();
    let (outreach, message, taken) = (Outreach::new(&settings()).unwrap(), message(), AtomicUsize::new(0));
    let begun = Instant::now();
    let told = |_: &Subscriber, went: Result<(), _>| {
        taken.fetch_add(usize::from(went.is_ok()), Ordering::Relaxed);
    };
    outreach.deliver_each(&channel, &Secret::default(), &message, &subscribers, told).await.unwrap();
    assert_eq!(taken.into_inner(), SUBSCRIBERS);
    begun.elapsed().as_secs_f64()
}

/// The middle of some figures.
fn middle(figures: &mut [f64]) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

/// A server of HTTP that takes everything at once, or takes a connection and says nothing for ever.
async fn hook(dead: bool) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let mut silent = Vec::new();
        while let Ok((mut stream, _)) = listener.accept().await {
            if dead {
                silent.push(stream);
                continue;
            }
            tokio::spawn(async move {
                let _whole = stream.read(&mut [0; 65_536]).await;
                let _heard = stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await;
            });
        }
    });
    url
}

/// Tries one message again and again, as whoever sends does: it waits for as long as it is asked to, or backs off.
async fn try_again(outreach: Arc<Outreach>, secret: Secret, nth: u64) {
    let (channel, backoff) = (Channel::Slack(Slack::Webhook), Backoff::default());
    for failed in 1.. {
        let rest = outreach.rest(&channel, &secret);
        if rest > Duration::ZERO {
            // It is not even begun.
            sleep(rest).await;
            continue;
        }
        let asked = match outreach.deliver(&channel, &secret, &message()).await {
            Err(Undelivered::Later { after, .. }) => after,
            _ => None,
        };
        // Each by a die of its own.
        sleep(backoff.after(failed, asked, nth * (u64::MAX / 8))).await;
    }
}

/// How long a hundredth of the messages takes at least to a channel that is well, while another is dead or is not.
async fn dead() {
    const EACH: usize = 1_000;
    const TURNS: usize = 15;
    let (well, silent) = (hook(false).await, hook(true).await);
    let (outreach, impatient) =
        (Outreach::new(&settings()).unwrap(), Arc::new(Outreach::new(&impatient()).unwrap()));
    let (mut alone, mut beside) = (Vec::new(), Vec::new());
    for turn in 0..TURNS * 2 {
        let beside_a_dead_one = turn % 2 == 1;
        let trying = beside_a_dead_one.then(|| {
            // Several updates at once, by whoever sends.
            let mut tries = JoinSet::new();
            for nth in 0..8 {
                tries.spawn(try_again(impatient.clone(), Secret::new(&silent), nth));
            }
            tries
        });
        let mut took = Vec::with_capacity(EACH);
        for nth in 0..EACH {
            // Each is a destination of its own, so that its pace is not what is measured.
            let channel = Channel::Webhook(Webhook { url: format!("{well}{turn}/{nth}").parse().unwrap() });
            let key = Secret::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
            let (message, begun) = (message(), Instant::now());
            outreach.deliver(&channel, &key, &message).await.unwrap();
            took.push(begun.elapsed().as_secs_f64() * 1e3);
        }
        drop(trying);
        took.sort_by(f64::total_cmp);
        if beside_a_dead_one { &mut beside } else { &mut alone }.push(took[EACH * 99 / 100]);
    }
    let mut moved: Vec<f64> = alone.iter().zip(&beside).map(|(alone, beside)| beside / alone - 1.0).collect();
    let (alone, beside) = (middle(&mut alone), middle(&mut beside));
    println!("p99 of a channel that is well: {alone:.2} ms, beside a dead one {beside:.2} ms");
    let moved = middle(&mut moved) * 100.0;
    let kept = if moved < 5.0 { "kept" } else { "MISSED" };
    println!("| p99 of a channel, moved by a dead one | {moved:+.1} % | < 5 % | {kept} |");
}
