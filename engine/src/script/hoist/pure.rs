//! Which registers follow from the bars and the inputs alone.
//!
//! A register counts if one instruction writes it, on every bar, from such registers; what keeps no state and cannot fail may stand in a
//! branch too, since it can as well be reckoned where the branch is not taken. `and`, `or` and `?:` are branches that write one register
//! twice; they are told by their shape.

use crate::script::program::{Func, Op, Price, Program, Reg};
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

/// Registers that an instruction writes: the first, and how many.
pub(super) fn writes(op: &Op) -> Option<(Reg, u32)> {
    match *op {
        Op::Move { to, .. }
        | Op::Unary(_, to, _)
        | Op::Binary(_, to, ..)
        | Op::Past(to, ..)
        | Op::History(to, ..)
        | Op::Load(to, _)
        | Op::Once(to, _) => Some((to, 1)),
        Op::Call { func: Func::Ta(func), to, .. } => Some((to, func.n_results())),
        Op::Call { to, .. } => Some((to, 1)),
        Op::Jump(_) | Op::JumpUnless(..) | Op::JumpIf(..) | Op::Keep(_) | Op::Turn => None,
    }
}

/// Registers that an instruction reads.
pub(super) fn reads(op: &Op, program: &Program, mut each: impl FnMut(Reg)) {
    match *op {
        Op::Move { from, .. } => each(from),
        Op::Unary(_, _, a) | Op::Load(_, a) => each(a),
        Op::Binary(_, _, a, b) => {
            each(a);
            each(b);
        }
        Op::JumpUnless(a, _) | Op::JumpIf(a, _) | Op::Once(a, _) => each(a),
        Op::Past(_, price, n) => {
            each(price.register());
            each(n);
        }
        Op::History(_, ring, n) => {
            each(program.rings[ring as usize].of);
            each(n);
        }
        Op::Keep(ring) => each(program.rings[ring as usize].of),
        Op::Call { args, .. } => {
            program.args[args.start as usize..(args.start + args.len) as usize]
                .iter()
                .copied()
                .for_each(each);
        }
        Op::Jump(_) | Op::Turn => {}
    }
}

/// Where an instruction may go on, besides the next one.
pub(super) fn target(op: &Op) -> Option<usize> {
    match *op {
        Op::Jump(to) | Op::JumpUnless(_, to) | Op::JumpIf(_, to) | Op::Once(_, to) => Some(to as usize),
        _ => None,
    }
}

/// For each instruction whether it is executed once on every bar.
pub(super) fn always(code: &[Op]) -> Vec<bool> {
    let mut depth = vec![0_i32; code.len() + 2];
    for (at, op) in code.iter().enumerate() {
        if let Some(to) = target(op) {
            let (from, to) = if to > at { (at + 1, to) } else { (to, at + 1) };
            depth[from] += 1;
            depth[to.max(from)] -= 1;
        }
    }
    let mut open = 0;
    let each = |change: &i32| {
        open += change;
        open == 0
    };
    depth[..code.len()].iter().map(each).collect()
}

/// Whether a function gives a number that follows from its arguments, and never stops the script.
fn is_plain(func: Func) -> bool {
    matches!(func, Func::Math(func) if func != MathFn::RoundToMintick)
}

fn is_pure_call(func: Func) -> bool {
    match func {
        Func::Math(_) | Func::Ta(_) => true,
        // A text of this machine would be another's in the next.
        Func::Clock(func) => func != ClockFn::FromSeconds,
        _ => false,
    }
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
        let mut n_keeps = vec![0_u32; program.rings.len()];
        for (op, is_always) in code.iter().zip(&always) {
            if let Op::Keep(ring) = op {
                n_keeps[*ring as usize] += if *is_always { 1 } else { 2 };
            }
        }
        let mut all = Self {
            defs: Vec::new(),
            is_pure,
            is_done: vec![false; code.len()],
            rings: vec![false; program.rings.len()],
        };
        let shape = Shape { program, n_writes, n_keeps, always };
        // What stands inside of a choice is found before the choice around it.
        for _ in 0..12 {
            let n_before = all.defs.len();
            all.pass(&shape);
            if all.defs.len() == n_before {
                break;
            }
        }
        for (ring, spec) in program.rings.iter().enumerate() {
            all.rings[ring] = shape.n_keeps[ring] == 1 && all.is_pure[spec.of as usize];
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
            let is_known = |register: Reg| shape.is_steady(register);
            let is_free = match *op {
                Op::Move { .. } | Op::Unary(..) | Op::Binary(..) => true,
                Op::Call { func, .. } => is_plain(func),
                _ => false,
            };
            let is_kind = match *op {
                Op::Move { .. } | Op::Unary(..) | Op::Binary(..) | Op::Past(..) => true,
                Op::Load(_, from) => is_known(from),
                Op::History(_, ring, _) => shape.n_keeps[ring as usize] == 1,
                Op::Call { func, .. } => is_pure_call(func),
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
            if are_pure && is_kind && is_once && (shape.always[at] || is_free) {
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
        let twice = |register: Reg| shape.n_writes[register as usize] == 2;
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
    /// 1: one value on each bar.
    n_keeps: Vec<u32>,
    always: Vec<bool>,
}

impl Shape<'_> {
    /// Whether a register holds the same throughout.
    fn is_steady(&self, register: Reg) -> bool {
        self.n_writes[register as usize] == 0 && register as usize >= Price::ALL.len()
    }
}
