//! Text to words, with line breaks and indentation as words of their own.
//!
//! A statement goes on inside of parentheses and brackets, and on a line whose indentation is no multiple of four.

use crate::tree::Span;

/// A word of the script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Where.
    pub span: Span,
}

/// What a word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An identifier or a keyword.
    Word,
    /// A whole number.
    Int,
    /// A number with point or exponent.
    Float,
    /// A string in quotes.
    Text,
    /// A colour.
    Color,
    /// An operator or a bracket.
    Sign(&'static str),
    /// A statement ends.
    Newline,
    /// A block begins.
    Indent,
    /// A block ends.
    Dedent,
    /// The script ends.
    End,
}

/// Longest first, so that the first that fits is meant.
const SIGNS: [&str; 26] = [
    "=>", ":=", "+=", "-=", "*=", "/=", "%=", "<=", ">=", "==", "!=", "+", "-", "*", "/", "%", "<", ">", "?",
    ":", "=", ".", ",", "(", ")", "[",
];

/// Something that is no word, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LexError {
    /// What is wrong.
    pub sentence: String,
    /// Where.
    pub span: Span,
}

/// The words of a script and its version.
#[derive(Debug, Default)]
pub struct Lexed {
    /// Ends with [`Kind::End`].
    pub tokens: Vec<Token>,
    /// What could not be read.
    pub errors: Vec<LexError>,
    /// The number of `//@version=`.
    pub version: Option<u32>,
}

struct Lexer<'a> {
    source: &'a str,
    bytes: &'a [u8],
    at: usize,
    out: Lexed,
    open: Vec<(u8, usize)>,
    levels: Vec<usize>,
}

/// Reads a whole script.
pub fn lex(source: &str) -> Lexed {
    let mut lexer = Lexer {
        source,
        bytes: source.as_bytes(),
        at: if source.starts_with('\u{feff}') { 3 } else { 0 },
        out: Lexed::default(),
        open: Vec::new(),
        levels: vec![0],
    };
    lexer.run();
    lexer.out
}

impl Lexer<'_> {
    fn run(&mut self) {
        while self.at < self.bytes.len() {
            self.line();
        }
        let end = self.bytes.len();
        if let Some((bracket, at)) = self.open.first().copied() {
            self.error(format!("This `{}` is never closed.", bracket as char), at, at + 1);
        }
        self.push(Kind::Newline, end, end);
        for _ in 1..self.levels.len() {
            self.push(Kind::Dedent, end, end);
        }
        self.push(Kind::End, end, end);
    }

    fn push(&mut self, kind: Kind, start: usize, end: usize) {
        self.out.tokens.push(Token { kind, span: Span { start: start as u32, end: end as u32 } });
    }

    fn error(&mut self, sentence: impl Into<String>, start: usize, end: usize) {
        let span = Span { start: start as u32, end: end as u32 };
        self.out.errors.push(LexError { sentence: sentence.into(), span });
    }

    /// One physical line, its line break included.
    fn line(&mut self) {
        let mut width = 0;
        while let Some(b' ' | b'\t') = self.peek() {
            width += if self.peek() == Some(b'\t') { 4 } else { 1 };
            self.at += 1;
        }
        let is_blank = matches!(self.peek(), None | Some(b'\n' | b'\r')) || self.is_comment();
        if !is_blank && self.open.is_empty() && (width % 4 == 0 || self.out.tokens.is_empty()) {
            self.indent(width / 4);
        }
        while let Some(byte) = self.peek() {
            match byte {
                b'\n' => {
                    self.at += 1;
                    return;
                }
                b' ' | b'\t' | b'\r' => self.at += 1,
                _ if self.is_comment() => self.comment(),
                _ => self.word(byte),
            }
        }
    }

    fn is_comment(&self) -> bool {
        self.bytes[self.at..].starts_with(b"//")
    }

    fn comment(&mut self) {
        let rest = &self.source[self.at..];
        let text = &rest[..rest.find('\n').unwrap_or(rest.len())];
        if let Some(version) = text[2..].trim().strip_prefix("@version=") {
            self.out.version = self.out.version.or(version.trim().parse().ok());
        }
        self.at += text.len();
    }

    /// A statement begins at this level of indentation.
    fn indent(&mut self, level: usize) {
        if !self.out.tokens.is_empty() {
            self.push(Kind::Newline, self.at, self.at);
        }
        let current = self.levels.last().copied().unwrap_or(0);
        if level > current {
            self.levels.push(level);
            self.push(Kind::Indent, self.at, self.at);
        }
        while self.levels.last().is_some_and(|current| *current > level) {
            self.levels.pop();
            self.push(Kind::Dedent, self.at, self.at);
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn take_while(&mut self, accept: impl Fn(u8) -> bool) {
        while self.peek().is_some_and(&accept) {
            self.at += 1;
        }
    }

    fn word(&mut self, byte: u8) {
        let start = self.at;
        let next_is_digit = self.bytes.get(self.at + 1).is_some_and(u8::is_ascii_digit);
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => {
                self.take_while(|b| b.is_ascii_alphanumeric() || b == b'_');
                self.push(Kind::Word, start, self.at);
            }
            b'0'..=b'9' => self.number(),
            b'.' if next_is_digit => self.number(),
            b'"' | b'\'' => self.text(byte),
            b'#' => {
                self.at += 1;
                self.take_while(|b| b.is_ascii_hexdigit());
                if self.at == start + 1 || self.peek().is_some_and(|b| b.is_ascii_alphabetic()) {
                    let sentence = "A comment begins with `//`; `#` begins a colour, such as `#ff0000`.";
                    self.error(sentence, start, start + 1);
                    self.take_while(|b| b != b'\n');
                    return;
                }
                if !matches!(self.at - start, 7 | 9) {
                    self.error(
                        "A colour has six or eight hexadecimal digits: `#RRGGBB` or `#RRGGBBAA`.",
                        start,
                        self.at,
                    );
                }
                self.push(Kind::Color, start, self.at);
            }
            b']' => {
                self.close(b'[');
                self.at += 1;
                self.push(Kind::Sign("]"), start, self.at);
            }
            _ => self.sign(start),
        }
    }

    fn sign(&mut self, start: usize) {
        let rest = &self.bytes[self.at..];
        if let Some((written, sentence)) = habit(&self.source[start..]) {
            self.error(sentence, start, start + written.len());
            self.at += written.len();
            return match written {
                "/*" => self.at += self.source[self.at..].find("*/").map_or(0, |end| end + 2),
                "===" => self.push(Kind::Sign("=="), start, self.at),
                "!==" => self.push(Kind::Sign("!="), start, self.at),
                "=<" => self.push(Kind::Sign("<="), start, self.at),
                "<>" => self.push(Kind::Sign("!="), start, self.at),
                "**" => self.push(Kind::Sign("*"), start, self.at),
                "->" => self.push(Kind::Sign("=>"), start, self.at),
                _ => {}
            };
        }
        let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(sign.as_bytes())) else {
            let character = self.source[start..].chars().next().unwrap_or(' ');
            self.at += character.len_utf8();
            let sentence = match character {
                '“' | '”' | '‘' | '’' | '„' => {
                    format!("`{character}` is no quotation mark of the language: write `\"`.")
                }
                '\u{a0}' | '\u{200b}' | '\u{feff}' | '\u{2028}' => {
                    format!("An invisible character (U+{:04X}) stands here: delete it.", u32::from(character))
                }
                _ => format!("`{character}` means nothing outside of a string."),
            };
            self.error(sentence, start, self.at);
            return;
        };
        match *sign {
            "(" | "[" => self.open.push((sign.as_bytes()[0], start)),
            ")" => self.close(b'('),
            _ => {}
        }
        self.at += sign.len();
        self.push(Kind::Sign(sign), start, self.at);
    }

    fn close(&mut self, bracket: u8) {
        if self.open.last().is_some_and(|(open, _)| *open == bracket) {
            self.open.pop();
        }
    }

    fn number(&mut self) {
        let start = self.at;
        self.take_while(|b| b.is_ascii_digit());
        let mut kind = Kind::Int;
        if self.peek() == Some(b'.') {
            kind = Kind::Float;
            self.at += 1;
            self.take_while(|b| b.is_ascii_digit());
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(self.bytes.get(self.at + 1), Some(b'+' | b'-')));
            if self.bytes.get(self.at + 1 + sign).is_some_and(u8::is_ascii_digit) {
                kind = Kind::Float;
                self.at += 1 + sign;
                self.take_while(|b| b.is_ascii_digit());
            }
        }
        self.push(kind, start, self.at);
    }

    fn text(&mut self, quote: u8) {
        let start = self.at;
        let triple = [quote; 3];
        if self.bytes[self.at..].starts_with(&triple) {
            self.at += 3;
            while self.at < self.bytes.len() && !self.bytes[self.at..].starts_with(&triple) {
                self.at += 1;
            }
            if self.at == self.bytes.len() {
                self.error("This string is never closed.", start, start + 3);
            }
            self.at = (self.at + 3).min(self.bytes.len());
            return self.push(Kind::Text, start, self.at);
        }
        self.at += 1;
        while let Some(byte) = self.peek() {
            match byte {
                b'\n' => break,
                b'\\' if self.bytes.get(self.at + 1).is_some_and(|b| *b != b'\n') => self.at += 2,
                _ if byte == quote => {
                    self.at += 1;
                    return self.push(Kind::Text, start, self.at);
                }
                _ => self.at += 1,
            }
        }
        self.at = self.at.min(self.bytes.len());
        self.error(
            "This string is never closed: a string ends in the line in which it begins.",
            start,
            self.at,
        );
        self.push(Kind::Text, start, self.at);
    }
}

/// What people write who come from another language, at the start of the text, and how it is written here.
fn habit(text: &str) -> Option<(&'static str, &'static str)> {
    const HABITS: [(&str, &str); 15] = [
        ("&&", "`&&` is written `and`."),
        ("&", "`&` is written `and`."),
        ("||", "`||` is written `or`."),
        ("|", "`|` is written `or`."),
        ("===", "`===` is written `==`."),
        ("!==", "`!==` is written `!=`."),
        ("=<", "`=<` is written `<=`."),
        ("<>", "`<>` is written `!=`."),
        ("**", "`a ** b` is written `math.pow(a, b)`."),
        ("^", "`a ^ b` is written `math.pow(a, b)`."),
        ("->", "`->` is written `=>`."),
        ("/*", "There are no comments over several lines: begin each line with `//`."),
        (";", "A statement ends with its line: `;` is not needed, and two on one line are separated by `,`."),
        ("{", "A block is made by indentation, four spaces or a tab, and not by `{` and `}`."),
        ("}", "A block is made by indentation, four spaces or a tab, and not by `{` and `}`."),
    ];
    if text.starts_with('!') && !text.starts_with("!=") {
        return Some(("!", "`!` is written `not`."));
    }
    let step = ["++", "--"].into_iter().find(|step| text.starts_with(step));
    if let Some(step) = step
        && matches!(
            text[2..].trim_start_matches([' ', '\t', '\r']).chars().next(),
            None | Some('\n' | ')' | '/')
        )
    {
        let sentence = if step == "++" { "`x++` is written `x += 1`." } else { "`x--` is written `x -= 1`." };
        return Some((step, sentence));
    }
    HABITS.into_iter().find(|(written, _)| text.starts_with(written))
}

/// The value of a string token.
pub fn text_value(raw: &str) -> String {
    let bytes = raw.as_bytes();
    let n = if bytes.len() >= 6 && bytes[0] == bytes[1] && bytes[1] == bytes[2] { 3 } else { 1 };
    let end = if raw.len() >= 2 * n && raw.ends_with(&raw[..n]) { raw.len() - n } else { raw.len() };
    let Some(inner) = raw.get(n..end) else { return String::new() };
    let mut text = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n') => text.push('\n'),
                Some('t') => text.push('\t'),
                Some(other) => text.push(other),
                None => text.push('\\'),
            },
            _ => text.push(c),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(source: &str) -> Vec<String> {
        let lexed = lex(source);
        assert_eq!(lexed.errors, []);
        let word = |token: &Token| match token.kind {
            Kind::Newline => "⏎".to_owned(),
            Kind::Indent => "→".to_owned(),
            Kind::Dedent => "←".to_owned(),
            Kind::End => String::new(),
            _ => source[token.span.start as usize..token.span.end as usize].to_owned(),
        };
        lexed.tokens.iter().map(word).filter(|word| !word.is_empty()).collect()
    }

    #[test]
    fn indentation_makes_blocks_and_blank_and_comment_lines_have_none() {
        let text = "if a\n    b\n\n  // note\n\tc\nd";
        assert_eq!(words(text), ["if", "a", "⏎", "→", "b", "⏎", "c", "⏎", "←", "d", "⏎"]);
    }

    #[test]
    fn a_line_goes_on_in_parentheses_and_at_an_odd_indentation() {
        assert_eq!(words("x = f(1,\n    2)\n  + 3"), ["x", "=", "f", "(", "1", ",", "2", ")", "+", "3", "⏎"]);
    }

    #[test]
    fn numbers_and_strings_are_read_as_written() {
        assert_eq!(words(".5 5. 1e-3 'a\\'b'"), [".5", "5.", "1e-3", "'a\\'b'", "⏎"]);
        assert_eq!(text_value("'a\\'b'"), "a'b");
        assert_eq!(text_value("\"\"\"a\nb\"\"\""), "a\nb");
    }

    #[test]
    fn the_version_is_read() {
        assert_eq!(lex("// hello\n//@version=6\n").version, Some(6));
    }
}
