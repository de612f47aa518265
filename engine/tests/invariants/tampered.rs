//! Each check is shown to catch a report that was tampered with: a check that cannot fail proves nothing.

use engine::fill::FillRule;
use engine::report::Report;
use engine::trade::{ExitReason, Trade};

use crate::case::{Case, Outcome};
use crate::{fills, ledger, margin, relations};

/// What is changed, and the change.
type Tampering<T> = (&'static str, fn(&mut T));

/// A case with many trades of many kinds.
fn eventful() -> (Case, Outcome) {
    let eventful = |report: &Report| {
        let reason = |wanted: &str| report.trades.iter().any(|t| format!("{:?}", t.exit_reason) == wanted);
        report.trades.len() > 10 && ["Signal", "Stop", "Target", "Open"].into_iter().all(reason)
    };
    (0..10_000)
        .map(|seed| (Case::random(seed), Case::random(seed).run()))
        .find(|(case, outcome)| eventful(&outcome.report) && case.config.instrument.tick_size.is_some())
        .expect("some case is eventful")
}

fn money_breaks(change: impl FnOnce(&mut Report)) -> usize {
    let (case, mut outcome) = eventful();
    change(&mut outcome.report);
    ledger::breaks(&outcome, &case.bars, &case.config).len()
}

fn fill_breaks(change: impl FnOnce(&mut Trade)) -> usize {
    let (case, mut outcome) = eventful();
    let by_level = |trade: &&mut Trade| {
        trade.exit_bar > trade.entry_bar
            && matches!(trade.exit_reason, ExitReason::Stop | ExitReason::Target)
            && trade.exit_cause.is_some_and(|cause| cause.rule != FillRule::PassedAtClose)
    };
    change(outcome.report.trades.iter_mut().find(by_level).expect("a trade was held until a level"));
    fills::breaks(&outcome.report, &case.bars, &case.config).len()
}

#[test]
fn the_untouched_report_has_no_break() {
    assert_eq!((money_breaks(|_| ()), fill_breaks(|_| ())), (0, 0));
}

#[test]
fn money_that_does_not_add_up_is_caught() {
    let tampered: [Tampering<Report>; 9] = [
        ("a profit", |report| report.trades[3].profit += 0.01),
        ("a commission", |report| report.trades[3].commission += 0.01),
        ("a quantity", |report| report.trades[3].quantity *= 1.001),
        ("an exit price", |report| report.trades[3].exit_price *= 1.0001),
        ("a trade left out", |report| drop(report.trades.remove(3))),
        ("a trade counted twice", |report| report.trades.insert(3, report.trades[3].clone())),
        ("the equity of one bar", |report| *report.equity.last_mut().unwrap() += 0.01),
        ("a position", |report| report.positions[1].1 += 1.0),
        ("a statistic", |report| report.statistics.run.net_profit = Ok(12.34)),
    ];
    for (what, change) in tampered {
        assert!(money_breaks(change) > 0, "{what} went unnoticed");
    }
}

#[test]
fn what_the_strategy_is_told_is_checked_too() {
    let (case, mut outcome) = eventful();
    outcome.seen[5].equity += 0.01;
    assert_eq!(ledger::breaks(&outcome, &case.bars, &case.config).len(), 1);
    outcome.seen[5].equity -= 0.01;
    outcome.seen[7].position += 1.0;
    assert_eq!(ledger::breaks(&outcome, &case.bars, &case.config).len(), 1);
}

#[test]
fn fills_that_cannot_be_are_caught() {
    let tampered: [Tampering<Trade>; 9] = [
        ("a price before costs above the bar", |trade| trade.entry_cause.as_mut().unwrap().raw_price *= 2.0),
        ("a price off the tick", |trade| trade.exit_price += 1e-4),
        ("a better price than the costs allow", |trade| {
            trade.entry_price -= trade.side.sign();
        }),
        ("a fill on the bar of its decision", |trade| {
            trade.exit_cause.as_mut().unwrap().decided = trade.exit_bar;
        }),
        ("another bar's time", |trade| trade.exit_time += 60_000),
        ("an exit before its entry", |trade| std::mem::swap(&mut trade.entry_bar, &mut trade.exit_bar)),
        ("a trade of nothing", |trade| trade.quantity = 0.0),
        ("an excursion beyond the bars", |trade| trade.max_favourable = 1e9),
        ("an excursion of the wrong sign", |trade| trade.max_adverse = 1e-3),
    ];
    for (what, change) in tampered {
        assert!(fill_breaks(change) > 0, "{what} went unnoticed");
    }
}

#[test]
fn a_limit_filled_worse_and_a_stop_filled_better_are_caught() {
    for (rule, better) in [
        (FillRule::Stop, 1.0),
        (FillRule::StopInGap, 1.0),
        (FillRule::Limit, -1.0),
        (FillRule::LimitInGap, -1.0),
        (FillRule::StopLimit, -1.0),
    ] {
        let n_breaks = (0..2_000).find_map(|seed| {
            let case = Case::random(seed);
            let mut outcome = case.run();
            let filled = |trade: &&mut Trade| trade.entry_cause.is_some_and(|cause| cause.rule == rule);
            let trade = outcome.report.trades.iter_mut().find(filled)?;
            // The level moves to where the fill would have been too good, or too bad.
            let (sign, cause) = (trade.side.sign(), trade.entry_cause.as_mut()?);
            let moved = cause.raw_price + sign * better * 0.01;
            cause.level = Some(moved);
            let level = if better > 0.0 { &mut cause.levels.stop } else { &mut cause.levels.limit };
            *level = Some(moved);
            Some(fills::breaks(&outcome.report, &case.bars, &case.config).len())
        });
        assert!(n_breaks.expect("some case fills by this rule") > 0, "{rule:?}");
    }
}

fn margin_breaks(rule: FillRule, change: impl FnOnce(&mut Report, &mut Case)) -> usize {
    let called = |trade: &Trade| trade.exit_cause.is_some_and(|cause| cause.rule == rule);
    let (mut case, mut outcome) = (0..10_000)
        .map(|seed| (Case::random(seed), Case::random(seed).run()))
        .find(|(_, outcome)| {
            let mut trades = outcome.report.trades.iter();
            // Called in a bar without any other fill.
            trades.any(|trade| {
                let bar = trade.exit_bar;
                called(trade)
                    && trade.entry_bar < bar
                    && outcome
                        .report
                        .trades
                        .iter()
                        .all(|t| t.entry_bar != bar && (t.exit_bar != bar || called(t)))
            })
        })
        .expect("some position is called");
    assert_eq!(margin::breaks(&outcome.report, &case.bars, &case.config), Vec::<String>::new());
    change(&mut outcome.report, &mut case);
    margin::breaks(&outcome.report, &case.bars, &case.config).len()
}

#[test]
fn liquidations_that_are_missing_or_wrong_are_caught() {
    // Without the call, the position is left alone below its margin.
    let without_exit = |report: &mut Report, rule: FillRule| {
        let bar =
            report.trades.iter().find(|t| t.exit_cause.is_some_and(|c| c.rule == rule)).unwrap().exit_bar;
        for trade in report.trades.iter_mut().filter(|trade| trade.exit_bar == bar) {
            trade.exit_reason = ExitReason::Open;
        }
    };
    for rule in [FillRule::MarginCall, FillRule::Bankruptcy] {
        assert!(margin_breaks(rule, |report, _| without_exit(report, rule)) > 0, "{rule:?}");
    }
    let more = |report: &mut Report, _: &mut Case| {
        let called = |trade: &&mut Trade| trade.exit_cause.is_some_and(|c| c.rule == FillRule::MarginCall);
        report.trades.iter_mut().filter(called).for_each(|trade| trade.quantity *= 1.5);
    };
    assert!(margin_breaks(FillRule::MarginCall, more) > 0);
    let more_needed = |_: &mut Report, case: &mut Case| {
        let account = &mut case.config.account;
        (account.margin_long, account.margin_short) = (5.0, 5.0);
    };
    assert!(margin_breaks(FillRule::MarginCall, more_needed) > 0);
    assert!(margin_breaks(FillRule::Bankruptcy, |report, _| report.ended = None) > 0);
    assert!(margin_breaks(FillRule::Bankruptcy, |report, _| report.ended = Some(0)) > 0);
}

#[test]
fn runs_that_part_are_caught() {
    let (case, outcome) = eventful();
    let n = case.bars.len();
    let tampered: [Tampering<Report>; 5] = [
        ("equity", |report| report.equity[3] = f64::from_bits(report.equity[3].to_bits() + 1)),
        ("position", |report| report.positions[0].1 *= 2.0),
        ("a closed trade", |report| report.trades[0].profit += 1e-12),
        ("an open trade", |report| report.trades.last_mut().unwrap().quantity += 1.0),
        ("a trade left out", |report| drop(report.trades.remove(0))),
    ];
    assert_eq!(relations::parting(&outcome.report, &outcome.report, n), None);
    for (what, change) in tampered {
        let mut other = outcome.report.clone();
        change(&mut other);
        assert!(relations::parting(&outcome.report, &other, n).is_some(), "{what} went unnoticed");
    }
}

#[test]
fn a_run_that_does_not_scale_or_gains_by_paying_is_caught() {
    let (_, outcome) = eventful();
    assert_eq!(relations::unscaled(&outcome.report, &outcome.report, 1.0), None);
    let tampered: [fn(&mut Report); 4] = [
        |report| report.trades[2].entry_price += 1e-9,
        |report| report.equity[2] += 1e-9,
        |report| drop(report.trades.remove(0)),
        |report| report.statistics.run.total_return = Ok(0.5),
    ];
    for change in tampered {
        let mut other = outcome.report.clone();
        change(&mut other);
        assert!(relations::unscaled(&outcome.report, &other, 1.0).is_some());
    }
    let mut richer = outcome.report.clone();
    richer.equity[4] += 0.01;
    assert_eq!(relations::richer_by_paying(&outcome.report, &richer), Some(4));
}
