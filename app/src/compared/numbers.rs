//! The numbers of several runs in rows, and which of them is best.

use engine::statistics::{Better, HEADLINE, Metric, Preset, StatInfo, Statistics, Unit};

/// A number of every run.
#[derive(Debug, Clone, PartialEq)]
pub struct NumberRow {
    /// Its declaration.
    pub info: &'static StatInfo,
    /// The number of each run.
    pub values: Vec<Metric>,
    /// Whether it is the best of them; nowhere where no direction is good, or where all are equal.
    pub is_best: Vec<bool>,
}

/// The numbers of runs as `preset` defines them: those at the top of a report, or every one over the run and over all trades.
pub fn number_rows(runs: &[&Statistics], preset: Preset, all: bool) -> Vec<NumberRow> {
    let numbers = |run: &&Statistics| -> Vec<(&'static StatInfo, Metric)> {
        if all {
            run.run_under(preset).into_iter().chain(run.all.metrics()).collect()
        } else {
            HEADLINE.iter().filter_map(|key| run.under(preset, key)).collect()
        }
    };
    let columns: Vec<_> = runs.iter().map(numbers).collect();
    let Some(first) = columns.first() else { return Vec::new() };
    let row = |at: usize| {
        let info = first[at].0;
        let values: Vec<Metric> = columns.iter().map(|column| column[at].1).collect();
        let is_best = best(info, &values);
        NumberRow { info, values, is_best }
    };
    (0..first.len()).map(row).collect()
}

fn best(info: &StatInfo, values: &[Metric]) -> Vec<bool> {
    let defined = || values.iter().filter_map(|value| value.ok());
    let (least, most) = (defined().reduce(f64::min), defined().reduce(f64::max));
    let wanted = match info.better {
        _ if least == most => None,
        Some(Better::Higher) => most,
        Some(Better::Lower) => least,
        None => None,
    };
    values.iter().map(|value| wanted.is_some() && value.ok() == wanted).collect()
}

/// By how much a number is above another's; `None` where either is undefined or a point in time.
pub fn difference(info: &StatInfo, value: Metric, base: Metric) -> Option<f64> {
    match (value, base) {
        (Ok(value), Ok(base)) if info.unit != Unit::Time => Some(value - base),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use engine::registry::{built_in, prepare};
    use engine::series::{Bar, Series};
    use engine::statistics::{self, Undefined};
    use engine::strategy::catalog::find;

    use super::*;

    #[test]
    fn the_best_is_the_highest_or_the_lowest_as_the_number_goes() {
        let of = |key: &str, values: &[Metric]| best(statistics::info(key).unwrap(), values);
        let none = Err(Undefined::NoTrades);
        assert_eq!(of("sharpe", &[Ok(1.0), Ok(2.0), none]), [false, true, false]);
        assert_eq!(of("annual_volatility", &[Ok(0.1), Ok(0.2), Ok(0.1)]), [true, false, true]);
        // A drawdown is negative: the highest is the smallest loss.
        assert_eq!(of("max_drawdown", &[Ok(-0.3), Ok(-0.1)]), [false, true]);
        assert_eq!(of("sharpe", &[Ok(1.0), Ok(1.0)]), [false; 2], "all are equal");
        assert_eq!(of("trades", &[Ok(1.0), Ok(2.0)]), [false; 2], "more trades are not better");
        assert_eq!(of("sharpe", &[none, none]), [false; 2]);
    }

    #[test]
    fn differences_are_of_numbers_and_not_of_dates() {
        let of = |key: &str, value, base| difference(statistics::info(key).unwrap(), value, base);
        assert_eq!(of("return", Ok(0.5), Ok(0.125)), Some(0.375));
        assert_eq!(of("return", Ok(0.5), Err(Undefined::NoTrades)), None);
        assert_eq!(of("start", Ok(2.0), Ok(1.0)), None);
    }

    #[test]
    fn rows_hold_each_run_in_its_column_under_both_definitions() {
        let bar = |i: i64| {
            let close = 100.0 + ((i * 7) % 13) as f64;
            Bar { time: i * 86_400_000, open: close, high: close + 1.0, low: close - 1.0, close, volume: 1.0 }
        };
        let series = Series::from_bars(&(0..200).map(bar).collect::<Vec<_>>(), 86_400_000).unwrap();
        let series = std::rc::Rc::new(series);
        let run = |fast: f64| {
            let mut params = find("sma_cross").unwrap().defaults();
            params.set("fast", fast);
            params.set("slow", 9.0);
            let config = engine::config::RunConfig::default();
            prepare(&built_in("sma_cross").unwrap(), &params, &config, series.clone())
                .unwrap()
                .finish()
                .statistics
        };
        let (one, two) = (run(2.0), run(3.0));
        for preset in Preset::ALL {
            let few = number_rows(&[&one, &two], preset, false);
            assert_eq!(few.len(), HEADLINE.len());
            let all = number_rows(&[&one, &two], preset, true);
            assert!(all.len() > 60);
            for row in few.iter().chain(&all) {
                assert_eq!(
                    row.values,
                    [&one, &two].map(|run| run.get(row.info.key).unwrap()),
                    "{}",
                    row.info.key
                );
            }
        }
    }
}
