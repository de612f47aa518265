//! Operators. What is true or false becomes a mask, so that conditions cost a bit for each bar, worked out where somebody looks; numbers become
//! columns.

use super::columns::Maker;
use super::value::Value;
use crate::indicator::{Column, Mask};
use crate::script::numbers::{binary, is_true, truth, unary};
use crate::script::program::{Binary, Reg, Unary};

impl Maker<'_> {
    pub(super) fn unary(&mut self, op: Unary, a: Reg) -> Value {
        let value = self.value(a);
        let mask = match (op, &value) {
            (_, Value::Fixed(a)) => return Value::Fixed(unary(op, *a)),
            (Unary::Truth, Value::Mask(..)) => return value,
            (Unary::Truth, Value::Column(column, _)) => self.truth_of(column),
            (Unary::Not, Value::Column(column, _)) => !&self.truth_of(column),
            (Unary::Not, Value::Mask(mask, _)) => !mask,
            (Unary::IsNa, Value::Mask(..)) => return Value::Fixed(0.0),
            (Unary::IsNa, Value::Column(column, _)) => !&self.indicators.at_least(column, f64::NEG_INFINITY),
            (Unary::Minus | Unary::Truncate, _) => {
                return self.each(vec![4, op as u64], &[a], |args| unary(op, args[0]));
            }
        };
        self.mask(vec![1, op as u64], &[&value], mask)
    }

    pub(super) fn binary(&mut self, op: Binary, a: Reg, b: Reg) -> Value {
        let (left, right) = (self.value(a), self.value(b));
        if let (Value::Fixed(a), Value::Fixed(b)) = (&left, &right) {
            return Value::Fixed(binary(op, *a, *b));
        }
        match op {
            Binary::Add => self.arithmetic(op, [left, right], |a, b| a + b),
            Binary::Sub => self.arithmetic(op, [left, right], |a, b| a - b),
            Binary::Mul => self.arithmetic(op, [left, right], |a, b| a * b),
            Binary::Div => self.arithmetic(op, [left, right], |a, b| binary(Binary::Div, a, b)),
            Binary::DivWhole | Binary::Rem => {
                self.each(vec![5, op as u64], &[a, b], |args| binary(op, args[0], args[1]))
            }
            Binary::And | Binary::Or => self.both(op, &left, &right),
            _ => match self.comparison(op, &left, &right) {
                Some(mask) => self.mask(vec![5, op as u64], &[&left, &right], mask),
                None => self.each(vec![5, op as u64], &[a, b], |args| binary(op, args[0], args[1])),
            },
        }
    }

    /// The second where the first is true, else the third.
    pub(super) fn choose(&mut self, condition: Reg, yes: Reg, no: Reg) -> Value {
        let of = [condition, yes, no].map(|register| self.value(register));
        let [of_condition, of_yes, of_no] = &of;
        let if_true = match of_condition {
            Value::Fixed(condition) if is_true(*condition) => return of_yes.clone(),
            Value::Fixed(_) => return of_no.clone(),
            Value::Column(column, _) => Err(column),
            Value::Mask(mask, _) => Ok(mask),
        };
        let is_truth = |value: &Value| match value {
            Value::Fixed(value) => *value == 0.0 || *value == 1.0,
            Value::Column(..) => false,
            Value::Mask(..) => true,
        };
        if let Ok(mask) = if_true
            && is_truth(of_yes)
            && is_truth(of_no)
        {
            let yes = self.and(mask, of_yes);
            let no = self.and(&!mask, of_no);
            let chosen = match (yes, no) {
                (Some(yes), Some(no)) => &yes | &no,
                (Some(one), None) | (None, Some(one)) => one,
                (None, None) => return Value::Fixed(0.0),
            };
            return self.mask(vec![2], &[of_condition, of_yes, of_no], chosen);
        }
        self.each(vec![3], &[condition, yes, no], |args| if is_true(args[0]) { args[1] } else { args[2] })
    }

    /// A column that holds 1 and 0 alone, as a mask.
    pub(super) fn condition(&mut self, value: &Value) -> Value {
        let Value::Column(column, number) = value else { return value.clone() };
        Value::Mask(self.truth_of(column), *number)
    }

    /// Where a column is neither 0 nor na.
    pub(super) fn truth_of(&mut self, column: &Column) -> Mask {
        &self.indicators.above(column, 0.0) | &self.indicators.below(column, 0.0)
    }

    fn mask(&mut self, mut key: Vec<u64>, of: &[&Value], mask: Mask) -> Value {
        key.push(self.first as u64);
        of.iter().for_each(|value| value.put_key(&mut key));
        Value::Mask(mask, self.indicators.number_of(key))
    }

    /// Where a mask holds and a truth with it; `None` if that is nowhere.
    fn and(&mut self, mask: &Mask, with: &Value) -> Option<Mask> {
        match with {
            Value::Fixed(with) => is_true(*with).then(|| mask.clone()),
            Value::Column(column, _) => Some(mask & &self.truth_of(column)),
            Value::Mask(with, _) => Some(mask & with),
        }
    }

    /// `and` and `or` whose sides are both worked out.
    fn both(&mut self, op: Binary, left: &Value, right: &Value) -> Value {
        let (fixed, other) = match (left, right) {
            (Value::Fixed(fixed), other) | (other, Value::Fixed(fixed)) => (Some(is_true(*fixed)), other),
            _ => (None, right),
        };
        let mask = match other {
            Value::Fixed(value) => return Value::Fixed(truth(is_true(*value))),
            Value::Column(column, _) => self.truth_of(column),
            Value::Mask(mask, _) => mask.clone(),
        };
        let mask = match (fixed, op) {
            (Some(false), Binary::And) => return Value::Fixed(0.0),
            (Some(true), Binary::Or) => return Value::Fixed(1.0),
            (Some(_), _) => mask,
            (None, Binary::And) => self.and(&mask, left).unwrap_or(mask),
            (None, _) => match left {
                Value::Column(column, _) => &self.truth_of(column) | &mask,
                Value::Mask(left, _) => left | &mask,
                Value::Fixed(_) => mask,
            },
        };
        self.mask(vec![5, op as u64], &[left, right], mask)
    }

    fn comparison(&mut self, op: Binary, left: &Value, right: &Value) -> Option<Mask> {
        let (a, b, all) = (left.operand()?, right.operand()?, &mut self.indicators);
        Some(match op {
            Binary::Greater => all.clearly_above(a, b),
            Binary::Less => all.clearly_above(b, a),
            Binary::GreaterEqual => all.about_at_least(a, b),
            Binary::LessEqual => all.about_at_least(b, a),
            Binary::Equal => &all.about_at_least(a.clone(), b.clone()) & &all.about_at_least(b, a),
            Binary::NotEqual => &all.clearly_above(a.clone(), b.clone()) | &all.clearly_above(b, a),
            _ => return None,
        })
    }

    fn arithmetic(&mut self, op: Binary, of: [Value; 2], each: impl Fn(f64, f64) -> f64) -> Value {
        let mut key = vec![5, op as u64, self.first as u64];
        of.iter().for_each(|value| value.put_key(&mut key));
        let first = self.first;
        self.column(key, |series| {
            let [a, b] = [&of[0], &of[1]].map(|value| value.numbers(series.len()));
            let mut column = vec![f64::NAN; series.len()];
            let out = &mut column[first..];
            match (a.each(), b.each()) {
                (Some(a), Some(b)) => {
                    let pairs = a[first..].iter().zip(&b[first..]);
                    out.iter_mut().zip(pairs).for_each(|(out, (a, b))| *out = each(*a, *b));
                }
                (Some(a), None) => {
                    let b = b.at(0);
                    out.iter_mut().zip(&a[first..]).for_each(|(out, a)| *out = each(*a, b));
                }
                (None, Some(b)) => {
                    let a = a.at(0);
                    out.iter_mut().zip(&b[first..]).for_each(|(out, b)| *out = each(a, *b));
                }
                (None, None) => out.fill(each(a.at(0), b.at(0))),
            }
            column
        })
    }
}
