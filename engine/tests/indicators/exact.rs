//! Sums over windows against exact whole numbers (N7): prices in ticks, with an outlier of 10¹² that comes and goes.

use std::cell::RefCell;

use engine::indicator::{cci, cmo, linear_regression, sample_variance, sma, stdev, variance, vwma, wma};
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

const OUTLIER: i64 = 1_000_000_000_000;

/// A price level that hides small changes from formulas that subtract large sums, small changes, one outlier.
fn prices() -> impl Strategy<Value = Vec<i64>> {
    let level = prop_oneof![Just(1_000i64), Just(1_000_000)];
    let steps = prop::collection::vec(-50i64..=50, 120..160);
    (level, steps, 20usize..60).prop_map(|(level, steps, outlier)| {
        let mut prices: Vec<i64> = steps.iter().map(|step| level + step).collect();
        prices[outlier] = OUTLIER;
        prices
    })
}

/// `a / b` rounded once, or nearly: 128 bits hold both, and each is rounded to 53.
fn ratio(a: i128, b: i128) -> f64 {
    a as f64 / b as f64
}

/// Largest relative error of each formula over all cases, for whole windows after the outlier has left.
struct Worst(Vec<(&'static str, f64)>);

impl Worst {
    fn see(&mut self, name: &'static str, ours: f64, exact: f64, scale: f64) -> Result<(), TestCaseError> {
        let error = (ours - exact).abs() / exact.abs().max(scale);
        match self.0.iter_mut().find(|(other, _)| *other == name) {
            Some((_, worst)) => *worst = worst.max(error),
            None => self.0.push((name, error)),
        }
        prop_assert!(error <= 1e-9, "{name}: {ours}, exactly {exact}");
        Ok(())
    }
}

#[test]
fn windows_equal_exact_arithmetic_also_after_an_outlier() {
    let worst = RefCell::new(Worst(Vec::new()));
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let result =
        runner.run(&(prices(), 2usize..40), |(prices, n)| check(&prices, n, &mut worst.borrow_mut()));
    result.unwrap();
    for (name, error) in &worst.borrow().0 {
        println!("{name:26} largest relative error {error:.1e}");
    }
}

fn check(prices: &[i64], length: usize, worst: &mut Worst) -> Result<(), TestCaseError> {
    let values: Vec<f64> = prices.iter().map(|price| *price as f64).collect();
    let volumes: Vec<i64> = (0..prices.len() as i64).map(|bar| bar * 7919 % 101).collect();
    let weights: Vec<f64> = volumes.iter().map(|volume| *volume as f64).collect();
    let (sma, wma, vwma) = (sma(&values, length), wma(&values, length), vwma(&values, &weights, length));
    let (variance, sample) = (variance(&values, length), sample_variance(&values, length));
    let (stdev, cci, cmo) = (stdev(&values, length), cci(&values, length), cmo(&values, length));
    let [value, slope, intercept] = linear_regression(&values, length);
    let n = length as i128;
    for bar in length..prices.len() {
        let window: Vec<i128> =
            prices[bar + 1 - length..=bar].iter().map(|price| i128::from(*price)).collect();
        let sum: i128 = window.iter().sum();
        // An error is measured by a tenth of a tick where the value is less; while the outlier is inside, by the outlier.
        let level = if window.contains(&i128::from(OUTLIER)) { OUTLIER as f64 } else { 0.1 };
        let weighted: i128 = (1..).zip(&window).map(|(weight, price): (i128, &i128)| weight * price).sum();
        let squares = n * window.iter().map(|price| price * price).sum::<i128>() - sum * sum;
        worst.see("sma", sma[bar], ratio(sum, n), level)?;
        worst.see("wma", wma[bar], ratio(2 * weighted, n * (n + 1)), level)?;
        worst.see("variance", variance[bar], ratio(squares, n * n), level)?;
        worst.see("sample variance", sample[bar], ratio(squares, n * (n - 1)), level)?;
        worst.see("standard deviation", stdev[bar], ratio(squares, n * n).sqrt(), level)?;
        // Slope = (n Σxy − Σx Σy) / (n Σx² − (Σx)²) with x from 1 on: the denominator is n² (n² − 1) / 12.
        let (rise, run) = (12 * (n * weighted - n * (n + 1) / 2 * sum), n * n * (n * n - 1));
        worst.see("regression slope", slope[bar], ratio(rise, run), level)?;
        let middle = 2 * sum * run;
        worst.see("regression value", value[bar], ratio(middle + rise * n * (n - 1), 2 * n * run), level)?;
        worst.see(
            "regression intercept",
            intercept[bar],
            ratio(middle - rise * n * (n - 1), 2 * n * run),
            level,
        )?;
        let distance: i128 = window.iter().map(|price| (n * price - sum).abs()).sum();
        if distance > 0 {
            let exact = ratio(n * (n * window[length - 1] - sum) * 1000, 15 * distance);
            worst.see("cci", cci[bar], exact, level)?;
        }
        let volume = |i: usize| i128::from(volumes[bar + 1 - length + i]);
        let volume_sum: i128 = (0..length).map(volume).sum();
        let traded: i128 = window.iter().enumerate().map(|(i, price)| price * volume(i)).sum();
        if volume_sum > 0 {
            worst.see("vwma", vwma[bar], ratio(traded, volume_sum), level)?;
        }
        let change = |i: usize| i128::from(prices[i] - prices[i - 1]);
        let changes: Vec<i128> = (bar + 1 - length..=bar).map(change).collect();
        let path: i128 = changes.iter().map(|change| change.abs()).sum();
        if path > 0 {
            worst.see("cmo", cmo[bar], ratio(100 * changes.iter().sum::<i128>(), path), level)?;
        }
    }
    Ok(())
}
