//! One run that is watched, and where it parts from another.

use std::rc::Rc;

use super::verdict::Changed;
use crate::backtest::{Backtest, Market, Progress, Run};
use crate::broker::{Happening, Tape};
use crate::config::RunConfig;
use crate::indicator::Indicators;
use crate::strategy::Strategy;

/// Makes the strategy; it may ask for its indicators and nothing else.
pub(super) type Maker = dyn Fn(&mut Indicators) -> Box<dyn Strategy>;

pub(super) struct Pass {
    run: Backtest<Box<dyn Strategy>>,
    indicators: Indicators,
    first: usize,
}

impl Pass {
    /// A run over the whole window of `market`, with settings that have been checked.
    pub(super) fn new(market: Market, config: &RunConfig, make: &Maker) -> Self {
        let mut indicators = Indicators::new(Rc::clone(market.series()));
        let strategy = make(&mut indicators);
        let first = market.window().start;
        let run = Backtest::validated(market, *config, strategy, indicators.warmup_bars()).watched();
        Self { run, indicators, first }
    }

    pub(super) fn step(&mut self, n_bars: usize) -> Progress {
        self.run.step(n_bars)
    }

    pub(super) fn warmup_bars(&self) -> usize {
        self.indicators.warmup_bars()
    }

    /// Positions of the bars on which something filled, ascending, each once.
    pub(super) fn fills(&self) -> Vec<usize> {
        let filled =
            self.before(usize::MAX).iter().filter(|(_, what)| matches!(what, Happening::Fill { .. }));
        let mut bars: Vec<usize> = filled.map(|(bar, _)| *bar).collect();
        bars.dedup();
        bars
    }

    fn before(&self, end: usize) -> &[(usize, Happening)] {
        self.run.tape().map_or(&[], |tape: &Tape| tape.before(end))
    }

    /// The first thing before the bar at `end` that is not the same in both. On one bar, a cause goes before its effects.
    pub(super) fn parting(&self, other: &Self, end: usize) -> Option<(usize, Changed)> {
        let indicator = self.indicators.first_difference(&other.indicators, end);
        let indicator = indicator.map(|(bar, name)| (bar, Changed::Indicator { name }));
        let partings = [indicator, self.happening(other, end), self.equity(other, end)];
        partings.into_iter().flatten().min_by_key(|(bar, _)| *bar)
    }

    fn happening(&self, other: &Self, end: usize) -> Option<(usize, Changed)> {
        let (here, there) = (self.before(end), other.before(end));
        let same = here.iter().zip(there).take_while(|(a, b)| a.0 == b.0 && a.1.is_same(&b.1)).count();
        let first = here.get(same).into_iter().chain(there.get(same)).min_by_key(|(bar, _)| *bar)?;
        let changed = match first.1 {
            Happening::Order(_) | Happening::Cancel(_) | Happening::CancelAll => Changed::Order,
            Happening::Fill { .. } => Changed::Fill,
        };
        Some((first.0, changed))
    }

    fn equity(&self, other: &Self, end: usize) -> Option<(usize, Changed)> {
        let value = |pass: &Self, at: usize| pass.run.equity().get(at).map(|equity| equity.to_bits());
        let at = (0..end - self.first).find(|&at| value(self, at) != value(other, at))?;
        Some((self.first + at, Changed::Equity))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Commission;
    use crate::strategy::buy_and_hold::BuyAndHold;
    use crate::synthetic::minute_series;

    fn held(change: impl FnOnce(&mut RunConfig)) -> Pass {
        let mut config = RunConfig::default();
        change(&mut config);
        let market = Market::new(Rc::new(minute_series(1, 50)), &config).unwrap();
        let mut pass = Pass::new(market, &config, &|_| Box::new(BuyAndHold::default()));
        while pass.step(9).done < 50 {}
        pass
    }

    #[test]
    fn equal_runs_do_not_part() {
        assert_eq!(held(|_| {}).parting(&held(|_| {}), 50), None);
    }

    #[test]
    fn a_fill_that_differs_is_told_before_the_equity_it_changes() {
        let dear = held(|config| config.account.commission = Commission::CashPerOrder(1.0));
        assert_eq!(held(|_| {}).parting(&dear, 50), Some((1, Changed::Fill)));
        assert_eq!(held(|_| {}).parting(&dear, 1), None);
    }

    #[test]
    fn equity_is_told_where_nothing_else_differs() {
        let rich = held(|config| config.account.initial_cash *= 2.0);
        assert_eq!(held(|_| {}).parting(&rich, 50), Some((0, Changed::Equity)));
    }

    #[test]
    fn bars_with_fills_are_known() {
        assert_eq!(held(|_| {}).fills(), [1]);
    }
}
