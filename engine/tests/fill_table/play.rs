//! Runs a row and says what came out in the words of the table. Nothing else touches the engine.

use std::rc::Rc;

use engine::backtest::{Backtest, Market, Run};
use engine::fill::Cause;
use engine::report::Report;
use engine::risk::RiskRules;
use engine::series::Series;
use engine::statistics::Metric;
use engine::strategy::{Context, Strategy};
use engine::trade::{Side, Trade};
use serde::Serialize;

use crate::notation::Ask;
use crate::row::{MINUTE, Row};

struct Script(Vec<Vec<Ask>>);

impl Strategy for Script {
    fn on_bar(&mut self, context: &mut Context<'_>) {
        for ask in &self.0[context.bar_index()] {
            match ask {
                Ask::Submit(order) => context.submit(order.clone()),
                Ask::Cancel(id) => context.cancel(id),
                Ask::CancelAll => context.cancel_all(),
                Ask::Risk(rules, days) => {
                    let day_starts = (0..self.0.len()).step_by(*days).map(|bar| bar as u32).collect();
                    context.set_risk(RiskRules { day_starts, ..rules.clone() });
                }
            }
        }
    }
}

/// The report of a row's run.
pub(crate) fn report(row: &Row<'_>) -> Report {
    let series = Rc::new(Series::from_bars(&row.bars, MINUTE).unwrap());
    let market = Market::new(series, &row.config).unwrap();
    Box::new(Backtest::new(market, row.config, Script(row.asks.clone()), 0).unwrap()).finish()
}

/// What came out: the trades, then of everything else what the row expects something of.
pub(crate) fn outcome(row: &Row<'_>) -> Vec<String> {
    let report = report(row);
    let doubts = row.expected.iter().any(|expected| expected.starts_with("ambiguous"));
    let mut lines: Vec<String> = report.trades.iter().map(|of| trade(of, doubts)).collect();
    if lines.is_empty() {
        lines.push("no trade".into());
    }
    for (at, expected) in row.expected.iter().enumerate() {
        let key = expected.split(' ').next().unwrap_or_default();
        if let Some(values) = values(&report, key) {
            lines.insert(at.min(lines.len()), format!("{key} {}", values.join(" ")).trim_end().to_owned());
        }
    }
    lines
}

fn values(report: &Report, key: &str) -> Option<Vec<String>> {
    let statistic =
        |value: Metric| vec![value.map_or_else(|why| format!("{why:?}"), |value| value.to_string())];
    let of_trades = |value: fn(&Trade) -> f64| report.trades.iter().map(|t| value(t).to_string()).collect();
    Some(match key {
        "equity" => report.equity.iter().map(f64::to_string).collect(),
        "profits" => of_trades(|trade| trade.profit),
        "fees" => of_trades(|trade| trade.commission),
        "slippage" => of_trades(|trade| trade.slippage),
        "best" => of_trades(|trade| trade.max_favourable),
        "worst" => of_trades(|trade| trade.max_adverse),
        "positions" => report.positions.iter().map(|(bar, units)| format!("{bar}:{units}")).collect(),
        "notes" => {
            report.notes.iter().map(|n| format!("{}:{}:{}", n.bar, n.order_id, word(&n.kind))).collect()
        }
        "ambiguous" => report.ambiguous_bars.iter().map(u32::to_string).collect(),
        "ended" => report.ended.iter().map(u32::to_string).collect(),
        "net_profit" => statistic(report.statistics.run.net_profit),
        "open_profit" => statistic(report.statistics.run.open_profit),
        "max_drawdown" => statistic(report.statistics.run.max_drawdown),
        _ => return None,
    })
}

/// `doubts`: what is ambiguous says so.
fn trade(trade: &Trade, doubts: bool) -> String {
    let side = if trade.side == Side::Long { "long" } else { "short" };
    let (entry, exit) = (rule(trade.entry_cause, doubts), rule(trade.exit_cause, doubts));
    let reason = word(&trade.exit_reason);
    let why = if exit.split(' ').next() == Some(&reason) { exit } else { format!("{reason}/{exit}") };
    format!(
        "{side} {} {}: {} @ {} {entry}, {} @ {} {why}",
        trade.entry_id, trade.quantity, trade.entry_bar, trade.entry_price, trade.exit_bar, trade.exit_price
    )
}

fn rule(cause: Option<Cause>, doubts: bool) -> String {
    let Some(cause) = cause else { return "none".into() };
    let doubt = if doubts && cause.ambiguous { " ambiguous" } else { "" };
    format!("{}{doubt}", word(&cause.rule))
}

/// As it stands on the wire, without quotes.
fn word(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap().replace('"', "")
}
