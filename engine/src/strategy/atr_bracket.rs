//! A trend entry with a stop and a target at ATR distances.

use super::declaration::{Ordered, StrategyInfo};
use super::param::{ParamSpec, Params};
use super::{Context, Strategy, Wake};
use crate::indicator::{Column, Indicators, Mask, Source};
use crate::order::Order;
use crate::plot::Plot;
use crate::trade::Side;

/// What the page shows.
pub const INFO: StrategyInfo = StrategyInfo {
    id: "atr_bracket",
    version: 1,
    name: "ATR bracket",
    family: "trend",
    summary: "Enters on a moving average cross with a stop and a target at fixed ATR distances.",
    rules: "Flat and SMA(close, fast) crosses above SMA(close, slow): entry long with a stop at close − stop × ATR and a target at close + target × ATR, both fixed at the signal; one at or below zero is left out. Crosses below: the mirror (if short selling is on). Only stop and target end a trade.",
    params: &[
        ParamSpec::int("fast", "Fast length", 10, (1, 5_000), "Bars in the fast average."),
        ParamSpec::int(
            "slow",
            "Slow length",
            30,
            (2, 10_000),
            "Bars in the slow average; above the fast length.",
        ),
        ParamSpec::int("atr_length", "ATR length", 14, (1, 5_000), "Bars in the average true range."),
        ParamSpec::float("stop", "Stop distance", 2.0, (0.1, 50.0), 0.1, "Distance of the stop in ATRs."),
        ParamSpec::float(
            "target",
            "Target distance",
            3.0,
            (0.1, 50.0),
            0.1,
            "Distance of the target in ATRs.",
        ),
        super::SHORT_SELLING,
    ],
    ordered: &[Ordered::new("fast", "slow")],
};

/// The fast average, the slow one, the average true range.
fn columns(params: &Params, indicators: &mut Indicators) -> [Column; 3] {
    let [fast, slow] = ["fast", "slow"].map(|key| indicators.sma(Source::Close, params.length(key)));
    [fast, slow, indicators.atr(params.length("atr_length"))]
}

/// What is worth drawing.
pub(crate) fn plots(params: &Params, indicators: &mut Indicators) -> Vec<Plot> {
    let [fast, slow, atr] = columns(params, indicators);
    let title = |name: &str, key| format!("{name} {}", params.length(key));
    vec![
        Plot::of(indicators, "fast", title("SMA", "fast"), &fast),
        Plot::of(indicators, "slow", title("SMA", "slow"), &slow),
        Plot::of(indicators, "atr", title("ATR", "atr_length"), &atr).below(),
    ]
}

/// See [`INFO`].
#[derive(Debug)]
pub struct AtrBracket {
    up: Mask,
    down: Mask,
    signals: Mask,
    atr: Column,
    stop: f64,
    target: f64,
    short: bool,
}

impl AtrBracket {
    /// Takes its signals and the column of its distances.
    pub fn new(params: &Params, indicators: &mut Indicators) -> Self {
        let [fast, slow, atr] = columns(params, indicators);
        let [up, down] = indicators.crosses(&fast, &slow);
        let short = params.switch("short");
        let signals = if short { &up | &down } else { up.clone() };
        Self { up, down, signals, atr, stop: params.number("stop"), target: params.number("target"), short }
    }

    fn enter(&self, context: &mut Context<'_>, id: &'static str, side: Side) {
        let (close, atr) = (context.close(), context.value(&self.atr));
        if atr.is_nan() {
            return;
        }
        context.submit(Order::entry(id, side));
        // Wide bars make distances beyond the price itself. No price comes to zero: the other side then stands alone.
        let (stop, target) = (close - side.sign() * self.stop * atr, close + side.sign() * self.target * atr);
        let mut bracket = Order::exit("bracket", id);
        if stop > 0.0 {
            bracket = bracket.stop(stop);
        }
        if target > 0.0 {
            bracket = bracket.limit(target);
        }
        context.submit(bracket);
    }
}

impl Strategy for AtrBracket {
    #[inline]
    fn on_bar(&mut self, context: &mut Context<'_>) {
        if !context.is_flat() {
            return;
        }
        if context.holds(&self.up) {
            self.enter(context, "long", Side::Long);
        } else if self.short && context.holds(&self.down) {
            self.enter(context, "short", Side::Short);
        }
    }

    #[inline]
    fn wake(&self, held: Option<Side>) -> Wake<'_> {
        if held.is_none() { Wake::At(&self.signals) } else { Wake::Never }
    }
}
