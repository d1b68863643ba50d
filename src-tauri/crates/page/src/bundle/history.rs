//! What was, month by month.

use incident::text::one_line;

use super::calendar::Month;
use super::file::{File, FilePath, HTML};
use super::frame::frame;
use super::review;
use super::site::Site;
use super::story::{path, plan, title, when, work_path};
use crate::html::escape;

/// The months, newest first.
pub(super) fn contents(site: &Site) -> File {
    let mut months: std::collections::BTreeMap<Month, usize> =
        site.shelf.months().map(|(month, n)| (month.clone(), n)).collect();
    for one in &site.page.maintenances {
        months.entry(Month::of(one.window.from)).or_default();
    }
    let mut main = "<h1>History</h1>\n".to_owned();
    if months.is_empty() {
        main.push_str("<p>There has been nothing to tell of.</p>\n");
    } else {
        main.push_str("<ul class=\"plain\">\n");
    }
    for (month, n) in months.iter().rev() {
        let n = if *n == 1 { "1 incident".to_owned() } else { format!("{n} incidents") };
        main.extend(["<li><a href=\"", month.as_str(), ".html\">", &month.name(), "</a> · ", &n, "</li>\n"]);
    }
    if !months.is_empty() {
        main.push_str("</ul>\n");
    }
    let bytes = frame(site, "../", Some("History"), &main).into_bytes();
    File { path: FilePath::made("history/index.html".to_owned()), media_type: HTML, bytes }
}

/// What began in a month, newest first.
pub(super) fn month(site: &Site, month: &Month) -> File {
    let name = month.name();
    let mut main = format!("<h1>{name}</h1>\n");
    let incidents = site.shelf.of(month);
    main.push_str("<section>\n<h2>Incidents</h2>\n");
    if incidents.is_empty() {
        main.push_str("<p>None.</p>\n");
    }
    for one in incidents {
        let address = format!("../{}", path(one.incident));
        main.extend([
            "<article class=\"card\">\n<h3 dir=\"auto\"><a href=\"",
            &address,
            "\">",
            &escape(&title(one)),
        ]);
        main.extend(["</a></h3>\n<p class=\"meta\">", &when(one), "</p>\n", &review::link(one, "../")]);
        main.extend([
            "<p class=\"meta\">At its worst: ",
            &super::frame::state(one.worst()),
            "</p>\n</article>\n",
        ]);
    }
    main.push_str("</section>\n");
    let mut work = site.work_of(month).peekable();
    if work.peek().is_some() {
        main.push_str("<section>\n<h2>Maintenance</h2>\n");
        for one in work {
            let address = format!("../{}", work_path(one.id));
            main.extend(["<article class=\"card\">\n<h3 dir=\"auto\"><a href=\"", &address, "\">"]);
            main.extend([&escape(&one_line(&one.title)), "</a></h3>\n", &plan(site, one), "</article>\n"]);
        }
        main.push_str("</section>\n");
    }
    let bytes = frame(site, "../", Some(&name), &main).into_bytes();
    File { path: FilePath::made(format!("history/{}.html", month.as_str())), media_type: HTML, bytes }
}
