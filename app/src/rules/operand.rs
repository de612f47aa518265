//! What can be compared: prices, indicators and plain numbers. One table, of which the form and the script are made.

/// What an operand is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The open.
    Open,
    /// The high.
    High,
    /// The low.
    Low,
    /// The close.
    Close,
    /// The volume.
    Volume,
    /// A simple moving average.
    Sma,
    /// An exponential moving average.
    Ema,
    /// The relative strength index.
    Rsi,
    /// The difference of two exponential averages.
    MacdLine,
    /// Its own average.
    MacdSignal,
    /// The upper Bollinger band.
    BollingerUpper,
    /// The middle one.
    BollingerMiddle,
    /// The lower one.
    BollingerLower,
    /// The average true range.
    Atr,
    /// The average directional index.
    Adx,
    /// The line of the Supertrend.
    Supertrend,
    /// The highest high of the bars before.
    Highest,
    /// The lowest low of the bars before.
    Lowest,
    /// The price weighted by volume since the start of the day.
    Vwap,
    /// A number.
    Number,
}

/// What is computed for an operand; two operands of one family and the same numbers share it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Family {
    /// Its name in the script.
    pub(super) name: &'static str,
    /// Its name for people.
    pub(super) title: &'static str,
    /// The statement that computes it: `{name}` is the operand's name, `{of}` what it is of, `{length}` and the like its inputs.
    pub(super) statement: &'static str,
    /// Whether it is a price, which is drawn over the others.
    pub(super) is_price: bool,
}

/// A number that an operand takes.
#[derive(Debug, PartialEq)]
pub struct NumberSpec {
    /// Its name in the form and the script.
    pub key: &'static str,
    /// Its name for people.
    pub label: &'static str,
    /// What a new operand has.
    pub default: f64,
    /// The least.
    pub min: f64,
    /// The most.
    pub max: f64,
    /// Whether only whole numbers make sense.
    pub is_whole: bool,
}

const fn whole(key: &'static str, label: &'static str, default: f64) -> NumberSpec {
    NumberSpec { key, label, default, min: 1.0, max: 5_000.0, is_whole: true }
}

const fn multiple(key: &'static str, label: &'static str, default: f64) -> NumberSpec {
    NumberSpec { key, label, default, min: 0.1, max: 50.0, is_whole: false }
}

static LENGTH_14: [NumberSpec; 1] = [whole("length", "Length", 14.0)];
static LENGTH_20: [NumberSpec; 1] = [whole("length", "Length", 20.0)];
static BARS: [NumberSpec; 1] = [whole("length", "Bars", 20.0)];
static MACD: [NumberSpec; 3] =
    [whole("fast", "Fast", 12.0), whole("slow", "Slow", 26.0), whole("signal", "Signal", 9.0)];
static BOLLINGER: [NumberSpec; 2] =
    [whole("length", "Length", 20.0), multiple("multiple", "Deviations", 2.0)];
static SUPERTREND: [NumberSpec; 2] = [multiple("factor", "Factor", 3.0), whole("length", "ATR length", 10.0)];
/// The value of a plain number.
static VALUE: [NumberSpec; 1] =
    [NumberSpec { key: "value", label: "Value", default: 30.0, min: -1e9, max: 1e9, is_whole: false }];

const fn family(
    name: &'static str,
    title: &'static str,
    statement: &'static str,
    is_price: bool,
) -> Option<Family> {
    Some(Family { name, title, statement, is_price })
}

impl Kind {
    /// All, in the order of the form.
    pub const ALL: [Self; 20] = [
        Self::Close,
        Self::Open,
        Self::High,
        Self::Low,
        Self::Volume,
        Self::Sma,
        Self::Ema,
        Self::Rsi,
        Self::MacdLine,
        Self::MacdSignal,
        Self::BollingerUpper,
        Self::BollingerMiddle,
        Self::BollingerLower,
        Self::Atr,
        Self::Adx,
        Self::Supertrend,
        Self::Highest,
        Self::Lowest,
        Self::Vwap,
        Self::Number,
    ];

    /// Its name in the form's draft, and what people read.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Open => ("open", "Open"),
            Self::High => ("high", "High"),
            Self::Low => ("low", "Low"),
            Self::Close => ("close", "Close"),
            Self::Volume => ("volume", "Volume"),
            Self::Sma => ("sma", "SMA"),
            Self::Ema => ("ema", "EMA"),
            Self::Rsi => ("rsi", "RSI"),
            Self::MacdLine => ("macd_line", "MACD line"),
            Self::MacdSignal => ("macd_signal", "MACD signal line"),
            Self::BollingerUpper => ("bb_upper", "Upper Bollinger band"),
            Self::BollingerMiddle => ("bb_middle", "Middle Bollinger band"),
            Self::BollingerLower => ("bb_lower", "Lower Bollinger band"),
            Self::Atr => ("atr", "ATR"),
            Self::Adx => ("adx", "ADX"),
            Self::Supertrend => ("supertrend", "Supertrend"),
            Self::Highest => ("highest", "Highest high of the bars before"),
            Self::Lowest => ("lowest", "Lowest low of the bars before"),
            Self::Vwap => ("vwap", "VWAP of the day"),
            Self::Number => ("number", "Number"),
        }
    }

    /// The numbers it takes.
    pub fn numbers(self) -> &'static [NumberSpec] {
        match self {
            Self::Open | Self::High | Self::Low | Self::Close | Self::Volume | Self::Vwap => &[],
            Self::Sma | Self::Ema => &LENGTH_20,
            Self::Rsi | Self::Atr | Self::Adx => &LENGTH_14,
            Self::MacdLine | Self::MacdSignal => &MACD,
            Self::BollingerUpper | Self::BollingerMiddle | Self::BollingerLower => &BOLLINGER,
            Self::Supertrend => &SUPERTREND,
            Self::Highest | Self::Lowest => &BARS,
            Self::Number => &VALUE,
        }
    }

    /// Whether it is of a price or the volume that is chosen.
    pub fn has_source(self) -> bool {
        matches!(self, Self::Sma | Self::Ema)
    }

    /// What is computed for it; `None` where nothing is.
    pub(super) fn family(self) -> Option<Family> {
        match self {
            Self::Open | Self::High | Self::Low | Self::Close | Self::Volume | Self::Number => None,
            Self::Sma => family("sma", "SMA", "{name} = ta.sma({of}, {length})", true),
            Self::Ema => family("ema", "EMA", "{name} = ta.ema({of}, {length})", true),
            Self::Rsi => family("rsi", "RSI", "{name} = ta.rsi(close, {length})", false),
            Self::MacdLine | Self::MacdSignal => family(
                "macd",
                "MACD",
                "[{name}_line, {name}_signal_line, _] = ta.macd(close, {fast}, {slow}, {signal})",
                false,
            ),
            Self::BollingerUpper | Self::BollingerMiddle | Self::BollingerLower => family(
                "bb",
                "Bollinger",
                "[{name}_middle, {name}_upper, {name}_lower] = ta.bb(close, {length}, {multiple})",
                true,
            ),
            Self::Atr => family("atr", "ATR", "{name} = ta.atr({length})", false),
            Self::Adx => family("adx", "ADX", "[_, _, {name}] = ta.dmi({length}, {length})", false),
            Self::Supertrend => {
                family("supertrend", "Supertrend", "[{name}, _] = ta.supertrend({factor}, {length})", true)
            }
            Self::Highest => family("highest", "Highest", "{name} = ta.highest(high, {length})[1]", true),
            Self::Lowest => family("lowest", "Lowest", "{name} = ta.lowest(low, {length})[1]", true),
            Self::Vwap => family("vwap", "VWAP", "{name} = ta.vwap(hlc3)", true),
        }
    }

    /// The end of its name in the script, where a family computes several.
    pub(super) fn part(self) -> &'static str {
        match self {
            Self::MacdLine => "_line",
            Self::MacdSignal => "_signal_line",
            Self::BollingerUpper => "_upper",
            Self::BollingerMiddle => "_middle",
            Self::BollingerLower => "_lower",
            _ => "",
        }
    }
}

/// What an average is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The close.
    Close,
    /// The open.
    Open,
    /// The high.
    High,
    /// The low.
    Low,
    /// The volume.
    Volume,
}

impl Source {
    /// All, in the order of the form.
    pub const ALL: [Self; 5] = [Self::Close, Self::Open, Self::High, Self::Low, Self::Volume];

    /// Its name in the script and the form's draft, and what people read.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Close => ("close", "of the close"),
            Self::Open => ("open", "of the open"),
            Self::High => ("high", "of the high"),
            Self::Low => ("low", "of the low"),
            Self::Volume => ("volume", "of the volume"),
        }
    }
}

/// One side of a comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct Operand {
    /// What it is.
    pub kind: Kind,
    /// What it is of, where that is chosen.
    pub source: Source,
    /// Its numbers, as [`Kind::numbers`] lists them.
    pub numbers: Vec<f64>,
}

impl Operand {
    /// One as the form proposes it.
    pub fn new(kind: Kind) -> Self {
        let numbers = kind.numbers().iter().map(|number| number.default).collect();
        Self { kind, source: Source::Close, numbers }
    }

    /// The same with this for its first number.
    #[must_use]
    pub fn with(mut self, first: f64) -> Self {
        if let Some(number) = self.numbers.first_mut() {
            *number = first;
        }
        self
    }
}
