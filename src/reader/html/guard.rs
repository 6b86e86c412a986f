//! Parsing within bounds. html5ever has none of its own: deep nesting, mis-nested formatting and a tag with a great
//! many attributes each cost it quadratic time or worse. A sink between its tokenizer and its tree builder lets
//! through only what the reader needs.

use super::style::Style;
use crate::limits::Limits;
use html5ever::buffer_queue::BufferQueue;
use html5ever::interface::{Tracer, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer};
use html5ever::tree_builder::TreeBuilder;
use html5ever::{TokenizerResult, local_name};
use scraper::{Html, HtmlTreeSink};
use std::cell::Cell;

/// Attributes of one tag; html5ever compares each with all before it.
const ATTRIBUTES: u32 = 256;
/// `html` and `body` tags; attributes of repeated ones are merged into one list.
const ROOTS: u32 = 16;

/// Bytes given to the tokenizer at once.
const PIECE: usize = 1 << 20;

/// A parsed page.
pub struct Page {
    /// The tree, without comments, without inline elements that change nothing and without attributes that
    /// nobody reads.
    pub html: Html,
    /// How many tags went beyond a bound and were left out or cut short.
    pub dropped: usize,
    /// How many elements there are at least, when they are too many; the tree is then incomplete.
    pub too_many_elements: Option<u64>,
}

/// The most elements of a page: what a table of as many cells as are allowed can need.
pub fn element_limit(limits: &Limits) -> u64 {
    limits.cells.saturating_mul(2)
}

/// Parses a page.
pub fn parse(text: &str, limits: &Limits) -> Page {
    let cuts = attribute_cuts(text.as_bytes());
    let builder = TreeBuilder::new(HtmlTreeSink::new(Html::new_document()), Default::default());
    let guard = Guard {
        builder,
        depth_limit: limits.depth as usize,
        element_limit: element_limit(limits),
        room: Cell::new(0),
        full: Cell::new(0),
        inline: Cell::new(0),
        roots: Cell::new(0),
        elements: Cell::new(0),
        dropped: Cell::new(cuts.len()),
    };
    let tokenizer = Tokenizer::new(guard, Default::default());
    let queue = BufferQueue::default();
    let feed = |piece: &str| {
        queue.push_back(StrTendril::from_slice(piece));
        // The tokenizer stops behind each script and at each declaration of an encoding; neither matters here.
        while !matches!(tokenizer.feed(&queue), TokenizerResult::Done) {}
    };
    let mut start = 0;
    for cut in cuts.iter().copied().chain([text.len()]) {
        while start < cut && !tokenizer.sink.is_overfull() {
            let end = text.floor_char_boundary(start + PIECE).min(cut);
            feed(&text[start..end]);
            start = end;
        }
        if cut < text.len() {
            feed(">");
        }
    }
    tokenizer.end();
    let guard = tokenizer.sink;
    let (dropped, overfull, elements) = (guard.dropped.get(), guard.is_overfull(), guard.elements.get());
    Page { html: guard.builder.sink.finish(), dropped, too_many_elements: overfull.then_some(elements) }
}

struct Guard {
    builder: TreeBuilder<<HtmlTreeSink as TreeSink>::Handle, HtmlTreeSink>,
    depth_limit: usize,
    element_limit: u64,
    /// Elements that can be opened before open ones have to be counted again.
    room: Cell<usize>,
    /// Tags still to be dropped before the next count, since the last found no room: counts cost time.
    full: Cell<u32>,
    /// Inline elements kept and open, hiding ones and those inside them.
    inline: Cell<usize>,
    roots: Cell<u32>,
    elements: Cell<u64>,
    dropped: Cell<usize>,
}

impl TokenSink for Guard {
    type Handle = <HtmlTreeSink as TreeSink>::Handle;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<Self::Handle> {
        match token {
            Token::TagToken(mut tag) => {
                let pass = match tag.kind {
                    TagKind::StartTag => self.passes_start(&mut tag),
                    TagKind::EndTag => self.passes_end(&mut tag),
                };
                if pass { self.builder.process_token(Token::TagToken(tag), line) } else { TokenSinkResult::Continue }
            }
            Token::CommentToken(_) | Token::ParseError(_) => TokenSinkResult::Continue,
            token => self.builder.process_token(token, line),
        }
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

impl Guard {
    fn passes_start(&self, tag: &mut Tag) -> bool {
        // Most attributes are looks; what is not stored need not be sorted, moved and freed.
        tag.attrs.retain(|attribute| is_read(&attribute.name.local));
        if is_inline(tag) {
            let open = self.inline.get();
            if open == 0 && !hides(tag) {
                return false;
            }
            self.inline.set(open + 1);
            tag.name = local_name!("span");
        }
        if matches!(tag.name, local_name!("html") | local_name!("body")) {
            self.roots.set(self.roots.get() + 1);
            if self.roots.get() > ROOTS {
                return self.drop_tag();
            }
        }
        self.elements.set(self.elements.get() + 1);
        if self.has_room() || self.is_raw(tag) { true } else { self.drop_tag() }
    }

    fn passes_end(&self, tag: &mut Tag) -> bool {
        if !is_inline(tag) {
            return true;
        }
        let open = self.inline.get();
        self.inline.set(open.saturating_sub(1));
        tag.name = local_name!("span");
        open > 0
    }

    fn drop_tag(&self) -> bool {
        self.dropped.set(self.dropped.get() + 1);
        false
    }

    /// Whether there are so many elements that the page will be refused.
    fn is_overfull(&self) -> bool {
        self.elements.get() > self.element_limit
    }

    /// Whether one more element may be opened. What end tags and implied ends close is for the tree builder to
    /// know: its stack is counted when the elements opened since the last count could have reached the limit.
    fn has_room(&self) -> bool {
        if self.full.get() > 0 {
            self.full.set(self.full.get() - 1);
            return false;
        }
        if self.room.get() == 0 {
            let count = Count(Cell::new(0));
            self.builder.trace_handles(&count);
            self.room.set(self.depth_limit.saturating_sub(count.0.get()));
        }
        match self.room.get() {
            0 => {
                self.full.set(15);
                false
            }
            room => {
                self.room.set(room - 1);
                true
            }
        }
    }

    /// Elements whose content is no markup cannot nest, and left out they would spill it into the text.
    fn is_raw(&self, tag: &Tag) -> bool {
        matches!(
            tag.name,
            local_name!("script")
                | local_name!("style")
                | local_name!("textarea")
                | local_name!("title")
                | local_name!("iframe")
                | local_name!("noembed")
                | local_name!("noframes")
                | local_name!("noscript")
                | local_name!("xmp")
        ) && !self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

struct Count(Cell<usize>);

impl Tracer for Count {
    type Handle = <HtmlTreeSink as TreeSink>::Handle;

    fn trace_handle(&self, _: &Self::Handle) {
        self.0.set(self.0.get() + 1);
    }
}

/// Inline elements: they do not break text, so that leaving out their tags changes nothing, unless they hide what
/// they hold. Those are kept as `span`: as formatting elements, the parser would open them again and again where they
/// are mis-nested.
fn is_inline(tag: &Tag) -> bool {
    matches!(
        tag.name,
        local_name!("a")
            | local_name!("abbr")
            | local_name!("b")
            | local_name!("big")
            | local_name!("cite")
            | local_name!("code")
            | local_name!("em")
            | local_name!("font")
            | local_name!("i")
            | local_name!("ins")
            | local_name!("label")
            | local_name!("mark")
            | local_name!("nobr")
            | local_name!("s")
            | local_name!("small")
            | local_name!("span")
            | local_name!("strike")
            | local_name!("strong")
            | local_name!("sub")
            | local_name!("sup")
            | local_name!("tt")
            | local_name!("u")
    ) || tag.name.contains(':') // o:p and other remains of word processors
}

fn hides(tag: &Tag) -> bool {
    let style = Style::of(tag.attrs.iter().map(|attribute| (&*attribute.name.local, &*attribute.value)));
    style.gone || style.invisible || style.block
}

/// Attributes that the reader or the tree builder looks at.
fn is_read(name: &html5ever::LocalName) -> bool {
    matches!(
        *name,
        local_name!("style")
            | local_name!("hidden")
            | local_name!("colspan")
            | local_name!("rowspan")
            | local_name!("name")
            | local_name!("property")
            | local_name!("content")
            | local_name!("type")
            | local_name!("alt")
            | local_name!("src")
    )
}

/// Places in the markup where a tag has had its share of attributes; a `>` put there ends it.
///
/// Any `<` before a letter may begin a tag, or stand in a script, a comment or a quoted value: only the tokenizer
/// knows. So all of them are followed, those inside of others at once with them, and no tag can escape.
fn attribute_cuts(bytes: &[u8]) -> Vec<usize> {
    let mut cuts = Vec::new();
    let mut at = 0;
    while let Some(offset) = memchr::memchr(b'<', &bytes[at..]) {
        at += offset + 1;
        if begins_tag(&bytes[at..]) {
            at = follow(bytes, at, &mut cuts);
        }
    }
    cuts
}

/// Whether the bytes behind a `<` make it the beginning of a tag.
fn begins_tag(rest: &[u8]) -> bool {
    match rest {
        [b'/', letter, ..] | [letter, ..] => letter.is_ascii_alphabetic(),
        [] => false,
    }
}

// States of a tag, as the HTML standard has them for the tokenizer; those that differ in nothing but errors are one.
const TAG_NAME: usize = 0;
const BEFORE_NAME: usize = 1;
const NAME: usize = 2;
const AFTER_NAME: usize = 3;
const BEFORE_VALUE: usize = 4;
const UNQUOTED: usize = 5;
const DOUBLE_QUOTED: usize = 6;
const SINGLE_QUOTED: usize = 7;
const STATES: usize = 8;

/// The state behind a byte, none behind the end of the tag.
#[inline]
fn step(state: usize, byte: u8) -> Option<usize> {
    let space = byte.is_ascii_whitespace();
    Some(match (state, byte) {
        (DOUBLE_QUOTED, b'"') | (SINGLE_QUOTED, b'\'') => BEFORE_NAME,
        (DOUBLE_QUOTED | SINGLE_QUOTED, _) => state,
        (_, b'>') => return None,
        (BEFORE_VALUE, b'"') => DOUBLE_QUOTED,
        (BEFORE_VALUE, b'\'') => SINGLE_QUOTED,
        (BEFORE_VALUE, _) if space => BEFORE_VALUE,
        (UNQUOTED, _) if space => BEFORE_NAME,
        (BEFORE_VALUE | UNQUOTED, _) => UNQUOTED,
        (_, b'/') => BEFORE_NAME,
        (NAME | AFTER_NAME, b'=') => BEFORE_VALUE,
        (NAME | AFTER_NAME, _) if space => AFTER_NAME,
        (_, _) if space => BEFORE_NAME,
        (TAG_NAME, _) => TAG_NAME,
        _ => NAME,
    })
}

/// Whether a step is the beginning of an attribute.
fn is_attribute(before: usize, after: usize) -> bool {
    after == NAME && before != NAME
}

/// Follows one tag from behind its `<` to its end.
fn follow(bytes: &[u8], start: usize, cuts: &mut Vec<usize>) -> usize {
    let (mut state, mut attributes, mut at) = (TAG_NAME, 0, start);
    while let Some(&byte) = bytes.get(at) {
        if byte == b'<' && begins_tag(&bytes[at + 1..]) {
            let mut live = [None; STATES];
            live[state] = Some(attributes);
            return follow_all(bytes, at, live, cuts);
        }
        let Some(next) = step(state, byte) else { return at };
        if is_attribute(state, next) {
            attributes += 1;
            if attributes > ATTRIBUTES {
                cuts.push(at);
                return at;
            }
        }
        state = next;
        at += 1;
        if state == DOUBLE_QUOTED {
            at += memchr::memchr2(b'"', b'<', &bytes[at..]).unwrap_or(bytes.len() - at);
        }
    }
    at
}

/// Follows all tags that may be open at a place, as a set of states that each know the most attributes seen on any
/// way there: linear however many there are.
fn follow_all(bytes: &[u8], start: usize, mut live: [Option<u32>; STATES], cuts: &mut Vec<usize>) -> usize {
    let mut at = start;
    while at < bytes.len() && live != [None; STATES] {
        let byte = bytes[at];
        let is_full = |state: usize| {
            live[state] == Some(ATTRIBUTES) && step(state, byte).is_some_and(|next| is_attribute(state, next))
        };
        if (0..STATES).any(is_full) {
            // The `>` put in ends the tag in every state but the quoted ones.
            cuts.push(at);
            live[..DOUBLE_QUOTED].fill(None);
        }
        let mut next = [None; STATES];
        for (state, attributes) in live.into_iter().enumerate() {
            if let (Some(attributes), Some(after)) = (attributes, step(state, byte)) {
                next[after] = next[after].max(Some(attributes + u32::from(is_attribute(state, after))));
            }
        }
        at += 1;
        if byte == b'<' && begins_tag(&bytes[at..]) {
            next[TAG_NAME] = next[TAG_NAME].max(Some(0));
        }
        live = next;
    }
    at
}
