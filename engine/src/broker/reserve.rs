//! Rule 13: exits of one entry share out what it holds, in the order in which they were first made.

use super::Broker;
use super::book::Book;
use super::size::Sizer;
use crate::account::Account;
use crate::order::{Action, Order};
use crate::trade::OrderId;

/// Of decimal fractions, sums and differences leave so much of a whole.
const DUST: f64 = 1e-9;

impl Broker {
    /// The position or the exits have changed, at this price.
    pub(super) fn share_out(&mut self, price: f64) {
        self.book.share_out(&self.account, &self.sizer, price);
    }
}

impl Book {
    fn share_out(&mut self, account: &Account, sizer: &Sizer, price: f64) {
        // What no exit has reserved yet, by open trade; with one exit alone it need not be followed.
        let mut left: Option<Vec<f64>> = None;
        for waiting in self.priced_mut() {
            let Action::Exit { from, .. } = &waiting.order.action else { continue };
            let asked = asked(&waiting.order, account).map(|units| sizer.floor(units));
            let free =
                left.get_or_insert_with(|| account.open().iter().map(|trade| trade.quantity).collect());
            let is_for = |id: &OrderId| from.as_ref().is_none_or(|from| from == id);
            let of_entry =
                account.open().iter().zip(free.iter_mut()).filter(|(trade, _)| is_for(&trade.entry_id));
            let available: f64 = of_entry.map(|(_, free)| *free).sum();
            // Whoever asks for all but dust gets all.
            let units = asked.filter(|units| *units < available * (1.0 - DUST)).unwrap_or(available);
            if units > waiting.reserved {
                waiting.live_at = price;
            }
            waiting.reserved = units;
            let mut rest = units;
            for (trade, free) in account.open().iter().zip(free.iter_mut()) {
                if is_for(&trade.entry_id) && rest > 0.0 {
                    let part = rest.min(*free);
                    rest -= part;
                    *free = if *free - part > trade.quantity * DUST { *free - part } else { 0.0 };
                }
            }
        }
    }

    /// What an exit has closed a part of is gone: for what comes next it may be made again.
    pub(super) fn forget_spent(&mut self, account: &Account) {
        self.spent.retain(|(_, from)| account.held(from.as_ref()) > 0.0);
    }

    /// Rule 13: the exit has closed a part of what it is for, and has nothing more to do while some of that is open.
    pub(super) fn is_spent(&self, exit: &OrderId, from: Option<&OrderId>) -> bool {
        self.spent.iter().any(|spent| spent.0 == *exit && spent.1.as_ref() == from)
    }
}

/// Units that an exit asks for; `None`: all there is.
fn asked(exit: &Order, account: &Account) -> Option<f64> {
    let Action::Exit { from, .. } = &exit.action else { return None };
    let share = exit.extras.as_deref().and_then(|extras| extras.share);
    exit.quantity.or_else(|| share.map(|share| share * account.opened(from.as_ref())))
}
