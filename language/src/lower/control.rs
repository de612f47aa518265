//! Branches: `if`, `switch` and `?:`, and how their values become one.

use engine::script::{Op, Reg};

use super::scope::ScopeKind;
use super::{Lower, Value};
use crate::tree::{Block, Expr, If, Span, Switch};
use crate::types::{Qualifier, Type};

/// The registers that the branches of a block write their value to.
pub(super) struct Merge {
    to: Vec<Reg>,
    ty: Option<Type>,
    /// The least steady of the conditions and values so far; no less than an input's, because which branch is taken is not known here.
    pub(super) qualifier: Qualifier,
    looks_ahead: bool,
    /// Where the value for no branch is set.
    fallback: Option<usize>,
}

impl Default for Merge {
    fn default() -> Self {
        Self { to: Vec::new(), ty: None, qualifier: Qualifier::Input, looks_ahead: false, fallback: None }
    }
}

impl Merge {
    fn depends_on(&mut self, value: &Value) {
        self.qualifier = self.qualifier.max(value.qualifier);
        self.looks_ahead |= value.looks_ahead;
    }
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

    pub(super) fn add(&mut self, merge: &mut Merge, value: Option<Value>, span: Span) {
        let Some(value) = value else { return };
        if value.ty == Type::Void {
            return;
        }
        if value.parts.is_empty() {
            merge.depends_on(&value);
        }
        value.parts.iter().for_each(|part| merge.depends_on(part));
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
            // na for a tuple is na for each of its values.
            vec![value.register; if value.ty == Type::Na { merge.to.len().max(1) } else { 1 }]
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
    pub(super) fn start(&mut self) -> Merge {
        let (to, na) = (self.register(), self.na());
        let fallback = Some(self.emit(Op::Move { to, from: na }));
        Merge { to: vec![to], fallback, ..Merge::default() }
    }

    /// No branch was taken: the values of a tuple are na as one value is, and not those of an earlier bar.
    fn take_none(&mut self, merge: &Merge) {
        let Some(Type::Tuple(types)) = &merge.ty else { return };
        for (to, ty) in merge.to.iter().zip(types) {
            let none = if *ty == Type::Bool && self.version >= 6 { self.number(0.0) } else { self.na() };
            self.copy(*to, none);
        }
    }

    pub(super) fn merged(&mut self, merge: Merge) -> Value {
        let Some(ty) = merge.ty else { return self.void() };
        if ty == Type::Bool && self.version >= 6 {
            let no = self.number(0.0);
            if let Some(Op::Move { from, .. }) = merge.fallback.and_then(|at| self.code.get_mut(at)) {
                *from = no;
            }
        }
        let mut value = Value::new(merge.to[0], ty, merge.qualifier);
        value.looks_ahead = merge.looks_ahead;
        if let Type::Tuple(types) = &value.ty {
            let part = |(register, ty): (&Reg, &Type)| Value {
                looks_ahead: merge.looks_ahead,
                ..Value::new(*register, ty.clone(), merge.qualifier)
            };
            value.parts = merge.to.iter().zip(types).map(part).collect();
        }
        value
    }

    pub(super) fn choice(&mut self, parts: &'a [Expr; 3], span: Span) -> Value {
        let [condition, yes, no] = parts;
        let condition_value = self.expression(condition);
        self.condition(&condition_value, condition.span);
        let mut merge = Merge::default();
        merge.depends_on(&condition_value);
        let skip = self.emit(Op::JumpUnless(condition_value.register, 0));
        let is_sometimes = u32::from(condition_value.qualifier == Qualifier::Series);
        self.conditional += is_sometimes;
        let first = self.expression(yes);
        self.add(&mut merge, Some(first), span);
        let end = self.emit(Op::Jump(0));
        self.land(skip);
        let second = self.expression(no);
        self.add(&mut merge, Some(second), span);
        self.conditional -= is_sometimes;
        self.land(end);
        if merge.ty.is_none() {
            return self.error(span, "`?` needs two values.");
        }
        self.merged(merge)
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
            merge.depends_on(&value);
            self.conditional += u32::from(value.qualifier == Qualifier::Series);
            let skip = self.emit(Op::JumpUnless(value.register, 0));
            self.branch(body, looks_ahead, wants_value, &mut merge, span);
            ends.push(self.emit(Op::Jump(0)));
            self.land(skip);
        }
        match &of.otherwise {
            Some(body) => self.branch(body, looks_ahead, wants_value, &mut merge, span),
            None => self.take_none(&merge),
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
                merge.depends_on(&condition);
                self.conditional += u32::from(condition.qualifier == Qualifier::Series);
                self.emit(Op::JumpUnless(condition.register, 0))
            });
            self.branch(body, looks_ahead, wants_value, &mut merge, span);
            ends.push(self.emit(Op::Jump(0)));
            if let Some(skip) = skip {
                self.land(skip);
            }
        }
        if of.arms.iter().all(|(value, _)| value.is_some()) {
            self.take_none(&merge);
        }
        self.conditional = outside;
        ends.into_iter().for_each(|end| self.land(end));
        merge.looks_ahead |= looks_ahead;
        self.merged(merge)
    }
}
