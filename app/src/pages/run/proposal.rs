//! What a new form of a built-in strategy starts from, so that its first result looks like a backtest: all of the equity in each
//! entry, no short selling, nothing left open at the end. The engine's own defaults are others and stay: stored jobs and frozen
//! results go by them.

use engine::config::{RunConfig, Sizing};
use engine::strategy::SHORT_SELLING;
use engine::strategy::declaration::Declaration;
use engine::strategy::param::ParamKind;

/// Share of a position that the equity must cover. If it had to cover all of it, an entry of all the equity would be dropped
/// whenever the next bar opens above the close that gave its size (rule 25): about every second one.
const MARGIN: f64 = 0.5;

/// The settings.
pub(super) fn config() -> RunConfig {
    let mut config = RunConfig::default();
    config.account.sizing = Sizing::EquityRatio(1.0);
    (config.account.margin_long, config.account.margin_short) = (MARGIN, MARGIN);
    config.execution.close_at_end = true;
    config
}

/// The strategy with the values that its parameters have at first.
pub(in super::super) fn declaration(info: &Declaration) -> Declaration {
    let mut info = info.clone();
    if info.params.contains(&SHORT_SELLING) {
        for param in info.params.to_mut().iter_mut().filter(|param| **param == SHORT_SELLING) {
            param.kind = ParamKind::Switch(false);
        }
    }
    info
}

#[cfg(test)]
mod tests {
    use engine::strategy::catalog::STRATEGIES;

    use super::*;
    use crate::format::number::Separators;
    use crate::pages::run::draft::Draft;
    use crate::pages::run::form::Start;
    use crate::pages::run::parse::parse;

    #[test]
    fn a_new_form_puts_all_equity_in_long_only_and_closes_at_the_end() {
        for info in STRATEGIES {
            let Start { info: proposed, config, .. } = Start::built_in(info);
            let parsed = parse(&Draft::proposed(&proposed, &config), &proposed, &Separators::default());
            assert_eq!(parsed.problems, [], "{}", info.name);
            assert_eq!(parsed.config.account.sizing, Sizing::EquityRatio(1.0));
            assert!(parsed.config.execution.close_at_end);
            assert!(parsed.params.get("short").is_none() || !parsed.params.switch("short"), "{}", info.name);
            // Nothing else is touched.
            let mut params = info.defaults();
            if info.param("short").is_some() {
                params.set("short", false);
            }
            assert_eq!(parsed.params, params);
            let RunConfig { account, execution, .. } = RunConfig::default();
            assert_eq!(parsed.config.account.initial_cash, account.initial_cash);
            assert_eq!(parsed.config.account.commission, account.commission);
            assert_eq!(parsed.config.execution.fill_on, execution.fill_on);
        }
    }

    #[test]
    fn all_but_buy_and_hold_can_sell_short_and_are_proposed_without() {
        let with_switch = STRATEGIES.iter().filter(|info| info.params.contains(&SHORT_SELLING));
        assert_eq!(with_switch.count(), STRATEGIES.len() - 1);
    }
}
