//! The pool as the page shows it.

use leptos::prelude::*;
use shared::id::JobId;

use shared::job::Progress;

use crate::jobs::slots::{Assignment, Slot};

/// What a worker is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorkerPhase {
    /// It loads the engine.
    Starting,
    /// It waits for work.
    Idle,
    /// It works.
    Running,
    /// It does not start; see the banners.
    Failed,
}

/// One worker.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WorkerView {
    /// Position in the pool, from 0.
    pub index: usize,
    /// What it is doing.
    pub phase: WorkerPhase,
    /// The job it works for; `None` while idle, or while reading a dataset.
    pub job: Option<JobId>,
    /// How far it is with its current piece of work.
    pub progress: Progress,
}

/// The pool of workers.
#[derive(Debug, Clone, Copy)]
pub struct Workers {
    views: RwSignal<Vec<WorkerView>>,
}

impl Workers {
    pub(super) fn new() -> Self {
        Self { views: RwSignal::new(Vec::new()) }
    }

    /// The pool from the context.
    pub fn expect() -> Self {
        expect_context()
    }

    /// Every worker, in order.
    pub fn views(&self) -> Signal<Vec<WorkerView>> {
        self.views.into()
    }

    /// Number of workers, as [`super::Settings`] asks for.
    pub fn size(&self) -> Signal<usize> {
        let views = self.views;
        Signal::derive(move || views.with(Vec::len))
    }

    pub(super) fn show(&self, slots: &[Slot]) {
        let views: Vec<WorkerView> =
            slots.iter().enumerate().map(|(index, slot)| view(index, slot)).collect();
        if self.views.with_untracked(|shown| *shown != views) {
            self.views.set(views);
        }
    }
}

fn view(index: usize, slot: &Slot) -> WorkerView {
    let idle = WorkerView { index, phase: WorkerPhase::Idle, job: None, progress: Progress::default() };
    match slot {
        Slot::Starting { .. } => WorkerView { phase: WorkerPhase::Starting, ..idle },
        Slot::Idle => idle,
        Slot::Broken => WorkerView { phase: WorkerPhase::Failed, ..idle },
        Slot::Busy(busy) => WorkerView {
            index,
            phase: WorkerPhase::Running,
            job: match busy.assignment {
                Assignment::Job(id) | Assignment::Check(id) => Some(id),
                Assignment::Errand(_) => None,
            },
            progress: busy.progress,
        },
    }
}
