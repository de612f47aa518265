//! Lists of trades: how they are read, and what a comparison with a run finds. Each cause is provoked in the list of a real run.

#![expect(clippy::unwrap_used, reason = "the helpers are test code as well")]

mod causes;
mod files;
mod written;

use std::rc::Rc;

use engine::comparison::{Cause, Comparison, Listed, compare, read};
use engine::config::{Commission, RunConfig, Sizing};
use engine::registry::{built_in, prepare};
use engine::report::Report;
use engine::series::Series;
use engine::strategy::catalog::find;
use engine::synthetic::minute_series;
use proptest::prelude::*;
use written::{Layout, NEW, csv, trades};

/// A run whose list is altered.
struct Fixture {
    series: Rc<Series>,
    config: RunConfig,
    report: Report,
}

/// Cents, and hours of a year and more: long enough to see the clock change.
fn hours(seed: u64) -> Rc<Series> {
    let minutes = minute_series(seed, 12_000);
    let cent = |price: f64| (price * 100.0).round() / 100.0;
    let bars: Vec<_> = (0..minutes.len())
        .map(|at| {
            let mut bar = minutes.bar(at);
            bar.time = 1_735_689_600_000 + at as i64 * 3_600_000;
            for price in [&mut bar.open, &mut bar.high, &mut bar.low, &mut bar.close] {
                *price = cent(*price);
            }
            bar
        })
        .collect();
    Rc::new(Series::from_bars(&bars, 3_600_000).unwrap())
}

fn settings() -> RunConfig {
    let mut config = RunConfig::default();
    config.account.initial_cash = 1_000_000.0;
    config.account.sizing = Sizing::Lots(3.0);
    config.instrument.tick_size = Some(0.01);
    config.instrument.lot_step = Some(0.0001);
    config
}

fn ran(strategy: &str, seed: u64, config: RunConfig) -> Fixture {
    let series = hours(seed);
    let info = find(strategy).unwrap();
    let run = prepare(&built_in(strategy).unwrap(), &info.defaults(), &config, Rc::clone(&series)).unwrap();
    Fixture { series, config, report: run.finish() }
}

/// Crosses on hours: some hundreds of market entries on both sides.
fn crosses() -> Fixture {
    let run = ran("sma_cross", 7, settings());
    assert!(run.report.trades.len() > 100, "{} trades", run.report.trades.len());
    run
}

impl Fixture {
    fn against(&self, bytes: &[u8]) -> Comparison {
        compare(read(bytes).unwrap(), &self.report, &self.config, &self.series)
    }

    /// The run's own list, altered.
    fn altered(&self, alter: impl FnOnce(&mut Vec<Listed>)) -> Comparison {
        let mut trades = trades(&self.report);
        alter(&mut trades);
        self.against(&csv(&trades, NEW))
    }
}

/// The causes of what differs.
fn causes(comparison: &Comparison) -> Vec<Cause> {
    comparison.findings.iter().map(|finding| finding.cause.clone()).collect()
}

fn layouts() -> impl Strategy<Value = Layout> {
    let bits = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    (
        bits,
        prop_oneof![
            Just((',', false)),
            Just((';', false)),
            Just((';', true)),
            Just((',', true)),
            Just(('\t', false))
        ],
    )
        .prop_map(
            |((is_old, newest_first, entry_first, has_mark, other), (delimiter, decimal_comma))| Layout {
                is_old,
                newest_first,
                entry_first,
                has_mark,
                delimiter,
                decimal_comma,
                profit_currency: if other { "EUR" } else { "USD" },
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_list_written_from_a_run_is_equal_in_all_of_its_trades(
        strategy in prop_oneof![Just("sma_cross"), Just("atr_bracket"), Just("donchian_breakout"), Just("rsi_reversion")],
        seed in 0u64..1_000,
        layout in layouts(),
        commission in prop_oneof![Just(Commission::ValueRatio(0.0005)), Just(Commission::CashPerOrder(1.5)), Just(Commission::ValueRatio(0.0))],
        sizing in prop_oneof![Just(Sizing::Lots(2.5)), Just(Sizing::EquityRatio(0.3)), Just(Sizing::Cash(5_000.0))],
    ) {
        let mut config = settings();
        (config.account.commission, config.account.sizing) = (commission, sizing);
        let run = ran(strategy, seed, config);
        let comparison = run.against(&csv(&trades(&run.report), layout));
        let n_closed = run.report.trades.iter().filter(|trade| !trade.is_open()).count() as u32;
        prop_assert_eq!((comparison.n_equal, comparison.n_compared), (n_closed, n_closed));
        prop_assert_eq!(comparison.theirs.len(), run.report.trades.len());
        prop_assert_eq!(comparison.n_unexplained, 0);
        let found = causes(&comparison);
        let only_the_header = found.iter().all(|cause| *cause == Cause::Currency { ratio: None });
        prop_assert!(only_the_header, "{:?}", found);
    }
}
