//! The broker emulator: which orders fill inside a bar, when, and at what price.
//!
//! Rule numbers are those of the execution model. Start with [`Broker::run_bar`]; the walk along the price path is in
//! `path`, its pessimistic sister in `stop_first`, what a fill does in `filling`, what waits in `book`, costs and rounding in
//! `costs`, what a position must be covered by in `margin`, bars that cannot tell in `ambiguity`.

mod ambiguity;
mod book;
mod bracket;
mod costs;
mod filling;
mod level;
mod margin;
mod path;
mod probe;
mod reserve;
mod risk;
mod size;
mod stop_first;
mod submit;
mod tape;
mod trailing;

use std::ops::Range;

use crate::account::{Account, Name};
use crate::broker::ambiguity::Stakes;
use crate::broker::book::{Book, LevelRules};
use crate::broker::filling::Hit;
use crate::broker::margin::{Margin, SafeRange};
use crate::config::{Execution, FillOn, Intrabar, RunConfig};
use crate::fill::{Cause, FillRule, Levels};
use crate::order::Price;
use crate::report::{MAX_NOTES, Note, NoteKind};
use crate::series::{Row, Series};
use crate::trade::{BriefTrade, ExitReason, OrderId, Side};

pub(crate) use costs::Costs;
pub(crate) use probe::Probe;
pub(crate) use tape::{Happening, Tape};

/// Holds the account and the orders that wait.
#[derive(Debug)]
pub struct Broker {
    account: Account,
    book: Book,
    costs: Costs,
    sizer: size::Sizer,
    execution: Execution,
    margin: Margin,
    /// Between these prices nothing happens: no order fills, and the position needs no look at its margin.
    safe: SafeRange,
    notes: Vec<Note>,
    n_notes: u32,
    ambiguous_bars: Vec<u32>,
    /// Bar in which the equity was used up.
    ended: Option<u32>,
    /// Kept only while somebody watches.
    tape: Option<Tape>,
    /// Rules that the strategy has set for itself.
    risk: Option<Box<risk::Risk>>,
    /// Equity at the close of the last bar on which anything could happen.
    last_equity: f64,
    /// Bars before this one have shown all their prices to the open trades.
    observed: usize,
    /// Bar and turn of the fills now being made.
    bar: usize,
    bar_open: f64,
    turn: u64,
    phase: Phase,
}

/// Where in the bar the price is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Open,
    Inside,
    Close,
}

/// In which order prices are taken to have traded inside a bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Manner {
    HighThenLow,
    LowThenHigh,
    StopsFirst,
}

/// What a broker hands over at the end of a run.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) account: Account,
    pub(crate) notes: Vec<Note>,
    pub(crate) n_notes: u32,
    pub(crate) ambiguous_bars: Vec<u32>,
    pub(crate) ended: Option<u32>,
}

impl Broker {
    pub(crate) fn new(config: &RunConfig) -> Self {
        Self {
            account: Account::new(config.account.initial_cash),
            book: Book::new(LevelRules {
                tick: Costs::new(config).tick(),
                limit_ticks: config.execution.limit_ticks,
            }),
            costs: Costs::new(config),
            sizer: size::Sizer::new(config),
            execution: config.execution,
            margin: Margin::new(config),
            safe: SafeRange::ANY,
            notes: Vec::new(),
            n_notes: 0,
            ambiguous_bars: Vec::new(),
            ended: None,
            tape: None,
            risk: None,
            last_equity: config.account.initial_cash,
            observed: 0,
            bar: 0,
            bar_open: f64::NAN,
            turn: 0,
            phase: Phase::Open,
        }
    }

    /// Keeps a tape from now on.
    pub(crate) fn watch(&mut self) {
        self.tape = Some(Tape::default());
    }

    /// Notes trades in brief from now on; ambiguous bars are not looked for.
    pub(crate) fn in_brief(mut self, buffer: Vec<BriefTrade>) -> Self {
        self.account = self.account.in_brief(buffer);
        self
    }

    pub(crate) fn tape(&self) -> Option<&Tape> {
        self.tape.as_ref()
    }

    pub(crate) fn account(&self) -> &Account {
        &self.account
    }

    /// The nearest stop and the nearest target of the position held.
    pub(crate) fn exits(&self) -> [Option<f64>; 2] {
        self.book.exits(&self.account)
    }

    pub(crate) fn account_mut(&mut self) -> &mut Account {
        &mut self.account
    }

    /// Highest and lowest price that the open trades have not been shown, up to bar `bar`, the current one.
    pub(crate) fn unobserved(&self, series: &Series, bar: usize) -> Option<(f64, f64)> {
        let first = self.observed.max(self.bar + 1);
        series.rows().reach(first.min(bar + 1)..bar + 1)
    }

    /// Rule 21: units of an entry at `price` whose size the settings give.
    pub(crate) fn default_units(&self, price: f64, close: f64) -> f64 {
        self.sizer.units(None, || self.account.equity(close), price)
    }

    pub(crate) fn into_outcome(self) -> Outcome {
        let Self { account, notes, n_notes, ambiguous_bars, ended, .. } = self;
        Outcome { account, notes, n_notes, ambiguous_bars, ended }
    }

    /// Takes back what has not filled of the orders named `id`, or of all, at the close of bar `bar`.
    pub(crate) fn cancel(&mut self, id: Option<&str>, bar: usize) {
        if let Some(tape) = &mut self.tape {
            tape.note(bar, id.map_or(Happening::CancelAll, |id| Happening::Cancel(id.to_owned())));
        }
        self.safe = SafeRange::NONE;
        self.book.cancel(id);
        self.share_out(f64::NAN);
    }

    /// No order has been made or taken back since the last bar.
    #[inline]
    pub(crate) fn is_settled(&self) -> bool {
        self.safe != SafeRange::NONE
    }

    /// Nothing can happen in the bar: the orders that wait are out of its reach.
    #[inline]
    pub(crate) fn is_calm(&self, low: f64, high: f64) -> bool {
        self.safe.holds(low, high)
    }

    /// How many of the next bars are calm as long as no order is made; not all of them are looked at.
    pub(crate) fn n_calm(&self, series: &Series, bars: Range<usize>) -> usize {
        self.safe.n_held(series, bars)
    }

    /// Lets the open trades see the prices of calm bars.
    pub(crate) fn observe(&mut self, series: &Series, bars: Range<usize>) {
        self.observed = bars.end;
        self.account.observe_bars(series, bars);
    }

    /// Rules 3 to 20: lets the waiting orders meet the prices of one bar.
    pub(crate) fn run_bar(&mut self, index: usize, bar: &Row) {
        (self.bar, self.bar_open, self.phase) = (index, bar.open, Phase::Open);
        self.book.begin_bar(bar.open);
        if self.risk.is_some() {
            self.begin_day(index);
            self.close_for_risk(bar.open);
        }
        self.fill_market_orders(bar.open, FillRule::MarketAtOpen);
        self.settle(bar.open);
        self.phase = Phase::Inside;
        match self.stakes(bar) {
            Stakes::None => self.trail_and_observe(bar),
            Stakes::Contested if self.account.keeps_trades() => self.pass_and_compare(bar, self.manner(bar)),
            Stakes::Certain | Stakes::Contested => self.pass(bar, self.manner(bar)),
        }
        self.close_bar(bar.close);
    }

    fn manner(&self, bar: &Row) -> Manner {
        match self.execution.intrabar {
            Intrabar::Path if bar.high - bar.open < bar.open - bar.low => Manner::HighThenLow,
            Intrabar::Path => Manner::LowThenHigh,
            Intrabar::StopFirst => Manner::StopsFirst,
        }
    }

    /// Takes the price from the open through the bar.
    fn pass(&mut self, bar: &Row, manner: Manner) {
        match manner {
            Manner::HighThenLow => self.walk_path(bar, [bar.high, bar.low]),
            Manner::LowThenHigh => self.walk_path(bar, [bar.low, bar.high]),
            Manner::StopsFirst => self.stops_then_limits(bar),
        }
    }

    /// Nothing fills in the bar.
    fn trail_and_observe(&mut self, bar: &Row) {
        self.account.observe(bar.low, bar.high);
        let best = match self.account.side() {
            _ if self.execution.intrabar == Intrabar::StopFirst && self.limit_entered_here() => bar.close,
            Some(Side::Long) => bar.high,
            _ => bar.low,
        };
        self.book.trail(&self.account, best);
    }

    /// Rule 3: with `fill_on = close`, market orders made on this bar fill at its close; immediate ones always do.
    #[inline]
    pub(crate) fn run_close(&mut self, index: usize, close: f64) {
        let on_close = self.execution.fill_on == FillOn::Close;
        if (on_close && !self.is_settled()) || (self.book.has_market() && self.book.has_immediate()) {
            (self.bar, self.phase) = (index, Phase::Close);
            let before = self.account.revision();
            if on_close {
                self.fill_market_orders(close, FillRule::MarketAtClose);
                self.fill_passed(close);
            } else {
                self.fill_at_market(close, FillRule::MarketAtClose, Book::take_immediate);
            }
            if self.account.revision() == before {
                return;
            }
            // Rule 14: an exit is live from its entry's fill on, and that is at this price.
            self.book.trail_at_close(&self.account, close);
            self.close_bar(close);
        }
    }

    /// What has to be looked at after fills.
    fn close_bar(&mut self, close: f64) {
        self.book.drop_orphans(&self.account);
        if self.risk.is_some() {
            self.test_losses(close);
            self.last_equity = self.account.equity(close);
        }
        if self.ended.is_none() && self.account.equity(close) <= 0.0 {
            self.go_bankrupt(close);
        }
        self.safe = if self.risks_losses() {
            SafeRange::NONE
        } else {
            self.margin.safe_range(&self.account).and(self.book.safe_range(&self.account))
        };
    }

    /// Rule 4: closes what is open at the close of the last bar, if the settings ask for it.
    pub(crate) fn run_end(&mut self, index: usize, close: f64) {
        if self.execution.close_at_end && self.account.side().is_some() {
            (self.bar, self.phase) = (index, Phase::Close);
            self.close_out(None, close, ExitReason::End, FillRule::EndOfData, "end of data");
        }
    }

    /// Closes a part of the position or all of it by no order of the strategy.
    fn close_out(
        &mut self,
        units: Option<f64>,
        price: f64,
        reason: ExitReason,
        rule: FillRule,
        id: &'static str,
    ) {
        let cause = Cause {
            rule,
            level: None,
            levels: Levels::default(),
            raw_price: price,
            decided: self.bar as u32,
            ambiguous: false,
        };
        self.fill_exit(Name::of(OrderId::Borrowed(id)), None, units, Hit { price, at: price, reason, cause });
        self.share_out(price);
    }

    fn note(&mut self, bar: usize, order_id: OrderId, kind: NoteKind) {
        self.n_notes += 1;
        if self.notes.len() < MAX_NOTES {
            self.notes.push(Note { bar: bar as u32, order_id, kind });
        }
    }
}

impl Price {
    pub(crate) fn is_market(self) -> bool {
        self == Self::Market
    }
}

#[cfg(test)]
mod tests;
