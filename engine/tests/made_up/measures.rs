//! Plain measures of bars and of positions held on them.

use engine::series::Series;

/// Returns from close to close.
pub(crate) fn returns(series: &Series) -> Vec<f64> {
    series.close().windows(2).map(|pair| pair[1] / pair[0] - 1.0).collect()
}

pub(crate) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

pub(crate) fn deviation(values: &[f64]) -> f64 {
    moment(values, 2).sqrt()
}

/// A central moment.
pub(crate) fn moment(values: &[f64], order: u32) -> f64 {
    let mean = mean(values);
    let power = |value: &f64| (0..order).fold(1.0, |product, _| product * (value - mean));
    values.iter().map(power).sum::<f64>() / values.len() as f64
}

pub(crate) fn skew(values: &[f64]) -> f64 {
    let deviation = deviation(values);
    moment(values, 3) / (deviation * deviation * deviation)
}

pub(crate) fn kurtosis(values: &[f64]) -> f64 {
    moment(values, 4) / (moment(values, 2) * moment(values, 2))
}

pub(crate) fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let (mean_a, mean_b) = (mean(a), mean(b));
    let product: f64 = a.iter().zip(b).map(|(a, b)| (a - mean_a) * (b - mean_b)).sum();
    product / a.len().min(b.len()) as f64 / (deviation(a) * deviation(b))
}

/// Mean over deviation, for a year of so many returns.
pub(crate) fn sharpe(returns: &[f64], a_year: f64) -> f64 {
    mean(returns) / deviation(returns) * a_year.sqrt()
}

/// The largest share of its highest value that an account loses.
pub(crate) fn worst_fall(returns: &[f64]) -> f64 {
    let (mut value, mut highest, mut worst) = (1.0, 1.0, 0.0);
    for change in returns {
        value *= 1.0 + change;
        highest = f64::max(highest, value);
        worst = f64::max(worst, 1.0 - value / highest);
    }
    worst
}

/// The mean of the last `n` closes; NaN before there are as many.
pub(crate) fn average(close: &[f64], n: usize) -> Vec<f64> {
    let mut sum = 0.0;
    (0..close.len())
        .map(|i| {
            sum += close[i];
            if i >= n {
                sum -= close[i - n];
            }
            if i + 1 >= n { sum / n as f64 } else { f64::NAN }
        })
        .collect()
}

/// 1 above, −1 below, 0 where one is not known.
pub(crate) fn side(a: f64, b: f64) -> f64 {
    match a.partial_cmp(&b) {
        Some(std::cmp::Ordering::Greater) => 1.0,
        Some(std::cmp::Ordering::Less) => -1.0,
        _ => 0.0,
    }
}

/// What positions taken at each close earn on the next bar, less a cost for each unit that is traded.
pub(crate) fn earned(positions: &[f64], returns: &[f64], cost: f64) -> Vec<f64> {
    let mut before = 0.0;
    positions
        .iter()
        .zip(returns)
        .map(|(position, change)| {
            let traded: f64 = position - before;
            before = *position;
            position * change - traded.abs() * cost
        })
        .collect()
}
