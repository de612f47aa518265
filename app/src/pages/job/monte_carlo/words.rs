//! What shaking a result says, in a sentence or two, and what it takes for granted. Pure.

use engine::luck::resample::{N_HISTORIES, Resampled};

use crate::format::locale;
use crate::format::number::Plus;

/// If at least this share of the histories lost money, the gain hangs on the order of the days.
const OFTEN: f64 = 0.05;
/// If at most this share of the orders fell as deep, the real order was among the unlucky ones; if at least its complement
/// did, among the lucky ones.
const RARELY: f64 = 0.1;

/// What every such answer takes for granted.
pub(super) const ASSUMPTIONS: [&str; 4] = [
    "The histories are made of the returns that there were. What did not happen in this time happens in none of them.",
    "Stretches of returns are drawn with putting back, from a circle (Politis and Romano 1992). What hangs together for longer than a \
     stretch is torn apart.",
    "Trades change places with their profit in cash as it was: sizes do not follow the equity of the new order.",
    "How the parameters were found is not asked. A lucky choice among many looks as solid here as a good one; the verdict on a sweep and \
     a walk-forward run ask for that.",
];

/// The class of the notice and its sentence; `None` where no time could be put together.
pub(super) fn verdict(found: &Resampled) -> Option<(&'static str, String)> {
    let time = found.bootstrapped.as_ref().ok()?;
    let share = percent(time.loss);
    Some(if time.total_return.real <= 0.0 {
        ("notice warn", format!("The run lost, and so did {share} of the histories made of its returns."))
    } else if time.loss > OFTEN {
        ("notice warn", format!("{share} of the histories made of the same returns lost money."))
    } else {
        ("notice good", format!("Only {share} of the histories made of the same returns lost money."))
    })
}

/// What was done and what came of it.
pub(super) fn sentences(found: &Resampled, interval_ms: i64) -> Vec<String> {
    let mut said = Vec::new();
    let n = locale::count(N_HISTORIES as f64);
    if let Ok(time) = &found.bootstrapped {
        said.push(format!(
            "Time anew: {n} histories, each put together from stretches of {} of the {} {}. Nine in ten end between {} and {}, the run \
             itself at {}.",
            time.stretch,
            locale::count(f64::from(time.n_returns)),
            unit(found.bars_per_return, interval_ms),
            signed(time.total_return.low),
            signed(time.total_return.high),
            signed(time.total_return.real),
        ));
    }
    if let Ok(order) = &found.shuffled {
        let luck = if order.as_deep <= RARELY {
            "The real order was an unlucky one."
        } else if order.as_deep >= 1.0 - RARELY {
            "The real order was a lucky one: be ready for deeper falls."
        } else {
            "The real order was nothing special."
        };
        said.push(format!(
            "Trades reordered: {} of {n} orders of the same trades fall at least as deep as the real one. {luck}",
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
    format!("{text}\u{a0}%")
}

fn signed(ratio: f64) -> String {
    format!("{}\u{a0}%", locale::separators().percent(ratio, 1, Plus::Shown))
}
