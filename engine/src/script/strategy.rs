//! A program as a strategy.

use std::cell::RefCell;
use std::rc::Rc;

use super::clock::{Interval, Zone};
use super::heap::Heap;
use super::hoist::Hoisted;
use super::machine::Machine;
use super::program::{Known, Program};
use super::ta::Bars;
use super::trades::Desk;
use crate::Failure;
use crate::config::RunConfig;
use crate::indicator::Indicators;
use crate::plot::Recorded;
use crate::risk::RiskRules;
use crate::series::Series;
use crate::strategy::{Context, Strategy, Wake};
use crate::trade::Side;

/// A value of an input.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// A number; truth is 1 or 0.
    Number(f64),
    /// A text.
    Text(String),
}

impl Input {
    pub(super) fn stored(&self, heap: &mut Heap) -> f64 {
        match self {
            Self::Number(number) => *number,
            Self::Text(text) => heap.text(text),
        }
    }
}

/// What a script knows of the world besides the bars.
#[derive(Debug, Clone, PartialEq)]
pub struct Environment {
    /// Version of the language.
    pub version: u32,
    /// Smallest price step.
    pub tick_size: Option<f64>,
    /// Cash per unit and point of the price.
    pub point_value: f64,
    /// The exchange's time zone.
    pub time_zone: String,
    /// Name of what is traded.
    pub symbol: String,
    /// Currency of the prices.
    pub currency: String,
    /// Usual distance of the bars.
    pub interval_ms: i64,
    /// The interval if it is that of a request.
    pub interval: Option<Interval>,
    /// Values of the inputs, in the order of their declaration.
    pub inputs: Vec<Input>,
}

impl Environment {
    /// What the settings and the bars tell.
    pub fn new(version: u32, config: &RunConfig, series: &Series, inputs: Vec<Input>) -> Self {
        Self {
            version,
            tick_size: config.instrument.tick_size,
            point_value: 1.0,
            time_zone: series.time_zone().to_owned(),
            symbol: "DATASET".to_owned(),
            currency: "USD".to_owned(),
            interval_ms: series.interval_ms(),
            interval: None,
            inputs,
        }
    }

    pub(super) fn with_interval(&self, interval: Interval) -> Self {
        Self { interval_ms: (interval.seconds() * 1_000.0) as i64, interval: Some(interval), ..self.clone() }
    }

    pub(super) fn tick(&self) -> f64 {
        self.tick_size.unwrap_or(f64::NAN)
    }

    /// The smallest power of ten of which the tick is a whole number of parts.
    fn price_scale(&self) -> f64 {
        let is_whole = |scale: &f64| {
            let parts = self.tick() * scale;
            parts >= 0.5 && (parts - parts.round()).abs() < 1e-6
        };
        (0..=12).map(|n| libm::pow(10.0, f64::from(n))).find(is_whole).unwrap_or(f64::NAN)
    }

    pub(super) fn known(&self, known: Known, heap: &mut Heap) -> f64 {
        let interval = self.interval.unwrap_or(Interval::of_bars(self.interval_ms));
        let truth = |x: bool| f64::from(u8::from(x));
        let text = match known {
            Known::Tick => return self.tick(),
            Known::PriceScale => return self.price_scale(),
            Known::MinMove => return (self.tick() * self.price_scale()).round(),
            Known::PointValue => return self.point_value,
            Known::Multiplier => {
                return match interval {
                    Interval::Intraday(ms) if ms % 60_000 == 0 => ms as f64 / 60_000.0,
                    Interval::Intraday(ms) => ms as f64 / 1_000.0,
                    Interval::Days(n) | Interval::Weeks(n) | Interval::Months(n) => n as f64,
                };
            }
            Known::IsIntraday => return truth(matches!(interval, Interval::Intraday(_))),
            Known::IsDaily => return truth(matches!(interval, Interval::Days(_))),
            Known::IsWeekly => return truth(matches!(interval, Interval::Weeks(_))),
            Known::IsMonthly => return truth(matches!(interval, Interval::Months(_))),
            Known::IsDwm => return truth(!matches!(interval, Interval::Intraday(_))),
            Known::IsMinutes => return truth(matches!(interval, Interval::Intraday(ms) if ms % 60_000 == 0)),
            Known::IsSeconds => return truth(matches!(interval, Interval::Intraday(ms) if ms % 60_000 != 0)),
            Known::Period => interval.name(self.version),
            Known::TimeZone => self.time_zone.clone(),
            Known::Ticker => self.symbol.clone(),
            Known::Currency => self.currency.clone(),
        };
        heap.text(&text)
    }
}

/// A program as a strategy.
#[derive(Debug)]
pub struct Script {
    machine: Machine,
    zone: Zone,
    first: Option<usize>,
    reads_trades: bool,
    risk: RiskRules,
    failure: Option<Failure>,
    hoisted: Option<Hoisted>,
    plotted: Option<Rc<RefCell<Recorded>>>,
}

impl Script {
    /// Readies a program.
    ///
    /// # Errors
    /// An input or the time zone makes no sense.
    pub fn new(program: Rc<Program>, environment: Environment) -> Result<Self, Failure> {
        let fail = |sentence: String, at: u32| Failure { sentence, at, bar: 0, time: 0 };
        let zone = Zone::named(&environment.time_zone).map_err(|sentence| fail(sentence, 0))?;
        let reads_trades = program.reads_trades;
        let machine =
            Machine::new(program, Rc::new(environment)).map_err(|(sentence, at)| fail(sentence, at))?;
        let (risk, hoisted) = (RiskRules::default(), None);
        Ok(Self { machine, zone, first: None, reads_trades, risk, failure: None, hoisted, plotted: None })
    }

    /// Notes what the program plots. Only for one of [`Script::new`], which goes through every bar.
    #[must_use]
    pub fn plotted(mut self, into: Rc<RefCell<Recorded>>) -> Self {
        self.plotted = Some(into);
        self
    }

    /// Readies a program whose first bar is that at `first`. What follows from the bars and the inputs alone becomes columns of `indicators`;
    /// bars on which nothing can happen are skipped.
    ///
    /// # Errors
    /// As [`Script::new`].
    pub fn hoisted(
        program: &Rc<Program>,
        environment: Environment,
        first: usize,
        indicators: &mut Indicators,
    ) -> Result<Self, Failure> {
        let fail = |(sentence, at): (String, u32)| Failure { sentence, at, bar: 0, time: 0 };
        let zone = Zone::named(&environment.time_zone).map_err(|sentence| fail((sentence, 0)))?;
        let (environment, reads_trades) = (Rc::new(environment), program.reads_trades);
        let (machine, hoisted) =
            Hoisted::of(program, &environment, &zone, first, indicators).map_err(fail)?;
        // What a script asks for is no warm-up: it acts from its first bar on.
        indicators.restart_warmup();
        let (risk, hoisted) = (RiskRules::default(), Some(hoisted));
        let (first, plotted) = (Some(first), None);
        Ok(Self { machine, zone, first, reads_trades, risk, failure: None, hoisted, plotted })
    }

    /// Whether there are bars on which it is known that nothing happens.
    pub fn skips_bars(&self) -> bool {
        self.hoisted.as_ref().is_some_and(|hoisted| hoisted.wakes.is_some())
    }
}

impl Strategy for Script {
    fn on_bar(&mut self, context: &mut Context<'_>) {
        if self.failure.is_some() {
            return;
        }
        let (series, at) = (context.series(), context.bar_index());
        let first = *self.first.get_or_insert(at);
        let mut n_ops = usize::MAX;
        if let Some(Hoisted { loads, stop, .. }) = &self.hoisted {
            for (register, value) in loads {
                self.machine.set(*register, value.at(at));
            }
            n_ops = stop.as_ref().filter(|stop| stop.bar <= at).map_or(n_ops, |stop| stop.n_before);
        }
        let bars = Bars::of(series, first, at);
        let end = series.time()[at] + series.interval_ms();
        let desk = Desk { context, first, risk: &mut self.risk, zone: &self.zone };
        let mut done = self.machine.run_some(n_ops, &bars, end, &self.zone, Some(desk));
        if let Some(stop) = self.hoisted.as_ref().and_then(|hoisted| hoisted.stop.as_ref())
            && n_ops != usize::MAX
        {
            done = done.and_then(|()| Err(stop.stopped.clone()));
        }
        if let Err((sentence, place)) = done {
            self.failure = Some(Failure { sentence, at: place, bar: at, time: series.time()[at] });
        } else if let Some(plotted) = &self.plotted {
            plotted.borrow_mut().note(at, series.len(), self.machine.plotted());
        }
    }

    #[inline]
    fn wake(&self, _: Option<Side>) -> Wake<'_> {
        self.hoisted.as_ref().and_then(|hoisted| hoisted.wakes.as_ref()).map_or(Wake::Every, Wake::At)
    }

    fn reads_trades(&self) -> bool {
        self.reads_trades
    }

    fn failure(&self) -> Option<&Failure> {
        self.failure.as_ref()
    }
}
