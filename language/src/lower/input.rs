//! `input.*`: parameters of the script.

use engine::script::{Input, Op, Price};

use super::{Constant, Lower, Value};
use crate::builtin;
use crate::declared::{InputKind, InputSpec, SOURCES, price_register};
use crate::tree::{Call, Span};
use crate::types::{Qualifier, Type};

impl<'a> Lower<'a> {
    pub(super) fn input(&mut self, name: &str, call: &'a Call, span: Span) -> Value {
        let key = self.input_key.take();
        if self.scopes.len() > 1 || !self.inlined.is_empty() {
            return self.error(span, "An input is declared at the top level of the script.");
        }
        let Some(signature) = builtin::find(name).first() else {
            return self.unknown(name, call.callee.span);
        };
        let Some(values) = self.bind_values(name, call, span) else { return self.broken() };
        let value = |param: &str| {
            let at = signature.params.iter().position(|of| of.name == param);
            at.and_then(|at| values.get(at)).cloned().flatten()
        };
        let Some((default, at)) = value("defval") else { return self.broken() };
        if default.is_broken() {
            return default;
        }
        if name == "input.color" || (name == "input" && default.ty == Type::Color) {
            return default;
        }
        let text =
            |param: &str| value(param).and_then(|(value, _)| Self::constant_text(&value).map(str::to_owned));
        let number = |param: &str| value(param).and_then(|(value, _)| Self::constant_number(&value));
        let title = text("title").filter(|title| !title.is_empty());
        let key = key
            .or_else(|| title.as_deref().map(slug))
            .unwrap_or_else(|| format!("input_{}", self.inputs.len() + 1));
        let source = SOURCES.iter().position(|source| {
            default.constant.is_none()
                && Price::ALL.iter().any(|(of, price)| of == source && price.register() == default.register)
        });
        let options = value("options").map(|(value, _)| value.parts).unwrap_or_default();
        let kind = match (&default.ty, name) {
            (_, "input.source") if source.is_none() => {
                return self
                    .error(at, "A source is one of open, high, low, close, hl2, hlc3, ohlc4 and hlcc4.");
            }
            (Type::Float, "input.source" | "input") if source.is_some() => InputKind::Source,
            (Type::Enum(index), _) => {
                InputKind::Choice(self.enums[*index].fields.iter().map(|(_, title)| title.clone()).collect())
            }
            (Type::Int, "input.time") => InputKind::Time,
            (Type::Int, "input.int" | "input") => InputKind::Int,
            (Type::Int | Type::Float, _) => InputKind::Float,
            (Type::Bool, _) => InputKind::Bool,
            (Type::Text, "input.timeframe") => InputKind::Interval,
            (Type::Text, "input.session") => InputKind::Session,
            (Type::Text, _) => InputKind::Text,
            _ => {
                return self
                    .error(at, "An input is a number, a bool, a string, a price or a field of an enum.");
            }
        };
        let stored = match (&default.constant, source) {
            (_, Some(source)) if kind == InputKind::Source => {
                Input::Number(f64::from(price_register(SOURCES[source])))
            }
            (Some(Constant::Number(number)), _) => Input::Number(*number),
            (Some(Constant::Text(text)), _) => Input::Text(text.clone()),
            _ if name == "input.time" => Input::Number(f64::NAN),
            _ => return self.error(at, "The default of an input is a constant."),
        };
        let options: Vec<Input> = options
            .iter()
            .filter_map(|option| match &option.constant {
                Some(Constant::Number(number)) => Some(Input::Number(*number)),
                Some(Constant::Text(text)) => Some(Input::Text(text.clone())),
                None => None,
            })
            .collect();
        let spec = InputSpec {
            name: title.unwrap_or_else(|| key.clone()),
            key,
            default: stored,
            min: number("minval"),
            max: number("maxval"),
            step: number("step"),
            options,
            help: text("tooltip").unwrap_or_default(),
            group: text("group").unwrap_or_default(),
            place: span.start,
            kind,
        };
        let ty = if matches!(name, "input.float" | "input.price") { Type::Float } else { default.ty.clone() };
        if name != "input.time"
            && let Err(sentence) = spec.accepts(&spec.default)
        {
            return self.error(at, sentence);
        }
        self.read_input(spec, ty, span)
    }

    fn read_input(&mut self, mut spec: InputSpec, ty: Type, span: Span) -> Value {
        // The program of a request has the same inputs.
        let known = self.inputs.iter().position(|of| of.place == spec.place);
        if known.is_none() {
            let taken = |key: &str| self.inputs.iter().any(|of| of.key == key);
            if taken(&spec.key) {
                let n = (2..).find(|n| !taken(&format!("{}_{n}", spec.key))).unwrap_or(2);
                spec.key = format!("{}_{n}", spec.key);
            }
        }
        let is_source = spec.kind == InputKind::Source;
        let index = known.unwrap_or_else(|| {
            self.inputs.push(spec);
            self.inputs.len() - 1
        });
        if self.inputs.len() > 1_000 {
            return self.error(span, "A script has at most 1,000 inputs.");
        }
        let register = self.register();
        self.program.inputs.push((register, index as u32));
        self.steady.insert(register);
        if is_source {
            let to = self.register();
            self.emit(Op::Load(to, register));
            return Value::new(to, Type::Float, Qualifier::Series);
        }
        Value::new(register, ty, Qualifier::Input)
    }
}

/// A title as a key.
fn slug(title: &str) -> String {
    let word = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' };
    let slug: String = title.chars().map(word).collect();
    let slug = slug.trim_matches('_');
    if slug.is_empty() || slug.starts_with(|c: char| c.is_ascii_digit()) {
        format!("input_{slug}")
    } else {
        slug.to_owned()
    }
}
