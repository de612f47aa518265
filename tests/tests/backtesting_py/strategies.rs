//! The four strategies of `tests/conformance/backtesting_py/strategies.py`, written against the engine's public interface.

use engine::indicator::{Column, Indicators, Source};
use engine::order::Order;
use engine::strategy::param::{ParamValue, Params};
use engine::strategy::{Context, Strategy};
use engine::trade::Side;

/// What all four share.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Common {
    /// Units of an entry, where the strategy says them itself.
    pub(crate) units: f64,
    /// Last bar of the series, on which nothing is ordered.
    pub(crate) last: usize,
    stop: f64,
    target: f64,
    short: bool,
}

impl Common {
    pub(crate) fn new(params: &Params, units: f64, last: usize) -> Self {
        let number = |key, default| params.get(key).and_then(ParamValue::number).unwrap_or(default);
        Self {
            units,
            last,
            stop: number("stop", 0.0),
            target: number("target", 0.0),
            short: number("short", 1.0) != 0.0,
        }
    }

    /// Stop and target around `price`; a level at or below zero is left out.
    fn bracket(&self, from: &'static str, side: Side, price: f64, distance: f64) -> Order {
        let (stop, target) =
            (price - side.sign() * self.stop * distance, price + side.sign() * self.target * distance);
        let mut order = Order::exit("bracket", from);
        if stop > 0.0 {
            order = order.stop(stop);
        }
        if target > 0.0 {
            order = order.limit(target);
        }
        order
    }

    /// A bracket around the average entry price of the position.
    fn protect(&self, context: &mut Context<'_>, distance: f64) {
        let side = if context.is_long() { Side::Long } else { Side::Short };
        if let Some(price) = context.average_entry_price() {
            context.submit(self.bracket(id(side), side, price, distance));
        }
    }
}

fn id(side: Side) -> &'static str {
    match side {
        Side::Long => "long",
        Side::Short => "short",
    }
}

/// Long above, short below; equal but for the rounding of a mean of decimal prices is neither.
fn side_of(price: f64, average: f64) -> Option<Side> {
    let is_equal = (price - average).abs() <= 1e-9 * price;
    (!is_equal).then_some(if price > average { Side::Long } else { Side::Short })
}

fn cancel_entries(context: &mut Context<'_>) {
    for id in ["long", "short", "turn"] {
        context.cancel(id);
    }
}

/// The strategy acts from the second bar on at which all its columns have values, as backtesting.py does.
pub(crate) struct Started<S> {
    pub(crate) first: usize,
    pub(crate) last: usize,
    pub(crate) inner: S,
}

impl<S: Strategy> Strategy for Started<S> {
    fn on_bar(&mut self, context: &mut Context<'_>) {
        if (self.first..self.last).contains(&context.bar_index()) {
            self.inner.on_bar(context);
        }
    }
}

/// Two averages cross: reverses, or, with a stop, waits for stop or target of a bracketed market entry.
pub(crate) struct Cross {
    common: Common,
    fast: Column,
    slow: Column,
    range: Option<Column>,
}

impl Cross {
    pub(crate) fn new(common: Common, params: &Params, indicators: &mut Indicators) -> Self {
        Self {
            common,
            fast: indicators.sma(Source::Close, params.length("fast")),
            slow: indicators.sma(Source::Close, params.length("slow")),
            range: (common.stop > 0.0).then(|| indicators.atr(params.length("atr_length"))),
        }
    }
}

impl Strategy for Cross {
    fn on_bar(&mut self, context: &mut Context<'_>) {
        let above = context.crosses_above(&self.fast, &self.slow);
        let below = context.crosses_below(&self.fast, &self.slow);
        let Some(range) = &self.range else {
            if above && !context.is_long() {
                context.submit(Order::entry("long", Side::Long));
            } else if below && self.common.short && !context.is_short() {
                context.submit(Order::entry("short", Side::Short));
            } else if below && context.is_long() {
                context.submit(Order::close("long"));
            }
            return;
        };
        if !context.is_flat() || !(above || below && self.common.short) {
            return;
        }
        let side = if above { Side::Long } else { Side::Short };
        let (close, distance) = (context.close(), context.value(range));
        context.submit(Order::entry(id(side), side));
        context.submit(self.common.bracket(id(side), side, close, distance));
    }
}

/// With the trend, a limit entry some way back, renewed on every bar; out by stop, target or time.
pub(crate) struct Pullback {
    common: Common,
    average: Column,
    range: Column,
    depth: f64,
    hold: usize,
    attach: bool,
    seen: Option<usize>,
}

impl Pullback {
    pub(crate) fn new(common: Common, params: &Params, indicators: &mut Indicators) -> Self {
        Self {
            common,
            average: indicators.sma(Source::Close, params.length("trend")),
            range: indicators.atr(params.length("atr_length")),
            depth: params.number("depth"),
            hold: params.length("hold"),
            attach: params.switch("attach"),
            seen: None,
        }
    }

    fn enter(&self, context: &mut Context<'_>, side: Side, distance: f64) {
        let limit = context.close() - side.sign() * self.depth * distance;
        if limit <= 0.0 {
            return;
        }
        context.submit(Order::entry(id(side), side).limit(limit));
        if self.attach {
            context.submit(self.common.bracket(id(side), side, limit, distance));
        }
    }
}

impl Strategy for Pullback {
    fn on_bar(&mut self, context: &mut Context<'_>) {
        let (bar, close, distance) = (context.bar_index(), context.close(), context.value(&self.range));
        if context.is_flat() {
            self.seen = None;
            cancel_entries(context);
            match side_of(close, context.value(&self.average)) {
                Some(Side::Short) if !self.common.short => {}
                Some(side) => self.enter(context, side, distance),
                None => {}
            }
            return;
        }
        if self.seen.is_none() && !self.attach {
            self.common.protect(context, distance);
        }
        if bar - *self.seen.get_or_insert(bar) >= self.hold {
            context.submit(Order::close_all());
        }
    }
}

/// A stop entry at the extreme of the last bars, renewed on every bar. Without a stop distance a stop order of twice the
/// size reverses the position; else stop and target end it.
pub(crate) struct Breakout {
    common: Common,
    top: Column,
    bottom: Column,
    average: Column,
    range: Column,
    attach: bool,
    seen: bool,
}

impl Breakout {
    pub(crate) fn new(common: Common, params: &Params, indicators: &mut Indicators) -> Self {
        Self {
            common,
            top: indicators.highest(Source::High, params.length("length")),
            bottom: indicators.lowest(Source::Low, params.length("length")),
            average: indicators.sma(Source::Close, params.length("trend")),
            range: indicators.atr(params.length("atr_length")),
            attach: params.switch("attach"),
            seen: false,
        }
    }

    fn level(&self, context: &Context<'_>, side: Side) -> f64 {
        context.value(if side == Side::Long { &self.top } else { &self.bottom })
    }

    fn enter(&self, context: &mut Context<'_>, side: Side, distance: f64) {
        let level = self.level(context, side);
        context.submit(Order::entry(id(side), side).stop(level));
        if self.attach && self.common.stop > 0.0 {
            context.submit(self.common.bracket(id(side), side, level, distance));
        }
    }
}

impl Strategy for Breakout {
    fn on_bar(&mut self, context: &mut Context<'_>) {
        let distance = context.value(&self.range);
        if context.is_flat() {
            self.seen = false;
            cancel_entries(context);
            if side_of(context.close(), context.value(&self.average)) == Some(Side::Long) {
                self.enter(context, Side::Long, distance);
            } else if self.common.short {
                self.enter(context, Side::Short, distance);
            }
        } else if self.common.stop == 0.0 {
            cancel_entries(context);
            let side = if context.is_long() { Side::Short } else { Side::Long };
            let level = self.level(context, side);
            context.submit(Order::net("turn", side).quantity(2.0 * self.common.units).stop(level));
        } else if !self.seen {
            self.seen = true;
            if !self.attach {
                self.common.protect(context, distance);
            }
        }
    }
}

/// Buys one step above a band around the average, sells one and a half below it, up to a cap on either side: partial closes,
/// first in, first out, and fills that close and open.
pub(crate) struct Ladder {
    common: Common,
    average: Column,
    range: Column,
    cap: f64,
    band: f64,
}

impl Ladder {
    pub(crate) fn new(common: Common, params: &Params, indicators: &mut Indicators) -> Self {
        Self {
            common,
            average: indicators.sma(Source::Close, params.length("length")),
            range: indicators.atr(params.length("atr_length")),
            cap: params.number("cap"),
            band: params.number("band"),
        }
    }
}

impl Strategy for Ladder {
    fn on_bar(&mut self, context: &mut Context<'_>) {
        let away = context.close() - context.value(&self.average);
        let reach = self.band * context.value(&self.range);
        let (held, most) = (context.position(), self.cap * self.common.units);
        if away > reach && held < most {
            context.submit(Order::net("step", Side::Long).quantity(self.common.units));
        } else if away < -reach && held > -most {
            context.submit(Order::net("step", Side::Short).quantity(1.5 * self.common.units));
        }
    }
}
