//! A script as a strategy like any other: what it declares in the engine's words, and the source that makes it for a run.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use engine::Failure;
use engine::config::{ConfigError, RunConfig};
use engine::indicator::Indicators;
use engine::plot::Recorded;
use engine::registry::{AnySource, StrategySource};
use engine::script::{Func, Input, Op, OrderFn, Script};
use engine::strategy::declaration::{Declaration, StrategyRef};
use engine::strategy::param::{Choice, ParamKind, ParamSpec, ParamValue, Params, Range, TextKind};

use crate::compiled::Compiled;
use crate::declared::{Given, InputKind, InputSpec, SOURCES, price_register};

/// Whole numbers beyond this are not exact; an input without bounds takes numbers up to here.
const MOST: f64 = 9_007_199_254_740_991.0;

/// What a script declares. `hash` is the SHA-256 of its source in lower-case hex, by which runs name it.
pub fn declaration(compiled: &Compiled, hash: &str) -> Declaration {
    let name = compiled.settings.title.clone().filter(|title| !title.trim().is_empty());
    let name = name.unwrap_or_else(|| "Untitled".to_owned());
    Declaration {
        strategy: StrategyRef::Script { name: name.clone().into(), hash: hash.to_owned().into() },
        name: name.into(),
        family: "script".into(),
        summary: format!("A script in Pine, version {}.", compiled.version).into(),
        rules: compiled.notes.join(" ").into(),
        params: compiled.inputs.iter().map(param).collect::<Vec<_>>().into(),
        ordered: Vec::new().into(),
    }
}

/// The script as a source of strategies.
pub fn source(compiled: Compiled, hash: &str) -> AnySource {
    let declaration = declaration(&compiled, hash);
    AnySource::new(Source { compiled, declaration, plotted: None })
}

/// The same for one that keeps what it plots, in `into`; for one run.
pub fn plotting(compiled: Compiled, hash: &str, into: Rc<RefCell<Recorded>>) -> AnySource {
    let declaration = declaration(&compiled, hash);
    AnySource::new(Source { compiled, declaration, plotted: Some(into) })
}

struct Source {
    compiled: Compiled,
    declaration: Declaration,
    plotted: Option<Rc<RefCell<Recorded>>>,
}

impl StrategySource for Source {
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
        let given = |value: &ParamValue| match value {
            ParamValue::Number(number) => Given::Number(*number),
            ParamValue::Switch(on) => Given::Truth(*on),
            ParamValue::Text(text) => Given::Text(text.clone().into_owned()),
        };
        let given: BTreeMap<String, Given> =
            params.0.iter().map(|(key, value)| (key.clone(), given(value))).collect();
        let fail = |sentence| Failure { sentence, at: 0, bar: 0, time: 0 };
        let values = self.compiled.values(&given).map_err(fail)?;
        match &self.plotted {
            None => self.compiled.hoisted(config, values, indicators),
            Some(into) => {
                let script = self.compiled.strategy(config, indicators.series(), values)?;
                Ok(script.plotted(Rc::clone(into)))
            }
        }
    }

    fn has_exits(&self) -> bool {
        let is_exit = |op: &Op| matches!(op, Op::Call { func: Func::Order(OrderFn::Exit), .. });
        self.compiled.program.code.iter().any(is_exit)
    }

    fn problems(&self, config: &RunConfig) -> Vec<ConfigError> {
        let is_missing = self.compiled.settings.needs_tick && config.instrument.tick_size.is_none();
        let sentence = "Set the tick size of what is traded: this script counts in ticks.";
        is_missing.then(|| ConfigError::new("instrument.tick_size", sentence)).into_iter().collect()
    }
}

/// An input as a parameter.
fn param(input: &InputSpec) -> ParamSpec {
    ParamSpec {
        key: input.key.clone().into(),
        name: input.name.clone().into(),
        kind: kind(input),
        help: input.help.clone().into(),
        group: input.group.clone().into(),
        inline: "".into(),
    }
}

fn kind(input: &InputSpec) -> ParamKind {
    let number = |value: &Input| match value {
        Input::Number(number) => *number,
        Input::Text(_) => f64::NAN,
    };
    let text = |value: &Input| match value {
        Input::Text(text) => text.clone(),
        Input::Number(number) => number.to_string(),
    };
    let default = number(&input.default);
    let range = |step| Range {
        default,
        min: input.min.unwrap_or(-MOST),
        max: input.max.unwrap_or(MOST),
        step: input.step.filter(|step| *step > 0.0).unwrap_or(step),
    };
    let listed = |value: fn(&Input) -> ParamValue| {
        let option = |of: &Input| Choice { value: value(of), name: value(of).to_string().into() };
        let options: Vec<Choice> = input.options.iter().map(option).collect();
        ParamKind::Choice { default: value(&input.default), options: options.into() }
    };
    let free = |kind| ParamKind::Text { default: text(&input.default).into(), kind };
    match &input.kind {
        InputKind::Int | InputKind::Float if !input.options.is_empty() => listed(|of| match of {
            Input::Number(number) => (*number).into(),
            Input::Text(text) => text.clone().into(),
        }),
        InputKind::Text | InputKind::Interval | InputKind::Session if !input.options.is_empty() => {
            listed(|of| match of {
                Input::Number(number) => number.to_string().into(),
                Input::Text(text) => text.clone().into(),
            })
        }
        InputKind::Int => ParamKind::Integer(range(1.0)),
        InputKind::Float => ParamKind::Number(range(usual_step(default))),
        InputKind::Bool => ParamKind::Switch(default != 0.0),
        InputKind::Source => {
            let name = SOURCES.iter().find(|name| f64::from(price_register(name)) == default);
            ParamKind::Source((*name.unwrap_or(&"close")).into())
        }
        InputKind::Time => ParamKind::Time(default as i64),
        InputKind::Text => free(TextKind::Line),
        InputKind::Interval => free(TextKind::Timeframe),
        InputKind::Session => free(TextKind::Session),
        InputKind::Choice(titles) => {
            let option = |title: &String| Choice { value: title.clone().into(), name: title.clone().into() };
            let options: Vec<Choice> = titles.iter().map(option).collect();
            let at = (default as usize).min(options.len().saturating_sub(1));
            let default = options.get(at).map_or_else(|| "".into(), |choice| choice.value.clone());
            ParamKind::Choice { default, options: options.into() }
        }
    }
}

/// The step of a number that declares none: one of the last digit that its default is written with.
fn usual_step(default: f64) -> f64 {
    let text = default.to_string();
    match text.split_once('.').map(|(_, decimals)| decimals.len()) {
        None if default.abs() < 10.0 => 0.1,
        None => 1.0,
        Some(n) => format!("1e-{}", n.min(12)).parse().unwrap_or(0.1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile;

    const SCRIPT: &str = r#"//@version=6
strategy("Everything", default_qty_type = strategy.percent_of_equity, default_qty_value = 50, initial_capital = 5000, commission_type = strategy.commission.percent, commission_value = 0.1, pyramiding = 3, process_orders_on_close = true)
enum Kind
    simple = "Simple"
    exponential = "Exponential"
length = input.int(14, "Length", minval = 2, maxval = 50, step = 2, tooltip = "Bars.", group = "Average")
factor = input.float(2.5, "Factor")
is_on = input.bool(true, "On")
of = input.source(hl2, "Price")
kind = input.enum(Kind.exponential, "Kind")
side = input.string("both", "Side", options = ["long", "both"])
note = input.string("", "Note")
frame = input.timeframe("60", "Interval")
hours = input.session("0930-1600", "Hours")
since = input.time(timestamp("2020-01-01"), "Since")
average = kind == Kind.simple ? ta.sma(of, length) : ta.ema(of, length)
if ta.crossover(close, average * factor / 2.5) and is_on and time >= since
    strategy.entry("L", strategy.long)
if ta.crossunder(close, average)
    strategy.close("L")
"#;

    #[test]
    fn every_kind_of_input_is_a_parameter_of_its_kind() {
        let compiled = compile(SCRIPT).unwrap();
        let declared = declaration(&compiled, "ab");
        assert_eq!((declared.key(), &*declared.name), ("ab", "Everything"));
        let of = |key: &str| declared.param(key).unwrap();
        let length = of("length");
        assert_eq!((&*length.name, &*length.help, &*length.group), ("Length", "Bars.", "Average"));
        assert_eq!(length.kind, ParamKind::Integer(Range { default: 14.0, min: 2.0, max: 50.0, step: 2.0 }));
        assert_eq!(of("factor").range().unwrap().step, 0.1);
        assert_eq!(of("is_on").kind, ParamKind::Switch(true));
        assert_eq!(of("of").kind, ParamKind::Source("hl2".into()));
        assert_eq!(of("kind").default(), "Exponential".into());
        assert_eq!(of("side").options().len(), 2);
        assert_eq!(of("note").default(), "".into());
        assert_eq!(of("frame").kind, ParamKind::Text { default: "60".into(), kind: TextKind::Timeframe });
        assert_eq!(
            of("hours").kind,
            ParamKind::Text { default: "0930-1600".into(), kind: TextKind::Session }
        );
        assert_eq!(of("since").kind, ParamKind::Time(1_577_836_800_000));
        assert_eq!(declared.problems(&declared.defaults()), []);
    }

    #[test]
    fn a_step_is_of_the_last_digit() {
        assert_eq!([2.0, 14.0, 2.5, 0.02, 0.005].map(usual_step), [0.1, 1.0, 0.1, 0.01, 0.001]);
    }
}
