//! What was some bars ago.

use super::Fails;
use super::program::{MAX_BACK, Price};
use super::ta::Bars;

/// How many bars to look back; `None` if the number is na: what was na bars ago is na, as `close[ta.barssince(never)]` is.
pub(super) fn bars_back(n: f64) -> Fails<Option<usize>> {
    if n.is_nan() {
        return Ok(None);
    }
    if n < 0.0 {
        return Err(format!("The number of bars to look back is {n}; it must be 0 or more."));
    }
    if n > f64::from(MAX_BACK) {
        return Err(format!("{n} bars back are further than {MAX_BACK}, the most that are kept."));
    }
    Ok(Some(n as usize))
}

/// A price of an earlier bar, or of this one but for its closing time.
pub(super) fn price_of(price: Price, at: usize, bars: &Bars<'_>) -> f64 {
    let (o, h, l, c) = (bars.open[at], bars.high[at], bars.low[at], bars.close[at]);
    match price {
        Price::Open => o,
        Price::High => h,
        Price::Low => l,
        Price::Close => c,
        Price::Volume => bars.volume[at],
        Price::Time => bars.time[at] as f64,
        Price::BarIndex => (at - bars.first) as f64,
        Price::Hl2 => (h + l) / 2.0,
        Price::Hlc3 => (h + l + c) / 3.0,
        Price::Ohlc4 => (o + h + l + c) / 4.0,
        Price::Hlcc4 => (h + l + c + c) / 4.0,
        Price::TimeClose => bars.time[at + 1] as f64,
    }
}
