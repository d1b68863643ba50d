//! A mail server that says of each address what it is told to.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

pub(crate) const LATER: &str = "450 4.2.0 later";
pub(crate) const NOBODY: &str = "550 5.1.1 nobody";

/// A mail as it was taken.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mail {
    pub(crate) to: Vec<String>,
    pub(crate) text: String,
}

#[derive(Clone, Default)]
pub(crate) struct Post {
    /// What is said of an address next, or to the commands MAIL and DATA, until nothing is left to say and it is taken.
    answers: Arc<Mutex<HashMap<String, VecDeque<&'static str>>>>,
    taken: Arc<Mutex<Vec<Mail>>>,
    asked: Arc<Mutex<Vec<String>>>,
    pub(crate) port: u16,
}

impl Post {
    pub(crate) async fn open(answers: &[(&str, &[&'static str])]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let post = Self { port: listener.local_addr().unwrap().port(), ..Self::default() };
        post.answer(answers);
        let serving = post.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serving.clone().speak(BufReader::new(stream)));
            }
        });
        post
    }

    pub(crate) fn answer(&self, answers: &[(&str, &[&'static str])]) {
        let answers = answers.iter().map(|(to, says)| ((*to).to_owned(), says.iter().copied().collect()));
        self.answers.lock().unwrap().extend(answers);
    }

    pub(crate) fn taken(&self) -> Vec<Mail> {
        self.taken.lock().unwrap().clone()
    }

    /// How often a mail was to go to an address.
    pub(crate) fn asked(&self, to: &str) -> usize {
        self.asked.lock().unwrap().iter().filter(|asked| *asked == to).count()
    }

    fn says(&self, to: &str) -> Option<&'static str> {
        self.answers.lock().unwrap().get_mut(to).and_then(VecDeque::pop_front)
    }

    async fn speak(self, mut stream: BufReader<TcpStream>) -> std::io::Result<()> {
        stream.write_all(b"220 here\r\n").await?;
        let mut mail = Mail::default();
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            let answer = match &line[..4.min(line.len())] {
                "MAIL" => {
                    mail = Mail::default();
                    self.says("MAIL").unwrap_or("250 Ok")
                }
                "RCPT" => {
                    let to = line.split(['<', '>']).nth(1).unwrap_or_default();
                    self.asked.lock().unwrap().push(to.to_owned());
                    let said = self.says(to);
                    if said.is_none() {
                        mail.to.push(to.to_owned());
                    }
                    said.unwrap_or("250 Ok")
                }
                "DATA" => {
                    stream.write_all(b"354 go on\r\n").await?;
                    while !mail.text.ends_with("\r\n.\r\n") {
                        stream.read_line(&mut mail.text).await?;
                    }
                    let said = self.says("DATA");
                    if said.is_none() {
                        self.taken.lock().unwrap().push(mail.clone());
                    }
                    said.unwrap_or("250 2.0.0 Ok: queued as 4F3A")
                }
                _ => "250 Ok",
            };
            stream.write_all(format!("{answer}\r\n").as_bytes()).await?;
        }
    }
}
