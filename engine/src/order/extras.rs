//! What only few orders have: distances in ticks, a share in place of a size, signal names.

use std::rc::Rc;

use super::{Action, Order};
use crate::trade::ExitReason;

/// See the module.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Extras {
    /// On an exit, of what its entry opened; on a closing order, of what is held. A ratio.
    pub(crate) share: Option<f64>,
    /// Target of an exit, in ticks of profit from the entry's price.
    pub(crate) profit_ticks: Option<f64>,
    /// Stop of an exit, in ticks of loss from the entry's price.
    pub(crate) loss_ticks: Option<f64>,
    signal: Option<Rc<str>>,
    target_signal: Option<Rc<str>>,
    stop_signal: Option<Rc<str>>,
    trail_signal: Option<Rc<str>>,
}

impl Extras {
    pub(crate) fn has_distances(&self) -> bool {
        self.profit_ticks.is_some() || self.loss_ticks.is_some()
    }

    /// The name under which a fill for this reason is listed, if it is not that of the order.
    pub(crate) fn signal(&self, reason: ExitReason) -> Option<&Rc<str>> {
        let special = match reason {
            ExitReason::Target => &self.target_signal,
            ExitReason::Stop => &self.stop_signal,
            ExitReason::Trail => &self.trail_signal,
            _ => &None,
        };
        special.as_ref().or(self.signal.as_ref())
    }
}

impl Order {
    fn extras(&mut self) -> &mut Extras {
        self.extras.get_or_insert_default()
    }

    fn is_exit(&self) -> bool {
        matches!(self.action, Action::Exit { .. })
    }

    /// On an exit or a closing order: a part, as a ratio above 0 and at most 1. Of an exit it is a part of what the entry opened,
    /// of a closing order one of what is held when it is made. On other orders: nothing. A quantity that is also given counts instead.
    #[must_use]
    pub fn share(mut self, ratio: f64) -> Self {
        if !self.opens() {
            self.extras().share = Some(ratio);
        }
        self
    }

    /// On an exit: a target so many ticks beyond the entry's price, rounded up to whole ticks. Beside a limit, the nearer of the two
    /// counts. Needs a tick size. On other orders: nothing.
    #[must_use]
    pub fn profit(mut self, ticks: f64) -> Self {
        if self.is_exit() {
            self.extras().profit_ticks = Some(ticks);
        }
        self
    }

    /// On an exit: a stop so many ticks behind the entry's price, rounded up to whole ticks. Beside a stop, the nearer of the two
    /// counts. Needs a tick size. On other orders: nothing.
    #[must_use]
    pub fn loss(mut self, ticks: f64) -> Self {
        if self.is_exit() {
            self.extras().loss_ticks = Some(ticks);
        }
        self
    }

    /// The name under which a fill of this order is listed, in place of its id.
    #[must_use]
    pub fn signal(mut self, name: impl Into<Rc<str>>) -> Self {
        self.extras().signal = Some(name.into());
        self
    }

    /// As [`Order::signal`], for fills of an exit's target alone.
    #[must_use]
    pub fn target_signal(mut self, name: impl Into<Rc<str>>) -> Self {
        self.extras().target_signal = Some(name.into());
        self
    }

    /// As [`Order::signal`], for fills of an exit's stop alone.
    #[must_use]
    pub fn stop_signal(mut self, name: impl Into<Rc<str>>) -> Self {
        self.extras().stop_signal = Some(name.into());
        self
    }

    /// As [`Order::signal`], for fills of an exit's trailing stop alone.
    #[must_use]
    pub fn trail_signal(mut self, name: impl Into<Rc<str>>) -> Self {
        self.extras().trail_signal = Some(name.into());
        self
    }
}
