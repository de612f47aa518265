//! What instructions write and read, and where control may go.

use crate::script::program::{Func, Op, Program, Reg};

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

/// Registers that some instruction may read before any has written them on this bar: they carry something over from the bar before. `steady`
/// are registers that are set before each bar. `None` for programs too large to tell.
pub(super) fn lives_on(program: &Program, steady: &[bool]) -> Option<Vec<bool>> {
    let (code, n) = (&program.code, program.n_registers as usize);
    if code.len().checked_mul(n)? > 100_000_000 {
        return None;
    }
    // Written for certain, where control goes on; nothing is known of where it never comes.
    let mut waiting: Vec<Option<Vec<bool>>> = vec![None; code.len() + 1];
    let mut here = Some(vec![false; n]);
    let mut lives = vec![false; n];
    let meet = |into: &mut Option<Vec<bool>>, with: &[bool]| match into {
        Some(into) => into.iter_mut().zip(with).for_each(|(into, with)| *into &= with),
        None => *into = Some(with.to_vec()),
    };
    for (at, op) in code.iter().enumerate() {
        if let Some(from_jumps) = waiting[at].take() {
            meet(&mut here, &from_jumps);
        }
        let Some(written) = &mut here else { continue };
        reads(op, program, |register| {
            lives[register as usize] |= !written[register as usize] && !steady[register as usize];
        });
        if let Some((to, count)) = writes(op) {
            written[to as usize..(to + count) as usize].fill(true);
        }
        // A loop goes back to where no more is written than when it was entered.
        if let Some(to) = target(op).filter(|to| *to > at && *to <= code.len()) {
            meet(&mut waiting[to], written);
        }
        if matches!(op, Op::Jump(_)) {
            here = None;
        }
    }
    Some(lives)
}
