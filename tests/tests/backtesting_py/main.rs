//! Every trade and the statistics of backtesting.py 0.6.6, in 200 random settings of four strategies on four sets of bars and
//! in some of them on a fifth, against `conformance/backtesting_py/frozen.jsonl.gz`.

mod bars;
mod compare;
mod frozen;
#[path = "../ta_lib/package.rs"]
mod package;
mod strategies;
mod utc_days;

use std::rc::Rc;

use anyhow::{Context, Result, ensure};
use engine::registry::{built_in, prepare};
use engine::series::Series;
use engine::strategy::catalog;
use engine::strategy::param::Params;

use compare::{Tally, differences};
use frozen::{FrozenRun, Header};

/// A test of each set of bars, so that one whose bars cannot be had is skipped alone.
macro_rules! of_each_set {
    ($compare:path: $($test:ident = $set:literal),* $(,)?) => {
        $(#[test]
        fn $test() -> anyhow::Result<()> {
            super::on_set($set, $compare)
        })*

        #[test]
        fn no_set_is_left_out() -> anyhow::Result<()> {
            let (header, _) = crate::frozen::read()?;
            let named = std::collections::BTreeSet::from([$($set),*]);
            assert!(header.sets.keys().map(String::as_str).eq(named));
            Ok(())
        }
    };
}

mod every_trade_and_statistic_equals_backtesting_py {
    of_each_set!(super::compare_results: on_goog = "GOOG", on_eurusd = "EURUSD", on_btcusd = "BTCUSD",
        on_ethusdt = "ETHUSDT", on_made_up_bars = "made_up");
}

mod the_built_in_strategies_trade_as_their_twins_here {
    of_each_set!(super::compare_twins: on_goog = "GOOG", on_eurusd = "EURUSD", on_btcusd = "BTCUSD",
        on_ethusdt = "ETHUSDT", on_made_up_bars = "made_up");
}

type Comparison = fn(&Header, &Rc<Series>, &[&FrozenRun]) -> Result<()>;

/// Compares the runs on one set, or says that its bars cannot be had.
fn on_set(name: &str, compare: Comparison) -> Result<()> {
    let (header, runs) = frozen::read()?;
    let runs: Vec<&FrozenRun> = runs.iter().filter(|run| run.data == name).collect();
    match bars::series(name, &header.sets[name], &header.version, header.seed) {
        Ok(series) => compare(&header, &Rc::new(series), &runs),
        Err(error) => {
            tests::skip(error);
            Ok(())
        }
    }
}

fn compare_results(header: &Header, series: &Rc<Series>, runs: &[&FrozenRun]) -> Result<()> {
    let (mut tally, mut wrong) = (Tally::default(), Vec::new());
    for run in runs {
        let report = run.run(&header.sets[&run.data], series).with_context(|| run.name())?;
        let found = differences(run, &report, series, &mut tally).with_context(|| run.name())?;
        wrong.extend(found.into_iter().map(|difference| format!("{}: {difference}", run.name())));
    }
    let Tally {
        runs,
        trades,
        statistics,
        largest,
        intended,
        skipped,
        skipped_statistics,
        rounded,
        by_utc_days,
    } = &tally;
    println!("backtesting.py {}: {runs} runs, settings drawn from seed {}", header.version, header.seed);
    println!("trades equal {trades}, unequal {}, in intended differences {skipped}", wrong.len());
    println!("statistics equal {statistics}, touched by intended differences {skipped_statistics}");
    println!("of them, {by_utc_days} over their days of Sunday evenings");
    println!("of them, {rounded} as exactly as theirs are");
    println!("largest relative difference {:.1e} ({})", largest.0, largest.1);
    intended.iter().for_each(|(kind, n)| println!("intended, {n} times: {kind}"));
    ensure!(wrong.is_empty(), "{} differences\n{}", wrong.len(), wrong.join("\n"));
    ensure!(skipped * 10 < *trades, "{skipped} of {trades} trades were not compared");
    Ok(())
}

fn compare_twins(header: &Header, series: &Rc<Series>, runs: &[&FrozenRun]) -> Result<()> {
    let mut n_runs = 0;
    // On close, the twins leave out the last bar.
    for run in runs.iter().filter(|run| run.strategy == "cross" && !run.fills_on_close()) {
        let id = if run.params.get("stop").is_some() { "atr_bracket" } else { "sma_cross" };
        let info = catalog::find(id).context("a strategy is gone")?;
        let params = Params(info.defaults().0.into_iter().chain(run.params.0.clone()).collect());
        let set = &header.sets[&run.data];
        let ours = prepare(&built_in(id)?, &params, &run.config(set), Rc::clone(series))?.finish();
        assert_eq!(ours.result_hash, run.run(set, series)?.result_hash, "{}", run.name());
        n_runs += 1;
    }
    println!("{n_runs} runs equal");
    ensure!(n_runs * 8 >= runs.len(), "only {n_runs} of {} runs", runs.len());
    Ok(())
}

#[test]
fn the_frozen_runs_are_worth_comparing() -> Result<()> {
    let (_, runs) = frozen::read()?;
    ensure!(runs.len() == 808, "{} runs", runs.len());
    for strategy in ["cross", "pullback", "breakout", "ladder"] {
        let of_strategy = runs.iter().filter(|run| run.strategy == strategy);
        let trades: Vec<_> = of_strategy.flat_map(FrozenRun::trades).collect();
        let long = trades.iter().filter(|trade| trade.size > 0.0).count();
        let short = trades.len() - long;
        println!("{strategy}: {long} long trades, {short} short");
        ensure!(long > 1000 && short > 1000, "{strategy}: {long} long trades, {short} short");
    }
    Ok(())
}
