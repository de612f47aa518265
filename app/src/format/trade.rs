//! What a trade was, in words.

use engine::trade::{ExitReason, Side, Trade};

/// Its side, which does not depend on colour.
pub fn side(side: Side) -> &'static str {
    match side {
        Side::Long => "↑ long",
        Side::Short => "↓ short",
    }
}

/// Why it ended.
pub fn reason(trade: &Trade) -> &'static str {
    match trade.exit_reason {
        ExitReason::Signal => "signal",
        ExitReason::Stop => "stop",
        ExitReason::Target => "target",
        ExitReason::Open => "still open",
        ExitReason::Trail => "trailing stop",
        ExitReason::Liquidation => "liquidation",
        ExitReason::End => "end of data",
    }
}
