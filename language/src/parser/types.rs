//! Names of types: `float`, `array<float>`, `float[]`, `map<string, float>`, `series int`, `chart.point`.

use super::{Parser, is_reserved};
use crate::lexer::Kind;
use crate::tree::TypeName;

impl Parser<'_> {
    /// Reads a type if one stands here; otherwise nothing is read.
    pub(super) fn try_type(&mut self) -> Option<TypeName> {
        let start = self.at;
        let read = self.read_type(0);
        if read.is_none() {
            self.at = start;
        }
        read
    }

    fn read_type(&mut self, depth: u32) -> Option<TypeName> {
        if depth > 8 || !self.is(Kind::Word) {
            return None;
        }
        let first = self.next();
        let mut name = self.text_of(first).to_owned();
        let mut span = first.span;
        if matches!(name.as_str(), "const" | "input" | "simple" | "series") && self.is(Kind::Word) {
            let mut inner = self.read_type(depth + 1)?;
            inner.qualifier = Some(name);
            return Some(inner);
        }
        if is_reserved(&name) {
            return None;
        }
        while self.is_sign(".") && self.ahead(1).kind == Kind::Word {
            self.next();
            let part = self.next();
            name = format!("{name}.{}", self.text_of(part));
            span = span.to(part.span);
        }
        let mut args = Vec::new();
        if self.is_sign("<") && matches!(name.as_str(), "array" | "matrix" | "map") {
            self.next();
            loop {
                args.push(self.read_type(depth + 1)?);
                if !self.eat_sign(",") {
                    break;
                }
            }
            if !self.eat_sign(">") {
                return None;
            }
        }
        let mut read = TypeName { name, args, span, qualifier: None };
        while self.is_sign("[") && self.ahead(1).kind == Kind::Sign("]") {
            self.at += 2;
            read = TypeName { name: "array".to_owned(), args: vec![read], span, qualifier: None };
        }
        Some(read)
    }

    /// `<float>` before `(`, as in `array.new<float>(…)`; otherwise nothing is read.
    pub(super) fn try_generics(&mut self) -> Option<Vec<TypeName>> {
        let start = self.at;
        let mut read = || {
            self.eat_sign("<").then_some(())?;
            let mut types = vec![self.read_type(0)?];
            while self.eat_sign(",") {
                types.push(self.read_type(0)?);
            }
            (self.eat_sign(">") && self.is_sign("(")).then_some(types)
        };
        let types = read();
        if types.is_none() {
            self.at = start;
        }
        types
    }
}
