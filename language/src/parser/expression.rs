//! Expressions, loosest operator first.

use super::{Broken, MAX_DEPTH, Parser, Read};
use crate::lexer::{Kind, text_value};
use crate::tree::{Arg, BinaryOp, Call, Expr, ExprKind, Name, Span, UnaryOp};

/// Binary operators by level, loosest first; `not` stands between the second and the third.
const LEVELS: [&[(&str, BinaryOp)]; 6] = [
    &[("or", BinaryOp::Or)],
    &[("and", BinaryOp::And)],
    &[("==", BinaryOp::Equal), ("!=", BinaryOp::NotEqual)],
    &[
        ("<=", BinaryOp::LessEqual),
        (">=", BinaryOp::GreaterEqual),
        ("<", BinaryOp::Less),
        (">", BinaryOp::Greater),
    ],
    &[("+", BinaryOp::Add), ("-", BinaryOp::Sub)],
    &[("*", BinaryOp::Mul), ("/", BinaryOp::Div), ("%", BinaryOp::Rem)],
];
const COMPARISON: usize = 3;

impl Parser<'_> {
    pub(super) fn expression(&mut self) -> Read<Expr> {
        self.deeper(|parser| {
            if let Some(block) = parser.control()? {
                return Ok(block);
            }
            let condition = parser.binary(0)?;
            if !parser.eat_sign("?") {
                return Ok(condition);
            }
            let yes = parser.expression()?;
            parser.expect_sign(":", "between the two values of `?`")?;
            let no = parser.expression()?;
            let span = condition.span.to(no.span);
            let depth = 1 + condition.depth.max(yes.depth).max(no.depth);
            parser.node(ExprKind::Choice(Box::new([condition, yes, no])), span, depth)
        })
    }

    pub(super) fn node(&mut self, kind: ExprKind, span: Span, depth: u32) -> Read<Expr> {
        if depth > MAX_DEPTH {
            self.report(
                span,
                format!("This expression has more than {MAX_DEPTH} levels: use variables for its parts."),
            );
            return Err(Broken);
        }
        Ok(Expr { kind, span, depth })
    }

    fn operator(&self, level: usize) -> Option<BinaryOp> {
        let token = self.token();
        let is_sign = matches!(token.kind, Kind::Sign(_));
        if !is_sign && token.kind != Kind::Word {
            return None;
        }
        let text = self.text_of(token);
        LEVELS[level].iter().find(|(sign, _)| *sign == text).map(|(_, op)| *op)
    }

    fn binary(&mut self, level: usize) -> Read<Expr> {
        if level == LEVELS.len() {
            return self.unary();
        }
        if level == 2 && self.is_word("not") {
            let start = self.next().span;
            let operand = self.deeper(|parser| parser.binary(2))?;
            let (span, depth) = (start.to(operand.span), operand.depth + 1);
            return self.node(ExprKind::Unary(UnaryOp::Not, Box::new(operand)), span, depth);
        }
        let mut left = self.binary(level + 1)?;
        let mut n = 0;
        while let Some(op) = self.operator(level) {
            let sign = self.next();
            n += 1;
            if level == COMPARISON && n > 1 {
                self.report(sign.span, "Comparisons cannot be chained: write `a < b and b < c`.");
                return Err(Broken);
            }
            let right =
                if level < 2 && self.is_word("not") { self.binary(2)? } else { self.binary(level + 1)? };
            let (span, depth) = (left.span.to(right.span), 1 + left.depth.max(right.depth));
            left = self.node(ExprKind::Binary(op, Box::new(left), Box::new(right)), span, depth)?;
        }
        Ok(left)
    }

    fn unary(&mut self) -> Read<Expr> {
        let op = match self.token().kind {
            Kind::Sign("-") => UnaryOp::Minus,
            Kind::Sign("+") => UnaryOp::Plus,
            Kind::Word if self.is_word("not") => UnaryOp::Not,
            _ => return self.postfix(),
        };
        let start = self.next().span;
        let operand = self.deeper(Self::unary)?;
        let (span, depth) = (start.to(operand.span), operand.depth + 1);
        self.node(ExprKind::Unary(op, Box::new(operand)), span, depth)
    }

    fn postfix(&mut self) -> Read<Expr> {
        let mut expr = self.primary()?;
        loop {
            match self.token().kind {
                Kind::Sign(".") => {
                    self.next();
                    let token = self.token();
                    if token.kind != Kind::Word {
                        return Err(self.expected("a name after `.`"));
                    }
                    self.next();
                    let name = Name { text: self.text_of(token).to_owned(), span: token.span };
                    let (span, depth) = (expr.span.to(name.span), expr.depth + 1);
                    expr = self.node(ExprKind::Member(Box::new(expr), name), span, depth)?;
                }
                Kind::Sign("[") => {
                    self.next();
                    let n = self.expression()?;
                    let end = self.expect_sign("]", "after the number of bars")?;
                    let (span, depth) = (expr.span.to(end), 1 + expr.depth.max(n.depth));
                    expr = self.node(ExprKind::History(Box::new(expr), Box::new(n)), span, depth)?;
                }
                Kind::Sign("(") => expr = self.call(expr, Vec::new())?,
                Kind::Sign("<") if takes_generics(&expr) => match self.try_generics() {
                    Some(generics) => expr = self.call(expr, generics)?,
                    None => return Ok(expr),
                },
                _ => return Ok(expr),
            }
        }
    }

    fn call(&mut self, callee: Expr, generics: Vec<crate::tree::TypeName>) -> Read<Expr> {
        self.next();
        let (mut args, mut depth) = (Vec::new(), callee.depth);
        while !self.is_sign(")") {
            let is_named = self.is(Kind::Word) && self.ahead(1).kind == Kind::Sign("=");
            let name = if is_named {
                let token = self.next();
                self.next();
                Some(Name { text: self.text_of(token).to_owned(), span: token.span })
            } else {
                None
            };
            let value = self.expression()?;
            depth = depth.max(value.depth);
            args.push(Arg { name, value });
            if !self.eat_sign(",") {
                break;
            }
        }
        let end = self.expect_sign(")", "or `,` after an argument")?;
        let span = callee.span.to(end);
        self.node(ExprKind::Call(Box::new(Call { callee, generics, args })), span, depth + 1)
    }

    fn primary(&mut self) -> Read<Expr> {
        let token = self.token();
        let text = self.text_of(token);
        let kind = match token.kind {
            Kind::Int | Kind::Float => {
                let value = text.parse().unwrap_or(f64::NAN);
                ExprKind::Number { value, is_int: token.kind == Kind::Int }
            }
            Kind::Text => ExprKind::Text(text_value(text)),
            Kind::Color => {
                let digits = text.get(1..).unwrap_or_default();
                let value = u32::from_str_radix(digits, 16).unwrap_or_default();
                ExprKind::Color(if digits.len() == 8 { value } else { value << 8 | 0xff })
            }
            Kind::Word => match text {
                "true" => ExprKind::Bool(true),
                "false" => ExprKind::Bool(false),
                _ if super::is_reserved(text) => return Err(self.expected("a value")),
                _ => ExprKind::Name(text.to_owned()),
            },
            Kind::Sign("(") => {
                self.next();
                let inner = self.expression()?;
                let end = self.expect_sign(")", "after the expression")?;
                return Ok(Expr { span: token.span.to(end), ..inner });
            }
            Kind::Sign("[") => return self.tuple(),
            _ => return Err(self.expected("a value")),
        };
        self.next();
        Ok(Expr { kind, span: token.span, depth: 1 })
    }

    fn tuple(&mut self) -> Read<Expr> {
        let start = self.next().span;
        let (mut parts, mut depth) = (Vec::new(), 0);
        while !self.is_sign("]") {
            let part = self.expression()?;
            depth = depth.max(part.depth);
            parts.push(part);
            if !self.eat_sign(",") {
                break;
            }
        }
        let end = self.expect_sign("]", "or `,` after a value")?;
        self.node(ExprKind::Tuple(parts), start.to(end), depth + 1)
    }
}

/// `array.new`, `matrix.new`, `map.new`: what stands between `<` and `>` after them are types.
fn takes_generics(expr: &Expr) -> bool {
    matches!(&expr.kind, ExprKind::Member(of, name)
        if name.text == "new" && matches!(&of.kind, ExprKind::Name(of) if matches!(of.as_str(), "array" | "matrix" | "map")))
}
