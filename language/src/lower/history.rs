//! `x[n]`

use engine::script::{MAX_BACK, Op, Price, Unary};

use super::{Constant, Lower, Value};
use crate::tree::{Expr, ExprKind, Span};
use crate::types::{Qualifier, Type};

impl<'a> Lower<'a> {
    pub(super) fn history(&mut self, of: &'a Expr, n: &'a Expr, span: Span) -> Value {
        let back = self.expression(n);
        if back.is_broken() {
            return back;
        }
        if back.ty != Type::Int {
            let ty = self.name_of(&back.ty);
            return self.error(n.span, format!("The number of bars to look back is an int, not {ty}."));
        }
        let most = match back.constant {
            Some(Constant::Number(n)) if n < 0.0 => {
                return self.error(span, "A negative number of bars would look ahead.");
            }
            Some(Constant::Number(n)) if n > f64::from(MAX_BACK) => {
                return self.error(span, format!("At most {MAX_BACK} bars back are kept."));
            }
            Some(Constant::Number(n)) => n as u32,
            _ => MAX_BACK,
        };
        if let ExprKind::Name(name) = &of.kind {
            if self.lookup(name).is_none()
                && let Some((_, price)) = Price::ALL.iter().find(|(of, _)| of == name)
            {
                let ty = self.expression(of).ty;
                let to = self.register();
                self.emit(Op::Past(to, *price, back.register));
                return Value::new(to, ty, Qualifier::Series);
            }
            if let Some(variable) = self.lookup(name) {
                let value = variable.value.clone();
                return match self.ring_of(name, most) {
                    Some(ring) => self.read_ring(ring, &value, back.register),
                    None => self.broken(),
                };
            }
        }
        let is_literal = matches!(of.kind, ExprKind::Number { .. } | ExprKind::Text(_) | ExprKind::Bool(_));
        if is_literal && self.version >= 6 {
            return self.error(span, "A literal has no history.");
        }
        let value = self.expression(of);
        if value.is_broken() {
            return value;
        }
        if matches!(value.ty, Type::Void | Type::Tuple(_)) {
            return self.error(of.span, "This has no history.");
        }
        if self.version >= 6 && self.is_field(of) {
            return self.error_with(
                span,
                "A field of an object has no history.",
                "Take the history of the object, `(object[1]).field`, or store the field in a variable.",
            );
        }
        // A variable of the language is the same for the whole bar, wherever it is read.
        let is_first = self.variables.values().any(|known| known.register == value.register);
        let ring = self.new_ring(value.register, most, is_first);
        if is_first {
            self.scopes[0].rings.push(ring);
            return self.read_ring(ring, &value, back.register);
        }
        let read = self.read_ring(ring, &value, back.register);
        self.emit(Op::Keep(ring));
        read
    }

    fn is_field(&mut self, of: &Expr) -> bool {
        let ExprKind::Member(object, _) = &of.kind else { return false };
        match &object.kind {
            ExprKind::Name(name) => {
                self.lookup(name).is_some_and(|of| matches!(of.value.ty, Type::Object(_)))
            }
            _ => false,
        }
    }

    fn read_ring(&mut self, ring: u32, of: &Value, n: u32) -> Value {
        let to = self.register();
        self.emit(Op::History(to, ring, n));
        if of.ty == Type::Bool && self.version >= 6 {
            self.emit(Op::Unary(Unary::Truth, to, to));
        }
        Value { looks_ahead: of.looks_ahead, ..Value::new(to, of.ty.clone(), Qualifier::Series) }
    }
}
