//! Oscillators: how far and how fast the price has moved. Start with `rsi.rs`.

pub(super) mod cci;
pub(super) mod cmo;
pub(super) mod macd;
pub(super) mod momentum;
pub(super) mod percent_rank;
pub(super) mod roc;
pub(super) mod rsi;
pub(super) mod stochastic;
pub(super) mod stochastic_rsi;
pub(super) mod tsi;
pub(super) mod williams_r;

pub use cci::{Cci, cci};
pub use cmo::{Cmo, cmo};
pub use macd::{Macd, macd};
pub use momentum::{Momentum, momentum};
pub use percent_rank::{PercentRank, percent_rank};
pub use roc::{Roc, roc};
pub use rsi::{Rsi, rsi};
pub use stochastic::{Stochastic, stochastic};
pub use stochastic_rsi::{StochasticRsi, stochastic_rsi};
pub use tsi::{Tsi, tsi};
pub use williams_r::{WilliamsR, williams_r};
