//! What was typed into the run form, as text by field, so that nothing typed is lost.

use std::collections::BTreeMap;

use engine::choice;
use engine::config::RunConfig;
use engine::strategy::declaration::Declaration;
use engine::strategy::param::{ParamKind, ParamSpec, ParamValue};
use engine::sweep::{Setting, SweepSpec};
use engine::walk_forward::FoldPlan;
use serde::{Deserialize, Serialize};
use shared::job::JobSpec;

use crate::format::number::{percent_of, typed};
use crate::format::time;

/// Texts by field. Fields are named as in `ConfigError::field`; `#…` marks a control that belongs to a field.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Draft(pub(super) BTreeMap<String, String>);

/// Names of the fields.
pub(super) mod field {
    use engine::choice;
    use engine::sweep::Setting;

    pub(in super::super) const DATASET: &str = "dataset";
    pub(in super::super) const INITIAL_CASH: &str = "account.initial_cash";
    pub(in super::super) const SIZING: &str = "account.sizing";
    pub(in super::super) const SIZING_KIND: &str = choice::ORDER_SIZE_UNIT.field;
    pub(in super::super) const COMMISSION: &str = "account.commission";
    pub(in super::super) const COMMISSION_KIND: &str = choice::COMMISSION_TYPE.field;
    pub(in super::super) const SLIPPAGE: &str = "account.slippage";
    pub(in super::super) const SLIPPAGE_KIND: &str = choice::SLIPPAGE_TYPE.field;
    pub(in super::super) const MARGIN_LONG: &str = "account.margin_long";
    pub(in super::super) const MARGIN_SHORT: &str = "account.margin_short";
    pub(in super::super) const TICK_SIZE: &str = "instrument.tick_size";
    pub(in super::super) const LOT_STEP: &str = "instrument.lot_step";
    pub(in super::super) const LOT_SIZE: &str = "instrument.lot_size";
    pub(in super::super) const FILL_ON: &str = choice::FILL_ON.field;
    pub(in super::super) const INTRABAR: &str = choice::INTRABAR.field;
    pub(in super::super) const PYRAMIDING: &str = "execution.pyramiding";
    pub(in super::super) const LIMIT_TICKS: &str = "execution.limit_ticks";
    pub(in super::super) const CLOSE_RULE: &str = choice::CLOSE_RULE.field;
    pub(in super::super) const CLOSE_AT_END: &str = choice::CLOSE_AT_END.field;
    pub(in super::super) const START: &str = "window.start";
    pub(in super::super) const END: &str = "window.end";
    pub(in super::super) const RISK_FREE: &str = "risk_free_rate";
    pub(in super::super) const SWEEP: &str = "sweep";
    /// `walk` for a walk-forward run.
    pub(in super::super) const SWEEP_KIND: &str = "sweep.kind";
    pub(in super::super) const FOLDS_SCHEME: &str = choice::WINDOWS.field;
    pub(in super::super) const FOLDS_COUNT: &str = "folds.n_folds";
    pub(in super::super) const FOLDS_SEEN: &str = "folds.seen_per_traded";
    pub(in super::super) const SWEEP_METHOD: &str = "sweep.method";
    pub(in super::super) const SWEEP_COUNT: &str = "sweep.count";
    pub(in super::super) const SWEEP_SEED: &str = "sweep.seed";
    pub(in super::super) const SWEEP_POPULATION: &str = "sweep.population";
    pub(in super::super) const SWEEP_GENERATIONS: &str = "sweep.generations";
    pub(in super::super) const SWEEP_CONSTRAINTS: &str = "sweep.constraints";
    /// Ids of datasets, between spaces.
    pub(in super::super) const SWEEP_DATASETS: &str = "sweep.datasets";
    /// What is looked for, the first of them leading.
    pub(in super::super) const OBJECTIVES: [&str; 2] = ["sweep.objective", "sweep.objective_beside"];

    /// The direction of an objective.
    pub(in super::super) fn better(objective: &str) -> String {
        format!("{objective}#better")
    }

    /// A parameter's value.
    pub(in super::super) fn param(key: &str) -> String {
        format!("params.{key}")
    }

    /// A control of an axis: `swept`, `from`, `to`, `step`, `list`.
    pub(in super::super) fn axis(key: &str, part: &str) -> String {
        match Setting::of_key(key) {
            Some(setting) => format!("{}#{part}", setting.key()),
            None => format!("params.{key}#{part}"),
        }
    }
}

impl Draft {
    /// The text of a field; empty if there is none.
    pub(super) fn text(&self, field: &str) -> &str {
        self.0.get(field).map_or("", String::as_str)
    }

    pub(super) fn set(&mut self, field: impl Into<String>, text: impl Into<String>) {
        self.0.insert(field.into(), text.into());
    }

    /// A form as it is at first.
    #[cfg(test)]
    pub(super) fn new(info: &Declaration) -> Self {
        Self::proposed(info, &RunConfig::default())
    }

    /// A form as it is at first, with settings that the strategy proposes.
    pub(super) fn proposed(info: &Declaration, config: &RunConfig) -> Self {
        let mut draft = Self::default();
        draft.set_config(config);
        for param in info.params.iter() {
            draft.set(field::param(&param.key), text_of(param, &param.default()));
        }
        draft.set_first_axes(info);
        draft.set(field::SWEEP_COUNT, "1000");
        draft.set(field::SWEEP_POPULATION, "32");
        draft.set(field::SWEEP_GENERATIONS, "25");
        draft.set(field::SWEEP_KIND, "sweep");
        draft.set_folds(&FoldPlan::default());
        draft.set_sweep(&SweepSpec::grid(Vec::new()), &[]);
        draft
    }

    /// A form filled with a job's settings, on top of the first one.
    pub(super) fn from_spec(info: &Declaration, spec: &JobSpec) -> Self {
        let mut draft = Self::proposed(info, &RunConfig::default());
        let run = spec.run();
        draft.set(field::DATASET, run.dataset.id.to_string());
        draft.set_config(&run.config);
        for param in info.params.iter() {
            // A script may have changed since: what it does not take any more is left out.
            if let Some(value) = run.params.get(&param.key).filter(|value| param.accepts(value)) {
                draft.set(field::param(&param.key), text_of(param, value));
            }
        }
        if let JobSpec::WalkForward { folds, .. } = spec {
            draft.set(field::SWEEP_KIND, "walk");
            draft.set_folds(folds);
        }
        if let Some(sweep) = spec.sweep() {
            draft.set_sweep(sweep, &spec.datasets()[1..]);
            let is_known = |key: &str| Setting::of_key(key).is_some() || info.param(key).is_some();
            for axis in sweep.axes.iter().filter(|axis| is_known(&axis.param)) {
                draft.set_axis(axis, info, &run.config);
            }
        }
        draft
    }

    fn set_config(&mut self, config: &RunConfig) {
        let account = &config.account;
        self.set(field::INITIAL_CASH, typed(account.initial_cash));
        self.set(field::SIZING_KIND, choice::ORDER_SIZE_UNIT.key(&account.sizing));
        self.set(field::COMMISSION_KIND, choice::COMMISSION_TYPE.key(&account.commission));
        self.set(field::SLIPPAGE_KIND, choice::SLIPPAGE_TYPE.key(&account.slippage));
        for setting in [Setting::Sizing, Setting::Commission, Setting::Slippage] {
            let number = setting.get(config);
            let shown = if setting.is_ratio(config) { percent_of(number) } else { number };
            self.set(setting.key(), typed(shown));
        }
        self.set(field::MARGIN_LONG, typed(percent_of(account.margin_long)));
        self.set(field::MARGIN_SHORT, typed(percent_of(account.margin_short)));
        let optional = |value: Option<f64>| value.map(typed).unwrap_or_default();
        self.set(field::TICK_SIZE, optional(config.instrument.tick_size));
        self.set(field::LOT_STEP, optional(config.instrument.lot_step));
        self.set(field::LOT_SIZE, typed(config.instrument.lot_size));
        let execution = &config.execution;
        self.set(field::FILL_ON, choice::FILL_ON.key(&execution.fill_on));
        self.set(field::INTRABAR, choice::INTRABAR.key(&execution.intrabar));
        self.set(field::CLOSE_RULE, choice::CLOSE_RULE.key(&execution.close_rule));
        self.set(field::CLOSE_AT_END, choice::CLOSE_AT_END.key(&execution.close_at_end));
        self.set(field::PYRAMIDING, config.execution.pyramiding.to_string());
        let limit_ticks = Some(config.execution.limit_ticks).filter(|ticks| *ticks > 0);
        self.set(field::LIMIT_TICKS, limit_ticks.map(|ticks| ticks.to_string()).unwrap_or_default());
        let date = |ms: Option<i64>| ms.map(time::for_form).unwrap_or_default();
        self.set(field::START, date(config.window.start));
        self.set(field::END, date(config.window.end));
        self.set(field::RISK_FREE, typed(percent_of(config.risk_free_rate)));
    }
}

/// A value of a parameter as its control has it: a switch is 0 or 1, a moment a date.
pub(super) fn text_of(param: &ParamSpec, value: &ParamValue) -> String {
    match (&param.kind, value) {
        (ParamKind::Time(_), ParamValue::Number(ms)) => time::for_form(*ms as i64),
        (_, ParamValue::Switch(on)) => if *on { "1" } else { "0" }.to_owned(),
        (_, ParamValue::Number(number)) => typed(*number),
        (_, ParamValue::Text(text)) => text.to_string(),
    }
}
