//! One script, run in every way in which it can be run: all must leave the same behind.

use std::collections::BTreeMap;
use std::rc::Rc;

use engine::Failure;
use engine::backtest::{Backtest, Market, Run};
use engine::config::RunConfig;
use engine::indicator::Indicators;
use engine::registry::{AnySource, StrategySource};
use engine::report::Report;
use engine::script::{Input, Script};
use engine::series::Series;
use engine::strategy::declaration::Declaration;
use engine::strategy::param::{ParamKind, Params};
use engine::strategy::{Context, Strategy};
use engine::sweep::{Axis, CellRunner, Space, SweepSpec};
use language::{Compiled, compile, declaration, source};

/// A strategy that is asked at every bar, whatever it says.
struct Asked<S>(S);

impl<S: Strategy> Strategy for Asked<S> {
    fn on_bar(&mut self, context: &mut Context<'_>) {
        self.0.on_bar(context);
    }

    fn reads_trades(&self) -> bool {
        self.0.reads_trades()
    }

    fn failure(&self) -> Option<&Failure> {
        self.0.failure()
    }
}

/// A script that is run instruction by instruction at every bar, as a source for a sweep.
struct StepByStep {
    compiled: Compiled,
    declaration: Declaration,
}

impl StrategySource for StepByStep {
    type Strategy = Result<Script, Failure>;

    fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    fn instantiate(
        &self,
        params: &Params,
        config: &RunConfig,
        indicators: &mut Indicators,
    ) -> Self::Strategy {
        let numbers = self.compiled.inputs.iter().map(|input| {
            let number = params.0.get(&*input.key).and_then(|value| value.to_string().parse().ok());
            number
                .filter(|_| matches!(input.default, Input::Number(_)))
                .map_or(input.default.clone(), Input::Number)
        });
        self.compiled.strategy(config, &Rc::clone(indicators.series()), numbers.collect())
    }
}

/// What a run leaves behind, floats as bits.
#[derive(Debug, PartialEq)]
struct Left {
    hash: String,
    trades: Vec<String>,
    equity: Vec<u64>,
    notes: String,
    stopped: Option<String>,
}

fn left(series: &Rc<Series>, config: &RunConfig, script: impl Strategy + 'static, slice: usize) -> Left {
    let market = Market::new(Rc::clone(series), config).unwrap();
    let mut run = Box::new(Backtest::new(market, *config, script, 0).unwrap());
    loop {
        let progress = run.step(slice);
        if progress.done >= progress.total {
            break;
        }
    }
    let stopped = run.failure().map(|failure| format!("{failure:?}"));
    let Report { result_hash, trades, equity, notes, n_notes, ambiguous_bars, ended, .. } = run.finish();
    Left {
        hash: result_hash,
        trades: trades.iter().map(|trade| format!("{trade:?}")).collect(),
        equity: equity.iter().map(|value| value.to_bits()).collect(),
        notes: format!("{notes:?} {n_notes} {ambiguous_bars:?} {ended:?}"),
        stopped,
    }
}

fn expect_same(name: &str, way: &str, plain: &Left, other: &Left) {
    let at = plain.trades.iter().zip(&other.trades).position(|(a, b)| a != b);
    let pair = at.map(|at| (&plain.trades[at], &other.trades[at]));
    assert_eq!(pair, None, "{name}, {way}: trade {at:?}");
    assert_eq!(plain.trades.len(), other.trades.len(), "{name}, {way}: trades");
    assert_eq!(plain.stopped, other.stopped, "{name}, {way}");
    assert!(plain == other, "{name}, {way}: {} trades", plain.trades.len());
}

/// What was seen while a script ran in every way.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Seen {
    pub(crate) skips_bars: bool,
    pub(crate) n_trades: usize,
    pub(crate) is_stopped: bool,
}

pub(crate) fn compiled(name: &str, source: &str) -> Compiled {
    compile(source).unwrap_or_else(|diagnostics| {
        panic!("{name}: {:?}", diagnostics.iter().map(|of| of.render(name)).collect::<Vec<_>>())
    })
}

/// Step by step at every bar; with columns, made for it and found there; asked at every bar; in slices; as a cell of a sweep. All of it over the
/// whole series and over a window that begins later.
pub(crate) fn check(name: &str, compiled: &Compiled, series: &Rc<Series>) -> Seen {
    let mut base = RunConfig::default();
    base.instrument.tick_size = Some(0.01);
    let mut config = compiled.settings.over(&base);
    let mut seen = Seen::default();
    for start in [None, Some(series.time()[777])] {
        config.window.start = start;
        let values = compiled.values(&BTreeMap::new()).unwrap();
        let step_by_step = compiled.strategy(&config, series, values.clone());
        let mut indicators = Indicators::new(Rc::clone(series));
        let hoisted = |indicators: &mut Indicators| compiled.hoisted(&config, values.clone(), indicators);
        let (plain, first) = match (step_by_step, hoisted(&mut indicators)) {
            (Ok(plain), Ok(hoisted)) => (left(series, &config, plain, usize::MAX), hoisted),
            (plain, hoisted) => {
                assert_eq!(plain.err(), hoisted.err(), "{name}");
                return seen;
            }
        };
        seen.skips_bars |= first.skips_bars();
        expect_same(name, "with columns", &plain, &left(series, &config, first, usize::MAX));
        let again = hoisted(&mut indicators).unwrap();
        expect_same(name, "with columns of before", &plain, &left(series, &config, again, 97));
        let asked = Asked(hoisted(&mut indicators).unwrap());
        expect_same(name, "asked at every bar", &plain, &left(series, &config, asked, usize::MAX));
        let asked = Asked(compiled.strategy(&config, series, values.clone()).unwrap());
        expect_same(name, "step by step in slices", &plain, &left(series, &config, asked, 13));
        seen.n_trades += plain.trades.len();
        seen.is_stopped |= plain.stopped.is_some();
        check_sweep(name, compiled, &config, series);
    }
    seen
}

/// A sweep over the first whole number among the inputs, if there is one.
fn check_sweep(name: &str, compiled: &Compiled, config: &RunConfig, series: &Rc<Series>) {
    let declaration = declaration(compiled, "ab");
    let range = declaration.params.iter().find_map(|param| match param.kind {
        ParamKind::Integer(range) => Some((param.key.clone(), range)),
        _ => None,
    });
    let Some((key, range)) = range else { return };
    let from = range.default.clamp(range.min, range.max - 2.0);
    let axis = Axis::range(&*key, from, from + 2.0, 1.0);
    let rows = |of: AnySource| {
        let spec = SweepSpec::grid(vec![axis.clone()]);
        let space = Space::new(of.declaration(), &of.declaration().defaults(), config, &spec).unwrap();
        let mut runner = CellRunner::new(of, space, Rc::clone(series)).unwrap();
        let cells = runner.run_cells(&[0, 1, 2]);
        cells.iter().map(|cell| cell.numbers.iter().map(|x| x.to_bits()).collect()).collect::<Vec<Vec<u64>>>()
    };
    let plain = AnySource::new(StepByStep { compiled: compiled.clone(), declaration: declaration.clone() });
    assert_eq!(rows(plain), rows(source(compiled.clone(), "ab")), "{name}, as cells over {key} from {from}");
}
