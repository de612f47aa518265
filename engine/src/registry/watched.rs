//! A strategy beside which the stops and targets that stand are noted.

use std::cell::RefCell;
use std::rc::Rc;

use crate::Failure;
use crate::plot::Exits;
use crate::strategy::{Context, Strategy};

/// It is asked at every bar, which makes no difference to what it does.
pub(super) struct Watched<S> {
    pub(super) strategy: S,
    pub(super) exits: Rc<RefCell<Exits>>,
}

impl<S: Strategy> Strategy for Watched<S> {
    fn on_bar(&mut self, context: &mut Context<'_>) {
        let held = (!context.is_flat()).then(|| context.exits());
        self.exits.borrow_mut().note(context.bar_index(), context.series().len(), held);
        self.strategy.on_bar(context);
        self.exits.borrow_mut().leave(context.exits());
    }

    fn reads_trades(&self) -> bool {
        self.strategy.reads_trades()
    }

    fn failure(&self) -> Option<&Failure> {
        self.strategy.failure()
    }
}
