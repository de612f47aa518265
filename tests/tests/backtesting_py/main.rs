//! Every trade and the statistics of backtesting.py 0.6.6 on its own data, against `conformance/backtesting_py/frozen.json`.
//!
//! Intended differences:
//! - A trade still open at the end is in our list and in our exposure; backtesting.py leaves it out of both.
//! - Where backtesting.py has NaN, we have a reason.
//! - The geometric mean over trades of which one lost more than was put in (a short trade can) is 0 in backtesting.py and
//!   undefined here.
//! - Its profit factor is made of returns: ours of that kind is `profit_factor_by_returns`.

mod bars;

use std::collections::BTreeMap;
use std::rc::Rc;

use anyhow::{Context, ensure};
use engine::backtest::prepare;
use engine::config::{Commission, Intrabar, RunConfig, Sizing};
use engine::report::Report;
use engine::series::Series;
use engine::statistics::Undefined;
use engine::strategy::param::Params;
use engine::trade::{Side, Trade};
use serde::Deserialize;

#[derive(Deserialize)]
struct Frozen {
    version: String,
    sha256: BTreeMap<String, String>,
    runs: Vec<FrozenRun>,
}

#[derive(Deserialize)]
struct FrozenRun {
    data: String,
    strategy: String,
    params: BTreeMap<String, f64>,
    cash: f64,
    units: f64,
    commission: f64,
    n_open: usize,
    statistics: BTreeMap<String, Option<f64>>,
    trades: Vec<FrozenTrade>,
}

/// Signed size, entry bar, exit bar, entry price, exit price, profit.
#[derive(Deserialize)]
struct FrozenTrade(f64, u32, u32, f64, f64, f64);

impl FrozenRun {
    fn name(&self) -> String {
        format!("{} on {} {:?}, commission {}", self.strategy, self.data, self.params, self.commission)
    }

    fn config(&self) -> RunConfig {
        let mut config = RunConfig::default();
        config.account.initial_cash = self.cash;
        config.account.sizing = Sizing::Lots(self.units);
        config.account.commission = Commission::ValueRatio(self.commission);
        config.execution.intrabar = Intrabar::StopFirst;
        config
    }

    fn run(&self, series: &Rc<Series>) -> anyhow::Result<Report> {
        let params = Params(self.params.clone());
        Ok(prepare(&self.strategy, &params, &self.config(), Rc::clone(series))?.finish())
    }
}

fn frozen() -> anyhow::Result<Frozen> {
    Ok(serde_json::from_str(include_str!("../../conformance/backtesting_py/frozen.json"))?)
}

#[test]
fn every_trade_and_statistic_equals_backtesting_py() -> anyhow::Result<()> {
    let frozen = frozen()?;
    let folder = match bars::folder(&frozen.version) {
        Ok(folder) => folder,
        Err(error) => {
            eprintln!("SKIPPED, nothing was compared: the bars of backtesting.py cannot be had: {error:#}");
            return Ok(());
        }
    };
    let mut wrong = Vec::new();
    for (data, sha256) in &frozen.sha256 {
        let series = Rc::new(bars::read(&folder.join(format!("{data}.csv")), sha256)?);
        for run in frozen.runs.iter().filter(|run| run.data == *data) {
            let report = run.run(&series)?;
            let differences = differences(run, &report, series.len()).with_context(|| run.name())?;
            wrong.extend(differences.into_iter().map(|difference| format!("{}: {difference}", run.name())));
        }
    }
    ensure!(wrong.is_empty(), "{} differences\n{}", wrong.len(), wrong.join("\n"));
    Ok(())
}

#[test]
fn the_frozen_runs_are_worth_comparing() -> anyhow::Result<()> {
    let runs = frozen()?.runs;
    ensure!(runs.len() == 24, "{} runs", runs.len());
    for side in [1.0, -1.0] {
        let n = runs.iter().flat_map(|run| &run.trades).filter(|trade| trade.0.signum() == side).count();
        ensure!(n > 500, "only {n} trades of side {side}");
    }
    Ok(())
}

fn close_to(ours: f64, theirs: f64, scale: f64) -> bool {
    (ours - theirs).abs() <= 1e-9 * theirs.abs().max(scale)
}

fn differences(run: &FrozenRun, report: &Report, n_bars: usize) -> anyhow::Result<Vec<String>> {
    let (closed, open): (Vec<_>, Vec<_>) = report.trades.iter().partition(|trade| !trade.is_open());
    let mut found = Vec::new();
    if (closed.len(), open.len()) != (run.trades.len(), run.n_open) {
        let theirs = (run.trades.len(), run.n_open);
        found.push(format!(
            "closed and open trades: ours {:?}, theirs {theirs:?}",
            (closed.len(), open.len())
        ));
    }
    for (i, (ours, theirs)) in closed.iter().zip(&run.trades).enumerate() {
        let FrozenTrade(size, entry_bar, exit_bar, entry_price, exit_price, profit) = *theirs;
        let same = ours.quantity * ours.side.sign() == size
            && (ours.side == Side::Long) == (size > 0.0)
            && (ours.entry_bar, ours.exit_bar) == (entry_bar, exit_bar)
            && close_to(ours.entry_price, entry_price, 0.0)
            && close_to(ours.exit_price, exit_price, 0.0)
            // A profit is a difference of values: its error is relative to them.
            && close_to(ours.profit, profit, ours.entry_value());
        if !same {
            let theirs = (size, entry_bar, exit_bar, entry_price, exit_price, profit);
            found.push(format!("trade {i}: ours {ours:?}, theirs {theirs:?}"));
        }
    }
    for (key, theirs) in &run.statistics {
        let ours = report.statistics.get(key).with_context(|| format!("no statistic “{key}”"))?;
        let theirs = match key.as_str() {
            "exposure" => theirs.map(|ratio| ratio + open_exposure(&closed, &open, n_bars)),
            _ => *theirs,
        };
        let same = match (ours, theirs) {
            (Ok(ours), Some(theirs)) => close_to(ours, theirs, 1e-3),
            (Err(_), None) => true,
            (Err(Undefined::TotalLoss), Some(0.0)) => true,
            _ => false,
        };
        if !same {
            found.push(format!("{key}: ours {ours:?}, theirs {theirs:?}"));
        }
    }
    Ok(found)
}

/// Share of the bars that only an open trade covers.
fn open_exposure(closed: &[&Trade], open: &[&Trade], n_bars: usize) -> f64 {
    let Some(trade) = open.first() else { return 0.0 };
    let shared = closed.last().is_some_and(|last| last.exit_bar == trade.entry_bar);
    (n_bars - trade.entry_bar as usize - usize::from(shared)) as f64 / n_bars as f64
}
