//! Long pages in steps: one part per task, so that the page answers in between.

use std::time::Duration;

use leptos::prelude::*;

/// Long enough for the browser to paint what the last step made.
const FRAME: Duration = Duration::from_millis(17);

/// Counts from 0 to `last`, one task of the browser after the other.
pub fn stages(last: u32) -> ReadSignal<u32> {
    let (stage, set_stage) = signal(0);
    advance(set_stage, last);
    stage
}

fn advance(stage: WriteSignal<u32>, left: u32) {
    if left == 0 {
        return;
    }
    let next = move || {
        // `None`: the page was left meanwhile.
        if stage.try_update(|stage| *stage += 1).is_some() {
            advance(stage, left - 1);
        }
    };
    set_timeout(next, FRAME);
}
