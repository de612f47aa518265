//! The sizes of the list that trades a percentage of equity.
//!
//! Its account is kept in US dollars, the instrument is priced in USDT, and TradingView converts between the two at a daily
//! rate that no file holds. Each trade's own profit, stated to the cent, tells the rate within narrow bounds: the engine
//! must give a size at least as large as the listed one at the lower bound, and at most as large at the upper one.

use std::rc::Rc;

use engine::backtest::{Backtest, Market, Run};
use engine::config::{Commission, Sizing, Window};
use engine::order::Order;
use engine::series::Series;
use engine::strategy::{Context, Strategy};
use engine::trade::Side;

use tests::list_row::scaled;

use super::{Listed, base_config, in_comparison, read_bars, read_list};

pub(crate) const LIST: &str = "percent_of_equity";

/// Half of the list's smallest unit of cash.
const CENT_ROUNDING: f64 = 0.005;
const COMMISSION: f64 = 1.5;
const INITIAL_CASH: f64 = 1_000_000.0;

struct BuyAtOnce;

impl Strategy for BuyAtOnce {
    fn on_bar(&mut self, context: &mut Context<'_>) {
        if context.is_flat() {
            context.submit(Order::entry("long", Side::Long));
        }
    }
}

/// The engine's size for an entry signalled on bar `signal` with `cash` in the account.
fn size(series: &Rc<Series>, signal: usize, cash: f64) -> i64 {
    let mut config = base_config();
    config.account.initial_cash = cash;
    config.account.sizing = Sizing::EquityRatio(0.25);
    config.account.commission = Commission::CashPerOrder(COMMISSION);
    let time = series.time();
    config.window = Window { start: Some(time[signal]), end: Some(time[signal] + 2 * series.interval_ms()) };
    let market = Market::new(Rc::clone(series), &config).unwrap();
    let report = Box::new(Backtest::new(market, config, BuyAtOnce, 0).unwrap()).finish();
    scaled(report.trades[0].quantity, 10_000.0)
}

#[test]
fn sizes_taken_from_equity_lie_where_the_listed_profits_put_them() {
    let folder = match tests::reference_data("tradingview") {
        Ok(folder) => folder,
        Err(error) => return tests::skip(error),
    };
    let series = Rc::new(read_bars(&folder).unwrap());
    let (mut compared, mut widest) = (0, 0);
    for (n_before, Listed { row, profit, cumulative_profit }) in
        read_list(&folder, LIST).unwrap().into_iter().enumerate()
    {
        let gross_quote = row.units_e4 as f64 / 1e4 * (row.exit_cents - row.entry_cents) as f64 / 100.0;
        if !in_comparison(&&row) || gross_quote.abs() < 1.0 {
            continue;
        }
        let rate = |profit: f64| (profit + 2.0 * COMMISSION) / gross_quote;
        let (a, b) = (rate(profit - CENT_ROUNDING), rate(profit + CENT_ROUNDING));
        let equity = INITIAL_CASH + cumulative_profit - profit;
        // Each profit in the sum is stated to the cent.
        let open = (n_before as f64 + 2.0) * CENT_ROUNDING;
        let signal = series.time().partition_point(|time| *time < row.entry_time) - 1;
        let smallest = size(&series, signal, (equity - open) / a.max(b));
        let largest = size(&series, signal, (equity + open) / a.min(b));
        assert!(
            (smallest..=largest).contains(&row.units_e4),
            "{row:?}: between {smallest} and {largest} expected, rate {a}"
        );
        compared += 1;
        widest = widest.max(largest - smallest);
    }
    println!("{compared} sizes compared, bounds at most {widest} lot steps apart");
    assert!(compared > 300, "only {compared} sizes compared");
}
