//! What the strategy asked for and what filled, in order: kept for the look-ahead check only.

use crate::order::Order;
use crate::trade::{OrderId, Side};

/// Something that happened on a bar.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Happening {
    /// The strategy submitted an order.
    Order(Order),
    /// The strategy took back an order.
    Cancel(String),
    /// The strategy took back every order.
    CancelAll,
    /// An order filled.
    Fill { id: OrderId, side: Side, units: f64, price: f64, commission_per_unit: f64 },
}

impl Happening {
    /// Equal bit for bit where it matters; a price that is not a number is equal to itself.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self == other || format!("{self:?}") == format!("{other:?}")
    }
}

/// Happenings with the positions of their bars, which never go down.
#[derive(Debug, Default)]
pub(crate) struct Tape(Vec<(usize, Happening)>);

impl Tape {
    pub(super) fn note(&mut self, bar: usize, happening: Happening) {
        self.0.push((bar, happening));
    }

    /// What happened before the bar at `end`.
    pub(crate) fn before(&self, end: usize) -> &[(usize, Happening)] {
        &self.0[..self.0.partition_point(|(bar, _)| *bar < end)]
    }
}
