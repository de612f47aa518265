//! Calls: what is meant, and calls of the table's functions.

use engine::script::{
    ArrayFn, ClockFn, Func, HeapFn, MapFn, MathFn, MatrixFn, Op, OrderFn, Price, TaFn, TextFn, TradeFn, Unary,
};

use super::bind::{Given, Open};
use super::variable::{path, root};
use super::{Lower, Value};
use crate::builtin::{self, Shape, Signature};
use crate::diagnostic::Severity;
use crate::tree::{Call, ExprKind, Function, Span};
use crate::types::{DRAWINGS, Qualifier, Type};

/// The engine's function of a name.
pub(super) fn func_named(name: &str) -> Option<Func> {
    TaFn::named(name)
        .map(Func::Ta)
        .or_else(|| MathFn::named(name).map(Func::Math))
        .or_else(|| ClockFn::named(name).map(Func::Clock))
        .or_else(|| TextFn::named(name).map(Func::Text))
        .or_else(|| ArrayFn::named(name).map(Func::Array))
        .or_else(|| MapFn::named(name).map(Func::Map))
        .or_else(|| MatrixFn::named(name).map(Func::Matrix))
        .or_else(|| HeapFn::named(name).map(Func::Heap))
        .or_else(|| OrderFn::named(name).map(Func::Order))
        .or_else(|| TradeFn::named(name).map(Func::Trade))
}

/// `line.all`
fn is_list_of_all(of: &crate::tree::Expr) -> bool {
    let drawing = path(of).and_then(|path| path.strip_suffix(".all").map(str::to_owned));
    drawing.is_some_and(|drawing| DRAWINGS.contains(&drawing.as_str()))
}

impl<'a> Lower<'a> {
    pub(super) fn call(&mut self, call: &'a Call, span: Span) -> Value {
        match &call.callee.kind {
            ExprKind::Name(name) => {
                if let Some(functions) = self.functions.get(name).cloned() {
                    return self.call_user(&functions, None, call, span);
                }
                self.call_named(name, call, span)
            }
            ExprKind::Member(of, method) => {
                let is_variable = root(of).is_none_or(|root| self.lookup(root).is_some());
                if is_variable && !self.is_of_library(of, &method.text, call) {
                    let receiver = self.expression(of);
                    return self.call_method(receiver, of.span, &method.text, call, span);
                }
                let Some(name) = path(&call.callee) else { return self.broken() };
                if is_variable {
                    return self.call_named(&name, call, span);
                }
                let object = path(of).and_then(|of| self.types.iter().position(|ty| ty.name == of));
                match (object, method.text.as_str()) {
                    (Some(at), "new") => self.new_object(at, &call.args),
                    (Some(_), "copy") if call.args.len() == 1 => {
                        let value = self.expression(&call.args[0].value);
                        self.copy_object(value)
                    }
                    (Some(_), method) => self
                        .error(call.callee.span, format!("A type has `new` and `copy`, but no `{method}`.")),
                    // `ta.sma` is a name of the language; `close.f()` calls a method of the script.
                    _ if self.is_value(of) && self.functions.contains_key(&method.text) => {
                        let receiver = self.expression(of);
                        self.call_method(receiver, of.span, &method.text, call, span)
                    }
                    _ if is_list_of_all(of) => {
                        let receiver = self.expression(of);
                        self.call_method(receiver, of.span, &method.text, call, span)
                    }
                    _ => self.call_named(&name, call, span),
                }
            }
            _ => self.error(call.callee.span, "This cannot be called."),
        }
    }

    /// Whether a function of the language is meant although a variable has the name of its library, as in `color.new(color, 50)`.
    fn is_of_library(&self, of: &crate::tree::Expr, method: &str, call: &Call) -> bool {
        let ExprKind::Name(library) = &of.kind else { return false };
        let signatures = builtin::find(&format!("{library}.{method}"));
        let Some(variable) = self.lookup(library).filter(|_| !signatures.is_empty()) else { return false };
        let own = match &variable.value.ty {
            Type::Array(_) => "array",
            Type::Matrix(_) => "matrix",
            Type::Map(_) => "map",
            Type::Drawing(name) => name,
            Type::Object(_) => return false,
            _ => "",
        };
        let is_method = self.functions.get(method).is_some_and(|of| of.iter().any(|of| of.is_method));
        let is_complete = || signatures.iter().any(|of| super::drawing::is_callable(of, false, call));
        !is_method && (own != library.as_str() || is_complete())
    }

    fn is_value(&self, of: &crate::tree::Expr) -> bool {
        path(of).is_some_and(|path| Price::ALL.iter().any(|(name, _)| *name == path))
            || self.enums.iter().any(|e| root(of) == Some(e.name.as_str()))
    }

    fn copy_object(&mut self, value: Value) -> Value {
        let to = self.call_one(Func::Heap(HeapFn::Copy), &[value.register]);
        Value::new(to, value.ty, Qualifier::Series)
    }

    /// A function of the script: of several of one name, the first that the arguments fit.
    fn call_user(
        &mut self,
        functions: &[&'a Function],
        receiver: Option<(Value, Span)>,
        call: &'a Call,
        span: Span,
    ) -> Value {
        let n = call.args.len() + usize::from(receiver.is_some());
        let takes = |function: &&&'a Function| {
            let least = function.params.iter().filter(|param| param.default.is_none()).count();
            (least..=function.params.len()).contains(&n)
        };
        let fitting: Vec<&'a Function> = functions.iter().filter(takes).copied().collect();
        let mut chosen = fitting.first().or(functions.first()).copied();
        if fitting.len() > 1 {
            let first = match &receiver {
                Some((value, _)) => Some(value.ty.clone()),
                None => call.args.first().map(|arg| self.type_only(&arg.value)),
            };
            if let Some(first) = first {
                let fits = |function: &&&'a Function| {
                    let ty = function.params.first().and_then(|param| param.ty.as_ref());
                    ty.is_none_or(|ty| first.fits(&self.quiet_type(ty)))
                };
                chosen = fitting.iter().find(fits).copied().or(chosen);
            }
        }
        let Some(function) = chosen else { return self.broken() };
        match self.bind_user(function, receiver, &call.args, span) {
            Some(given) => self.inline(function, given, span),
            None => self.broken(),
        }
    }

    /// The type of an expression, without instructions.
    pub(super) fn type_only(&mut self, expr: &'a crate::tree::Expr) -> Type {
        let (n, n_first) = (self.code.len(), self.prologue.len());
        let ty = self.expression(expr).ty;
        if self.prologue.len() == n_first {
            self.code.truncate(n);
            self.places.truncate(n);
        }
        ty
    }

    fn quiet_type(&self, name: &crate::tree::TypeName) -> Type {
        let inner = |at: usize| name.args.get(at).map_or(Type::Na, |arg| self.quiet_type(arg));
        match name.name.as_str() {
            "int" => Type::Int,
            "float" => Type::Float,
            "bool" => Type::Bool,
            "string" => Type::Text,
            "color" => Type::Color,
            "array" => Type::Array(Box::new(inner(0))),
            "matrix" => Type::Matrix(Box::new(inner(0))),
            "map" => Type::Map(Box::new((inner(0), inner(1)))),
            other => {
                let object = self.types.iter().position(|of| of.name == other).map(Type::Object);
                let of_enum = self.enums.iter().position(|of| of.name == other).map(Type::Enum);
                let drawing = DRAWINGS.iter().find(|of| **of == other).map(|of| Type::Drawing(of));
                object.or(of_enum).or(drawing).unwrap_or(Type::Broken)
            }
        }
    }

    fn call_method(&mut self, receiver: Value, at: Span, method: &str, call: &'a Call, span: Span) -> Value {
        if receiver.is_broken() {
            return receiver;
        }
        if let Some(functions) = self.functions.get(method) {
            let fits = |function: &&&'a Function| {
                let first = function.params.first();
                function.is_method
                    && first.is_some_and(|param| {
                        param.ty.as_ref().is_none_or(|ty| receiver.ty.fits(&self.quiet_type(ty)))
                    })
            };
            let fitting: Vec<&'a Function> = functions.iter().filter(fits).copied().collect();
            if !fitting.is_empty() {
                return self.call_user(&fitting, Some((receiver, at)), call, span);
            }
        }
        let library = match &receiver.ty {
            Type::Array(_) => "array",
            Type::Matrix(_) => "matrix",
            Type::Map(_) => "map",
            Type::Drawing(name) => name,
            Type::Object(_) if method == "copy" => return self.copy_object(receiver),
            ty => {
                let ty = self.name_of(ty);
                let methods: Vec<String> = self.functions.keys().cloned().collect();
                let meant =
                    crate::diagnostic::nearest(method, methods.iter().map(String::as_str)).map(str::to_owned);
                return self.error_meant(
                    span,
                    format!("A value of type {ty} has no method `{method}`."),
                    meant,
                );
            }
        };
        let name = format!("{library}.{method}");
        if let Type::Drawing(_) = receiver.ty {
            return self.draw(&name, Some(receiver), call, span);
        }
        self.call_table(&name, Some((receiver, at)), call, span)
    }

    pub(super) fn call_table(
        &mut self,
        name: &str,
        receiver: Option<(Value, Span)>,
        call: &'a Call,
        span: Span,
    ) -> Value {
        let signatures = builtin::find(name);
        let Some(signature) = signatures.first() else { return self.unknown(name, call.callee.span) };
        if name == "ta.change" {
            // A change of truth is truth.
            let is_bool = call.args.first().is_some_and(|arg| self.type_only(&arg.value) == Type::Bool);
            let signature = if is_bool { &signatures[1] } else { signature };
            return self.call_signature(
                signature,
                if is_bool { "ta.change_bool" } else { name },
                receiver,
                call,
                span,
            );
        }
        let with_array = name == "matrix.mult" && {
            let other = call.args.get(usize::from(receiver.is_none()));
            other.is_some_and(|arg| matches!(self.type_only(&arg.value), Type::Array(_)))
        };
        let signature = if with_array { &signatures[1] } else { signature };
        self.call_signature(signature, name, receiver, call, span)
    }

    fn call_signature(
        &mut self,
        signature: &Signature,
        func: &str,
        receiver: Option<(Value, Span)>,
        call: &'a Call,
        span: Span,
    ) -> Value {
        let Some(func) = func_named(func) else { return self.unknown(&signature.name, call.callee.span) };
        let Some(given) = self.bind(signature, receiver, &call.args, span) else { return self.broken() };
        self.call_bound(signature, func, given)
    }

    /// Truth and fields of enums as the text that is shown for them.
    fn as_text(&mut self, value: Value) -> Value {
        match &value.ty {
            Type::Bool => {
                let to = self.call_one(Func::Text(TextFn::OfBool), &[value.register]);
                Value { register: to, ty: Type::Text, constant: None, is_variable: false, ..value }
            }
            Type::Enum(at) => {
                let titles: Vec<String> =
                    self.enums[*at].fields.iter().map(|(_, title)| title.clone()).collect();
                self.title_of(&value, &titles)
            }
            _ => value,
        }
    }

    /// What remembers earlier calls, and is not called on every bar, remembers those bars alone.
    fn warn_of_skipping(&mut self, name: &str) {
        let name = name.strip_suffix("_bands").unwrap_or(name);
        let span = Span { start: self.place, end: self.place + name.len() as u32 };
        let sentence = format!(
            "`{name}` is not called on every bar here, and what it remembers is of the bars on which it is."
        );
        if let Some(diagnostic) = self.report(span, Severity::Warning, sentence) {
            diagnostic.note =
                Some("If that is not meant, store its value in a variable before the condition.".to_owned());
        }
    }

    /// Arguments that have found their parameters.
    pub(super) fn call_bound(
        &mut self,
        signature: &Signature,
        func: Func,
        given: Vec<Option<Given<'a>>>,
    ) -> Value {
        let mut open = Open::default();
        let mut values: Vec<Value> = Vec::new();
        let last = signature.params.len().saturating_sub(1);
        for (at, given) in given.into_iter().enumerate() {
            let param = &signature.params[at.min(last)];
            if param.is_rest && given.is_none() {
                continue;
            }
            let value = self.shaped(param, given, &mut open, &signature.name);
            values.push(if func == Func::Text(TextFn::Format) { self.as_text(value) } else { value });
        }
        if values.iter().any(Value::is_broken) {
            return self.broken();
        }
        let is_length = |(at, value): (usize, &Value)| {
            let shape = &signature.params[at.min(last)].shape;
            let counts = matches!(shape, Shape::Int) || signature.params[at.min(last)].name.ends_with("bars");
            !counts || value.qualifier <= Qualifier::Simple
        };
        let is_fixed = values.iter().enumerate().all(is_length);
        let mut ty = Self::result_type(&signature.result, &open, &values);
        if signature.result == Shape::Any {
            let of = signature.params.iter().zip(&values).find(|(param, _)| param.shape == Shape::Any);
            ty = of.map_or(Type::Float, |(_, value)| value.ty.clone());
        }
        let mut registers: Vec<_> = values.iter().map(|value| value.register).collect();
        if func == Func::Array(ArrayFn::Join) && open.get('T') == Some(&Type::Bool) {
            let is_bool = self.number(1.0);
            registers.push(is_bool);
        }
        let n_results = if let Func::Ta(func) = func { func.n_results() } else { 1 };
        if matches!(func, Func::Ta(_)) && self.conditional > 0 && !self.is_request {
            self.warn_of_skipping(&signature.name);
        }
        let mut to = self.call_many(func, &registers, n_results, is_fixed);
        if ty == Type::Bool && self.version >= 6 && matches!(func, Func::Map(_) | Func::Array(_)) {
            // What is not there is false, and not na.
            let known = self.register();
            self.emit(Op::Unary(Unary::Truth, known, to));
            to = known;
        }
        let is_stateful = !matches!(
            func,
            Func::Math(_) | Func::Text(_) | Func::Clock(ClockFn::InSeconds | ClockFn::FromSeconds)
        );
        let steadiest = values.iter().map(|value| value.qualifier).max().unwrap_or(Qualifier::Const);
        let qualifier = if is_stateful { Qualifier::Series } else { steadiest };
        let mut value = Value::new(to, ty, qualifier);
        value.looks_ahead = values.iter().any(|value| value.looks_ahead);
        if let Type::Tuple(parts) = &value.ty {
            let part = |(at, ty): (usize, &Type)| Value::new(to + at as u32, ty.clone(), Qualifier::Series);
            value.parts = parts.iter().enumerate().map(part).collect();
        }
        value
    }
}
