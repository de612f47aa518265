//! Makes the columns of what is pure, each once for all who ask for the same function of the same columns.

use std::rc::Rc;

use super::pure::Def;
use crate::indicator::{self, Column, Indicators, Mask, Operand, Source};
use crate::script::clock::Zone;
use crate::script::machine::Machine;
use crate::script::numbers::{binary, is_true, unary};
use crate::script::program::{Args, Func, MAX_BACK, Op, Price, Program, Reg};
use crate::script::strategy::Environment;
use crate::script::ta::{self, Bars};
use crate::script::{Fails, MathFn, TaFn, math};
use crate::series::Series;

/// What a pure register holds.
#[derive(Debug, Clone)]
pub(in crate::script) enum Value {
    /// The same on every bar.
    Fixed(f64),
    /// One number for each bar, and the number of the expression.
    Column(Column, u64),
    /// A truth for each bar, likewise.
    Mask(Mask, u64),
}

impl Value {
    #[inline]
    pub(in crate::script) fn at(&self, bar: usize) -> f64 {
        match self {
            Self::Fixed(value) => *value,
            Self::Column(column, _) => column.at(bar),
            Self::Mask(mask, _) => f64::from(u8::from(mask.at(bar))),
        }
    }

    /// Values of the same key are the same.
    fn put_key(&self, key: &mut Vec<u64>) {
        match self {
            Self::Fixed(value) => key.extend([0, value.to_bits()]),
            Self::Column(_, number) | Self::Mask(_, number) => key.extend([1, *number]),
        }
    }

    /// Its numbers, one by one.
    fn numbers(&self, n_bars: usize) -> Numbers<'_> {
        match self {
            Self::Fixed(value) => Numbers::Fixed(*value),
            Self::Column(column, _) => Numbers::Each(column.values()),
            Self::Mask(..) => Numbers::Own((0..n_bars).map(|bar| self.at(bar)).collect()),
        }
    }
}

/// Numbers of a value.
enum Numbers<'a> {
    Fixed(f64),
    Each(&'a [f64]),
    Own(Vec<f64>),
}

impl Numbers<'_> {
    #[inline]
    fn at(&self, bar: usize) -> f64 {
        match self {
            Self::Fixed(value) => *value,
            Self::Each(values) => values[bar],
            Self::Own(values) => values[bar],
        }
    }
}

/// What stops a script: the bar, the instruction, the sentence.
pub(super) type Stop = (usize, usize, String);

/// Makes values by register.
pub(super) struct Maker<'a> {
    pub(super) program: &'a Rc<Program>,
    pub(super) environment: &'a Rc<Environment>,
    /// Of the script, to ask for what needs its texts.
    pub(super) machine: Machine,
    pub(super) zone: &'a Zone,
    pub(super) tick: f64,
    pub(super) series: Rc<Series>,
    /// The script's first bar.
    pub(super) first: usize,
    pub(super) indicators: &'a mut Indicators,
    pub(super) values: Vec<Option<Value>>,
    /// The first of what stops the script.
    pub(super) stop: Option<Stop>,
}

impl Maker<'_> {
    /// The value of a register that is made already, or given from the start.
    pub(super) fn value(&mut self, register: Reg) -> Value {
        if let Some(value) = &self.values[register as usize] {
            return value.clone();
        }
        let value = match Price::ALL.iter().find(|(_, price)| price.register() == register) {
            Some((_, price)) => self.price(*price),
            None => Value::Fixed(self.machine.register(register)),
        };
        self.values[register as usize] = Some(value.clone());
        value
    }

    fn price(&mut self, price: Price) -> Value {
        let source = match price {
            Price::Open => Source::Open,
            Price::High => Source::High,
            Price::Low => Source::Low,
            Price::Close => Source::Close,
            Price::Volume => Source::Volume,
            Price::Hl2 => Source::Hl2,
            Price::Hlc3 => Source::Hlc3,
            Price::Ohlc4 => Source::Ohlc4,
            Price::Time | Price::BarIndex | Price::Hlcc4 | Price::TimeClose => {
                let first = self.first;
                return self.column(vec![0, price as u64, first as u64], |series| {
                    let (time, interval) = (series.time(), series.interval_ms());
                    let (high, low, close) = (series.high(), series.low(), series.close());
                    let each = |bar: usize| match price {
                        Price::Time => time[bar] as f64,
                        Price::BarIndex => bar as f64 - first as f64,
                        Price::Hlcc4 => (high[bar] + low[bar] + close[bar] + close[bar]) / 4.0,
                        _ => (time[bar] + interval) as f64,
                    };
                    (0..series.len()).map(each).collect()
                });
            }
        };
        let number = self.indicators.number_of(vec![0, price as u64]);
        Value::Column(self.indicators.price(source), number)
    }

    /// Makes a register's value, and those of the registers after it that the same instruction writes.
    pub(super) fn make(&mut self, to: Reg, def: Def) {
        let made = match def {
            Def::And(a, b) => vec![self.choose(1, [a, b, a])],
            Def::Or(a, b) => vec![self.choose(2, [a, a, b])],
            Def::Choice(condition, yes, no) => vec![self.choose(3, [condition, yes, no])],
            Def::Op(at) => match self.program.code[at] {
                Op::Move { from, .. } => vec![self.value(from)],
                Op::Load(_, from) => {
                    let from = self.value(from).at(0);
                    let is_there = from >= 0.0 && (from as usize) < self.values.len();
                    vec![if is_there { self.value(from as Reg) } else { Value::Fixed(f64::NAN) }]
                }
                Op::Unary(op, _, a) => {
                    vec![self.each(vec![4, op as u64], &[a], |args| unary(op, args[0]))]
                }
                Op::Binary(op, _, a, b) => {
                    vec![self.each(vec![5, op as u64], &[a, b], |args| binary(op, args[0], args[1]))]
                }
                Op::Past(_, price, n) => vec![self.ago(at, price.register(), n)],
                Op::History(_, ring, n) => vec![self.ago(at, self.program.rings[ring as usize].of, n)],
                Op::Call { func: Func::Ta(func), args, site, .. } => self.step(at, func, args, site),
                Op::Call { func, args, .. } => vec![self.call(at, func, args)],
                _ => return,
            },
        };
        for (value, to) in made.into_iter().zip(to as usize..) {
            self.values[to] = Some(value);
        }
    }

    fn choose(&mut self, tag: u64, of: [Reg; 3]) -> Value {
        self.each(vec![tag], &of, |args| if is_true(args[0]) { args[1] } else { args[2] })
    }

    /// A function of the values of the same bar.
    fn each(&mut self, mut key: Vec<u64>, of: &[Reg], function: impl Fn(&[f64]) -> f64) -> Value {
        let of: Vec<Value> = of.iter().map(|register| self.value(*register)).collect();
        if of.iter().all(|value| matches!(value, Value::Fixed(_))) {
            let args: Vec<f64> = of.iter().map(|value| value.at(0)).collect();
            return Value::Fixed(function(&args));
        }
        key.push(self.first as u64);
        of.iter().for_each(|value| value.put_key(&mut key));
        let first = self.first;
        self.column(key, |series| {
            let numbers: Vec<Numbers<'_>> = of.iter().map(|value| value.numbers(series.len())).collect();
            let mut args = vec![f64::NAN; numbers.len()];
            let mut column = vec![f64::NAN; series.len()];
            for (bar, out) in column.iter_mut().enumerate().skip(first) {
                args.iter_mut().zip(&numbers).for_each(|(arg, numbers)| *arg = numbers.at(bar));
                *out = function(&args);
            }
            column
        })
    }

    fn column(&mut self, key: Vec<u64>, make: impl FnOnce(&Series) -> Vec<f64>) -> Value {
        let number = self.indicators.number_of(key);
        Value::Column(self.indicators.expression(number, make), number)
    }

    /// A value some bars before.
    fn ago(&mut self, at: usize, of: Reg, n: Reg) -> Value {
        let (of, n) = (self.value(of), self.value(n));
        let mut key = vec![6, self.first as u64];
        of.put_key(&mut key);
        n.put_key(&mut key);
        let first = self.first;
        self.fallible(key, at, 1, move |series| {
            let (of, n) = (of.numbers(series.len()), n.numbers(series.len()));
            let mut column = vec![f64::NAN; series.len()];
            for (bar, out) in column.iter_mut().enumerate().skip(first) {
                let n = match back(n.at(bar)) {
                    Ok(n) => n,
                    Err(sentence) => return (vec![column], Some((bar, sentence))),
                };
                if bar >= first + n {
                    *out = of.at(bar - n);
                }
            }
            (vec![column], None)
        })
        .swap_remove(0)
    }

    /// A function that keeps a state.
    fn step(&mut self, at: usize, func: TaFn, args: Args, site: u32) -> Vec<Value> {
        let of = self.args(args);
        if let Some(value) = self.known(func, &of) {
            return vec![value];
        }
        let is_fixed = self.program.sites[site as usize].is_fixed;
        let mut key = vec![7, func as u64, u64::from(is_fixed), self.first as u64];
        of.iter().for_each(|value| value.put_key(&mut key));
        let (first, zone, n_results) = (self.first, self.zone.clone(), func.n_results() as usize);
        self.fallible(key, at, n_results, move |series| {
            let mut site = ta::site(func, is_fixed);
            over(series, first, &of, n_results, |args, bars, out| site.next(args, bars, &zone, out))
        })
    }

    /// A function without a state.
    fn call(&mut self, at: usize, func: Func, args: Args) -> Value {
        let of = self.args(args);
        let tick = self.tick;
        match func {
            Func::Math(func) if func != MathFn::RoundToMintick => {
                let registers = self.registers(args);
                // Plain functions do not fail.
                let plain = |args: &[f64]| math::call(func, args, tick).unwrap_or(f64::NAN);
                self.each(vec![8, func as u64], &registers, plain)
            }
            Func::Math(func) => {
                let mut key = vec![9, func as u64, tick.to_bits(), self.first as u64];
                of.iter().for_each(|value| value.put_key(&mut key));
                let first = self.first;
                let made = self.fallible(key, at, 1, move |series| {
                    over(series, first, &of, 1, |args, _, out| {
                        out[0] = math::call(func, args, tick)?;
                        Ok(())
                    })
                });
                made.into_iter().next().unwrap_or(Value::Fixed(f64::NAN))
            }
            Func::Clock(func) => {
                let mut key = vec![10, func as u64, self.first as u64];
                for value in &of {
                    value.put_key(&mut key);
                    if let Value::Fixed(value) = value
                        && let Some(text) = self.machine.text(*value)
                    {
                        key.push(text.len() as u64);
                        key.extend(text.bytes().map(u64::from));
                    }
                }
                let (first, zone) = (self.first, self.zone.clone());
                let machine = Machine::new(Rc::clone(self.program), Rc::clone(self.environment));
                let Ok(mut machine) = machine else { return Value::Fixed(f64::NAN) };
                let made = self.fallible(key, at, 1, move |series| {
                    over(series, first, &of, 1, |args, bars, out| {
                        out[0] = machine.clock(func, args, bars, &zone)?;
                        Ok(())
                    })
                });
                made.into_iter().next().unwrap_or(Value::Fixed(f64::NAN))
            }
            _ => Value::Fixed(f64::NAN),
        }
    }
}

impl Maker<'_> {
    fn registers(&self, args: Args) -> Vec<Reg> {
        self.program.args[args.start as usize..(args.start + args.len) as usize].to_vec()
    }

    fn args(&mut self, args: Args) -> Vec<Value> {
        self.registers(args).into_iter().map(|register| self.value(register)).collect()
    }

    /// Columns that may stop the script, made by the instruction at `at`; those that do are not kept for others.
    fn fallible(
        &mut self,
        key: Vec<u64>,
        at: usize,
        n_results: usize,
        make: impl FnOnce(&Series) -> (Vec<Vec<f64>>, Option<(usize, String)>),
    ) -> Vec<Value> {
        let numbers: Vec<u64> = (0..n_results as u64)
            .map(|result| self.indicators.number_of(key.iter().copied().chain([result]).collect()))
            .collect();
        if numbers.iter().all(|number| self.indicators.has_expression(*number)) {
            let known = |number| Value::Column(self.indicators.expression(number, |_| Vec::new()), number);
            return numbers.into_iter().map(known).collect();
        }
        let (columns, stop) = make(&Rc::clone(&self.series));
        let made = columns.into_iter().zip(numbers);
        match stop {
            Some((bar, sentence)) => {
                if self.stop.as_ref().is_none_or(|(other, op, _)| (bar, at) < (*other, *op)) {
                    self.stop = Some((bar, at, sentence));
                }
                made.map(|(values, number)| Value::Column(Column::made(values), number)).collect()
            }
            None => made
                .map(|(values, number)| Value::Column(self.indicators.expression(number, |_| values), number))
                .collect(),
        }
    }

    /// A function that the engine has too, to the last bit.
    fn known(&mut self, func: TaFn, of: &[Value]) -> Option<Value> {
        // A script is cold at its first bar; the engine's columns begin with the series.
        if self.first > 0 {
            return None;
        }
        let mut key = vec![11, func as u64];
        of.iter().for_each(|value| value.put_key(&mut key));
        if let (TaFn::Crossover | TaFn::Crossunder, [a, b]) = (func, of) {
            let operand = |value: &Value| match value {
                Value::Fixed(level) => Some(Operand::from(*level)),
                Value::Column(column, _) => Some(Operand::from(column)),
                Value::Mask(..) => None,
            };
            let [up, down] = self.indicators.crosses(operand(a)?, operand(b)?);
            let number = self.indicators.number_of(key);
            return Some(Value::Mask(if func == TaFn::Crossover { up } else { down }, number));
        }
        let length = |value: &Value| match value {
            Value::Fixed(length) if (1.0..=100_000.0).contains(length) => Some(*length as usize),
            _ => None,
        };
        if let (TaFn::Atr, [n]) = (func, of) {
            let atr = self.indicators.atr(length(n)?);
            return Some(Value::Column(atr, self.indicators.number_of(key)));
        }
        let [Value::Column(column, _), n] = of else { return None };
        let n = length(n)?;
        if func == TaFn::Sma
            && let Some(source) = Self::source_of(self.indicators, column)
        {
            let sma = self.indicators.sma(source, n);
            return Some(Value::Column(sma, self.indicators.number_of(key)));
        }
        // What is na at the start alone is na there for both.
        let start = column.values().iter().position(|value| !value.is_nan())?;
        if column.values()[start..].iter().any(|value| value.is_nan()) {
            return None;
        }
        let make: fn(&[f64], usize) -> Vec<f64> = match func {
            TaFn::Sma => indicator::sma,
            TaFn::Ema => indicator::ema,
            TaFn::Rma => indicator::rma,
            TaFn::Rsi if start == 0 => indicator::rsi,
            TaFn::Highest if start == 0 => indicator::highest,
            TaFn::Lowest if start == 0 => indicator::lowest,
            _ => return None,
        };
        let column = column.clone();
        Some(self.column(key, |_| make(column.values(), n)))
    }

    /// Which price a column is, if it is one.
    fn source_of(indicators: &mut Indicators, column: &Column) -> Option<Source> {
        let all = [Source::Open, Source::High, Source::Low, Source::Close, Source::Volume];
        all.into_iter().find(|source| indicators.price(*source).id() == column.id())
    }
}

fn back(n: f64) -> Fails<usize> {
    if n.is_nan() {
        return Err("The number of bars to look back is na.".to_owned());
    }
    if n < 0.0 {
        return Err(format!("The number of bars to look back is {n}; it must be 0 or more."));
    }
    if n > f64::from(MAX_BACK) {
        return Err(format!("{n} bars back are further than {MAX_BACK}, the most that are kept."));
    }
    Ok(n as usize)
}

/// Goes over all bars from `first` on, and stops where `next` fails.
fn over(
    series: &Series,
    first: usize,
    of: &[Value],
    n_results: usize,
    mut next: impl FnMut(&[f64], &Bars<'_>, &mut [f64]) -> Fails<()>,
) -> (Vec<Vec<f64>>, Option<(usize, String)>) {
    let numbers: Vec<Numbers<'_>> = of.iter().map(|value| value.numbers(series.len())).collect();
    let mut args = vec![f64::NAN; numbers.len()];
    let mut columns = vec![vec![f64::NAN; series.len()]; n_results];
    for at in first..series.len() {
        args.iter_mut().zip(&numbers).for_each(|(arg, numbers)| *arg = numbers.at(at));
        let bars = Bars {
            time: &series.time()[..=at],
            open: &series.open()[..=at],
            high: &series.high()[..=at],
            low: &series.low()[..=at],
            close: &series.close()[..=at],
            volume: &series.volume()[..=at],
            first,
            at,
        };
        let mut out = [f64::NAN; ta::MOST_RESULTS];
        if let Err(sentence) = next(&args, &bars, &mut out[..n_results]) {
            return (columns, Some((at, sentence)));
        }
        columns.iter_mut().zip(out).for_each(|(column, value)| column[at] = value);
    }
    (columns, None)
}
