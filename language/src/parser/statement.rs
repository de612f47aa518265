//! Statements: declarations, assignments, functions, types.

use super::{Broken, Parser, Read};
use crate::lexer::Kind;
use crate::tree::{BinaryOp, Block, Expr, ExprKind, Function, Lifetime, Param, Stmt, StmtKind};

impl Parser<'_> {
    /// The statements of one line; after one that cannot be read, the next line that is not indented further.
    pub(super) fn statement_line(&mut self, into: &mut Block) {
        if self.is(Kind::Newline) || self.is(Kind::Dedent) {
            return;
        }
        if self.is(Kind::Indent) {
            let is_call = matches!(
                into.last(),
                Some(Stmt { kind: StmtKind::Expr(Expr { kind: ExprKind::Call(_), .. }), .. })
            );
            let sentence = if is_call {
                "This line is indented, but the line above it begins no block: a function's head ends in `=>`."
            } else {
                "This line is indented, but the line above it begins no block. To continue a line, indent by a number of spaces that is no multiple of four."
            };
            self.report(self.ahead(1).span, sentence);
            return self.recover();
        }
        loop {
            let Ok(statement) = self.statement() else { return self.recover() };
            into.push(statement);
            if !self.eat_sign(",") {
                break;
            }
        }
        // A block has taken its own line end.
        let after_block =
            self.at > 0 && self.tokens.get(self.at - 1).is_some_and(|token| token.kind == Kind::Dedent);
        let ends = self.is(Kind::Newline) || self.is(Kind::End) || self.is(Kind::Dedent);
        if self.is(Kind::Newline) {
            self.next();
        } else if !ends && !after_block && !self.ended_line() {
            self.expected("the end of the line or `,`");
            self.recover();
        }
    }

    /// The statement ended with one that took its line end: an arm or a function on one line.
    fn ended_line(&self) -> bool {
        self.at > 0 && self.tokens.get(self.at - 1).is_some_and(|token| token.kind == Kind::Newline)
    }

    /// Goes to the next line, over the block that belongs to this one.
    fn recover(&mut self) {
        let mut level = 0;
        loop {
            match self.token().kind {
                Kind::End => return,
                Kind::Indent => level += 1,
                Kind::Dedent if level == 0 => return,
                Kind::Dedent => {
                    level -= 1;
                    if level == 0 {
                        self.next();
                        return;
                    }
                }
                Kind::Newline if level == 0 && self.ahead(1).kind != Kind::Indent => {
                    self.next();
                    return;
                }
                _ => {}
            }
            self.next();
        }
    }

    fn statement(&mut self) -> Read<Stmt> {
        let start = self.token().span;
        let kind = self.statement_kind()?;
        let end = self.tokens.get(self.at.saturating_sub(1)).map_or(start, |token| token.span);
        Ok(Stmt { kind, span: start.to(end) })
    }

    fn statement_kind(&mut self) -> Read<StmtKind> {
        if self.is_sign("[") && self.is_destructuring() {
            return self.destructure();
        }
        if self.is(Kind::Word) {
            self.foreign_statement()?;
            let next_is_word = self.ahead(1).kind == Kind::Word;
            match self.text_of(self.token()) {
                "break" => {
                    self.next();
                    return Ok(StmtKind::Break);
                }
                "continue" => {
                    self.next();
                    return Ok(StmtKind::Continue);
                }
                "import" => {
                    while !self.is(Kind::Newline) && !self.is(Kind::End) {
                        self.next();
                    }
                    return Ok(StmtKind::Import);
                }
                "export" => {
                    self.next();
                    return self.statement_kind();
                }
                "type" if next_is_word => return self.read_type_declaration(),
                "enum" if next_is_word => return self.read_enum(),
                "method" if next_is_word => {
                    self.next();
                    return self.function(true);
                }
                _ => {}
            }
            let is_function = self.ahead(1).kind == Kind::Sign("(") && self.is_function_head();
            if is_function {
                return self.function(false);
            }
            if let Some(declaration) = self.declaration()? {
                return Ok(declaration);
            }
        }
        self.assignment_or_expression()
    }

    /// `[a, b] =` stands here.
    fn is_destructuring(&self) -> bool {
        let close = (1..).take_while(|n| !matches!(self.ahead(*n).kind, Kind::Newline | Kind::End));
        let mut close = close.filter(|n| self.ahead(*n).kind == Kind::Sign("]"));
        close.next().is_some_and(|n| self.ahead(n + 1).kind == Kind::Sign("="))
    }

    fn destructure(&mut self) -> Read<StmtKind> {
        self.next();
        let mut names = Vec::new();
        loop {
            names.push(self.name("a name")?);
            if !self.eat_sign(",") {
                break;
            }
        }
        self.expect_sign("]", "after the names")?;
        self.expect_sign("=", "after the names")?;
        Ok(StmtKind::Destructure(names, self.expression()?))
    }

    /// `name(…) =>` stands here.
    fn is_function_head(&self) -> bool {
        let mut level = 0;
        for n in 1.. {
            match self.ahead(n).kind {
                Kind::Sign("(") => level += 1,
                Kind::Sign(")") => {
                    level -= 1;
                    if level == 0 {
                        return self.ahead(n + 1).kind == Kind::Sign("=>");
                    }
                }
                Kind::Newline | Kind::End => return false,
                _ => {}
            }
        }
        false
    }

    fn function(&mut self, is_method: bool) -> Read<StmtKind> {
        let name = self.name("the name of the function")?;
        self.expect_sign("(", "after the name of the function")?;
        let mut params = Vec::new();
        while !self.is_sign(")") {
            params.push(self.param()?);
            if !self.eat_sign(",") {
                break;
            }
        }
        self.expect_sign(")", "or `,` after a parameter")?;
        self.expect_sign("=>", "after the parameters")?;
        let body = self.body("the head of the function")?;
        Ok(StmtKind::Function(Function { name, params, body, is_method }))
    }

    /// `[type] name [= default]`
    fn param(&mut self) -> Read<Param> {
        let start = self.at;
        let mut ty = self.try_type();
        if ty.is_some() && !self.is(Kind::Word) {
            self.at = start;
            ty = None;
        }
        let name = self.name("the name of a parameter")?;
        let default = if self.eat_sign("=") { Some(self.expression()?) } else { None };
        Ok(Param { name, ty, default })
    }

    fn read_type_declaration(&mut self) -> Read<StmtKind> {
        self.next();
        let name = self.name("the name of the type")?;
        let fields = self.lines("the name of the type", |parser| {
            if parser.is_word("varip") {
                parser.next();
            }
            parser.param()
        })?;
        Ok(StmtKind::Type(name, fields))
    }

    fn read_enum(&mut self) -> Read<StmtKind> {
        self.next();
        let name = self.name("the name of the enum")?;
        let fields = self.lines("the name of the enum", |parser| {
            let name = parser.name("the name of a field")?;
            let title = if parser.eat_sign("=") { Some(parser.expression()?) } else { None };
            Ok((name, title))
        })?;
        Ok(StmtKind::Enum(name, fields))
    }

    /// Indented lines, one item each.
    fn lines<T>(&mut self, head: &str, read: impl Fn(&mut Self) -> Read<T>) -> Read<Vec<T>> {
        if !(self.is(Kind::Newline) && self.ahead(1).kind == Kind::Indent) {
            return Err(self.expected(&format!("indented lines after {head}")));
        }
        self.at += 2;
        let mut items = Vec::new();
        while !self.is(Kind::Dedent) && !self.is(Kind::End) {
            items.push(read(self)?);
            if self.is(Kind::Newline) {
                self.next();
            } else if !self.is(Kind::Dedent) {
                return Err(self.expected("the end of the line"));
            }
        }
        if self.is(Kind::Dedent) {
            self.next();
        }
        Ok(items)
    }

    /// `[var] [type] name = value`, if it stands here.
    fn declaration(&mut self) -> Read<Option<StmtKind>> {
        let start = self.at;
        let lifetime = match self.text_of(self.token()) {
            "var" => Lifetime::Var,
            "varip" => Lifetime::Varip,
            _ => Lifetime::Fresh,
        };
        if lifetime != Lifetime::Fresh {
            self.next();
        }
        let is_plain = self.is(Kind::Word) && self.ahead(1).kind == Kind::Sign("=");
        let ty = if is_plain { None } else { self.try_type() };
        if self.is(Kind::Word) && self.ahead(1).kind == Kind::Sign("=") {
            let name = self.name("a name")?;
            self.next();
            let value = self.expression()?;
            return Ok(Some(StmtKind::Declare { lifetime, ty, name, value }));
        }
        if lifetime != Lifetime::Fresh {
            self.expected("a name and `=` after `var`");
            return Err(Broken);
        }
        if ty.is_some() && self.is(Kind::Word) && !super::is_reserved(self.text_of(self.token())) {
            let name = self.name("a name")?;
            return Err(self.expected(&format!("`=` and a first value after `{}`", name.text)));
        }
        self.at = start;
        Ok(None)
    }

    fn assignment_or_expression(&mut self) -> Read<StmtKind> {
        let target = self.expression()?;
        let op = match self.token().kind {
            Kind::Sign(":=") => None,
            Kind::Sign("+=") => Some(BinaryOp::Add),
            Kind::Sign("-=") => Some(BinaryOp::Sub),
            Kind::Sign("*=") => Some(BinaryOp::Mul),
            Kind::Sign("/=") => Some(BinaryOp::Div),
            Kind::Sign("%=") => Some(BinaryOp::Rem),
            Kind::Sign("=") => return Err(self.no_declaration(&target)),
            _ => return Ok(StmtKind::Expr(target)),
        };
        if !is_target(&target) {
            self.report(target.span, "Only a variable or a field of an object can be assigned to.");
            return Err(Broken);
        }
        self.next();
        let value = self.expression()?;
        Ok(StmtKind::Assign { target, op, value })
    }
}

fn is_target(expr: &Expr) -> bool {
    matches!(&expr.kind, ExprKind::Name(_) | ExprKind::Member(_, _))
}
