//! What a strategy may read of its trades and of what they brought. It says so with [`super::Strategy::reads_trades`].

use super::Context;
use crate::account::{Tally, TradeGlance};

impl Context<'_> {
    /// Sums over the trades closed so far.
    pub fn tally(&mut self) -> &Tally {
        self.broker.account_mut().tally()
    }

    /// Profit of the open trades at the current close, in cash, their entries' commissions taken.
    pub fn open_profit(&mut self) -> f64 {
        let equity = self.equity();
        let net_profit = self.tally().net_profit;
        equity - self.initial_cash() - net_profit
    }

    /// Cash at the start.
    pub fn initial_cash(&self) -> f64 {
        self.broker.account().initial_cash()
    }

    /// Deepest fall of the equity below its highest value before, and highest rise above its lowest, both in cash and at least 0,
    /// as TradingView's report reckons them: from trade to trade, with the extremes inside each trade's bars.
    pub fn max_drawdown_and_runup(&mut self) -> (f64, f64) {
        let reach = self.broker.unobserved(self.series, self.bar);
        self.broker.account_mut().max_moves(reach)
    }

    /// Most units held at once so far: long, short.
    pub fn most_held(&self) -> [f64; 2] {
        self.broker.account().most_held()
    }

    /// Number of open trades.
    pub fn n_open_trades(&self) -> usize {
        self.broker.account().open().len()
    }

    /// An open trade, the oldest at 0.
    pub fn open_trade(&self, index: usize) -> Option<TradeGlance<'_>> {
        let reach = self.broker.unobserved(self.series, self.bar);
        self.broker.account().open_glance(index, self.close(), reach)
    }

    /// A closed trade, in the order of exits; the first at 0.
    pub fn closed_trade(&self, index: usize) -> Option<TradeGlance<'_>> {
        self.broker.account().closed_glance(index)
    }

    /// Units of an entry at `price` whose size the settings give (rule 21).
    pub fn default_size(&self, price: f64) -> f64 {
        self.broker.default_units(price, self.close())
    }
}
