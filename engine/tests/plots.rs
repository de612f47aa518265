//! What a strategy looked at is drawn from the columns that it traded by, and from no later bar.

#![expect(clippy::unwrap_used, reason = "clippy does not recognise these functions as tests")]

use std::cell::RefCell;
use std::rc::Rc;

use engine::config::RunConfig;
use engine::indicator::Indicators;
use engine::plot::{Exits, Plot, Shape};
use engine::registry::{built_in, finish, prepare, prepare_watched};
use engine::report::Report;
use engine::series::Series;
use engine::strategy::catalog::STRATEGIES;
use engine::synthetic::minute_series;
use engine::trade::{Side, Trade};

fn minutes() -> Rc<Series> {
    Rc::new(minute_series(7, 6_000))
}

fn plots(strategy: &str, series: &Rc<Series>) -> Vec<Plot> {
    let source = built_in(strategy).unwrap();
    source.plots(&source.declaration().defaults(), &mut Indicators::new(Rc::clone(series))).unwrap()
}

fn trades(strategy: &str, series: &Rc<Series>) -> Vec<Trade> {
    let source = built_in(strategy).unwrap();
    let params = source.declaration().defaults();
    finish(prepare(&source, &params, &RunConfig::default(), Rc::clone(series)).unwrap()).unwrap().trades
}

fn values<'a>(plots: &'a [Plot], key: &str) -> &'a [f64] {
    &plots.iter().find(|plot| plot.spec.key == key).unwrap().values
}

/// Where `a` comes to be above `b` on a bar before which it was below or equal.
fn crossings(a: &[f64], b: &[f64]) -> Vec<usize> {
    (1..a.len()).filter(|bar| a[*bar] > b[*bar] && a[bar - 1] <= b[bar - 1]).collect()
}

/// The bars at whose close the trades of a side were decided: each filled at the open after.
fn decided(trades: &[Trade], side: Side) -> Vec<usize> {
    trades.iter().filter(|trade| trade.side == side).map(|trade| trade.entry_bar as usize - 1).collect()
}

#[test]
fn an_average_is_the_mean_of_the_closes_in_its_window_and_missing_before() {
    let series = minutes();
    let plots = plots("sma_cross", &series);
    for (plot, length) in plots.iter().zip([10, 30]) {
        assert_eq!((&*plot.spec.title, plot.spec.pane), (&*format!("SMA {length}"), 0));
        assert!(plot.values[..length - 1].iter().all(|value| value.is_nan()));
        for bar in (length - 1..series.len()).step_by(37) {
            let mean = series.close()[bar + 1 - length..=bar].iter().sum::<f64>() / length as f64;
            assert!((plot.values[bar] - mean).abs() < 1e-9, "bar {bar}: {} and {mean}", plot.values[bar]);
        }
    }
}

#[test]
fn what_crosses_in_the_drawing_is_what_was_traded() {
    let series = minutes();
    for (strategy, fast, slow) in
        [("sma_cross", "fast", "slow"), ("ema_cross", "fast", "slow"), ("macd_cross", "line", "signal")]
    {
        let (plots, trades) = (plots(strategy, &series), trades(strategy, &series));
        let [up, down] =
            [(fast, slow), (slow, fast)].map(|(a, b)| crossings(values(&plots, a), values(&plots, b)));
        assert!(trades.len() > 50, "{strategy}: {} trades", trades.len());
        // Where two lines only touch, the one crosses to the side on which the position is already.
        let (mut held, mut expected) = (None, Vec::new());
        for bar in 0..series.len() - 1 {
            let signal =
                [(&up, Side::Long), (&down, Side::Short)].into_iter().find(|(of, _)| of.contains(&bar));
            if let Some((_, side)) = signal.filter(|(_, side)| held != Some(*side)) {
                held = Some(side);
                expected.push((bar, side));
            }
        }
        let traded: Vec<_> = trades.iter().map(|trade| (trade.entry_bar as usize - 1, trade.side)).collect();
        assert_eq!(traded, expected, "{strategy}");
    }
}

#[test]
fn the_rsi_leaves_its_levels_in_the_drawing_where_it_was_traded() {
    let series = minutes();
    let (plots, trades) = (plots("rsi_reversion", &series), trades("rsi_reversion", &series));
    assert!(plots.iter().all(|plot| plot.spec.pane == 1));
    assert_eq!(plots[1..].iter().map(|plot| plot.spec.shape).collect::<Vec<_>>(), [Shape::Level; 2]);
    let up = crossings(values(&plots, "rsi"), values(&plots, "oversold"));
    let long = decided(&trades, Side::Long);
    assert!(!long.is_empty() && long.iter().all(|bar| up.contains(bar)));
}

#[test]
fn the_supertrend_is_drawn_on_the_side_on_which_it_was_traded() {
    let series = minutes();
    let (plots, trades) = (plots("supertrend", &series), trades("supertrend", &series));
    let (up, down) = (values(&plots, "up"), values(&plots, "down"));
    for bar in 0..series.len() {
        assert!(up[bar].is_nan() || down[bar].is_nan(), "bar {bar} has both");
        assert!(up[bar].is_nan() || up[bar] < series.close()[bar], "bar {bar}");
    }
    let begins = |side: &[f64]| -> Vec<usize> {
        (1..series.len() - 1).filter(|bar| !side[*bar].is_nan() && side[bar - 1].is_nan()).collect()
    };
    let (long, short) = (decided(&trades, Side::Long), decided(&trades, Side::Short));
    assert!(long.len() > 20);
    // The first direction of all is no flip.
    assert_eq!(long, begins(up));
    assert_eq!(short, begins(down).into_iter().filter(|bar| *bar > long[0]).collect::<Vec<_>>());
}

#[test]
fn a_channel_is_drawn_as_the_close_was_compared_with_it_from_the_bars_before() {
    let series = minutes();
    let (plots, trades) = (plots("donchian_breakout", &series), trades("donchian_breakout", &series));
    let high = values(&plots, "entry_high");
    for bar in (20..series.len()).step_by(11) {
        let highest = series.high()[bar - 20..bar].iter().copied().fold(f64::MIN, f64::max);
        assert_eq!(high[bar], highest, "bar {bar}");
    }
    assert!(high[..20].iter().all(|value| value.is_nan()));
    let long = decided(&trades, Side::Long);
    assert!(!long.is_empty() && long.iter().all(|bar| series.close()[*bar] > high[*bar]));
}

#[test]
fn no_drawn_value_depends_on_a_later_bar() {
    let series = minutes();
    for strategy in STRATEGIES {
        let whole = plots(strategy.key(), &series);
        for end in [1, 29, 30, 31, 500, 4_097] {
            let part = plots(strategy.key(), &Rc::new(series.slice(0..end).unwrap()));
            assert_eq!(part.len(), whole.len());
            for (part, whole) in part.iter().zip(&whole) {
                assert_eq!(part.spec, whole.spec);
                let bits = |values: &[f64]| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
                assert_eq!(
                    bits(&part.values),
                    bits(&whole.values[..end]),
                    "{} {} up to {end}",
                    strategy.key(),
                    part.spec.key
                );
            }
        }
    }
}

#[test]
fn every_series_of_a_strategy_has_a_name_and_a_key_of_its_own() {
    let series = minutes();
    for strategy in STRATEGIES {
        let plots = plots(strategy.key(), &series);
        assert_eq!(plots.is_empty(), strategy.key() == "buy_and_hold", "{}", strategy.key());
        let mut keys: Vec<&str> = plots.iter().map(|plot| &*plot.spec.key).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), plots.len(), "{}", strategy.key());
        assert!(plots.iter().all(|plot| !plot.spec.title.is_empty() && plot.values.len() == series.len()));
    }
}

/// The stops and targets of a run, and its report.
fn exits(strategy: &str, series: &Rc<Series>) -> (Report, [Vec<f64>; 2]) {
    let source = built_in(strategy).unwrap();
    let (params, config) = (source.declaration().defaults(), RunConfig::default());
    let exits = Rc::new(RefCell::new(Exits::default()));
    let run = prepare_watched(&source, &params, &config, Rc::clone(series), Rc::clone(&exits)).unwrap();
    let report = finish(run).unwrap();
    let [stop, target] = exits.take().into_plots().try_into().unwrap();
    (report, [stop.values, target.values])
}

#[test]
fn a_run_beside_which_stops_are_noted_has_the_result_of_the_one_without() {
    let series = minutes();
    for strategy in STRATEGIES {
        let source = built_in(strategy.key()).unwrap();
        let (params, config) = (source.declaration().defaults(), RunConfig::default());
        let plain = finish(prepare(&source, &params, &config, Rc::clone(&series)).unwrap()).unwrap();
        let (watched, levels) = exits(strategy.key(), &series);
        assert_eq!(watched.result_hash, plain.result_hash, "{}", strategy.key());
        let has_any = levels.iter().flatten().any(|level| !level.is_nan());
        assert_eq!(has_any, source.has_exits(), "{}", strategy.key());
    }
}

#[test]
fn stops_and_targets_stand_from_entry_to_exit_where_the_strategy_put_them() {
    let series = minutes();
    let (report, [stop, target]) = exits("atr_bracket", &series);
    let plots = plots("atr_bracket", &series);
    let atr = values(&plots, "atr");
    assert!(report.trades.len() > 30);
    let mut inside = vec![false; series.len()];
    for trade in &report.trades {
        let (entry, exit) = (trade.entry_bar as usize, trade.exit_bar as usize);
        let decided = entry - 1;
        let sign = if trade.side == Side::Long { 1.0 } else { -1.0 };
        let expected = |sign: f64, factor: f64| series.close()[decided] + sign * factor * atr[decided];
        // One that ends in the bar of its entry has stood at no close.
        for bar in (entry..=exit).filter(|_| entry < exit) {
            inside[bar] = true;
            assert!((stop[bar] - expected(-sign, 2.0)).abs() < 1e-9, "stop at {bar}: {}", stop[bar]);
            assert!((target[bar] - expected(sign, 3.0)).abs() < 1e-9, "target at {bar}: {}", target[bar]);
        }
    }
    for bar in (0..series.len()).filter(|bar| !inside[*bar]) {
        assert!(stop[bar].is_nan() && target[bar].is_nan(), "nothing is held at {bar}");
    }
}
