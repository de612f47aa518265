//! Scripts run over the bars.

use std::rc::Rc;

use engine::backtest::{Backtest, Market, Run};
use engine::config::RunConfig;
use language::compile;

use crate::bars::{N, bars};

/// The sentence with which a script stops.
pub(crate) fn stopped(source: &str) -> String {
    let compiled = compile(source).unwrap_or_else(|diagnostics| {
        let texts: Vec<String> = diagnostics.iter().map(|of| of.render("script")).collect();
        panic!("{source}\n{}", texts.join("\n"))
    });
    let mut base = RunConfig::default();
    base.instrument.tick_size = Some(0.01);
    let config = compiled.settings.over(&base);
    let (_, series) = bars();
    let values = compiled.values(&Default::default()).unwrap();
    let strategy = compiled.strategy(&config, &series, values).unwrap();
    let market = Market::new(Rc::clone(&series), &config).unwrap();
    let mut run = Backtest::new(market, config, strategy, 0).unwrap();
    run.step(usize::MAX);
    run.failure().map_or_else(|| "nothing".to_owned(), |failure| failure.sentence.clone())
}

/// The text that an expression is on the last bar, after some statements.
pub(crate) fn text_of(version: u32, statements: &str, expression: &str) -> String {
    stopped(&format!(
        "//@version={version}\nstrategy(\"s\")\n{statements}\nshown_text = {expression}\nif bar_index == {}\n    runtime.error(shown_text)\n",
        N - 1
    ))
}

/// The value of an expression on each bar, after some statements.
pub(crate) fn values_of(version: u32, statements: &str, expression: &str) -> Vec<f64> {
    let all = stopped(&format!(
        "//@version={version}\nstrategy(\"s\")\n{statements}\nvar all_values = array.new<string>()\n\
         all_values.push(str.tostring({expression}, \"#.############\"))\n\
         if bar_index == {}\n    runtime.error(array.join(all_values, \" \"))\n",
        N - 1
    ));
    all.split(' ').map(|word| word.parse().unwrap_or_else(|_| panic!("{expression}: {all}"))).collect()
}

/// Equal to nine digits, na where the other is na.
pub(crate) fn same(ours: &[f64], theirs: &[f64], what: &str) {
    assert_eq!(ours.len(), theirs.len(), "{what}");
    for (i, (a, b)) in ours.iter().zip(theirs).enumerate() {
        let is_close = (a - b).abs() <= 1e-9 * a.abs().max(1.0) || a.is_nan() && b.is_nan();
        assert!(is_close, "{what} on bar {i}: {a} here, {b} by the definition");
    }
}
