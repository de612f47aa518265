//! Series and tables.

use std::collections::BTreeMap;

use anyhow::{Context, ensure};
use engine::statistics::tables::{
    TimeGroup, buy_and_hold_curve, drawdown_curve, exposure_curve, returns_by, rolling_sharpe,
    trade_return_histogram, years,
};
use engine::statistics::{Metric, monthly_returns};

use crate::corpus::Case;
use crate::difference::Differences;

type Table = BTreeMap<String, Vec<Metric>>;

#[test]
fn every_table_equals_the_second_implementation() -> anyhow::Result<()> {
    let mut found = Differences::default();
    for case in Case::all()? {
        let ours = tables(&case);
        ensure!(ours.len() == case.tables.len());
        for (name, table) in &case.tables {
            let ours = ours.get(name).with_context(|| format!("no table “{name}”"))?;
            let columns: Vec<&String> = ours.keys().collect();
            ensure!(columns == table.keys().collect::<Vec<_>>(), "{}, {name}: {columns:?}", case.name);
            for (column, expected) in table {
                let ours = &ours[column];
                let what = format!("{}, {name}, {column}", case.name);
                ensure!(
                    ours.len() == expected.len(),
                    "{what}: {} values instead of {}",
                    ours.len(),
                    expected.len()
                );
                for (at, (ours, expected)) in ours.iter().zip(expected).enumerate() {
                    found.compare(&format!("{what} {at}"), *ours, expected.0);
                }
            }
        }
    }
    found.finish("series and tables", 17_000, 60)
}

fn tables(case: &Case) -> BTreeMap<String, Table> {
    let named = |columns: Vec<(&str, Vec<Metric>)>| {
        columns.into_iter().map(|(name, values)| (name.to_owned(), values)).collect::<Table>()
    };
    let plain = |values: Vec<f64>| values.into_iter().map(Ok).collect::<Vec<Metric>>();
    let trades = case.trades();
    let by = |group| {
        let rows = returns_by(group, &case.time, &case.equity, case.cash, &trades);
        named(vec![
            ("slot", plain(rows.iter().map(|row| f64::from(row.slot)).collect())),
            ("bars", plain(rows.iter().map(|row| f64::from(row.n_bars)).collect())),
            ("return", rows.iter().map(|row| row.return_ratio).collect()),
            ("trades", plain(rows.iter().map(|row| f64::from(row.n_trades)).collect())),
            ("wins", plain(rows.iter().map(|row| f64::from(row.n_wins)).collect())),
            ("profit", plain(rows.iter().map(|row| row.profit).collect())),
        ])
    };
    let points = rolling_sharpe(&case.calendar(), &case.equity, case.rate);
    let rolling = named(vec![
        ("bar", plain(points.iter().map(|point| f64::from(point.bar)).collect())),
        ("sharpe", points.iter().map(|point| point.sharpe).collect()),
    ]);
    let mut months = Table::new();
    for row in years(&monthly_returns(&case.time, &case.equity, case.cash)) {
        let filled: Vec<Metric> = row.months.iter().flatten().copied().chain([row.total]).collect();
        let numbers = (1..=12).filter(|month| row.months[month - 1].is_some()).map(|month| month as f64);
        months.insert(format!("{} months", row.year), plain(numbers.collect()));
        months.insert(row.year.to_string(), filled);
    }
    let histogram = trade_return_histogram(&trades, 20);
    let (edges, counts) = histogram.map_or_else(Default::default, |histogram| {
        (histogram.edges, histogram.counts.iter().map(|n| f64::from(*n)).collect())
    });
    let curves = named(vec![
        ("drawdown", plain(drawdown_curve(&case.equity, case.cash))),
        ("hold", plain(buy_and_hold_curve(&case.close, case.warmup as usize, case.cash))),
        ("exposure", exposure_curve(&case.positions, 0, &case.close, &case.equity)),
    ]);
    BTreeMap::from([
        ("rolling".to_owned(), rolling),
        ("weekdays".to_owned(), by(TimeGroup::Weekday)),
        ("hours".to_owned(), by(TimeGroup::Hour)),
        ("years".to_owned(), months),
        ("histogram".to_owned(), named(vec![("edges", plain(edges)), ("counts", plain(counts))])),
        ("curves".to_owned(), curves),
    ])
}
