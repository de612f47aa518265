//! Following the Supertrend line.

use super::declaration::StrategyInfo;
use super::param::{ParamSpec, Params};
use super::reversal::Reversal;
use super::{Context, Strategy, Wake};
use crate::indicator::Indicators;
use crate::plot::Plot;
use crate::trade::Side;

/// What the page shows.
pub const INFO: StrategyInfo = StrategyInfo {
    id: "supertrend",
    version: 1,
    name: "Supertrend",
    family: "trend",
    summary: "Always on the side of the Supertrend: long above the line, short below it.",
    rules: "Supertrend(factor, ATR length) flips to up: entry long. Flips to down: entry short, or close the long position when short selling is off.",
    params: &[
        ParamSpec::float("factor", "Factor", 3.0, (0.1, 20.0), 0.1, "Distance of the line in ATRs."),
        ParamSpec::int("atr_length", "ATR length", 10, (1, 5_000), "Bars in the average true range."),
        super::SHORT_SELLING,
    ],
    ordered: &[],
};

/// What is worth drawing: the line, in two colours. A test shows that it changes sides where the mask does by which the strategy trades.
pub(crate) fn plots(params: &Params, indicators: &mut Indicators) -> Vec<Plot> {
    let trend = indicators.supertrend(params.number("factor"), params.length("atr_length"));
    let is_up = indicators.supertrend_is_up(params.number("factor"), params.length("atr_length"));
    let title = format!("Supertrend {} × ATR {}", params.number("factor"), params.length("atr_length"));
    let whole = Plot::of(indicators, "line", "", &trend.line);
    let side = |key: &str, title: String, wanted: bool| {
        let mut side = whole.clone();
        (side.spec.key, side.spec.title) = (key.to_owned(), title);
        for (bar, value) in side.values.iter_mut().enumerate() {
            if is_up.at(bar) != wanted {
                *value = f64::NAN;
            }
        }
        side
    };
    vec![side("up", format!("{title}, up"), true), side("down", format!("{title}, down"), false)]
}

/// See [`INFO`].
#[derive(Debug)]
pub struct Supertrend(Reversal);

impl Supertrend {
    /// Takes its signals.
    pub fn new(params: &Params, indicators: &mut Indicators) -> Self {
        let is_up = indicators.supertrend_is_up(params.number("factor"), params.length("atr_length"));
        // Its first value counts as down, so that what was not up before was down.
        let was_up = is_up.ago(1);
        Self(Reversal::new([&is_up & &!&was_up, &was_up & &!&is_up], params.switch("short")))
    }
}

impl Strategy for Supertrend {
    #[inline]
    fn on_bar(&mut self, context: &mut Context<'_>) {
        self.0.on_bar(context);
    }

    #[inline]
    fn wake(&self, held: Option<Side>) -> Wake<'_> {
        self.0.wake(held)
    }
}
