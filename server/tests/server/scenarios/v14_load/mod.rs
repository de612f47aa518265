//! V14: pushes of 50 records and pulls of 500 at fixed rates, on SQLite and on Postgres. Every request is answered, and nothing that was
//! acknowledged is missing afterwards.
//!
//! Every run holds one low rate for a moment and says nothing about time. `cargo xtask load` measures: three rates, the highest one that
//! is sustained, and what a request costs the server, with a release build and databases as durable as they are for people. Whoever
//! asks shares the machine with the server and the database.

mod devices;
mod rate;
mod table;

use crate::support::dice::load_seconds;
use crate::support::place::{Place, on_each_database};
use crate::support::process::Process;
use devices::{Devices, Kind};
use rate::{Outcome, hold};
use table::Meter;

on_each_database!(v14_every_request_at_a_fixed_rate_is_answered_and_nothing_is_lost);

/// The rates of requests that are held for long: what is far below any limit, and what is near it.
const fn rates(kind: Kind) -> [u32; 3] {
    match kind {
        Kind::Push => [10, 20, 40],
        Kind::Pull => [25, 50, 100],
    }
}

/// Requests of a row at least: fewer say nothing about one in a thousand.
const N_AT_LEAST: u32 = 1_000;

async fn v14_every_request_at_a_fixed_rate_is_answered_and_nothing_is_lost(place: Place) {
    let process = Process::first_start(&place, "warn").await;
    let devices = Devices::pair(&place, &process).await;
    devices.fill().await;
    match load_seconds() {
        Some(seconds) => measure(&place, &process, &devices, seconds).await,
        None => {
            for kind in Kind::ALL {
                let outcome = hold(rates(kind)[0], 2 * rates(kind)[0], devices.ask(kind)).await;
                assert_eq!(outcome.why_failed(), None, "{kind:?}: every request is answered");
                println!("{:?}, {kind:?}: {outcome}", place.kind);
            }
        }
    }
    let (n_acknowledged, n_lost) = devices.count_lost().await;
    println!("{:?}: {n_acknowledged} records acknowledged, {n_lost} lost", place.kind);
    assert_eq!(n_lost, 0, "records were acknowledged and are not there");
    process.terminate().await;
}

async fn measure(place: &Place, process: &Process, devices: &Devices, seconds: u32) {
    let meter = Meter::of(process);
    table::head();
    for kind in Kind::ALL {
        let run = async |rate: u32, n: u32| {
            meter.begin();
            let outcome = hold(rate, n, devices.ask(kind)).await;
            table::row(place.kind, kind, &outcome, &meter);
            outcome
        };
        for rate in rates(kind) {
            run(rate, (rate * seconds).max(N_AT_LEAST)).await;
        }
        let highest = highest(rates(kind)[2], async |rate| run(rate, rate * seconds / 2).await).await;
        println!("{:?}, {kind:?}: the highest rate that was sustained is {highest} per second", place.kind);
    }
}

/// The highest rate that is sustained: doubled while it is, then halved into what lies between, to within a sixteenth.
async fn highest(first: u32, held: impl AsyncFn(u32) -> Outcome) -> u32 {
    let (mut good, mut bad) = (0, first);
    while held(bad).await.is_sustained() {
        (good, bad) = (bad, bad * 2);
    }
    while bad - good > (bad / 16).max(1) {
        let between = good.midpoint(bad);
        if held(between).await.is_sustained() { good = between } else { bad = between }
    }
    good
}
