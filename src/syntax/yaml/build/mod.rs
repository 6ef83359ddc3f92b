//! From granit-parser's events to a [`Tree`].

mod collection;

use std::borrow::Cow;

use granit_parser::{Event, ScalarStyle, ScanError, Span as Place, Tag};

use collection::Open;

use super::Yaml;
use super::aliases::{Aliases, Extent, Refusal};
use super::checks::{self, Checks};
use super::places;
use super::scalar::{Content, Scalar, Style};
use super::tree::{Data, NodeId, Shape, Tree};
use crate::source::{FileId, Span, Spanned};
use crate::syntax::Problem;

/// Takes events one by one and puts the tree together.
pub(super) struct Builder<'t> {
    text: &'t str,
    tree: Tree,
    problems: Vec<Problem>,
    comments: Vec<Span>,
    checks: Checks,
    aliases: Aliases,
    open: Vec<Open>,
    /// Children of the open collections.
    pending: Vec<NodeId>,
    /// The last node, which an anchor event is about.
    latest: NodeId,
    /// Where the last token ended.
    reached: usize,
    /// Values and aliases of this document.
    visits: u32,
}

impl<'t> Builder<'t> {
    /// An empty tree over `text`.
    pub(super) fn new(file: FileId, text: &'t str) -> Self {
        let tree = Tree {
            file,
            source: text.into(),
            nodes: Vec::with_capacity(text.len() / 16),
            children: Vec::with_capacity(text.len() / 16),
            tags: Vec::new(),
            anchors: Vec::new(),
            repeated: Vec::new(),
            roots: Vec::new(),
            visits: 0,
        };
        Self {
            text,
            tree,
            problems: Vec::new(),
            comments: Vec::new(),
            checks: Checks::default(),
            aliases: Aliases::default(),
            open: Vec::new(),
            pending: Vec::new(),
            latest: 0,
            reached: 0,
            visits: 0,
        }
    }

    /// Takes the next event and its place.
    pub(super) fn event(&mut self, event: Event<'_>, place: &Place) {
        let range = place.byte_range().unwrap_or(0..0);
        let (start, end) = (range.start, range.end);
        match event {
            Event::Comment(..) => self.comments.push(Span::new(self.tree.file, start, end)),
            Event::DocumentStart(explicit, _) => {
                self.aliases = Aliases::default();
                if !explicit {
                    // the event has the place of the next token
                    return;
                }
            }
            Event::DocumentEnd => self.end_document(),
            Event::Scalar(value, style, anchor, tag) => {
                let node = self.scalar(value, style, start, end, place);
                self.tag(node, tag.as_deref(), place);
                self.aliases.count();
                self.aliases.anchor(anchor, node, Some(Extent::SCALAR));
                self.add(node, Extent::SCALAR.depth);
            }
            Event::SequenceStart(style, anchor, tag) => {
                self.open(false, style, anchor, tag.as_deref(), place)
            }
            Event::MappingStart(style, anchor, tag) => self.open(true, style, anchor, tag.as_deref(), place),
            Event::SequenceEnd | Event::MappingEnd => self.close(Some(end)),
            Event::Alias(id) => self.alias(id, start, end),
            Event::UnresolvedAlias(name) => {
                self.problem(start, end, format!("unknown anchor `{name}`"));
                self.aliases.count();
                self.lost(start, end);
            }
            Event::Anchor(_, name) => {
                let span = Span::new(self.tree.file, start, end);
                self.tree.anchors.push((self.latest, Spanned::new(name.into(), span)));
            }
            // the stream's start and end
            _ => {}
        }
        self.reached = self.reached.max(end);
    }

    fn scalar(
        &mut self,
        value: Cow<'_, str>,
        style: ScalarStyle,
        start: usize,
        end: usize,
        place: &Place,
    ) -> NodeId {
        let style = match style {
            ScalarStyle::SingleQuoted => Style::SingleQuoted,
            ScalarStyle::DoubleQuoted => Style::DoubleQuoted,
            ScalarStyle::Literal => Style::Literal,
            ScalarStyle::Folded => Style::Folded,
            _ => Style::Plain,
        };
        if style.is_plain() && start == end {
            let at = self.behind_colon(start);
            return self.node(Shape::Scalar(Scalar::EMPTY), at, at);
        }
        let tag_end = place.tag_span().and_then(|tag| tag.byte_range()).map_or(0, |tag| tag.end);
        let content = self.content(value, style, start, end);
        let scalar = Shape::Scalar(Scalar { style, content });
        if style.is_block() {
            let start = places::block_indicator(self.text, self.reached.max(tag_end), start);
            return self.node(scalar, start, places::block_end(self.text, start, end));
        }
        self.node(scalar, start, end)
    }

    /// Keeps the text as a range of the source where it stands there letter by letter.
    fn content(&self, value: Cow<'_, str>, style: Style, start: usize, end: usize) -> Content {
        let quote = usize::from(matches!(style, Style::SingleQuoted | Style::DoubleQuoted));
        let (start, end) = (start + quote, end.saturating_sub(quote));
        if !style.is_block() && self.text.get(start..end) == Some(&*value) {
            return Content::Source(start as u32..end as u32);
        }
        Content::Owned(value.into())
    }

    /// granit puts a value that was left out before the colon.
    fn behind_colon(&self, at: usize) -> usize {
        let is_value = self
            .open
            .last()
            .is_some_and(|open| open.is_mapping && (self.pending.len() - open.first_child) % 2 == 1);
        at + usize::from(is_value && self.text.as_bytes().get(at) == Some(&b':'))
    }

    fn tag(&mut self, node: NodeId, tag: Option<&Tag>, place: &Place) {
        let Some(tag) = tag else { return };
        let full = format!("{}{}", tag.handle(), tag.suffix());
        let short = full.strip_prefix("tag:yaml.org,2002:").map(|core| format!("!!{core}"));
        let range = place.tag_span().and_then(|tag| tag.byte_range()).unwrap_or(0..0);
        let span = Span::new(self.tree.file, range.start, range.end);
        self.tree.tags.push((node, Spanned::new(short.unwrap_or(full).into(), span)));
        checks::tagged_scalar(&self.tree, &mut self.problems, node);
    }

    fn alias(&mut self, id: usize, start: usize, end: usize) {
        let name = self.text.get(start + 1..end).unwrap_or_default();
        let message = match self.aliases.follow(id, self.open.len()) {
            Ok((target, extent)) => {
                let node = self.node(Shape::Alias(target), start, end);
                return self.add(node, extent.depth);
            }
            Err(Refusal::Cycle) => Some(format!("anchor `{name}` contains itself")),
            Err(Refusal::TooMany) => Some("the document grows too large by its aliases".to_owned()),
            Err(Refusal::TooDeep) => Some(format!("anchor `{name}` is nested too deeply to be used here")),
            Err(Refusal::Told) => None,
        };
        if let Some(message) = message {
            self.problem(start, end, message);
        }
        self.lost(start, end);
    }

    fn lost(&mut self, start: usize, end: usize) {
        let node = self.node(Shape::Lost, start, end);
        self.add(node, 1);
    }

    fn node(&mut self, shape: Shape, start: usize, end: usize) -> NodeId {
        let id = self.tree.nodes.len() as NodeId;
        self.tree.nodes.push(Data { shape, start: start as u32, end: end.max(start) as u32 });
        self.latest = id;
        id
    }

    fn end_document(&mut self) {
        self.tree.visits = self.tree.visits.max(self.visits);
        self.visits = 0;
    }

    /// Records an error and keeps what was read of the document.
    pub(super) fn broken(&mut self, error: &ScanError) {
        let at = error.marker().byte_offset().unwrap_or(0).min(self.text.len());
        let width = self.text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        self.problem(at, at + width, super::message::of(error.kind()));
        while !self.open.is_empty() {
            self.close(None);
        }
        self.end_document();
    }

    fn problem(&mut self, start: usize, end: usize, message: String) {
        self.problems.push(Problem { span: Span::new(self.tree.file, start, end), message });
    }

    /// The tree, when the events are over.
    pub(super) fn finish(mut self) -> Yaml {
        self.problems.sort_by_key(|problem| problem.span);
        self.comments.sort();
        self.tree.repeated.sort_unstable();
        Yaml { problems: self.problems, comments: self.comments, tree: self.tree }
    }
}
