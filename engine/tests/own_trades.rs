//! What a strategy reads of its own trades while it runs, against the report of the same run.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::cell::RefCell;
use std::rc::Rc;

use engine::backtest::{Backtest, Market, Run};
use engine::config::{Commission, RunConfig};
use engine::order::Order;
use engine::report::Report;
use engine::series::{Bar, Series};
use engine::strategy::{Context, Strategy};
use engine::synthetic::minute_series;
use engine::trade::Side;

/// What was seen at the close of one bar.
#[derive(Debug, Default, Clone)]
struct Seen {
    sums: [f64; 5],
    n_closed: usize,
    n_open: usize,
    /// Run-up and drawdown of the oldest open trade.
    open: Option<(f64, f64)>,
    moves: (f64, f64),
}

/// Buys, adds and sells at random looking bars; notes what it sees.
struct Watcher(Rc<RefCell<Vec<Seen>>>);

impl Strategy for Watcher {
    fn on_bar(&mut self, context: &mut Context<'_>) {
        let tally = context.tally().clone();
        let (n_won, n_lost) = (tally.n_won as f64, tally.n_lost as f64);
        self.0.borrow_mut().push(Seen {
            sums: [tally.net_profit, tally.gross_profit, tally.gross_loss, n_won, n_lost],
            n_closed: tally.n_closed,
            n_open: context.n_open_trades(),
            open: context.open_trade(0).map(|trade| (trade.max_runup, trade.max_drawdown)),
            moves: context.max_drawdown_and_runup(),
        });
        let equity = context.initial_cash() + context.tally().net_profit + context.open_profit();
        assert!((equity - context.equity()).abs() < 1e-6);
        match context.bar_index() % 97 {
            3 => context.submit(Order::entry("up", Side::Long).signal("rising")),
            20 => context.submit(Order::entry("more", Side::Long)),
            40 => context.submit(Order::close("up").share(0.5).signal("half")),
            60 => context.submit(Order::entry("down", Side::Short)),
            90 => context.submit(Order::close_all()),
            _ => {}
        }
    }

    fn reads_trades(&self) -> bool {
        true
    }
}

fn run(series: Series, config: RunConfig) -> (Report, Vec<Seen>) {
    let seen = Rc::new(RefCell::new(Vec::new()));
    let market = Market::new(Rc::new(series), &config).unwrap();
    let run = Backtest::new(market, config, Watcher(Rc::clone(&seen)), 0).unwrap();
    let report = Box::new(run).finish();
    let seen = seen.borrow().clone();
    (report, seen)
}

fn config() -> RunConfig {
    let mut config = RunConfig::default();
    config.account.commission = Commission::ValueRatio(0.0002);
    config.execution.pyramiding = 3;
    config
}

#[test]
fn sums_seen_at_a_bar_are_those_of_the_report_of_a_run_that_ends_there() {
    let whole = minute_series(7, 2_000);
    for end in [150, 700, 1_555, 2_000] {
        let bars: Vec<Bar> = (0..end).map(|bar| whole.bar(bar)).collect();
        let (report, seen) = run(Series::from_bars(&bars, 60_000).unwrap(), config());
        let last = seen.last().unwrap();
        let closed = || report.trades.iter().filter(|trade| !trade.is_open());
        assert_eq!(last.n_closed, closed().count());
        assert_eq!(last.n_open, report.trades.len() - last.n_closed);
        let sum = |keep: fn(f64) -> bool| -> f64 {
            closed().map(|trade| trade.profit).filter(|profit| keep(*profit)).sum()
        };
        let count = |keep: fn(f64) -> bool| closed().filter(|trade| keep(trade.profit)).count() as f64;
        let (up, down) = (|profit: f64| profit > 0.0, |profit: f64| profit < 0.0);
        let expected = [sum(|_| true), sum(up), -sum(down), count(up), count(down)];
        for (seen, expected) in last.sums.iter().zip(expected) {
            assert!((seen - expected).abs() < 1e-9, "{end}: {:?} and {expected:?}", last.sums);
        }
        assert!(last.n_closed > 2, "{end}");
        if let Some((runup, drawdown)) = last.open {
            let open = report.trades.iter().find(|trade| trade.is_open()).unwrap();
            assert_eq!((runup, drawdown), (open.max_favourable, -open.max_adverse), "{end}");
        }
        let run = &report.statistics.run;
        let moves = (0.0 - run.trade_drawdown_cash.unwrap(), run.trade_run_up_cash.unwrap());
        assert_eq!(last.moves, moves, "{end}");
    }
}

/// Notes ids, signals, prices and sizes of the closed trades.
struct Lister(Rc<RefCell<Vec<String>>>);

impl Strategy for Lister {
    fn on_bar(&mut self, context: &mut Context<'_>) {
        match context.bar_index() {
            0 => {
                context.submit(Order::entry("a", Side::Long).quantity(2.0).signal("in"));
                context.submit(
                    Order::exit("x", "a").quantity(1.0).limit(105.0).target_signal("won").signal("out"),
                );
            }
            2 => context.submit(Order::close("a")),
            _ => {}
        }
        let mut list = Vec::new();
        while let Some(trade) = context.closed_trade(list.len()) {
            let exit = trade.exit.unwrap();
            list.push(format!(
                "{} {:?} {} @ {}, {} {:?} {} @ {}: {}",
                trade.entry_id,
                trade.entry_signal,
                trade.entry_bar,
                trade.entry_price,
                exit.id,
                exit.signal,
                exit.bar,
                exit.price,
                trade.profit
            ));
        }
        *self.0.borrow_mut() = list;
    }
}

#[test]
fn closed_trades_tell_ids_and_signals_and_the_report_lists_signals() {
    let candle = |i: i64, open: f64, high: f64, close: f64| Bar {
        time: i * 60_000,
        open,
        high,
        low: open.min(close),
        close,
        volume: 1.0,
    };
    let bars = [
        candle(0, 100.0, 100.0, 100.0),
        candle(1, 100.0, 106.0, 104.0),
        candle(2, 104.0, 104.0, 104.0),
        candle(3, 103.0, 103.0, 103.0),
    ];
    let seen = Rc::new(RefCell::new(Vec::new()));
    let market =
        Market::new(Rc::new(Series::from_bars(&bars, 60_000).unwrap()), &RunConfig::default()).unwrap();
    let run = Backtest::new(market, RunConfig::default(), Lister(Rc::clone(&seen)), 0).unwrap();
    let report = Box::new(run).finish();
    assert_eq!(
        *seen.borrow(),
        [
            "a Some(\"in\") 1 @ 100, x Some(\"won\") 1 @ 105: 5",
            "a Some(\"in\") 1 @ 100, close None 3 @ 103: 3"
        ]
    );
    let listed: Vec<_> = report.trades.iter().map(|trade| (&*trade.entry_id, &*trade.exit_id)).collect();
    assert_eq!(listed, [("in", "won"), ("in", "close")]);
}
