//! Tests of the stored report.

use std::rc::Rc;

use engine::backtest::prepare;
use engine::config::RunConfig;
use engine::series::{Bar, Series};
use engine::strategy::catalog::find;
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
    let report = prepare("sma_cross", &params, &RunConfig::default(), series).unwrap().finish();
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
