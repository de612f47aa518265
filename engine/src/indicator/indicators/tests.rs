//! Each method gives the column of its catalogue entry, whatever else was asked for.

use std::rc::Rc;

use super::*;
use crate::indicator::average::sma;
use crate::indicator::{Anchor, catalog};
use crate::synthetic::minute_series;

#[test]
fn each_method_gives_the_columns_of_its_indicator() {
    let series = Rc::new(minute_series(1, 400));
    let mut of = Indicators::new(Rc::clone(&series));
    let close = Source::Close;
    let (open_column, close_column) = (of.price(Source::Open), of.price(close));
    let rose = Column::new(
        series.close().iter().zip(series.open()).map(|(c, o)| f64::from(c > o)).collect::<Vec<f64>>(),
    );
    let bands = |bands: BandColumns| vec![bands.lower, bands.middle, bands.upper];
    let trend = |trend: TrendColumns| vec![trend.line, trend.direction];
    let stochastic = |lines: StochasticColumns| vec![lines.k, lines.d];
    // All asked of one, so that two that share a key would show.
    let asked: Vec<(&str, Vec<f64>, Vec<Column>)> = vec![
        ("sma", vec![5.0], vec![of.sma(close, 5)]),
        ("ema", vec![5.0], vec![of.ema(close, 5)]),
        ("rma", vec![5.0], vec![of.rma(close, 5)]),
        ("wma", vec![5.0], vec![of.wma(close, 5)]),
        ("hma", vec![5.0], vec![of.hma(close, 5)]),
        ("vwma", vec![5.0], vec![of.vwma(5)]),
        ("dema", vec![5.0], vec![of.dema(close, 5)]),
        ("tema", vec![5.0], vec![of.tema(close, 5)]),
        ("alma", vec![5.0, 0.5, 4.0], vec![of.alma(close, 5, 0.5, 4.0)]),
        ("kama", vec![5.0], vec![of.kama(close, 5)]),
        ("linear_regression", vec![5.0], {
            let RegressionColumns { value, slope, intercept } = of.linear_regression(close, 5);
            vec![value, slope, intercept]
        }),
        ("rsi", vec![5.0], vec![of.rsi(close, 5)]),
        ("stochastic", vec![5.0, 2.0, 3.0], stochastic(of.stochastic(5, 2, 3))),
        ("stochastic_rsi", vec![5.0, 4.0, 2.0, 3.0], stochastic(of.stochastic_rsi(close, 5, 4, 2, 3))),
        ("macd", vec![5.0, 9.0, 3.0], {
            let MacdColumns { line, signal, histogram } = of.macd(close, 5, 9, 3);
            vec![line, signal, histogram]
        }),
        ("momentum", vec![5.0], vec![of.momentum(close, 5)]),
        ("roc", vec![5.0], vec![of.roc(close, 5)]),
        ("cci", vec![5.0], vec![of.cci(close, 5)]),
        ("williams_r", vec![5.0], vec![of.williams_r(5)]),
        ("tsi", vec![5.0, 9.0], vec![of.tsi(close, 5, 9)]),
        ("cmo", vec![5.0], vec![of.cmo(close, 5)]),
        ("percent_rank", vec![5.0], vec![of.percent_rank(close, 5)]),
        ("true_range", vec![], vec![of.true_range()]),
        ("atr", vec![5.0], vec![of.atr(5)]),
        ("variance", vec![5.0], vec![of.variance(close, 5)]),
        ("sample_variance", vec![5.0], vec![of.sample_variance(close, 5)]),
        ("stdev", vec![5.0], vec![of.stdev(close, 5)]),
        ("sample_stdev", vec![5.0], vec![of.sample_stdev(close, 5)]),
        ("bollinger", vec![5.0, 1.5], bands(of.bollinger(close, 5, 1.5))),
        ("bollinger_place", vec![5.0, 1.5], {
            let BollingerPlaceColumns { percent_b, bandwidth } = of.bollinger_place(close, 5, 1.5);
            vec![percent_b, bandwidth]
        }),
        ("keltner", vec![5.0, 1.5, 4.0], bands(of.keltner(5, 1.5, 4))),
        ("donchian", vec![5.0], bands(of.donchian(5))),
        ("supertrend", vec![1.5, 5.0], trend(of.supertrend(1.5, 5))),
        ("parabolic_sar", vec![0.02, 0.03, 0.2], trend(of.parabolic_sar(0.02, 0.03, 0.2))),
        ("dmi", vec![5.0, 4.0], {
            let DmiColumns { adx, plus_di, minus_di } = of.dmi(5, 4);
            vec![adx, plus_di, minus_di]
        }),
        ("aroon", vec![5.0], {
            let AroonColumns { up, down, oscillator } = of.aroon(5);
            vec![up, down, oscillator]
        }),
        ("ichimoku", vec![3.0, 5.0, 9.0, 4.0], {
            let IchimokuColumns { conversion, base, span_a, span_b } = of.ichimoku(3, 5, 9, 4);
            vec![conversion, base, span_a, span_b]
        }),
        ("obv", vec![], vec![of.obv()]),
        ("accumulation", vec![], vec![of.accumulation()]),
        ("mfi", vec![5.0], vec![of.mfi(5)]),
        ("vwap", vec![1.0, 60_000.0], vec![of.vwap(Anchor::Week, 60_000)]),
        ("highest", vec![5.0], vec![of.highest(close, 5)]),
        ("lowest", vec![5.0], vec![of.lowest(close, 5)]),
        ("highest_bars", vec![5.0], vec![of.highest_bars(close, 5)]),
        ("lowest_bars", vec![5.0], vec![of.lowest_bars(close, 5)]),
        ("pivot_high", vec![5.0, 2.0], vec![of.pivot_high(close, 5, 2)]),
        ("pivot_low", vec![5.0, 2.0], vec![of.pivot_low(close, 5, 2)]),
        ("crossings", vec![], vec![of.crossings(&close_column, &open_column)]),
        ("bars_since", vec![], vec![of.bars_since(&rose)]),
        ("value_when", vec![1.0], vec![of.value_when(&rose, &close_column, 1)]),
    ];
    assert!(asked.iter().map(|(id, ..)| *id).eq(catalog::INDICATORS.iter().map(|info| info.id)));
    for (id, params, columns) in asked {
        let expected = catalog::find(id).unwrap().columns(&series, &params);
        assert_eq!(columns.len(), expected.len(), "{id}");
        for (column, expected) in columns.iter().zip(&expected) {
            let same = |(a, b): (&f64, &f64)| a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan();
            assert!(column.values().iter().zip(expected).all(same), "{id}");
        }
    }
}

#[test]
fn the_source_is_part_of_what_a_column_is() {
    let series = Rc::new(minute_series(2, 50));
    let mut of = Indicators::new(Rc::clone(&series));
    let sources = [
        Source::Open,
        Source::High,
        Source::Low,
        Source::Close,
        Source::Volume,
        Source::Hl2,
        Source::Hlc3,
        Source::Ohlc4,
    ];
    for source in sources {
        let price = of.price(source);
        assert_eq!(of.sma(source, 1).values(), price.values());
    }
    let bar = series.bar(7);
    assert_eq!(of.price(Source::Hlc3).at(7), (bar.high + bar.low + bar.close) / 3.0);
    assert_eq!(of.price(Source::Volume).at(7), bar.volume);
}

#[test]
fn a_column_of_rare_events_does_not_hold_up_the_start() {
    let mut of = Indicators::new(Rc::new(minute_series(3, 300)));
    let high = of.pivot_high(Source::High, 100, 20);
    assert_eq!(of.warmup_bars(), 120);
    of.bars_since(&high);
    assert_eq!(of.warmup_bars(), 120);
    of.sma(Source::Close, 150);
    assert_eq!(of.warmup_bars(), 149);
    of.restart_warmup();
    assert_eq!(of.warmup_bars(), 0);
}

#[test]
fn a_column_is_named_by_what_it_was_asked_for() {
    let mut of = Indicators::new(Rc::new(minute_series(4, 50)));
    of.price(Source::Hl2);
    of.own("mine", |series| series.close().to_vec());
    of.true_range();
    of.bollinger(Source::Close, 20, 2.5);
    of.atr(14);
    let names: Vec<String> = of.columns.keys().map(Key::to_string).collect();
    assert_eq!(names, ["hl2", "mine", "ATR(14)", "Bollinger bands(close, 20, 2.5)", "True range"]);
}

fn is_there(of: &Indicators, length: usize) -> bool {
    let key = Indicators::key(&sma::INFO, Source::Close, &[length as f64]);
    of.columns.get(&key).is_some_and(|kept| !kept.columns.is_empty())
}

#[test]
fn a_sweep_that_goes_round_and_round_finds_most_columns_again() {
    let series = Rc::new(minute_series(1, 500));
    let mut of = Indicators::new(Rc::clone(&series));
    let mut missed = Vec::new();
    for fast in 1..=6 {
        let mut n_missed = 0;
        for slow in 100..120 {
            of.forget_beyond(16 * series.len() * size_of::<f64>());
            for length in [fast, slow] {
                n_missed += usize::from(!is_there(&of, length));
                of.sma(Source::Close, length);
            }
        }
        missed.push(n_missed);
    }
    // Twenty slow lengths and a fast one in the room of sixteen. Freeing the oldest would miss all of them, always.
    assert_eq!(missed[0], 21);
    assert!(missed[1..].iter().all(|n| *n <= 9), "{missed:?}");
}

#[test]
fn no_more_columns_are_kept_than_there_is_room_for() {
    let series = Rc::new(minute_series(1, 100));
    let mut of = Indicators::new(Rc::clone(&series));
    for length in [5, 6, 7, 5, 8] {
        of.sma(Source::Close, length);
    }
    let bytes = |n: usize| n * series.len() * size_of::<f64>();
    let kept = |of: &Indicators| {
        let lengths = 5..=8;
        lengths.filter(|n| is_there(of, *n as usize)).collect::<Vec<i32>>()
    };
    of.forget_beyond(bytes(4));
    assert_eq!(kept(&of), [5, 6, 7, 8]);
    of.forget_beyond(bytes(2));
    // The one that was asked for again is expected again.
    assert_eq!((kept(&of).len(), kept(&of)[0]), (2, 5));
    of.forget_beyond(0);
    assert!(kept(&of).is_empty());
}

#[test]
fn the_supertrend_is_up_where_its_direction_says_so() {
    let series = Rc::new(minute_series(5, 9_000));
    for (factor, length) in [(0.5, 1), (1.5, 5), (3.0, 300), (2.0, 8_999), (2.0, 9_500)] {
        let mut of = Indicators::new(Rc::clone(&series));
        let (direction, is_up) =
            (of.supertrend(factor, length).direction, of.supertrend_is_up(factor, length));
        // From the end first: what is worked out in turn must not depend on where one begins to ask.
        for bar in [8_999, 5_000, 0].into_iter().chain(0..9_000) {
            assert_eq!(is_up.at(bar), direction.at(bar) > 0.0, "{factor}, {length}, bar {bar}");
        }
    }
}

#[test]
fn cells_that_ask_for_the_same_condition_share_it() {
    let series = Rc::new(minute_series(6, 500));
    let mut of = Indicators::new(Rc::clone(&series));
    let ask = |of: &mut Indicators, length: usize, level: f64| {
        let rsi = of.rsi(Source::Close, length);
        of.above(&rsi, level)
    };
    let first = ask(&mut of, 5, 70.0);
    assert!(ask(&mut of, 5, 70.0).is_same(&first));
    assert!(!ask(&mut of, 5, 71.0).is_same(&first) && !ask(&mut of, 6, 70.0).is_same(&first));
    // One whose bits are not known would hold its column: it goes. One that is known stays, and so does it after its column went.
    of.forget_beyond(1 << 20);
    assert!(!ask(&mut of, 5, 70.0).is_same(&first));
    let second = ask(&mut of, 5, 70.0);
    assert!((0..500).filter(|bar| second.at(*bar)).count() > 5);
    of.forget_beyond(32 * 500);
    assert!(ask(&mut of, 5, 70.0).is_same(&second));
    of.forget_beyond(0);
    assert!(!ask(&mut of, 5, 70.0).is_same(&second));
}

#[test]
fn an_average_of_no_bars_has_no_value_and_does_no_harm() {
    let mut of = Indicators::new(Rc::new(minute_series(7, 50)));
    let none = of.sma(Source::Close, 0);
    assert!(none.values().iter().all(|value| value.is_nan()));
    let close = of.price(Source::Close);
    assert_eq!(of.above(&close, &none).next(0..50), 50);
}
