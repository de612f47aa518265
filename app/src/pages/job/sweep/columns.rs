//! The columns of a sweep's table: the swept parameters, then the statistics.

use engine::statistics::{self, Better, StatInfo};
use engine::strategy::param::ParamSpec;
use engine::sweep::{Axis, Objective, Setting};
use shared::job::JobRecord;

use crate::cells::Goal;
use crate::format::number::{Plus, Separators, percent_of};
use crate::format::{NONE, stat, strategy};

/// A column.
#[derive(Debug, Clone)]
enum Column {
    /// The dataset, by its name.
    Dataset(Vec<String>),
    /// A parameter of the strategy, and what it takes.
    Param(Box<(ParamSpec, Axis)>),
    /// A setting of the account, and whether it is a ratio.
    Setting(Setting, bool),
    /// A parameter that this version does not know.
    Unknown,
    /// A statistic.
    Statistic(&'static StatInfo),
}

/// All columns.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    keys: Vec<String>,
    all: Vec<Column>,
    /// Columns that say what a cell ran.
    pub(super) n_axes: usize,
    /// What the sweep looks for.
    goals: Vec<Goal>,
}

impl Columns {
    /// The columns of a sweep.
    pub(super) fn of(record: &JobRecord) -> Self {
        let none = Self { keys: Vec::new(), all: Vec::new(), n_axes: 0, goals: Vec::new() };
        let Some(sweep) = record.spec.sweep() else { return none };
        let run = record.spec.run();
        let info = strategy::declaration(run);
        let axis = |axis: &Axis| {
            let param = info.as_ref().and_then(|info| info.param(&axis.param));
            match (param, Setting::of_key(&axis.param)) {
                (Some(param), _) => Column::Param(Box::new((param.clone(), axis.clone()))),
                (None, Some(setting)) => Column::Setting(setting, setting.is_ratio(&run.config)),
                (None, None) => Column::Unknown,
            }
        };
        let names = record.spec.datasets().into_iter().map(|dataset| dataset.name).collect();
        let dataset =
            (!record.spec.more_datasets().is_empty()).then(|| ("dataset".to_owned(), Column::Dataset(names)));
        let axes = sweep.axes.iter().map(|by| (by.param.clone(), axis(by)));
        let (mut keys, mut all): (Vec<_>, Vec<_>) = dataset.into_iter().chain(axes).unzip();
        let n_axes = all.len();
        for key in sweep.columns() {
            if let Some(info) = statistics::info(key) {
                keys.push(key.to_owned());
                all.push(Column::Statistic(info));
            }
        }
        let position = |stat: &str| (n_axes..keys.len()).find(|at| keys[*at] == stat);
        let goal = |objective: &Objective| {
            let is_lower_better = objective.better == Better::Lower;
            Some(Goal { column: position(&objective.stat)?, is_lower_better })
        };
        let goals = sweep.objectives.iter().filter_map(goal).collect();
        Self { keys, all, n_axes, goals }
    }

    /// Number of columns.
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// Position of a statistic.
    pub(super) fn position(&self, key: &str) -> Option<usize> {
        (self.n_axes..self.len()).find(|at| self.keys[*at] == key)
    }

    /// What to order by at first: what the sweep looks for.
    pub(super) fn goal(&self) -> Goal {
        self.goals.first().copied().unwrap_or(Goal { column: self.n_axes, is_lower_better: false })
    }

    /// Columns that the sweep looks for.
    pub(super) fn goals(&self) -> &[Goal] {
        &self.goals
    }

    /// A column as a goal.
    pub(super) fn goal_of(&self, column: usize) -> Goal {
        let is_lower_better = matches!(
            self.all.get(column),
            Some(Column::Statistic(StatInfo { better: Some(Better::Lower), .. }))
        );
        let wanted = self.goals.iter().find(|goal| goal.column == column).copied();
        wanted.unwrap_or(Goal { column, is_lower_better })
    }

    /// Name on the page.
    pub(super) fn name(&self, at: usize) -> String {
        match self.all.get(at) {
            Some(Column::Dataset(_)) => "Dataset".to_owned(),
            Some(Column::Param(of)) => of.0.name.clone().into_owned(),
            Some(Column::Setting(setting, _)) => setting.name().to_owned(),
            Some(Column::Statistic(info)) => info.name.to_owned(),
            Some(Column::Unknown) | None => self.keys.get(at).cloned().unwrap_or_default(),
        }
    }

    /// Unit in the header.
    pub(super) fn unit(&self, at: usize) -> &'static str {
        match self.all.get(at) {
            Some(Column::Statistic(info)) => stat::unit(info.unit),
            Some(Column::Setting(_, true)) => "%",
            _ => "",
        }
    }

    /// Name and unit in one.
    pub(super) fn title(&self, at: usize) -> String {
        match self.unit(at) {
            "" => self.name(at),
            unit => format!("{}, {unit}", self.name(at)),
        }
    }

    /// What it is.
    pub(super) fn definition(&self, at: usize) -> &str {
        match self.all.get(at) {
            Some(Column::Statistic(info)) => info.definition,
            Some(Column::Param(of)) => &of.0.help,
            _ => "",
        }
    }

    /// A number of the column, without its unit.
    pub(super) fn text(&self, separators: &Separators, at: usize, value: f64) -> String {
        match self.all.get(at) {
            _ if value.is_nan() => NONE.to_owned(),
            _ if value.is_infinite() => if value > 0.0 { "∞" } else { "−∞" }.to_owned(),
            Some(Column::Statistic(info)) => stat::number(separators, info, value),
            Some(Column::Dataset(names)) => names.get(value as usize).cloned().unwrap_or_default(),
            Some(Column::Setting(_, true)) => percent_of(value).to_string(),
            Some(Column::Param(of)) => of.0.shown(&of.1.value_of(value)),
            Some(Column::Setting(..) | Column::Unknown) => value.to_string(),
            None => separators.fixed(value, 3, Plus::Hidden),
        }
    }

    /// The class of a cell with this text: gains and losses have a colour beside their sign.
    pub(super) fn class(&self, at: usize, text: &str) -> &'static str {
        match self.keys.get(at).map(String::as_str) {
            Some("net_profit" | "return") => stat::cell_class(text),
            _ => "number",
        }
    }

    /// What a person types for this column, as the column has it: percent as a ratio.
    pub(super) fn scale(&self, at: usize) -> f64 {
        if self.unit(at) == "%" { 100.0 } else { 1.0 }
    }
}
