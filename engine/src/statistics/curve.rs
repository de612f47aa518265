//! What the numbers need of the equity curve, taken up while the curve grows and its values are still at hand.

use super::drawdown::Drawdowns;
use super::market::Beta;
use super::metric::Metric;
use crate::fold::Fold;

/// New values worth a look.
const ENOUGH: usize = 4_096;

/// The sums over the curve so far.
#[derive(Debug, Clone)]
pub(crate) struct Curve {
    drawdowns: Drawdowns,
    beta: Beta,
    fold: Fold,
    /// Values taken up, or nearly.
    n: usize,
}

/// The sums over a whole curve.
pub(crate) struct CurveSums {
    pub(super) drawdowns: Drawdowns,
    pub(super) beta: Metric,
    /// For the result hash.
    pub(crate) fold: Fold,
}

impl Curve {
    /// Before the first bar of a run; `close` is that of the whole run.
    pub(crate) fn starting(close: &[f64], initial_cash: f64) -> Self {
        Self {
            drawdowns: Drawdowns::starting(initial_cash),
            beta: Beta::starting(close),
            fold: Fold::new(),
            n: 0,
        }
    }

    /// Takes up the values added to `equity`, once they are enough. They must not change any more. `market` is half the
    /// logarithmic return of each close to the next.
    #[inline]
    pub(crate) fn extend(&mut self, time: &[i64], market: &[f64], equity: &[f64]) {
        if equity.len() >= self.n + ENOUGH {
            self.take(time, market, equity);
        }
    }

    fn take(&mut self, time: &[i64], market: &[f64], equity: &[f64]) {
        self.drawdowns.extend(time, equity);
        self.beta.extend(market, equity);
        self.fold.extend(equity);
        self.n = equity.len();
    }

    /// Takes up the rest.
    pub(crate) fn finish(mut self, time: &[i64], market: &[f64], equity: &[f64]) -> CurveSums {
        self.drawdowns.finish(time, equity);
        let solvent = self.drawdowns.lowest > 0.0;
        let beta = self.beta.finish(market, equity, solvent);
        self.fold.finish(equity);
        CurveSums { drawdowns: self.drawdowns, beta, fold: self.fold }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_taken_up_once_they_are_enough() {
        let values = vec![100.0; 2 * ENOUGH];
        let time: Vec<i64> = (0..).take(values.len()).collect();
        let mut curve = Curve::starting(&values, 100.0);
        for (len, n) in
            [(ENOUGH - 1, 0), (ENOUGH, ENOUGH), (2 * ENOUGH - 1, ENOUGH), (2 * ENOUGH, 2 * ENOUGH)]
        {
            curve.extend(&time, &values, &values[..len]);
            assert_eq!(curve.n, n, "of {len} values");
        }
    }
}
