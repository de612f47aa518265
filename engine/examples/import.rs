//! Looks at files of bars: `cargo run --release -p engine --example import -- FILE...` prints what was understood.
//! With `--synthetic SEED N_BARS` it makes a series instead. Every run ends with its speed.

use std::io::Read;
use std::time::{Duration, Instant};

use anyhow::Context;
use engine::import::{HEAD_BYTES, ImportOptions, Quality, Reader, sniff};
use engine::series::Series;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, seed, n_bars] = &arguments[..]
        && flag == "--synthetic"
    {
        let started = now();
        let series = engine::synthetic::minute_series(seed.parse()?, n_bars.parse()?);
        let elapsed = started.elapsed();
        print(&series, &Quality::of(&series));
        println!("made in {:.3} s", elapsed.as_secs_f64());
        return Ok(());
    }
    anyhow::ensure!(!arguments.is_empty(), "name one or more files of bars, or --synthetic SEED N_BARS");
    let mut reader: Option<Reader> = None;
    let mut n_bytes = 0;
    let mut spent = Duration::ZERO;
    for name in &arguments {
        let mut file = std::fs::File::open(name).with_context(|| format!("opening {name}"))?;
        let mut buffer = vec![0; 1 << 20];
        let mut is_first = true;
        loop {
            let n_read = file.read(&mut buffer).with_context(|| format!("reading {name}"))?;
            if n_read == 0 && !is_first {
                break;
            }
            let (chunk, started) = (&buffer[..n_read], now());
            if is_first {
                let format = sniff(&chunk[..n_read.min(HEAD_BYTES)], name)?;
                println!("{name}: {}, {:?}", format.source, format.time);
                for question in &format.questions {
                    println!("  {}", question.sentence());
                }
                match &mut reader {
                    Some(reader) => reader.next_file(format)?,
                    None => reader = Some(Reader::new(format, ImportOptions::default())?),
                }
                is_first = false;
            }
            if let Some(reader) = &mut reader {
                reader.push(chunk)?;
            }
            spent += started.elapsed();
            n_bytes += n_read;
        }
    }
    let started = now();
    let imported = reader.context("no file was read")?.finish()?;
    spent += started.elapsed();
    print(&imported.series, &imported.quality);
    let seconds = spent.as_secs_f64();
    println!("{n_bytes} bytes in {seconds:.3} s: {:.0} MB/s", n_bytes as f64 / 1e6 / seconds);
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a native program may look at the clock")]
fn now() -> Instant {
    Instant::now()
}

fn print(series: &Series, quality: &Quality) {
    println!(
        "{} bars, interval {} ms, tick {:?}",
        series.len(),
        series.interval_ms(),
        quality.suggested_tick
    );
    println!("first {:?}\nlast  {:?}", series.bar(0), series.bar(series.len() - 1));
    println!("rows read {}, kept {}, {:?}", quality.rows_read, quality.rows_kept, quality.gaps);
    for warning in quality.warnings() {
        println!("{}: {}", warning.code, warning.sentence);
    }
}
