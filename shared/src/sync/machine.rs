//! What comes next: events in, effects out, at most one request or transaction under way.
//!
//! A sync sends what waits until nothing is left, then fetches until nothing is left, then both should hold the same. What was
//! sent is answered before anything is fetched: only then is it known what a fetched version goes on from. The machine
//! remembers nothing that matters: dropped at any moment, a new one goes on from the rows.

use super::backoff::Backoff;
use super::rows::{Reason, Standing};
use super::task::{Blobs, Outcome, Received, Task};
use crate::api::pull::{Page, Pull};
use crate::api::push::{Push, Pushed};
use crate::id::DeviceId;

/// Pushes in one sync. More means that something goes in a circle.
const MAX_ROUNDS: u32 = 200;
/// How long it is waited for room on the server.
const NO_ROOM_MS: u32 = 15_000;

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// Something has changed, here or on the server.
    Changed,
    /// A wait is over, or there is a network again, or the person asked.
    Go,
    /// The person allows that many records are removed.
    MayRemove,
    /// The blobs that waiting records need were looked after.
    Prepared(Blobs),
    /// The transaction is committed; where the device stands now, and what came of it.
    Committed(Standing, Outcome),
    /// The answer to a push.
    Pushed(Pushed),
    /// The answer to a pull.
    Pulled(Page),
    /// What was asked for did not work.
    Failed(Failure),
}

/// Why something did not work.
#[derive(Debug, Clone, PartialEq)]
pub enum Failure {
    /// No answer, one that makes no sense, or a fault of the server: try again later.
    Unreachable(String),
    /// The server wants to be left alone for so many seconds.
    Busy(u32),
    /// The server has no room to write: it reads, and takes changes again as soon as it can.
    NoRoom,
    /// The token is not good any more.
    Unauthorized,
    /// The server does not speak our version.
    Protocol(Vec<u32>),
    /// The server is another one.
    OtherServer,
    /// The cursor is beyond the server's last change, or of another history than the server's.
    CursorAhead,
    /// The server has forgotten deletions since the cursor.
    CursorTooOld,
    /// The numbers of this device were used by a copy of it.
    MutationReused,
    /// Storage here failed, or the server refused for a reason that does not go away.
    Refused(String),
}

/// What to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// See which blobs waiting records need, and send those that are to be sent.
    Prepare,
    /// Run this, commit it, and say so.
    Commit(Task),
    /// Send this.
    Push(Push),
    /// Ask for this.
    Pull(Pull),
    /// Say [`Event::Go`] after so many milliseconds.
    Wait(u32),
}

/// What the person may be told.
#[derive(Debug, Clone, PartialEq)]
pub enum Phase {
    /// Everything was exchanged.
    Idle,
    /// At work.
    Busy,
    /// Waits to try again, because of this.
    Waiting(Failure),
    /// Does nothing until the person does something about this.
    Stopped(Failure),
    /// Does nothing until the person says whether so many of so many records may be removed.
    Asks {
        /// So many.
        n: u64,
        /// Of so many.
        of: u64,
    },
}

#[derive(Debug, Clone, PartialEq)]
enum Step {
    Rest,
    Prepare,
    Freeze,
    Push(Push),
    Settle,
    Pull(u64),
    Receive,
    End,
    /// A transaction after which the sync begins anew.
    Anew,
}

/// The machine.
#[derive(Debug)]
pub struct Machine {
    step: Step,
    phase: Phase,
    backoff: Backoff,
    /// Something has changed since the sync began.
    again: bool,
    may_remove: bool,
    n_rounds: u32,
    /// The name that this profile takes if it turns out to be a copy.
    spare: Option<DeviceId>,
}

impl Machine {
    /// A machine at rest. `spare` is a fresh name for the case that this profile turns out to be a copy of another.
    pub fn new(spare: DeviceId) -> Self {
        let (step, phase) = (Step::Rest, Phase::Idle);
        let spare = Some(spare);
        Self { step, phase, backoff: Backoff::default(), again: false, may_remove: false, n_rounds: 0, spare }
    }

    /// What the person may be told.
    pub fn phase(&self) -> &Phase {
        &self.phase
    }

    /// What follows from an event. `chance`, from 0 to 1, spreads the waits. What does not belong to what is under way changes
    /// nothing.
    pub fn on(&mut self, event: Event, chance: f64) -> Option<Effect> {
        match (std::mem::replace(&mut self.step, Step::Rest), event) {
            (Step::Rest, Event::Changed) if self.phase == Phase::Idle => self.begin(),
            (Step::Rest, Event::MayRemove) => {
                self.may_remove = true;
                self.begin()
            }
            (Step::Rest, Event::Go) => self.begin(),
            (Step::Rest, _) => None,
            (step, Event::Changed | Event::Go | Event::MayRemove) => {
                self.again = true;
                self.step = step;
                None
            }
            (_, Event::Failed(failure)) => self.failed(failure, chance),
            (Step::Prepare, Event::Prepared(blobs)) => self.commit(Step::Freeze, Task::Freeze { blobs }),
            (Step::Freeze, Event::Committed(standing, Outcome::Frozen(push))) => {
                if push.mutations.is_empty() {
                    return self.pull(&standing);
                }
                self.step = Step::Push(push.clone());
                Some(Effect::Push(push))
            }
            (Step::Push(push), Event::Pushed(pushed)) => {
                let answers = pushed.results.iter().map(|answer| answer.number);
                if !answers.eq(push.mutations.iter().map(|mutation| Some(mutation.number))) {
                    let what = "the answer to a push does not fit it".to_owned();
                    return self.failed(Failure::Unreachable(what), chance);
                }
                self.commit(Step::Settle, Task::Settle { push, pushed })
            }
            // Before more is said about records that the server should know, what it knows.
            (Step::Settle, Event::Committed(standing, Outcome::Doubtful)) => {
                self.again = true;
                self.pull(&standing)
            }
            (Step::Settle, Event::Committed(..)) => {
                self.n_rounds += 1;
                if self.n_rounds >= MAX_ROUNDS {
                    return self.failed(
                        Failure::Unreachable("the same changes come back again and again".into()),
                        chance,
                    );
                }
                self.step = Step::Prepare;
                Some(Effect::Prepare)
            }
            (Step::Pull(since), Event::Pulled(page)) => {
                if !fits(since, &page) {
                    return self.failed(Failure::Unreachable("a page that makes no sense".into()), chance);
                }
                let may_remove = self.may_remove;
                self.commit(Step::Receive, Task::Receive { since, page, may_remove })
            }
            (step @ (Step::Receive | Step::End), Event::Committed(standing, outcome)) => {
                self.received(&standing, outcome, step == Step::End, chance)
            }
            (Step::Anew, Event::Committed(standing, _)) => match standing.compare {
                Some(_) => self.pull(&standing),
                None => self.begin(),
            },
            (step, _) => {
                self.step = step;
                None
            }
        }
    }

    fn begin(&mut self) -> Option<Effect> {
        self.again = false;
        self.n_rounds = 0;
        self.phase = Phase::Busy;
        self.step = Step::Prepare;
        Some(Effect::Prepare)
    }

    fn commit(&mut self, step: Step, task: Task) -> Option<Effect> {
        self.step = step;
        Some(Effect::Commit(task))
    }

    fn pull(&mut self, standing: &Standing) -> Option<Effect> {
        self.step = Step::Pull(standing.cursor);
        let Standing { cursor: since, server_id, floor, seen, .. } = *standing;
        let (epoch, seen) = (seen.map(|seen| seen.epoch), seen.map(|seen| seen.seq));
        Some(Effect::Pull(Pull { since, limit: None, server_id, floor, epoch, seen }))
    }

    fn received(
        &mut self,
        standing: &Standing,
        outcome: Outcome,
        was_end: bool,
        chance: f64,
    ) -> Option<Effect> {
        match outcome {
            Outcome::Received(Received::More) => self.pull(standing),
            Outcome::Received(Received::All { again }) => {
                self.backoff.reset();
                self.may_remove = false;
                self.phase = Phase::Idle;
                if again || self.again { self.begin() } else { None }
            }
            Outcome::Received(Received::Listed) => {
                let may_remove = self.may_remove;
                self.commit(Step::End, Task::EndCompare { may_remove })
            }
            Outcome::Received(Received::Differs) if was_end => {
                self.failed(Failure::Unreachable("the records differ from the server's".into()), chance)
            }
            Outcome::Received(Received::Differs) => self.commit(Step::Anew, Task::Compare(Reason::Digest)),
            Outcome::WouldRemove { n, of } => {
                self.phase = Phase::Asks { n, of };
                None
            }
            _ => self.failed(Failure::Unreachable("another tab has synced in between".into()), chance),
        }
    }

    fn failed(&mut self, failure: Failure, chance: f64) -> Option<Effect> {
        self.step = Step::Rest;
        match failure {
            Failure::OtherServer => return self.commit(Step::Anew, Task::Compare(Reason::OtherServer)),
            Failure::CursorAhead => return self.commit(Step::Anew, Task::Compare(Reason::Ahead)),
            Failure::CursorTooOld => return self.commit(Step::Anew, Task::Compare(Reason::Forgotten)),
            Failure::MutationReused => match self.spare.take() {
                Some(spare) => return self.commit(Step::Anew, Task::Rename(spare)),
                None => self.phase = Phase::Stopped(failure),
            },
            Failure::Unreachable(_) | Failure::Busy(_) | Failure::NoRoom => {
                let least = match failure {
                    Failure::Busy(seconds) => seconds.saturating_mul(1_000),
                    Failure::NoRoom => NO_ROOM_MS,
                    _ => 0,
                };
                let wait = self.backoff.next_ms(chance).max(least);
                self.phase = Phase::Waiting(failure);
                return Some(Effect::Wait(wait));
            }
            Failure::Unauthorized | Failure::Protocol(_) | Failure::Refused(_) => {
                self.phase = Phase::Stopped(failure);
            }
        }
        None
    }
}

/// Whether a page can be the answer to what was asked.
fn fits(since: u64, page: &Page) -> bool {
    let rises =
        page.records.iter().try_fold(since, |before, record| (record.seq > before).then_some(record.seq));
    rises.is_some_and(|last| last <= page.to) && page.to <= page.head && (page.to > since || !page.more())
}
