//! The Atom feed (RFC 4287): an entry for each incident, whose id stays when something is added to it.

use incident::id::Millis;
use incident::published::Published;
use incident::text::{one_line, visible};

use super::calendar::stamp;
use super::file::{ATOM, File, FilePath};
use super::site::Site;
use super::story::{path, title, updates, work_path, work_updates};
use crate::html::escape;

/// How many entries it has at most.
const MOST: usize = 50;

pub(super) fn write(site: &Site) -> File {
    let house = xml(&one_line(&site.page.of.name));
    let base = site.page.of.address.as_deref().map(|address| format!("{address}/"));
    let link = |to: &str| xml(&format!("{}{to}", base.as_deref().unwrap_or_default()));
    let mut feed = String::with_capacity(20_000);
    feed.push_str("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    feed.push_str("<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en\">\n");
    feed.extend(["<id>", &id(site, "status"), "</id>\n<title>", &house, " status</title>\n"]);
    feed.extend([
        "<updated>",
        &stamp(site.updated()),
        "</updated>\n<author><name>",
        &house,
        "</name></author>\n",
    ]);
    feed.extend(["<link rel=\"alternate\" type=\"text/html\" href=\"", &link("index.html"), "\"/>\n"]);
    feed.extend([
        "<link rel=\"self\" type=\"application/atom+xml\" href=\"",
        &link("history.atom"),
        "\"/>\n",
    ]);
    let mut entries: Vec<(Millis, String)> = Vec::new();
    for one in site.shelf.last_updated(MOST) {
        entries.push((one.updated(), incident(site, one, &link(path(one.incident).as_str()))));
    }
    for one in site.page.maintenances.iter().rev().take(MOST) {
        let (Some(first), Some(last)) = (one.updates.first(), one.updates.last()) else { continue };
        let entry = Entry {
            id: id(site, &format!("maintenance/{}", one.id)),
            title: &format!("{}: {}", one.state.name(), one_line(&one.title)),
            link: &link(work_path(one.id).as_str()),
            published: first.at,
            updated: last.at,
            html: &work_updates(one),
        };
        entries.push((last.at, entry.xml()));
    }
    entries.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    entries.truncate(MOST);
    feed.extend(entries.into_iter().map(|(_, entry)| entry));
    feed.push_str("</feed>\n");
    let path = FilePath::made("history.atom".to_owned());
    File { path, media_type: ATOM, bytes: feed.into_bytes() }
}

fn incident(site: &Site, of: &Published, link: &str) -> String {
    let entry = Entry {
        id: id(site, &format!("incident/{}", of.incident)),
        title: &title(of),
        link,
        published: of.began(),
        updated: of.updated(),
        html: &updates(of),
    };
    entry.xml()
}

struct Entry<'a> {
    id: String,
    title: &'a str,
    link: &'a str,
    published: Millis,
    updated: Millis,
    html: &'a str,
}

impl Entry<'_> {
    fn xml(&self) -> String {
        let mut entry = String::with_capacity(self.html.len() * 2);
        entry.extend(["<entry>\n<id>", &self.id, "</id>\n<title>", &xml(self.title), "</title>\n"]);
        entry.extend(["<published>", &stamp(self.published), "</published>\n"]);
        entry.extend(["<updated>", &stamp(self.updated), "</updated>\n"]);
        entry.extend(["<link rel=\"alternate\" type=\"text/html\" href=\"", self.link, "\"/>\n"]);
        entry.extend(["<content type=\"html\">", &xml(self.html), "</content>\n</entry>\n"]);
        entry
    }
}

/// A name for ever, by RFC 4151; where the page has no address yet, one that says no more than that it is this thing.
fn id(site: &Site, thing: &str) -> String {
    match &site.page.of.authority {
        Some(authority) => xml(&format!("tag:{authority}:{thing}")),
        None => format!("urn:allclear:{thing}"),
    }
}

/// Characters that XML has no way to hold became visible ones before.
fn xml(words: &str) -> String {
    escape(&visible(words).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}"))
}

impl Site {
    /// When anything was said last.
    pub(super) fn updated(&self) -> Millis {
        let said = self.shelf.last_updated(1).first().map(|one| one.updated());
        let work =
            self.page.maintenances.iter().filter_map(|one| one.updates.last()).map(|said| said.at).max();
        said.max(work).unwrap_or_default()
    }
}
