//! The words of the table: what can be asked for and what can be set.

use engine::config::{CloseRule, Commission, FillOn, Intrabar, RunConfig, Sizing, Slippage};
use engine::order::{Activation, OnFill, Order};
use engine::risk::{Limit, RiskRules};
use engine::trade::Side;

use crate::row::MINUTE;

/// What a script does at a close.
#[derive(Debug, Clone)]
pub(crate) enum Ask {
    Submit(Order),
    Cancel(String),
    CancelAll,
    /// The rules, but for the days, which begin every so many bars.
    Risk(RiskRules, usize),
}

/// A number; anything else is a mistake in the table.
pub(crate) fn number(word: &str) -> f64 {
    word.parse().unwrap_or_else(|_| panic!("“{word}” is no number"))
}

fn side(word: &str) -> Side {
    match word {
        "buy" => Side::Long,
        "sell" => Side::Short,
        _ => panic!("buy or sell, not “{word}”"),
    }
}

/// `buy a 3 stop 105`, `net sell m 2`, `exit x of a 1 stop 95 limit 105`, `exit x of a trail 5 from +4`, `exit x of a trail from 104`,
/// `exit y of all share 50% profit 10 loss 5`, `close a 1`, `close all immediately`, `cancel a`, `cancel all`.
pub(crate) fn ask(text: &str) -> Ask {
    let words: Vec<&str> = text.split_whitespace().collect();
    let (order, rest) = match words[..] {
        ["risk", ref rest @ ..] => return risk(RiskRules::default(), rest),
        ["cancel", "all"] => return Ask::CancelAll,
        ["cancel", id] => return Ask::Cancel(id.to_owned()),
        ["net", word, id, ref rest @ ..] => (Order::net(id.to_owned(), side(word)), rest),
        ["exit", id, "of", "all", ref rest @ ..] => (Order::exit_all(id.to_owned()), rest),
        ["exit", id, "of", from, ref rest @ ..] => (Order::exit(id.to_owned(), from.to_owned()), rest),
        ["close", "all", ref rest @ ..] => (Order::close_all(), rest),
        ["close", entry, ref rest @ ..] => (Order::close(entry.to_owned()), rest),
        [word, id, ref rest @ ..] => (Order::entry(id.to_owned(), side(word)), rest),
        _ => panic!("nothing is asked for by “{text}”"),
    };
    Ask::Submit(details(order, rest))
}

/// `risk fills 2 days 4`, `risk only buy`, `risk drawdown 5%`, …
fn risk(mut rules: RiskRules, words: &[&str]) -> Ask {
    let limit = |word: &str| match word.strip_suffix('%') {
        Some(_) => Some(Limit::Ratio(percent(word))),
        None => Some(Limit::Cash(number(word))),
    };
    let mut days = usize::MAX;
    for pair in words.chunks(2) {
        match *pair {
            ["only", word] => rules.entries_only = Some(side(word)),
            ["position", units] => rules.max_position = Some(number(units)),
            ["fills", n] => rules.max_fills_a_day = Some(number(n) as u32),
            ["drawdown", loss] => rules.max_drawdown = limit(loss),
            ["day_loss", loss] => rules.max_day_loss = limit(loss),
            ["losing_days", n] => rules.max_losing_days = Some(number(n) as u32),
            ["days", n] => days = number(n) as usize,
            _ => panic!("no risk is limited by “{pair:?}”"),
        }
    }
    Ask::Risk(rules, days)
}

fn activation(word: &str) -> Activation {
    match word.strip_prefix('+') {
        Some(ticks) => Activation::Ticks(number(ticks)),
        None => Activation::Price(number(word)),
    }
}

fn details(order: Order, words: &[&str]) -> Order {
    match *words {
        [] => order,
        ["stop", price, ref rest @ ..] => details(order.stop(number(price)), rest),
        ["limit", price, ref rest @ ..] => details(order.limit(number(price)), rest),
        ["profit", ticks, ref rest @ ..] => details(order.profit(number(ticks)), rest),
        ["loss", ticks, ref rest @ ..] => details(order.loss(number(ticks)), rest),
        ["share", ratio, ref rest @ ..] => details(order.share(percent(ratio)), rest),
        ["immediately", ref rest @ ..] => details(order.immediately(), rest),
        ["signal", name, ref rest @ ..] => details(order.signal(name), rest),
        ["target_signal", name, ref rest @ ..] => details(order.target_signal(name), rest),
        ["stop_signal", name, ref rest @ ..] => details(order.stop_signal(name), rest),
        ["trail_signal", name, ref rest @ ..] => details(order.trail_signal(name), rest),
        ["trail", "from", activation, ref rest @ ..] => {
            details(order.trail_from(self::activation(activation)), rest)
        }
        ["trail", offset, "from", activation, ref rest @ ..] => {
            details(order.trail(self::activation(activation), number(offset)), rest)
        }
        ["group", name, on_fill, ref rest @ ..] => {
            let on_fill = match on_fill {
                "cancel" => OnFill::Cancel,
                "reduce" => OnFill::Reduce,
                _ => panic!("a fill cancels or reduces, not “{on_fill}”"),
            };
            details(order.group(name.to_owned(), on_fill), rest)
        }
        [units, ref rest @ ..] => details(order.quantity(number(units)), rest),
    }
}

/// `tick 0.5`, `commission 1%`, `commission 3/order`, `slippage 2t`, …
pub(crate) fn set(config: &mut RunConfig, setting: &str) {
    let (key, value) = setting.split_once(' ').unwrap_or_else(|| panic!("“{setting}” sets nothing"));
    let suffixed = |suffix: &str| value.strip_suffix(suffix).map(number);
    match (key, value) {
        ("initial", _) => config.account.initial_cash = number(value),
        ("lots", _) => config.account.sizing = Sizing::Lots(number(value)),
        ("cash", _) => config.account.sizing = Sizing::Cash(number(value)),
        ("equity", _) => config.account.sizing = Sizing::EquityRatio(percent(value)),
        ("commission", _) => {
            config.account.commission = match (suffixed("/order"), suffixed("/unit")) {
                (Some(cash), _) => Commission::CashPerOrder(cash),
                (_, Some(cash)) => Commission::CashPerUnit(cash),
                _ => Commission::ValueRatio(percent(value)),
            }
        }
        ("slippage", _) => {
            config.account.slippage =
                suffixed("t").map_or_else(|| Slippage::PriceRatio(percent(value)), Slippage::Ticks)
        }
        ("tick", _) => config.instrument.tick_size = Some(number(value)),
        ("lot_step", _) => config.instrument.lot_step = Some(number(value)),
        ("lot_size", _) => config.instrument.lot_size = number(value),
        ("limit_ticks", _) => config.execution.limit_ticks = number(value) as u32,
        ("pyramiding", _) => config.execution.pyramiding = number(value) as u32,
        ("fill_on", "close") => config.execution.fill_on = FillOn::Close,
        ("intrabar", "stop_first") => config.execution.intrabar = Intrabar::StopFirst,
        ("close_rule", "any") => config.execution.close_rule = CloseRule::Any,
        ("close_at_end", "on") => config.execution.close_at_end = true,
        ("margin", _) => {
            (config.account.margin_long, config.account.margin_short) = (percent(value), percent(value));
        }
        ("margin_long", _) => config.account.margin_long = percent(value),
        ("margin_short", _) => config.account.margin_short = percent(value),
        ("start", _) => config.window.start = Some(number(value) as i64 * MINUTE),
        ("end", _) => config.window.end = Some(number(value) as i64 * MINUTE),
        _ => panic!("“{setting}” is no setting of the table"),
    }
}

fn percent(value: &str) -> f64 {
    let number_of = value.strip_suffix('%').map(number);
    number_of.unwrap_or_else(|| panic!("“{value}” is no percentage")) / 100.0
}
