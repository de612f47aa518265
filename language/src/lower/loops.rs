//! Loops: `for`, `for … in` and `while`.

use engine::script::{ArrayFn, Binary, Func, MapFn, MatrixFn, Op, Reg};

use super::control::Merge;
use super::scope::{ScopeKind, Variable};
use super::{Loop, Lower, Value};
use crate::tree::{Block, For, ForIn, Span, While};
use crate::types::{Qualifier, Type};

impl<'a> Lower<'a> {
    /// A body that is repeated; `next` goes on to the next turn, and `test` gives the jump out of the loop.
    fn repeat(
        &mut self,
        body: &'a Block,
        wants_value: bool,
        span: Span,
        test: impl FnOnce(&mut Self) -> usize,
        bind: impl FnOnce(&mut Self),
        next: impl FnOnce(&mut Self),
    ) -> Value {
        let mut merge = if wants_value { self.start() } else { Merge::default() };
        merge.qualifier = Qualifier::Series;
        let top = self.code.len() as u32;
        let out = test(self);
        self.emit(Op::Turn);
        self.loops.push(Loop::default());
        self.in_scope(ScopeKind::Block, |lower| {
            bind(lower);
            let value = lower.statements(body).map(|value| lower.settled(value));
            if wants_value {
                lower.add(&mut merge, value, span);
            }
        });
        let Loop { breaks, continues } = self.loops.pop().unwrap_or_default();
        continues.into_iter().for_each(|jump| self.land(jump));
        next(self);
        self.emit(Op::Jump(top));
        self.land(out);
        breaks.into_iter().for_each(|jump| self.land(jump));
        self.merged(merge)
    }

    fn counter(&mut self, name: &str, register: Reg, ty: Type) {
        if name == "_" {
            return;
        }
        let value = Value { is_variable: true, ..Value::new(register, ty, Qualifier::Series) };
        self.define(name, Variable { value, ring: None, is_fixed: false });
    }

    pub(super) fn while_loop(&mut self, of: &'a While, span: Span, wants_value: bool) -> Value {
        let test = |lower: &mut Self| {
            let value = lower.expression(&of.condition);
            lower.condition(&value, of.condition.span);
            lower.emit(Op::JumpUnless(value.register, 0))
        };
        self.repeat(&of.body, wants_value, span, test, |_| {}, |_| {})
    }

    pub(super) fn for_loop(&mut self, of: &'a For, span: Span, wants_value: bool) -> Value {
        let from = self.expression(&of.from);
        let to = self.expression(&of.to);
        let by = of.by.as_ref().map(|by| self.expression(by));
        for (value, expr) in [(&from, &of.from), (&to, &of.to)] {
            if !value.ty.is_number() && !value.ty.is_open() {
                let ty = self.name_of(&value.ty);
                return self.error(expr.span, format!("A loop counts with numbers, and this is {ty}."));
            }
        }
        let (i, last, step) = (self.register(), self.register(), self.register());
        self.copy(i, from.register);
        self.copy(last, to.register);
        // The direction is that from the first to the last value as they are when the loop begins.
        let is_down = self.register();
        self.emit(Op::Binary(Binary::Less, is_down, last, i));
        let size = by.as_ref().map_or_else(|| self.number(1.0), |by| by.register);
        self.copy(step, size);
        let up = self.emit(Op::JumpUnless(is_down, 0));
        self.emit(Op::Unary(engine::script::Unary::Minus, step, step));
        self.land(up);
        let ty = from.ty.join(&by.as_ref().map_or(Type::Int, |by| by.ty.clone())).unwrap_or(Type::Int);
        let shown = self.register();
        let is_new = self.version >= 6;
        let test = |lower: &mut Self| {
            if is_new {
                // The end may change while the loop runs; what remembers earlier calls is asked once.
                let n = lower.code.len();
                let to = lower.expression(&of.to);
                let remembers = lower.code[n..]
                    .iter()
                    .any(|op| matches!(op, Op::Call { func: Func::Ta(_), .. } | Op::Once(..) | Op::Keep(_)));
                if remembers {
                    lower.code.truncate(n);
                    lower.places.truncate(n);
                } else {
                    lower.copy(last, to.register);
                }
            }
            let goes_on = lower.register();
            lower.emit(Op::Binary(Binary::LessEqual, goes_on, i, last));
            let skip = lower.emit(Op::JumpUnless(is_down, 0));
            lower.emit(Op::Binary(Binary::GreaterEqual, goes_on, i, last));
            lower.land(skip);
            lower.copy(shown, i);
            lower.emit(Op::JumpUnless(goes_on, 0))
        };
        let next = |lower: &mut Self| {
            lower.emit(Op::Binary(Binary::Add, i, i, step));
        };
        self.repeat(&of.body, wants_value, span, test, |lower| lower.counter(&of.name.text, shown, ty), next)
    }

    pub(super) fn for_in(&mut self, of: &'a ForIn, span: Span, wants_value: bool) -> Value {
        let list = self.expression(&of.list);
        let list = self.settled(list);
        let (keys, key_type, element) = match &list.ty {
            Type::Array(element) => (None, Type::Int, (**element).clone()),
            // A matrix is gone through row by row.
            Type::Matrix(element) => (None, Type::Int, Type::Array(element.clone())),
            Type::Map(pair) => {
                let keys = self.call_one(Func::Map(MapFn::Keys), &[list.register]);
                (Some(keys), pair.0.clone(), pair.1.clone())
            }
            Type::Broken => return list,
            ty => {
                let ty = self.name_of(ty);
                return self.error(
                    of.list.span,
                    format!("A loop goes through an array, a matrix or a map, and this is {ty}."),
                );
            }
        };
        let (i, zero, one) = (self.register(), self.number(0.0), self.number(1.0));
        self.copy(i, zero);
        let (at, value) = (self.register(), self.register());
        let test = |lower: &mut Self| {
            let (size_of, get) = match list.ty {
                Type::Matrix(_) => (Func::Matrix(MatrixFn::Rows), Func::Matrix(MatrixFn::Row)),
                _ => (Func::Array(ArrayFn::Size), Func::Array(ArrayFn::Get)),
            };
            let size = lower.call_one(size_of, &[keys.unwrap_or(list.register)]);
            let goes_on = lower.register();
            lower.emit(Op::Binary(Binary::Less, goes_on, i, size));
            let out = lower.emit(Op::JumpUnless(goes_on, 0));
            let found = match keys {
                Some(keys) => {
                    let key = lower.call_one(Func::Array(ArrayFn::Get), &[keys, i]);
                    lower.copy(at, key);
                    lower.call_one(Func::Map(MapFn::Get), &[list.register, key])
                }
                None => {
                    lower.copy(at, i);
                    lower.call_one(get, &[list.register, i])
                }
            };
            lower.copy(value, found);
            out
        };
        let bind = |lower: &mut Self| match &of.index {
            Some(index) => {
                lower.counter(&index.text, at, key_type);
                lower.counter(&of.name.text, value, element);
            }
            None => lower.counter(&of.name.text, value, element),
        };
        let next = |lower: &mut Self| {
            lower.emit(Op::Binary(Binary::Add, i, i, one));
        };
        self.repeat(&of.body, wants_value, span, test, bind, next)
    }

    pub(super) fn leave_loop(&mut self, span: Span, is_break: bool) {
        let jump = self.emit(Op::Jump(0));
        match self.loops.last_mut() {
            Some(of) if is_break => of.breaks.push(jump),
            Some(of) => of.continues.push(jump),
            None => {
                let word = if is_break { "break" } else { "continue" };
                self.error(span, format!("`{word}` is allowed only inside a loop."));
            }
        }
    }
}
