//! Mistakes that people make who come from another language, or from an older version, and what is written here.

use super::{Broken, Parser, Read};
use crate::lexer::Kind;
use crate::tree::{Expr, ExprKind};

impl Parser<'_> {
    /// What is probably wrong, if something else than what was expected stands here.
    pub(super) fn habit(&self, expected: &str) -> Option<String> {
        let token = self.token();
        if !matches!(token.kind, Kind::Word | Kind::Sign(_) | Kind::Int | Kind::Float | Kind::Text) {
            return None;
        }
        if let Some(width) = self.odd_indentation() {
            return Some(format!(
                "This line is indented by {width} spaces, so that it continues the line before. A block is indented by four spaces or a tab."
            ));
        }
        let is_block = expected.starts_with("an indented block");
        let ends = expected.starts_with("the end of the line");
        let sentence = match self.text_of(token) {
            ":" if is_block => {
                "There is no `:` after the head of a block: its indented lines follow on the next line."
            }
            "then" if is_block => {
                "There is no `then`: the indented lines of the block follow on the next line."
            }
            "=" if is_block => "`=` declares a variable; a comparison is written `==`.",
            ":=" if is_block => "`:=` assigns to a variable; a comparison is written `==`.",
            "=>" if is_block => {
                "`=>` begins the body of a function or of an arm; a comparison is written `>=`."
            }
            "AND" | "OR" | "NOT" | "And" | "Or" | "Not" => {
                "`and`, `or` and `not` are written in small letters."
            }
            "if" if ends => "A choice within a line is written `condition ? value : other`.",
            "(" if expected.starts_with("a name after `for`") => {
                "A loop is written `for i = 0 to 9`, without parentheses."
            }
            ":" if ends => "`:` belongs to `?`: a type stands before the name, as in `float x = 1.0`.",
            ":=" if expected.starts_with("`)`") => "An argument is given by `=`, not by `:=`.",
            _ => return None,
        };
        Some(sentence.to_owned())
    }

    /// The width of this line's indentation, if this is its first word and it is no multiple of four.
    fn odd_indentation(&self) -> Option<usize> {
        let start = self.token().span.start as usize;
        let line = self.source.get(..start)?.rsplit('\n').next()?;
        let is_first = line.chars().all(|c| matches!(c, ' ' | '\t'));
        let width: usize = line.chars().map(|c| if c == '\t' { 4 } else { 1 }).sum();
        (is_first && !width.is_multiple_of(4)).then_some(width)
    }

    /// Words that begin a statement elsewhere.
    pub(super) fn foreign_statement(&mut self) -> Read<()> {
        let (token, next) = (self.token(), self.ahead(1).kind);
        let before_word = next == Kind::Word;
        let sentence = match self.text_of(token) {
            "def" | "function" | "func" | "fn" if before_word => {
                "A function is written `name(a, b) => …`, without a word before it."
            }
            "class" | "struct" if before_word => {
                "A type is declared by `type`, with its fields on indented lines."
            }
            "return" if !matches!(next, Kind::Sign("=" | ":=" | "(" | ".")) => {
                "There is no `return`: the last line of a function is its value."
            }
            "elif" | "elsif" | "elseif" if next != Kind::Sign("=") => "This is written `else if`.",
            "else" => "This `else` has no `if` above it at the same indentation.",
            "let" if before_word => "A variable is declared by `name = value`, without a word before it.",
            "pass" if matches!(next, Kind::Newline | Kind::End) => "There is no `pass`: leave the block out.",
            "from" if before_word => {
                "There is nothing to import: functions are built in, or written into the script."
            }
            _ => return Ok(()),
        };
        self.report(token.span, sentence);
        Err(Broken)
    }

    /// `=` stands behind an expression that cannot be declared.
    pub(super) fn no_declaration(&mut self, before: &Expr) -> Broken {
        let sentence = match &before.kind {
            ExprKind::Call(_) => "A function is declared by `=>`, not by `=`; a comparison is written `==`.",
            ExprKind::Member(..) => "A field is assigned to by `:=`.",
            ExprKind::History(..) => {
                "The past cannot be changed, and an array's element is set by `array.set(a, 0, x)`."
            }
            ExprKind::Tuple(_) => "Only names stand left of `=` in `[a, b] = …`.",
            _ => "`=` declares a variable; a comparison is written `==`.",
        };
        self.report(self.token().span, sentence);
        Broken
    }
}
