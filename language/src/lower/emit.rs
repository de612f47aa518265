//! Registers and instructions.

use engine::script::{Args, Func, Op, Reg, Site};

use super::{Constant, Lower, Value};
use crate::types::{Qualifier, Type};

/// Instructions that a script may have once its functions are put in.
const MOST_INSTRUCTIONS: usize = 200_000;

impl Lower<'_> {
    pub(super) fn register(&mut self) -> Reg {
        self.program.n_registers += 1;
        self.program.n_registers - 1
    }

    /// A register that holds a number throughout.
    pub(super) fn number(&mut self, value: f64) -> Reg {
        let bits = if value.is_nan() { f64::NAN.to_bits() } else { value.to_bits() };
        if let Some(register) = self.numbers.get(&bits) {
            return *register;
        }
        let register = self.register();
        self.numbers.insert(bits, register);
        self.steady.insert(register);
        self.program.constants.push((register, value));
        register
    }

    pub(super) fn na(&mut self) -> Reg {
        self.number(f64::NAN)
    }

    /// A register that holds a text throughout.
    pub(super) fn text(&mut self, text: &str) -> Reg {
        if let Some(register) = self.texts.get(text) {
            return *register;
        }
        let register = self.register();
        self.texts.insert(text.to_owned(), register);
        self.steady.insert(register);
        self.program.text_constants.push((register, self.program.texts.len() as u32));
        self.program.texts.push(text.to_owned());
        register
    }

    pub(super) fn constant(&mut self, constant: Constant, ty: Type) -> Value {
        let register = match &constant {
            Constant::Number(number) => self.number(*number),
            Constant::Text(text) => self.text(text),
        };
        Value { constant: Some(constant), ..Value::new(register, ty, Qualifier::Const) }
    }

    pub(super) fn number_value(&mut self, value: f64, ty: Type) -> Value {
        self.constant(Constant::Number(value), ty)
    }

    pub(super) fn text_value(&mut self, text: &str) -> Value {
        self.constant(Constant::Text(text.to_owned()), Type::Text)
    }

    pub(super) fn void(&mut self) -> Value {
        Value::new(self.na(), Type::Void, Qualifier::Series)
    }

    pub(super) fn emit(&mut self, op: Op) -> usize {
        if self.code.len() == MOST_INSTRUCTIONS {
            let span = crate::tree::Span { start: self.place, end: self.place + 1 };
            self.error(span, "The script is too large once its functions are put in at each call.");
        }
        if self.code.len() <= MOST_INSTRUCTIONS {
            self.code.push(op);
            self.places.push(self.place);
        }
        self.code.len() - 1
    }

    pub(super) fn is_too_large(&self) -> bool {
        self.code.len() > MOST_INSTRUCTIONS
    }

    /// Lets the jump at `at` go to the next instruction.
    pub(super) fn land(&mut self, at: usize) {
        let here = self.code.len() as u32;
        if let Some(Op::Jump(to) | Op::JumpIf(_, to) | Op::JumpUnless(_, to) | Op::Once(_, to)) =
            self.code.get_mut(at)
        {
            *to = here;
        }
    }

    pub(super) fn copy(&mut self, to: Reg, from: Reg) {
        if to != from {
            self.emit(Op::Move { to, from });
        }
    }

    pub(super) fn args(&mut self, registers: &[Reg]) -> Args {
        let start = self.program.args.len() as u32;
        self.program.args.extend(registers);
        Args { start, len: registers.len() as u32 }
    }

    /// A call with one result.
    pub(super) fn call_one(&mut self, func: Func, registers: &[Reg]) -> Reg {
        self.call_many(func, registers, 1, true)
    }

    /// A call; the results are in the registers from the one returned on.
    pub(super) fn call_many(&mut self, func: Func, registers: &[Reg], n_results: u32, is_fixed: bool) -> Reg {
        let to = self.program.n_registers;
        self.program.n_registers += n_results;
        let (args, site) = (self.args(registers), self.site(func, is_fixed));
        self.note_reading(func);
        self.emit(Op::Call { func, to, args, site });
        to
    }

    /// A call before everything else on each bar.
    pub(super) fn call_first(&mut self, func: Func, registers: &[Reg]) -> Reg {
        let to = self.register();
        let (args, site) = (self.args(registers), self.site(func, true));
        self.note_reading(func);
        self.prologue.push((Op::Call { func, to, args, site }, self.place));
        to
    }

    fn site(&mut self, func: Func, is_fixed: bool) -> u32 {
        if matches!(func, Func::Ta(_)) {
            self.program.sites.push(Site { func, is_fixed });
        }
        (self.program.sites.len() as u32).saturating_sub(1)
    }

    fn note_reading(&mut self, func: Func) {
        if let Func::Trade(func) = func {
            self.program.reads_trades |= func.reads_trades();
        }
    }
}
