//! Makes the columns and masks of what is pure, each once for all who ask for the same function of the same columns.

use std::rc::Rc;

use super::pure::Def;
use super::value::{Arguments, Numbers, Value};
use crate::indicator::{Column, Indicators, Source};
use crate::script::clock::Zone;
use crate::script::machine::Machine;
use crate::script::past::bars_back;
use crate::script::program::{Args, Func, Op, Price, Program, Reg};
use crate::script::strategy::Environment;
use crate::script::ta::{self, Bars};
use crate::script::{ClockFn, Fails, MathFn, TaFn, math};
use crate::series::Series;

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
            Def::And(a, b) => vec![self.choose(a, b, a)],
            Def::Or(a, b) => vec![self.choose(a, a, b)],
            Def::Choice(condition, yes, no) => vec![self.choose(condition, yes, no)],
            Def::Op(at) => match self.program.code[at] {
                Op::Move { from, .. } => vec![self.value(from)],
                Op::Load(_, from) => {
                    let from = self.value(from).at(0);
                    let price = Price::ALL.iter().find(|(_, price)| f64::from(price.register()) == from);
                    vec![price.map_or(Value::Fixed(f64::NAN), |(_, price)| self.value(price.register()))]
                }
                Op::Unary(op, _, a) => vec![self.unary(op, a)],
                Op::Binary(op, _, a, b) => vec![self.binary(op, a, b)],
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

    /// A function of the values of the same bar.
    pub(super) fn each(&mut self, mut key: Vec<u64>, of: &[Reg], function: impl Fn(&[f64]) -> f64) -> Value {
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
            let mut args = Arguments::of(&numbers);
            let mut column = vec![f64::NAN; series.len()];
            for (bar, out) in column.iter_mut().enumerate().skip(first) {
                *out = function(args.at(bar));
            }
            column
        })
    }

    pub(super) fn column(&mut self, key: Vec<u64>, make: impl FnOnce(&Series) -> Vec<f64>) -> Value {
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
                let n = match bars_back(n.at(bar)) {
                    Ok(Some(n)) => n,
                    Ok(None) => continue,
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
        let is_condition = matches!(func, TaFn::Cross | TaFn::Rising | TaFn::Falling | TaFn::ChangeBool);
        let is_fixed = self.program.sites[site as usize].is_fixed;
        let mut key = vec![7, func as u64, u64::from(is_fixed), self.first as u64];
        of.iter().for_each(|value| value.put_key(&mut key));
        let (first, zone, n_results) = (self.first, self.zone.clone(), func.n_results() as usize);
        let made = self.fallible(key, at, n_results, move |series| {
            let numbers: Vec<Numbers<'_>> = of.iter().map(|value| value.numbers(series.len())).collect();
            let mut args = Arguments::of(&numbers);
            let mut columns = vec![vec![f64::NAN; series.len()]; n_results];
            let done = ta::site(func, is_fixed).over(series, first, &zone, &mut args, &mut columns);
            (columns, done.err())
        });
        if is_condition { made.iter().map(|value| self.condition(value)).collect() } else { made }
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
                    over(series, first, &of, |args, _| math::call(func, args, tick))
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
                    over(series, first, &of, |args, bars| machine.clock(func, args, bars, &zone))
                });
                let made = made.into_iter().next().unwrap_or(Value::Fixed(f64::NAN));
                if func == ClockFn::Change { self.condition(&made) } else { made }
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
}

/// Goes over all bars from `first` on, and stops where `next` fails.
fn over(
    series: &Series,
    first: usize,
    of: &[Value],
    mut next: impl FnMut(&[f64], &Bars<'_>) -> Fails<f64>,
) -> (Vec<Vec<f64>>, Option<(usize, String)>) {
    let numbers: Vec<Numbers<'_>> = of.iter().map(|value| value.numbers(series.len())).collect();
    let mut args = Arguments::of(&numbers);
    let mut column = vec![f64::NAN; series.len()];
    for (at, value) in column.iter_mut().enumerate().skip(first) {
        match next(args.at(at), &Bars::of(series, first, at)) {
            Ok(made) => *value = made,
            Err(sentence) => return (vec![column], Some((at, sentence))),
        }
    }
    (vec![column], None)
}
