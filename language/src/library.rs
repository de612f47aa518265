//! The scripts that ship with the product: twins of the built-in strategies, and well-known ones beside them.

/// A script of the library.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LibraryScript {
    /// Its key; that of a built-in strategy if it is its twin.
    pub key: &'static str,
    /// Its text.
    pub source: &'static str,
}

impl LibraryScript {
    /// The first comment: what it does, in a sentence.
    pub fn summary(&self) -> &'static str {
        self.comment(0)
    }

    /// The second comment: where its rules come from.
    pub fn origin(&self) -> &'static str {
        self.comment(1)
    }

    fn comment(&self, at: usize) -> &'static str {
        let comments = self.source.lines().skip(1).map_while(|line| line.strip_prefix("// "));
        comments.into_iter().nth(at).unwrap_or("")
    }
}

macro_rules! library {
    ($($key:literal),* $(,)?) => {
        /// Every script, in the order of the page.
        pub static LIBRARY: &[LibraryScript] = &[$(
            LibraryScript { key: $key, source: include_str!(concat!("../library/", $key, ".pine")) }
        ),*];
    };
}

library! {
    "sma_cross",
    "ema_cross",
    "macd_cross",
    "supertrend",
    "atr_bracket",
    "donchian_breakout",
    "keltner_breakout",
    "rsi_reversion",
    "bollinger_rsi",
    "buy_and_hold",
    "ichimoku",
    "adx_trend",
    "turtle",
    "chandelier_exit",
    "trailing_trend",
    "macd_rsi",
    "squeeze",
    "opening_range_breakout",
    "pivot_reversal",
    "inside_bar",
    "connors_rsi2",
    "vwap_reversion",
    "gap_fade",
    "grid",
    "seasonal",
}
