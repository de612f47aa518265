//! What must always hold, on random bars, settings and orders. `HINDCAST_CASES` sets the number of random cases.
//!
//! [`ledger`] reckons the money, [`fills`] places and times, [`relations`] what two runs must have in common; [`tampered`]
//! shows that each of them notices a break.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod built_in;
mod case;
mod dice;
mod fills;
mod ledger;
mod margin;
mod market;
mod relations;
mod tampered;

use engine::config::{Commission, RunConfig, Sizing, Slippage};
use engine::registry::{self, prepare};
use engine::report::Report;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use case::{Case, Outcome};

/// Cases of the normal run.
const N_CASES: u64 = 4_000;

fn n_cases() -> u64 {
    std::env::var("HINDCAST_CASES").map_or(N_CASES, |n| n.parse().unwrap())
}

/// Looks for a break in many cases and names the first by its seed.
fn every_case(what: &str, n: u64, find_break: impl Fn(u64) -> Option<String>) {
    let broken: Vec<(u64, String)> =
        (0..n).filter_map(|seed| find_break(seed).map(|why| (seed, why))).collect();
    println!("{what}: {n} cases, {} breaks", broken.len());
    assert!(broken.is_empty(), "{what}: seed {}: {}", broken[0].0, broken[0].1);
}

#[test]
fn money_adds_up_and_fills_are_where_and_when_they_can_be() {
    every_case("money, places and times of fills", n_cases(), |seed| {
        let case = Case::random(seed);
        let breaks = |bars: &[_]| -> Vec<String> {
            let outcome = case.run_on(bars, case.config);
            let mut breaks = ledger::breaks(&outcome, bars, &case.config);
            breaks.extend(fills::breaks(&outcome.report, bars, &case.config));
            breaks.extend(margin::breaks(&outcome.report, bars, &case.config));
            breaks
        };
        if breaks(&case.bars).is_empty() {
            return None;
        }
        // The fewest bars that still break.
        let n_bars = (1..=case.bars.len()).find(|n| !breaks(&case.bars[..*n]).is_empty())?;
        Some(format!("{n_bars} bars, {:?}:\n{}", case.config, breaks(&case.bars[..n_bars]).join("\n")))
    });
}

#[test]
fn a_run_that_ends_earlier_or_has_another_future_is_the_same_until_then() {
    every_case("ends and futures of random orders", n_cases(), |seed| {
        let mut case = Case::random(seed);
        // It acts on the last bar, and ends differ in which that is.
        case.config.execution.close_at_end = false;
        let mut rng = ChaCha8Rng::seed_from_u64(!seed);
        let n_bars = case.bars.len();
        let end = rng.random_range(1..=n_bars);
        let whole = case.run().report;
        let part = case.run_on(&case.bars[..end], case.config).report;
        let mut other = market::bars(&mut rng, n_bars);
        other[..end].copy_from_slice(&case.bars[..end]);
        let future = case.run_on(&other, case.config).report;
        relations::parting(&whole, &part, end).or_else(|| relations::parting(&whole, &future, end))
    });
}

#[test]
fn random_orders_that_end_earlier_are_the_same_until_then_for_every_end() {
    let n_bars = 2_000;
    for seed in 0..2 {
        let mut case = Case::random(seed);
        case.config.execution.close_at_end = false;
        case.bars = market::bars(&mut ChaCha8Rng::seed_from_u64(seed), n_bars);
        let whole = case.run().report;
        for end in 1..=n_bars {
            let part = case.run_on(&case.bars[..end], case.config).report;
            let parting = relations::parting(&whole, &part, end);
            assert_eq!(parting, None, "seed {seed}: on the first {end} bars");
        }
    }
}

#[test]
fn prices_and_cash_times_a_power_of_two_give_the_same_trades_and_returns_bit_for_bit() {
    every_case("scaling by a power of two", n_cases(), |seed| {
        let case = Case::random(seed);
        let factor = [0.125, 2.0, 1_024.0][seed as usize % 3];
        let config = relations::scaled(&case.config, factor)?;
        let bars: Vec<_> = case.bars.iter().map(|bar| market::scaled(bar, factor)).collect();
        let Outcome { report: large, .. } = case.run_on(&bars, config);
        relations::unscaled(&case.run().report, &large, factor)
    });
}

#[test]
fn a_higher_commission_never_raises_the_equity_of_the_same_orders() {
    every_case("more commission", n_cases() / 4, |seed| {
        let mut case = Case::random(seed);
        // The same list of orders: no size hangs on the equity, and none is dropped for want of it.
        case::never_short_of_money(&mut case.config);
        case.config.account.sizing = Sizing::Lots(3.0);
        let kinds = [Commission::ValueRatio, Commission::CashPerOrder, Commission::CashPerUnit];
        let kind = kinds[seed as usize % 3];
        let levels = [-0.01, 0.0, 0.002, 0.01, 0.3];
        let reports = levels.map(|level| {
            case.config.account.commission = kind(level);
            case.run().report
        });
        let pair =
            reports.windows(2).position(|pair| relations::richer_by_paying(&pair[0], &pair[1]).is_some())?;
        Some(format!("commission {} and {}", levels[pair], levels[pair + 1]))
    });
}

#[test]
fn buy_and_hold_equals_its_closed_form() {
    every_case("buy and hold", n_cases() / 4, |seed| {
        let Case { bars, mut config, .. } = Case::random(seed);
        case::never_short_of_money(&mut config);
        (config.instrument.tick_size, config.instrument.lot_step) = (None, None);
        config.account.sizing = Sizing::Lots(2.0);
        config.account.slippage = Slippage::PriceRatio(0.001);
        config.execution = RunConfig::default().execution;
        let units = 2.0 * config.instrument.lot_size;
        let fill = bars.get(1).map_or(0.0, |bar| bar.open * 1.001);
        let fee = match config.account.commission {
            Commission::ValueRatio(ratio) => ratio * units * fill,
            Commission::CashPerOrder(cash) => cash,
            Commission::CashPerUnit(cash) => cash * units,
        };
        let expected = relations::buy_and_hold(&bars, config.account.initial_cash, units, fill, fee);
        let info = engine::strategy::catalog::find("buy_and_hold").unwrap();
        let report = prepare(
            &registry::built_in(info.key()).unwrap(),
            &info.defaults(),
            &config,
            market::series(&bars),
        )
        .unwrap()
        .finish();
        let differs = |(a, b): (&f64, &f64)| (a - b).abs() > 1e-9 * a.abs().max(units * fill);
        let bar = report.equity.iter().zip(&expected).position(differs)?;
        Some(format!("bar {bar}: {} and not {}", report.equity[bar], expected[bar]))
    });
}

#[test]
fn orders_without_effect_change_nothing() {
    every_case("orders without effect", n_cases() / 4, |seed| {
        let case = Case::random(seed);
        let without_notes = |case: &Case| Report { notes: Vec::new(), ..case.run().report };
        let pestered = Case { pesters: true, ..case.clone() };
        relations::parting(&without_notes(&case), &without_notes(&pestered), case.bars.len())
    });
}
