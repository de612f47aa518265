//! Words to a tree. What cannot be read is reported, and reading goes on at the next statement.
//!
//! Start with [`parse`]; statements are in `statement`, expressions in `expression`, blocks with a head in `control`.

mod control;
mod expression;
mod habit;
mod statement;
mod types;

use crate::diagnostic::{Diagnostic, MAX_DIAGNOSTICS, Severity};
use crate::lexer::{Kind, Token, lex};
use crate::tree::{Block, Name, Span};

/// Levels of nesting that a script may have: every pass over the tree goes down as deep.
pub const MAX_DEPTH: u32 = 200;

/// Bytes that a script may have.
pub const MAX_SOURCE: usize = 1 << 20;

/// A script as a tree, and what is wrong with it.
#[derive(Debug)]
pub struct Parsed {
    /// Statements in order.
    pub body: Block,
    /// The version it names, if it names one.
    pub version: Option<u32>,
    /// What could not be read.
    pub diagnostics: Vec<Diagnostic>,
}

/// Marks that a statement could not be read; the reason has been reported.
struct Broken;

type Read<T> = Result<T, Broken>;

struct Parser<'a> {
    source: &'a str,
    tokens: &'a [Token],
    at: usize,
    depth: u32,
    diagnostics: Vec<Diagnostic>,
}

/// Reads a script.
pub fn parse(source: &str) -> Parsed {
    if source.len() > MAX_SOURCE {
        let span = Span::default();
        let sentence = "The script is longer than 1 MB.";
        let diagnostics = vec![Diagnostic::new(source, span, Severity::Error, sentence)];
        return Parsed { body: Vec::new(), version: None, diagnostics };
    }
    let lexed = lex(source);
    let mut parser = Parser { source, tokens: &lexed.tokens, at: 0, depth: 0, diagnostics: Vec::new() };
    for error in &lexed.errors {
        parser.report(error.span, error.sentence.clone());
    }
    let mut body = Vec::new();
    while !parser.is(Kind::End) {
        let before = parser.at;
        parser.statement_line(&mut body);
        if parser.at == before {
            parser.at += 1;
        }
    }
    Parsed { body, version: lexed.version, diagnostics: parser.diagnostics }
}

impl Parser<'_> {
    fn token(&self) -> Token {
        self.ahead(0)
    }

    fn ahead(&self, n: usize) -> Token {
        let end = Token { kind: Kind::End, span: Span::default() };
        self.tokens.get(self.at + n).or(self.tokens.last()).copied().unwrap_or(end)
    }

    fn text_of(&self, token: Token) -> &str {
        self.source.get(token.span.start as usize..token.span.end as usize).unwrap_or_default()
    }

    fn is(&self, kind: Kind) -> bool {
        self.token().kind == kind
    }

    fn is_sign(&self, sign: &'static str) -> bool {
        self.is(Kind::Sign(sign))
    }

    fn is_word(&self, word: &str) -> bool {
        self.is(Kind::Word) && self.text_of(self.token()) == word
    }

    fn next(&mut self) -> Token {
        let token = self.token();
        if token.kind != Kind::End {
            self.at += 1;
        }
        token
    }

    fn eat_sign(&mut self, sign: &'static str) -> bool {
        let found = self.is_sign(sign);
        self.at += usize::from(found);
        found
    }

    fn eat_word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        self.at += usize::from(found);
        found
    }

    fn expect_sign(&mut self, sign: &'static str, place: &str) -> Read<Span> {
        if self.is_sign(sign) {
            return Ok(self.next().span);
        }
        Err(self.expected(&format!("`{sign}` {place}")))
    }

    fn name(&mut self, what: &str) -> Read<Name> {
        let token = self.token();
        if token.kind != Kind::Word {
            return Err(self.expected(what));
        }
        let text = self.text_of(token).to_owned();
        if is_reserved(&text) {
            self.report(
                token.span,
                format!("`{text}` is a word of the language and cannot be used as a name."),
            );
            return Err(Broken);
        }
        self.at += 1;
        Ok(Name { text, span: token.span })
    }

    /// Reports what was expected in place of the word that stands here.
    fn expected(&mut self, what: &str) -> Broken {
        let token = self.token();
        if let Some(sentence) = self.habit(what) {
            self.report(token.span, sentence);
            return Broken;
        }
        let found = match token.kind {
            Kind::Newline | Kind::End => "the line ends".to_owned(),
            Kind::Indent => "the line is indented further".to_owned(),
            Kind::Dedent => "the block ends".to_owned(),
            _ => format!("`{}` was found", self.text_of(token)),
        };
        // Where a line ends is told behind its last word, and not at the start of the next line.
        let ends = matches!(token.kind, Kind::Newline | Kind::End | Kind::Indent | Kind::Dedent);
        let before = self
            .at
            .checked_sub(1)
            .and_then(|at| self.tokens[..=at].iter().rfind(|of| of.span.end > of.span.start));
        let span = match before.filter(|_| ends) {
            Some(before) => Span { start: before.span.end, end: before.span.end },
            None => token.span,
        };
        self.report(span, format!("Expected {what}, but {found}."));
        Broken
    }

    fn report(&mut self, span: Span, sentence: impl Into<String>) {
        // One mistake often makes several at one place: the first names the cause.
        let diagnostic = Diagnostic::new(self.source, span, Severity::Error, sentence);
        let is_new =
            self.diagnostics.iter().all(|d| (d.line, d.column) != (diagnostic.line, diagnostic.column));
        if is_new && self.diagnostics.len() < MAX_DIAGNOSTICS {
            self.diagnostics.push(diagnostic);
        }
    }

    /// Goes down a level, or reports that there are too many.
    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        if self.depth >= MAX_DEPTH {
            self.report(
                self.token().span,
                format!("This is nested more than {MAX_DEPTH} levels deep: use variables."),
            );
            return Err(Broken);
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }
}

/// Words that cannot be names.
fn is_reserved(word: &str) -> bool {
    const WORDS: [&str; 17] = [
        "and", "or", "not", "if", "else", "for", "while", "switch", "break", "continue", "var", "varip",
        "import", "export", "true", "false", "in",
    ];
    WORDS.contains(&word)
}
