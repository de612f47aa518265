//! Rules 25 and 26, held against the report: no position below its margin is left alone, none is called without need, what
//! could not be afforded was not entered, and without equity there is no trading.

use engine::config::RunConfig;
use engine::fill::FillRule;
use engine::report::Report;
use engine::series::Bar;
use engine::trade::Side;

use crate::ledger::{Leg, legs};

/// Sums of doubles are allowed this share of the position's value.
const TOLERANCE: f64 = 1e-8;

/// The account on its way through a run.
struct State<'a> {
    config: &'a RunConfig,
    cash: f64,
    position: f64,
}

impl State<'_> {
    fn ratio(&self) -> f64 {
        let account = &self.config.account;
        if self.position > 0.0 { account.margin_long } else { account.margin_short }
    }

    /// But for what rounding leaves of sums.
    fn is_flat(&self) -> bool {
        self.position.abs() < 1e-6
    }

    fn equity(&self, price: f64) -> f64 {
        self.cash + self.position * price
    }

    fn needed(&self, price: f64) -> f64 {
        self.position.abs() * price * self.ratio()
    }

    fn slack(&self, price: f64) -> f64 {
        TOLERANCE * (self.cash.abs() + self.position.abs() * price)
    }
}

/// Every bar on which a rule of margin was broken.
pub(crate) fn breaks(report: &Report, bars: &[Bar], config: &RunConfig) -> Vec<String> {
    let mut breaks = Vec::new();
    let mut state = State { config, cash: config.account.initial_cash, position: 0.0 };
    let mut by_bar: Vec<Vec<Leg<'_>>> = bars.iter().map(|_| Vec::new()).collect();
    legs(&report.trades).for_each(|leg| by_bar[leg.bar() as usize].push(leg));
    for (index, (bar, legs)) in bars.iter().zip(&by_bar).enumerate() {
        let has_ended = report.ended.is_some_and(|ended| (ended as usize) < index);
        if has_ended && !legs.is_empty() {
            breaks.push(format!("bar {index}: a fill after the end of trading: {legs:?}"));
        }
        let adverse = if state.position > 0.0 { bar.low } else { bar.high };
        let (equity, needed, slack) = (state.equity(adverse), state.needed(adverse), state.slack(adverse));
        if legs.is_empty() && !state.is_flat() && (equity < needed - slack || equity < -slack) {
            breaks.push(format!("bar {index}: left alone at {adverse} with {equity}, {needed} needed"));
        }
        if let Some(why) = wrong_call(&state, legs, adverse) {
            breaks.push(format!("bar {index}: {why}"));
        }
        // The equity of the report, which the ledger has found to be right, gives the cash after the bar's fills.
        state.position += legs.iter().map(|leg| leg.sign() * leg.trade.quantity).sum::<f64>();
        state.cash = report.equity[index] - state.position * bar.close;
        if let [only] = legs.as_slice()
            && only.is_entry
            && matches!(only.cause().rule, FillRule::MarketAtOpen | FillRule::MarketAtClose)
            && state.equity(only.price()) < state.needed(only.price()) - state.slack(only.price())
        {
            breaks.push(format!("bar {index}: could not be afforded: {only:?}"));
        }
        let is_used_up = report.equity[index] <= 0.0;
        if is_used_up && report.ended.is_none_or(|ended| ended as usize > index) {
            breaks.push(format!("bar {index}: trading goes on with {}", report.equity[index]));
        }
    }
    breaks
}

/// A margin call that is the bar's only event: whether it was due, and four times what covers the shortfall.
fn wrong_call(state: &State<'_>, legs: &[Leg<'_>], price: f64) -> Option<String> {
    let is_call = |leg: &Leg<'_>| leg.cause().rule == FillRule::MarginCall;
    if legs.is_empty() || !legs.iter().all(is_call) || state.is_flat() {
        return None;
    }
    let sold: f64 = legs.iter().map(|leg| leg.trade.quantity).sum();
    let shortfall = (state.needed(price) - state.equity(price)) / state.ratio();
    if shortfall <= 0.0 {
        return Some(format!("called at {price} without need"));
    }
    let mut cover = shortfall / price;
    if let Some(step) = state.config.instrument.lot_step {
        cover = (cover / step).floor() * step;
    }
    let due =
        if cover > 0.0 { 4.0 * cover } else { state.config.instrument.lot_step.unwrap_or(1.0).max(1.0) };
    let due = due.min(state.position.abs());
    let side = if state.position > 0.0 { Side::Long } else { Side::Short };
    // A cover next to a whole step may be floored to either.
    let step = 4.0 * state.config.instrument.lot_step.unwrap_or(0.0);
    let off = (sold - due).abs();
    let right = off <= 1e-6 * due || ((off - step).abs() < 1e-9 && shortfall / price % 1.0 < 1e-6);
    (!right).then(|| format!("{side:?} {sold} liquidated at {price} instead of {due}"))
}
