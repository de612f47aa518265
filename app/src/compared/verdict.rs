//! How the results of two runs compare, in a sentence.

use engine::report::Report;

use super::trades::{Part, first_difference};
use crate::format::number::Separators;

/// Whether two results are equal, bit for bit. Those of early versions have a fingerprint of another definition.
pub fn is_same(a: &Report, b: &Report) -> bool {
    let is_equal = || {
        a.trades == b.trades
            && first_difference(&a.trades, &b.trades).is_none()
            && is_equal_equity(a, b)
            && a.statistics == b.statistics
            && a.ambiguous_bars == b.ambiguous_bars
            && a.ended == b.ended
    };
    a.result_hash == b.result_hash || is_equal()
}

fn is_equal_equity(a: &Report, b: &Report) -> bool {
    a.equity.iter().map(|value| value.to_bits()).eq(b.equity.iter().map(|value| value.to_bits()))
}

/// The sentence. `letters` are what the two are called.
pub fn verdict(a: &Report, b: &Report, letters: [char; 2], separators: &Separators) -> String {
    let count = |n: usize| separators.count(n as f64);
    let Some(at) = first_difference(&a.trades, &b.trades) else {
        let trades = format!("trades ({})", count(a.trades.len()));
        return match (is_equal_equity(a, b), a.statistics == b.statistics) {
            _ if is_same(a, b) => format!("Same result, bit for bit: all {trades}, equity and statistics"),
            (true, true) => format!(
                "All {trades}, equity and statistics are equal; names of orders or details of fills differ"
            ),
            (true, false) => format!("All {trades} and equity are equal; statistics differ"),
            (false, true) => format!("All {trades} and statistics are equal; equity differs"),
            (false, false) => format!("All {trades} are equal; equity and statistics differ"),
        };
    };
    if let (Some(one), Some(two)) = (a.trades.get(at), b.trades.get(at)) {
        let parts: Vec<&str> = Part::differing(one, two).into_iter().map(Part::name).collect();
        return format!("Trade {} is the first that differs, in {}", count(at + 1), parts.join(", "));
    }
    let [n, n_of_other] = [a, b].map(|report| report.trades.len());
    let [longer, shorter] = if n > n_of_other { letters } else { [letters[1], letters[0]] };
    let more = count(n.max(n_of_other) - at);
    match at {
        0 => format!("{shorter} has no trades, {longer} has {more}"),
        1 => format!("The first trade is equal; then {longer} has {more} more"),
        at => format!("The first {} trades are equal; then {longer} has {more} more", count(at)),
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use engine::config::RunConfig;
    use engine::hash::result_hash;
    use engine::registry::{built_in, prepare};
    use engine::strategy::catalog::find;
    use engine::synthetic::minute_series;

    use super::*;

    /// A run with some trades.
    fn report() -> Report {
        let info = find("sma_cross").unwrap();
        let series = Rc::new(minute_series(1, 2_000));
        let run = prepare(&built_in(info.key()).unwrap(), &info.defaults(), &RunConfig::default(), series);
        run.unwrap().finish()
    }

    fn said(a: &Report, b: &Report) -> String {
        verdict(a, b, ['A', 'B'], &Separators::default())
    }

    /// The run after a change, with the fingerprint that it then has.
    fn changed(change: impl FnOnce(&mut Report)) -> Report {
        let mut report = report();
        change(&mut report);
        report.result_hash = result_hash(&report);
        report
    }

    #[test]
    fn equal_trades_are_followed_by_what_differs_and_by_nothing_else() {
        let run = report();
        let n = run.trades.len();
        let same = format!("Same result, bit for bit: all trades ({n}), equity and statistics");
        assert_eq!(said(&run, &report()), same);
        let early = Report { result_hash: "of another definition".into(), ..report() };
        assert!(is_same(&run, &early));
        assert_eq!(said(&run, &early), same);
        // Another name of an order: the fingerprint has it, equity and statistics have not.
        let renamed = changed(|report| report.trades[0].entry_id = "Other".into());
        assert!(renamed.result_hash != run.result_hash && !is_same(&run, &renamed));
        assert_eq!(
            said(&run, &renamed),
            format!(
                "All trades ({n}), equity and statistics are equal; names of orders or details of fills differ"
            )
        );
        let equity = changed(|report| report.equity[5] += 1.0);
        assert_eq!(said(&run, &equity), format!("All trades ({n}) and statistics are equal; equity differs"));
        let statistics = changed(|report| report.statistics.run.sharpe = Ok(9.0));
        assert_eq!(
            said(&run, &statistics),
            format!("All trades ({n}) and equity are equal; statistics differ")
        );
        let both = changed(|report| {
            report.equity[5] += 1.0;
            report.statistics.run.sharpe = Ok(9.0);
        });
        assert_eq!(said(&run, &both), format!("All trades ({n}) are equal; equity and statistics differ"));
    }

    #[test]
    fn none_and_one_equal_trade_are_told_as_what_they_are() {
        let run = report();
        let n = run.trades.len();
        assert!(n > 5);
        let first = |kept: usize| changed(|report| report.trades.truncate(kept));
        assert_eq!(said(&first(0), &first(5)), "A has no trades, B has 5");
        assert_eq!(said(&first(5), &first(0)), "B has no trades, A has 5");
        assert_eq!(said(&first(1), &first(5)), "The first trade is equal; then B has 4 more");
        assert_eq!(said(&first(5), &first(3)), "The first 3 trades are equal; then A has 2 more");
        assert_eq!(
            said(&first(0), &first(0)),
            "Same result, bit for bit: all trades (0), equity and statistics"
        );
        let other = changed(|report| report.trades[1].exit_price += 1.0);
        assert_eq!(said(&run, &other), "Trade 2 is the first that differs, in exit price");
    }
}
