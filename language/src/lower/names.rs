//! The variables and constants of the language by name, for whoever completes what is being typed.

use engine::script::{Price, TradeFn};

use super::variable::{PARTS_OF_TIME, SERIES};
use super::words::{self, COLORS, KNOWN};
use crate::builtin;

/// Those that no other table has.
const OTHERS: &[&str] = &[
    "ta.vwap",
    "barstate.isfirst",
    "barstate.islast",
    "barstate.isconfirmed",
    "barstate.ishistory",
    "barstate.isrealtime",
    "last_bar_index",
    "session.isfirstbar",
    "session.ismarket",
    "math.pi",
    "math.e",
    "math.phi",
    "math.rphi",
    "strategy.long",
    "strategy.short",
    "strategy.direction.long",
    "strategy.direction.short",
    "strategy.direction.all",
    "strategy.fixed",
    "strategy.cash",
    "strategy.percent_of_equity",
    "strategy.commission.percent",
    "strategy.commission.cash_per_contract",
    "strategy.commission.cash_per_order",
    "strategy.oca.cancel",
    "strategy.oca.reduce",
    "strategy.oca.none",
    "barmerge.gaps_on",
    "barmerge.gaps_off",
    "barmerge.lookahead_on",
    "barmerge.lookahead_off",
    "order.ascending",
    "order.descending",
    "dayofweek.sunday",
    "dayofweek.monday",
    "dayofweek.tuesday",
    "dayofweek.wednesday",
    "dayofweek.thursday",
    "dayofweek.friday",
    "dayofweek.saturday",
];

/// Full names, each once.
pub fn variables() -> Vec<String> {
    let prices = Price::ALL.iter().map(|(name, _)| *name);
    let known = KNOWN.iter().map(|(name, _, _)| *name);
    let trades = TradeFn::ALL.iter().map(|(name, _)| *name).filter(|name| builtin::find(name).is_empty());
    let listed = PARTS_OF_TIME.iter().chain(&SERIES).chain(OTHERS).copied();
    let plain = prices.chain(known).chain(trades).chain(listed).map(str::to_owned);
    let colours = COLORS.iter().map(|(name, _)| format!("color.{name}"));
    let mut all: Vec<String> = plain.chain(colours).chain(words::names()).collect();
    all.sort_unstable();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile;

    #[test]
    fn every_variable_that_is_offered_compiles() {
        for name in variables() {
            let source = format!("//@version=6\nstrategy(\"x\")\nx = {name}\nplot(close)\n");
            let refused = compile(&source).err().map(|all| all[0].sentence.clone());
            assert_eq!(refused, None, "{name}");
        }
    }
}
