//! Whose definitions a report shows where tools differ.

use serde::{Deserialize, Serialize};

use super::{Metric, StatInfo, Statistics, info};

/// A tool whose definitions a report follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Preset {
    /// backtesting.py, and ours where it has no such number.
    #[default]
    BacktestingPy,
    /// TradingView where its help pages define a number otherwise, else as [`Preset::BacktestingPy`].
    TradingView,
}

/// Keys of the numbers that TradingView defines otherwise, each with the key of its own number. Both carry one name.
const TRADINGVIEW: &[(&str, &str)] = &[
    ("return", "closed_return"),
    ("buy_and_hold_return", "hold_from_entry"),
    ("outperformance", "closed_outperformance"),
    ("sharpe", "monthly_sharpe"),
    ("sortino", "monthly_sortino"),
    ("max_drawdown", "trade_drawdown"),
    ("max_drawdown_cash", "trade_drawdown_cash"),
];

impl Preset {
    /// Every preset.
    pub const ALL: [Self; 2] = [Self::BacktestingPy, Self::TradingView];

    /// Its name on the page.
    pub fn name(self) -> &'static str {
        match self {
            Self::BacktestingPy => "backtesting.py",
            Self::TradingView => "TradingView",
        }
    }

    /// Key of the number that this preset shows under the name of the number `key`.
    pub fn key(self, key: &'static str) -> &'static str {
        let other = TRADINGVIEW.iter().find(|(ours, _)| *ours == key);
        match (self, other) {
            (Self::TradingView, Some((_, theirs))) => theirs,
            _ => key,
        }
    }

    /// Whether the number `key` is this preset's own, in place of the default's.
    pub fn owns(self, key: &str) -> bool {
        self == Self::TradingView && TRADINGVIEW.iter().any(|(_, theirs)| *theirs == key)
    }
}

impl Statistics {
    /// The number that `preset` shows under the name of the number `key`, with its declaration.
    pub fn under(&self, preset: Preset, key: &'static str) -> Option<(&'static StatInfo, Metric)> {
        let key = preset.key(key);
        Some((info(key)?, self.get(key)?))
    }

    /// The numbers over the run as `preset` shows them: one for each name, in the order of the page.
    pub fn run_under(&self, preset: Preset) -> Vec<(&'static StatInfo, Metric)> {
        let metrics = self.run.metrics();
        let keys = metrics.iter().map(|(info, _)| info.key);
        let shown = keys.filter(|key| TRADINGVIEW.iter().all(|(_, theirs)| theirs != key));
        shown.filter_map(|key| self.under(preset, key)).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::tests::{statistics, trade};
    use super::*;

    #[test]
    fn both_numbers_of_a_name_are_shown_alike_and_defined_otherwise() {
        for (ours, theirs) in TRADINGVIEW {
            let (ours, theirs) = (info(ours).unwrap(), info(theirs).unwrap());
            assert_eq!(
                (ours.name, ours.unit, ours.better),
                (theirs.name, theirs.unit, theirs.better),
                "{}",
                ours.key
            );
            assert_ne!(ours.definition, theirs.definition);
            assert!(theirs.definition.contains("TradingView"), "{}", theirs.key);
        }
    }

    #[test]
    fn a_preset_shows_each_name_once() {
        let found = statistics(&[1_000.0, 1_003.0, 998.0], &[trade(3.0, 0, 1), trade(-5.0, 1, 2)]);
        let lists = Preset::ALL.map(|preset| found.run_under(preset));
        for list in &lists {
            let names: BTreeSet<&str> = list.iter().map(|(info, _)| info.name).collect();
            assert_eq!(names.len(), list.len());
            assert_eq!(list.len(), found.run.metrics().len() - TRADINGVIEW.len());
        }
        let differing = lists[0].iter().zip(&lists[1]).filter(|(a, b)| a.0.key != b.0.key).count();
        assert_eq!(differing, TRADINGVIEW.len());
        for (a, b) in lists[0].iter().zip(&lists[1]) {
            assert_eq!(a.0.name, b.0.name);
            assert_eq!(Preset::TradingView.owns(b.0.key), a.0.key != b.0.key);
            assert!(!Preset::BacktestingPy.owns(a.0.key) && !Preset::BacktestingPy.owns(b.0.key));
        }
    }

    #[test]
    fn each_preset_gives_its_own_number() {
        let found = statistics(&[1_000.0, 1_003.0, 998.0], &[trade(3.0, 0, 1), trade(-5.0, 1, 2)]);
        let number = |preset, key| found.under(preset, key).map(|(info, metric)| (info.key, metric));
        assert_eq!(number(Preset::BacktestingPy, "return"), Some(("return", found.run.total_return)));
        assert_eq!(number(Preset::TradingView, "return"), Some(("closed_return", Ok(-0.002))));
        assert_eq!(number(Preset::TradingView, "win_rate"), Some(("win_rate", Ok(0.5))));
        assert_eq!(number(Preset::TradingView, "nothing"), None);
    }

    #[test]
    fn presets_are_stored_by_name() {
        let text = serde_json::to_string(&Preset::ALL).unwrap();
        assert_eq!(text, r#"["backtesting_py","trading_view"]"#);
        assert_eq!(Preset::ALL.map(Preset::name), ["backtesting.py", "TradingView"]);
        assert_eq!(Preset::default(), Preset::BacktestingPy);
    }
}
