//! Functions with rules of their own.

use engine::script::{ArrayFn, Binary, ClockFn, Func, MathFn, Op, Price, TaFn, TextFn, Unary};

use super::bind::{Given, Open};
use super::{Lower, Value};
use crate::builtin;
use crate::refusal;
use crate::tree::{Arg, Call, Expr, Span};
use crate::types::{Qualifier, Type};

impl<'a> Lower<'a> {
    /// A function of the language by its full name.
    pub(super) fn call_named(&mut self, name: &str, call: &'a Call, span: Span) -> Value {
        let library = name.split('.').next().unwrap_or_default();
        match name {
            "strategy" => return self.declare_strategy(&call.args, span),
            "indicator" | "study" | "library" => return self.error(span, refusal::sentence(name)),
            "na" => return self.is_na(call, span),
            "nz" => return self.nz(call, span),
            "int" | "float" | "bool" | "string" | "color" | "line" | "label" | "box" | "table"
            | "linefill" => {
                return self.cast(name, call, span);
            }
            "str.tostring" => return self.shown(call, span),
            "math.round" if call.args.len() == 2 => {
                return self.call_table("math.round_digits", None, call, span);
            }
            "ta.highest" | "ta.lowest" | "ta.highestbars" | "ta.lowestbars" if call.args.len() == 1 => {
                return self.with_source(name, name.contains("high"), call, span);
            }
            "ta.pivothigh" | "ta.pivotlow" if call.args.len() == 2 => {
                return self.with_source(name, name.ends_with("high"), call, span);
            }
            "ta.vwap" if call.args.len() == 3 || call.args.iter().any(|arg| is_named(arg, "stdev_mult")) => {
                return self.call_table("ta.vwap_bands", None, call, span);
            }
            "timestamp" => return self.timestamp(call, span),
            "time" | "time_close" => return self.time(name, call, span),
            "input" => return self.input(name, call, span),
            "request.security" => return self.security(call, span),
            "ticker.new" | "ticker.standard" | "ticker.modify" => return self.own_ticker(name, call),
            "runtime.error" => return self.stop(call, span),
            "ta.pivot_point_levels" => return self.pivot_levels(call, span),
            "math.random" => {
                let has_seed = call.args.len() > 2 || call.args.iter().any(|arg| is_named(arg, "seed"));
                if !has_seed {
                    return self.error(span, refusal::sentence(name));
                }
                self.note("`math.random` gives the same numbers at each run, but not those of TradingView.");
                return self.call_table(name, None, call, span);
            }
            "max_bars_back" => return self.void(),
            _ => {}
        }
        match library {
            "input" if !builtin::find(name).is_empty() => self.input(name, call, span),
            "strategy" if name.starts_with("strategy.risk.") => self.risk(name, call, span),
            "strategy" if builtin::find(name).iter().any(|of| of.result == crate::builtin::Shape::Void) => {
                self.order(name, call, span)
            }
            "array" | "map" | "matrix" => self.collection(name, call, span),
            _ if Self::is_drawing(name) => self.draw(name, None, call, span),
            _ if builtin::find(name).is_empty() => {
                let is_plain = !name.contains('.');
                if is_plain && refusal::find(name).is_none() {
                    if let Some(said) = self.old_name(name, call.callee.span) {
                        return said;
                    }
                    let mut names = self.names_in_sight();
                    names.extend(builtin::table().keys().cloned());
                    let meant =
                        crate::diagnostic::nearest(name, names.iter().map(String::as_str)).map(str::to_owned);
                    return self.error_meant(
                        call.callee.span,
                        format!("There is no function `{name}`."),
                        meant,
                    );
                }
                self.unknown(name, call.callee.span)
            }
            _ => self.call_table(name, None, call, span),
        }
    }

    /// The value of a function's only argument.
    fn only(&mut self, name: &str, call: &'a Call, span: Span) -> Option<(Value, &'a Expr)> {
        let signature = builtin::find(name).first()?;
        self.bind(signature, None, &call.args, span)?;
        let expr = &call.args.first()?.value;
        Some((self.expression(expr), expr))
    }

    fn is_na(&mut self, call: &'a Call, span: Span) -> Value {
        let Some((value, _)) = self.only("na", call, span) else { return self.broken() };
        let to = self.register();
        self.emit(Op::Unary(Unary::IsNa, to, value.register));
        Value { looks_ahead: value.looks_ahead, ..Value::new(to, Type::Bool, value.qualifier) }
    }

    fn nz(&mut self, call: &'a Call, span: Span) -> Value {
        let [signature] = builtin::find("nz") else { return self.broken() };
        let Some(given) = self.bind(signature, None, &call.args, span) else { return self.broken() };
        let mut open = Open::default();
        let mut values = Vec::new();
        for (param, given) in signature.params.iter().zip(given) {
            values.push(given.map(|given| self.shaped(param, Some(given), &mut open, "nz")));
        }
        let mut values = values.into_iter();
        let (Some(Some(value)), replacement) = (values.next(), values.next().flatten()) else {
            return self.broken();
        };
        let replacement = match replacement {
            Some(replacement) => replacement,
            None if value.ty == Type::Text => self.text_value(""),
            None => self.number_value(0.0, if value.ty == Type::Na { Type::Int } else { value.ty.clone() }),
        };
        let Some(ty) = value.ty.join(&replacement.ty) else {
            let (a, b) = (self.name_of(&value.ty), self.name_of(&replacement.ty));
            return self.error(span, format!("`nz` has values of different types: {a} and {b}."));
        };
        let to = self.call_one(Func::Math(MathFn::Nz), &[value.register, replacement.register]);
        let qualifier = value.qualifier.max(replacement.qualifier);
        Value { looks_ahead: value.looks_ahead || replacement.looks_ahead, ..Value::new(to, ty, qualifier) }
    }

    fn cast(&mut self, name: &str, call: &'a Call, span: Span) -> Value {
        let [Arg { value: expr, .. }] = call.args.as_slice() else {
            return self.error(span, format!("`{name}` takes one argument."));
        };
        let value = self.expression(expr);
        if value.is_broken() {
            return value;
        }
        let is_number = value.ty.is_number() || value.ty == Type::Na;
        match name {
            "int" if is_number => {
                let to = self.register();
                self.emit(Op::Unary(Unary::Truncate, to, value.register));
                let constant = Self::constant_number(&value).map(|x| super::Constant::Number(x.trunc()));
                Value {
                    constant,
                    looks_ahead: value.looks_ahead,
                    ..Value::new(to, Type::Int, value.qualifier)
                }
            }
            "float" if is_number => Value { ty: Type::Float, ..value },
            "bool" if is_number || value.ty == Type::Bool => {
                let to = self.register();
                self.emit(Op::Unary(Unary::Truth, to, value.register));
                Value { looks_ahead: value.looks_ahead, ..Value::new(to, Type::Bool, value.qualifier) }
            }
            "string" if matches!(value.ty, Type::Text | Type::Na) => Value { ty: Type::Text, ..value },
            "color" if matches!(value.ty, Type::Color | Type::Na) => Value { ty: Type::Color, ..value },
            "line" | "label" | "box" | "table" | "linefill" if value.ty == Type::Na => {
                let drawing = crate::types::DRAWINGS.iter().find(|of| **of == name);
                Value { ty: drawing.map_or(Type::Broken, |of| Type::Drawing(of)), ..value }
            }
            _ => {
                let ty = self.name_of(&value.ty);
                self.error(span, format!("`{name}` cannot be made of {ty}."))
            }
        }
    }

    fn shown(&mut self, call: &'a Call, span: Span) -> Value {
        let [signature] = builtin::find("str.tostring") else { return self.broken() };
        let Some(given) = self.bind(signature, None, &call.args, span) else { return self.broken() };
        let mut given = given.into_iter();
        let Some(Some(first)) = given.next() else { return self.broken() };
        let (value, at) = self.given(first);
        let format = given.next().flatten().map(|format| self.given(format).0);
        let format = match format {
            Some(format) => format.register,
            None => self.na(),
        };
        let func = match &value.ty {
            Type::Broken => return value,
            Type::Text => TextFn::OfText,
            Type::Bool => TextFn::OfBool,
            Type::Array(_) => TextFn::OfArray,
            Type::Matrix(_) => TextFn::OfMatrix,
            Type::Int | Type::Float | Type::Na => TextFn::OfNumber,
            Type::Enum(index) => {
                let titles: Vec<String> =
                    self.enums[*index].fields.iter().map(|(_, title)| title.clone()).collect();
                return self.title_of(&value, &titles);
            }
            ty => {
                let ty = self.name_of(ty);
                return self.error(at, format!("`str.tostring` does not show {ty}."));
            }
        };
        let is_bools = matches!(&value.ty, Type::Array(of) | Type::Matrix(of) if **of == Type::Bool);
        let format = if is_bools { self.number(1.0) } else { format };
        let to = self.call_one(Func::Text(func), &[value.register, format]);
        Value { looks_ahead: value.looks_ahead, ..Value::new(to, Type::Text, value.qualifier) }
    }

    /// One text of several, by position.
    pub(super) fn title_of(&mut self, value: &Value, titles: &[String]) -> Value {
        let texts: Vec<_> = titles.iter().map(|title| self.text(title)).collect();
        let list = self.call_one(Func::Array(ArrayFn::From), &texts);
        let to = self.call_one(Func::Array(ArrayFn::Get), &[list, value.register]);
        Value::new(to, Type::Text, value.qualifier)
    }

    /// `ta.highest(n)` is of the highs, `ta.lowest(n)` of the lows.
    fn with_source(&mut self, name: &str, is_high: bool, call: &'a Call, span: Span) -> Value {
        let [signature] = builtin::find(name) else { return self.broken() };
        let price = if is_high { Price::High } else { Price::Low };
        let source = Value::new(price.register(), Type::Float, Qualifier::Series);
        let Some(func) = TaFn::named(name) else { return self.broken() };
        match self.bind(signature, Some((source, span)), &call.args, span) {
            Some(given) => self.call_bound(signature, Func::Ta(func), given),
            None => self.broken(),
        }
    }

    fn timestamp(&mut self, call: &'a Call, span: Span) -> Value {
        const NAMES: [&str; 7] = ["timezone", "year", "month", "day", "hour", "minute", "second"];
        let mut args: Vec<&'a Arg> = call.args.iter().collect();
        if args.iter().all(|arg| arg.name.is_some()) {
            let place = |arg: &&Arg| NAMES.iter().position(|name| is_named(arg, name));
            let unknown = args.iter().find(|arg| place(arg).is_none() && !is_named(arg, "dateString"));
            if let Some(Arg { name: Some(name), .. }) = unknown {
                return self.error(name.span, format!("`timestamp` has no argument `{}`.", name.text));
            }
            args.sort_by_key(place);
        }
        let mut values = Vec::new();
        for arg in args {
            let value = self.expression(&arg.value);
            if value.is_broken() {
                return value;
            }
            values.push((value, arg));
        }
        let qualifier = values.iter().map(|(value, _)| value.qualifier).max().unwrap_or(Qualifier::Const);
        let looks_ahead = values.iter().any(|(value, _)| value.looks_ahead);
        let has_zone = values.first().is_some_and(|(value, _)| value.ty == Type::Text);
        let func = if has_zone && values.len() == 1 {
            let text = Self::constant_text(&values[0].0).unwrap_or_default().to_owned();
            if self.is_steady(&values[0].0)
                && !text.is_empty()
                && engine::script::date_in_utc(&text).is_none()
            {
                return self.error_with(
                    span,
                    format!("“{text}” is no date."),
                    "Write for instance `2024-01-31 09:30`.",
                );
            }
            ClockFn::TimestampOf
        } else {
            let numbers = if has_zone { &values[1..] } else { &values[..] };
            if numbers.len() < 3 || numbers.len() > 6 {
                return self.error_with(
                    span,
                    "`timestamp` needs a date.",
                    "Write `timestamp(year, month, day, hour, minute)`.",
                );
            }
            for (value, arg) in numbers {
                if !value.ty.is_number() && !value.ty.is_open() {
                    let ty = self.name_of(&value.ty);
                    return self
                        .error(arg.value.span, format!("A part of a date is a number, and this is {ty}."));
                }
            }
            ClockFn::Timestamp
        };
        let mut registers: Vec<_> = values.iter().map(|(value, _)| value.register).collect();
        if func == ClockFn::Timestamp && !has_zone {
            registers.insert(0, self.na());
        }
        let to = self.call_one(Func::Clock(func), &registers);
        // An input's default is needed before the first bar: such a date is in UTC.
        let texts = values.first().and_then(|(value, _)| Self::constant_text(value));
        let numbers: Option<Vec<f64>> =
            values.iter().map(|(value, _)| Self::constant_number(value)).collect();
        let fixed = match (texts, numbers) {
            (Some(text), _) if values.len() == 1 => engine::script::date_in_utc(text),
            (None, Some(parts)) => Some(engine::script::moment_in_utc(&parts)),
            _ => None,
        };
        let constant = fixed.map(super::Constant::Number);
        Value { looks_ahead, constant, ..Value::new(to, Type::Int, qualifier) }
    }

    /// The kinds of levels are numbered, so that the engine needs no texts for them.
    fn pivot_levels(&mut self, call: &'a Call, span: Span) -> Value {
        const KINDS: [&str; 6] = ["Traditional", "Fibonacci", "Woodie", "Classic", "DM", "Camarilla"];
        let Some(values) = self.bind_values("ta.pivot_point_levels", call, span) else {
            return self.broken();
        };
        let [Some((kind, at)), Some((anchor, _)), developing] = values.as_slice() else {
            return self.broken();
        };
        if kind.is_broken() || anchor.is_broken() {
            return self.broken();
        }
        if Self::constant_text(kind).is_some_and(|kind| !KINDS.contains(&kind)) {
            return self.error(*at, format!("The type of pivot levels is one of {}.", KINDS.join(", ")));
        }
        let (number, zero) = (self.register(), self.number(0.0));
        self.copy(number, zero);
        for (at, of) in KINDS.into_iter().enumerate() {
            let (text, value, is_it) = (self.text(of), self.number(at as f64 + 1.0), self.register());
            self.emit(Op::Binary(Binary::Equal, is_it, kind.register, text));
            let skip = self.emit(Op::JumpUnless(is_it, 0));
            self.copy(number, value);
            self.land(skip);
        }
        let developing = developing.as_ref().map_or(zero, |(value, _)| value.register);
        let n = TaFn::PivotLevels.n_results();
        let first =
            self.call_many(Func::Ta(TaFn::PivotLevels), &[number, anchor.register, developing], n, true);
        let levels: Vec<_> = (first..first + n).collect();
        let to = self.call_one(Func::Array(ArrayFn::From), &levels);
        Value::new(to, Type::Array(Box::new(Type::Float)), Qualifier::Series)
    }

    fn time(&mut self, name: &str, call: &'a Call, span: Span) -> Value {
        let [signature] = builtin::find(name) else { return self.broken() };
        let Some(given) = self.bind(signature, None, &call.args, span) else { return self.broken() };
        let func = if name == "time" { ClockFn::Time } else { ClockFn::TimeClose };
        self.call_bound(signature, Func::Clock(func), given)
    }

    fn stop(&mut self, call: &'a Call, span: Span) -> Value {
        let [signature] = builtin::find("runtime.error") else { return self.broken() };
        let Some(given) = self.bind(signature, None, &call.args, span) else { return self.broken() };
        let mut open = Open::default();
        let Some(Some(given)) = given.into_iter().next() else { return self.broken() };
        let text = self.shaped(&signature.params[0], Some(given), &mut open, "runtime.error");
        self.call_one(Func::Order(engine::script::OrderFn::Stop), &[text.register]);
        self.void()
    }

    /// Goes through arguments for what is wrong with them; instructions stay only where they have an effect.
    pub(super) fn check_only(&mut self, args: &'a [Arg]) {
        for arg in args {
            self.check_expr(&arg.value);
        }
    }

    /// The same for one expression.
    pub(super) fn check_expr(&mut self, expr: &'a Expr) -> Value {
        let n = self.code.len();
        let value = self.expression(expr);
        let has_effect = self.code[n..].iter().any(|op| match op {
            Op::Call { func, .. } => match func {
                Func::Order(_) => true,
                Func::Array(func) => !matches!(func, ArrayFn::Get | ArrayFn::Size),
                Func::Map(_) | Func::Matrix(_) | Func::Heap(_) => true,
                _ => false,
            },
            Op::Once(..) => true,
            _ => false,
        });
        if !has_effect {
            self.code.truncate(n);
            self.places.truncate(n);
        }
        value
    }

    pub(super) fn bind_values(
        &mut self,
        name: &str,
        call: &'a Call,
        span: Span,
    ) -> Option<Vec<Option<(Value, Span)>>> {
        let signature = builtin::find(name).first()?;
        let given = self.bind(signature, None, &call.args, span)?;
        let mut open = Open::default();
        let mut values = Vec::new();
        for (param, given) in signature.params.iter().zip(given) {
            values.push(given.map(|given| {
                let at = match &given {
                    Given::Expr(expr) => expr.span,
                    Given::Value(_, span) => *span,
                };
                (self.shaped(param, Some(given), &mut open, name), at)
            }));
        }
        Some(values)
    }
}

fn is_named(arg: &Arg, name: &str) -> bool {
    arg.name.as_ref().is_some_and(|of| of.text == name)
}
