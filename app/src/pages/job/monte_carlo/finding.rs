//! What shaking a result says, in a sentence or two, and what it assumes. Pure.

use engine::overfitting::resample::{N_HISTORIES, Resampled};

use crate::format::locale;
use crate::format::number::Plus;

/// If at least this share of the simulated paths lost money, the gain depends on the order of the days.
const OFTEN: f64 = 0.05;
/// If at most this share of the orders fell as deep, the real order was among the unlucky ones; if at least its complement
/// did, among the lucky ones.
const RARELY: f64 = 0.1;

/// What every such answer assumes.
pub(super) const ASSUMPTIONS: [&str; 4] = [
    "The simulated paths are made of the returns that occurred. An event that did not occur in this period is in none of them.",
    "Circular block bootstrap with replacement (Politis and Romano 1992). Dependence beyond one block is lost.",
    "Reordered trades keep their profit in cash: sizes do not follow the equity of the new order.",
    "How the parameters were chosen is not considered. A lucky choice among many looks as solid here as a good one; use a sweep's \
     overfitting check and a walk-forward run to test for that.",
];

/// The class of the notice and its sentence; `None` where no time could be put together.
pub(super) fn verdict(found: &Resampled) -> Option<(&'static str, String)> {
    let time = found.bootstrapped.as_ref().ok()?;
    let share = percent(time.loss);
    Some(if time.total_return.real <= 0.0 {
        ("notice warn", format!("The run lost money, and so did {share} of the simulated paths."))
    } else if time.loss > OFTEN {
        ("notice warn", format!("{share} of the simulated paths lost money."))
    } else {
        ("notice good", format!("Only {share} of the simulated paths lost money."))
    })
}

/// What was done and what came of it.
pub(super) fn sentences(found: &Resampled, interval_ms: i64) -> Vec<String> {
    let mut said = Vec::new();
    let n = locale::count(N_HISTORIES as f64);
    if let Ok(time) = &found.bootstrapped {
        said.push(format!(
            "Block bootstrap: {n} simulated paths, each built from blocks of {} of the {} {}. Nine in ten end between {} and {}; the run \
             itself ended at {}.",
            time.stretch,
            locale::count(f64::from(time.n_returns)),
            unit(found.bars_per_return, interval_ms),
            signed(time.total_return.low),
            signed(time.total_return.high),
            signed(time.total_return.real),
        ));
    }
    if let Ok(order) = &found.shuffled {
        let order_text = if order.as_deep <= RARELY {
            "The actual order was unlucky."
        } else if order.as_deep >= 1.0 - RARELY {
            "The actual order was lucky: expect deeper drawdowns."
        } else {
            "The actual order was typical."
        };
        said.push(format!(
            "Trades reordered: in {} of {n} orders, the drawdown is at least as deep as the actual one. {order_text}",
            percent(order.as_deep),
        ));
    }
    said
}

/// What the returns are, in the plural.
fn unit(bars_per_return: Option<u32>, interval_ms: i64) -> String {
    match (bars_per_return, interval_ms / 86_400_000) {
        (Some(1), _) => "returns of single bars".into(),
        (Some(n), _) => format!("returns over {n} bars each"),
        (None, 7) => "weekly returns".into(),
        (None, 28..=31) => "monthly returns".into(),
        (None, 365..=366) => "yearly returns".into(),
        (None, _) => "daily returns".into(),
    }
}

fn percent(share: f64) -> String {
    let text = locale::separators().percent(share, 1, Plus::Hidden);
    format!("{text}%")
}

fn signed(ratio: f64) -> String {
    format!("{}%", locale::separators().percent(ratio, 1, Plus::Shown))
}
