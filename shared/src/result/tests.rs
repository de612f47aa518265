//! Tests of the stored report.

use std::rc::Rc;

use engine::config::RunConfig;
use engine::fill::{Cause, FillRule, Levels};
use engine::registry::{built_in, prepare};
use engine::series::{Bar, Series};
use engine::statistics::Undefined;
use engine::strategy::catalog::find;
use engine::trade::ExitReason;
use proptest::prelude::*;

use super::*;
use crate::fixture;

fn stored() -> StoredReport {
    let bars: Vec<Bar> = (0..300)
        .map(|i| {
            let close = 100.0 + 10.0 * f64::from((i * 37) % 23 - 11) / 11.0;
            Bar {
                time: i64::from(i) * 86_400_000,
                open: close,
                high: close + 1.0,
                low: close - 1.0,
                close,
                volume: 1.0,
            }
        })
        .collect();
    let series = Rc::new(Series::from_bars(&bars, 86_400_000).unwrap());
    let info = find("sma_cross").unwrap();
    let mut params = info.defaults();
    params.set("fast", 3.0);
    params.set("slow", 7.0);
    let report =
        prepare(&built_in("sma_cross").unwrap(), &params, &RunConfig::default(), series).unwrap().finish();
    assert!(report.trades.len() > 3);
    StoredReport { run: fixture::run(), report }
}

#[test]
fn what_was_written_is_read() {
    let stored = stored();
    let bytes = encode(&stored);
    assert_eq!(bytes.len() % 8, 0);
    assert_eq!(decode(&bytes).unwrap(), stored);
}

/// Written by the first layout's code: 300 bars, `sma_cross`, some ninety trades.
const FIRST_LAYOUT: &[u8] = include_bytes!("report_v1.bin");

#[test]
fn a_report_of_the_first_layout_opens_with_the_numbers_it_had_and_no_causes() {
    let old = decode(FIRST_LAYOUT).unwrap();
    let mut new = stored();
    assert_ne!(old.report.result_hash, new.report.result_hash);
    new.report.result_hash.clone_from(&old.report.result_hash);
    for trade in &mut new.report.trades {
        (trade.entry_cause, trade.exit_cause) = (None, None);
    }
    assert_eq!(old.report.trades, new.report.trades);
    assert_eq!(old.report.equity, new.report.equity);
    assert_eq!(old.report.positions, new.report.positions);
    assert_same_where_known(&old.report.statistics, &new.report.statistics);
}

/// Numbers that the first layout's version did not know say so; the others are what they are now, but for the last digits.
fn assert_same_where_known(old: &Statistics, new: &Statistics) {
    let all = |statistics: &Statistics| {
        let Statistics { run, all, long, short } = statistics;
        [run.metrics(), all.metrics(), long.metrics(), short.metrics()].concat()
    };
    let mut unknown: Vec<&str> = Vec::new();
    for ((info, old), (_, new)) in all(old).into_iter().zip(all(new)) {
        match (old, new) {
            (Err(Undefined::NotComputed), _) => unknown.push(info.key),
            (Ok(old), Ok(new)) => assert!((old - new).abs() <= 1e-12 * new.abs().max(1e-3), "{}", info.key),
            _ => assert_eq!(old, new, "{}", info.key),
        }
    }
    assert!(unknown.contains(&"trade_drawdown") && unknown.contains(&"max_position"));
    assert_eq!(unknown.len(), 7 + 3 * 8, "{unknown:?}");
}

#[test]
fn every_reason_and_every_rule_with_any_prices_is_read_as_written() {
    use ExitReason::{End, Liquidation, Open, Signal, Stop, Target, Trail};
    let mut stored = stored();
    let reasons = [Signal, Stop, Target, Open, Trail, Liquidation, End];
    let rules = FillRule::ALL;
    let trades = stored.report.trades.clone();
    stored.report.trades = (0..64usize)
        .map(|i| {
            let mut trade = trades[i % trades.len()].clone();
            let price = |bit: usize| (i >> bit & 1 == 1).then_some(i as f64 / 7.0);
            let levels = Levels { stop: price(0), limit: price(1), activation: price(2), offset: price(3) };
            let cause = Cause {
                rule: rules[i % rules.len()],
                level: price(4),
                levels,
                raw_price: 1.5,
                decided: i as u32,
                ambiguous: i % 3 == 0,
            };
            (trade.entry_cause, trade.exit_cause) = ((i % 5 > 0).then_some(cause), Some(cause));
            trade.exit_reason = reasons[i % reasons.len()];
            trade
        })
        .collect();
    stored.report.ambiguous_bars = vec![3, 5, 299];
    stored.report.ended = Some(17);
    stored.report.result_hash = engine::hash::result_hash(&stored.report);
    assert_eq!(decode(&encode(&stored)).unwrap(), stored);
}

#[test]
fn a_number_changed_on_disk_is_noticed() {
    let stored = stored();
    let bytes = encode(&stored);
    let first_equity = stored.report.equity[0].to_le_bytes();
    let at = bytes.windows(8).position(|window| window == first_equity).unwrap();
    let mut damaged = bytes;
    damaged[at] ^= 1;
    assert!(decode(&damaged).unwrap_err().to_string().contains("result hash"));
}

proptest! {
    #[test]
    fn damaged_bytes_never_panic(
        flips in prop::collection::vec((any::<prop::sample::Index>(), 0u8..8), 1..4), cut in any::<prop::sample::Index>(),
    ) {
        let mut bytes = encode(&stored());
        prop_assert!(decode(&bytes[..cut.index(bytes.len())]).is_err());
        for (at, bit) in flips {
            let at = at.index(bytes.len());
            bytes[at] ^= 1 << bit;
        }
        let _ = decode(&bytes);
    }
}
