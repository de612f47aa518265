//! Statements.

use engine::script::{Func, HeapFn, Op, Price};

use super::drawing::{POINT, type_of_field};
use super::scope::{ScopeKind, Variable};
use super::{Lower, Value};
use crate::diagnostic::Severity;
use crate::refusal;
use crate::tree::{BinaryOp, Expr, ExprKind, Lifetime, Name, Span, Stmt, StmtKind, TypeName};
use crate::types::{Qualifier, Type};

impl<'a> Lower<'a> {
    pub(super) fn statement(&mut self, statement: &'a Stmt) {
        self.statement_value(statement, false);
    }

    /// A statement; its value if it is the last of a block whose value is wanted.
    pub(super) fn statement_value(&mut self, statement: &'a Stmt, wants_value: bool) -> Option<Value> {
        if self.is_too_large() {
            return None;
        }
        let before = std::mem::replace(&mut self.place, statement.span.start);
        let value = match &statement.kind {
            StmtKind::Declare { lifetime, ty, name, value } => {
                self.declare(*lifetime, ty.as_ref(), name, value)
            }
            StmtKind::Destructure(names, value) => self.destructure(names, value),
            StmtKind::Assign { target, op, value } => self.assign(target, *op, value),
            StmtKind::Expr(expr) => self.bare(expr, wants_value),
            StmtKind::Function(of) => self.only_global(of.name.span, "A function"),
            StmtKind::Type(name, _) => self.only_global(name.span, "A type"),
            StmtKind::Enum(name, _) => self.only_global(name.span, "An enum"),
            StmtKind::Import => {
                self.error(statement.span, refusal::sentence("import"));
                None
            }
            StmtKind::Break | StmtKind::Continue => {
                self.leave_loop(statement.span, statement.kind == StmtKind::Break);
                None
            }
        };
        self.place = before;
        value
    }

    fn only_global(&mut self, span: Span, what: &str) -> Option<Value> {
        if self.scopes.len() > 1 {
            self.error(
                span,
                format!("{what} is declared at the top level of the script, not inside of a block."),
            );
        }
        None
    }

    /// An expression for its effect.
    fn bare(&mut self, expr: &'a Expr, wants_value: bool) -> Option<Value> {
        if wants_value {
            return Some(self.expression(expr));
        }
        let before = std::mem::replace(&mut self.place, expr.span.start);
        let value = match &expr.kind {
            ExprKind::If(of) => self.if_else(of, expr.span, false),
            ExprKind::Switch(of) => self.switch(of, expr.span, false),
            ExprKind::For(of) => self.for_loop(of, expr.span, false),
            ExprKind::ForIn(of) => self.for_in(of, expr.span, false),
            ExprKind::While(of) => self.while_loop(of, expr.span, false),
            ExprKind::Binary(op, ..) if *op == BinaryOp::Equal => {
                self.report(expr.span, Severity::Warning, "This comparison has no effect: `:=` assigns.");
                self.expression(expr)
            }
            _ => self.expression(expr),
        };
        self.place = before;
        Some(value)
    }

    fn declare(
        &mut self,
        lifetime: Lifetime,
        ty: Option<&'a TypeName>,
        name: &'a Name,
        value: &'a Expr,
    ) -> Option<Value> {
        self.warn_of_shadow(name);
        let declared = ty.map(|ty| self.type_of(ty));
        if lifetime == Lifetime::Varip {
            self.note("`varip` acts as `var`: there are no real-time bars here.");
        }
        if self.has_requests && !self.inlined.is_empty() {
            let changes = lifetime != Lifetime::Fresh || self.reassigned.contains(&name.span.start);
            self.remember(&name.text, (!changes).then_some(value));
        }
        self.input_key = (self.scopes.len() == 1).then(|| name.text.clone());
        let once = (lifetime != Lifetime::Fresh).then(|| {
            let flag = self.register();
            self.emit(Op::Once(flag, 0))
        });
        let found = self.expression(value);
        self.input_key = None;
        let mut found = match declared {
            Some(ty) => self.fit(found, &ty, value.span, &format!("`{}`", name.text)),
            None => self.typed(found, name, value.span),
        };
        if matches!(found.ty, Type::Tuple(_)) {
            let is_list = matches!(value.kind, ExprKind::Tuple(_));
            let note = if is_list {
                "An array is made by `array.from(1, 2, 3)`."
            } else {
                "Write as many names as it has values."
            };
            found = self.error_with(value.span, "A tuple is taken apart by `[a, b] = …`.", note);
        }
        let is_reassigned = self.reassigned.contains(&name.span.start);
        if lifetime != Lifetime::Fresh || is_reassigned || found.is_variable {
            let register = self.register();
            self.copy(register, found.register);
            found.register = register;
        }
        if let Some(once) = once {
            self.land(once);
        }
        if is_reassigned {
            found.qualifier = Qualifier::Series;
            found.constant = None;
        }
        found.is_variable = is_reassigned;
        found.looks_ahead |= self.ahead > 0;
        self.define(&name.text, Variable { value: found.clone(), ring: None, is_fixed: false });
        Some(found)
    }

    /// A first value that tells the type of its variable.
    fn typed(&mut self, value: Value, name: &Name, span: Span) -> Value {
        match value.ty {
            Type::Na => self.error_with(
                span,
                format!("`{}` needs a type, because na has none.", name.text),
                "Write for instance `float x = na`.",
            ),
            Type::Void => self.error(span, format!("This gives no value for `{}`.", name.text)),
            _ => value,
        }
    }

    fn warn_of_shadow(&mut self, name: &Name) {
        let Some(scope) = self.scopes.last() else { return };
        if name.text == "_" {
            return;
        }
        if scope.names.contains_key(&name.text) {
            self.error_with(
                name.span,
                format!("`{}` is declared already.", name.text),
                "Use `:=` to assign to it, or another name.",
            );
        } else if self.scope_of(&name.text).is_some()
            && self.inlined.is_empty()
            && scope.kind == ScopeKind::Block
        {
            let sentence =
                format!("`{}` hides a variable of the same name outside of this block.", name.text);
            if let Some(diagnostic) = self.report(name.span, Severity::Warning, sentence) {
                diagnostic.note = Some("To change that variable, write `:=`.".to_owned());
            }
        } else if self.inlined.is_empty() && Price::ALL.iter().any(|(of, _)| *of == name.text) {
            let sentence = format!("`{}` hides the price of the same name.", name.text);
            self.report(name.span, Severity::Warning, sentence);
        }
    }

    fn destructure(&mut self, names: &'a [Name], value: &'a Expr) -> Option<Value> {
        let found = self.expression(value);
        if !found.is_broken() && found.parts.len() != names.len() {
            let n = found.parts.len().max(1);
            let values = if n == 1 { "one value".to_owned() } else { format!("{n} values") };
            self.error(value.span, format!("There are {} names for {values}.", names.len()));
        }
        for (at, name) in names.iter().enumerate() {
            if name.text == "_" {
                continue;
            }
            self.warn_of_shadow(name);
            if self.has_requests && !self.inlined.is_empty() {
                self.remember(&name.text, None);
            }
            let part = found.parts.get(at).cloned();
            let mut part = part.unwrap_or_else(|| self.broken());
            let is_reassigned = self.reassigned.contains(&name.span.start);
            if is_reassigned || part.is_variable {
                let register = self.register();
                self.copy(register, part.register);
                part = Value { register, is_variable: is_reassigned, constant: None, ..part };
            }
            if is_reassigned {
                part.qualifier = Qualifier::Series;
            }
            part.looks_ahead |= self.ahead > 0;
            if part.ty == Type::Na {
                part.ty = Type::Float;
            }
            self.define(&name.text, Variable { value: part, ring: None, is_fixed: false });
        }
        Some(found)
    }

    fn assign(&mut self, target: &'a Expr, op: Option<BinaryOp>, value: &'a Expr) -> Option<Value> {
        match &target.kind {
            ExprKind::Name(name) => self.assign_name(name, target.span, op, value),
            ExprKind::Member(object, field) => self.assign_field(object, field, op, value),
            _ => None,
        }
    }

    fn assign_name(
        &mut self,
        name: &'a str,
        span: Span,
        op: Option<BinaryOp>,
        value: &'a Expr,
    ) -> Option<Value> {
        let Some(at) = self.scope_of(name) else {
            if Price::ALL.iter().any(|(of, _)| *of == name) {
                self.error_with(
                    span,
                    format!("`{name}` is the price of the bar: it cannot be assigned to."),
                    "Declare a variable of another name.",
                );
                self.expression(value);
                return None;
            }
            let sentence = format!("`{name}` is not declared.");
            self.error_with(span, sentence, "Declare it with `=` first; `:=` assigns to what is declared.");
            self.expression(value);
            return None;
        };
        let variable = self.scopes[at].names.get(name).cloned()?;
        if variable.is_fixed {
            self.error(span, format!("`{name}` is a parameter: it cannot be assigned to."));
        } else if at == 0 && !self.inlined.is_empty() {
            self.error_with(
                span,
                format!("A function cannot assign to `{name}`, which is declared outside of it."),
                "Return the value, or keep it in an array or an object.",
            );
        }
        let mut found = self.expression(value);
        if let Some(op) = op {
            found = self.operate(op, variable.value.clone(), found, span.to(value.span));
        }
        let found = self.fit(found, &variable.value.ty, value.span, &format!("`{name}`"));
        self.copy(variable.value.register, found.register);
        let looks_ahead = found.looks_ahead || self.ahead > 0;
        if let Some(of) = self.scopes[at].names.get_mut(name) {
            of.value.looks_ahead |= looks_ahead;
        }
        Some(Value { looks_ahead: variable.value.looks_ahead || looks_ahead, ..variable.value })
    }

    fn assign_field(
        &mut self,
        object: &'a Expr,
        field: &'a Name,
        op: Option<BinaryOp>,
        value: &'a Expr,
    ) -> Option<Value> {
        let object_value = self.expression(object);
        let (at, ty) = self.field(&object_value, field)?;
        let position = self.number(at as f64);
        let mut found = self.expression(value);
        if let Some(op) = op {
            let before = self.call_one(Func::Heap(HeapFn::Get), &[object_value.register, position]);
            let before = Value::new(before, ty.clone(), Qualifier::Series);
            found = self.operate(op, before, found, value.span);
        }
        let found = self.fit(found, &ty, value.span, &format!("`{}`", field.text));
        self.call_one(Func::Heap(HeapFn::Set), &[object_value.register, position, found.register]);
        Some(found)
    }

    /// Position and type of a field.
    pub(super) fn field(&mut self, object: &Value, field: &Name) -> Option<(usize, Type)> {
        let point = matches!(object.ty, Type::Drawing("chart.point"));
        if let Some(at) = POINT.iter().position(|of| point && *of == field.text) {
            return Some((at, type_of_field(POINT[at])));
        }
        let Type::Object(at) = object.ty else {
            if !object.is_broken() {
                let ty = self.name_of(&object.ty);
                self.error(field.span, format!("A value of type {ty} has no field `{}`.", field.text));
            }
            return None;
        };
        let types = std::rc::Rc::clone(&self.types);
        let of = &types[at];
        if let Some(position) = of.fields.iter().position(|param| param.name.text == field.text) {
            return Some((position, of.types[position].clone()));
        }
        let names = of.fields.iter().map(|param| param.name.text.as_str());
        let meant = crate::diagnostic::nearest(&field.text, names).map(str::to_owned);
        self.error_meant(field.span, format!("`{}` has no field `{}`.", of.name, field.text), meant);
        None
    }
}
