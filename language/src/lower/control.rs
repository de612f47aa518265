//! Blocks with a head: `if`, `switch`, loops, and `?:`.

use engine::script::{ArrayFn, Binary, Func, MapFn, Op, Reg};

use super::scope::{ScopeKind, Variable};
use super::{Loop, Lower, Value};
use crate::tree::{Block, Expr, For, ForIn, If, Span, Switch, While};
use crate::types::{Qualifier, Type};

/// The registers that the branches of a block write their value to.
#[derive(Default)]
struct Merge {
    to: Vec<Reg>,
    ty: Option<Type>,
    looks_ahead: bool,
    /// Where the value for no branch is set.
    fallback: Option<usize>,
}

impl<'a> Lower<'a> {
    /// Statements in a scope of their own; the value of the last one.
    pub(super) fn block(&mut self, body: &'a Block) -> Option<Value> {
        self.in_scope(ScopeKind::Block, |lower| {
            let value = lower.statements(body);
            // Histories are kept where the block ends, so its value must not be a variable that lives on.
            value.map(|value| lower.settled(value))
        })
    }

    pub(super) fn statements(&mut self, body: &'a Block) -> Option<Value> {
        let mut last = None;
        for (at, statement) in body.iter().enumerate() {
            last = self.statement_value(statement, at + 1 == body.len());
        }
        last
    }

    fn add(&mut self, merge: &mut Merge, value: Option<Value>, span: Span) {
        let Some(value) = value else { return };
        if value.ty == Type::Void {
            return;
        }
        merge.looks_ahead |= value.looks_ahead;
        let ty = match &merge.ty {
            None => value.ty.clone(),
            Some(ty) => match ty.join(&value.ty) {
                Some(ty) => ty,
                None => {
                    let (a, b) = (self.name_of(ty), self.name_of(&value.ty));
                    self.error(span, format!("The branches have values of different types: {a} and {b}."));
                    Type::Broken
                }
            },
        };
        merge.ty = Some(ty);
        let parts = if value.parts.is_empty() {
            vec![value.register]
        } else {
            value.parts.iter().map(|p| p.register).collect()
        };
        while merge.to.len() < parts.len() {
            let register = self.register();
            merge.to.push(register);
        }
        for (to, from) in merge.to.clone().into_iter().zip(parts) {
            self.copy(to, from);
        }
    }

    /// Reserves the first result and sets it to na, for the case that no branch is taken.
    fn start(&mut self) -> Merge {
        let (to, na) = (self.register(), self.na());
        let fallback = Some(self.emit(Op::Move { to, from: na }));
        Merge { to: vec![to], fallback, ..Merge::default() }
    }

    fn merged(&mut self, merge: Merge) -> Value {
        let Some(ty) = merge.ty else { return self.void() };
        if ty == Type::Bool && self.version >= 6 {
            let no = self.number(0.0);
            if let Some(Op::Move { from, .. }) = merge.fallback.and_then(|at| self.code.get_mut(at)) {
                *from = no;
            }
        }
        let mut value = Value::new(merge.to[0], ty, Qualifier::Series);
        value.looks_ahead = merge.looks_ahead;
        if let Type::Tuple(types) = &value.ty {
            let part = |(register, ty): (&Reg, &Type)| Value::new(*register, ty.clone(), Qualifier::Series);
            value.parts = merge.to.iter().zip(types).map(part).collect();
        }
        value
    }

    pub(super) fn choice(&mut self, parts: &'a [Expr; 3], span: Span) -> Value {
        let [condition, yes, no] = parts;
        let condition_value = self.expression(condition);
        self.condition(&condition_value, condition.span);
        let mut merge = Merge { looks_ahead: condition_value.looks_ahead, ..Merge::default() };
        let skip = self.emit(Op::JumpUnless(condition_value.register, 0));
        let is_sometimes = u32::from(condition_value.qualifier == Qualifier::Series);
        self.conditional += is_sometimes;
        let first = self.expression(yes);
        self.add(&mut merge, Some(first.clone()), span);
        let end = self.emit(Op::Jump(0));
        self.land(skip);
        let second = self.expression(no);
        self.add(&mut merge, Some(second.clone()), span);
        self.conditional -= is_sometimes;
        self.land(end);
        if merge.ty.is_none() {
            return self.error(span, "`?` needs two values.");
        }
        let mut value = self.merged(merge);
        if value.ty == Type::Na {
            return value;
        }
        value.qualifier =
            condition_value.qualifier.max(first.qualifier).max(second.qualifier).max(Qualifier::Input);
        value
    }

    /// Runs something in a block whose condition may look ahead.
    fn guarded<T>(&mut self, looks_ahead: bool, run: impl FnOnce(&mut Self) -> T) -> T {
        self.ahead += u32::from(looks_ahead);
        let result = run(self);
        self.ahead -= u32::from(looks_ahead);
        result
    }

    pub(super) fn if_else(&mut self, of: &'a If, span: Span, wants_value: bool) -> Value {
        let mut merge = if wants_value { self.start() } else { Merge::default() };
        let (mut ends, mut looks_ahead, outside) = (Vec::new(), false, self.conditional);
        for (condition, body) in &of.branches {
            let value = self.expression(condition);
            self.condition(&value, condition.span);
            looks_ahead |= value.looks_ahead;
            self.conditional += u32::from(value.qualifier == Qualifier::Series);
            let skip = self.emit(Op::JumpUnless(value.register, 0));
            self.branch(body, looks_ahead, wants_value, &mut merge, span);
            ends.push(self.emit(Op::Jump(0)));
            self.land(skip);
        }
        if let Some(body) = &of.otherwise {
            self.branch(body, looks_ahead, wants_value, &mut merge, span);
        }
        self.conditional = outside;
        ends.into_iter().for_each(|end| self.land(end));
        merge.looks_ahead |= looks_ahead;
        self.merged(merge)
    }

    fn branch(
        &mut self,
        body: &'a Block,
        looks_ahead: bool,
        wants_value: bool,
        merge: &mut Merge,
        span: Span,
    ) {
        self.guarded(looks_ahead, |lower| {
            let value = lower.block(body);
            if wants_value {
                lower.add(merge, value, span);
            }
        });
    }

    pub(super) fn switch(&mut self, of: &'a Switch, span: Span, wants_value: bool) -> Value {
        let mut merge = if wants_value { self.start() } else { Merge::default() };
        let subject = of.subject.as_ref().map(|subject| {
            let value = self.expression(subject);
            self.settled(value)
        });
        let (mut ends, mut looks_ahead) =
            (Vec::new(), subject.as_ref().is_some_and(|subject| subject.looks_ahead));
        let outside = self.conditional;
        for (value, body) in &of.arms {
            let skip = value.as_ref().map(|expr| {
                let value = self.expression(expr);
                let condition = match &subject {
                    Some(subject) => {
                        self.operate(crate::tree::BinaryOp::Equal, subject.clone(), value, expr.span)
                    }
                    None => {
                        self.condition(&value, expr.span);
                        value
                    }
                };
                looks_ahead |= condition.looks_ahead;
                self.conditional += u32::from(condition.qualifier == Qualifier::Series);
                self.emit(Op::JumpUnless(condition.register, 0))
            });
            self.branch(body, looks_ahead, wants_value, &mut merge, span);
            ends.push(self.emit(Op::Jump(0)));
            if let Some(skip) = skip {
                self.land(skip);
            }
        }
        self.conditional = outside;
        ends.into_iter().for_each(|end| self.land(end));
        merge.looks_ahead |= looks_ahead;
        self.merged(merge)
    }

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
            Type::Map(pair) => {
                let keys = self.call_one(Func::Map(MapFn::Keys), &[list.register]);
                (Some(keys), pair.0.clone(), pair.1.clone())
            }
            Type::Broken => return list,
            ty => {
                let ty = self.name_of(ty);
                return self.error(
                    of.list.span,
                    format!("A loop goes through an array or a map, and this is {ty}."),
                );
            }
        };
        let (i, zero, one) = (self.register(), self.number(0.0), self.number(1.0));
        self.copy(i, zero);
        let (at, value) = (self.register(), self.register());
        let test = |lower: &mut Self| {
            let size = lower.call_one(Func::Array(ArrayFn::Size), &[keys.unwrap_or(list.register)]);
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
                    lower.call_one(Func::Array(ArrayFn::Get), &[list.register, i])
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
                self.error(span, format!("`{word}` stands inside of a loop."));
            }
        }
    }
}
