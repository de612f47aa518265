//! Which registers follow from the bars and the inputs alone.
//!
//! A register counts if one instruction writes it, on every bar, from such registers, and nothing reads it before; what keeps no state and
//! cannot fail may be in a branch too, since computing it where the branch is not taken does no harm. `and`, `or` and `?:` are branches that
//! write one register twice; they are recognised by their shape.

use std::collections::BTreeSet;

use super::flow::{always, lives_on, reads, writes};
use crate::script::program::{Args, Func, MAX_BACK, Op, Price, Program, Reg};
use crate::script::{ClockFn, MathFn};

/// How a register is made of others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Def {
    /// By the instruction at this position.
    Op(usize),
    /// The second if the first is true, else the first.
    And(Reg, Reg),
    /// The first if it is true, else the second.
    Or(Reg, Reg),
    /// The second if the first is true, else the third.
    Choice(Reg, Reg, Reg),
}

/// What was found.
#[derive(Debug)]
pub(super) struct Pure {
    /// In an order in which each follows from those before: the first register that is written, and how.
    pub(super) defs: Vec<(Reg, Def)>,
    /// By register.
    pub(super) is_pure: Vec<bool>,
    /// By instruction: nothing is left to do for it.
    pub(super) is_done: Vec<bool>,
    /// By ring: its register is pure and it keeps one value on each bar.
    pub(super) rings: Vec<bool>,
}

/// Whether a function gives a number that follows from its arguments, and never stops the script.
fn is_plain(func: Func) -> bool {
    matches!(func, Func::Math(func) if func != MathFn::RoundToMintick)
}

/// Whether a function's results depend on its arguments and the bars alone. `texts` are those of its arguments that may be texts: places in a heap, which
/// mean something else in the next machine unless they are known to be the same throughout.
fn is_pure_call(func: Func, args: &[Reg], is_steady: impl Fn(Reg) -> bool) -> bool {
    let Func::Clock(func) = func else { return matches!(func, Func::Math(_) | Func::Ta(_)) };
    let n_texts = match func {
        ClockFn::FromSeconds => return false,
        ClockFn::Time | ClockFn::TimeClose => 3,
        ClockFn::Timestamp | ClockFn::TimestampOf | ClockFn::Change | ClockFn::InSeconds => 1,
        // A part of a time: the time, and the zone.
        _ => return args.get(1).is_none_or(|zone| is_steady(*zone)),
    };
    args.iter().take(n_texts).all(|text| is_steady(*text))
}

impl Pure {
    pub(super) fn of(program: &Program) -> Self {
        let code = &program.code;
        let n = program.n_registers as usize;
        let mut n_writes = vec![0_u32; n];
        for (to, count) in code.iter().filter_map(writes) {
            n_writes[to as usize..(to + count) as usize].iter_mut().for_each(|n| *n += 1);
        }
        for request in &program.requests {
            let to = request.to as usize;
            n_writes[to..to + request.program.results.len()].iter_mut().for_each(|n| *n += 1);
        }
        let mut is_pure = vec![false; n];
        let steady = program.constants.iter().map(|(register, _)| *register);
        let steady = steady.chain(program.inputs.iter().map(|(register, _)| *register));
        let steady = steady.chain(program.known.iter().map(|(register, _)| *register));
        let steady = steady.chain(program.text_constants.iter().map(|(register, _)| *register));
        for register in steady.chain(Price::ALL.iter().map(|(_, price)| price.register())) {
            is_pure[register as usize] = n_writes[register as usize] == 0;
        }
        let always = always(code);
        let mut keeps_once = vec![None; program.rings.len()];
        let mut n_keeps = vec![0_u32; program.rings.len()];
        for (at, op) in code.iter().enumerate() {
            if let Op::Keep(ring) = op {
                n_keeps[*ring as usize] += if always[at] { 1 } else { 2 };
                keeps_once[*ring as usize] = Some(at);
            }
        }
        for (ring, kept) in keeps_once.iter_mut().enumerate() {
            // One that counts values, not bars, would count this bar's where it is read after it was kept.
            let is_read_late = |kept| {
                let late = |op: &Op| matches!(op, Op::History(_, of, _) if *of as usize == ring);
                !program.rings[ring].by_bar && code[kept..].iter().any(late)
            };
            *kept = kept.filter(|kept| n_keeps[ring] == 1 && !is_read_late(*kept));
        }
        let carries_over = lives_on(program, &vec![false; n]).unwrap_or_else(|| vec![true; n]);
        let sound = |(register, n): &(Reg, f64)| {
            (n_writes[*register as usize] == 0 && (0.0..=f64::from(MAX_BACK)).contains(n))
                .then_some(*register)
        };
        let sound_distances = program.constants.iter().filter_map(sound).collect();
        let mut all = Self {
            defs: Vec::new(),
            is_pure,
            is_done: vec![false; code.len()],
            rings: vec![false; program.rings.len()],
        };
        let shape = Shape { program, n_writes, keeps_once, always, carries_over, sound_distances };
        // What stands inside of a choice is found before the choice around it.
        for _ in 0..12 {
            let n_before = all.defs.len();
            all.pass(&shape);
            if all.defs.len() == n_before {
                break;
            }
        }
        for (ring, spec) in program.rings.iter().enumerate() {
            all.rings[ring] = shape.keeps_once[ring].is_some() && all.is_pure[spec.of as usize];
        }
        for (at, op) in code.iter().enumerate() {
            if let Op::Keep(ring) = op {
                all.is_done[at] = all.rings[*ring as usize];
            }
        }
        all
    }

    fn pass(&mut self, shape: &Shape<'_>) {
        let code = &shape.program.code;
        for (at, op) in code.iter().enumerate() {
            if self.is_done[at] {
                continue;
            }
            let Some((to, count)) = writes(op) else {
                self.branch(at, shape);
                continue;
            };
            let mut are_pure = true;
            reads(op, shape.program, |register| are_pure &= self.is_pure[register as usize]);
            let is_known = |register| shape.is_steady(register);
            let is_free = match *op {
                Op::Move { .. } | Op::Unary(..) | Op::Binary(..) => true,
                Op::Call { func, .. } => is_plain(func),
                Op::Past(_, _, n) | Op::History(_, _, n) => shape.sound_distances.contains(&n),
                _ => false,
            };
            let is_kind = match *op {
                Op::Move { .. } | Op::Unary(..) | Op::Binary(..) => true,
                // Of a bar before, the machine takes the time at which the next one opens.
                Op::Past(_, price, _) => price != Price::TimeClose,
                Op::Load(_, from) => is_known(from),
                Op::History(_, ring, _) => shape.keeps_once[ring as usize].is_some(),
                Op::Call { func, args, .. } => is_pure_call(func, shape.args(args), is_known),
                _ => false,
            };
            let span = to as usize..(to + count) as usize;
            // The truth of what was just written may be written over it.
            let is_second = shape.n_writes[to as usize] == 2
                && matches!(*op, Op::Unary(_, to, from) if to == from)
                && at > 0
                && self.is_done[at - 1]
                && writes(&code[at - 1]) == Some((to, 1));
            let is_first = shape.n_writes[to as usize] == 2
                && matches!(code.get(at + 1), Some(Op::Unary(_, again, from)) if *again == to && *from == to);
            let is_once = shape.n_writes[span.clone()].iter().all(|n| *n == 1) || is_first || is_second;
            let is_fresh = !shape.carries_over[span.clone()].contains(&true);
            if are_pure && is_kind && is_once && is_fresh && (shape.always[at] || is_free) {
                self.is_done[at] = true;
                self.is_pure[span].fill(true);
                self.defs.push((to, Def::Op(at)));
            }
        }
    }

    /// `and`, `or` and `?:` at the jump that they begin with.
    fn branch(&mut self, at: usize, shape: &Shape<'_>) {
        let code = &shape.program.code;
        let (is_unless, condition, end) = match code[at] {
            Op::JumpUnless(condition, end) => (true, condition, end as usize),
            Op::JumpIf(condition, end) => (false, condition, end as usize),
            _ => return,
        };
        if end <= at + 1 || end > code.len() {
            return;
        }
        let is_pure = |register: Reg| self.is_pure[register as usize];
        let are_done = |mut bars: std::ops::Range<usize>| bars.all(|at| self.is_done[at]);
        let twice =
            |register: Reg| shape.n_writes[register as usize] == 2 && !shape.carries_over[register as usize];
        let (def, to, done) = match (at.checked_sub(1).map(|before| code[before]), code[end - 1]) {
            (Some(Op::Move { to, from: left }), Op::Move { to: again, from: right })
                if to == condition
                    && again == to
                    && twice(to)
                    && is_pure(left)
                    && is_pure(right)
                    && are_done(at + 1..end - 1) =>
            {
                let def = if is_unless { Def::And(left, right) } else { Def::Or(left, right) };
                (def, to, vec![at - 1, at, end - 1])
            }
            (_, Op::Jump(last)) if is_unless && is_pure(condition) && end >= at + 3 => {
                let last = last as usize;
                let Op::Move { to, from: yes } = code[end - 2] else { return };
                let Some(Op::Move { to: again, from: no }) = last.checked_sub(1).and_then(|at| code.get(at))
                else {
                    return;
                };
                let fits = last > end && *again == to && twice(to) && is_pure(yes) && is_pure(*no);
                if !(fits && are_done(at + 1..end - 2) && are_done(end..last - 1)) {
                    return;
                }
                (Def::Choice(condition, yes, *no), to, vec![at, end - 2, end - 1, last - 1])
            }
            _ => return,
        };
        done.into_iter().for_each(|at| self.is_done[at] = true);
        self.is_pure[to as usize] = true;
        self.defs.push((to, def));
    }
}

/// What is known of the instructions before anything else.
struct Shape<'a> {
    program: &'a Program,
    n_writes: Vec<u32>,
    /// By ring: where its value is kept, if that is once on each bar.
    keeps_once: Vec<Option<usize>>,
    always: Vec<bool>,
    /// By register: something may read what the bar before left in it.
    carries_over: Vec<bool>,
    /// Registers of constants that are possible distances to look back.
    sound_distances: BTreeSet<Reg>,
}

impl Shape<'_> {
    /// Whether a register holds the same throughout.
    fn is_steady(&self, register: Reg) -> bool {
        self.n_writes[register as usize] == 0 && register as usize >= Price::ALL.len()
    }

    fn args(&self, args: Args) -> &[Reg] {
        &self.program.args[args.start as usize..(args.start + args.len) as usize]
    }
}
