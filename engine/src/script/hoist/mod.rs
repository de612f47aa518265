//! What of a script needs no machine: expressions that follow from the bars and the inputs alone become columns, made once and shared by
//! all cells that ask for the same; conditions among them become masks, and bars on which none of those holds that the rest is guarded by
//! are skipped.
//!
//! `pure` finds the expressions, `columns` makes them, with `conditions` for operators and `known` for what the engine has; `quiet` finds the
//! guards. A test runs every script both ways and compares trades and equity bit by bit.

mod columns;
mod conditions;
mod flow;
mod known;
mod pure;
mod quiet;
mod value;

use std::rc::Rc;

pub(super) use value::{Arguments, Value};

use super::clock::Zone;
use super::machine::{Machine, Stopped};
use super::program::{Func, Op, Price, Program, Reg};
use super::strategy::Environment;
use crate::indicator::{Indicators, Mask};
use columns::Maker;
use flow::{reads, target, writes};
use pure::{Def, Pure};

/// A program of which the pure part has become columns.
#[derive(Debug)]
pub(super) struct Hoisted {
    /// Registers to set before a bar.
    pub(super) loads: Vec<(Reg, Value)>,
    /// The bars on which the rest may do anything; `None` if that may be any.
    pub(super) wakes: Option<Mask>,
    pub(super) stop: Option<Stop>,
}

/// Where a pure expression stops the script.
#[derive(Debug)]
pub(super) struct Stop {
    pub(super) bar: usize,
    /// Instructions of the rest that come before it.
    pub(super) n_before: usize,
    /// What is said.
    pub(super) stopped: Stopped,
}

impl Hoisted {
    /// Of a script that begins at the bar `first`; and the machine that runs what is left.
    pub(super) fn of(
        program: &Rc<Program>,
        environment: &Rc<Environment>,
        zone: &Zone,
        first: usize,
        indicators: &mut Indicators,
    ) -> Result<(Machine, Self), Stopped> {
        let pure = Pure::of(program);
        let series = Rc::clone(indicators.series());
        let (rest, needed, place_of) = rest(program, &pure);
        let mut maker = Maker {
            program,
            environment,
            machine: Machine::new(Rc::clone(program), Rc::clone(environment))?,
            zone,
            tick: environment.tick(),
            series: Rc::clone(&series),
            first,
            indicators,
            values: vec![None; program.n_registers as usize],
            stop: None,
        };
        for (to, def) in wanted(program, &pure, &needed) {
            maker.make(to, def);
        }
        let mut machine = Machine::new(Rc::clone(&rest), Rc::clone(environment))?;
        for (ring, spec) in program.rings.iter().enumerate().filter(|(ring, _)| pure.rings[*ring]) {
            machine.read_from(ring, maker.value(spec.of));
        }
        let Maker { machine: asked, mut values, stop, indicators, .. } = maker;
        let steady: Vec<Option<f64>> = (0..program.n_registers)
            .map(|register| match &values[register as usize] {
                Some(Value::Fixed(value)) => Some(*value),
                Some(_) => None,
                None if pure.is_pure[register as usize] && register as usize >= Price::ALL.len() => {
                    Some(asked.register(register))
                }
                None => None,
            })
            .collect();
        let guards = quiet::guards(&rest, &pure.is_pure, &steady);
        let bar_of_stop = stop.as_ref().map(|(bar, ..)| *bar);
        let wakes = guards.and_then(|guards| {
            let n_bars = series.len();
            let mut wakes = Mask::at_bars(n_bars, [Some(first), bar_of_stop]);
            for register in guards {
                let guard = match values.get(register as usize)?.as_ref()? {
                    Value::Mask(mask, _) => mask.clone(),
                    Value::Column(column, _) => {
                        &indicators.above(column, 0.0) | &indicators.below(column, 0.0)
                    }
                    Value::Fixed(_) => return None,
                };
                wakes = &wakes | &guard;
            }
            Some(wakes)
        });
        let mut loads = Vec::new();
        for register in needed {
            match values[register as usize].take() {
                Some(Value::Fixed(value)) => machine.set(register, value),
                Some(value) => loads.push((register, value)),
                None => {}
            }
        }
        let stop = stop.map(|(bar, at, sentence)| Stop {
            bar,
            n_before: place_of[at] as usize,
            stopped: (sentence, program.places.get(at).copied().unwrap_or_default()),
        });
        Ok((machine, Self { loads, wakes, stop }))
    }
}

/// The program without what is done by columns, the registers that it reads of them, and for each instruction of the whole how many of the rest
/// come before it.
fn rest(program: &Program, pure: &Pure) -> (Rc<Program>, Vec<Reg>, Vec<u32>) {
    let mut place_of = Vec::with_capacity(program.code.len() + 1);
    let mut n = 0;
    for is_done in &pure.is_done {
        place_of.push(n);
        n += u32::from(!is_done);
    }
    place_of.push(n);
    let mut rest = Program { code: Vec::new(), places: Vec::new(), ..program.clone() };
    let mut is_needed = vec![false; program.n_registers as usize];
    let prices = Price::ALL.len();
    for (at, op) in program.code.iter().enumerate().filter(|(at, _)| !pure.is_done[*at]) {
        let mut op = *op;
        if let (Op::Jump(to) | Op::JumpUnless(_, to) | Op::JumpIf(_, to) | Op::Once(_, to), Some(target)) =
            (&mut op, target(&program.code[at]))
        {
            *to = place_of[target];
        }
        reads(&op, program, |register| {
            let register = register as usize;
            is_needed[register] |= register >= prices && pure.is_pure[register];
        });
        rest.code.push(op);
        rest.places.push(program.places.get(at).copied().unwrap_or_default());
    }
    let needed = (0..program.n_registers).filter(|register| is_needed[*register as usize]).collect();
    (Rc::new(rest), needed, place_of)
}

/// What has to be made, in order: what the rest reads, what that is made of, and what might stop the script.
fn wanted(program: &Program, pure: &Pure, needed: &[Reg]) -> Vec<(Reg, Def)> {
    let mut is_wanted = vec![false; program.n_registers as usize];
    needed.iter().for_each(|register| is_wanted[*register as usize] = true);
    for (ring, spec) in program.rings.iter().enumerate() {
        is_wanted[spec.of as usize] |= pure.rings[ring];
    }
    let mut defs = Vec::new();
    for (to, def) in pure.defs.iter().rev() {
        let n = match def {
            Def::Op(at) => writes(&program.code[*at]).map_or(1, |(_, n)| n),
            _ => 1,
        };
        let may_stop = match def {
            Def::Op(at) => match program.code[*at] {
                Op::Past(..) | Op::History(..) => true,
                Op::Call { func, .. } => !matches!(func, Func::Math(_)),
                _ => false,
            },
            _ => false,
        };
        if !may_stop && !is_wanted[*to as usize..(*to + n) as usize].contains(&true) {
            continue;
        }
        let want = |register: Reg| is_wanted[register as usize] = true;
        match *def {
            Def::And(a, b) | Def::Or(a, b) => [a, b].into_iter().for_each(want),
            Def::Choice(a, b, c) => [a, b, c].into_iter().for_each(want),
            Def::Op(at) => reads(&program.code[at], program, want),
        }
        defs.push((*to, *def));
    }
    defs.reverse();
    defs
}
