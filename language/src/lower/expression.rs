//! Expressions.

use engine::script::Op;

use super::{Constant, Lower, Value};
use crate::tree::{Expr, ExprKind, Span};
use crate::types::{Qualifier, Type};

/// Levels of expressions, those of the functions that they call included: the stack of a worker in a browser is small.
const MOST_LEVELS: u32 = 240;

impl<'a> Lower<'a> {
    pub(super) fn expression(&mut self, expr: &'a Expr) -> Value {
        if self.depth >= MOST_LEVELS {
            return self.error(
                expr.span,
                format!(
                    "Functions and expressions are nested more than {MOST_LEVELS} levels deep: use variables."
                ),
            );
        }
        self.depth += 1;
        let before = std::mem::replace(&mut self.place, expr.span.start);
        let value = self.expression_kind(expr);
        self.place = before;
        self.depth -= 1;
        value
    }

    fn expression_kind(&mut self, expr: &'a Expr) -> Value {
        match &expr.kind {
            ExprKind::Number { value, is_int } => {
                self.number_value(*value, if *is_int { Type::Int } else { Type::Float })
            }
            ExprKind::Text(text) => self.text_value(text),
            ExprKind::Bool(value) => self.number_value(f64::from(u8::from(*value)), Type::Bool),
            ExprKind::Color(value) => self.number_value(f64::from(*value), Type::Color),
            ExprKind::Name(name) => self.name_value(name, expr.span),
            ExprKind::Member(of, name) => self.member(of, name, expr.span),
            ExprKind::Call(call) => self.call(call, expr.span),
            ExprKind::History(of, n) => self.history(of, n, expr.span),
            ExprKind::Unary(op, of) => self.unary(*op, of, expr.span),
            ExprKind::Binary(op, a, b) => self.binary(*op, a, b, expr.span),
            ExprKind::Choice(parts) => self.choice(parts, expr.span),
            ExprKind::If(of) => self.if_else(of, expr.span, true),
            ExprKind::Switch(of) => self.switch(of, expr.span, true),
            ExprKind::For(of) => self.for_loop(of, expr.span, true),
            ExprKind::ForIn(of) => self.for_in(of, expr.span, true),
            ExprKind::While(of) => self.while_loop(of, expr.span, true),
            ExprKind::Tuple(parts) => {
                let parts: Vec<Value> = parts.iter().map(|part| self.expression(part)).collect();
                // What a variable holds may change before the tuple is taken apart.
                let parts: Vec<Value> = parts.into_iter().map(|part| self.settled(part)).collect();
                let ty = Type::Tuple(parts.iter().map(|part| part.ty.clone()).collect());
                Value { parts, ..Value::new(0, ty, Qualifier::Series) }
            }
            ExprKind::Broken => self.broken(),
        }
    }

    /// The value in a register that no assignment changes.
    pub(super) fn settled(&mut self, value: Value) -> Value {
        if !value.is_variable {
            return value;
        }
        let to = self.register();
        self.copy(to, value.register);
        Value { register: to, is_variable: false, ..value }
    }

    /// The value as a condition.
    pub(super) fn condition(&mut self, value: &Value, span: Span) {
        match value.ty {
            Type::Bool | Type::Broken => {}
            Type::Int | Type::Float | Type::Na if self.version < 6 => {}
            Type::Int | Type::Float => {
                let ty = self.name_of(&value.ty);
                self.error_with(
                    span,
                    format!("A condition is a bool, and this is {ty}."),
                    "In version 6 a number is no condition: write `bool(x)` or `x != 0`.",
                );
            }
            _ => {
                let ty = self.name_of(&value.ty);
                self.error(span, format!("A condition is a bool, and this is {ty}."));
            }
        }
    }

    /// The value for a place of a type, or an error that names the place.
    pub(super) fn fit(&mut self, value: Value, ty: &Type, span: Span, place: &str) -> Value {
        if value.is_broken() || *ty == Type::Broken {
            return value;
        }
        if value.ty == Type::Na && *ty == Type::Bool && self.version >= 6 {
            return self.error_with(
                span,
                format!("In version 6 a bool is never na, but {place} is one."),
                "Use `false`.",
            );
        }
        if value.ty.fits(ty) {
            let constant = value.constant.clone();
            return Value { ty: ty.clone(), constant, ..value };
        }
        if *ty == Type::Bool && value.ty.is_number() && self.version < 6 {
            let to = self.register();
            self.emit(Op::Unary(engine::script::Unary::Truth, to, value.register));
            return Value { register: to, ty: Type::Bool, constant: None, is_variable: false, ..value };
        }
        let (wanted, given) = (self.name_of(ty), self.name_of(&value.ty));
        let note = match (ty, &value.ty) {
            (Type::Int, Type::Float) => "Use `int(x)` or `math.round(x)`, or declare the variable as float.",
            (Type::Bool, Type::Int | Type::Float) => "Write `bool(x)` or `x != 0`.",
            (Type::Text, _) => "Write `str.tostring(x)`.",
            _ => return self.error(span, format!("{} is {wanted}, but this is {given}.", capital(place))),
        };
        self.error_with(span, format!("{} is {wanted}, but this is {given}.", capital(place)), note)
    }

    /// A text known when compiling.
    pub(super) fn constant_text(value: &Value) -> Option<&str> {
        match &value.constant {
            Some(Constant::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// A number known when compiling.
    pub(super) fn constant_number(value: &Value) -> Option<f64> {
        match value.constant {
            Some(Constant::Number(number)) => Some(number),
            _ => None,
        }
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
