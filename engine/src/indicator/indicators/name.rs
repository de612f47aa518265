//! What a column is, in words.

use std::fmt;

use super::{Key, Source};

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Open => "open",
            Self::High => "high",
            Self::Low => "low",
            Self::Close => "close",
            Self::Volume => "volume",
            Self::Hl2 => "hl2",
            Self::Hlc3 => "hlc3",
            Self::Ohlc4 => "ohlc4",
        })
    }
}

/// `SMA(close, 20)`, `True range`, `close`.
impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Price(source) => write!(f, "{source}"),
            Self::Own(name) => f.write_str(name),
            Self::Expression(number) => write!(f, "expression {} of the script", number + 1),
            Self::Of { indicator, source, params } => {
                f.write_str(indicator)?;
                let params = params.iter().map(|bits| f64::from_bits(*bits).to_string());
                let words: Vec<String> = source.iter().map(Source::to_string).chain(params).collect();
                if words.is_empty() { Ok(()) } else { write!(f, "({})", words.join(", ")) }
            }
        }
    }
}
