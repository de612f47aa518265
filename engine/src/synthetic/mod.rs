//! Made-up bars from a seed, the same bits on every target. They are no market's, and a result on them says something about a strategy,
//! nothing about a market.
//!
//! [`minute_series`] is for trying things out at any size. [`made_up`] makes the sets of the library, each with one property to learn
//! from. Their files use sums, products, quotients and square roots only, beside `libm`.

mod calendar;
mod daily;
mod draws;
mod events;
mod hourly;
mod intraday;
mod maker;
mod minutes;
mod pairs;

pub use minutes::minute_series;

use crate::series::Series;

/// The bars of a set of the library; `None` if there is no set of this name.
pub fn made_up(key: &str, seed: u64) -> Option<Series> {
    Some(match key {
        "noise" => daily::noise(seed),
        "index" => daily::index(seed),
        "clusters" => daily::clusters(seed),
        "regimes" => daily::regimes(seed),
        "trend" => daily::trend(seed),
        "carry" => daily::carry(seed),
        "season" => daily::season(seed),
        "tomorrow" => daily::tomorrow(seed),
        "triple" => daily::triple(seed),
        "jumps" => events::jumps(seed),
        "splits" => events::splits(seed),
        "delisted" => events::delisted(seed),
        "thin" => events::thin(seed),
        "revert" => hourly::revert(seed),
        "crypto" => hourly::crypto(seed),
        "dying" => hourly::dying(seed),
        "wicks" => hourly::wicks(seed),
        "pair-a" => pairs::pair(seed).0,
        "pair-b" => pairs::pair(seed).1,
        "leader" => pairs::lead(seed).0,
        "follower" => pairs::lead(seed).1,
        "session" => intraday::session(seed),
        "bounce" => intraday::bounce(seed),
        "london" => intraday::london(seed),
        _ => return None,
    })
}
