//! Variables and constants of the language.

use engine::script::{ArrayFn, Binary, ClockFn, Func, Known, Op, Price, TaFn, TradeFn};

use super::words::{self, COLORS, KNOWN};
use super::{Constant, Lower, Value};
use crate::builtin;
use crate::refusal;
use crate::tree::{Expr, ExprKind, Name, Span};
use crate::types::{DRAWINGS, Qualifier, Type};

/// Parts of a bar's time.
pub(super) const PARTS_OF_TIME: [&str; 9] =
    ["year", "month", "weekofyear", "dayofmonth", "dayofweek", "hour", "minute", "second", "time_tradingday"];

/// Indicators without arguments.
pub(super) const SERIES: [&str; 9] =
    ["ta.tr", "ta.obv", "ta.accdist", "ta.pvt", "ta.nvi", "ta.pvi", "ta.wad", "ta.wvad", "ta.iii"];

/// `a.b.c` of an expression that is a chain of names.
pub(super) fn path(expr: &Expr) -> Option<String> {
    match &expr.kind {
        ExprKind::Name(name) => Some(name.clone()),
        ExprKind::Member(of, name) => Some(format!("{}.{}", path(of)?, name.text)),
        _ => None,
    }
}

/// The first name of such a chain.
pub(super) fn root(expr: &Expr) -> Option<&str> {
    match &expr.kind {
        ExprKind::Name(name) => Some(name),
        ExprKind::Member(of, _) => root(of),
        _ => None,
    }
}

impl<'a> Lower<'a> {
    pub(super) fn name_value(&mut self, name: &str, span: Span) -> Value {
        if let Some(variable) = self.lookup(name) {
            return variable.value.clone();
        }
        if let Some(value) = self.known_variable(name) {
            return value;
        }
        if let Some(sentence) = refusal::find(name) {
            return self.error(span, sentence);
        }
        if !builtin::find(name).is_empty() || self.functions.contains_key(name) {
            return self.error(span, format!("`{name}` is a function: call it with `(…)`."));
        }
        if let Some(said) = self.old_name(name, span) {
            return said;
        }
        let mut names = self.names_in_sight();
        names.extend(["true", "false"].map(str::to_owned));
        names.extend(Price::ALL.iter().map(|(name, _)| (*name).to_owned()));
        let meant = crate::diagnostic::nearest(name, names.iter().map(String::as_str)).map(str::to_owned);
        self.error_meant(span, format!("`{name}` is not declared."), meant)
    }

    pub(super) fn member(&mut self, of: &'a Expr, name: &'a Name, span: Span) -> Value {
        let root = root(of);
        let variable = root.and_then(|root| self.lookup(root));
        if let (Some(variable), ExprKind::Name(library)) = (variable, &of.kind) {
            // A variable may have the name of a library: `color.red` is a colour all the same.
            let has_fields = matches!(variable.value.ty, Type::Object(_) | Type::Drawing("chart.point"));
            let full = format!("{library}.{}", name.text);
            if let Some(value) = (!has_fields).then(|| self.known_variable(&full)).flatten() {
                return value;
            }
        }
        if root.is_none_or(|root| self.lookup(root).is_some()) {
            let object = self.expression(of);
            let Some((position, ty)) = self.field(&object, name) else { return self.broken() };
            let position = self.number(position as f64);
            let to = self.call_one(Func::Heap(engine::script::HeapFn::Get), &[object.register, position]);
            return Value { looks_ahead: object.looks_ahead, ..Value::new(to, ty, Qualifier::Series) };
        }
        let root = root.unwrap_or_default().to_owned();
        if let Some(at) = self.enums.iter().position(|of| of.name == root) {
            let found = self.enums[at].fields.iter().position(|(field, _)| *field == name.text);
            if let Some(field) = found {
                return self.number_value(field as f64, Type::Enum(at));
            }
            let fields: Vec<String> = self.enums[at].fields.iter().map(|(field, _)| field.clone()).collect();
            let meant =
                crate::diagnostic::nearest(&name.text, fields.iter().map(String::as_str)).map(str::to_owned);
            return self.error_meant(span, format!("`{root}` has no field `{}`.", name.text), meant);
        }
        let Some(full) = path(of).map(|path| format!("{path}.{}", name.text)) else { return self.broken() };
        match self.known_variable(&full) {
            Some(value) => value,
            None => self.unknown(&full, span),
        }
    }

    /// Says that a name of a library does not exist, or is not supported.
    pub(super) fn unknown(&mut self, name: &str, span: Span) -> Value {
        if let Some(sentence) = refusal::find(name) {
            return self.error(span, sentence);
        }
        if !builtin::find(name).is_empty() {
            return self.error(span, format!("`{name}` is a function: call it with `(…)`."));
        }
        if let Some(said) = self.old_name(name, span) {
            return said;
        }
        let known = builtin::table().keys().map(String::as_str);
        let variables =
            KNOWN.iter().map(|(name, _, _)| *name).chain(TradeFn::ALL.iter().map(|(name, _)| *name));
        let styles: Vec<String> = words::names().collect();
        let all = known.chain(variables).chain(styles.iter().map(String::as_str));
        let meant = crate::diagnostic::nearest(name, all).map(str::to_owned);
        self.error_meant(span, format!("`{name}` does not exist."), meant)
    }

    fn known_variable(&mut self, name: &str) -> Option<Value> {
        if let Some(value) = self.variables.get(name) {
            return Some(value.clone());
        }
        let value = self.make_variable(name)?;
        if value.constant.is_none() && value.ty != Type::Na {
            self.variables.insert(name.to_owned(), value.clone());
        }
        Some(value)
    }

    fn make_variable(&mut self, name: &str) -> Option<Value> {
        let series = |register, ty| Value::new(register, ty, Qualifier::Series);
        if let Some((_, price)) = Price::ALL.iter().find(|(of, _)| *of == name) {
            let is_int = matches!(price, Price::Time | Price::BarIndex | Price::TimeClose);
            return Some(series(price.register(), if is_int { Type::Int } else { Type::Float }));
        }
        if let Some((_, known, ty)) = KNOWN.iter().find(|(of, _, _)| *of == name) {
            if matches!(known, Known::Tick | Known::MinMove | Known::PriceScale) {
                self.settings.needs_tick = true;
            }
            let register = self.register();
            self.program.known.push((register, *known));
            self.steady.insert(register);
            return Some(Value::new(register, ty.clone(), Qualifier::Simple));
        }
        if PARTS_OF_TIME.contains(&name) {
            let na = self.na();
            let func = Func::Clock(ClockFn::named(name)?);
            return Some(series(self.call_first(func, &[Price::Time.register(), na]), Type::Int));
        }
        if SERIES.contains(&name) {
            let func = Func::Ta(TaFn::named(name)?);
            return Some(series(self.call_first(func, &[]), Type::Float));
        }
        if name == "ta.vwap" {
            let func = Func::Ta(TaFn::Vwap);
            return Some(series(self.call_first(func, &[Price::Hlc3.register()]), Type::Float));
        }
        if let Some(func) = TradeFn::named(name).filter(|_| builtin::find(name).is_empty()) {
            let ty = match func {
                TradeFn::OpenTrades
                | TradeFn::ClosedTrades
                | TradeFn::WinTrades
                | TradeFn::LossTrades
                | TradeFn::EvenTrades => Type::Int,
                TradeFn::PositionEntryName => Type::Text,
                _ => Type::Float,
            };
            return Some(series(self.call_first(Func::Trade(func), &[]), ty));
        }
        if let Some(drawing) = name.strip_suffix(".all").and_then(|of| DRAWINGS.iter().find(|it| **it == of))
        {
            self.note("Drawings are not shown, and lists of all drawings, such as `line.all`, are empty.");
            let (none, na) = (self.number(0.0), self.na());
            let register = self.call_first(Func::Array(ArrayFn::New), &[none, na]);
            return Some(series(register, Type::Array(Box::new(Type::Drawing(drawing)))));
        }
        self.constant_of(name).or_else(|| self.state_of_bar(name))
    }

    fn state_of_bar(&mut self, name: &str) -> Option<Value> {
        Some(match name {
            "barstate.isfirst" => {
                let (to, zero) = (self.register(), self.number(0.0));
                self.prologue
                    .push((Op::Binary(Binary::Equal, to, Price::BarIndex.register(), zero), self.place));
                Value::new(to, Type::Bool, Qualifier::Series)
            }
            "barstate.ishistory" | "barstate.isconfirmed" | "barstate.isnew" | "session.ismarket" => {
                Value { qualifier: Qualifier::Series, constant: None, ..self.number_value(1.0, Type::Bool) }
            }
            "barstate.isrealtime" | "session.ispremarket" | "session.ispostmarket" => {
                Value { qualifier: Qualifier::Series, constant: None, ..self.number_value(0.0, Type::Bool) }
            }
            // Where the bars end is not known while a script runs. What is done on the last bar alone has no effect on trades.
            "barstate.islast" | "barstate.islastconfirmedhistory" => {
                let value = self.number_value(0.0, Type::Bool);
                Value { qualifier: Qualifier::Series, constant: None, looks_ahead: true, ..value }
            }
            "last_bar_index"
            | "last_bar_time"
            | "timenow"
            | "chart.left_visible_bar_time"
            | "chart.right_visible_bar_time" => {
                Value { looks_ahead: true, ..Value::new(self.na(), Type::Int, Qualifier::Series) }
            }
            "session.isfirstbar" | "session.isfirstbar_regular" => {
                let day = self.text("1D");
                let register = self.call_first(Func::Clock(ClockFn::Change), &[day]);
                Value::new(register, Type::Bool, Qualifier::Series)
            }
            // The bar that ends with the day: where trading never stops, the session is the day.
            "session.islastbar" | "session.islastbar_regular" => {
                self.note("The dataset does not say when sessions end: `session.islastbar` is the bar that ends at midnight of the exchange.");
                let (day, na, none) = (self.text("1D"), self.na(), self.number(0.0));
                let end = self.call_first(Func::Clock(ClockFn::TimeClose), &[day, na, na, none]);
                let (to, close) = (self.register(), Price::TimeClose.register());
                self.prologue.push((Op::Binary(Binary::GreaterEqual, to, close, end), self.place));
                Value::new(to, Type::Bool, Qualifier::Series)
            }
            _ => return None,
        })
    }

    fn constant_of(&mut self, name: &str) -> Option<Value> {
        let number = |value: f64, ty: Type| Some((Constant::Number(value), ty));
        let text = |value: &str| Some((Constant::Text(value.to_owned()), Type::Text));
        let direction = Type::Drawing("strategy_direction");
        let found = match name {
            "na" => return Some(Value::new(self.na(), Type::Na, Qualifier::Const)),
            // Quotes are known on bars of one trade alone.
            "bid" | "ask" => number(f64::NAN, Type::Float),
            "math.pi" => number(std::f64::consts::PI, Type::Float),
            "math.e" => number(std::f64::consts::E, Type::Float),
            "math.phi" => number(1.618_033_988_749_895, Type::Float),
            "math.rphi" => number(0.618_033_988_749_894_8, Type::Float),
            "strategy.long" => number(1.0, direction),
            "strategy.short" => number(-1.0, direction),
            "strategy.direction.long" => text("long"),
            "strategy.direction.short" => text("short"),
            "strategy.direction.all" => text("all"),
            "strategy.fixed" => text("fixed"),
            "strategy.cash" => text("cash"),
            "strategy.percent_of_equity" => text("percent_of_equity"),
            "strategy.commission.percent" => text("percent"),
            "strategy.commission.cash_per_contract" => text("cash_per_contract"),
            "strategy.commission.cash_per_order" => text("cash_per_order"),
            "strategy.oca.cancel" => text("cancel"),
            "strategy.oca.reduce" => text("reduce"),
            "strategy.oca.none" => text("none"),
            "barmerge.gaps_on" | "barmerge.lookahead_on" | "order.descending" => number(1.0, Type::Bool),
            "barmerge.gaps_off" | "barmerge.lookahead_off" | "order.ascending" => number(0.0, Type::Bool),
            "syminfo.session" => text("regular"),
            "syminfo.type" => {
                self.note("The dataset does not say what kind of instrument it is: `syminfo.type` is taken for “crypto”.");
                text("crypto")
            }
            "syminfo.basecurrency"
            | "syminfo.prefix"
            | "syminfo.country"
            | "syminfo.sector"
            | "syminfo.industry" => {
                self.note("The dataset says neither exchange nor base currency: `syminfo.prefix` and its like are empty.");
                text("")
            }
            "strategy.closedtrades.first_index" => number(0.0, Type::Int),
            "chart.is_standard" => number(1.0, Type::Bool),
            "chart.is_heikinashi"
            | "chart.is_kagi"
            | "chart.is_linebreak"
            | "chart.is_pnf"
            | "chart.is_range"
            | "chart.is_renko"
            | "timeframe.isticks" => number(0.0, Type::Bool),
            "chart.bg_color" => number(f64::from(0xffff_ffff_u32), Type::Color),
            "chart.fg_color" => number(f64::from(0x0000_00ff_u32), Type::Color),
            _ => match name.split_once('.') {
                Some(("dayofweek", day)) => {
                    let days = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
                    days.iter().position(|of| *of == day).and_then(|at| number(at as f64 + 1.0, Type::Int))
                }
                Some(("color", color)) => COLORS
                    .iter()
                    .find(|(of, _)| *of == color)
                    .and_then(|(_, value)| number(f64::from(*value), Type::Color)),
                Some(("display", _)) => words::display(name).and_then(|place| number(place, Type::Int)),
                _ => words::style(name).and_then(text),
            },
        };
        found.map(|(constant, ty)| self.constant(constant, ty))
    }

    /// Whether the register holds one value throughout a run, known before the first bar.
    pub(super) fn is_steady(&self, value: &Value) -> bool {
        self.steady.contains(&value.register)
    }
}
