//! What is known and not supported, with what to do: one table, so that each sentence has a test.

/// Something that a script may ask for and does not get.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal {
    /// A name, or the start of names if it ends with `.`; or a word for what has no name.
    pub feature: &'static str,
    /// What is said.
    pub sentence: &'static str,
}

/// Every refusal.
pub const REFUSALS: &[Refusal] = &[
    Refusal {
        feature: "version",
        sentence: "The script does not say its version: its first line must be `//@version=6` (or 5).",
    },
    Refusal {
        feature: "indicator",
        sentence: "This is an indicator; a strategy needs `strategy(` and orders.",
    },
    Refusal { feature: "study", sentence: "This is an indicator; a strategy needs `strategy(` and orders." },
    Refusal { feature: "library", sentence: "This is a library; a strategy needs `strategy(` and orders." },
    Refusal {
        feature: "import",
        sentence: "Libraries are not available; paste the functions into the script.",
    },
    Refusal {
        feature: "request.security_lower_tf",
        sentence: "`request.security_lower_tf` needs finer bars than the dataset has.",
    },
    Refusal {
        feature: "request.",
        sentence: "Only `request.security` of the chart's own symbol is available: other requests need other data.",
    },
    Refusal {
        feature: "ticker.",
        sentence: "Other symbols and chart types need other data: use `syminfo.tickerid`.",
    },
    Refusal { feature: "other symbol", sentence: "Another symbol needs other data: use `syminfo.tickerid`." },
    Refusal {
        feature: "lookahead",
        sentence: "This looks ahead: use `expression[1]` with `lookahead_on`, or `lookahead_off`.",
    },
    Refusal {
        feature: "calc_on_order_fills",
        sentence: "`calc_on_order_fills` needs the script to run inside a bar.",
    },
    Refusal {
        feature: "use_bar_magnifier",
        sentence: "`use_bar_magnifier` needs finer bars; it makes a difference to orders with a price.",
    },
    Refusal {
        feature: "bars' end",
        sentence: "An order must not depend on where the bars end: that would look ahead.",
    },
    Refusal {
        feature: "math.random",
        sentence: "`math.random` without a seed gives other numbers at each run: give it one, as in `math.random(0, 1, 42)`.",
    },
    Refusal {
        feature: "strategy.margin_liquidation_price",
        sentence: "`strategy.margin_liquidation_price` is not supported.",
    },
    Refusal {
        feature: "strategy.max_drawdown_percent",
        sentence: "`strategy.max_drawdown_percent` is not supported; `strategy.max_drawdown` is.",
    },
    Refusal {
        feature: "strategy.max_runup_percent",
        sentence: "`strategy.max_runup_percent` is not supported; `strategy.max_runup` is.",
    },
    Refusal {
        feature: "strategy.opentrades.capital_held",
        sentence: "`strategy.opentrades.capital_held` is not supported.",
    },
    Refusal { feature: "dividends.", sentence: "Dividends need other data." },
    Refusal { feature: "earnings.", sentence: "Earnings need other data." },
    Refusal { feature: "syminfo.", sentence: "This property of the symbol is not part of a dataset." },
    Refusal { feature: "chart.", sentence: "What the chart shows is not known here." },
    Refusal { feature: "footprint.", sentence: "Footprints need other data." },
];

/// The sentence of a feature; of a name, that of its library.
pub fn find(name: &str) -> Option<&'static str> {
    let exact = REFUSALS.iter().find(|of| of.feature == name);
    let of = exact.or_else(|| {
        REFUSALS.iter().find(|of| of.feature.ends_with(['.', '_']) && name.starts_with(of.feature))
    });
    of.map(|of| of.sentence)
}

/// The sentence of a feature that the table has.
pub fn sentence(feature: &str) -> &'static str {
    find(feature).unwrap_or("This is not supported.")
}
