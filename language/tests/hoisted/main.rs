//! Scripts run in every way: all of it at every bar, and with columns for what follows from the bars alone; in slices; as cells of a sweep.
//! Trades, equity, notes and what stopped them must be the same, bit for bit.

#![expect(clippy::unwrap_used, reason = "clippy does not recognise these functions as tests")]

mod random;
mod shapes;
mod ways;
mod writer;

use std::path::Path;
use std::rc::Rc;

use engine::synthetic::{made_up, minute_series};
use language::library::LIBRARY;

use ways::{check, compiled};

#[test]
fn every_script_of_the_lists_and_of_the_library_gives_the_same_in_every_way() {
    let series = Rc::new(minute_series(7, 8_000));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/pine");
    let of_lists = std::fs::read_dir(folder).unwrap().map(|file| {
        let path = file.unwrap().path();
        (path.file_stem().unwrap().to_string_lossy().into_owned(), std::fs::read_to_string(&path).unwrap())
    });
    let of_library = LIBRARY.iter().map(|script| (script.key.to_owned(), script.source.to_owned()));
    let (mut n, mut n_skipping, mut n_trading) = (0, 0, 0);
    for (name, source) in of_lists.chain(of_library) {
        let seen = check(&name, &compiled(&name, &source), &series);
        println!("{name}: {seen:?}");
        n += 1;
        n_skipping += usize::from(seen.skips_bars);
        n_trading += usize::from(seen.n_trades > 0);
    }
    println!("{n} scripts, {n_skipping} skip bars, {n_trading} trade");
    assert!(n >= 70 && n_skipping >= 15 && n_trading > 55);
}

#[test]
fn every_long_script_gives_the_same_in_every_way() {
    let series = Rc::new(made_up("crypto", 5).unwrap().slice(0..1_200).unwrap());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/long");
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let scripts = files.filter(|path| path.extension().is_some_and(|extension| extension == "pine"));
    let (mut n, mut n_trading) = (0, 0);
    for path in scripts {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let seen = check(&name, &compiled(&name, &std::fs::read_to_string(&path).unwrap()), &series);
        println!("{name}: {seen:?}");
        n += 1;
        n_trading += usize::from(seen.n_trades > 0);
    }
    println!("{n} scripts, {n_trading} trade");
    assert!(n >= 40 && n_trading > 35);
}
