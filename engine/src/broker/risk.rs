//! Rules 27 and 28: limits that a strategy sets itself.

use super::margin::SafeRange;
use super::{Broker, Phase};
use crate::fill::FillRule;
use crate::risk::{Limit, RiskRules};
use crate::trade::{ExitReason, Side};

/// The rules, and how far the day and the run have come.
#[derive(Debug, Clone)]
pub(super) struct Risk {
    rules: RiskRules,
    /// Position in `rules.day_starts` of the next day's first bar.
    day: usize,
    /// Fills of the day.
    n_fills: u32,
    /// Equity when the day began, and the highest so far.
    day_equity: f64,
    peak: f64,
    n_losing_days: u32,
    halt: Halt,
    /// Everything is to be closed at the next price of the path.
    is_closing: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Halt {
    None,
    /// Until the next day.
    Day,
    Run,
}

impl Limit {
    fn is_exceeded(self, loss: f64, of: f64) -> bool {
        loss > match self {
            Self::Cash(cash) => cash,
            Self::Ratio(ratio) => ratio * of,
        }
    }
}

impl Risk {
    fn day_of(&self, bar: usize) -> usize {
        self.rules.day_starts.partition_point(|start| *start as usize <= bar)
    }

    fn watches_equity(&self) -> bool {
        let RiskRules { max_drawdown, max_day_loss, max_losing_days, .. } = &self.rules;
        max_drawdown.is_some() || max_day_loss.is_some() || max_losing_days.is_some()
    }
}

impl Broker {
    /// Takes over the rules; what has been counted stays counted.
    pub(crate) fn set_risk(&mut self, rules: RiskRules, bar: usize, close: f64) {
        if self.risk.as_ref().is_none_or(|risk| risk.rules != rules) {
            // The next bar needs a look, if only to see what it needs.
            self.safe = SafeRange::NONE;
        }
        match &mut self.risk {
            Some(risk) if risk.rules == rules => {}
            Some(risk) => risk.rules = rules,
            None => {
                let equity = self.account.equity(close);
                let mut risk = Risk {
                    rules,
                    day: 0,
                    n_fills: 0,
                    day_equity: equity,
                    peak: equity,
                    n_losing_days: 0,
                    halt: Halt::None,
                    is_closing: false,
                };
                risk.day = risk.day_of(bar);
                self.risk = Some(Box::new(risk));
            }
        }
    }

    /// Some rule depends on the equity, and there is a position: no bar can be passed over.
    #[inline]
    pub(super) fn risks_losses(&self) -> bool {
        self.risk.as_ref().is_some_and(|risk| risk.watches_equity()) && self.account.side().is_some()
    }

    /// No order is taken on bar `bar`.
    pub(super) fn is_halted(&mut self, bar: usize) -> bool {
        self.begin_day(bar);
        self.risk.as_ref().is_some_and(|risk| risk.halt != Halt::None)
    }

    /// Notices that `bar` belongs to a new day. While nothing was held or waited, nothing of the equity has changed since.
    pub(super) fn begin_day(&mut self, bar: usize) {
        let Some(risk) = &mut self.risk else { return };
        let day = risk.day_of(bar);
        if day == risk.day {
            return;
        }
        let equity = self.last_equity;
        risk.n_losing_days = if equity < risk.day_equity { risk.n_losing_days + 1 } else { 0 };
        (risk.day, risk.n_fills, risk.day_equity) = (day, 0, equity);
        if risk.halt == Halt::Day {
            risk.halt = Halt::None;
        }
        if risk.rules.max_losing_days.is_some_and(|most| risk.n_losing_days >= most) {
            (risk.halt, risk.is_closing) = (Halt::Run, true);
        }
    }

    /// Rule 28: what an entry of `units` may be for, given what is held.
    pub(super) fn allowed(&self, side: Side, units: f64) -> f64 {
        let Some(risk) = &self.risk else { return units };
        if risk.rules.entries_only.is_some_and(|only| only != side) {
            return 0.0;
        }
        let held = if self.account.side() == Some(side) { self.account.held(None) } else { 0.0 };
        risk.rules.max_position.map_or(units, |most| self.sizer.floor(units.min(most - held).max(0.0)))
    }

    /// Rule 27: an order of the strategy has filled at `price`.
    pub(super) fn count_fill(&mut self, price: f64) {
        let Some(risk) = &mut self.risk else { return };
        risk.n_fills += 1;
        if risk.halt == Halt::None && risk.rules.max_fills_a_day.is_some_and(|most| risk.n_fills >= most) {
            (risk.halt, risk.is_closing) = (Halt::Day, true);
            self.book.drop_all();
            if self.phase != Phase::Inside {
                self.close_for_risk(price);
            }
        }
    }

    /// The next price of the path: what is to be closed is closed there.
    pub(super) fn close_for_risk(&mut self, price: f64) {
        if let Some(risk) = &mut self.risk
            && std::mem::take(&mut risk.is_closing)
        {
            self.book.drop_all();
            self.close_out(None, price, ExitReason::Liquidation, FillRule::RiskLimit, "risk limit");
        }
    }

    /// Rule 28: the equity at `price` has lost too much.
    pub(super) fn test_losses(&mut self, price: f64) {
        let Some(risk) = self.risk.as_mut().filter(|risk| risk.watches_equity()) else { return };
        let equity = self.account.equity(price);
        let exceeds = |limit: Option<Limit>, from: f64| {
            limit.is_some_and(|limit| limit.is_exceeded(from - equity, from))
        };
        if exceeds(risk.rules.max_drawdown, risk.peak) {
            (risk.halt, risk.is_closing) = (Halt::Run, true);
        } else if exceeds(risk.rules.max_day_loss, risk.day_equity) && risk.halt == Halt::None {
            (risk.halt, risk.is_closing) = (Halt::Day, true);
        }
        risk.peak = risk.peak.max(equity);
        self.close_for_risk(price);
    }
}
