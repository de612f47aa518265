//! A strategy that was not compiled in: everything that runs a built-in one runs it, whatever kinds its parameters have.

use std::rc::Rc;

use engine::config::RunConfig;
use engine::error::RunError;
use engine::indicator::{Column, Indicators, Source};
use engine::lookahead::LookAhead;
use engine::order::Order;
use engine::registry::{AnySource, StrategySource, built_in, find, prepare};
use engine::series::Series;
use engine::strategy::declaration::{Declaration, Ordered, StrategyRef};
use engine::strategy::param::{Choice, ParamKind, ParamSpec, ParamValue, Params, Range, TextKind};
use engine::strategy::{Context, Strategy};
use engine::sweep::{Axis, CellRunner, Constraint, Space, SweepSpec};
use engine::synthetic::minute_series;
use engine::trade::Side;
use engine::walk_forward::{FoldPlan, WalkForward};

/// What somebody wrote while the program ran: long while a fast average is above a slow one, averages and prices as chosen.
struct Written(Declaration);

struct Averages {
    fast: Column,
    slow: Column,
    long_only: bool,
}

impl Strategy for Averages {
    fn on_bar(&mut self, context: &mut Context<'_>) {
        if context.crosses_above(&self.fast, &self.slow) {
            context.submit(Order::entry("long", Side::Long));
        } else if context.crosses_below(&self.fast, &self.slow) {
            context.reverse_or_close(!self.long_only);
        }
    }
}

impl StrategySource for Written {
    type Strategy = Averages;

    fn declaration(&self) -> &Declaration {
        &self.0
    }

    fn instantiate(&self, params: &Params, _: &RunConfig, indicators: &mut Indicators) -> Averages {
        let of = match params.text("price") {
            "hl2" => Source::Hl2,
            _ => Source::Close,
        };
        let mut average = |key| match params.text("kind") {
            "exponential" => indicators.ema(of, params.length(key)),
            _ => indicators.sma(of, params.length(key)),
        };
        Averages { fast: average("fast"), slow: average("slow"), long_only: params.switch("long_only") }
    }
}

fn spec(key: &str, kind: ParamKind) -> ParamSpec {
    let text = |text: &str| text.to_owned().into();
    ParamSpec {
        key: text(key),
        name: text(key),
        kind,
        help: text(""),
        group: text("Averages"),
        inline: text(""),
    }
}

fn written() -> AnySource {
    let length = |default| ParamKind::Integer(Range { default, min: 1.0, max: 500.0, step: 1.0 });
    let choice = |text: &str| Choice { value: text.to_owned().into(), name: text.to_owned().into() };
    let options = vec![choice("simple"), choice("exponential")];
    let params = vec![
        spec("fast", length(5.0)),
        spec("slow", length(20.0)),
        spec("long_only", ParamKind::Switch(false)),
        spec("kind", ParamKind::Choice { default: "simple".into(), options: options.into() }),
        spec("price", ParamKind::Source("close".into())),
        spec("note", ParamKind::Text { default: "".into(), kind: TextKind::Lines }),
        spec("since", ParamKind::Time(0)),
    ];
    AnySource::new(Written(Declaration {
        strategy: StrategyRef::Script { name: "Mine".into(), hash: "ab".repeat(32).into() },
        name: "Mine".into(),
        family: "script".into(),
        summary: "".into(),
        rules: "".into(),
        params: params.into(),
        ordered: vec![Ordered::new("fast", "slow")].into(),
    }))
}

fn series() -> Rc<Series> {
    Rc::new(minute_series(21, 2_000))
}

#[test]
fn a_written_strategy_gives_the_result_hash_of_the_built_in_one_that_it_repeats() {
    let (config, written) = (RunConfig::default(), written());
    let mut of_built_in = Params::default();
    for (key, value) in [("fast", 5.0), ("slow", 20.0)] {
        of_built_in.set(key, value);
    }
    for (kind, id) in [("simple", "sma_cross"), ("exponential", "ema_cross")] {
        for short in [true, false] {
            let mut params = written.declaration().defaults();
            params.set("kind", kind);
            params.set("long_only", !short);
            of_built_in.set("short", short);
            let ours = prepare(&written, &params, &config, series()).unwrap().finish();
            let theirs = prepare(&built_in(id).unwrap(), &of_built_in, &config, series()).unwrap().finish();
            assert!(ours.trades.len() > 20);
            assert_eq!(ours.result_hash, theirs.result_hash, "{kind}, short selling {short}");
        }
    }
}

#[test]
fn switches_choices_and_prices_are_axes_and_every_cell_is_its_single_run() {
    let written = written();
    let sweep = SweepSpec::grid(vec![
        Axis::list("kind", ["simple", "exponential"]),
        Axis::list("price", ["close", "hl2"]),
        Axis::list("long_only", [false, true]),
        Axis::range("fast", 5.0, 25.0, 10.0),
    ]);
    let base = written.declaration().defaults();
    let space = Space::new(written.declaration(), &base, &RunConfig::default(), &sweep).unwrap();
    let mut runner = CellRunner::new(written.clone(), space.clone(), series()).unwrap();
    let mut hashes = Vec::new();
    for point in 0..space.grid().n_points() {
        let cell = runner.run_cell(point);
        // A fast length of 25 is not below the slow one.
        assert_eq!(space.allows(point), space.grid().numbers(point)[3] < 20.0);
        assert_eq!(space.allows(point), space.problems(point).is_empty());
        if !space.allows(point) {
            assert_eq!(cell.trial, None);
            continue;
        }
        let setup = space.setup(point);
        let report = prepare(&written, &setup.params, &setup.config, series()).unwrap().finish();
        let single =
            space.columns().iter().map(|key| report.statistics.get(key).unwrap().unwrap_or(f64::NAN));
        let bits = |number: f64| number.to_bits();
        assert!(cell.numbers.iter().copied().map(bits).eq(single.map(bits)), "point {point}");
        hashes.push(report.result_hash);
    }
    assert_eq!(hashes.len(), 16);
    hashes.sort();
    hashes.dedup();
    assert_eq!(hashes.len(), 16, "some value of an axis does not reach the strategy");
}

#[test]
fn it_walks_forward_and_is_checked_for_look_ahead() {
    let (written, config) = (written(), RunConfig::default());
    let base = written.declaration().defaults();
    let verdict = LookAhead::of(&written, &base, &config, series(), 3).unwrap().finish();
    assert_eq!((verdict.finding, verdict.n_cuts), (None, 12));
    let sweep = SweepSpec::grid(vec![Axis::list("kind", ["simple", "exponential"])]);
    let plan = FoldPlan { n_folds: 3, ..FoldPlan::default() };
    let walk = WalkForward::new(&written, &base, &config, &sweep, &plan, series()).unwrap().finish().unwrap();
    assert_eq!(walk.folds.len(), 3);
    assert!(walk.folds.iter().all(|fold| fold.values == [fold.point.unwrap() as f64]));
}

#[test]
fn values_of_another_kind_are_refused_by_name() {
    let written = written();
    for (key, value) in [
        ("kind", ParamValue::from("weighted")),
        ("price", "volume".into()),
        ("long_only", 0.5.into()),
        ("fast", "five".into()),
        ("since", 0.5.into()),
        ("note", true.into()),
    ] {
        let mut params = written.declaration().defaults();
        params.set(key, value);
        let refused = prepare(&written, &params, &RunConfig::default(), series()).err();
        let Some(RunError::Settings(problems)) = refused else { panic!("{key} was accepted") };
        assert_eq!(problems[0].field, format!("params.{key}"));
    }
}

#[test]
fn a_space_runs_with_its_own_strategy_only_and_a_script_needs_its_text() {
    let sweep = SweepSpec::grid(vec![Axis::list("fast", [5.0])]);
    let written = written();
    let base = written.declaration().defaults();
    let space = Space::new(written.declaration(), &base, &RunConfig::default(), &sweep).unwrap();
    let other = CellRunner::new(built_in("sma_cross").unwrap(), space, series()).unwrap_err();
    assert_eq!(other, RunError::UnknownStrategy("Mine".into()));
    assert_eq!(find(&written.declaration().strategy).unwrap_err(), other);
}

#[test]
fn constraints_compare_texts_and_switches_and_never_count_with_a_text() {
    let written = written();
    let space = |constraint: &str| {
        let sweep = SweepSpec {
            constraints: vec![Constraint::parse(constraint).unwrap()],
            ..SweepSpec::grid(vec![
                Axis::list("kind", ["simple", "exponential"]),
                Axis::list("long_only", [false, true]),
            ])
        };
        Space::new(written.declaration(), &written.declaration().defaults(), &RunConfig::default(), &sweep)
    };
    let allowed = |constraint: &str| {
        let space = space(constraint).unwrap();
        (0..4).filter(|point| space.allows(*point)).collect::<Vec<u64>>()
    };
    assert_eq!(allowed("kind = \"exponential\""), [2, 3]);
    assert_eq!(allowed("kind != 'exponential'"), [0, 1]);
    assert_eq!(allowed("long_only = true"), [1, 3]);
    assert_eq!(allowed("price = \"close\""), [0, 1, 2, 3], "what no axis changes");
    for constraint in ["kind > 1", "price + fast < 3"] {
        let refused = space(constraint).unwrap_err().to_string();
        assert!(refused.contains("a text can only be"), "{refused}");
    }
}
