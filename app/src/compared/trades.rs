//! Two lists of trades up to the first in which they differ.

use engine::fill::Cause;
use engine::trade::Trade;

use crate::format::number::{Plus, Separators};

/// Most decimals that are shown to tell two numbers apart.
const MOST_DECIMALS: usize = 17;

/// Something of a trade that can differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Long or short.
    Side,
    /// Open time of the bar of the entry.
    EntryTime,
    /// Fill price of the entry.
    EntryPrice,
    /// The rule by which the entry filled.
    EntryRule,
    /// Open time of the bar of the exit.
    ExitTime,
    /// Fill price of the exit.
    ExitPrice,
    /// The rule by which the exit filled.
    ExitRule,
    /// Why it ended.
    Reason,
    /// Units.
    Size,
    /// Cash gained.
    Profit,
    /// Commission of entry and exit.
    Commission,
    /// Cash lost to slippage.
    Slippage,
    /// How far ahead it was at best.
    Mfe,
    /// How far behind it was at worst.
    Mae,
}

impl Part {
    /// Every part, in the order in which they are told.
    pub const ALL: [Self; 14] = [
        Self::Side,
        Self::EntryTime,
        Self::EntryPrice,
        Self::EntryRule,
        Self::ExitTime,
        Self::ExitPrice,
        Self::ExitRule,
        Self::Reason,
        Self::Size,
        Self::Profit,
        Self::Commission,
        Self::Slippage,
        Self::Mfe,
        Self::Mae,
    ];

    /// Its name in a sentence.
    pub fn name(self) -> &'static str {
        match self {
            Self::Side => "side",
            Self::EntryTime => "entry time",
            Self::EntryPrice => "entry price",
            Self::EntryRule => "entry rule",
            Self::ExitTime => "exit time",
            Self::ExitPrice => "exit price",
            Self::ExitRule => "exit rule",
            Self::Reason => "exit reason",
            Self::Size => "size",
            Self::Profit => "profit",
            Self::Commission => "commission",
            Self::Slippage => "slippage",
            Self::Mfe => "MFE",
            Self::Mae => "MAE",
        }
    }

    /// Whether two trades are equal in it, to the last bit.
    fn is_equal(self, a: &Trade, b: &Trade) -> bool {
        let number = |of: fn(&Trade) -> f64| of(a).to_bits() == of(b).to_bits();
        // A result of an early version has no rules: that is no difference of the trades.
        let rule = |a: Option<Cause>, b: Option<Cause>| match (a, b) {
            (Some(a), Some(b)) => a.rule == b.rule,
            _ => true,
        };
        match self {
            Self::Side => a.side == b.side,
            Self::EntryTime => a.entry_time == b.entry_time,
            Self::EntryPrice => number(|trade| trade.entry_price),
            Self::EntryRule => rule(a.entry_cause, b.entry_cause),
            Self::ExitTime => a.exit_time == b.exit_time,
            Self::ExitPrice => number(|trade| trade.exit_price),
            Self::ExitRule => rule(a.exit_cause, b.exit_cause),
            Self::Reason => a.exit_reason == b.exit_reason,
            Self::Size => number(|trade| trade.quantity),
            Self::Profit => number(|trade| trade.profit),
            Self::Commission => number(|trade| trade.commission),
            Self::Slippage => number(|trade| trade.slippage),
            Self::Mfe => number(|trade| trade.max_favourable),
            Self::Mae => number(|trade| trade.max_adverse),
        }
    }

    /// The parts in which two trades differ.
    pub fn differing(a: &Trade, b: &Trade) -> Vec<Self> {
        Self::ALL.into_iter().filter(|part| !part.is_equal(a, b)).collect()
    }
}

/// Position of the first trade that differs, or that only one list has; `None` if the lists are equal.
pub fn first_difference(a: &[Trade], b: &[Trade]) -> Option<usize> {
    let differs = a.iter().zip(b).position(|(a, b)| !Part::differing(a, b).is_empty());
    differs.or_else(|| (a.len() != b.len()).then(|| a.len().min(b.len())))
}

/// Decimals with which a number is seen to be another than `other`: `least`, or as many more as that takes.
pub fn decimals_apart(value: f64, other: f64, least: usize) -> usize {
    let separators = Separators::default();
    let written = |number: f64, decimals: usize| separators.fixed(number, decimals, Plus::Shown);
    let is_apart = |decimals: &usize| written(value, *decimals) != written(other, *decimals);
    (least..=MOST_DECIMALS).find(is_apart).unwrap_or(least)
}

#[cfg(test)]
mod tests {
    use engine::fill::{FillRule, Levels};
    use engine::trade::{ExitReason, Side};

    use super::*;

    fn trade(at: i64) -> Trade {
        Trade {
            side: Side::Long,
            quantity: 2.0,
            entry_bar: at as u32,
            entry_time: at * 1_000,
            entry_price: 100.0,
            entry_id: "Long".into(),
            entry_cause: None,
            exit_bar: at as u32 + 1,
            exit_time: (at + 1) * 1_000,
            exit_price: 101.0,
            exit_id: "Close".into(),
            exit_reason: ExitReason::Signal,
            exit_cause: None,
            profit: 2.0,
            commission: 0.0,
            slippage: 0.0,
            max_favourable: 3.0,
            max_adverse: -1.0,
        }
    }

    #[test]
    fn the_first_trade_that_differs_is_found_or_the_end_of_the_shorter_list() {
        let all: Vec<Trade> = (0..5).map(trade).collect();
        assert_eq!(first_difference(&all, &all), None);
        assert_eq!(first_difference(&all, &all[..3]), Some(3));
        assert_eq!(first_difference(&[], &all), Some(0));
        let mut other = all.clone();
        other[2].exit_price += 1e-12;
        other[4].quantity = 1.0;
        assert_eq!(first_difference(&all, &other), Some(2));
        // The same trades in bars that are counted otherwise: another file began earlier.
        let shifted: Vec<Trade> =
            all.iter().cloned().map(|trade| Trade { entry_bar: 90, exit_bar: 91, ..trade }).collect();
        assert_eq!(first_difference(&all, &shifted), None);
    }

    #[test]
    fn numbers_that_differ_are_never_written_alike() {
        assert_eq!(decimals_apart(1.08, 1.09, 2), 2);
        assert_eq!(decimals_apart(1.08234, 1.08231, 2), 5);
        assert_eq!(decimals_apart(187.12, 1.08234, 2), 2);
        assert_eq!(decimals_apart(100.0, 100.5, 0), 1);
        // Both are 0.00 without a sign.
        assert_eq!(decimals_apart(-0.001, 0.001, 2), 3);
        assert_eq!(decimals_apart(101.0, 101.0 + 1e-12, 2), 12);
        assert_eq!(decimals_apart(1.5, 1.5, 2), 2, "equal numbers are written as ever");
    }

    #[test]
    fn every_part_of_a_trade_can_be_the_one_that_differs() {
        let rule = |rule| {
            let levels = Levels::default();
            Some(Cause { rule, level: None, levels, raw_price: 100.0, decided: 0, ambiguous: false })
        };
        let base = Trade {
            entry_cause: rule(FillRule::MarketAtOpen),
            exit_cause: rule(FillRule::MarketAtOpen),
            ..trade(1)
        };
        type Change = fn(&mut Trade);
        let changes: [(Part, Change); 14] = [
            (Part::Side, |trade| trade.side = Side::Short),
            (Part::EntryTime, |trade| trade.entry_time += 1),
            (Part::EntryPrice, |trade| trade.entry_price += 1.0),
            (Part::EntryRule, |trade| {
                trade.entry_cause.iter_mut().for_each(|cause| cause.rule = FillRule::Stop);
            }),
            (Part::ExitTime, |trade| trade.exit_time += 1),
            (Part::ExitPrice, |trade| trade.exit_price += 1.0),
            (Part::ExitRule, |trade| {
                trade.exit_cause.iter_mut().for_each(|cause| cause.rule = FillRule::Limit);
            }),
            (Part::Reason, |trade| trade.exit_reason = ExitReason::Stop),
            (Part::Size, |trade| trade.quantity += 1.0),
            (Part::Profit, |trade| trade.profit += 1.0),
            (Part::Commission, |trade| trade.commission += 1.0),
            (Part::Slippage, |trade| trade.slippage += 1.0),
            (Part::Mfe, |trade| trade.max_favourable += 1.0),
            (Part::Mae, |trade| trade.max_adverse -= 1.0),
        ];
        for ((part, change), expected) in changes.into_iter().zip(Part::ALL) {
            let mut other = base.clone();
            change(&mut other);
            assert_eq!((part, Part::differing(&base, &other)), (expected, vec![expected]));
        }
        let early = Trade { entry_cause: None, ..base.clone() };
        assert_eq!(Part::differing(&base, &early), []);
    }
}
