//! The frozen runs.

use std::collections::BTreeMap;

use engine::fill::{Cause, FillRule, Levels};
use engine::statistics::{Calendar, Input, Statistics, compute};
use engine::trade::{ExitReason, Side, Trade};
use serde::Deserialize;

/// A number, or why there is none.
#[derive(Deserialize)]
#[serde(transparent)]
pub(crate) struct Number(
    #[serde(with = "engine::statistics::metric::json")] pub(crate) engine::statistics::Metric,
);

#[derive(Deserialize)]
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) interval_ms: i64,
    pub(crate) time: Vec<i64>,
    pub(crate) close: Vec<f64>,
    pub(crate) equity: Vec<f64>,
    trades: Vec<FrozenTrade>,
    pub(crate) positions: Vec<(u32, f64)>,
    pub(crate) cash: f64,
    pub(crate) rate: f64,
    pub(crate) warmup: u32,
    pub(crate) expected: BTreeMap<String, BTreeMap<String, Number>>,
    pub(crate) tables: BTreeMap<String, BTreeMap<String, Vec<Number>>>,
}

/// Side, units, entry bar, exit bar, entry price, profit, commission, slippage, excursions, whether it is open, and whether it
/// is ambiguous.
#[derive(Deserialize)]
struct FrozenTrade(Side, f64, u32, u32, f64, f64, f64, f64, f64, f64, bool, bool);

impl FrozenTrade {
    fn trade(&self, time: &[i64]) -> Trade {
        let Self(
            side,
            quantity,
            entry_bar,
            exit_bar,
            entry_price,
            profit,
            commission,
            slippage,
            ahead,
            behind,
            ..,
        ) = *self;
        let Self(.., open, ambiguous) = *self;
        let exit_price = entry_price + side.sign() * (profit + commission) / quantity;
        Trade {
            side,
            quantity,
            entry_bar,
            entry_time: time[entry_bar as usize],
            entry_price,
            entry_id: "entry".into(),
            entry_cause: None,
            exit_bar,
            exit_time: time[exit_bar as usize],
            exit_price,
            exit_id: "exit".into(),
            exit_reason: if open { ExitReason::Open } else { ExitReason::Signal },
            exit_cause: Some(Cause {
                rule: FillRule::MarketAtOpen,
                level: None,
                levels: Levels::default(),
                raw_price: exit_price,
                decided: entry_bar,
                ambiguous,
            }),
            profit,
            commission,
            slippage,
            max_favourable: ahead,
            max_adverse: behind,
        }
    }
}

impl Case {
    pub(crate) fn all() -> anyhow::Result<Vec<Self>> {
        Ok(serde_json::from_str(include_str!("../../conformance/statistics/frozen.json"))?)
    }

    pub(crate) fn trades(&self) -> Vec<Trade> {
        self.trades.iter().map(|trade| trade.trade(&self.time)).collect()
    }

    pub(crate) fn calendar(&self) -> Calendar {
        Calendar::new(&self.time, self.interval_ms)
    }

    pub(crate) fn statistics(&self) -> Statistics {
        compute(&Input {
            time: &self.time,
            close: &self.close,
            interval_ms: self.interval_ms,
            equity: &self.equity,
            trades: &self.trades(),
            first_bar: 0,
            warmup_bars: self.warmup,
            initial_cash: self.cash,
            risk_free_rate: self.rate,
            calendar: &self.calendar(),
        })
    }
}
