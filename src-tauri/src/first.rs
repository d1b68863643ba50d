//! What the page asks first comes with the page, so that the board stands without a journey to another process.

use std::borrow::Cow;

use incident::id::IncidentId;
use serde::Serialize;

use crate::desk::Desk;
use crate::failure::Failure;
use crate::views::{BoardRequest, BoardView, RailView, Start};

/// Rows that the first frame can show at most, on a large screen; the whole board is asked for right after it. What
/// comes with the page is read before anything is drawn: each row that nobody can see yet keeps the others waiting.
const FIRST_ROWS: usize = 64;

/// The questions of the contract that every start begins with, with their answers. A page that wants something else
/// asks for it.
#[derive(Serialize)]
struct First {
    asked_for: Answered<NoArgs, Option<IncidentId>>,
    start: Answered<NoArgs, Start>,
    rail: Answered<NoArgs, RailView>,
    board: Answered<BoardArgs, BoardView>,
}

#[derive(Serialize)]
struct Answered<A, R> {
    args: A,
    result: R,
}

#[derive(Serialize)]
struct NoArgs {}

#[derive(Serialize)]
struct BoardArgs {
    query: BoardRequest,
}

/// What comes with the page in their place while a passphrase is awaited.
pub(crate) const LOCKED: &str = r#"{"locked":true}"#;

/// Whether a request is for the one page.
pub(crate) fn is_page(path: &str) -> bool {
    matches!(path, "" | "/" | "/index.html")
}

/// What will be asked, answered, as JSON that can stand in a page; `{}` when something cannot be answered, so that the
/// page asks and is told why.
pub fn answers(desk: &Desk) -> String {
    match try_answers(desk) {
        // `<` in a text must not end the element: JSON has another way to write it.
        Ok(answers) => serde_json::to_string(&answers).unwrap_or_default().replace('<', "\\u003c"),
        Err(failure) => {
            tracing::warn!(%failure, "the page comes without answers");
            "{}".to_owned()
        }
    }
}

/// Puts answers into the head of a page, as data that no browser takes for a script.
pub fn put(answers: &str, page: &mut Cow<'static, [u8]>) {
    let Ok(text) = std::str::from_utf8(page) else { return };
    let Some((head, rest)) = text.split_once("</head>") else { return };
    let whole =
        format!(r#"{head}<script id="first" type="application/json">{answers}</script></head>{rest}"#);
    *page = Cow::Owned(whole.into_bytes());
}

fn try_answers(desk: &Desk) -> Result<First, Failure> {
    let query = BoardRequest::default();
    let mut board = desk.board_of(query.clone(), FIRST_ROWS)?;
    let mut room = FIRST_ROWS;
    for group in [&mut board.active, &mut board.review, &mut board.closed] {
        group.truncate(room);
        room -= group.len();
    }
    Ok(First {
        asked_for: Answered { args: NoArgs {}, result: desk.asked_for_so_far() },
        start: Answered { args: NoArgs {}, result: desk.start()? },
        rail: Answered { args: NoArgs {}, result: desk.rail()? },
        board: Answered { args: BoardArgs { query }, result: board },
    })
}
