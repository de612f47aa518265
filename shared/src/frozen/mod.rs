//! What version 5 of the job record and its results left on disk, before strategies were values: it opens, means the same, and runs
//! to the same report, but for rates of a year.

use std::rc::Rc;

use engine::registry::{find, prepare};
use engine::report::Report;
use engine::strategy::declaration::StrategyRef;
use engine::synthetic::minute_series;
use engine::walk_forward::{FoldPlan, WalkForward};

use crate::job::{JobRecord, JobSpec};
use crate::result::{self, StoredReport, walk};
use crate::table::TableHead;

const BACKTEST: &str = include_str!("backtest_v5.json");
const SWEEP: &str = include_str!("sweep_v5.json");
const WALK: &str = include_str!("walk_v5.json");
const REPORT: &[u8] = include_bytes!("report_v5.bin");
const WALK_RESULT: &[u8] = include_bytes!("walk_v5.bin");
const TABLE: &[u8] = include_bytes!("table_v5.bin");

#[test]
fn a_record_is_read_and_written_back_as_it_was() {
    for text in [BACKTEST, SWEEP, WALK] {
        let record: JobRecord = serde_json::from_str(text).unwrap();
        let run = record.spec.run();
        assert_eq!(run.strategy, StrategyRef::BuiltIn { id: "sma_cross".into(), version: 1 });
        assert_eq!((run.params.length("fast"), run.params.switch("short")), (10, true));
        let mut before: serde_json::Value = serde_json::from_str(text).unwrap();
        // Seeds were numbers, and are decimal text now.
        if let Some(seed) = before.pointer_mut("/spec/method/seed") {
            *seed = seed.to_string().into();
        }
        assert_eq!(serde_json::to_value(&record).unwrap(), before);
    }
}

#[test]
fn a_result_is_read_and_written_back_to_the_byte() {
    let report = result::decode(REPORT).unwrap();
    assert_eq!(result::encode(&report), REPORT);
    let walked = walk::decode(WALK_RESULT).unwrap();
    assert_eq!(walk::encode(&walked), WALK_RESULT);
    // Its seed was a number, and is decimal text now.
    let table = TableHead::decode(TABLE).unwrap();
    assert_eq!(TableHead::decode(&table.encode()).unwrap(), table);
}

#[test]
fn a_job_runs_again_to_all_that_it_had_but_rates_of_a_year() {
    let StoredReport { run, report } = result::decode(REPORT).unwrap();
    let strategy = find(&run.strategy).unwrap();
    let again = prepare(&strategy, &run.params, &run.config, Rc::new(minute_series(3, 300))).unwrap();
    is_again(&again.finish(), &report);

    let record: JobRecord = serde_json::from_str(WALK).unwrap();
    let JobSpec::WalkForward { run, sweep, folds } = record.spec else { panic!("no walk-forward run") };
    assert_eq!(folds, FoldPlan { n_folds: 4, ..FoldPlan::default() });
    let series = Rc::new(minute_series(3, 600));
    let again = WalkForward::new(&strategy, &run.params, &run.config, &sweep, &folds, series).unwrap();
    let before = walk::decode(WALK_RESULT).unwrap().walk;
    let again = again.finish().unwrap();
    assert_eq!((again.folds, again.efficiency), (before.folds, before.efficiency));
    is_again(&again.report, &before.report);
}

/// What these reports have numbers for and a run of hours has no longer: a rate of a year.
const UNDEFINED_NOW: [&str; 1] = ["run.cagr"];

/// All of a report is as it was, but for the numbers in [`UNDEFINED_NOW`], which give their reason, and the hash that covers them.
fn is_again(again: &Report, before: &Report) {
    let [mut again, mut before] = [again, before].map(|report| serde_json::to_value(report).unwrap());
    for report in [&mut again, &mut before] {
        report.as_object_mut().unwrap().remove("result_hash").unwrap();
    }
    let mut undefined_now = Vec::new();
    for (part, numbers) in before["statistics"].as_object_mut().unwrap() {
        for (key, before) in numbers.as_object_mut().unwrap() {
            let again = &again["statistics"][part][key];
            if before.is_number() && again["undefined"].is_string() {
                undefined_now.push(format!("{part}.{key}"));
                *before = again.clone();
            }
        }
    }
    assert_eq!(undefined_now, UNDEFINED_NOW);
    assert_eq!(again, before);
}
