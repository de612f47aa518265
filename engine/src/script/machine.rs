//! Runs a program, bar after bar.

use std::rc::Rc;

use super::Fails;
use super::clock::{self, ClockFn, Interval, Zone};
use super::heap::{self, Heap};
use super::hoist::Value;
use super::numbers::{binary, is_true, truth, unary};
use super::past::{bars_back, price_of};
use super::program::{Args, Func, Op, Price, Program, Reg};
use super::request::{Higher, RequestInterval};
use super::ring::Ring;
use super::session::Session;
use super::strategy::Environment;
use super::ta::{self, Bars, Step};
use super::trades::Desk;
use super::{TaFn, array, map, math, matrix, order, text, trades};

/// Turns of loops in one bar.
const MOST_TURNS: u64 = 5_000_000;
/// Turns of loops in a run.
const MOST_TURNS_OF_ALL: u64 = 1_000_000_000;

/// A program with all that it keeps from bar to bar.
#[derive(Debug)]
pub(super) struct Machine {
    program: Rc<Program>,
    environment: Rc<Environment>,
    registers: Vec<f64>,
    sites: Vec<Box<dyn Step>>,
    rings: Vec<Ring>,
    /// By ring the value that it would keep, where that is known for every bar.
    known: Vec<Option<Value>>,
    heap: Heap,
    requests: Vec<Higher>,
    zones: Vec<(String, Zone)>,
    sessions: Vec<(String, Session)>,
    args: Vec<f64>,
    turns: u64,
    turns_before: u64,
}

/// What went wrong, and the byte of the source where.
pub(super) type Stopped = (String, u32);

impl Machine {
    pub(super) fn new(program: Rc<Program>, environment: Rc<Environment>) -> Result<Self, Stopped> {
        let mut heap = Heap::new(&program.texts);
        let mut registers = vec![f64::NAN; program.n_registers as usize];
        for (register, value) in &program.constants {
            registers[*register as usize] = *value;
        }
        for (register, at) in &program.inputs {
            if let Some(value) = environment.inputs.get(*at as usize) {
                registers[*register as usize] = value.stored(&mut heap);
            }
        }
        for (register, known) in &program.known {
            registers[*register as usize] = environment.known(*known, &mut heap);
        }
        for (register, at) in &program.text_constants {
            registers[*register as usize] =
                program.texts.get(*at as usize).map_or(f64::NAN, |text| heap.text(text));
        }
        let mut requests = Vec::new();
        for request in &program.requests {
            let name = match &request.interval {
                RequestInterval::Register(register) => {
                    heap.read(registers[*register as usize]).unwrap_or_default().to_owned()
                }
                RequestInterval::Program(program) => Self::text_of(program, &environment)?,
            };
            let own = Interval::of_bars(environment.interval_ms);
            let interval = if name.is_empty() { Some(own) } else { Interval::named(&name) };
            let stop = |sentence: String| (sentence, request.place);
            let interval = interval.ok_or_else(|| stop(format!("“{name}” is no interval.")))?;
            let is_multiple = match (own, interval) {
                (Interval::Intraday(a), Interval::Intraday(b)) => b % a == 0,
                (Interval::Days(a), Interval::Days(b))
                | (Interval::Weeks(a), Interval::Weeks(b))
                | (Interval::Months(a), Interval::Months(b)) => b % a == 0,
                (a, b) => a.seconds() < b.seconds(),
            };
            if !is_multiple {
                let sentence = format!(
                    "The interval “{name}” is lower than that of the bars, or no multiple of it: it needs finer bars."
                );
                return Err(stop(sentence));
            }
            let inner = Self::new(Rc::clone(&request.program), Rc::new(environment.with_interval(interval)))?;
            requests.push(Higher::new(request.clone(), interval, inner));
        }
        let site = |func: Func, is_fixed: bool| match func {
            Func::Ta(func) => ta::site(func, is_fixed),
            _ => ta::site(TaFn::Cum, true),
        };
        Ok(Self {
            sites: program.sites.iter().map(|of| site(of.func, of.is_fixed)).collect(),
            rings: program.rings.iter().map(Ring::new).collect(),
            known: vec![None; program.rings.len()],
            registers,
            heap,
            requests,
            program,
            environment,
            zones: Vec::new(),
            sessions: Vec::new(),
            args: Vec::new(),
            turns: 0,
            turns_before: 0,
        })
    }

    /// The text that a program makes which reads no bars.
    fn text_of(program: &Rc<Program>, environment: &Rc<Environment>) -> Result<String, Stopped> {
        let mut machine = Self::new(Rc::clone(program), Rc::clone(environment))?;
        let none = &[f64::NAN];
        let bars = Bars {
            time: &[0],
            open: none,
            high: none,
            low: none,
            close: none,
            volume: none,
            first: 0,
            at: 0,
        };
        let zone = Zone::named(&environment.time_zone).map_err(|sentence| (sentence, 0))?;
        machine.run(&bars, 0, &zone, None)?;
        let text = program.results.first().and_then(|result| machine.heap.read(machine.register(*result)));
        Ok(text.unwrap_or_default().to_owned())
    }

    pub(super) fn register(&self, register: Reg) -> f64 {
        self.registers[register as usize]
    }

    /// What the program plots, after a bar: values, and colours where each bar has its own.
    pub(super) fn plotted(&self) -> impl Iterator<Item = (f64, Option<f64>)> {
        let of = |register: Reg| self.register(register);
        self.program.plots.iter().map(move |(value, colour)| (of(*value), colour.map(of)))
    }

    /// Sets a register before a bar.
    #[inline]
    pub(super) fn set(&mut self, register: Reg, value: f64) {
        self.registers[register as usize] = value;
    }

    /// The text that a register's value stands for, if it may be one.
    pub(super) fn text(&self, value: f64) -> Option<&str> {
        self.heap.read(value)
    }

    /// Lets a ring that is no longer kept be read from the values that it would have.
    pub(super) fn read_from(&mut self, ring: usize, value: Value) {
        self.known[ring] = Some(value);
    }

    /// One bar, which ends at `end`.
    pub(super) fn run(
        &mut self,
        bars: &Bars<'_>,
        end: i64,
        zone: &Zone,
        desk: Option<Desk<'_, '_>>,
    ) -> Result<(), Stopped> {
        self.run_some(usize::MAX, bars, end, zone, desk)
    }

    /// One bar, of no more than so many instructions from the first of the program on.
    pub(super) fn run_some(
        &mut self,
        n_ops: usize,
        bars: &Bars<'_>,
        end: i64,
        zone: &Zone,
        mut desk: Option<Desk<'_, '_>>,
    ) -> Result<(), Stopped> {
        self.prices(bars, end);
        for higher in &mut self.requests {
            higher.next(bars, end, zone, &mut self.registers).map_err(|sentence| (sentence, 0))?;
        }
        let program = Rc::clone(&self.program);
        let code = &program.code[..n_ops.min(program.code.len())];
        let mut at = 0;
        while let Some(op) = code.get(at) {
            at += 1;
            // What cannot fail goes straight on.
            let done = match *op {
                Op::Move { to, from } => {
                    self.registers[to as usize] = self.registers[from as usize];
                    continue;
                }
                Op::Unary(op, to, a) => {
                    self.registers[to as usize] = unary(op, self.registers[a as usize]);
                    continue;
                }
                Op::Binary(op, to, a, b) => {
                    self.registers[to as usize] =
                        binary(op, self.registers[a as usize], self.registers[b as usize]);
                    continue;
                }
                Op::Jump(to) => {
                    at = to as usize;
                    continue;
                }
                Op::JumpUnless(condition, to) => {
                    if !is_true(self.registers[condition as usize]) {
                        at = to as usize;
                    }
                    continue;
                }
                Op::JumpIf(condition, to) => {
                    if is_true(self.registers[condition as usize]) {
                        at = to as usize;
                    }
                    continue;
                }
                Op::Once(flag, to) => {
                    if is_true(self.registers[flag as usize]) {
                        at = to as usize;
                    }
                    self.registers[flag as usize] = 1.0;
                    continue;
                }
                Op::Past(to, price, n) => self.past(to, price, n, bars),
                Op::History(to, ring, n) => self.history(to, ring, n, bars),
                Op::Keep(ring) => {
                    let of = program.rings[ring as usize].of;
                    self.rings[ring as usize].keep(self.registers[of as usize], bars.at);
                    continue;
                }
                Op::Call { func, to, args, site } => {
                    self.call(func, to, args, site, bars, zone, desk.as_mut())
                }
                Op::Load(to, from) => {
                    let prices = &self.registers[..Price::ALL.len()];
                    let price = prices.get(self.registers[from as usize] as usize);
                    self.registers[to as usize] = price.copied().unwrap_or(f64::NAN);
                    continue;
                }
                Op::Turn => self.turn(),
            };
            done.map_err(|sentence| (sentence, program.places.get(at - 1).copied().unwrap_or_default()))?;
        }
        self.turns_before += std::mem::take(&mut self.turns);
        let kept = self.rings.iter().map(Ring::values);
        self.heap.tidy(kept.chain([self.registers.as_slice()])).map_err(|sentence| (sentence, 0))
    }

    fn prices(&mut self, bars: &Bars<'_>, end: i64) {
        let at = bars.at;
        let (o, h, l, c) = (bars.open[at], bars.high[at], bars.low[at], bars.close[at]);
        let mut set = |price: Price, value: f64| self.registers[price.register() as usize] = value;
        set(Price::Open, o);
        set(Price::High, h);
        set(Price::Low, l);
        set(Price::Close, c);
        set(Price::Volume, bars.volume[at]);
        set(Price::Time, bars.time[at] as f64);
        set(Price::BarIndex, (at - bars.first) as f64);
        set(Price::Hl2, (h + l) / 2.0);
        set(Price::Hlc3, (h + l + c) / 3.0);
        set(Price::Ohlc4, (o + h + l + c) / 4.0);
        set(Price::Hlcc4, (h + l + c + c) / 4.0);
        set(Price::TimeClose, end as f64);
    }

    fn turn(&mut self) -> Fails<()> {
        self.turns += 1;
        if self.turns > MOST_TURNS {
            return Err("A loop took more than 5,000,000 turns in one bar.".to_owned());
        }
        if self.turns + self.turns_before > MOST_TURNS_OF_ALL {
            return Err("Loops took more than 1,000,000,000 turns in this run.".to_owned());
        }
        Ok(())
    }

    fn past(&mut self, to: Reg, price: Price, n: Reg, bars: &Bars<'_>) -> Fails<()> {
        let back = bars_back(self.register(n))?.filter(|n| bars.at >= bars.first + n);
        self.registers[to as usize] = match back {
            // When the bar closes is known from the interval; when an earlier one closed, from the bar after it.
            Some(0) if price == Price::TimeClose => self.register(Price::TimeClose.register()),
            Some(n) => price_of(price, bars.at - n, bars),
            None => f64::NAN,
        };
        Ok(())
    }

    fn history(&mut self, to: Reg, ring: u32, n: Reg, bars: &Bars<'_>) -> Fails<()> {
        let back = bars_back(self.register(n))?;
        let of = self.program.rings[ring as usize].of;
        self.registers[to as usize] = match (back, &self.known[ring as usize]) {
            (None, _) => f64::NAN,
            (Some(0), _) => self.registers[of as usize],
            (Some(n), Some(known)) if bars.at >= bars.first + n => known.at(bars.at - n),
            (Some(_), Some(_)) => f64::NAN,
            (Some(n), None) => self.rings[ring as usize].ago(n, bars.at).unwrap_or(f64::NAN),
        };
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one instruction and what it may reach")]
    fn call(
        &mut self,
        func: Func,
        to: Reg,
        args: Args,
        site: u32,
        bars: &Bars<'_>,
        zone: &Zone,
        desk: Option<&mut Desk<'_, '_>>,
    ) -> Fails<()> {
        let program = Rc::clone(&self.program);
        let mut values = std::mem::take(&mut self.args);
        values.clear();
        let registers = &program.args[args.start as usize..(args.start + args.len) as usize];
        values.extend(registers.iter().map(|register| self.registers[*register as usize]));
        let (heap, environment) = (&mut self.heap, &self.environment);
        let done = match func {
            Func::Ta(func) => {
                let mut out = [f64::NAN; ta::MOST_RESULTS];
                let n = func.n_results() as usize;
                let done = self.sites[site as usize].next(&values, bars, zone, &mut out[..n]);
                self.registers[to as usize..to as usize + n].copy_from_slice(&out[..n]);
                self.args = values;
                return done;
            }
            Func::Math(func) => math::call(func, &values, environment.tick()),
            Func::Text(func) => text::call(func, &values, heap, zone, environment.tick()),
            Func::Array(func) => array::call(func, &values, heap, environment.version),
            Func::Map(func) => map::call(func, &values, heap),
            Func::Matrix(func) => matrix::call(func, &values, heap),
            Func::Heap(func) => heap::call(func, &values, heap),
            Func::Order(func) => order::call(func, &values, desk, heap),
            Func::Trade(func) => trades::call(func, &values, desk, heap),
            Func::Clock(func) => self.clock(func, &values, bars, zone),
        };
        self.args = values;
        self.registers[to as usize] = done?;
        Ok(())
    }

    /// The time zone that a text names; the exchange's if there is none.
    fn zone(&mut self, text: f64, default: &Zone) -> Fails<Zone> {
        let Some(name) = self.heap.read(text) else { return Ok(default.clone()) };
        if let Some((_, zone)) = self.zones.iter().find(|(of, _)| of == name) {
            return Ok(zone.clone());
        }
        let (name, zone) = (name.to_owned(), Zone::named(name)?);
        self.zones.push((name, zone.clone()));
        Ok(zone)
    }

    pub(super) fn clock(&mut self, func: ClockFn, args: &[f64], bars: &Bars<'_>, zone: &Zone) -> Fails<f64> {
        let get = |at: usize| args.get(at).copied().unwrap_or(f64::NAN);
        let interval = |heap: &Heap, at: usize| {
            let name = heap.read(get(at)).unwrap_or_default();
            if name.is_empty() {
                return Ok(Interval::of_bars(self.environment.interval_ms));
            }
            Interval::named(name).ok_or_else(|| format!("“{name}” is no interval."))
        };
        Ok(match func {
            ClockFn::Timestamp => {
                let zone = self.zone(get(0), zone)?;
                clock::timestamp(&args[1..], &zone)
            }
            ClockFn::TimestampOf => {
                let text = self.heap.read(get(0)).unwrap_or_default();
                let read = clock::read_timestamp(text, zone);
                read.ok_or_else(|| format!("“{text}” is no date: write for instance `2024-01-31`."))?
            }
            ClockFn::Change => {
                let interval = interval(&self.heap, 0)?;
                let before = bars.at.checked_sub(1).filter(|at| *at >= bars.first);
                let period = |at: usize| interval.period(bars.time[at], zone).0;
                truth(before.is_none_or(|before| period(before) != period(bars.at)))
            }
            ClockFn::InSeconds => interval(&self.heap, 0)?.seconds(),
            ClockFn::FromSeconds => {
                let name = Interval::of_bars((get(0) * 1_000.0) as i64).name(self.environment.version);
                self.heap.text(&name)
            }
            ClockFn::Time | ClockFn::TimeClose => {
                let back = if get(3).is_nan() { 0.0 } else { get(3) };
                if back < 0.0 {
                    return Err("`bars_back` must be 0 or more: what comes later is not known.".to_owned());
                }
                if bars.at - bars.first < back as usize {
                    return Ok(f64::NAN);
                }
                let (interval, time) = (interval(&self.heap, 0)?, bars.time[bars.at - back as usize]);
                let zone = self.zone(get(2), zone)?;
                let session = self.heap.read(get(1)).unwrap_or_default().to_owned();
                let (from, to) = interval.period(time, &zone);
                if !session.is_empty() && self.stretch(&session, time, &zone)?.is_none() {
                    return Ok(f64::NAN);
                }
                (if func == ClockFn::Time { from } else { to }) as f64
            }
            _ => {
                let zone = self.zone(get(1), zone)?;
                clock::part(func, get(0), &zone)
            }
        })
    }

    fn stretch(&mut self, session: &str, time: i64, zone: &Zone) -> Fails<Option<(i64, i64)>> {
        let at = match self.sessions.iter().position(|(of, _)| of == session) {
            Some(at) => at,
            None => {
                self.sessions.push((session.to_owned(), Session::named(session)?));
                self.sessions.len() - 1
            }
        };
        Ok(self.sessions[at].1.stretch(time, zone))
    }
}
