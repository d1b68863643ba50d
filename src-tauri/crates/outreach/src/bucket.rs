//! A page in a bucket of S3-compatible storage, which stays up while everything of ours is down.
//! Source: <https://docs.aws.amazon.com/AmazonS3/latest/API/Welcome.html>.

mod manifest;
mod sign;

use std::future::ready;
use std::sync::OnceLock;
use std::time::SystemTime;

use chrono::{DateTime, Utc};
use futures_util::{StreamExt, stream};
use page::bundle::Frontier;
use reqwest::Method;
use reqwest::header::{CACHE_CONTROL, CONTENT_TYPE};

use crate::http::{Answer, Web};
use crate::{Bucket, Receipt, Secret, Undelivered, Why};
use manifest::Manifest;

pub(crate) const KEY: &str = "the secret access key";
/// So many files are on their way at once.
const AT_ONCE: usize = 8;
/// What is kept beside a page has a line for each of its files, and a long history has many.
const LARGEST: usize = 256 << 20;
/// The page that leads to all others.
const FRONT: &str = "index.html";
/// A file that is part of no page.
const TRIED: &str = "allclear-test.txt";
const UNREADABLE: &str = "The key may write into the bucket and not read from it, so nobody would know what to take away. Let it \
                          read what it wrote too.";
/// How long a copy on the way may be shown: a reader of a status page waits no longer for what has changed.
const FRESH: &str = "public, max-age=30";

/// One file of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Where it lies below the page, in steps of letters, digits, `-`, `.`, `_` and `~`.
    pub path: String,
    /// What it is, as HTTP says it.
    pub media_type: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// What was found to lie at a place of the page.
#[derive(Debug)]
pub struct There(Manifest);

impl There {
    /// How far the record goes that it was written from, by whoever wrote it; empty where nobody said.
    #[must_use]
    pub fn frontier(&self) -> &Frontier {
        self.0.frontier()
    }
}

/// A bucket, asked as somebody who may write into it.
pub(crate) struct Api<'a> {
    web: &'a Web,
    bucket: &'a Bucket,
    secret: &'a Secret,
}

impl<'a> Api<'a> {
    pub(crate) fn new(web: &'a Web, bucket: &'a Bucket, secret: &'a Secret) -> Result<Self, Undelivered> {
        secret.token(KEY)?;
        let steps = bucket.folder.iter().flat_map(|folder| folder.split('/'));
        if ![&bucket.bucket, &bucket.region].into_iter().map(String::as_str).chain(steps).all(is_step) {
            return Err(Undelivered::never(Why::Channel(
                "The bucket, its region or its folder has a name that cannot be one. Enter it again.",
            )));
        }
        Ok(Self { web, bucket, secret })
    }

    /// Writes what has changed. The front page comes after everything that it leads to, and what nobody leads to any
    /// more goes last: whoever reads while it is written, or after it was cut off, finds each page that is named.
    pub(crate) async fn publish(&self, files: &[File], frontier: &Frontier) -> Result<Receipt, Undelivered> {
        self.publish_over(files, frontier, self.there().await?).await
    }

    /// What lies there now.
    pub(crate) async fn there(&self) -> Result<There, Undelivered> {
        Ok(There(self.known().await?))
    }

    /// The same over what was found there.
    pub(crate) async fn publish_over(
        &self,
        files: &[File],
        frontier: &Frontier,
        There(known): There,
    ) -> Result<Receipt, Undelivered> {
        self.write_page(files, frontier, known).await
    }

    /// The same where what is noted there is not believed: somebody may have changed files and left the note.
    pub(crate) async fn publish_anew(
        &self,
        files: &[File],
        frontier: &Frontier,
    ) -> Result<Receipt, Undelivered> {
        let known = self.known().await?;
        let all: Vec<String> = known.paths().map(str::to_owned).collect();
        self.write_page(files, frontier, known.while_touching(all.iter().map(String::as_str))).await
    }

    async fn write_page(
        &self,
        files: &[File],
        frontier: &Frontier,
        known: Manifest,
    ) -> Result<Receipt, Undelivered> {
        let wanted = Manifest::of(files, frontier.clone().over(known.frontier()))?;
        let changed: Vec<&File> = files.iter().filter(|file| known.lacks(&wanted, &file.path)).collect();
        let gone: Vec<&str> = known.paths().filter(|path| !wanted.has(path)).collect();
        let id = Some(wanted.name());
        if changed.is_empty() && gone.is_empty() {
            if wanted.frontier() != known.frontier() {
                self.remember(&wanted).await?;
            }
            let detail = format!("{} has it already.", self.bucket.bucket);
            return Ok(Receipt { id, detail, ..Receipt::default() });
        }
        // A push that is cut off leaves files of which nobody knows what they hold; the next writes or removes them.
        let touched = changed.iter().map(|file| file.path.as_str()).chain(gone.iter().copied());
        self.remember(&known.while_touching(touched).towards(&wanted)).await?;
        let (front, below): (Vec<&File>, Vec<&File>) = changed.iter().partition(|file| file.path == FRONT);
        each(below, |file| self.write(file)).await?;
        for file in front {
            self.write(file).await?;
        }
        each(gone, |path| self.remove(path)).await?;
        self.remember(&wanted).await?;
        let (written, of) = (changed.len(), files.len());
        let detail = format!("{} took {written} of {of} files, the others it had.", self.bucket.bucket);
        Ok(Receipt { id, detail, ..Receipt::default() })
    }

    /// Writes a file that is not part of any page, reads it, and takes it away again.
    pub(crate) async fn probe(&self) -> Result<Receipt, Undelivered> {
        self.try_to_read().await?;
        let detail = format!("{} took a file, and let it be removed again.", self.bucket.bucket);
        Ok(Receipt { detail, ..Receipt::default() })
    }

    async fn write(&self, file: &File) -> Result<(), Undelivered> {
        self.ask(Method::PUT, &file.path, Some((&file.media_type, &file.bytes))).await.map(drop)
    }

    async fn remove(&self, path: &str) -> Result<(), Undelivered> {
        match self.ask(Method::DELETE, path, None).await {
            Err(Undelivered::Never { why: Why::Gone { said, .. } }) if said == "NoSuchKey" => Ok(()),
            removed => removed.map(drop),
        }
    }

    /// What the last push left.
    async fn known(&self) -> Result<Manifest, Undelivered> {
        match self.ask(Method::GET, manifest::PATH, None).await {
            Ok(answer) => {
                let whole = answer.bytes().map(Manifest::read);
                whole.ok_or_else(|| answer.unreadable().of_a_question())
            }
            Err(Undelivered::Never { why: Why::Gone { said, .. } }) if said == "NoSuchKey" => {
                Ok(Manifest::default())
            }
            // Whoever may not list is not told that there is nothing. Then everything is written anew, by a key that may read
            // what it wrote: with another the page of an incident that is not public any more would stay.
            Err(Undelivered::Never { why: Why::Forbidden { .. } }) => {
                self.try_to_read().await.map(|()| Manifest::default())
            }
            Err(other) => Err(other),
        }
    }

    /// Whether the key may read what it wrote.
    async fn try_to_read(&self) -> Result<(), Undelivered> {
        self.write(&tried()).await?;
        let read = self.ask(Method::GET, TRIED, None).await;
        self.remove(TRIED).await?;
        match read {
            Err(Undelivered::Never { why: Why::Forbidden { .. } }) => {
                Err(Undelivered::never(Why::Channel(UNREADABLE)))
            }
            read => read.map(drop),
        }
    }

    async fn remember(&self, manifest: &Manifest) -> Result<(), Undelivered> {
        let bytes = manifest.write();
        self.ask(Method::PUT, manifest::PATH, Some(("application/json", &bytes))).await.map(drop)
    }

    /// Asking twice does the same once, so what was not answered is simply asked later.
    async fn ask(
        &self,
        method: Method,
        path: &str,
        body: Option<(&str, &[u8])>,
    ) -> Result<Answer, Undelivered> {
        let steps = [&self.bucket.bucket].into_iter().chain(&self.bucket.folder);
        let steps = steps.flat_map(|step| step.split('/')).chain(path.split('/'));
        let url = sign::below(self.bucket.endpoint.url(), steps);
        let bytes = body.map(|(_, bytes)| bytes).unwrap_or_default();
        let now = DateTime::<Utc>::from(SystemTime::now());
        let signed = sign::sign(self.bucket, self.secret.expose(), &method, &url, bytes, now);
        let answer = self.web.ask_for(LARGEST, method, url, |mut request| {
            for (name, value) in signed {
                request = request.header(name, value);
            }
            match body {
                Some((kind, bytes)) => {
                    request.header(CONTENT_TYPE, kind).header(CACHE_CONTROL, FRESH).body(bytes.to_vec())
                }
                None => request,
            }
        });
        answer.await.and_then(judge).map_err(Undelivered::of_a_question)
    }
}

/// Does it for each, several at once. After a failure nothing more is begun, and what is under way is awaited: it would
/// otherwise take effect after what comes next.
async fn each<T, F: Future<Output = Result<(), Undelivered>>>(
    all: Vec<T>,
    act: impl Fn(T) -> F,
) -> Result<(), Undelivered> {
    let failed = OnceLock::new();
    let (first, act) = (&failed, &act);
    stream::iter(all)
        .take_while(|_| ready(first.get().is_none()))
        .for_each_concurrent(AT_ONCE, |one| async move {
            if let Err(undelivered) = act(one).await {
                let _only_the_first = first.set(undelivered);
            }
        })
        .await;
    failed.into_inner().map_or(Ok(()), Err)
}

/// A file that is part of no page.
fn tried() -> File {
    let bytes = b"This is a test. Nothing has happened, and nothing has to be done.\n".to_vec();
    File { path: TRIED.to_owned(), media_type: "text/plain; charset=utf-8".to_owned(), bytes }
}

/// What an answer means: a status is shared by several reasons that call for different things.
fn judge(answer: Answer) -> Result<Answer, Undelivered> {
    if answer.status.is_success() {
        return Ok(answer);
    }
    let said = answer.bytes().and_then(|bytes| std::str::from_utf8(bytes).ok());
    let said = said.and_then(|text| Some(text.split_once("<Code>")?.1.split_once("</Code>")?.0));
    let said = answer.code(said);
    let host = answer.host.clone();
    Err(match said.as_str() {
        "InvalidAccessKeyId" | "SignatureDoesNotMatch" | "ExpiredToken" | "InvalidToken" => {
            Undelivered::never(Why::Unauthorised { host, said })
        }
        "RequestTimeTooSkewed" => Undelivered::never(Why::Channel(
            "The storage says that this computer's clock is wrong. Set it, then send again.",
        )),
        "AuthorizationHeaderMalformed" | "PermanentRedirect" | "IllegalLocationConstraintException" => {
            Undelivered::never(Why::Channel(
                "The bucket is in another region. Enter that region, and the address that belongs to it.",
            ))
        }
        "SlowDown" => Undelivered::Later { after: answer.after, why: Why::Busy { host } },
        _ => answer.refusal(said),
    })
}

/// Whether a text is one step of an address and nothing else.
fn is_step(step: &str) -> bool {
    let plain = step.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte));
    plain && (1..=200).contains(&step.len()) && !step.bytes().all(|byte| byte == b'.')
}
