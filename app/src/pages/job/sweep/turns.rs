//! Drawings take turns: one in a frame.
//!
//! While a sweep runs, every picture of it changes at once. What is drawn into canvases in one frame is handed to the screen in one
//! task; where the browser draws in software, five of them together take longer than a frame, one does not.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use leptos::prelude::*;

thread_local! {
    /// Who waits for a frame, the longest first.
    static WAITING: RefCell<VecDeque<Turn>> = const { RefCell::new(VecDeque::new()) };
    static IS_ASKED: Cell<bool> = const { Cell::new(false) };
}

/// The turns of one drawing.
#[derive(Clone)]
pub(super) struct Turn {
    comes: RwSignal<()>,
    is_now: Rc<Cell<bool>>,
}

impl Turn {
    pub(super) fn new() -> Self {
        Self { comes: RwSignal::new(()), is_now: Rc::default() }
    }

    /// Whether to draw now. If not, the effect that asks runs again when it may. It must read what it draws only then, and so has
    /// no need to run for changes in between.
    pub(super) fn is_now(&self) -> bool {
        self.comes.track();
        if self.is_now.take() {
            return true;
        }
        WAITING.with_borrow_mut(|waiting| waiting.push_back(self.clone()));
        ask();
        false
    }
}

fn ask() {
    if !IS_ASKED.replace(true) {
        request_animation_frame(next);
    }
}

fn next() {
    IS_ASKED.set(false);
    // One that has gone from the page gives its turn to the next.
    while let Some(turn) = WAITING.with_borrow_mut(VecDeque::pop_front) {
        turn.is_now.set(true);
        if turn.comes.try_set(()).is_none() {
            break;
        }
    }
    if WAITING.with_borrow(|waiting| !waiting.is_empty()) {
        ask();
    }
}
