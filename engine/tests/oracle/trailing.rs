//! Rule 11: how far a trailing stop has followed the price.

use engine::order::Activation;
use engine::trade::Side;

use crate::market::{Ask, STEP, Trail};

/// The best price since it was armed; none before.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Peak(Option<f64>);

impl Peak {
    /// The price is at `price`, the position's `entry` was made there.
    pub(crate) fn see(&mut self, side: Side, trail: Trail, entry: Option<f64>, price: f64) {
        let Some(entry) = entry else { return };
        let gained = |from: f64| side.sign() * (price - from);
        match self.0 {
            Some(best) if gained(best) > 0.0 => self.0 = Some(price),
            Some(_) => {}
            None => {
                let armed = match trail.from {
                    Activation::Price(level) => gained(level) >= 0.0,
                    Activation::Ticks(ticks) => gained(entry) >= ticks.ceil() * STEP,
                };
                if armed {
                    self.0 = Some(price);
                }
            }
        }
    }

    /// Whether the stop, which would buy or sell by `side`, fires at `price`.
    pub(crate) fn fires(&self, side: Side, trail: Trail, price: f64) -> bool {
        self.0.is_some_and(|best| side.sign() * (price - best) >= trail.offset.unwrap_or(0.0) * STEP)
    }

    /// What is left of it when the exit is given again with another trailing stop, or with none.
    pub(crate) fn kept(self, before: Ask, now: Option<Trail>) -> Self {
        match before {
            Ask::Exit { trail: Some(before), .. } if now.is_some_and(|now| now.from == before.from) => self,
            _ => Self::default(),
        }
    }
}
