//! The built-in strategies, as data: the page shows them without containing the code that runs them.

use super::declaration::Declaration;

/// The one list of built-in strategies, in the order of the page: the catalogue and the constructors are both made of it.
macro_rules! each_built_in {
    ($then:ident) => {
        $then! {
            sma_cross::SmaCross,
            ema_cross::EmaCross,
            macd_cross::MacdCross,
            supertrend::Supertrend,
            atr_bracket::AtrBracket,
            donchian_breakout::DonchianBreakout,
            keltner_breakout::KeltnerBreakout,
            rsi_reversion::RsiReversion,
            bollinger_rsi::BollingerRsi,
            buy_and_hold::BuyAndHold,
        }
    };
}
pub(crate) use each_built_in;

macro_rules! catalog {
    ($($module:ident :: $name:ident),* $(,)?) => {
        /// Every built-in strategy, in the order of the page.
        pub static STRATEGIES: &[Declaration] = &[$(super::$module::INFO.declaration()),*];
    };
}
each_built_in!(catalog);

/// Looks a strategy up.
pub fn find(id: &str) -> Option<&'static Declaration> {
    STRATEGIES.iter().find(|declaration| declaration.key() == id)
}
