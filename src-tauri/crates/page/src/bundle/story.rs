//! The page of one incident, and of announced work.

use incident::book::Maintenance;
use incident::id::{EntryRef, IncidentId, Millis};
use incident::published::{Published, Said};
use incident::text::one_line;
use incident::value::Component;

use super::file::{File, FilePath, HTML};
use super::frame::{frame, state, status};
use super::review;
use super::site::{Page, Site};
use crate::Text;
use crate::html::{escape, time};

pub(super) fn path(id: IncidentId) -> FilePath {
    FilePath::made(format!("incidents/{id}.html"))
}

pub(super) fn work_path(id: EntryRef) -> FilePath {
    FilePath::made(format!("maintenance/{id}.html"))
}

/// What an incident is called where its title was hidden.
pub(super) fn title(published: &Published) -> String {
    let title = one_line(&published.title);
    if title.is_empty() { "An incident".to_owned() } else { title }
}

pub(super) fn incident(site: &Site, of: &Published) -> File {
    let title = title(of);
    let mut main = String::with_capacity(2_000);
    main.extend([
        "<article>\n<h1 dir=\"auto\">",
        &escape(&title),
        "</h1>\n<p class=\"meta\">",
        &when(of),
        "</p>\n",
        &review::link(of, "../"),
    ]);
    main.push_str(&updates(of));
    main.push_str("</article>\n");
    let bytes = frame(site, "../", Some(&title), &main).into_bytes();
    File { path: path(of.incident), media_type: HTML, bytes }
}

/// From when until when.
pub(super) fn when(of: &Published) -> String {
    let since = time(of.began(), None);
    match of.resolved() {
        Some(over) => format!("{since} to {} · {}", time(over, Some(of.began())), status(of.status())),
        None => format!("Since {since} · <b>{}</b>", status(of.status())),
    }
}

/// Everything that was said, newest first.
pub(super) fn updates(of: &Published) -> String {
    let mut html = "<ol class=\"updates\" reversed>\n".to_owned();
    for said in of.said.iter().rev() {
        html.push_str(&update(said));
    }
    html + "</ol>\n"
}

fn update(said: &Said) -> String {
    let mut html = String::with_capacity(400);
    html.extend([
        "<li><p><b>",
        said.occasion.name(),
        "</b> <span class=\"when\">",
        &time(said.at, None),
        "</span></p>\n",
    ]);
    html.extend(["<div class=\"said\" dir=\"auto\">\n", &Text::read(&said.text).html(), "</div>\n"]);
    if !said.components.is_empty() {
        html.push_str("<ul class=\"plain\">\n");
        for one in &said.components {
            html.extend([
                "<li dir=\"auto\">",
                &escape(&one_line(&one.name)),
                ": ",
                &state(one.state),
                "</li>\n",
            ]);
        }
        html.push_str("</ul>\n");
    }
    html + "</li>\n"
}

pub(super) fn work(site: &Site, of: &Maintenance) -> File {
    let title = one_line(&of.title);
    let mut main = String::with_capacity(2_000);
    main.extend([
        "<article>\n<h1 dir=\"auto\">",
        &escape(&title),
        "</h1>\n",
        &plan(site, of),
        &work_updates(of),
    ]);
    main.push_str("</article>\n");
    let bytes = frame(site, "../", Some(&title), &main).into_bytes();
    File { path: work_path(of.id), media_type: HTML, bytes }
}

/// When work is planned for and on what.
pub(super) fn plan(site: &Site, of: &Maintenance) -> String {
    let mut html = "<p class=\"meta\">".to_owned();
    html.extend([of.state.name(), " · ", &window(of.window.from, of.window.until), "</p>\n"]);
    let names: Vec<String> = on(&site.page, of).map(|component| escape(&one_line(&component.name))).collect();
    if !names.is_empty() {
        html.extend(["<p class=\"meta\" dir=\"auto\">On: ", &names.join(", "), "</p>\n"]);
    }
    html
}

/// The components of the page that work is on.
pub(super) fn on<'a>(page: &'a Page, of: &'a Maintenance) -> impl Iterator<Item = &'a Component> {
    let all = page.components.iter().map(|(component, _)| component);
    all.filter(|component| of.components.contains(&component.id))
}

fn window(from: Millis, until: Millis) -> String {
    format!("{} to {}", time(from, None), time(until, Some(from)))
}

/// Everything that was said of work, newest first.
pub(super) fn work_updates(of: &Maintenance) -> String {
    let mut html = "<ol class=\"updates\" reversed>\n".to_owned();
    for said in of.updates.iter().rev() {
        html.extend([
            "<li><p><b>",
            said.state.name(),
            "</b> <span class=\"when\">",
            &time(said.at, None),
            "</span></p>\n",
        ]);
        html.extend(["<div class=\"said\" dir=\"auto\">\n", &Text::read(&said.text).html(), "</div></li>\n"]);
    }
    html + "</ol>\n"
}
