//! The page of a review that the public reads.

use incident::id::IncidentId;
use incident::published::{PublicReview, Published};
use incident::text::one_line;

use super::file::{File, FilePath, HTML};
use super::frame::frame;
use super::site::Site;
use super::story::{self, title};
use crate::Text;
use crate::html::{escape, time};

pub(super) fn path(id: IncidentId) -> FilePath {
    FilePath::made(format!("reviews/{id}.html"))
}

/// Where the review of an incident is read on the page at this address.
#[must_use]
pub fn review_at(page: &str, incident: IncidentId) -> String {
    format!("{}/{}", page.trim_end_matches('/'), path(incident).as_str())
}

/// Where it is read, beside its incident; nothing where there is none. `up` leads to the folder of the first page.
pub(super) fn link(of: &Published, up: &str) -> String {
    let link = |review: &PublicReview| {
        let (to, title) = (path(of.incident), escape(&one_line(&review.title)));
        format!("<p class=\"meta\">Review: <a href=\"{up}{}\">{title}</a></p>\n", to.as_str())
    };
    of.review.as_ref().map(link).unwrap_or_default()
}

pub(super) fn review(site: &Site, of: &Published, review: &PublicReview) -> File {
    let name = one_line(&review.title);
    let mut main = String::with_capacity(8_000);
    main.extend(["<article>\n<h1 dir=\"auto\">", &escape(&name), "</h1>\n"]);
    main.extend(["<p class=\"meta\">Review · ", &time(review.at, None), " · of <a href=\"../"]);
    main.extend([story::path(of.incident).as_str(), "\">", &escape(&title(of)), "</a></p>\n"]);
    if review.passages.len() > 1 {
        main.push_str("<nav aria-label=\"Contents\"><ul class=\"plain\">\n");
        for (nth, passage) in review.passages.iter().enumerate() {
            let title = escape(&one_line(&passage.title));
            main.push_str(&format!("<li><a href=\"#s{nth}\" dir=\"auto\">{title}</a></li>\n"));
        }
        main.push_str("</ul></nav>\n");
    }
    for (nth, passage) in review.passages.iter().enumerate() {
        let title = escape(&one_line(&passage.title));
        main.push_str(&format!("<section>\n<h2 id=\"s{nth}\" dir=\"auto\">{title}</h2>\n"));
        main.extend(["<div class=\"said\" dir=\"auto\">\n", &Text::read(&passage.text).html()]);
        main.push_str("</div>\n</section>\n");
    }
    main.push_str("</article>\n");
    let bytes = frame(site, "../", Some(&name), &main).into_bytes();
    File { path: path(of.incident), media_type: HTML, bytes }
}
