//! Values from a higher interval: its bars are built from ours, and a program of its own runs over them.

use std::rc::Rc;

use super::clock::{Interval, Zone};
use super::machine::Machine;
use super::program::{Program, Reg};
use super::ta::Bars;

/// A request of a script.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// What is reckoned on each bar of the interval.
    pub program: Rc<Program>,
    /// The interval as the script gives it; an empty text means that of the chart.
    pub interval: RequestInterval,
    /// Between two completed periods the value is na.
    pub has_gaps: bool,
    /// Which period's value it is.
    pub moment: Moment,
    /// Registers for the results, from this one on.
    pub to: Reg,
    /// Where the request stands in the source.
    pub place: u32,
}

/// When the value of a request is reckoned and shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// At the end of a period.
    End,
    /// At the end of a period, and shown from the first bar of the next one on.
    Next,
    /// On the first bar of a period: only for what that bar settles, such as the period's open.
    Start,
}

/// The interval of a request. It is known before the first bar.
#[derive(Debug, Clone, PartialEq)]
pub enum RequestInterval {
    /// A register that holds a text throughout.
    Register(Reg),
    /// What reckons the text from inputs, constants and what the chart's interval tells.
    Program(Rc<Program>),
}

/// A request while the script runs.
#[derive(Debug)]
pub(super) struct Higher {
    request: Request,
    interval: Interval,
    machine: Machine,
    period: Option<(i64, i64)>,
    is_complete: bool,
    /// Completed bars, and the one in the making at the end.
    time: Vec<i64>,
    columns: [Vec<f64>; 5],
    values: Vec<f64>,
}

/// Bars kept of a higher interval: as many as a script may look back, and room.
const KEPT: usize = 12_000;

impl Higher {
    pub(super) fn new(request: Request, interval: Interval, machine: Machine) -> Self {
        let values = vec![f64::NAN; request.program.results.len()];
        Self {
            request,
            interval,
            machine,
            period: None,
            is_complete: true,
            time: Vec::new(),
            columns: Default::default(),
            values,
        }
    }

    /// Takes a bar of the chart; `end` is when it ends. The results go into the registers.
    pub(super) fn next(
        &mut self,
        bars: &Bars<'_>,
        end: i64,
        zone: &Zone,
        registers: &mut [f64],
    ) -> Result<(), String> {
        let time = bars.time[bars.at];
        let period = self.interval.period(time, zone);
        let starts = self.period != Some(period);
        let mut is_new = false;
        if starts {
            // A period whose last bars are missing ends with the first bar of the next one.
            is_new = !self.is_complete && self.end(zone)?;
            self.forget();
            self.period = Some(period);
            self.is_complete = false;
            self.time.push(period.0);
            let prices = [bars.open, bars.high, bars.low, bars.close, bars.volume];
            for (column, prices) in self.columns.iter_mut().zip(prices) {
                column.push(prices[bars.at]);
            }
            if self.request.moment == Moment::Start {
                self.run(zone)?;
            }
            if self.request.moment != Moment::End {
                self.show(registers);
            }
        } else {
            let [_, high, low, close, volume] = &mut self.columns;
            let last = self.time.len() - 1;
            high[last] = high[last].max(bars.high[bars.at]);
            low[last] = low[last].min(bars.low[bars.at]);
            close[last] = bars.close[bars.at];
            volume[last] += bars.volume[bars.at];
        }
        if end >= period.1 && !self.is_complete {
            self.is_complete = true;
            is_new |= self.end(zone)?;
        }
        let at_end = self.request.moment == Moment::End;
        if at_end && is_new {
            self.show(registers);
        } else if self.request.has_gaps && (at_end || !starts) {
            let to = self.request.to as usize;
            registers[to..to + self.values.len()].fill(f64::NAN);
        }
        Ok(())
    }

    fn show(&self, registers: &mut [f64]) {
        let to = self.request.to as usize;
        registers[to..to + self.values.len()].copy_from_slice(&self.values);
    }

    fn end(&mut self, zone: &Zone) -> Result<bool, String> {
        if self.request.moment == Moment::Start { Ok(false) } else { self.run(zone) }
    }

    /// Runs the program over the last bar.
    fn run(&mut self, zone: &Zone) -> Result<bool, String> {
        let [open, high, low, close, volume] = &self.columns;
        let at = self.time.len() - 1;
        let bars = Bars { time: &self.time, open, high, low, close, volume, first: 0, at };
        let end = self.period.map_or(0, |period| period.1);
        self.machine.run(&bars, end, zone, None).map_err(|(sentence, _)| sentence)?;
        for (value, result) in self.values.iter_mut().zip(&self.request.program.results) {
            *value = self.machine.register(*result);
        }
        Ok(true)
    }

    /// Drops bars too far back to be asked for.
    fn forget(&mut self) {
        if self.time.len() >= KEPT {
            let n = KEPT / 2;
            self.time.drain(..n);
            self.columns.iter_mut().for_each(|column| drop(column.drain(..n)));
        }
    }
}
