//! How two equity curves move together: Pearson's product-moment correlation of their daily returns (Karl Pearson, “Note on regression
//! and inheritance in the case of two parents”, Proceedings of the Royal Society of London 58, 1895, pages 240 to 242):
//!
//! r = Σ (a − ā)(b − b̄) ÷ √(Σ (a − ā)² × Σ (b − b̄)²)
//!
//! Both returns of a pair are taken between the same days: those on which both have a bar. So a market of seven days a week is compared
//! with one of five over the same weekends, and not day by day with days that the other does not have.

const DAY_MS: i64 = 86_400_000;

/// Fewest daily returns in common of which a correlation says anything: those of one more day.
pub const MIN_RETURNS: usize = 20;

/// Daily bars that open this long before midnight (UTC) are those of the next day: currencies and futures open in the evening.
const EVENING_MS: i64 = 4 * 3_600_000;

/// Why there is no correlation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Uncorrelated {
    /// The bars are longer than a day.
    LongBars,
    /// Fewer than [`MIN_RETURNS`] daily returns in common.
    TooFewReturns,
    /// An equity reached zero or less on a common day.
    EquityNotPositive,
    /// One of the two never moved.
    NoVariation,
}

impl Uncorrelated {
    fn reason(self) -> &'static str {
        match self {
            Self::LongBars => "bars longer than a day",
            Self::TooFewReturns => "fewer than 20 daily returns in common",
            Self::EquityNotPositive => "equity reached zero",
            Self::NoVariation => "no variation",
        }
    }
}

/// A correlation, or why there is none, and of how many daily returns.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Correlation {
    /// From −1 to 1.
    pub value: Result<f64, Uncorrelated>,
    /// Daily returns that both have.
    pub n_returns: usize,
}

impl Correlation {
    /// Why there is none, in words.
    pub fn reason(&self) -> Option<String> {
        let why = self.value.err()?;
        Some(match why {
            Uncorrelated::TooFewReturns => format!("{}: {}", why.reason(), self.n_returns),
            _ => why.reason().to_owned(),
        })
    }
}

/// The equity at the last close of each day.
#[derive(Debug, Clone, PartialEq)]
pub struct Daily {
    days: Vec<i64>,
    equity: Vec<f64>,
}

impl Daily {
    /// Of the equity at the closes of bars with these open times, ascending. A day is one of UTC.
    ///
    /// # Errors
    /// The bars are longer than a day.
    pub fn new(times: &[i64], equity: &[f64], interval_ms: i64) -> Result<Self, Uncorrelated> {
        if 2 * interval_ms >= 3 * DAY_MS {
            return Err(Uncorrelated::LongBars);
        }
        let later = if interval_ms >= DAY_MS { EVENING_MS } else { 0 };
        let mut daily = Self { days: Vec::new(), equity: Vec::new() };
        for (time, value) in times.iter().zip(equity) {
            let day = (time + later).div_euclid(DAY_MS);
            if daily.days.last() == Some(&day) {
                daily.equity.pop();
            } else {
                daily.days.push(day);
            }
            daily.equity.push(*value);
        }
        Ok(daily)
    }

    /// The equity of both on the days that both have.
    fn common(&self, other: &Self) -> Vec<(f64, f64)> {
        let (mut a, mut b) = (0, 0);
        let mut pairs = Vec::new();
        while let (Some(day), Some(day_of_other)) = (self.days.get(a), other.days.get(b)) {
            if day == day_of_other {
                pairs.push((self.equity[a], other.equity[b]));
            }
            let (is_a, is_b) = (day <= day_of_other, day_of_other <= day);
            a += usize::from(is_a);
            b += usize::from(is_b);
        }
        pairs
    }
}

/// The correlation of the returns from each common day to the next.
pub fn correlation(a: &Result<Daily, Uncorrelated>, b: &Result<Daily, Uncorrelated>) -> Correlation {
    let (a, b) = match (a, b) {
        (Ok(a), Ok(b)) => (a, b),
        (Err(why), _) | (_, Err(why)) => return Correlation { value: Err(*why), n_returns: 0 },
    };
    let equity = a.common(b);
    let n_returns = equity.len().saturating_sub(1);
    Correlation { value: of_equity(&equity), n_returns }
}

fn of_equity(equity: &[(f64, f64)]) -> Result<f64, Uncorrelated> {
    if equity.len() <= MIN_RETURNS {
        return Err(Uncorrelated::TooFewReturns);
    }
    if equity.iter().any(|(a, b)| *a <= 0.0 || *b <= 0.0) {
        return Err(Uncorrelated::EquityNotPositive);
    }
    let returns: Vec<(f64, f64)> = equity
        .windows(2)
        .map(|pair| {
            let ((a, b), (next_a, next_b)) = (pair[0], pair[1]);
            ((next_a - a) / a, (next_b - b) / b)
        })
        .collect();
    pearson(&returns).ok_or(Uncorrelated::NoVariation)
}

/// Pearson's correlation; `None` if either never moves.
fn pearson(pairs: &[(f64, f64)]) -> Option<f64> {
    let n = pairs.len() as f64;
    let (first_a, first_b) = *pairs.first()?;
    // Equal values do not vary, although their mean may differ from them in the last bit.
    if pairs.iter().all(|(a, _)| *a == first_a) || pairs.iter().all(|(_, b)| *b == first_b) {
        return None;
    }
    let (sum_a, sum_b) = pairs.iter().fold((0.0, 0.0), |(sum_a, sum_b), (a, b)| (sum_a + a, sum_b + b));
    let (mean_a, mean_b) = (sum_a / n, sum_b / n);
    let (mut both, mut of_a, mut of_b) = (0.0, 0.0, 0.0);
    for (a, b) in pairs {
        let (a, b) = (a - mean_a, b - mean_b);
        both += a * b;
        of_a += a * a;
        of_b += b * b;
    }
    // A product of the roots: the squares of small returns, multiplied, would be too small for a number.
    let r = both / (of_a.sqrt() * of_b.sqrt());
    r.is_finite().then(|| r.clamp(-1.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An equity curve from these returns, one bar a day from the first day on.
    fn daily(first: i64, returns: &[f64]) -> Result<Daily, Uncorrelated> {
        let mut equity = vec![1_000.0];
        equity.extend(returns.iter().scan(1_000.0, |value, r| {
            *value *= 1.0 + r;
            Some(*value)
        }));
        let times: Vec<i64> = (first..).take(equity.len()).map(|day| day * DAY_MS).collect();
        Daily::new(&times, &equity, DAY_MS)
    }

    fn wave(n: usize) -> Vec<f64> {
        (0..n).map(|i| 0.01 * ((i * 7 % 5) as f64 - 2.0)).collect()
    }

    #[test]
    fn pearsons_formula_gives_what_it_gives_by_hand() {
        // a − ā: −2 −1 0 1 2; b − b̄: −2 0 −1 2 1; products 4 0 0 2 2 = 8; squares 10 and 10.
        let pairs = [(1.0, 1.0), (2.0, 3.0), (3.0, 2.0), (4.0, 5.0), (5.0, 4.0)];
        assert!((pearson(&pairs).unwrap() - 0.8).abs() < 1e-15);
        // Anscombe's first quartet (1973) is published with 0.81642.
        let x = [10.0, 8.0, 13.0, 9.0, 11.0, 14.0, 6.0, 4.0, 12.0, 7.0, 5.0];
        let y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
        let pairs: Vec<(f64, f64)> = x.into_iter().zip(y).collect();
        assert!((pearson(&pairs).unwrap() - 0.81642).abs() < 5e-6);
        // Returns of a tiny position keep it.
        let tiny: Vec<(f64, f64)> = pairs.iter().map(|(a, b)| (a * 1e-100, b * 1e-100)).collect();
        assert!((pearson(&tiny).unwrap() - 0.81642).abs() < 5e-6);
    }

    #[test]
    fn a_curve_moves_with_itself_and_against_its_mirror() {
        let (one, mirror) = (wave(40), wave(40).iter().map(|r| -r).collect::<Vec<_>>());
        let same = correlation(&daily(0, &one), &daily(0, &one));
        assert_eq!((same.value.map(|r| (r * 1e9).round()), same.n_returns), (Ok(1e9), 40));
        let against = correlation(&daily(0, &one), &daily(0, &mirror));
        assert_eq!(against.value.map(|r| (r * 1e9).round()), Ok(-1e9));
    }

    #[test]
    fn twenty_daily_returns_in_common_are_needed() {
        let at_least = |n: usize| correlation(&daily(0, &wave(n)), &daily(0, &wave(n)));
        assert_eq!(at_least(19), Correlation { value: Err(Uncorrelated::TooFewReturns), n_returns: 19 });
        assert!(at_least(20).value.is_ok() && at_least(20).n_returns == 20);
        // Of forty returns each, ten are over the same days.
        let apart = correlation(&daily(0, &wave(40)), &daily(30, &wave(40)));
        assert_eq!(apart, Correlation { value: Err(Uncorrelated::TooFewReturns), n_returns: 10 });
        // Twenty days have nineteen returns, and the reason counts those.
        assert_eq!(at_least(19).reason().as_deref(), Some("fewer than 20 daily returns in common: 19"));
        assert_eq!(at_least(20).reason(), None);
        let never = correlation(&daily(0, &wave(40)), &daily(300, &wave(40)));
        assert_eq!(never.n_returns, 0);
    }

    #[test]
    fn what_has_no_correlation_says_why() {
        let flat = daily(0, &[0.0; 30]);
        let never_moved = correlation(&flat, &daily(0, &wave(30)));
        assert_eq!(never_moved.value, Err(Uncorrelated::NoVariation));
        assert_eq!(never_moved.reason().as_deref(), Some("no variation"), "their number is not the reason");
        let mut ruined = wave(30);
        ruined[20] = -1.0;
        let found = correlation(&daily(0, &ruined), &daily(0, &wave(30)));
        assert_eq!(found.value, Err(Uncorrelated::EquityNotPositive));
        let weekly = Daily::new(&[0, 7 * DAY_MS], &[1.0, 2.0], 7 * DAY_MS);
        assert_eq!(weekly, Err(Uncorrelated::LongBars));
        assert_eq!(
            correlation(&weekly, &flat),
            Correlation { value: Err(Uncorrelated::LongBars), n_returns: 0 }
        );
    }

    #[test]
    fn both_returns_are_taken_over_the_same_weekends() {
        // Seven days a week beside the five of them from Monday to Friday: 1970-01-05 was a Monday.
        let days: Vec<i64> = (4..74).collect();
        let value = |day: i64| 1_000.0 + 10.0 * ((day * 5 % 11) as f64);
        let curve = |days: &[i64], shift: i64| {
            let times: Vec<i64> = days.iter().map(|day| day * DAY_MS + shift).collect();
            let equity: Vec<f64> = days.iter().map(|day| value(*day)).collect();
            Daily::new(&times, &equity, DAY_MS)
        };
        let weekdays: Vec<i64> = days.iter().copied().filter(|day| (day - 4) % 7 < 5).collect();
        let found = correlation(&curve(&days, 0), &curve(&weekdays, 0));
        assert_eq!((found.value.map(|r| (r * 1e9).round()), found.n_returns), (Ok(1e9), 49));
        // Bars that open at 22:00 the evening before are the same days.
        let evening = correlation(&curve(&days, 0), &curve(&weekdays, -2 * 3_600_000));
        assert_eq!(evening, found);
    }

    #[test]
    fn a_day_of_hours_ends_with_its_last_bar() {
        let hour = DAY_MS / 24;
        let times: Vec<i64> = (0..30 * 24).map(|i| i * hour).collect();
        let equity: Vec<f64> = (0..30 * 24).map(|i| 100.0 + (i % 37) as f64).collect();
        let hourly = Daily::new(&times, &equity, hour).unwrap();
        let ends: Vec<f64> = equity.chunks(24).map(|day| day[23]).collect();
        let days: Vec<i64> = (0..30).map(|day| day * DAY_MS).collect();
        assert_eq!(Ok(hourly), Daily::new(&days, &ends, DAY_MS));
    }
}
