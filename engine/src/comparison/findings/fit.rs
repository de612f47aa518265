//! One number that explains many: each sample gives a range in which the number must lie, and the place that most ranges share is it.

/// A range that holds the number, if the hypothesis is right.
#[derive(Debug, Clone, Copy)]
pub(super) struct Range {
    low: f64,
    high: f64,
}

impl Range {
    /// Where `x × number` is `y` but for `open` in either direction. `None` where that says nothing.
    pub(super) fn of(y: f64, open: f64, x: f64) -> Option<Self> {
        let (a, b) = ((y - open) / x, (y + open) / x);
        (a.is_finite() && b.is_finite()).then(|| Self { low: a.min(b), high: a.max(b) })
    }

    pub(super) fn holds(&self, number: f64) -> bool {
        let slack = number.abs() * 1e-9;
        self.low - slack <= number && number <= self.high + slack
    }
}

/// The number that lies in most ranges, if those are nine of ten: of those that lie in nearly as many, the one with the fewest decimals.
pub(super) fn fit(ranges: &[Range]) -> Option<f64> {
    let mut ends: Vec<(f64, bool)> =
        ranges.iter().flat_map(|of| [(of.low, false), (of.high, true)]).collect();
    // Where one range ends and another begins, both hold the place.
    ends.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let (mut n, mut most, mut found) = (0_usize, 0, None);
    for (at, (place, is_end)) in ends.iter().enumerate() {
        if *is_end {
            n -= 1;
            continue;
        }
        n += 1;
        if n > most {
            most = n;
            found = ends.get(at + 1).map(|(next, _)| (*place, *next));
        }
    }
    let (low, high) = found?;
    let n_held = |number: f64| ranges.iter().filter(|range| range.holds(number)).count();
    let nearly = |number: &f64| n_held(*number) * 100 >= most * 97;
    (most * 10 >= ranges.len() * 9)
        .then(|| rounded(low + (high - low) / 2.0).find(nearly).unwrap_or_else(|| simplest(low, high)))
}

/// A number with more and more decimals.
fn rounded(number: f64) -> impl Iterator<Item = f64> {
    (0..=12).filter_map(move |decimals| format!("{number:.decimals$}").parse().ok())
}

/// The number with the fewest decimals between two.
pub(super) fn simplest(low: f64, high: f64) -> f64 {
    let middle = low + (high - low) / 2.0;
    let slack = middle.abs() * 1e-12;
    rounded(middle).find(|of| low - slack <= *of && *of <= high + slack).unwrap_or(middle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_through_its_rounded_multiples_and_one_stranger() {
        let ranges: Vec<Range> = (1..30)
            .map(|at| {
                let x = f64::from(at) * 37.31;
                let y = if at == 7 { 1e3 } else { (x * 0.0005 * 100.0).round() / 100.0 };
                Range::of(y, 0.005, x).unwrap()
            })
            .collect();
        assert_eq!(fit(&ranges), Some(0.0005));
    }

    #[test]
    fn numbers_without_a_common_one_fit_nothing() {
        let ranges: Vec<Range> =
            (1..30).filter_map(|at| Range::of(f64::from(at * at), 0.1, f64::from(at))).collect();
        assert_eq!(fit(&ranges), None);
    }
}
