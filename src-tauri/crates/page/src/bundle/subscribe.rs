//! The pages on which somebody asks to hear of updates, and says that they want no more. Whoever serves them has to know who
//! asked, so they are no part of the bundle; they stand beside it, one folder below the first page or in the same.

use super::frame::framed;
use super::site::Site;
use crate::html::escape;

/// What such a page says. None of them says whether an address is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subscribing<'a> {
    /// How to ask; with what was wrong with what was entered.
    Ask(Option<&'a str>),
    /// What to do next, at the address that was entered.
    Asked(&'a str),
    /// A button by which they say that they asked.
    Confirm,
    /// They hear from now on; with the key by which they check who speaks, where they hear by a webhook.
    Confirmed(Option<&'a str>),
    /// A button by which they say that they want no more.
    Leave,
    /// They hear no more.
    Left,
    /// The link leads to nobody.
    Gone,
}

impl Site {
    /// Such a page.
    #[must_use]
    pub fn subscribing(&self, page: Subscribing<'_>) -> String {
        use Subscribing as S;
        let (up, title) = match page {
            S::Ask(_) => ("", "Subscribe to updates"),
            S::Asked(_) => ("", "One step is left"),
            S::Confirm => ("../", "Confirm"),
            S::Confirmed(_) => ("../", "You will hear of updates"),
            S::Leave => ("../", "Unsubscribe"),
            S::Left => ("../", "You will hear no more"),
            S::Gone => ("../", "This link is no longer good"),
        };
        let mut main = format!("<h1>{title}</h1>\n");
        match page {
            S::Ask(wrong) => ask(wrong, &mut main),
            S::Asked(address) => main.extend([
                "<p>We have sent a link to <b dir=\"auto\">",
                &escape(address),
                "</b>, unless updates go there already. Open it, and you will hear of updates. If nothing comes within \
                 some minutes, look whether the address is right.</p>\n",
            ]),
            S::Confirm => main.push_str(
                "<p>Updates of this page will be sent to the address to which this link was sent.</p>\n\
                 <form method=\"post\"><button>Yes, send me updates</button></form>\n",
            ),
            S::Confirmed(key) => confirmed(key, &mut main),
            S::Leave => main.push_str(
                "<p>Nothing more will be sent to the address to which this link was sent, and the address is forgotten.</p>\n\
                 <form method=\"post\"><button>Unsubscribe</button></form>\n",
            ),
            S::Left => main.push_str("<p>The address is forgotten. You can subscribe again at any time.</p>\n"),
            S::Gone => main.push_str(
                "<p>It was used to unsubscribe, or is too old. Nothing is sent to you because of it.</p>\n",
            ),
        }
        framed(self, up, Some(title), &main, "'self'")
    }
}

fn ask(wrong: Option<&str>, main: &mut String) {
    if let Some(wrong) = wrong {
        main.extend(["<p class=\"down\" role=\"alert\">", &escape(wrong), "</p>\n"]);
    }
    main.push_str(
        "<section class=\"card\">\n<h2>By e-mail</h2>\n<form method=\"post\" action=\"subscribe\">\n\
         <label for=\"email\">Your e-mail address</label>\n\
         <input id=\"email\" name=\"email\" type=\"email\" autocomplete=\"email\" required maxlength=\"254\">\n\
         <button>Subscribe</button>\n</form>\n\
         <p class=\"meta\">You get a mail with a link that you open to confirm. Each update has a link to unsubscribe. The \
         address is used for nothing else.</p>\n</section>\n\
         <section class=\"card\">\n<h2>By webhook</h2>\n<form method=\"post\" action=\"subscribe\">\n\
         <label for=\"webhook\">The address of your service</label>\n\
         <input id=\"webhook\" name=\"webhook\" type=\"url\" placeholder=\"https://\" required maxlength=\"2000\">\n\
         <button>Subscribe</button>\n</form>\n\
         <p class=\"meta\">Your service gets a message with a link that you open to confirm. Messages are signed as Standard \
         Webhooks describes it.</p>\n</section>\n\
         <section class=\"card\">\n<h2>By feed</h2>\n\
         <p>Any reader of feeds follows the <a href=\"history.atom\">Atom feed</a>; it needs no address of yours.</p>\n\
         </section>\n",
    );
}

fn confirmed(key: Option<&str>, main: &mut String) {
    match key {
        None => main.push_str("<p>Each mail has a link by which you can unsubscribe.</p>\n"),
        Some(key) => main.extend([
            "<p>Messages are signed with this key. Keep it where your service finds it:</p>\n<div class=\"said\"><pre><code>",
            &escape(key),
            "</code></pre></div>\n<p>To unsubscribe, open the link that each message has as <code>unsubscribe</code>.</p>\n",
        ]),
    }
}
