//! What a new strategy begins with.

/// A strategy that runs as it is.
pub(super) const TEMPLATE: &str = r#"//@version=6
strategy("My strategy", overlay = true, initial_capital = 100000, default_qty_type = strategy.percent_of_equity, default_qty_value = 100)

fast_length = input.int(10, "Fast average", minval = 1)
slow_length = input.int(30, "Slow average", minval = 2)

fast = ta.ema(close, fast_length)
slow = ta.ema(close, slow_length)

if ta.crossover(fast, slow)
    strategy.entry("Long", strategy.long)
if ta.crossunder(fast, slow)
    strategy.close("Long")
"#;
