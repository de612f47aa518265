//! How much the price moves, and channels around it. Start with `true_range.rs`.

pub(super) mod atr;
pub(super) mod bands;
pub(super) mod bollinger;
pub(super) mod donchian;
pub(super) mod keltner;
pub(super) mod stdev;
pub(super) mod true_range;
pub(super) mod variance;

pub use atr::{Atr, atr};
pub use bollinger::{Bollinger, BollingerPlace, bollinger, bollinger_place};
pub use donchian::{Donchian, donchian};
pub use keltner::{Keltner, keltner};
pub use stdev::{Stdev, sample_stdev, stdev};
pub use true_range::{TrueRange, true_range};
pub use variance::{Variance, sample_variance, variance};
