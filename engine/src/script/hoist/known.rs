//! Functions that the engine computes faster, to the same bits: where two values cross as masks, means that are not computed where a comparison does not need
//! them, extremes whose cost does not depend on the length.

use super::columns::Maker;
use super::value::Value;
use crate::indicator::{self, Column, Mask, Source};
use crate::script::TaFn;

/// Prices that are all there, and are sums of nothing.
const PRICES: [Source; 4] = [Source::Open, Source::High, Source::Low, Source::Close];

impl Maker<'_> {
    pub(super) fn known(&mut self, func: TaFn, of: &[Value]) -> Option<Value> {
        let mut key = vec![11, func as u64, self.first as u64];
        of.iter().for_each(|value| value.put_key(&mut key));
        match (func, of) {
            (TaFn::Crossover | TaFn::Crossunder, [a, b]) => {
                let [up, down] = self.indicators.crosses(a.operand()?, b.operand()?);
                let crosses = if func == TaFn::Crossover { up } else { down };
                // What was before the script's first bar, it has not seen.
                let begins = Mask::at_bars(self.series.len(), [Some(self.first)]);
                let crosses = if self.first == 0 { crosses } else { &crosses & &!&begins };
                Some(Value::Mask(crosses, self.indicators.number_of(key)))
            }
            (TaFn::Sma | TaFn::Highest | TaFn::Lowest, [Value::Column(column, _), Value::Fixed(n)]) => {
                if self.first > 0 || !(1.0..=100_000.0).contains(n) {
                    return None;
                }
                let (source, n) = (self.price_of(column)?, *n as usize);
                if func == TaFn::Sma {
                    let number = self.indicators.number_of(key);
                    return Some(Value::Column(self.indicators.ordered_sma(source, n), number));
                }
                let column = column.clone();
                let extreme = if func == TaFn::Highest { indicator::highest } else { indicator::lowest };
                Some(self.column(key, |_| extreme(column.values(), n)))
            }
            _ => None,
        }
    }

    /// Which price a column is, if it is one.
    fn price_of(&mut self, column: &Column) -> Option<Source> {
        PRICES.into_iter().find(|source| self.indicators.price(*source).id() == column.id())
    }
}
