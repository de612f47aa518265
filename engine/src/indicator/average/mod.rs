//! Averages and lines through the last values. Start with `sma.rs`.

pub(super) mod alma;
pub(super) mod dema;
pub(super) mod ema;
pub(super) mod hma;
pub(super) mod kama;
pub(super) mod linear_regression;
pub(super) mod sma;
pub(super) mod tema;
pub(super) mod vwma;
pub(super) mod wma;

pub use alma::{Alma, alma};
pub use dema::{Dema, dema};
pub use ema::{Ema, ema, rma};
pub(crate) use ema::{ema_after, rma_after};
pub use hma::{Hma, hma};
pub use kama::{Kama, kama};
pub use linear_regression::{LinearRegression, linear_regression};
pub use sma::{Sma, sma};
pub use tema::{Tema, tema};
pub use vwma::{Vwma, vwma};
pub use wma::{Wma, wma};
