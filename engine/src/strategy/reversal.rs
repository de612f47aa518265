//! What most strategies do: long at one signal, and at the opposite one short, or out.

use super::{Context, Strategy, Wake};
use crate::indicator::Mask;
use crate::order::Order;
use crate::trade::Side;

/// Two signals; where both are given, the first counts.
#[derive(Debug)]
pub(super) struct Reversal {
    up: Mask,
    down: Mask,
    either: Mask,
    short: bool,
}

impl Reversal {
    /// Enters long at `up` and short at `down`; without short selling, it closes the long position there.
    pub(super) fn new([up, down]: [Mask; 2], short: bool) -> Self {
        Self { either: &up | &down, up, down, short }
    }
}

impl Strategy for Reversal {
    #[inline]
    fn on_bar(&mut self, context: &mut Context<'_>) {
        if context.holds(&self.up) {
            context.submit(Order::entry("long", Side::Long));
        } else if context.holds(&self.down) {
            context.reverse_or_close(self.short);
        }
    }

    #[inline]
    fn wake(&self, held: Option<Side>) -> Wake<'_> {
        let nothing_to_close = held.is_none() && !self.short;
        Wake::At(if nothing_to_close { &self.up } else { &self.either })
    }
}
