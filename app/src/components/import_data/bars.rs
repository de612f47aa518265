//! Bars in a line of text.

use engine::series::Bar;

use crate::format::locale::{self, Zone};
use crate::format::number::{Plus, price_decimals};

/// `2024-01-02 14:30 · open 10, high 12, low 9.5, close 11`
pub fn sentence(bar: &Bar) -> String {
    let decimals = price_decimals([bar.open, bar.high, bar.low, bar.close].into_iter());
    let price = |value| locale::fixed(value, decimals, Plus::Hidden);
    format!(
        "{} · open {}, high {}, low {}, close {}",
        Zone::Utc.date_time(bar.time),
        price(bar.open),
        price(bar.high),
        price(bar.low),
        price(bar.close)
    )
}
