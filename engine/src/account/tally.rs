//! Sums over the closed trades, for strategies that ask for them while they run.

use super::Account;
use crate::statistics::TradeEquity;
use crate::trade::Trade;

/// What the trades closed so far have brought, in cash, commissions taken.
#[derive(Debug, Clone, PartialEq)]
pub struct Tally {
    /// Closed trades.
    pub n_closed: usize,
    /// Of them, those with a profit above 0.
    pub n_won: usize,
    /// Of them, those with a loss.
    pub n_lost: usize,
    /// Sum of the profits above 0.
    pub gross_profit: f64,
    /// Sum of the losses, at least 0.
    pub gross_loss: f64,
    /// Sum of all profits.
    pub net_profit: f64,
    equity: TradeEquity,
}

impl Tally {
    fn starting_at(initial_cash: f64) -> Self {
        Self {
            n_closed: 0,
            n_won: 0,
            n_lost: 0,
            gross_profit: 0.0,
            gross_loss: 0.0,
            net_profit: 0.0,
            equity: TradeEquity::starting_at(initial_cash),
        }
    }

    fn add(&mut self, trade: &Trade) {
        let profit = trade.profit;
        self.n_closed += 1;
        self.net_profit += profit;
        if profit > 0.0 {
            self.n_won += 1;
            self.gross_profit += profit;
        } else if profit < 0.0 {
            self.n_lost += 1;
            self.gross_loss -= profit;
        }
        self.equity.add(trade);
    }
}

impl Account {
    /// Sums over the trades closed so far; only the new ones are added. Without trades that are kept, nothing is.
    pub(crate) fn tally(&mut self) -> &Tally {
        let tally = self.tally.get_or_insert_with(|| Box::new(Tally::starting_at(self.initial_cash)));
        self.trades[tally.n_closed..].iter().for_each(|trade| tally.add(trade));
        tally
    }

    /// Deepest fall and highest rise of the equity as TradingView's report reckons them: from trade to trade, open ones included,
    /// whose extremes so far `reach` widens. In cash, both at least 0.
    pub(crate) fn max_moves(&mut self, reach: Option<(f64, f64)>) -> (f64, f64) {
        self.tally();
        let Some(tally) = &self.tally else { return (0.0, 0.0) };
        let mut worst = (tally.equity.fall, tally.equity.rise);
        for trade in &self.open {
            let (adverse, favourable) = trade.excursions(self.side, reach);
            let (fall, rise) = tally.equity.with(trade.entry_bar() as u32, adverse, favourable);
            worst = (worst.0.max(fall), worst.1.max(rise));
        }
        worst
    }

    /// Most units held at once: long, short.
    pub(crate) fn most_held(&self) -> [f64; 2] {
        self.most_held
    }

    /// Cash at the start.
    pub(crate) fn initial_cash(&self) -> f64 {
        self.initial_cash
    }
}
