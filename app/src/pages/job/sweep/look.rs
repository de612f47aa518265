//! Asking for cells, again when more are stored or something else is wanted.

use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::job::JobState;

use super::columns::Columns;
use crate::cells::{Answer, Filter, Goal, Question, TableSource};
use crate::pool::now_ms;
use crate::state::{AppError, CellReader, Cells, JobHandle, Jobs};

/// The reader looks for new cells at most so often.
const EVERY_MS: f64 = 220.0;

/// An answer as the page holds it.
pub(super) type Shown = RwSignal<Option<Rc<Cells>>, LocalStorage>;

/// What the views of a sweep share.
#[derive(Clone, Copy)]
pub(super) struct Look {
    pub(super) job: JobHandle,
    pub(super) columns: StoredValue<Columns>,
    /// What the pictures are about.
    pub(super) goal: RwSignal<Goal>,
    /// Cells that are wanted; views and table show the same.
    pub(super) filters: RwSignal<Vec<Filter>>,
    reader: StoredValue<CellReader, LocalStorage>,
    source: Memo<Option<TableSource>>,
    count: RwSignal<Option<Answer>>,
    error: RwSignal<Option<AppError>>,
}

impl Look {
    /// Begins to look at the cells of a sweep.
    pub(super) fn new(job: JobHandle) -> Self {
        let reader = CellReader::new(Jobs::expect());
        let columns = job.record.with_untracked(Columns::of);
        let look = Self {
            job,
            goal: RwSignal::new(columns.goal()),
            columns: StoredValue::new(columns),
            filters: RwSignal::new(Vec::new()),
            reader: StoredValue::new_local(reader),
            source: Memo::new(move |_| job.record.with(CellReader::source)),
            count: RwSignal::new(None),
            error: RwSignal::new(None),
        };
        look.follow();
        look
    }

    /// How many cells are stored; `None` until that is known.
    pub(super) fn count(self) -> ReadSignal<Option<Answer>> {
        self.count.read_only()
    }

    /// Whether the sweep has ended.
    pub(super) fn is_over(self) -> bool {
        self.job.record.with(|record| record.state == JobState::Completed)
    }

    /// Why cells cannot be shown.
    pub(super) fn error(self) -> ReadSignal<Option<AppError>> {
        self.error.read_only()
    }

    /// Whether there are any.
    pub(super) fn has_source(self) -> Memo<bool> {
        Memo::new(move |_| self.source.with(Option::is_some))
    }

    /// Runs who calls again when there may be other cells.
    pub(super) fn track(self) {
        self.count.track();
        self.source.track();
    }

    /// Where the cells lie.
    pub(super) fn source(self) -> Option<TableSource> {
        self.source.get_untracked()
    }

    /// The reader.
    pub(super) fn reader(self) -> Option<CellReader> {
        self.reader.try_get_value()
    }

    /// Counts again while the sweep goes on.
    fn follow(self) {
        let (wanted, busy, last) = (StoredValue::new(false), StoredValue::new(false), StoredValue::new(0.0));
        let job = self.job;
        Effect::new(move |_| {
            // Anything that may mean other cells.
            self.source.track();
            job.progress.with(|progress| progress.done);
            wanted.set_value(true);
            self.recount(wanted, busy, last);
        });
    }

    fn recount(self, wanted: StoredValue<bool>, busy: StoredValue<bool>, last: StoredValue<f64>) {
        // `None`: the page was left.
        if busy.try_get_value() != Some(false) || wanted.try_get_value() != Some(true) {
            return;
        }
        busy.set_value(true);
        let wait = (last.get_value() + EVERY_MS - now_ms()).max(0.0);
        let ask = move || {
            let (Some(reader), Some(source)) = (self.reader(), self.source.try_get_untracked().flatten())
            else {
                busy.try_set_value(false);
                return;
            };
            wanted.set_value(false);
            last.set_value(now_ms());
            spawn_local(async move {
                let counted = reader.ask(source.clone(), Question::Count).await;
                drop(reader);
                self.counted(&source, counted);
                busy.try_set_value(false);
                self.recount(wanted, busy, last);
            });
        };
        set_timeout(ask, Duration::from_millis(wait as u64));
    }

    fn counted(self, asked: &TableSource, counted: Result<Cells, AppError>) {
        match counted {
            Ok(Cells { answer, .. }) => {
                if self.error.try_with_untracked(Option::is_some) == Some(true) {
                    self.error.try_set(None);
                }
                if self.count.try_with_untracked(|count| count.as_ref() != Some(&answer)) == Some(true) {
                    self.count.try_set(Some(answer));
                }
            }
            Err(error) => self.failed(asked, error),
        }
    }

    /// What was asked of a table failed. Chunks vanish when a sweep ends: then the source changes, and all is asked again.
    pub(super) fn failed(self, asked: &TableSource, error: AppError) {
        let is_current = self.source.try_with_untracked(|source| source.as_ref() == Some(asked));
        if is_current == Some(true) && matches!(asked, TableSource::Stored { .. }) {
            self.error.try_set(Some(error));
        }
    }

    /// The answer to a question, which may change; asked again when more cells are stored. One at a time is asked: what was wanted meanwhile
    /// and is not wanted any more is left out.
    pub(super) fn answer(self, question: impl Fn() -> Option<Question> + 'static) -> Shown {
        let shown: Shown = RwSignal::new_local(None);
        let (next, busy) = (StoredValue::new(None::<Question>), StoredValue::new(false));
        Effect::new(move |_| {
            self.track();
            if let Some(question) = question() {
                next.set_value(Some(question));
                self.next(shown, next, busy);
            }
        });
        shown
    }

    fn next(self, shown: Shown, next: StoredValue<Option<Question>>, busy: StoredValue<bool>) {
        if busy.try_get_value() != Some(false) {
            return;
        }
        let Some(Some(question)) = next.try_update_value(Option::take) else { return };
        let (Some(reader), Some(source)) = (self.reader(), self.source()) else { return };
        busy.set_value(true);
        spawn_local(async move {
            let answer = reader.ask(source.clone(), question).await;
            drop(reader);
            match answer {
                Ok(cells) => drop(shown.try_set(Some(Rc::new(cells)))),
                Err(error) => self.failed(&source, error),
            }
            busy.try_set_value(false);
            self.next(shown, next, busy);
        });
    }
}
