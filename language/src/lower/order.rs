//! Calls that make orders.

use engine::script::{Func, Op, OrderFn};

use super::{Lower, Value};
use crate::builtin;
use crate::refusal;
use crate::tree::{Call, Span};

impl<'a> Lower<'a> {
    pub(super) fn order(&mut self, name: &str, call: &'a Call, span: Span) -> Value {
        let Some(signature) = builtin::find(name).first() else {
            return self.unknown(name, call.callee.span);
        };
        let has_when = call.args.iter().find(|arg| arg.name.as_ref().is_some_and(|of| of.text == "when"));
        if let (Some(arg), 6..) = (has_when, self.version) {
            return self.error_with(
                arg.value.span,
                format!("Version 6 has no argument `when` of `{name}`."),
                "Write an `if` around the call.",
            );
        }
        let Some(func) = OrderFn::named(name) else { return self.unknown(name, call.callee.span) };
        let Some(values) = self.bind_values(name, call, span) else { return self.broken() };
        if values.iter().flatten().any(|(value, _)| value.is_broken()) {
            return self.broken();
        }
        if self.is_request {
            return self.void();
        }
        if self.ahead > 0 || values.iter().flatten().any(|(value, _)| value.looks_ahead) {
            return self.error(span, refusal::sentence("bars' end"));
        }
        let get = |param: &str| {
            let at = signature.params.iter().position(|of| of.name == param);
            at.and_then(|at| values[at].as_ref()).map(|(value, _)| value.register)
        };
        let wanted: &[&str] = match func {
            OrderFn::Entry | OrderFn::Order => {
                &["id", "direction", "qty", "limit", "stop", "oca_name", "oca_type", "comment"]
            }
            OrderFn::Exit => &[
                "id",
                "from_entry",
                "qty",
                "qty_percent",
                "profit",
                "limit",
                "loss",
                "stop",
                "trail_price",
                "trail_points",
                "trail_offset",
                "oca_name",
                "comment",
                "comment_profit",
                "comment_loss",
                "comment_trailing",
            ],
            OrderFn::Close => &["id", "comment", "qty", "qty_percent", "immediately"],
            OrderFn::CloseAll => &["comment", "immediately"],
            _ => &["id"],
        };
        if wanted.iter().any(|param| {
            matches!(*param, "profit" | "loss" | "trail_points" | "trail_offset") && get(param).is_some()
        }) {
            self.settings.needs_tick = true;
        }
        let has_price = ["limit", "stop", "profit", "loss", "trail_price", "trail_points"]
            .iter()
            .any(|param| get(param).is_some());
        if has_price && self.settings.magnifier.is_some() {
            return self.error(span, refusal::sentence("use_bar_magnifier"));
        }
        let na = self.na();
        let mut registers: Vec<_> = wanted.iter().map(|param| get(param).unwrap_or(na)).collect();
        if func == OrderFn::Exit {
            let version = self.number(f64::from(self.version));
            registers.push(version);
        }
        let skip = get("when").map(|when| self.emit(Op::JumpUnless(when, 0)));
        self.call_one(Func::Order(func), &registers);
        if let Some(skip) = skip {
            self.land(skip);
        }
        self.void()
    }

    /// `strategy.risk.*`
    pub(super) fn risk(&mut self, name: &str, call: &'a Call, span: Span) -> Value {
        let Some(func) = OrderFn::named(name) else { return self.unknown(name, call.callee.span) };
        let Some(values) = self.bind_values(name, call, span) else { return self.broken() };
        let na = self.na();
        let register = |value: Option<&Option<(Value, Span)>>| {
            value.and_then(Option::as_ref).map_or(na, |(value, _)| value.register)
        };
        let registers = [register(values.first()), register(values.get(1))];
        if !self.is_request {
            self.call_one(Func::Order(func), &registers);
        }
        self.void()
    }
}
