//! Scripts made at random, run in every way.

use std::rc::Rc;

use engine::series::Series;
use engine::synthetic::minute_series;

use super::ways::check;
use super::writer::script;
use language::compile;

/// Scripts in a usual run; `HINDCAST_CASES` asks for more.
const CASES: u64 = 150;

/// A market in ticks, one with prices that are no decimals, one with gaps.
fn markets() -> [Rc<Series>; 3] {
    let all = minute_series(17, 2_400);
    let bars = |is_kept: fn(usize) -> bool, divisor: f64| {
        let kept = (0..all.len()).filter(|bar| is_kept(*bar)).map(|bar| {
            let mut bar = all.bar(bar);
            for price in [&mut bar.open, &mut bar.high, &mut bar.low, &mut bar.close] {
                *price /= divisor;
            }
            bar
        });
        let kept: Vec<_> = kept.collect();
        Rc::new(Series::from_bars(&kept, all.interval_ms()).unwrap())
    };
    [bars(|_| true, 1.0), bars(|_| true, 0.7), bars(|bar| bar % 60 < 53, 1.0)]
}

#[test]
fn scripts_made_at_random_give_the_same_in_every_way() {
    let cases = std::env::var("HINDCAST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(CASES);
    let markets = markets();
    let (mut n_compiled, mut n_skipping, mut n_trading, mut n_stopped) = (0, 0, 0, 0);
    for number in 0..cases {
        let source = script(number);
        let compiled = match compile(&source) {
            Ok(compiled) => compiled,
            Err(diagnostics) => {
                println!("{number}: {}", diagnostics[0].render("random"));
                continue;
            }
        };
        let name = format!("script {number}:\n{source}");
        let seen = check(&name, &compiled, &markets[number as usize % markets.len()]);
        n_compiled += 1;
        n_skipping += u64::from(seen.skips_bars);
        n_trading += u64::from(seen.n_trades > 1);
        n_stopped += u64::from(seen.is_stopped);
    }
    println!("{n_compiled} compiled, {n_skipping} skip bars, {n_trading} trade, {n_stopped} were stopped");
    assert!(n_compiled * 10 >= cases * 9 && n_stopped > 0, "scripts that say little");
    assert!(n_skipping * 6 >= cases && n_trading * 2 >= cases, "scripts that do little");
}
