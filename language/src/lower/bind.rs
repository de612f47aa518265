//! Arguments to parameters.

use super::{Lower, Value};
use crate::builtin::{Default, Parameter, Shape, Signature};
use crate::tree::{Arg, Expr, Function, Span};
use crate::types::{Qualifier, Type};

/// An argument.
pub(super) enum Given<'a> {
    /// As written.
    Expr(&'a Expr),
    /// A receiver of a method, already gone through.
    Value(Value, Span),
}

/// What `T`, `K` and `V` stand for in a call.
#[derive(Default)]
pub(super) struct Open(Vec<(char, Type)>);

impl Open {
    pub(super) fn get(&self, letter: char) -> Option<&Type> {
        self.0.iter().find(|(of, _)| *of == letter).map(|(_, ty)| ty)
    }

    fn set(&mut self, letter: char, ty: Type) {
        if self.get(letter).is_none() {
            self.0.push((letter, ty));
        }
    }
}

impl<'a> Lower<'a> {
    /// Arguments in the order of the parameters of a function of the script.
    pub(super) fn bind_user(
        &mut self,
        function: &'a Function,
        receiver: Option<(Value, Span)>,
        args: &'a [Arg],
        span: Span,
    ) -> Option<Vec<Option<Given<'a>>>> {
        let names: Vec<&str> = function.params.iter().map(|param| param.name.text.as_str()).collect();
        let given = self.place_args(&function.name.text, &names, false, receiver, args)?;
        for (param, given) in function.params.iter().zip(&given) {
            if given.is_none() && param.default.is_none() {
                self.error(
                    span,
                    format!("`{}` needs the argument `{}`.", function.name.text, param.name.text),
                );
                return None;
            }
        }
        Some(given)
    }

    /// Arguments in the order of a signature's parameters; those of the last one may be more.
    pub(super) fn bind(
        &mut self,
        signature: &Signature,
        receiver: Option<(Value, Span)>,
        args: &'a [Arg],
        span: Span,
    ) -> Option<Vec<Option<Given<'a>>>> {
        let names: Vec<&str> = signature.params.iter().map(|param| param.name.as_str()).collect();
        let has_rest = signature.params.last().is_some_and(|param| param.is_rest);
        let given = self.place_args(&signature.name, &names, has_rest, receiver, args)?;
        for (param, given) in signature.params.iter().zip(&given) {
            if given.is_none()
                && param.default == Default::Required
                && !(param.is_rest && signature.params.len() > 1)
            {
                let shown = signature.shown.clone();
                let sentence = format!("`{}` needs the argument `{}`.", signature.name, param.name);
                self.error_with(span, sentence, &format!("It is called as `{shown}`."));
                return None;
            }
        }
        Some(given)
    }

    fn place_args(
        &mut self,
        function: &str,
        names: &[&str],
        has_rest: bool,
        receiver: Option<(Value, Span)>,
        args: &'a [Arg],
    ) -> Option<Vec<Option<Given<'a>>>> {
        let mut given: Vec<Option<Given<'a>>> = Vec::new();
        given.resize_with(names.len(), || None);
        let (mut next, mut after_named) = (0, false);
        if let Some((value, span)) = receiver {
            if names.is_empty() {
                self.error(span, format!("`{function}` takes no arguments."));
                return None;
            }
            given[0] = Some(Given::Value(value, span));
            next = 1;
        }
        for arg in args {
            let slot = match &arg.name {
                Some(name) => {
                    let Some(slot) = names.iter().position(|of| *of == name.text) else {
                        let meant =
                            crate::diagnostic::nearest(&name.text, names.iter().copied()).map(str::to_owned);
                        let sentence = format!("`{function}` has no argument `{}`.", name.text);
                        match (old_argument(function, &name.text), meant) {
                            (Some(note), _) => self.error_with(name.span, sentence, note),
                            (None, meant) => self.error_meant(name.span, sentence, meant),
                        };
                        return None;
                    };
                    after_named = true;
                    slot
                }
                None if after_named => {
                    self.error_with(
                        arg.value.span,
                        "An argument without a name cannot follow one with a name.",
                        "Give it its name, or move it to the front.",
                    );
                    return None;
                }
                None => {
                    next += 1;
                    next - 1
                }
            };
            if slot >= given.len() {
                if !has_rest {
                    let n = names.len();
                    self.error(arg.value.span, format!("`{function}` takes at most {n} arguments."));
                    return None;
                }
                given.push(None);
            }
            if given[slot].is_some() {
                self.error(
                    arg.value.span,
                    format!(
                        "The argument `{}` of `{function}` is given twice.",
                        names[slot.min(names.len() - 1)]
                    ),
                );
                return None;
            }
            given[slot] = Some(Given::Expr(&arg.value));
        }
        Some(given)
    }

    /// The value of an argument.
    pub(super) fn given(&mut self, given: Given<'a>) -> (Value, Span) {
        match given {
            Given::Value(value, span) => (value, span),
            Given::Expr(expr) => (self.expression(expr), expr.span),
        }
    }

    /// The value of an argument as its parameter asks for it.
    pub(super) fn shaped(
        &mut self,
        param: &Parameter,
        given: Option<Given<'a>>,
        open: &mut Open,
        function: &str,
    ) -> Value {
        let Some(given) = given else { return self.default(param) };
        let (value, span) = self.given(given);
        if value.is_broken() {
            return value;
        }
        if value.ty == Type::Void {
            return self.error(span, format!("This gives no value for `{}` of `{function}`.", param.name));
        }
        if param.is_simple && value.qualifier == Qualifier::Series {
            return self.error_with(
                span,
                format!(
                    "`{}` of `{function}` is simple, and this is {}: it may change from bar to bar.",
                    param.name,
                    value.qualifier.name()
                ),
                "Use a constant, an input, or an expression of them.",
            );
        }
        let place = format!("`{}` of `{function}`", param.name);
        let expected = match &param.shape {
            Shape::Int => Type::Int,
            Shape::Float => Type::Float,
            Shape::Bool => Type::Bool,
            Shape::Text => Type::Text,
            Shape::Color => Type::Color,
            Shape::Direction => {
                return match value.ty {
                    Type::Drawing("strategy_direction") => value,
                    Type::Bool if self.version < 6 => {
                        // true is long: 1, false is short: not above 0.
                        value
                    }
                    _ => self.error_with(
                        span,
                        "The direction is not known.",
                        "Use `strategy.long` or `strategy.short`.",
                    ),
                };
            }
            Shape::Num if value.ty.is_number() || value.ty.is_open() => return value,
            Shape::Num => Type::Float,
            Shape::Array(inner) => return self.opened(value, span, inner, open, "array", &place),
            Shape::Matrix(inner) => return self.opened(value, span, inner, open, "matrix", &place),
            Shape::Map => {
                if let Type::Map(pair) = &value.ty {
                    open.set('K', pair.0.clone());
                    open.set('V', pair.1.clone());
                    return value;
                }
                let ty = self.name_of(&value.ty);
                return self.error(span, format!("{place} is a map, but this is {ty}."));
            }
            Shape::Open(letter) => match open.get(*letter) {
                Some(ty) => ty.clone(),
                None => return value,
            },
            Shape::Any | Shape::Void | Shape::Tuple(_) => return value,
        };
        self.fit(value, &expected, span, &place)
    }

    fn opened(
        &mut self,
        value: Value,
        span: Span,
        inner: &Shape,
        open: &mut Open,
        kind: &str,
        place: &str,
    ) -> Value {
        let element = match (&value.ty, kind) {
            (Type::Array(element), "array") | (Type::Matrix(element), "matrix") => Some((**element).clone()),
            _ => None,
        };
        let Some(element) = element else {
            if value.ty.is_open() {
                return value;
            }
            let ty = self.name_of(&value.ty);
            return self.error(span, format!("{place} is of type {kind}, but this is {ty}."));
        };
        if let Shape::Open(letter) = inner {
            open.set(*letter, element);
        }
        value
    }

    fn default(&mut self, param: &Parameter) -> Value {
        match &param.default {
            Default::Number(number) => self.number_value(*number, Type::Int),
            Default::Text(text) => self.text_value(text),
            Default::Hlc3 => {
                Value::new(engine::script::Price::Hlc3.register(), Type::Float, Qualifier::Series)
            }
            _ => Value::new(self.na(), Type::Na, Qualifier::Const),
        }
    }

    /// The type of a result.
    pub(super) fn result_type(shape: &Shape, open: &Open, args: &[Value]) -> Type {
        match shape {
            Shape::Int => Type::Int,
            Shape::Float => Type::Float,
            Shape::Bool => Type::Bool,
            Shape::Text => Type::Text,
            Shape::Color => Type::Color,
            Shape::Num if args.iter().any(|arg| arg.ty == Type::Float) => Type::Float,
            Shape::Num => Type::Int,
            Shape::Open(letter) => open.get(*letter).cloned().unwrap_or(Type::Na),
            Shape::Array(inner) => Type::Array(Box::new(Self::result_type(inner, open, args))),
            Shape::Matrix(inner) => Type::Matrix(Box::new(Self::result_type(inner, open, args))),
            Shape::Map => match (open.get('K'), open.get('V')) {
                (Some(key), Some(value)) => Type::Map(Box::new((key.clone(), value.clone()))),
                _ => Type::Na,
            },
            Shape::Tuple(parts) => {
                Type::Tuple(parts.iter().map(|part| Self::result_type(part, open, args)).collect())
            }
            Shape::Void | Shape::Direction => Type::Void,
            Shape::Any => Type::Na,
        }
    }
}

/// What to write in place of an argument of an older version.
fn old_argument(function: &str, name: &str) -> Option<&'static str> {
    Some(match (function, name) {
        ("input", "type") => {
            "Since version 5 the type is in the name: `input.int`, `input.float`, `input.timeframe` …."
        }
        ("input", "minval" | "maxval" | "step" | "options") => {
            "Write `input.int(…)`, `input.float(…)` or `input.string(…)`."
        }
        (_, "long") if function.starts_with("strategy.") => {
            "Write `direction = strategy.long` or `strategy.short`."
        }
        (_, "resolution") => "It is called `timeframe` since version 5.",
        (_, "when") => "Write an `if` around the call.",
        _ => return None,
    })
}
