//! Rules 27 and 28, as far as the oracle knows them: fills of a day, the allowed side, the largest position.

use engine::risk::RiskRules;
use engine::trade::Side;

#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Limits {
    pub(crate) only: Option<Side>,
    pub(crate) most_units: Option<f64>,
    pub(crate) most_fills: Option<u32>,
    /// Bars of a day.
    pub(crate) day: usize,
    /// Fills of the current day.
    fills: u32,
    /// Fills are at an open or a close, where what follows from them follows at once.
    pub(crate) now_at_once: bool,
    /// Everything is closed at the next price.
    pub(crate) closes_next: bool,
}

impl Limits {
    pub(crate) fn of(seed: u64) -> Self {
        let mut limits = Self { day: 5, ..Self::default() };
        match seed % 10 {
            0 => limits.most_fills = Some(2 + (seed / 10 % 3) as u32),
            1 => limits.only = Some(if (seed / 10).is_multiple_of(2) { Side::Long } else { Side::Short }),
            2 => limits.most_units = Some(1.0 + (seed / 10 % 5) as f64),
            _ => {}
        }
        limits
    }

    pub(crate) fn rules(&self, n_bars: usize) -> RiskRules {
        RiskRules {
            entries_only: self.only,
            max_position: self.most_units,
            max_fills_a_day: self.most_fills,
            day_starts: (0..n_bars).step_by(self.day).map(|bar| bar as u32).collect(),
            ..RiskRules::default()
        }
    }

    pub(crate) fn begin_bar(&mut self, bar: usize) {
        if bar.is_multiple_of(self.day) {
            self.fills = 0;
        }
    }

    /// No order is taken for the rest of the day.
    pub(crate) fn is_reached(&self) -> bool {
        self.most_fills.is_some_and(|most| self.fills >= most)
    }

    /// Counts a fill; whether it was the last of the day.
    pub(crate) fn fills_once_more(&mut self) -> bool {
        self.fills += 1;
        self.closes_next = self.most_fills == Some(self.fills);
        self.closes_next
    }

    /// What an entry may open, while `held` units of `position` are there.
    pub(crate) fn allowed(&self, side: Side, units: f64, position: Option<Side>, held: f64) -> f64 {
        if self.only.is_some_and(|only| only != side) {
            return 0.0;
        }
        let held = if position == Some(side) { held } else { 0.0 };
        self.most_units.map_or(units, |most| units.min(most - held).max(0.0))
    }
}
