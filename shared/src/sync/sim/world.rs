//! The world: time, messages, and what goes wrong.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::device::{Bug, Device};
use super::dice::Dice;
use super::server::Server;
use super::work::{self, Deeds};
use crate::api::error::ErrorCode;
use crate::api::pull::{Page, Pull};
use crate::api::push::{Push, Pushed};
use crate::id::DeviceId;
use crate::sync::machine::{Effect, Event, Failure, Phase};
use crate::sync::rows::Standing;
use crate::sync::task::Blobs;

/// A request waits so long for its answer.
const PATIENCE: u64 = 400;
/// The quiet time at the end is over after so many rounds at the latest.
const MAX_ROUNDS: usize = 60;

/// What can go wrong, in percent.
#[derive(Debug, Clone, Copy)]
pub struct Faults {
    /// A message is lost, on either way.
    pub lost: u64,
    /// A request arrives twice.
    pub doubled: u64,
    /// A device crashes right after a transaction.
    pub crash: u64,
    /// A device goes offline or comes back, per turn.
    pub offline: u64,
    /// A request is answered with something else than an answer.
    pub garbage: u64,
}

/// Everything at once.
pub const ALL: Faults = Faults { lost: 10, doubled: 10, crash: 3, offline: 3, garbage: 5 };

#[derive(Debug, Clone)]
enum Message {
    Push(Push),
    Pull(Pull),
    Pushed(Result<Pushed, ErrorCode>),
    Pulled(Result<Page, ErrorCode>),
    /// Something that is no answer.
    Garbage,
    /// A wait is over.
    Go,
    /// Nobody answers any more.
    Timeout,
}

/// Three devices and a server.
pub struct World<S> {
    /// The devices.
    pub devices: Vec<Device>,
    /// The server.
    pub server: S,
    /// What was done.
    pub deeds: Deeds,
    /// Chance.
    pub dice: Dice,
    faults: Faults,
    now: u64,
    /// Messages under way, by time of arrival.
    post: BTreeMap<(u64, u64), (usize, u64, Message)>,
    n_messages: u64,
}

impl<S: Server> World<S> {
    /// A world from a seed.
    pub fn new(seed: u64, server: S, faults: Faults, bug: Option<Bug>) -> Self {
        let id = |n: u128| DeviceId(Uuid::from_u128(n));
        let devices =
            (1..=3).map(|n| Device { crashes: faults.crash, ..Device::new(id(n), id(100 + n), bug) });
        Self {
            devices: devices.collect(),
            server,
            deeds: Deeds::default(),
            dice: Dice::new(seed),
            faults,
            now: 0,
            post: BTreeMap::new(),
            n_messages: 0,
        }
    }

    /// Lets so many things happen.
    pub fn live(&mut self, n_turns: usize) {
        for _ in 0..n_turns {
            self.turn();
        }
    }

    fn turn(&mut self) {
        let at = self.dice.below(self.devices.len() as u64) as usize;
        let (dice, device) = (&mut self.dice, &mut self.devices[at]);
        if dice.percent(5) {
            // Clocks go where they like: nothing may depend on them.
            device.clock_ms = (dice.any() >> 20) as i64 - (1 << 43);
        }
        if dice.percent(self.faults.offline) {
            device.online = !device.online;
            if device.online {
                self.tell(at, Event::Go);
            }
        } else if dice.percent(self.faults.crash) {
            device.crash(DeviceId(Uuid::from_u128(dice.any().into())));
        } else if dice.percent(40) {
            work::work(device, &mut self.deeds, dice);
            self.tell(at, Event::Changed);
        } else if dice.percent(30) {
            self.tell(at, Event::Go);
        }
        let pause = self.dice.below(60);
        self.pass(pause);
    }

    /// Lets time pass and delivers what arrives.
    pub fn pass(&mut self, ms: u64) {
        let until = self.now + ms;
        while let Some(entry) = self.post.first_entry().filter(|entry| entry.key().0 <= until) {
            self.now = entry.key().0;
            let (device, ticket, message) = entry.remove();
            self.arrive(device, ticket, message);
        }
        self.now = until;
    }

    /// Tells a device of an event.
    pub fn tell(&mut self, device: usize, event: Event) {
        let mut effect = self.devices[device].on(event, &mut self.dice);
        while let Some(Effect::Prepare) = effect {
            effect = self.devices[device].on(Event::Prepared(Blobs::default()), &mut self.dice);
        }
        let message = match effect {
            Some(Effect::Push(push)) => Message::Push(push),
            Some(Effect::Pull(pull)) => Message::Pull(pull),
            Some(Effect::Wait(ms)) => {
                let ticket = self.devices[device].ticket;
                return self.send(u64::from(ms), device, ticket, Message::Go);
            }
            _ => return,
        };
        self.devices[device].ticket += 1;
        let ticket = self.devices[device].ticket;
        self.send(PATIENCE, device, ticket, Message::Timeout);
        if !self.devices[device].online || self.dice.percent(self.faults.lost) {
            return;
        }
        let delay = self.delay();
        if self.dice.percent(self.faults.doubled) {
            let late = delay + self.delay() * 4;
            self.send(late, device, ticket, message.clone());
        }
        self.send(delay, device, ticket, message);
    }

    fn delay(&mut self) -> u64 {
        let most = if self.dice.percent(10) { 2 * PATIENCE } else { 40 };
        1 + self.dice.below(most)
    }

    fn send(&mut self, delay: u64, device: usize, ticket: u64, message: Message) {
        self.n_messages += 1;
        self.post.insert((self.now + delay, self.n_messages), (device, ticket, message));
    }

    fn arrive(&mut self, device: usize, ticket: u64, message: Message) {
        let answer = match message {
            Message::Push(push) => Message::Pushed(self.server.push(&push)),
            Message::Pull(pull) => Message::Pulled(self.server.pull(&pull)),
            other => return self.hear(device, ticket, other),
        };
        if self.dice.percent(self.faults.lost) || !self.devices[device].online {
            return;
        }
        let answer = if self.dice.percent(self.faults.garbage) { Message::Garbage } else { answer };
        let delay = self.delay();
        self.send(delay, device, ticket, answer);
    }

    fn hear(&mut self, device: usize, ticket: u64, message: Message) {
        if self.devices[device].ticket != ticket {
            return;
        }
        let event = match message {
            Message::Go => return self.tell(device, Event::Go),
            Message::Pushed(Ok(pushed)) => Event::Pushed(pushed),
            Message::Pulled(Ok(page)) => Event::Pulled(page),
            Message::Pushed(Err(code)) | Message::Pulled(Err(code)) => Event::Failed(failure(code)),
            Message::Garbage => Event::Failed(Failure::Unreachable("<!doctype html>".into())),
            _ => Event::Failed(Failure::Unreachable("no answer".into())),
        };
        // From here on a later answer to the same request comes too late.
        self.devices[device].ticket += 1;
        self.tell(device, event);
    }

    /// Everything works again and nobody changes anything, until all devices are done. Gives the number of rounds it took, or
    /// `None` if it never comes to an end.
    pub fn settle(&mut self) -> Option<usize> {
        self.faults = Faults { lost: 0, doubled: 0, crash: 0, offline: 0, garbage: 0 };
        for device in &mut self.devices {
            (device.online, device.crashes) = (true, 0);
        }
        (1..=MAX_ROUNDS).find(|_| {
            // All of where each stands: on another server a cursor may be what it was on the one before.
            let before: Vec<Standing> =
                self.devices.iter().map(|device| device.disk.standing.clone()).collect();
            for device in 0..self.devices.len() {
                let asks = matches!(self.devices[device].machine.phase(), Phase::Asks { .. });
                self.tell(device, if asks { Event::MayRemove } else { Event::Go });
                self.pass(20 * PATIENCE);
            }
            let at_rest = |device: &Device| device.is_done() && *device.machine.phase() == Phase::Idle;
            let standings = self.devices.iter().map(|device| &device.disk.standing);
            self.devices.iter().all(at_rest) && standings.eq(&before)
        })
    }
}

/// What the client makes of an error.
pub fn failure(code: ErrorCode) -> Failure {
    match code {
        ErrorCode::OtherServer => Failure::OtherServer,
        ErrorCode::CursorAhead => Failure::CursorAhead,
        ErrorCode::CursorTooOld => Failure::CursorTooOld,
        ErrorCode::MutationReused => Failure::MutationReused,
        _ => Failure::Unreachable(format!("{code:?}")),
    }
}
