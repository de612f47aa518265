//! On which bars what is left of a script may do anything.
//!
//! The instructions are followed as if every pure condition on the way were false. If all that is executed then writes nothing that a later
//! bar reads, and makes no order, the script has nothing to do on a bar on which all these conditions are false. Orders that wait and
//! positions that are open are the broker's: it sees every bar whether the script is asked or not.

use std::collections::BTreeSet;

use super::flow::{always, lives_on, writes};
use crate::script::MathFn;
use crate::script::numbers::{binary, is_true, unary};
use crate::script::program::{Binary, Func, MAX_BACK, Op, Program, Reg, Unary};

/// Instructions that are looked at before giving up.
const MOST: usize = 50_000;

/// Registers whose truth is needed for anything to happen: at least one of them on each bar that matters.
pub(super) type Guards = BTreeSet<Reg>;

/// What is known of a register on a bar on which no guard holds.
#[derive(Debug, Clone, PartialEq)]
enum Known {
    Nothing,
    Value(f64),
    /// It is true only if one of these is.
    Only(Guards),
}

/// The guards of a program of which only what is not pure is left; `None` if something happens on every bar. `pure` are registers that are set
/// before each bar, and `steady` says which hold the same value throughout.
pub(super) fn guards(program: &Program, pure: &[bool], steady: &[Option<f64>]) -> Option<Guards> {
    if !program.requests.is_empty() {
        return None;
    }
    let known = pure.iter().zip(steady).enumerate().map(|(register, (is_pure, steady))| match steady {
        Some(value) => Known::Value(*value),
        None if *is_pure => Known::Only(Guards::from([register as Reg])),
        None => Known::Nothing,
    });
    let (lives, always) = (lives_on(program, pure)?, always(&program.code));
    let mut walk = Walk { program, lives, always, guards: Guards::new(), n: 0 };
    walk.from(0, known.collect()).then_some(walk.guards)
}

struct Walk<'a> {
    program: &'a Program,
    /// Registers that a bar may read as the bar before left them.
    lives: Vec<bool>,
    /// Instructions that every bar executes, the first one too, which is never skipped.
    always: Vec<bool>,
    guards: Guards,
    n: usize,
}

impl Walk<'_> {
    /// Whether nothing happens from an instruction on.
    fn from(&mut self, mut at: usize, mut known: Vec<Known>) -> bool {
        while let Some(op) = self.program.code.get(at) {
            self.n += 1;
            if self.n > MOST {
                return false;
            }
            at += 1;
            if let Op::Once(flag, to) = op
                && self.always[at - 1]
            {
                known[*flag as usize] = Known::Value(1.0);
                at = *to as usize;
                continue;
            }
            if let Some((to, count)) = writes(op)
                && self.lives[to as usize..(to + count) as usize].contains(&true)
            {
                return false;
            }
            match op {
                Op::Jump(to) => at = *to as usize,
                Op::JumpUnless(condition, to) | Op::JumpIf(condition, to) => {
                    let is_unless = matches!(op, Op::JumpUnless(..));
                    match &known[*condition as usize] {
                        Known::Value(value) if is_true(*value) != is_unless => at = *to as usize,
                        Known::Value(_) => {}
                        Known::Only(of) => {
                            self.guards.extend(of);
                            if is_unless {
                                at = *to as usize;
                            }
                        }
                        Known::Nothing if *to as usize <= at => return false,
                        Known::Nothing => {
                            if !self.from(*to as usize, known.clone()) {
                                return false;
                            }
                        }
                    }
                }
                Op::Move { to, from } => known[*to as usize] = known[*from as usize].clone(),
                Op::Unary(op, to, a) => {
                    known[*to as usize] = match &known[*a as usize] {
                        Known::Value(a) => Known::Value(unary(*op, *a)),
                        of @ Known::Only(_) if *op == Unary::Truth => of.clone(),
                        _ => Known::Nothing,
                    }
                }
                Op::Binary(op, to, a, b) => {
                    known[*to as usize] = both(*op, &known[*a as usize], &known[*b as usize]);
                }
                // These cannot stop the script.
                Op::Call { func: Func::Trade(_), to, .. } => known[*to as usize] = Known::Nothing,
                Op::Call { func: Func::Math(func), to, .. } if *func != MathFn::RoundToMintick => {
                    known[*to as usize] = Known::Nothing;
                }
                Op::Past(to, _, n) | Op::History(to, _, n) => {
                    let is_sound = |n: &f64| (0.0..=f64::from(MAX_BACK)).contains(n);
                    if !matches!(&known[*n as usize], Known::Value(n) if is_sound(n)) {
                        return false;
                    }
                    known[*to as usize] = Known::Nothing;
                }
                Op::Call { .. } | Op::Once(..) | Op::Keep(_) | Op::Load(..) | Op::Turn => return false,
            }
        }
        true
    }
}

fn both(op: Binary, a: &Known, b: &Known) -> Known {
    let is_false = |of: &Known| matches!(of, Known::Value(value) if !is_true(*value));
    match (op, a, b) {
        (_, Known::Value(a), Known::Value(b)) => Known::Value(binary(op, *a, *b)),
        (Binary::And, a, b) if is_false(a) || is_false(b) => Known::Value(0.0),
        (Binary::And, Known::Only(of), _) | (Binary::And, _, Known::Only(of)) => Known::Only(of.clone()),
        (Binary::Or, Known::Only(a), Known::Only(b)) => Known::Only(a.union(b).copied().collect()),
        (Binary::Or, Known::Only(of), other) | (Binary::Or, other, Known::Only(of)) if is_false(other) => {
            Known::Only(of.clone())
        }
        _ => Known::Nothing,
    }
}
