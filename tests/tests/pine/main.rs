//! Pine scripts written from the rules of TradingView's trade lists, run and compared with the lists trade by trade.
//!
//! The scripts are in `pine/`; the lists and their rules are described beside the reference data, which is not part of this
//! repository.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod lists;

use std::collections::BTreeMap;
use std::path::Path;
use std::rc::Rc;

use engine::backtest::{Backtest, Market, Run};
use engine::comparison::{Cause, compare, read};
use engine::config::RunConfig;
use engine::indicator::Indicators;
use engine::report::Report;
use engine::series::Series;
use language::{Given, compile};
use lists::{DAY, LISTS, List};
use tests::list_row::Row;

/// The bars from `start` on: a script begins cold, as on the chart.
fn read_bars(folder: &Path, start: i64) -> Series {
    let mut reader = csv::Reader::from_path(folder.join("ETHUSDT_15m.csv")).unwrap();
    let (mut time, mut columns) = (Vec::new(), vec![Vec::new(); 5]);
    for record in reader.records() {
        let record = record.unwrap();
        let at: i64 = record[0].parse().unwrap();
        if at >= start {
            time.push(at);
            for (column, cell) in columns.iter_mut().zip(record.iter().skip(1)) {
                column.push(cell.parse().unwrap());
            }
        }
    }
    let [open, high, low, close, volume] = columns.try_into().unwrap();
    Series::new(time, open, high, low, close, volume, 15 * 60_000).unwrap()
}

fn list_of(folder: &Path, name: &str) -> engine::comparison::List {
    read(&std::fs::read(folder.join("trades").join(format!("{name}.csv"))).unwrap()).unwrap()
}

/// In the order of the list; its times are in UTC+8.
fn read_list(folder: &Path, name: &str) -> Vec<Row> {
    let mut trades = list_of(folder, name).trades;
    trades.sort_by_key(|trade| trade.number);
    trades.iter().map(Row::from).collect()
}

/// The report, as a run in the page makes it, with its settings; with every instruction run at every bar it is the same.
fn run(list: &List, series: &Rc<Series>) -> (Report, RunConfig) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("pine").join(format!("{}.pine", list.name));
    let source = std::fs::read_to_string(path).unwrap();
    let compiled = compile(&source).unwrap_or_else(|diagnostics| {
        let texts: Vec<String> = diagnostics.iter().map(|of| of.render(list.name)).collect();
        panic!("{}", texts.join("\n"))
    });
    let mut base = RunConfig::default();
    base.instrument.tick_size = Some(0.01);
    base.instrument.lot_step = Some(0.0001);
    let config = compiled.settings.over(&base);
    let given: BTreeMap<String, Given> = list
        .inputs
        .iter()
        .map(|(key, value)| ((*key).to_owned(), Given::Text((*value).to_owned())))
        .collect();
    let values = compiled.values(&given).unwrap();
    let step_by_step = compiled.strategy(&config, series, values.clone()).unwrap();
    let mut indicators = Indicators::new(Rc::clone(series));
    let with_columns = compiled.hoisted(&config, values, &mut indicators).unwrap();
    let [step_by_step, report] = [step_by_step, with_columns].map(|strategy| {
        let market = Market::new(Rc::clone(series), &config).unwrap();
        let mut run = Box::new(Backtest::new(market, config, strategy, 0).unwrap());
        run.step(usize::MAX);
        assert_eq!(run.failure(), None, "{}", list.name);
        run.finish()
    });
    assert_eq!(step_by_step.result_hash, report.result_hash, "{}", list.name);
    (report, config)
}

/// Ours and theirs inside the window in which they must agree.
fn compared(list: &List, folder: &Path, report: &Report) -> (Vec<Row>, Vec<Row>) {
    let closed = report.trades.iter().filter(|trade| !trade.is_open());
    let (mut ours, mut theirs): (Vec<Row>, _) =
        (closed.map(Row::from).collect(), read_list(folder, list.name));
    let last = theirs.iter().map(|row| row.exit_time).max().unwrap();
    let to = list.entries_before.unwrap_or(last - DAY);
    let is_inside = |row: &Row| {
        (list.start + 10 * DAY..to).contains(&row.entry_time)
            && (list.entries_before.is_some() || row.exit_time < last)
    };
    for rows in [&mut ours, &mut theirs] {
        rows.retain(is_inside);
        if !list.has_sizes {
            rows.iter_mut().for_each(|row| row.units_e4 = 0);
        }
    }
    (ours, theirs)
}

/// As a person compares it: every trade of the list, its clock unknown.
fn assert_compares(list: &List, folder: &Path, report: &Report, config: &RunConfig, series: &Series) {
    let found = compare(list_of(folder, list.name), report, config, series);
    let causes: Vec<&Cause> = found.findings.iter().map(|finding| &finding.cause).collect();
    assert!(causes.contains(&&Cause::TimeZone { minutes: vec![480] }), "{}: {causes:?}", list.name);
    assert_eq!(found.n_unexplained, 0, "{}: {causes:?}", list.name);
    let n_of_currency: u32 = found
        .findings
        .iter()
        .filter(|of| of.cause == Cause::Currency { ratio: None })
        .map(|of| of.n_trades)
        .sum();
    let n_off = found.n_compared - found.n_equal;
    assert_eq!(n_off, if list.has_sizes { 0 } else { n_of_currency }, "{}: {causes:?}", list.name);
}

#[test]
fn every_trade_of_every_list_comes_out_of_its_script() {
    let folders = tests::reference_data("tradingview")
        .and_then(|first| tests::reference_data("tradingview2").map(|second| (first, second)));
    let (first, second) = match folders {
        Ok(folders) => folders,
        Err(why) => return tests::skip(why),
    };
    let mut bars = BTreeMap::new();
    let (mut n_compared, mut n_equal, mut failures) = (0, 0, Vec::new());
    for list in LISTS {
        let folder = if list.entries_before.is_some() { &first } else { &second };
        let series =
            Rc::clone(bars.entry(list.start).or_insert_with(|| Rc::new(read_bars(folder, list.start))));
        let (report, config) = run(list, &series);
        let (ours, theirs) = compared(list, folder, &report);
        let equal = ours.iter().zip(&theirs).filter(|(a, b)| a == b).count();
        println!("{}: {equal} of {} trades equal", list.name, theirs.len());
        assert_compares(list, folder, &report, &config, &series);
        n_compared += theirs.len();
        n_equal += equal;
        if ours != theirs {
            let at =
                ours.iter().zip(&theirs).position(|(a, b)| a != b).unwrap_or(ours.len().min(theirs.len()));
            failures.push(format!(
                "{}: {} trades here, {} there; first difference at {at}:\n  ours   {:?}\n  theirs {:?}",
                list.name,
                ours.len(),
                theirs.len(),
                ours.get(at),
                theirs.get(at)
            ));
        }
    }
    println!("{} lists, {n_compared} trades compared, {n_equal} equal", LISTS.len());
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
