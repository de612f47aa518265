//! The points of a grid as settings of runs, and which of them make sense.

use super::setting::Setting;
use super::{Constraint, Grid, SweepError, SweepSpec};
use crate::config::{ConfigError, RunConfig, Window};
use crate::error::RunError;
use crate::strategy::declaration::{Declaration, Ordered};
use crate::strategy::param::{ParamValue, Params};

/// What an axis changes.
#[derive(Debug, Clone, Copy)]
enum Target {
    /// The parameter at this place of the declaration.
    Param(usize),
    Setting(Setting),
}

/// A grid with what all its points share, for one strategy.
#[derive(Debug, Clone)]
pub struct Space {
    info: Declaration,
    base: Params,
    config: RunConfig,
    grid: Grid,
    targets: Vec<Target>,
    constraints: Vec<Constraint>,
    /// `constraints`, and after them the strategy's own pairs (a below b).
    rules: Vec<Rule>,
    /// What is wrong with the shared settings, and so with every point.
    fixed: Vec<ConfigError>,
    columns: Vec<&'static str>,
}

/// A constraint with the values that no axis changes.
#[derive(Debug, Clone)]
struct Rule {
    constraint: Constraint,
    /// Name → position of its axis, or its shared value.
    names: Vec<(String, Source)>,
}

#[derive(Debug, Clone)]
enum Source {
    Axis(usize),
    Shared(ParamValue),
}

/// What a point runs with.
#[derive(Debug, Clone, PartialEq)]
pub struct Setup {
    /// Every parameter.
    pub params: Params,
    /// Every setting.
    pub config: RunConfig,
}

impl Space {
    /// The space of a sweep. `base` need not have what is swept.
    ///
    /// # Errors
    /// An unknown axis or name; axes, constraints, method or objectives that make no sense; settings that make none.
    pub fn new(
        info: &Declaration,
        base: &Params,
        config: &RunConfig,
        sweep: &SweepSpec,
    ) -> Result<Self, RunError> {
        let grid = sweep.check()?;
        let unknown =
            |param: &str| RunError::UnknownAxis { strategy: info.name.to_string(), param: param.to_owned() };
        let target = |param: &str| {
            let param_of = info.params.iter().position(|spec| spec.key == param).map(Target::Param);
            param_of.or_else(|| Setting::of_key(param).map(Target::Setting)).ok_or_else(|| unknown(param))
        };
        let targets = grid.axes().iter().map(|axis| target(&axis.param)).collect::<Result<Vec<_>, _>>()?;
        let is_swept = |field: &str| {
            let name = field.strip_prefix("params.").unwrap_or(field);
            grid.axes().iter().any(|axis| axis.param == name)
        };
        let problems: Vec<ConfigError> =
            config.problems().into_iter().filter(|problem| !is_swept(&problem.field)).collect();
        if !problems.is_empty() {
            return Err(RunError::Settings(problems));
        }
        let source = |name: &str| -> Option<Source> {
            let axis = grid.axes().iter().position(|axis| axis.param == name);
            let of_config = || Some(ParamValue::Number(Setting::of_key(name)?.get(config)));
            let shared = || of_config().or_else(|| base.get(name).cloned());
            axis.map(Source::Axis).or_else(|| shared().map(Source::Shared))
        };
        let first = grid.values(0);
        let rule = |constraint: &Constraint| -> Result<Rule, RunError> {
            let known = |name: &str| {
                let unknown =
                    || SweepError::UnknownName { constraint: constraint.to_string(), name: name.to_owned() };
                Ok((name.to_owned(), source(name).ok_or_else(unknown)?))
            };
            let names = constraint.names().map(known).collect::<Result<_, SweepError>>()?;
            let rule = Rule { constraint: constraint.clone(), names };
            constraint.check(|name| rule.value(name, &first))?;
            Ok(rule)
        };
        let mut rules = sweep.constraints.iter().map(rule).collect::<Result<Vec<_>, _>>()?;
        // A pair with a parameter that is missing is judged by the strategy, which says that it is missing.
        let ordered = info.ordered.iter().map(|Ordered { low, high }| Constraint::below(low, high));
        rules.extend(ordered.filter_map(|constraint| rule(&constraint).ok()));
        let of_shared = |problem: &ConfigError| !is_swept(&problem.field);
        let fixed = info.param_problems(base).into_iter().filter(of_shared).collect();
        let (base, constraints, columns) = (base.clone(), sweep.constraints.clone(), sweep.columns());
        Ok(Self {
            info: info.clone(),
            base,
            config: *config,
            grid,
            targets,
            constraints,
            rules,
            fixed,
            columns,
        })
    }

    /// The strategy.
    pub fn strategy(&self) -> &Declaration {
        &self.info
    }

    /// The grid.
    pub fn grid(&self) -> &Grid {
        &self.grid
    }

    /// Settings that no axis changes are those of every point.
    pub fn config(&self) -> &RunConfig {
        &self.config
    }

    /// Another trading window for every point.
    pub(super) fn set_window(&mut self, window: Window) {
        self.config.window = window;
    }

    /// Statistic keys of a cell's numbers.
    pub fn columns(&self) -> &[&'static str] {
        &self.columns
    }

    /// What a point runs with, whether or not it makes sense.
    pub fn setup(&self, point: u64) -> Setup {
        let mut setup = Setup { params: self.base.clone(), config: self.config };
        for (target, value) in self.targets.iter().zip(self.grid.values(point)) {
            match target {
                Target::Param(at) => setup.params.set(&self.info.params[*at].key, value),
                Target::Setting(setting) => setting.set(&mut setup.config, number_of(&value)),
            }
        }
        setup
    }

    /// Everything that is wrong with a point, constraints included. Empty means that it can run.
    pub fn problems(&self, point: u64) -> Vec<ConfigError> {
        let Setup { params, config } = self.setup(point);
        let mut problems = self.info.problems(&params);
        problems.extend(config.problems());
        let values = self.grid.values(point);
        let broken = self.rules[..self.constraints.len()].iter().filter(|rule| !rule.holds(&values));
        problems.extend(broken.map(|rule| {
            let field = self.grid.axes().first().map_or("sweep", |axis| &axis.param);
            ConfigError::new(field, format!("“{}” does not hold.", rule.constraint))
        }));
        problems
    }

    /// Whether a point can run: as [`Space::problems`], without saying why not, and much quicker.
    pub fn allows(&self, point: u64) -> bool {
        let values = self.grid.values(point);
        let alone = |(target, value): (&Target, &ParamValue)| match target {
            Target::Param(at) => self.info.params[*at].accepts(value),
            Target::Setting(setting) => {
                let mut config = self.config;
                setting.set(&mut config, number_of(value));
                config.problems().is_empty()
            }
        };
        self.fixed.is_empty()
            && self.rules.iter().all(|rule| rule.holds(&values))
            && self.targets.iter().zip(&values).all(alone)
    }

    /// Refuses a space without a point that could run, with what is wrong with the first one: the fault is then in what they
    /// share, and an empty table would hide it.
    ///
    /// # Errors
    /// What is wrong.
    pub fn refuse_if_empty(&self) -> Result<(), RunError> {
        if !self.fixed.is_empty() {
            return Err(RunError::Settings(self.problems(0)));
        }
        // Beyond that number the drawing of points finds out.
        let n = self.grid.n_points().min(super::MAX_CELLS);
        if (0..n).any(|point| self.allows(point)) {
            Ok(())
        } else {
            Err(RunError::Settings(self.problems(0)))
        }
    }
}

/// What a setting is set to: all of them are numbers, and none takes anything else.
fn number_of(value: &ParamValue) -> f64 {
    match value {
        ParamValue::Number(number) => *number,
        ParamValue::Switch(_) | ParamValue::Text(_) => f64::NAN,
    }
}

impl Rule {
    fn holds(&self, values: &[ParamValue]) -> bool {
        self.constraint.holds(|name| self.value(name, values))
    }

    /// The value of a name, where the axes have these.
    fn value<'a>(&'a self, name: &str, values: &'a [ParamValue]) -> Option<&'a ParamValue> {
        match &self.names.iter().find(|(known, _)| known == name)?.1 {
            Source::Axis(axis) => values.get(*axis),
            Source::Shared(value) => Some(value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Commission;
    use crate::strategy::catalog::find;
    use crate::sweep::Axis;

    fn sma(axes: Vec<Axis>, constraints: &[&str]) -> Result<Space, RunError> {
        let constraints = constraints.iter().map(|text| Constraint::parse(text).unwrap()).collect();
        let sweep = SweepSpec { constraints, ..SweepSpec::grid(axes) };
        let info = find("sma_cross").unwrap();
        Space::new(info, &info.defaults(), &RunConfig::default(), &sweep)
    }

    #[test]
    fn the_quick_answer_is_the_thorough_one() {
        let axes = || {
            vec![
                Axis::list("fast", [-1.0, 0.0, 1.0, 2.5, 5.0, 30.0, 6_000.0]),
                Axis::list("slow", [1.0, 2.0, 5.0, 31.0, 20_000.0]),
                Axis::list("account.commission", [-2.0, 0.0, 0.5, 1.0]),
                Axis::list("execution.pyramiding", [0.0, 0.5, 1.0, 3.0]),
                Axis::list("short", [0.0, 0.5, 1.0]),
            ]
        };
        for constraints in [
            vec![],
            vec!["slow >= 2 * fast"],
            vec!["slow - fast > 3", "account.commission < 0.5"],
            vec!["slow < 2 * account.initial_cash"],
        ] {
            let space = sma(axes(), &constraints).unwrap();
            let n = space.grid().n_points();
            let n_allowed = (0..n).filter(|point| space.allows(*point)).count();
            assert!(n_allowed > 0 && n_allowed < n as usize, "{constraints:?}");
            for point in 0..n {
                assert_eq!(
                    space.allows(point),
                    space.problems(point).is_empty(),
                    "{constraints:?} {:?}",
                    space.grid().values(point)
                );
            }
        }
    }

    #[test]
    fn a_setting_of_the_account_is_an_axis_like_a_parameter() {
        let space = sma(vec![Axis::list("fast", [5.0]), Axis::list("account.commission", [0.0, 0.002])], &[])
            .unwrap();
        let setup = space.setup(1);
        assert_eq!(setup.config.account.commission, Commission::ValueRatio(0.002));
        assert_eq!((setup.params.number("fast"), setup.params.get("account.commission")), (5.0, None));
    }

    #[test]
    fn unknown_axes_and_names_are_refused() {
        let refused = sma(vec![Axis::list("colour", [1.0])], &[]).unwrap_err();
        assert_eq!(refused.to_string(), "SMA cross has no parameter named “colour” to sweep.");
        let refused = sma(vec![Axis::list("fast", [1.0])], &["fast < colour"]).unwrap_err();
        assert!(refused.to_string().contains("“colour”"), "{refused}");
    }

    #[test]
    fn a_space_without_a_point_to_run_says_why() {
        let space = sma(vec![Axis::list("fast", [5.0, 6.0])], &["fast > 10"]).unwrap();
        let RunError::Settings(problems) = space.refuse_if_empty().unwrap_err() else {
            panic!("another error")
        };
        assert_eq!(problems[0].message, "“fast > 10” does not hold.");
    }
}
