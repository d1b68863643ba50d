//! What leaves the house, pure: an update as a status page, an e-mail, a message and 280 characters; the executive brief
//! as a sheet of paper; a review as a page, as Markdown, as JSON and on paper.
//!
//! People write Markdown of a small kind. It is parsed into [`Text`], which can hold nothing but words, emphasis, lists,
//! quotes, code and links to addresses that were checked; every form is written from that.

pub mod bundle;
mod draft;
mod figure;
mod html;
mod plain;
mod report;
mod seen;
mod sheet;
mod short;
mod text;
mod update;

pub use draft::Piece;
pub use figure::svg as chart;
pub use html::{STYLE, STYLE_HASH};
pub use report::{Moment, Report, Section};
pub use seen::Seen;
pub use sheet::{List, Row, Sheet, SheetError};
pub use short::{SHORT, Short};
pub use text::{Address, Block, Span, Text};
pub use update::Update;
