//! A mail server that takes everything, as somebody's out there would.

use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Mutex};

use incident::value::{MailSecurity, Transport};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What it got, and whether it answers.
#[derive(Clone)]
pub(crate) struct Post {
    got: Arc<Mutex<Vec<(String, String)>>>,
    mails: Arc<Mutex<Vec<String>>>,
    returns: Arc<Mutex<Vec<String>>>,
    silent: Arc<AtomicBool>,
    pub(crate) port: u16,
}

impl Post {
    pub(crate) async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (got, mails, returns) = (Arc::default(), Arc::default(), Arc::default());
        let post = Self { got, mails, returns, silent: Arc::default(), port };
        let here = post.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let here = here.clone();
                // Whoever hangs up in the midst of a mail is of no interest.
                tokio::spawn(async move { drop(here.serve(stream).await) });
            }
        });
        post
    }

    /// A destination that leads here.
    pub(crate) fn transport(&self) -> Transport {
        Transport::Email {
            server: "127.0.0.1".to_owned(),
            port: self.port,
            security: MailSecurity::Plain,
            user: None,
            from: "status@example.org".to_owned(),
            to: vec!["all@example.org".to_owned()],
            per_second: None,
        }
    }

    /// From now on it takes mails and says nothing to their last dot, or answers again.
    pub(crate) fn is_silent(&self, silent: bool) {
        self.silent.store(silent, SeqCst);
    }

    /// The id and the text of each mail, as often as it came.
    pub(crate) fn got(&self) -> Vec<(String, String)> {
        self.got.lock().unwrap().clone()
    }

    /// The whole of each mail, as often as it came.
    pub(crate) fn mails(&self) -> Vec<String> {
        self.mails.lock().unwrap().clone()
    }

    /// Where each mail that was begun comes back if it cannot be delivered.
    pub(crate) fn returns(&self) -> Vec<String> {
        self.returns.lock().unwrap().clone()
    }

    async fn serve(&self, stream: TcpStream) -> std::io::Result<()> {
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        write.write_all(b"220 post\r\n").await?;
        while let Some(line) = lines.next_line().await? {
            let answer: &[u8] = match line.get(..4).unwrap_or_default() {
                "MAIL" => {
                    let address = line.split(['<', '>']).nth(1).unwrap();
                    self.returns.lock().unwrap().push(address.to_owned());
                    b"250 well\r\n"
                }
                "EHLO" => b"250-post\r\n250 8BITMIME\r\n",
                "DATA" => {
                    write.write_all(b"354 go on\r\n").await?;
                    let mut mail = String::new();
                    while let Some(line) = lines.next_line().await?.filter(|line| line != ".") {
                        mail.push_str(&line);
                        mail.push('\n');
                    }
                    self.take(&mail);
                    if self.silent.load(SeqCst) {
                        std::future::pending::<()>().await;
                    }
                    b"250 taken\r\n"
                }
                _ => b"250 well\r\n",
            };
            write.write_all(answer).await?;
        }
        Ok(())
    }

    fn take(&self, mail: &str) {
        let id = mail.lines().find_map(|line| line.strip_prefix("Message-ID: ")).unwrap().to_owned();
        // What is no update, as the question whether somebody asked, has no such line.
        let text = mail.lines().find(|line| line.starts_with("Update ")).unwrap_or_default().to_owned();
        self.got.lock().unwrap().push((id, text));
        self.mails.lock().unwrap().push(mail.to_owned());
    }
}
