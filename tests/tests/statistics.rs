//! The statistics of random equity curves and trades, against a second implementation in Python whose numbers are frozen in
//! `conformance/statistics/frozen.json`.

use std::collections::BTreeMap;

use anyhow::{Context, ensure};
use engine::statistics::{Calendar, Input, Metric, compute};
use engine::trade::{ExitReason, Side, Trade};
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    interval_ms: i64,
    risk_free_rate: f64,
    warmup_bars: u32,
    initial_cash: f64,
    time: Vec<i64>,
    close: Vec<f64>,
    equity: Vec<f64>,
    trades: Vec<FrozenTrade>,
    expected: BTreeMap<String, BTreeMap<String, f64>>,
}

/// Side, units, entry bar, exit bar, entry price, profit, commission.
#[derive(Deserialize)]
struct FrozenTrade(Side, f64, u32, u32, f64, f64, f64);

impl FrozenTrade {
    fn trade(&self, time: &[i64]) -> Trade {
        let Self(side, quantity, entry_bar, exit_bar, entry_price, profit, commission) = *self;
        Trade {
            side,
            quantity,
            entry_bar,
            entry_time: time[entry_bar as usize],
            entry_price,
            entry_id: "entry".into(),
            exit_bar,
            exit_time: time[exit_bar as usize],
            exit_price: entry_price + side.sign() * (profit + commission) / quantity,
            exit_id: "exit".into(),
            exit_reason: ExitReason::Signal,
            profit,
            commission,
            slippage: 0.0,
            max_favourable: profit.max(0.0),
            max_adverse: profit.min(0.0),
        }
    }
}

#[test]
fn every_number_equals_the_second_implementation() -> anyhow::Result<()> {
    let cases: Vec<Case> = serde_json::from_str(include_str!("../conformance/statistics/frozen.json"))?;
    let (mut wrong, mut n) = (Vec::new(), 0);
    for (i, case) in cases.iter().enumerate() {
        let trades: Vec<Trade> = case.trades.iter().map(|trade| trade.trade(&case.time)).collect();
        let statistics = compute(&Input {
            time: &case.time,
            close: &case.close,
            interval_ms: case.interval_ms,
            equity: &case.equity,
            trades: &trades,
            first_bar: 0,
            warmup_bars: case.warmup_bars,
            initial_cash: case.initial_cash,
            risk_free_rate: case.risk_free_rate,
            calendar: &Calendar::new(&case.time, case.interval_ms),
        });
        for (part, numbers) in &case.expected {
            for (key, expected) in numbers {
                let ours: Option<Metric> = match part.as_str() {
                    "run" => statistics.run.get(key),
                    "all" => statistics.all.get(key),
                    "long" => statistics.long.get(key),
                    _ => statistics.short.get(key),
                };
                let ours = ours.with_context(|| format!("no number “{key}”"))?;
                n += 1;
                if !ours.is_ok_and(|ours| (ours - expected).abs() <= 1e-9 * expected.abs().max(1e-3)) {
                    wrong.push(format!("case {i}, {part}, {key}: ours {ours:?}, theirs {expected}"));
                }
            }
        }
    }
    ensure!(wrong.is_empty(), "{} of {n} numbers differ\n{}", wrong.len(), wrong.join("\n"));
    ensure!(n > 500, "only {n} numbers were compared");
    Ok(())
}
