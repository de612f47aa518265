//! What holds for every text, script or not. Tests give it mutated scripts, and the fuzzer whatever it finds.

use std::rc::Rc;

use engine::Failure;
use engine::backtest::{Backtest, Market, Run};
use engine::config::RunConfig;
use engine::indicator::Indicators;
use engine::script::Script;
use engine::series::{Bar, Series};
use language::compile;

fn bars() -> Option<Rc<Series>> {
    let bar = |i: i64| {
        let wave = ((i * 37) % 23) as f64;
        let close = 100.0 + wave;
        Bar {
            time: i * 900_000,
            open: close - 1.0,
            high: close + 3.0,
            low: close - 4.0,
            close,
            volume: 5.0 + wave,
        }
    };
    Series::from_bars(&(0..80).map(bar).collect::<Vec<_>>(), 900_000).ok().map(Rc::new)
}

/// Compiles and runs, step by step and with columns; whether it ran. Panics where a promise is broken.
pub(crate) fn check(text: &str) -> bool {
    let compiled = match compile(text) {
        Ok(compiled) => compiled,
        Err(diagnostics) => {
            assert!(diagnostics.iter().any(|of| of.is_error()) && diagnostics.len() <= 51, "{text}");
            for of in &diagnostics {
                let line = text.split('\n').nth(of.line as usize - 1).map(|line| line.trim_end_matches('\r'));
                assert!(line.is_some_and(|line| line == of.excerpt), "{of:?} is not in the text:\n{text}");
                assert!(
                    of.column as usize <= of.excerpt.chars().count() + 1,
                    "{of:?} is beyond its line:\n{text}"
                );
                assert!(!of.sentence.is_empty() && of.length > 0, "{of:?}");
            }
            return false;
        }
    };
    let mut base = RunConfig::default();
    base.instrument.tick_size = Some(0.01);
    let config = compiled.settings.over(&base);
    let (Some(series), Ok(values)) = (bars(), compiled.values(&Default::default())) else { return false };
    if !config.problems().is_empty() {
        return false;
    }
    let mut indicators = Indicators::new(Rc::clone(&series));
    let step_by_step = compiled.strategy(&config, &series, values.clone());
    let with_columns = compiled.hoisted(&config, values, &mut indicators);
    let left = |strategy: Result<Script, Failure>| {
        let market = Market::new(Rc::clone(&series), &config).ok()?;
        let mut run = Box::new(Backtest::new(market, config, strategy, 0).ok()?);
        run.step(usize::MAX);
        let failure = run.failure().cloned();
        Some((failure, run.finish().result_hash))
    };
    let left = [step_by_step, with_columns].map(left);
    assert_eq!(left[0], left[1], "step by step and with columns:\n{text}");
    left[0].is_some()
}
