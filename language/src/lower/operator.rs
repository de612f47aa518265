//! Operators.

use engine::script::{Binary, Func, Op, TextFn, Unary};

use super::{Constant, Lower, Value};
use crate::tree::{BinaryOp, Expr, Span, UnaryOp};
use crate::types::{Qualifier, Type};

/// How an operator is written.
fn sign(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => "+",
        BinaryOp::Sub => "-",
        BinaryOp::Mul => "*",
        BinaryOp::Div => "/",
        BinaryOp::Rem => "%",
        BinaryOp::Equal => "==",
        BinaryOp::NotEqual => "!=",
        BinaryOp::Less => "<",
        BinaryOp::LessEqual => "<=",
        BinaryOp::Greater => ">",
        BinaryOp::GreaterEqual => ">=",
        BinaryOp::And => "and",
        BinaryOp::Or => "or",
    }
}

impl<'a> Lower<'a> {
    pub(super) fn unary(&mut self, op: UnaryOp, of: &'a Expr, span: Span) -> Value {
        let value = self.expression(of);
        if value.is_broken() {
            return value;
        }
        match op {
            UnaryOp::Not => {
                self.condition(&value, of.span);
                let to = self.register();
                self.emit(Op::Unary(Unary::Not, to, value.register));
                Value { looks_ahead: value.looks_ahead, ..Value::new(to, Type::Bool, value.qualifier) }
            }
            _ if !value.ty.is_number() && value.ty != Type::Na => {
                let ty = self.name_of(&value.ty);
                self.error(span, format!("A sign stands before a number, and this is {ty}."))
            }
            UnaryOp::Plus => value,
            UnaryOp::Minus => {
                if let Some(number) = Self::constant_number(&value) {
                    return self.number_value(-number, value.ty);
                }
                let to = self.register();
                self.emit(Op::Unary(Unary::Minus, to, value.register));
                Value { register: to, is_variable: false, constant: None, ..value }
            }
        }
    }

    pub(super) fn binary(&mut self, op: BinaryOp, a: &'a Expr, b: &'a Expr, span: Span) -> Value {
        if matches!(op, BinaryOp::And | BinaryOp::Or) {
            return self.logic(op, a, b);
        }
        let left = self.expression(a);
        let right = self.expression(b);
        self.operate(op, left, right, span)
    }

    pub(super) fn operate(&mut self, op: BinaryOp, left: Value, right: Value, span: Span) -> Value {
        if left.is_broken() || right.is_broken() {
            return self.broken();
        }
        let qualifier = left.qualifier.max(right.qualifier);
        let looks_ahead = left.looks_ahead || right.looks_ahead;
        if op == BinaryOp::Add && (left.ty == Type::Text || right.ty == Type::Text) {
            return self.join_texts(left, right, span);
        }
        let numbers = |ty: &Type| ty.is_number() || *ty == Type::Na;
        let are_numbers = numbers(&left.ty) && numbers(&right.ty);
        let is_equality = matches!(op, BinaryOp::Equal | BinaryOp::NotEqual);
        let is_comparison = is_equality
            || matches!(
                op,
                BinaryOp::Less | BinaryOp::LessEqual | BinaryOp::Greater | BinaryOp::GreaterEqual
            );
        let can_be_equal =
            left.ty.join(&right.ty).is_some() || (self.version < 6 && mixes_bool(&left.ty, &right.ty));
        if !(are_numbers || is_equality && can_be_equal) {
            let (x, y) = (self.name_of(&left.ty), self.name_of(&right.ty));
            let sentence = format!("`{}` does not work with {x} and {y}.", sign(op));
            if [&left.ty, &right.ty].iter().any(|ty| matches!(ty, Type::Array(_))) {
                return self.error_with(
                    span,
                    sentence,
                    "An element of an array is read by `array.get(a, 0)`.",
                );
            }
            return self.error(span, sentence);
        }
        let both_int = left.ty == Type::Int && right.ty == Type::Int;
        let is_const = qualifier == Qualifier::Const;
        let (code, ty) = match op {
            BinaryOp::Add => (Binary::Add, arithmetic(&left.ty, &right.ty)),
            BinaryOp::Sub => (Binary::Sub, arithmetic(&left.ty, &right.ty)),
            BinaryOp::Mul => (Binary::Mul, arithmetic(&left.ty, &right.ty)),
            BinaryOp::Rem => (Binary::Rem, arithmetic(&left.ty, &right.ty)),
            BinaryOp::Div if both_int && is_const && self.version < 6 => (Binary::DivWhole, Type::Int),
            BinaryOp::Div => (Binary::Div, Type::Float),
            BinaryOp::Equal => (Binary::Equal, Type::Bool),
            BinaryOp::NotEqual => (Binary::NotEqual, Type::Bool),
            BinaryOp::Less => (Binary::Less, Type::Bool),
            BinaryOp::LessEqual => (Binary::LessEqual, Type::Bool),
            BinaryOp::Greater => (Binary::Greater, Type::Bool),
            _ => (Binary::GreaterEqual, Type::Bool),
        };
        if !is_comparison
            && let (Some(x), Some(y)) = (Self::constant_number(&left), Self::constant_number(&right))
            && let Some(folded) = fold(code, x, y)
        {
            return self.number_value(folded, ty);
        }
        let to = self.register();
        self.emit(Op::Binary(code, to, left.register, right.register));
        Value { looks_ahead, ..Value::new(to, ty, qualifier) }
    }

    fn join_texts(&mut self, left: Value, right: Value, span: Span) -> Value {
        let text = |ty: &Type| matches!(ty, Type::Text | Type::Na);
        if !text(&left.ty) || !text(&right.ty) {
            let other = if text(&left.ty) { self.name_of(&right.ty) } else { self.name_of(&left.ty) };
            return self.error_with(
                span,
                format!("`+` cannot join a string and {other}."),
                "Write `str.tostring(x)`.",
            );
        }
        if let (Some(a), Some(b)) = (Self::constant_text(&left), Self::constant_text(&right)) {
            let joined = format!("{a}{b}");
            return self.constant(Constant::Text(joined), Type::Text);
        }
        let looks_ahead = left.looks_ahead || right.looks_ahead;
        let to = self.call_one(Func::Text(TextFn::Plus), &[left.register, right.register]);
        Value { looks_ahead, ..Value::new(to, Type::Text, left.qualifier.max(right.qualifier)) }
    }

    /// `and` and `or`: in version 6 the right side runs only where it decides.
    fn logic(&mut self, op: BinaryOp, a: &'a Expr, b: &'a Expr) -> Value {
        let left = self.expression(a);
        self.condition(&left, a.span);
        let to = self.register();
        if self.version < 6 {
            let left = self.settled(left);
            let right = self.expression(b);
            self.condition(&right, b.span);
            let code = if op == BinaryOp::And { Binary::And } else { Binary::Or };
            self.emit(Op::Binary(code, to, left.register, right.register));
            let looks_ahead = left.looks_ahead || right.looks_ahead;
            return Value { looks_ahead, ..Value::new(to, Type::Bool, left.qualifier.max(right.qualifier)) };
        }
        self.copy(to, left.register);
        let is_sometimes = u32::from(left.qualifier == Qualifier::Series);
        self.conditional += is_sometimes;
        let jump = self.emit(if op == BinaryOp::And { Op::JumpUnless(to, 0) } else { Op::JumpIf(to, 0) });
        let right = self.expression(b);
        self.conditional -= is_sometimes;
        self.condition(&right, b.span);
        self.copy(to, right.register);
        self.land(jump);
        let looks_ahead = left.looks_ahead || right.looks_ahead;
        Value { looks_ahead, ..Value::new(to, Type::Bool, left.qualifier.max(right.qualifier)) }
    }
}

fn mixes_bool(a: &Type, b: &Type) -> bool {
    (*a == Type::Bool && b.is_number()) || (*b == Type::Bool && a.is_number())
}

fn arithmetic(a: &Type, b: &Type) -> Type {
    if *a == Type::Int && *b == Type::Int { Type::Int } else { Type::Float }
}

fn fold(op: Binary, x: f64, y: f64) -> Option<f64> {
    let value = match op {
        Binary::Add => x + y,
        Binary::Sub => x - y,
        Binary::Mul => x * y,
        Binary::Div => x / y,
        Binary::DivWhole => (x / y).trunc(),
        _ => return None,
    };
    value.is_finite().then_some(value)
}
