//! What `strategy(…)` sets.

use language::compile;

#[test]
fn a_limit_must_be_passed_by_the_ticks_that_the_script_assumes() {
    let settings = |ticks: &str| {
        let source = format!(
            "//@version=6\nstrategy(\"s\", backtest_fill_limits_assumption = {ticks})\nplot(close)\n"
        );
        compile(&source).unwrap().settings
    };
    assert_eq!((settings("7").execution.limit_ticks, settings("7").needs_tick), (7, true));
    assert_eq!((settings("0").execution.limit_ticks, settings("0").needs_tick), (0, false));
}
