//! A script as the engine runs it.

use super::{ArrayFn, ClockFn, HeapFn, MapFn, MathFn, MatrixFn, OrderFn, Request, TaFn, TextFn, TradeFn};

/// Number of a register.
pub type Reg = u32;

/// Registers that the machine fills at the start of each bar, in this order from 0 on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names of the prices")]
#[repr(u32)]
pub enum Price {
    Open,
    High,
    Low,
    Close,
    Volume,
    Time,
    BarIndex,
    Hl2,
    Hlc3,
    Ohlc4,
    Hlcc4,
    TimeClose,
}

impl Price {
    /// All, in the order of their registers.
    pub const ALL: [(&str, Self); 12] = [
        ("open", Self::Open),
        ("high", Self::High),
        ("low", Self::Low),
        ("close", Self::Close),
        ("volume", Self::Volume),
        ("time", Self::Time),
        ("bar_index", Self::BarIndex),
        ("hl2", Self::Hl2),
        ("hlc3", Self::Hlc3),
        ("ohlc4", Self::Ohlc4),
        ("hlcc4", Self::Hlcc4),
        ("time_close", Self::TimeClose),
    ];

    /// The register that holds it.
    pub fn register(self) -> Reg {
        self as u32
    }
}

/// Operators with one operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the operators")]
pub enum Unary {
    Minus,
    Not,
    IsNa,
    Truth,
    Truncate,
}

/// Operators with two operands. Comparisons count values closer than 1e-10 as equal, and are false with na.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the operators")]
pub enum Binary {
    Add,
    Sub,
    Mul,
    Div,
    DivWhole,
    Rem,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    And,
    Or,
}

/// Registers in [`Program::args`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Args {
    /// First.
    pub start: u32,
    /// How many.
    pub len: u32,
}

/// A built-in function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names of the libraries")]
pub enum Func {
    Math(MathFn),
    Ta(TaFn),
    Clock(ClockFn),
    Text(TextFn),
    Array(ArrayFn),
    Map(MapFn),
    Matrix(MatrixFn),
    Heap(HeapFn),
    Order(OrderFn),
    Trade(TradeFn),
}

/// One instruction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Op {
    /// Copies a register.
    Move {
        /// Into this one.
        to: Reg,
        /// From this one.
        from: Reg,
    },
    /// An operator with one operand.
    Unary(Unary, Reg, Reg),
    /// An operator with two operands: result, left, right.
    Binary(Binary, Reg, Reg, Reg),
    /// Goes on at an instruction.
    Jump(u32),
    /// Goes on there unless the register is true.
    JumpUnless(Reg, u32),
    /// Goes on there if the register is true.
    JumpIf(Reg, u32),
    /// Goes on there, save for the first time: then the register becomes true.
    Once(Reg, u32),
    /// A price `n` bars ago: result, price, n.
    Past(Reg, Price, Reg),
    /// The value `n` ago that a ring kept of a register: result, ring, n.
    History(Reg, u32, Reg),
    /// Lets a ring keep its register's value.
    Keep(u32),
    /// Calls a function. Several results go into the registers from `to` on.
    Call {
        /// What is called.
        func: Func,
        /// First result.
        to: Reg,
        /// Its arguments.
        args: Args,
        /// What the call site keeps, by its number; meaningless for functions that keep nothing.
        site: u32,
    },
    /// Copies the price whose register's number another one holds: result, that other one.
    Load(Reg, Reg),
    /// A turn of a loop: too many stop the run.
    Turn,
}

/// What a call site keeps between executions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Site {
    /// Whose it is.
    pub func: Func,
    /// Its lengths are the same at every execution, so that no more than these is kept.
    pub is_fixed: bool,
}

/// The history of a register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RingSpec {
    /// Whose values it keeps.
    pub of: Reg,
    /// How many values back are asked for at most.
    pub most: u32,
    /// Keeps the last value of each bar, not each value.
    pub by_bar: bool,
}

/// Most bars that a script may look back.
pub const MAX_BACK: u32 = 5_000;

/// What the instrument and the interval tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names of `syminfo` and `timeframe`")]
pub enum Known {
    Tick,
    MinMove,
    PriceScale,
    PointValue,
    Multiplier,
    IsIntraday,
    IsDaily,
    IsWeekly,
    IsMonthly,
    IsDwm,
    IsMinutes,
    IsSeconds,
    Period,
    TimeZone,
    Ticker,
    Currency,
}

/// A script, ready to run.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Program {
    /// Instructions of one bar.
    pub code: Vec<Op>,
    /// For each instruction the byte of the source it came from.
    pub places: Vec<u32>,
    /// How many registers there are.
    pub n_registers: u32,
    /// Registers that hold the same value throughout.
    pub constants: Vec<(Reg, f64)>,
    /// Registers that hold an input, with the input's position.
    pub inputs: Vec<(Reg, u32)>,
    /// Strings known beforehand.
    pub texts: Vec<String>,
    /// Arguments of all calls.
    pub args: Vec<Reg>,
    /// What call sites keep.
    pub sites: Vec<Site>,
    /// Histories.
    pub rings: Vec<RingSpec>,
    /// Values from higher intervals.
    pub requests: Vec<Request>,
    /// Results, if this is the program of a request.
    pub results: Vec<Reg>,
    /// Registers that hold a string of `texts`.
    pub text_constants: Vec<(Reg, u32)>,
    /// Registers that hold something of the instrument or the interval.
    pub known: Vec<(Reg, Known)>,
    /// Some instruction reads trades or sums over them.
    pub reads_trades: bool,
    /// Registers of what is plotted, with that of its colour if it has one for each bar; empty in a program that only trades.
    pub plots: Vec<(Reg, Option<Reg>)>,
}
