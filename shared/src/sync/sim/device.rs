//! A device: rows that survive a crash, and a machine that does not.

use std::collections::BTreeMap;

use super::dice::Dice;
use crate::api::record::Body;
use crate::id::DeviceId;
use crate::sync::machine::{Effect, Event, Machine};
use crate::sync::rows::{Key, Row, Standing, Trashed, Waiting};
use crate::sync::task::{Outcome, Replica, Scope, Task};

/// A fault to be put into the client, to see that the checks find it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bug {
    /// The cursor is written although the rows of the page are not, now and then.
    CursorAlone,
    /// What changed while an older change travelled counts as sent.
    SentIsAll,
    /// Versions that lost are not kept.
    NoTrash,
    /// What a full listing does not name is deleted.
    AbsenceIsDeletion,
    /// A deletion that meets a change here is ignored, and the record is sent again under a new name.
    Zombie,
    /// What was removed elsewhere stays in the rows, as if the server had it.
    DeafToDeletion,
    /// Mutations get new numbers when they are sent again, and what is known of the server is forgotten with them.
    SendsAnew,
    /// Of two titles the one from the server always holds.
    ServerAlwaysWins,
    /// What is known of the server's history is not kept.
    NoHistory,
}

/// What of a device survives a crash.
#[derive(Debug, Clone, PartialEq)]
pub struct Disk {
    /// Where it stands.
    pub standing: Standing,
    /// The rows that have anything.
    pub rows: BTreeMap<Key, Row>,
    /// Versions that lost.
    pub trash: Vec<Trashed>,
}

/// A device.
#[derive(Debug)]
pub struct Device {
    /// Its disk.
    pub disk: Disk,
    /// What drives it.
    pub machine: Machine,
    /// Whether it has a network.
    pub online: bool,
    /// Counts requests: an answer to an older one comes too late.
    pub ticket: u64,
    /// Its clock, which orders nothing.
    pub clock_ms: i64,
    /// A fault in it.
    pub bug: Option<Bug>,
    /// In so many of a hundred transactions it crashes right after the commit.
    pub crashes: u64,
    /// Number of restarts.
    pub n_crashes: u32,
}

impl Device {
    /// A device without data.
    pub fn new(id: DeviceId, spare: DeviceId, bug: Option<Bug>) -> Self {
        let disk = Disk { standing: Standing::new(id), rows: BTreeMap::new(), trash: Vec::new() };
        Self {
            disk,
            machine: Machine::new(spare),
            online: true,
            ticket: 0,
            clock_ms: 0,
            bug,
            crashes: 0,
            n_crashes: 0,
        }
    }

    /// Loses everything that is not on disk.
    pub fn crash(&mut self, spare: DeviceId) {
        self.machine = Machine::new(spare);
        self.ticket += 1;
        self.n_crashes += 1;
        if self.bug == Some(Bug::SendsAnew) {
            for waiting in self.disk.rows.values_mut().filter_map(|row| row.waiting.as_mut()) {
                waiting.sent = None;
            }
            self.disk.standing.next_number = 1;
        }
    }

    /// Commits a transaction as the real client does: it sees the rows in scope and no others.
    pub fn commit(&mut self, task: &Task, dice: &mut Dice) -> Outcome {
        let keys: Vec<Key> = match task.scope() {
            Scope::Keys(keys) => keys,
            Scope::All => self.disk.rows.keys().cloned().collect(),
            Scope::Waiting => {
                let waits = |(key, row): (&Key, &Row)| row.waiting.is_some().then(|| key.clone());
                self.disk.rows.iter().filter_map(waits).collect()
            }
        };
        let rows =
            keys.into_iter().map(|key| (key.clone(), self.disk.rows.get(&key).cloned().unwrap_or_default()));
        let n_live = self.live().count() as u64;
        let mut replica =
            Replica { standing: self.disk.standing.clone(), rows: rows.collect(), trash: Vec::new(), n_live };
        let outcome = task.run(&mut replica);
        self.spoil(task, &mut replica, dice);
        self.disk.standing = replica.standing;
        self.disk.trash.extend(replica.trash);
        for (key, row) in replica.rows {
            if row == Row::default() {
                self.disk.rows.remove(&key);
            } else {
                self.disk.rows.insert(key, row);
            }
        }
        outcome
    }

    fn spoil(&self, task: &Task, replica: &mut Replica, dice: &mut Dice) {
        let stored = |key: &Key| self.disk.rows.get(key).cloned().unwrap_or_default();
        match (self.bug, task) {
            (Some(Bug::CursorAlone), Task::Receive { .. }) if dice.percent(20) => {
                for (key, row) in &mut replica.rows {
                    *row = stored(key);
                }
            }
            (Some(Bug::SentIsAll), Task::Settle { .. }) => {
                for row in replica.rows.values_mut() {
                    row.waiting = None;
                }
            }
            (Some(Bug::NoTrash), _) => replica.trash.clear(),
            (Some(Bug::NoHistory), _) => replica.standing.seen = None,
            (Some(Bug::AbsenceIsDeletion), Task::EndCompare { .. }) => {
                for row in replica.rows.values_mut().filter(|row| row.held.is_none()) {
                    *row = Row::default();
                }
            }
            (Some(Bug::Zombie), Task::Receive { .. } | Task::Settle { .. }) => {
                let buried = |one: &&Trashed| replica.rows.get(&one.key).is_some_and(Row::is_buried);
                let lost: Vec<Trashed> = replica.trash.iter().filter(buried).cloned().collect();
                for one in lost {
                    let key =
                        Key { kind: one.key.kind.clone(), id: uuid::Uuid::from_u128(dice.any().into()) };
                    let waiting = Some(Waiting::noted(None));
                    replica.rows.insert(key, Row { body: Some(one.body), held: None, waiting });
                }
            }
            (Some(Bug::DeafToDeletion), Task::Receive { page, .. }) => {
                for record in page.records.iter().filter(|record| record.body.is_none()) {
                    let key = Key { kind: record.kind.clone(), id: record.id };
                    let before = stored(&key);
                    if let Some(row) = replica.rows.get_mut(&key) {
                        row.body = before.body;
                    }
                }
            }
            (Some(Bug::ServerAlwaysWins), Task::Settle { push, pushed }) => {
                for (mutation, answer) in push.mutations.iter().zip(&pushed.results) {
                    let key = Key { kind: mutation.kind.clone(), id: mutation.id };
                    let current = answer.stale.as_ref().and_then(|stale| stale.current.as_ref());
                    if let (Some(current), Some(row)) = (current, replica.rows.get_mut(&key)) {
                        row.body = current.body.clone();
                        row.waiting = None;
                    }
                }
                replica.trash.clear();
            }
            _ => {}
        }
    }

    /// What follows from an event, done as far as it needs no network.
    pub fn on(&mut self, event: Event, dice: &mut Dice) -> Option<Effect> {
        let mut effect = self.machine.on(event, dice.chance())?;
        while let Effect::Commit(task) = &effect {
            let outcome = self.commit(task, dice);
            if dice.percent(self.crashes) {
                self.crash(DeviceId(uuid::Uuid::from_u128(dice.any().into())));
                return None;
            }
            effect = self.machine.on(Event::Committed(self.disk.standing.clone(), outcome), dice.chance())?;
        }
        Some(effect)
    }

    /// The live records.
    pub fn live(&self) -> impl Iterator<Item = (&Key, &Row)> {
        self.disk.rows.iter().filter(|(key, row)| row.live(&key.kind).is_some())
    }

    /// Changes a record as the person or a worker does: content and outbox in one.
    pub fn change(&mut self, key: &Key, body: Option<Body>) {
        let row = self.disk.rows.entry(key.clone()).or_default();
        row.body = body;
        row.waiting = Some(Waiting::noted(row.waiting.take()));
    }

    /// Whether nothing waits.
    pub fn is_done(&self) -> bool {
        self.disk.rows.values().all(|row| row.waiting.is_none()) && self.disk.standing.compare.is_none()
    }
}
