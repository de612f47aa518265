//! What a form will have done, in sentences: made of what the strategy says of itself and of the settings. Pure.

use engine::choice;
use engine::config::{AccountConfig, Commission, RunConfig, Slippage};
use engine::strategy::SHORT_SELLING;
use engine::strategy::declaration::{Declaration, StrategyRef};
use engine::strategy::param::{ParamKind, ParamSpec};
use engine::sweep::Setting;
use shared::dataset::Dataset;

use super::parse::Parsed;
use crate::format::number::Separators;
use crate::format::{account, time};

/// Parameters that are named; a script may have dozens.
const MAX_NAMED: usize = 6;

/// What is traded by, and with what.
pub(super) fn in_words(info: &Declaration, parsed: &Parsed, separators: &Separators) -> [String; 2] {
    let is_swept = |key: &str| {
        parsed.sweep.as_ref().is_some_and(|sweep| sweep.axes.iter().any(|axis| axis.param == key))
    };
    [rules(info, parsed, &is_swept), money(info, parsed, separators, &is_swept)]
}

fn is_script(info: &Declaration) -> bool {
    matches!(info.strategy, StrategyRef::Script { .. })
}

/// Whether a strategy is told to sell short; `None` if it has no switch for that.
pub(super) fn sells_short(info: &Declaration, parsed: &Parsed) -> Option<bool> {
    let has_switch = !is_script(info) && info.param(&SHORT_SELLING.key).is_some();
    has_switch.then(|| parsed.params.switch(&SHORT_SELLING.key))
}

/// The strategy's own sentence, with its parameters.
fn rules(info: &Declaration, parsed: &Parsed, is_swept: &impl Fn(&str) -> bool) -> String {
    let said = if is_script(info) { "Trades as the script says" } else { info.summary.trim_end_matches('.') };
    let numbers = info.params.iter().filter(|param| !matches!(param.kind, ParamKind::Switch(_)));
    let mut named: Vec<String> = numbers
        .filter_map(|param| {
            if is_swept(&param.key) {
                return Some(format!("{} swept", param.name));
            }
            Some(format!("{} {}", param.name, param.shown(parsed.params.get(&param.key)?)))
        })
        .collect();
    if named.len() > MAX_NAMED {
        let n_more = named.len() - MAX_NAMED;
        named.truncate(MAX_NAMED);
        named.push(format!("{n_more} more"));
    }
    if named.is_empty() { format!("{said}.") } else { format!("{said} ({}).", named.join(", ")) }
}

fn money(
    info: &Declaration,
    parsed: &Parsed,
    separators: &Separators,
    is_swept: &impl Fn(&str) -> bool,
) -> String {
    let RunConfig { account: AccountConfig { sizing, .. }, execution, window, .. } = parsed.config;
    let size = if is_swept(Setting::Sizing.key()) {
        "a size that is swept".to_owned()
    } else {
        account::sizing(separators, sizing)
    };
    let unless = if is_script(info) { " unless the script gives a size" } else { "" };
    let fill = choice::FILL_ON.option(&execution.fill_on);
    let mut said = vec![format!("Each entry is for {size}{unless}; market orders fill at the {fill}.")];
    if sells_short(info, parsed) == Some(false) && !is_swept(&SHORT_SELLING.key) {
        said.push("It never sells short.".to_owned());
    }
    if execution.pyramiding > 1 && !is_swept(Setting::Pyramiding.key()) {
        said.push(format!("Up to {} entries may be open at once.", execution.pyramiding));
    }
    let date = time::for_form;
    said.extend(match (window.start, window.end) {
        (None, None) => None,
        (Some(start), None) => Some(format!("It trades from {} (UTC) on.", date(start))),
        (None, Some(end)) => Some(format!("It trades until {} (UTC).", date(end))),
        (Some(start), Some(end)) => {
            Some(format!("It trades from {} until {} (UTC).", date(start), date(end)))
        }
    });
    let end = if execution.close_at_end {
        "An open position is closed at the last bar."
    } else {
        "A position that is open at the last bar stays open, and its profit counts as open profit."
    };
    said.push(end.to_owned());
    said.push(costs(&parsed.config, separators, is_swept));
    said.join(" ")
}

fn costs(config: &RunConfig, separators: &Separators, is_swept: &impl Fn(&str) -> bool) -> String {
    let commission = match config.account.commission {
        _ if is_swept(Setting::Commission.key()) => Some("commission swept".to_owned()),
        Commission::ValueRatio(0.0) | Commission::CashPerOrder(0.0) | Commission::CashPerUnit(0.0) => None,
        commission => Some(format!("commission of {}", account::commission(separators, commission))),
    };
    let slippage = match config.account.slippage {
        _ if is_swept(Setting::Slippage.key()) => Some("slippage swept".to_owned()),
        Slippage::Ticks(0.0) | Slippage::PriceRatio(0.0) => None,
        slippage => Some(format!("slippage of {}", account::slippage(separators, slippage))),
    };
    let costs = match (commission, slippage) {
        (None, None) => return "Fills cost nothing: no commission, no slippage.".to_owned(),
        (Some(only), None) => format!("{only}, no slippage"),
        (None, Some(only)) => format!("{only}, no commission"),
        (Some(commission), Some(slippage)) => format!("{commission}, {slippage}"),
    };
    format!("Costs of a fill: {costs}.")
}

/// A length that the bars are too few for; of a script nobody knows which numbers are lengths.
pub(super) fn too_long(
    info: &Declaration,
    parsed: &Parsed,
    dataset: &Dataset,
    separators: &Separators,
) -> Option<String> {
    let n_bars = f64::from(dataset.n_bars);
    let is_length = |param: &&ParamSpec| matches!(param.kind, ParamKind::Integer(_)) && !is_script(info);
    info.params.iter().filter(is_length).find_map(|param| {
        let length = parsed.params.get(&param.key)?.number().filter(|length| *length >= n_bars)?;
        let (length, n_bars) = (separators.count(length), separators.count(n_bars));
        Some(format!("{} is {length} bars, and the dataset has {n_bars}: there may be no trade.", param.name))
    })
}

#[cfg(test)]
mod tests {
    use engine::strategy::catalog::{STRATEGIES, find};

    use super::*;
    use crate::pages::run::draft::{Draft, field};
    use crate::pages::run::form::Start;
    use crate::pages::run::parse::parse;

    fn form_of(info: &Declaration, changes: &[(&str, &str)]) -> (Declaration, Parsed) {
        let Start { info, config, .. } = Start::built_in(info);
        let mut draft = Draft::proposed(&info, &config);
        for (field, text) in changes {
            draft.set(*field, *text);
        }
        let parsed = parse(&draft, &info, &Separators::default());
        assert_eq!(parsed.problems, []);
        (info, parsed)
    }

    fn sma(changes: &[(&str, &str)]) -> [String; 2] {
        let (info, parsed) = form_of(find("sma_cross").unwrap(), changes);
        in_words(&info, &parsed, &Separators::default())
    }

    #[test]
    fn a_new_form_says_what_it_will_do() {
        assert_eq!(
            sma(&[]),
            [
                "Follows the trend when a fast simple moving average crosses a slow one (Fast length 10, Slow length 30).",
                "Each entry is for 100% of equity; market orders fill at the next bar's open. It never sells short. An open position is \
                 closed at the last bar. Fills cost nothing: no commission, no slippage.",
            ]
        );
    }

    #[test]
    fn each_setting_that_is_changed_changes_what_is_said() {
        let [rules, money] = sma(&[
            ("params.fast", "50"),
            ("params.slow", "200"),
            ("params.short", "1"),
            (field::SIZING_KIND, "lots"),
            (field::SIZING, "3"),
            (field::COMMISSION, "0.1"),
            (field::SLIPPAGE, "0.05"),
            (field::PYRAMIDING, "2"),
            (field::FILL_ON, "close"),
            (field::CLOSE_AT_END, "leave"),
            (field::START, "2020-01-31"),
        ]);
        assert!(rules.ends_with("(Fast length 50, Slow length 200)."), "{rules}");
        assert_eq!(
            money,
            "Each entry is for 3 lots; market orders fill at the same bar's close. Up to 2 entries may be open at once. It trades from \
             2020-01-31 (UTC) on. A position that is open at the last bar stays open, and its profit counts as open profit. Costs of a fill: commission of 0.1% of value, \
             slippage of 0.05% of price."
        );
    }

    #[test]
    fn what_is_swept_is_said_to_be() {
        let [rules, money] = sma(&[
            ("params.fast#swept", "1"),
            ("account.sizing#swept", "1"),
            ("account.commission#swept", "1"),
            ("params.short#swept", "1"),
        ]);
        assert!(rules.ends_with("(Fast length swept, Slow length 30)."), "{rules}");
        assert!(money.starts_with("Each entry is for a size that is swept; "), "{money}");
        assert!(
            !money.contains("short") && money.ends_with("Costs of a fill: commission swept, no slippage."),
            "{money}"
        );
    }

    #[test]
    fn every_strategy_is_said_in_whole_sentences() {
        for info in STRATEGIES {
            let (info, parsed) = form_of(info, &[]);
            for said in in_words(&info, &parsed, &Separators::default()) {
                assert!(said.ends_with('.') && !said.contains("..") && !said.contains("()"), "{said}");
            }
        }
    }
}
