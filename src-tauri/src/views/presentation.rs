//! A review for people in a room: a page at a time, and the overview for whoever was not there.

use incident::id::Millis;
use incident::overview::Overview;
use page::{Block, Span};
use serde::Serialize;
use ts_rs::TS;

/// A review as it is presented.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct PresentationView {
    /// What people call the incident.
    pub label: String,
    /// What happened.
    pub title: String,
    /// Whether it was an exercise.
    pub drill: bool,
    /// How far the review is, in words.
    pub state: &'static str,
    /// As of when.
    pub at: Millis,
    /// One page for whoever was not there.
    pub overview: Overview,
    /// The sections in which something stands, and what came of the meetings.
    pub pages: Vec<PresentationPage>,
}

/// A page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct PresentationPage {
    /// Its heading.
    pub title: String,
    /// What it says.
    pub blocks: Vec<BlockView>,
}

/// What stands below one another: nothing that a page could run or be led by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "type", content = "is", rename_all = "snake_case")]
pub enum BlockView {
    /// Lines that belong together.
    Paragraph(Vec<SpanView>),
    /// Items in any order.
    List(Vec<Vec<Self>>),
    /// Items that are counted.
    Counted(Vec<Vec<Self>>),
    /// What somebody else said.
    Quote(Vec<Self>),
    /// As it was written.
    Code(String),
    /// A line across.
    Rule,
}

/// What stands in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "type", content = "is", rename_all = "snake_case")]
pub enum SpanView {
    /// Plain words.
    Words(String),
    /// The line ends here.
    Break,
    /// What is to be seen first.
    Strong(Vec<Self>),
    /// What is to be heard in it.
    Emphasis(Vec<Self>),
    /// As it was written.
    Code(String),
}

impl From<&Block> for BlockView {
    fn from(block: &Block) -> Self {
        let items =
            |items: &[Vec<Block>]| items.iter().map(|item| item.iter().map(Self::from).collect()).collect();
        match block {
            Block::Paragraph(line) => Self::Paragraph(line.iter().map(SpanView::from).collect()),
            Block::List(None, of) => Self::List(items(of)),
            Block::List(Some(_), of) => Self::Counted(items(of)),
            Block::Quote(of) => Self::Quote(of.iter().map(Self::from).collect()),
            Block::Code(text) => Self::Code(text.clone()),
            Block::Rule => Self::Rule,
        }
    }
}

impl From<&Span> for SpanView {
    fn from(span: &Span) -> Self {
        let all = |of: &[Span]| of.iter().map(Self::from).collect();
        match span {
            Span::Words(text) => Self::Words(text.clone()),
            Span::Break => Self::Break,
            // Nobody follows a link on a wall: its words are what counts there.
            Span::Strong(of) => Self::Strong(all(of)),
            Span::Emphasis(of) | Span::Link(_, of) => Self::Emphasis(all(of)),
            Span::Code(text) => Self::Code(text.clone()),
            Span::Gap(text) => Self::Words(text.clone()),
        }
    }
}
