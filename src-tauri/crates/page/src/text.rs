//! The text of an update as what it means.

use comrak::nodes::{AstNode, ListType, NodeValue};
use comrak::{Arena, Options, parse_document};
use incident::text::visible;

/// Quotes and lists in each other, and emphasis in emphasis, go so deep. What lies deeper is read as plain words.
const DEEPEST: usize = 8;

/// The text of an update, parsed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    pub(crate) blocks: Vec<Block>,
}

/// What stands below one another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// Lines that belong together.
    Paragraph(Vec<Span>),
    /// Items, with the number of the first where they are counted.
    List(Option<usize>, Vec<Vec<Self>>),
    /// What somebody else said.
    Quote(Vec<Self>),
    /// As it was written.
    Code(String),
    /// A line across.
    Rule,
}

/// What stands in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Span {
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
    /// Words that lead somewhere.
    Link(Address, Vec<Self>),
    /// What is missing in a draft. Only [`Text::draft`] makes one; no text that is read has any.
    Gap(String),
}

/// An address that a reader may be led to: of the web, or of a mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address(String);

impl Address {
    /// None for every other scheme, and for what only looks like an address.
    fn parse(text: &str) -> Option<Self> {
        let (scheme, rest) = text.split_once(':')?;
        let rest = match scheme.to_ascii_lowercase().as_str() {
            "http" | "https" => rest.strip_prefix("//")?,
            "mailto" => rest,
            _ => return None,
        };
        let whole = rest.starts_with(char::is_alphanumeric) || rest.starts_with('[');
        let clean = !text.contains(char::is_whitespace) && visible(text) == text;
        (whole && clean).then(|| Self(text.to_owned()))
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Text {
    /// What it says, for whoever draws it themselves.
    #[must_use]
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// Reads Markdown. Anything is Markdown: markup of HTML is words, a heading is a strong line, a picture is a link
    /// to it, and an address that nobody is led to stands beside its words. A break of lines stays one.
    #[must_use]
    pub fn read(markdown: &str) -> Self {
        let arena = Arena::new();
        let root = parse_document(&arena, markdown, &options());
        Self { blocks: blocks(root, 0) }
    }
}

/// What of Markdown is read.
pub(crate) fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.autolink = true;
    options.parse.ignore_setext = true;
    options
}

fn blocks<'a>(parent: &'a AstNode<'a>, depth: usize) -> Vec<Block> {
    parent.children().filter_map(|node| block(node, depth)).collect()
}

fn block<'a>(node: &'a AstNode<'a>, depth: usize) -> Option<Block> {
    if depth > DEEPEST {
        let words = words_below(node);
        return (!words.is_empty()).then(|| Block::Paragraph(vec![Span::Words(words)]));
    }
    Some(match &node.data.borrow().value {
        NodeValue::Heading(_) => Block::Paragraph(vec![Span::Strong(spans(node, depth + 1))]),
        NodeValue::BlockQuote => Block::Quote(blocks(node, depth + 1)),
        NodeValue::List(list) => {
            let first = (list.list_type == ListType::Ordered).then_some(list.start);
            Block::List(first, node.children().map(|item| blocks(item, depth + 1)).collect())
        }
        NodeValue::CodeBlock(code) => Block::Code(code.literal.trim_end().to_owned()),
        NodeValue::HtmlBlock(html) => Block::Paragraph(lines(html.literal.trim_end())),
        NodeValue::ThematicBreak => Block::Rule,
        _ => Block::Paragraph(spans(node, depth)),
    })
}

fn spans<'a>(parent: &'a AstNode<'a>, depth: usize) -> Vec<Span> {
    let mut all = Vec::new();
    for node in parent.children() {
        if depth > DEEPEST {
            all.push(Span::Words(words_below(node)));
            continue;
        }
        match &node.data.borrow().value {
            NodeValue::Text(words) => all.push(Span::Words(words.to_string())),
            NodeValue::HtmlInline(words) => all.extend(lines(words)),
            NodeValue::SoftBreak | NodeValue::LineBreak => all.push(Span::Break),
            NodeValue::Code(code) => all.push(Span::Code(code.literal.clone())),
            NodeValue::Strong => all.push(Span::Strong(spans(node, depth + 1))),
            NodeValue::Emph => all.push(Span::Emphasis(spans(node, depth + 1))),
            NodeValue::Link(link) | NodeValue::Image(link) => {
                let label = spans(node, depth + 1);
                match Address::parse(&link.url) {
                    Some(to) if label.is_empty() => {
                        let words = vec![Span::Words(link.url.clone())];
                        all.push(Span::Link(to, words));
                    }
                    Some(to) => all.push(Span::Link(to, label)),
                    // Nothing that was written is lost: whoever approves it sees where it would have led.
                    None => {
                        all.extend(label);
                        all.push(Span::Words(format!(" ({})", link.url)));
                    }
                }
            }
            _ => all.extend(spans(node, depth + 1)),
        }
    }
    all
}

/// The same words with their breaks.
fn lines(words: &str) -> Vec<Span> {
    let mut all = Vec::new();
    for line in words.split('\n') {
        if !all.is_empty() {
            all.push(Span::Break);
        }
        all.push(Span::Words(line.to_owned()));
    }
    all
}

/// All words under a node, without a step down for each level.
fn words_below<'a>(node: &'a AstNode<'a>) -> String {
    let mut words = String::new();
    for node in node.descendants() {
        match &node.data.borrow().value {
            NodeValue::Text(text) => words.push_str(text),
            NodeValue::Code(code) => words.push_str(&code.literal),
            NodeValue::CodeBlock(code) => words.push_str(&code.literal),
            NodeValue::HtmlInline(html) => words.push_str(html),
            NodeValue::HtmlBlock(html) => words.push_str(&html.literal),
            NodeValue::SoftBreak | NodeValue::LineBreak => words.push(' '),
            _ => {}
        }
    }
    words
}
