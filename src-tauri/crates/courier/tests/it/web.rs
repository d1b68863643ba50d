//! A server of HTTP that keeps what it is asked, and answers as it is told.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What is answered to a request, by its first line and its body: a status, with headers below it where there are more, and
/// a body; none where the connection is to break.
type Answers = dyn Fn(&str, &Value) -> Option<(&'static str, Value)> + Send + Sync;

pub(crate) const OK: &str = "200 OK";

#[derive(Clone)]
pub(crate) struct Web {
    asked: Arc<Mutex<Vec<(String, Value)>>>,
    answers: Arc<Answers>,
    pub(crate) url: String,
}

impl Web {
    pub(crate) async fn open(
        answers: impl Fn(&str, &Value) -> Option<Value> + Send + Sync + 'static,
    ) -> Self {
        Self::that_may_refuse(move |line, body| Some((OK, answers(line, body)?))).await
    }

    /// One that does not do all that it is asked.
    pub(crate) async fn that_may_refuse(
        answers: impl Fn(&str, &Value) -> Option<(&'static str, Value)> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let web = Self { asked: Arc::default(), answers: Arc::new(answers), url };
        let serving = web.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serving.clone().speak(BufReader::new(stream)));
            }
        });
        web
    }

    /// What was asked of paths that end like this, oldest first.
    pub(crate) fn asked(&self, end: &str) -> Vec<Value> {
        let asked = self.asked.lock().unwrap();
        asked.iter().filter(|(line, _)| line.ends_with(end)).map(|(_, body)| body.clone()).collect()
    }

    async fn speak(self, mut stream: BufReader<TcpStream>) -> std::io::Result<()> {
        let (mut line, mut length) = (String::new(), 0);
        stream.read_line(&mut line).await?;
        loop {
            let mut header = String::new();
            stream.read_line(&mut header).await?;
            let Some((name, value)) = header.trim_end().split_once(": ") else { break };
            if name.eq_ignore_ascii_case("content-length") {
                length = value.parse().unwrap();
            }
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body).await?;
        let line = line.trim_end().trim_end_matches(" HTTP/1.1").to_owned();
        let body = serde_json::from_slice(&body).unwrap_or(json!(String::from_utf8_lossy(&body)));
        self.asked.lock().unwrap().push((line.clone(), body.clone()));
        let Some((status, answer)) = (self.answers)(&line, &body) else { return Ok(()) };
        let answer = answer.to_string();
        let head =
            format!("HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", answer.len());
        stream.write_all(format!("{head}{answer}").as_bytes()).await
    }
}
