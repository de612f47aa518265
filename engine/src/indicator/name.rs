//! What a column is, in words.

use std::fmt;

use super::Source;
use super::indicators::Key;

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Open => "open",
            Self::High => "high",
            Self::Low => "low",
            Self::Close => "close",
        })
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Price(source) => write!(f, "{source}"),
            Self::Sma(source, length) => write!(f, "SMA({source}, {length})"),
            Self::Ema(source, length) => write!(f, "EMA({source}, {length})"),
            Self::Rsi(source, length) => write!(f, "RSI({source}, {length})"),
            Self::Highest(source, length) => write!(f, "Highest({source}, {length})"),
            Self::Lowest(source, length) => write!(f, "Lowest({source}, {length})"),
            Self::Atr(length) => write!(f, "ATR({length})"),
            Self::Macd(source, fast, slow, signal) => write!(f, "MACD({source}, {fast}, {slow}, {signal})"),
            Self::Bollinger(source, length, deviations) => {
                write!(f, "Bollinger bands({source}, {length}, {})", f64::from_bits(*deviations))
            }
            Self::Keltner(length, multiplier, atr_length) => {
                write!(f, "Keltner channel({length}, {}, {atr_length})", f64::from_bits(*multiplier))
            }
            Self::Supertrend(factor, atr_length) => {
                write!(f, "Supertrend({}, {atr_length})", f64::from_bits(*factor))
            }
            Self::Own(name) => f.write_str(name),
        }
    }
}
