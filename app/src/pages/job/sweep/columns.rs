//! The columns of a sweep's table: the swept parameters, then the statistics.

use engine::statistics::{self, StatInfo};
use engine::strategy::catalog;
use engine::strategy::param::ParamSpec;
use engine::sweep::CELL_COLUMNS;
use shared::job::{JobRecord, JobSpec};

use crate::cells::Goal;
use crate::format::number::{Plus, Separators};
use crate::format::{NONE, stat};

/// A column.
#[derive(Debug, Clone, Copy)]
pub(super) enum Column {
    /// A parameter; without a declaration if this version does not know it.
    Param(Option<&'static ParamSpec>),
    /// A statistic.
    Statistic(&'static StatInfo),
}

/// All columns.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    keys: Vec<String>,
    all: Vec<Column>,
    pub(super) n_axes: usize,
}

impl Columns {
    /// The columns of a sweep.
    pub(super) fn of(record: &JobRecord) -> Self {
        let JobSpec::Sweep { run, axes } = &record.spec else {
            return Self { keys: Vec::new(), all: Vec::new(), n_axes: 0 };
        };
        let info = catalog::find(&run.strategy);
        let axis = |key: &str| Column::Param(info.and_then(|info| info.param(key)));
        let statistics =
            CELL_COLUMNS.iter().filter_map(|key| Some((*key, Column::Statistic(statistics::info(key)?))));
        let (keys, all) = axes
            .iter()
            .map(|by| (by.param.as_str(), axis(&by.param)))
            .chain(statistics)
            .map(|(key, column)| (key.to_owned(), column))
            .unzip();
        Self { keys, all, n_axes: axes.len() }
    }

    /// Number of columns.
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// Position of a statistic.
    pub(super) fn position(&self, key: &str) -> Option<usize> {
        (self.n_axes..self.len()).find(|at| self.keys[*at] == key)
    }

    /// What to order by at first.
    pub(super) fn goal(&self) -> Goal {
        self.goal_of(self.position("sharpe").unwrap_or(self.n_axes))
    }

    /// A column as a goal.
    pub(super) fn goal_of(&self, column: usize) -> Goal {
        let is_lower_better = matches!(
            self.all.get(column),
            Some(Column::Statistic(StatInfo { better: Some(statistics::Better::Lower), .. }))
        );
        Goal { column, is_lower_better }
    }

    /// Name on the page.
    pub(super) fn name(&self, at: usize) -> String {
        match self.all.get(at) {
            Some(Column::Param(Some(param))) => param.name.to_owned(),
            Some(Column::Statistic(info)) => info.name.to_owned(),
            _ => self.keys.get(at).cloned().unwrap_or_default(),
        }
    }

    /// Unit in the header.
    pub(super) fn unit(&self, at: usize) -> &'static str {
        match self.all.get(at) {
            Some(Column::Statistic(info)) => stat::unit(info.unit),
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
    pub(super) fn definition(&self, at: usize) -> &'static str {
        match self.all.get(at) {
            Some(Column::Statistic(info)) => info.definition,
            Some(Column::Param(Some(param))) => param.help,
            _ => "",
        }
    }

    /// A number of the column, without its unit.
    pub(super) fn text(&self, separators: &Separators, at: usize, value: f64) -> String {
        match self.all.get(at) {
            _ if value.is_nan() => NONE.to_owned(),
            _ if value.is_infinite() => if value > 0.0 { "∞" } else { "−∞" }.to_owned(),
            Some(Column::Statistic(info)) => stat::number(separators, info, value, 0),
            Some(Column::Param(_)) => value.to_string(),
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
