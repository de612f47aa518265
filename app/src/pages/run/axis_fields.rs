//! The range of a swept parameter or setting, as text by field and back. Pure.

use engine::config::{ConfigError, RunConfig};
use engine::strategy::declaration::Declaration;
use engine::strategy::param::{Choice, ParamSpec, ParamValue, Range};
use engine::sweep::{Axis, AxisValues, Setting};

use super::draft::{Draft, field};
use super::parse::Reader;
use super::value_list::listed;
use crate::format::number::{percent_of, typed};

/// What a setting takes from where to where at first, as it stands in the form: a start to change, not a recommendation.
fn first_range(setting: Setting) -> (f64, f64, f64) {
    match setting {
        Setting::InitialCash => (50_000.0, 200_000.0, 50_000.0),
        Setting::Sizing => (1.0, 5.0, 1.0),
        Setting::Commission | Setting::Slippage => (0.0, 0.1, 0.02),
        Setting::MarginLong | Setting::MarginShort => (25.0, 100.0, 25.0),
        Setting::Pyramiding => (1.0, 4.0, 1.0),
    }
}

/// Everything the form can sweep, by its key as an axis.
pub(super) fn keys(info: &Declaration) -> Vec<String> {
    let params = info.params.iter().filter(|param| param.is_axis()).map(|param| param.key.to_string());
    params.chain(Setting::ALL.map(|setting| setting.key().to_owned())).collect()
}

/// Whether the form sweeps what has this key.
pub(super) fn is_swept(draft: &Draft, key: &str) -> bool {
    !draft.text(&field::axis(key, "swept")).is_empty()
}

impl Draft {
    /// The ranges as they are at first, nothing swept.
    pub(super) fn set_first_axes(&mut self, info: &Declaration) {
        for param in info.params.iter() {
            let Some(&Range { default, min, max, step }) = param.range() else { continue };
            // A range around the default that gives a handful of cells.
            let (from, to) = if default > 0.0 {
                ((default / 2.0 / step).round().max(1.0) * step, default * 2.0)
            } else {
                (default - 5.0 * step, default + 5.0 * step)
            };
            self.set_range(&param.key, (from.max(min), to.min(max), step));
        }
        for setting in Setting::ALL {
            self.set_range(setting.key(), first_range(setting));
        }
        for key in keys(info) {
            // Every listed value is tried at first.
            let n = info.param(&key).map_or(0, |param| param.options().len());
            self.set(field::axis(&key, "swept"), "");
            self.set(field::axis(&key, "list"), written(&(0..n).collect::<Vec<_>>()));
        }
    }

    /// The axis of a job with these settings.
    pub(super) fn set_axis(&mut self, axis: &Axis, info: &Declaration, config: &RunConfig) {
        let key = &axis.param;
        if let Some(param) = info.param(key).filter(|param| !param.options().is_empty()) {
            self.set(field::axis(key, "list"), written(&ticked(param, axis)));
            return self.set(field::axis(key, "swept"), "1");
        }
        let shown = |number: f64| if is_ratio(key, config) { percent_of(number) } else { number };
        match &axis.values {
            AxisValues::Range { from, to, step } => {
                self.set_range(key, (shown(*from), shown(*to), shown(*step)));
            }
            AxisValues::List { values } => {
                let text = |value: &ParamValue| match value {
                    ParamValue::Number(number) => typed(shown(*number)),
                    ParamValue::Switch(_) | ParamValue::Text(_) => value.to_string(),
                };
                let values: Vec<String> = values.iter().map(text).collect();
                self.set(field::axis(key, "list"), values.join(" "));
            }
        }
        self.set(field::axis(key, "swept"), "1");
    }

    fn set_range(&mut self, key: &str, (from, to, step): (f64, f64, f64)) {
        for (part, value) in [("from", from), ("to", to), ("step", step)] {
            self.set(field::axis(key, part), typed(value));
        }
    }
}

/// Whether the form takes the numbers of this axis in percent.
fn is_ratio(key: &str, config: &RunConfig) -> bool {
    Setting::of_key(key).is_some_and(|setting| setting.is_ratio(config))
}

/// The axis of a swept parameter. Its ends and its step must be values that the parameter takes, else cells would be skipped
/// without a word.
pub(super) fn of_param(reader: &mut Reader, param: &ParamSpec) -> Result<Axis, Vec<ConfigError>> {
    if !param.options().is_empty() {
        return of_options(reader, param);
    }
    let check = |value: f64| param.check(&value.into()).map_err(|problem| problem.message);
    read(reader, &param.key, param.is_whole(), false, check)
}

/// The axis of a parameter whose values are listed.
fn of_options(reader: &Reader, param: &ParamSpec) -> Result<Axis, Vec<ConfigError>> {
    let name = field::axis(&param.key, "list");
    let options = param.options();
    let at = positions(reader.draft.text(&name), options.len());
    if at.is_empty() {
        return Err(vec![ConfigError::new(name, format!("Choose at least one value of {}.", param.name))]);
    }
    let mut values: Vec<ParamValue> = at.into_iter().map(|at| options[at].value.clone()).collect();
    let of = |value: &ParamValue| value.number().unwrap_or(0.0);
    // Numbers are listed as a person ordered them; an axis has them in order.
    values.sort_by(|a, b| of(a).total_cmp(&of(b)));
    Ok(Axis::list(param.key.to_string(), values))
}

/// Positions of the values of an axis among the options of its parameter.
fn ticked(param: &ParamSpec, axis: &Axis) -> Vec<usize> {
    let n = axis.n_values().unwrap_or(0);
    let values: Vec<String> = (0..n).map(|i| param.shown(&axis.value(i))).collect();
    let is_taken = |(_, choice): &(usize, &Choice)| values.contains(&param.shown(&choice.value));
    param.options().iter().enumerate().filter(is_taken).map(|(at, _)| at).collect()
}

/// Positions among `n` options, as [`written`] has them.
pub(super) fn positions(text: &str, n: usize) -> Vec<usize> {
    text.split_whitespace().filter_map(|word| word.parse().ok()).filter(|at| *at < n).collect()
}

/// Positions as the text of a field.
pub(super) fn written(positions: &[usize]) -> String {
    positions.iter().map(usize::to_string).collect::<Vec<_>>().join(" ")
}

/// The axis of a swept setting of `config`, which says in what it counts.
pub(super) fn of_setting(
    reader: &mut Reader,
    setting: Setting,
    config: &RunConfig,
) -> Result<Axis, Vec<ConfigError>> {
    let key = setting.key();
    let check = |value: f64| {
        let mut config = *config;
        setting.set(&mut config, value);
        let problem = config.problems().into_iter().find(|problem| problem.field == key);
        problem.map_or(Ok(()), |problem| Err(problem.message))
    };
    read(reader, key, setting == Setting::Pyramiding, setting.is_ratio(config), check)
}

fn read(
    reader: &mut Reader,
    key: &str,
    is_whole: bool,
    is_ratio: bool,
    check: impl Fn(f64) -> Result<(), String>,
) -> Result<Axis, Vec<ConfigError>> {
    let name = |part: &str| field::axis(key, part);
    let separators = reader.separators;
    let parse = |text: &str| {
        if is_ratio { separators.parse_percent(text) } else { separators.parse(text) }
    };
    if let Some(values) = listed(reader.draft.text(&name("list")), is_whole) {
        let values = values.and_then(|words| words.iter().map(|word| parse(word)).collect());
        let checked = values.and_then(|mut values: Vec<f64>| {
            values.sort_by(f64::total_cmp);
            values.dedup();
            values.iter().try_for_each(|value| check(*value))?;
            Ok(values)
        });
        return match checked {
            Ok(values) => Ok(Axis::list(key, values)),
            Err(message) => Err(vec![ConfigError::new(name("list"), message)]),
        };
    }
    let mut problems = Vec::new();
    let mut part = |part: &str| {
        parse(reader.draft.text(&name(part)))
            .map_err(|message| problems.push(ConfigError::new(name(part), message)))
            .ok()
    };
    let (Some(from), Some(to), Some(step)) = (part("from"), part("to"), part("step")) else {
        return Err(problems);
    };
    for (part, value) in [("from", from), ("to", to)] {
        if let Err(message) = check(value) {
            problems.push(ConfigError::new(name(part), message));
        }
    }
    if step <= 0.0 {
        problems.push(ConfigError::new(name("step"), "The step must be above 0."));
    } else if is_whole && step.fract() != 0.0 {
        problems.push(ConfigError::new(name("step"), "The step must be a whole number."));
    }
    if to < from {
        problems.push(ConfigError::new(name("to"), "“To” must not be below “from”."));
    }
    if problems.is_empty() { Ok(Axis::range(key, from, to, step)) } else { Err(problems) }
}

#[cfg(test)]
mod tests {
    use engine::config::Commission;
    use engine::strategy::catalog::find;

    use super::*;
    use crate::format::number::Separators;
    use crate::pages::run::parse::parse as parse_form;

    fn with(changes: &[(&str, &str)]) -> crate::pages::run::parse::Parsed {
        let info = find("sma_cross").unwrap();
        let mut draft = Draft::new(info);
        for (field, text) in changes {
            draft.set(*field, *text);
        }
        parse_form(&draft, info, &Separators::default())
    }

    #[test]
    fn values_are_put_in_order_and_taken_once() {
        let axis = |text: &str| {
            let parsed = with(&[("params.fast#swept", "1"), ("params.fast#list", text)]);
            assert_eq!(parsed.problems, [], "{text}");
            parsed.sweep.unwrap().axes.remove(0)
        };
        let list = |values: &[f64]| Axis::list("fast", values.to_vec());
        assert_eq!(axis("10 5; 5"), list(&[5.0, 10.0]));
        for text in ["5,10,20", "5, 10, 20", "5 10 20", "20;10;5"] {
            assert_eq!(axis(text), list(&[5.0, 10.0, 20.0]), "{text}");
        }
        assert_eq!(axis("5,10"), list(&[5.0, 10.0]));
    }

    #[test]
    fn every_setting_can_be_swept_as_the_form_offers_it() {
        for setting in Setting::ALL {
            let swept = format!("{}#swept", setting.key());
            let parsed = with(&[(&swept, "1")]);
            assert_eq!(parsed.problems, [], "{setting:?}");
            let sweep = parsed.sweep.unwrap();
            assert_eq!(sweep.axes[0].param, setting.key());
            assert!(parsed.n_cells.is_some_and(|n| n > 1), "{setting:?}");
        }
    }

    #[test]
    fn axes_fill_the_form_and_come_back_from_it() {
        let info = find("sma_cross").unwrap();
        let axes = [
            Axis::range("fast", 5.0, 10.0, 5.0),
            Axis::list("slow", [20.0, 50.0]),
            Axis::list("short", [false, true]),
            Axis::range("account.commission", 0.0, 0.0007, 0.0001),
            Axis::list("account.margin_long", [0.07, 0.29, 1.0]),
            Axis::range("execution.pyramiding", 1.0, 3.0, 1.0),
        ];
        let mut draft = Draft::new(info);
        axes.iter().for_each(|axis| draft.set_axis(axis, info, &RunConfig::default()));
        let parsed = parse_form(&draft, info, &Separators::default());
        assert_eq!((parsed.sweep.unwrap().axes, parsed.problems), (axes.to_vec(), vec![]));
    }

    #[test]
    fn costs_are_swept_in_the_unit_that_is_chosen() {
        let swept = [
            ("account.commission#swept", "1"),
            ("account.commission#from", "0"),
            ("account.commission#to", "0.07"),
            ("account.commission#step", "0.01"),
            // Its own text is not read.
            ("account.commission", "none"),
        ];
        let percent = with(&swept);
        assert_eq!(percent.problems, []);
        assert_eq!(percent.config.account.commission, Commission::ValueRatio(0.0));
        let axis = &percent.sweep.unwrap().axes[0];
        assert_eq!((axis.n_values().unwrap(), axis.number(7)), (8, 0.0007));
        let per_order = with(&[&swept[..], &[("account.commission#kind", "order")]].concat());
        assert_eq!(per_order.sweep.unwrap().axes[0].number(7), 0.07);
        let listed = with(&[&swept[..], &[("account.commission#list", "0.05 0")]].concat());
        assert_eq!(listed.sweep.unwrap().axes[0], Axis::list("account.commission", [0.0, 0.0005]));
    }

    #[test]
    fn a_setting_that_no_run_accepts_is_named_with_its_end_of_the_range() {
        for (changes, field) in [
            (&[("account.initial_cash#from", "0")][..], "account.initial_cash#from"),
            (&[("account.initial_cash#step", "0")], "account.initial_cash#step"),
            (&[("account.initial_cash#to", "1")], "account.initial_cash#to"),
            (&[("account.initial_cash#to", "x")], "account.initial_cash#to"),
            (&[("account.initial_cash#list", "5 -1")], "account.initial_cash#list"),
        ] {
            let parsed = with(&[&[("account.initial_cash#swept", "1")], changes].concat());
            let fields: Vec<&str> = parsed.problems.iter().map(|problem| problem.field.as_str()).collect();
            assert_eq!(fields, [field]);
        }
        let parsed = with(&[("execution.pyramiding#swept", "1"), ("execution.pyramiding#step", "0.5")]);
        assert_eq!(parsed.problems[0].field, "execution.pyramiding#step");
    }
}
