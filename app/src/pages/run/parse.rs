//! From what was typed to what runs, or every field that is wrong with a sentence each. Pure.

use engine::choice::{self, Choice};
use engine::config::{
    AccountConfig, Commission, ConfigError, Execution, Instrument, RunConfig, Sizing, Slippage, Window,
};
use engine::error::RunError;
use engine::strategy::declaration::Declaration;
use engine::strategy::param::{ParamKind, ParamSpec, ParamValue, Params};
use engine::sweep::{Axis, Method, Setting, Space, SweepError, SweepSpec};
use engine::walk_forward::FoldPlan;

use super::axis_fields::{self, is_swept};
use super::draft::{Draft, field, text_of};
use super::sweep_fields;
use crate::format::number::Separators;
use crate::format::time;

/// What a form says.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Parsed {
    /// Settings; only meaningful without problems.
    pub(super) config: RunConfig,
    /// Values of the parameters that are not swept.
    pub(super) params: Params,
    /// What is swept, if anything is.
    pub(super) sweep: Option<SweepSpec>,
    /// How the time is cut, if what is swept is chosen from again and again.
    pub(super) folds: Option<FoldPlan>,
    /// Cells of the sweep on one dataset, once it makes sense.
    pub(super) n_cells: Option<u64>,
    /// Everything that is wrong, in the order of the form.
    pub(super) problems: Vec<ConfigError>,
}

impl Parsed {
    /// What is wrong with a field.
    pub(super) fn problem(&self, field: &str) -> Option<String> {
        self.problems.iter().find(|problem| problem.field == field).map(|problem| problem.message.clone())
    }
}

/// Reads a form, with numbers as a language writes them.
pub(super) fn parse(draft: &Draft, info: &Declaration, separators: &Separators) -> Parsed {
    let mut reader = Reader::new(draft, separators);
    let mut config = config(&mut reader);
    let mut params = Params::default();
    let mut axes = Vec::new();
    let mut axis_problems = Vec::new();
    let mut swept = Vec::new();
    let mut take = |read: Result<Axis, Vec<ConfigError>>| match read {
        Ok(axis) => axes.push(axis),
        Err(problems) => axis_problems.extend(problems),
    };
    for param in info.params.iter() {
        if is_swept(draft, &param.key) {
            take(axis_fields::of_param(&mut reader, param));
            swept.push(field::param(&param.key));
        } else {
            params.set(&param.key, reader.value(param));
        }
    }
    for setting in Setting::ALL.into_iter().filter(|setting| is_swept(draft, setting.key())) {
        let axis = axis_fields::of_setting(&mut reader, setting, &config);
        if let Ok(axis) = &axis {
            // What is swept has a place in the settings all the same.
            setting.set(&mut config, axis.number(0));
        }
        take(axis);
        swept.push(setting.key().to_owned());
    }
    // What is swept has no value of its own: its range is checked above.
    reader.unreadable.retain(|problem| !swept.contains(&problem.field));
    let mut found = config.problems();
    found.extend(info.problems(&params));
    found.retain(|problem| !swept.contains(&problem.field));
    found.extend(axis_problems);
    let is_sweep = !swept.is_empty();
    let is_readable = axes.len() == swept.len();
    let folds = is_sweep.then(|| sweep_fields::folds(&mut reader)).flatten();
    found.extend(folds.iter().flat_map(FoldPlan::problems));
    let mut sweep = is_sweep.then(|| sweep_fields::sweep(&mut reader, axes));
    if let Some(sweep) = sweep.as_mut().filter(|_| folds.is_some()) {
        // One number chooses.
        sweep.objectives.truncate(1);
    }
    let mut n_cells = None;
    if let Some(sweep) = sweep.as_ref().filter(|_| is_readable) {
        match sweep_size(info, &params, &config, sweep) {
            Ok(n) => n_cells = Some(n),
            Err((name, text)) => found.push(ConfigError::new(name, sentence(&text))),
        }
    }
    // Where a text is no number, what stood in for it must not be judged as if it had been typed.
    let unreadable = reader.unreadable;
    found.retain(|problem| unreadable.iter().all(|other| other.field != problem.field));
    let problems = unreadable.into_iter().chain(found).collect();
    Parsed { config, params, sweep, folds, n_cells, problems }
}

/// Number of cells on one dataset, or the field at fault and why.
fn sweep_size(
    info: &Declaration,
    params: &Params,
    config: &RunConfig,
    sweep: &SweepSpec,
) -> Result<u64, (&'static str, String)> {
    let grid = sweep.check().map_err(|error| (field::SWEEP, error.to_string()))?;
    match Space::new(info, params, config, sweep) {
        Err(RunError::Sweep(error @ SweepError::UnknownName { .. })) => {
            return Err((field::SWEEP_CONSTRAINTS, error.to_string()));
        }
        // Settings have sentences of their own beside their fields.
        Err(RunError::Settings(_)) | Ok(_) => {}
        Err(error) => return Err((field::SWEEP, error.to_string())),
    }
    Ok(match sweep.method {
        Method::Grid => grid.n_points(),
        Method::Random { count, .. } => count.min(grid.n_points()),
        Method::Search { population, generations, .. } => u64::from(population) * u64::from(generations),
    })
}

pub(super) struct Reader<'a> {
    pub(super) draft: &'a Draft,
    pub(super) separators: &'a Separators,
    pub(super) unreadable: Vec<ConfigError>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(draft: &'a Draft, separators: &'a Separators) -> Self {
        Self { draft, separators, unreadable: Vec::new() }
    }

    /// The percentage in a field as a ratio.
    fn percent(&mut self, field: &str, otherwise: f64) -> f64 {
        self.separators.parse_percent(self.draft.text(field)).unwrap_or_else(|message| {
            self.unreadable.push(ConfigError::new(field, message));
            otherwise
        })
    }

    /// The number in a field, or `otherwise` with a problem noted.
    pub(super) fn number(&mut self, field: &str, otherwise: f64) -> f64 {
        self.separators.parse(self.draft.text(field)).unwrap_or_else(|message| {
            self.unreadable.push(ConfigError::new(field, message));
            otherwise
        })
    }

    /// The value of a parameter.
    fn value(&mut self, param: &ParamSpec) -> ParamValue {
        let name = field::param(&param.key);
        match &param.kind {
            ParamKind::Integer(range) | ParamKind::Number(range) => self.number(&name, range.default).into(),
            ParamKind::Switch(_) | ParamKind::Choice { .. } | ParamKind::Source(_) => {
                option(param, self.draft.text(&name))
            }
            ParamKind::Text { .. } => self.draft.text(&name).to_owned().into(),
            ParamKind::Time(_) => match time::parse_utc(self.draft.text(&name)) {
                Ok(ms) => ParamValue::Number(ms as f64),
                Err(message) => {
                    self.unreadable.push(ConfigError::new(&*name, message));
                    param.default()
                }
            },
        }
    }

    /// What a choice stands for, or `otherwise` with a problem noted beside the field `at`: a word that is not in its table is never
    /// taken for one that is.
    pub(super) fn choice<T: Copy + 'static>(&mut self, choice: Choice<T>, at: &str, otherwise: T) -> T {
        choice.of_key(self.draft.text(choice.field)).unwrap_or_else(|error| {
            self.unreadable.push(ConfigError::new(at, error.to_string()));
            otherwise
        })
    }

    fn optional(&mut self, field: &str) -> Option<f64> {
        (!self.draft.text(field).trim().is_empty()).then(|| self.number(field, 1.0))
    }

    fn date(&mut self, field: &str) -> Option<i64> {
        let text = self.draft.text(field);
        if text.trim().is_empty() {
            return None;
        }
        time::parse_utc(text).map_err(|message| self.unreadable.push(ConfigError::new(field, message))).ok()
    }
}

/// The value of a list that a control has as this text. Any other text stays itself, and is refused as no value of the list.
pub(super) fn option(param: &ParamSpec, text: &str) -> ParamValue {
    let mut values = param.options().iter().map(|choice| &choice.value);
    let found = values.find(|value| text_of(param, value) == text).cloned();
    found.unwrap_or_else(|| text.to_owned().into())
}

fn config(reader: &mut Reader) -> RunConfig {
    let initial_cash = reader.number(field::INITIAL_CASH, 1.0);
    let RunConfig { account: usual, execution: usually, .. } = RunConfig::default();
    let sizing = match reader.choice(choice::ORDER_SIZE_UNIT, field::SIZING, usual.sizing) {
        Sizing::Lots(_) => Sizing::Lots(reader.number(field::SIZING, 1.0)),
        Sizing::Cash(_) => Sizing::Cash(reader.number(field::SIZING, 1.0)),
        Sizing::EquityRatio(_) => Sizing::EquityRatio(reader.percent(field::SIZING, 1.0)),
    };
    let commission = match reader.choice(choice::COMMISSION_TYPE, field::COMMISSION, usual.commission) {
        Commission::ValueRatio(_) => Commission::ValueRatio(reader.percent(field::COMMISSION, 0.0)),
        Commission::CashPerOrder(_) => Commission::CashPerOrder(reader.number(field::COMMISSION, 0.0)),
        Commission::CashPerUnit(_) => Commission::CashPerUnit(reader.number(field::COMMISSION, 0.0)),
    };
    let slippage = match reader.choice(choice::SLIPPAGE_TYPE, field::SLIPPAGE, usual.slippage) {
        Slippage::Ticks(_) => Slippage::Ticks(reader.number(field::SLIPPAGE, 0.0)),
        Slippage::PriceRatio(_) => Slippage::PriceRatio(reader.percent(field::SLIPPAGE, 0.0)),
    };
    let margin_long = reader.percent(field::MARGIN_LONG, 1.0);
    let margin_short = reader.percent(field::MARGIN_SHORT, 1.0);
    let account = AccountConfig { initial_cash, sizing, commission, slippage, margin_long, margin_short };
    let instrument = Instrument {
        tick_size: reader.optional(field::TICK_SIZE),
        lot_step: reader.optional(field::LOT_STEP),
        lot_size: reader.number(field::LOT_SIZE, 1.0),
    };
    let pyramiding = reader.number(field::PYRAMIDING, 1.0);
    if pyramiding.fract() != 0.0 || !(0.0..=f64::from(u32::MAX)).contains(&pyramiding) {
        reader
            .unreadable
            .push(ConfigError::new(field::PYRAMIDING, "Pyramiding must be a whole number, at least 1."));
    }
    let limit_ticks = reader.optional(field::LIMIT_TICKS).unwrap_or_default();
    if limit_ticks.fract() != 0.0 || !(0.0..=f64::from(u32::MAX)).contains(&limit_ticks) {
        reader.unreadable.push(ConfigError::new(
            field::LIMIT_TICKS,
            "Ticks beyond a limit are a whole number, at least 0.",
        ));
    }
    let execution = Execution {
        fill_on: reader.choice(choice::FILL_ON, field::FILL_ON, usually.fill_on),
        intrabar: reader.choice(choice::INTRABAR, field::INTRABAR, usually.intrabar),
        close_rule: reader.choice(choice::CLOSE_RULE, field::CLOSE_RULE, usually.close_rule),
        pyramiding: pyramiding as u32,
        close_at_end: reader.choice(choice::CLOSE_AT_END, field::CLOSE_AT_END, usually.close_at_end),
        limit_ticks: limit_ticks as u32,
    };
    let window = Window { start: reader.date(field::START), end: reader.date(field::END) };
    let risk_free_rate = reader.percent(field::RISK_FREE, 0.0);
    RunConfig { account, instrument, execution, window, risk_free_rate }
}

pub(super) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

#[cfg(test)]
mod tests {
    use engine::config::CloseRule;
    use engine::strategy::catalog::{STRATEGIES, find};
    use engine::strategy::declaration::StrategyRef;
    use shared::dataset::DatasetRef;
    use shared::id::BlobHash;
    use shared::job::{JobSpec, RunSpec};

    use super::*;

    fn sma() -> &'static Declaration {
        find("sma_cross").unwrap()
    }

    fn with(changes: &[(&str, &str)]) -> Parsed {
        let mut draft = Draft::new(sma());
        for (field, text) in changes {
            draft.set(*field, *text);
        }
        parse(&draft, sma(), &Separators::default())
    }

    #[test]
    fn an_untouched_form_is_the_default_run_of_every_strategy() {
        for info in STRATEGIES {
            let parsed = parse(&Draft::new(info), info, &Separators::default());
            assert_eq!(parsed.problems, [], "{}", info.name);
            assert_eq!((parsed.config, parsed.params), (RunConfig::default(), info.defaults()));
        }
    }

    #[test]
    fn every_default_sweep_is_valid() {
        for info in STRATEGIES {
            for param in info.params.iter().filter(|param| param.range().is_some()) {
                let mut draft = Draft::new(info);
                draft.set(field::axis(&param.key, "swept"), "1");
                let parsed = parse(&draft, info, &Separators::default());
                assert_eq!(parsed.problems, [], "{} {}", info.name, param.key);
                assert!(parsed.n_cells.is_some_and(|n| n > 1), "{} {}", info.name, param.key);
            }
        }
    }

    #[test]
    fn percents_become_ratios_and_kinds_are_respected() {
        let parsed = with(&[
            (field::SIZING_KIND, "equity"),
            (field::SIZING, "50"),
            (field::COMMISSION, "0.1"),
            (field::SLIPPAGE_KIND, "ticks"),
            (field::SLIPPAGE, "2"),
            (field::TICK_SIZE, "0.25"),
            (field::MARGIN_LONG, "25"),
            (field::MARGIN_SHORT, "0"),
            (field::CLOSE_RULE, "any"),
            (field::CLOSE_AT_END, "close"),
            (field::START, "2020-01-01"),
        ]);
        assert_eq!(parsed.problems, []);
        assert_eq!(parsed.config.account.sizing, Sizing::EquityRatio(0.5));
        assert_eq!(parsed.config.account.commission, Commission::ValueRatio(0.001));
        assert_eq!(parsed.config.account.slippage, Slippage::Ticks(2.0));
        assert_eq!((parsed.config.account.margin_long, parsed.config.account.margin_short), (0.25, 0.0));
        assert_eq!(parsed.config.execution.close_rule, CloseRule::Any);
        assert!(parsed.config.execution.close_at_end);
        assert_eq!(parsed.config.window.start, Some(1_577_836_800_000));
    }

    #[test]
    fn each_wrong_field_is_named_once_with_a_sentence() {
        for (name, text) in [
            (field::INITIAL_CASH, ""),
            (field::INITIAL_CASH, "0"),
            (field::SIZING, "x"),
            (field::COMMISSION, "100"),
            (field::SLIPPAGE, "-1"),
            (field::MARGIN_LONG, "-1"),
            (field::MARGIN_SHORT, "1001"),
            (field::MARGIN_SHORT, "half"),
            (field::TICK_SIZE, "0"),
            (field::PYRAMIDING, "1.5"),
            (field::PYRAMIDING, "0"),
            (field::PYRAMIDING, "-1"),
            (field::LIMIT_TICKS, "0.5"),
            (field::LIMIT_TICKS, "-1"),
            (field::START, "yesterday"),
            (field::RISK_FREE, "100"),
            ("params.fast", "0"),
            ("params.fast", "1.5"),
            ("params.fast", "30"),
            ("params.slow", "many"),
        ] {
            let parsed = with(&[(name, text)]);
            let fields: Vec<&str> = parsed.problems.iter().map(|problem| problem.field.as_str()).collect();
            assert_eq!(fields, [name], "{text:?}: {:?}", parsed.problems);
            assert!(parsed.problems[0].message.ends_with('.'), "{:?}", parsed.problems);
        }
    }

    #[test]
    fn a_word_that_is_no_option_is_refused_and_never_the_default() {
        for (name, problem) in [
            (field::SIZING_KIND, field::SIZING),
            (field::COMMISSION_KIND, field::COMMISSION),
            (field::SLIPPAGE_KIND, field::SLIPPAGE),
            (field::FILL_ON, field::FILL_ON),
            (field::INTRABAR, field::INTRABAR),
            (field::CLOSE_RULE, field::CLOSE_RULE),
            (field::CLOSE_AT_END, field::CLOSE_AT_END),
            (field::SWEEP_METHOD, field::SWEEP_METHOD),
            (field::SWEEP_KIND, field::SWEEP),
            (field::FOLDS_SCHEME, field::FOLDS_SCHEME),
            (choice::DIRECTION.field, field::OBJECTIVES[0]),
        ] {
            for word in ["contracts", ""] {
                let walks = if name == field::FOLDS_SCHEME { "walk" } else { "sweep" };
                let parsed = with(&[("params.fast#swept", "1"), (field::SWEEP_KIND, walks), (name, word)]);
                let fields: Vec<&str> = parsed.problems.iter().map(|found| found.field.as_str()).collect();
                assert_eq!(fields, [problem], "{name} = {word:?}");
            }
        }
    }

    #[test]
    fn a_sweep_counts_its_cells_and_refuses_values_that_would_be_skipped() {
        let swept = [("params.fast#swept", "1"), ("params.fast#from", "5"), ("params.fast#to", "20")];
        let parsed = with(&[swept[0], swept[1], swept[2], ("params.fast#step", "5")]);
        assert_eq!((parsed.n_cells, parsed.problems.as_slice()), (Some(4), [].as_slice()));
        assert_eq!(parsed.params.get("fast"), None);
        for (name, text) in [("params.fast#step", "0.5"), ("params.fast#from", "0"), ("params.fast#to", "4")]
        {
            let parsed = with(&[swept[0], swept[1], swept[2], (name, text)]);
            assert_eq!(
                parsed.problems.iter().map(|p| p.field.as_str()).collect::<Vec<_>>(),
                [name],
                "{text}"
            );
        }
        let huge = [("params.slow#swept", "1"), ("params.slow#from", "2"), ("params.slow#to", "10000")];
        let parsed = with(&[swept[0], swept[1], ("params.fast#to", "5000"), huge[0], huge[1], huge[2]]);
        assert_eq!(parsed.problems[0].field, field::SWEEP);
    }

    #[test]
    fn a_job_fills_the_form_with_the_same_settings() {
        let mut config = RunConfig::default();
        config.account.commission = Commission::ValueRatio(0.000_7);
        config.account.sizing = Sizing::EquityRatio(0.29);
        config.window.end = Some(1_577_836_800_000);
        config.risk_free_rate = 0.035;
        config.account.margin_long = 0.07;
        config.execution.close_rule = CloseRule::Any;
        config.execution.close_at_end = true;
        let run = RunSpec {
            strategy: StrategyRef::BuiltIn { id: "sma_cross".into(), version: 1 },
            params: sma().defaults(),
            dataset: DatasetRef {
                id: "0192f7a0-1234-7abc-8def-0123456789ab".parse().unwrap(),
                name: "A year".into(),
                hash: BlobHash("ab".repeat(32)),
            },
            config,
            engine_version: "0.1.0".into(),
            script: None,
        };
        let spec = JobSpec::Backtest { run: run.clone() };
        let info = find(run.strategy.key()).unwrap();
        let parsed = parse(&Draft::from_spec(info, &spec), info, &Separators::default());
        assert_eq!(parsed.problems, []);
        assert_eq!((parsed.config, parsed.params), (run.config, run.params));
    }
}
