//! Trend: its direction and strength, and stops that follow it. Start with `supertrend.rs`.

pub(super) mod aroon;
pub(super) mod dmi;
pub(super) mod ichimoku;
pub(super) mod parabolic_sar;
pub(super) mod supertrend;

pub use aroon::{Aroon, aroon};
pub use dmi::{Dmi, dmi};
pub use ichimoku::{Ichimoku, ichimoku};
pub use parabolic_sar::{ParabolicSar, parabolic_sar};
pub use supertrend::{Supertrend, supertrend};
