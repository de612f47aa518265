//! `if`, `switch`, `for` and `while`: each is an expression, and each has blocks.

use super::{Parser, Read};
use crate::lexer::Kind;
use crate::tree::{Block, Expr, ExprKind, For, ForIn, If, Span, Switch, While};

impl Parser<'_> {
    /// Reads one of them if it stands here.
    pub(super) fn control(&mut self) -> Read<Option<Expr>> {
        if !self.is(Kind::Word) {
            return Ok(None);
        }
        let start = self.token().span;
        let kind = match self.text_of(self.token()) {
            "if" => self.read_if()?,
            "switch" => self.read_switch()?,
            "for" => self.read_for()?,
            "while" => {
                self.next();
                let condition = self.expression()?;
                let body = self.block("`while`")?;
                ExprKind::While(Box::new(While { condition, body }))
            }
            _ => return Ok(None),
        };
        Ok(Some(self.ended(kind, start)))
    }

    /// Blocks count their levels while they are read, so that the tree below cannot be too deep.
    fn ended(&self, kind: ExprKind, start: Span) -> Expr {
        let head_end = self.tokens.get(self.at.saturating_sub(1)).map_or(start, |token| token.span);
        Expr { kind, span: start.to(head_end), depth: 1 }
    }

    /// The indented lines after a head.
    pub(super) fn block(&mut self, head: &str) -> Read<Block> {
        if !(self.is(Kind::Newline) && self.ahead(1).kind == Kind::Indent) {
            return Err(self.expected(&format!("an indented block after {head}")));
        }
        self.at += 2;
        self.deeper(|parser| {
            let mut body = Vec::new();
            while !parser.is(Kind::Dedent) && !parser.is(Kind::End) {
                let before = parser.at;
                parser.statement_line(&mut body);
                if parser.at == before {
                    parser.at += 1;
                }
            }
            if parser.is(Kind::Dedent) {
                parser.next();
            }
            Ok(body)
        })
    }

    fn read_if(&mut self) -> Read<ExprKind> {
        let (mut branches, mut otherwise) = (Vec::new(), None);
        self.next();
        loop {
            let condition = self.expression()?;
            branches.push((condition, self.block("`if`")?));
            if !self.eat_word("else") {
                break;
            }
            if !self.eat_word("if") {
                otherwise = Some(self.block("`else`")?);
                break;
            }
        }
        Ok(ExprKind::If(Box::new(If { branches, otherwise })))
    }

    fn read_switch(&mut self) -> Read<ExprKind> {
        self.next();
        let subject = if self.is(Kind::Newline) { None } else { Some(self.expression()?) };
        if !(self.is(Kind::Newline) && self.ahead(1).kind == Kind::Indent) {
            return Err(self.expected("indented arms after `switch`"));
        }
        self.at += 2;
        let mut arms = Vec::new();
        self.deeper(|parser| {
            while !parser.is(Kind::Dedent) && !parser.is(Kind::End) {
                if parser.is(Kind::Newline) {
                    parser.next();
                    continue;
                }
                let value = if parser.is_sign("=>") { None } else { Some(parser.expression()?) };
                parser.expect_sign("=>", "after the value of an arm")?;
                arms.push((value, parser.body("`=>`")?));
            }
            Ok(())
        })?;
        if self.is(Kind::Dedent) {
            self.next();
        }
        Ok(ExprKind::Switch(Box::new(Switch { subject, arms })))
    }

    /// What follows `=>`: statements on the same line, or a block.
    pub(super) fn body(&mut self, head: &str) -> Read<Block> {
        if self.is(Kind::Newline) {
            return self.block(head);
        }
        let mut body = Vec::new();
        self.deeper(|parser| {
            parser.statement_line(&mut body);
            Ok(())
        })?;
        Ok(body)
    }

    fn read_for(&mut self) -> Read<ExprKind> {
        self.next();
        if self.eat_sign("[") {
            let index = self.name("a name for the position")?;
            self.expect_sign(",", "between the two names")?;
            let name = self.name("a name for the element")?;
            self.expect_sign("]", "after the two names")?;
            return self.read_for_in(Some(index), name);
        }
        let name = self.name("a name after `for`")?;
        if self.is_word("in") {
            return self.read_for_in(None, name);
        }
        self.expect_sign("=", "after the name of the counter")?;
        let from = self.expression()?;
        if !self.eat_word("to") {
            return Err(self.expected("`to` after the first value"));
        }
        let to = self.expression()?;
        let by = if self.eat_word("by") { Some(self.expression()?) } else { None };
        let body = self.block("`for`")?;
        Ok(ExprKind::For(Box::new(For { name, from, to, by, body })))
    }

    fn read_for_in(&mut self, index: Option<crate::tree::Name>, name: crate::tree::Name) -> Read<ExprKind> {
        if !self.eat_word("in") {
            return Err(self.expected("`in` after the name"));
        }
        let list = self.expression()?;
        let body = self.block("`for`")?;
        Ok(ExprKind::ForIn(Box::new(ForIn { index, name, list, body })))
    }
}
