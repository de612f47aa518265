//! Two indices as Yahoo publishes them, and the synthetic series.

#![expect(clippy::unwrap_used, reason = "the helpers are test code as well")]

use std::path::Path;

use engine::import::{HEAD_BYTES, ImportOptions, Imported, Quality, Question, Reader, sniff};
use engine::synthetic::minute_series;
use sha2::{Digest, Sha256};

const DAY_MS: i64 = 86_400_000;

fn import(path: &Path) -> (String, Vec<Question>, Imported) {
    let bytes = std::fs::read(path).unwrap();
    let format = sniff(&bytes[..bytes.len().min(HEAD_BYTES)], "file").unwrap();
    let mut reader = Reader::new(format.clone(), ImportOptions::default()).unwrap();
    for chunk in bytes.chunks(10_007) {
        reader.push(chunk).unwrap();
    }
    (format.source, format.questions, reader.finish().unwrap())
}

fn input(name: &str) -> (String, Vec<Question>, Imported) {
    import(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/inputs").join(name))
}

#[test]
fn yahoos_indices_import_cleanly() {
    // Yahoo knows no volume of the NASDAQ for 2015-05-12 and 2018-01-09.
    for (name, first_open, last_close, zero_volume, codes) in [
        ("sp500-daily.csv.gz", 1229.22998, 2506.850098, 0, &[][..]),
        ("nasdaq-daily.csv.gz", 2207.540039, 6635.279785, 2, &["zero_volume"][..]),
    ] {
        let (source, questions, imported) = input(name);
        let (series, quality) = (&imported.series, &imported.quality);
        assert_eq!((source.as_str(), &questions[..]), ("Yahoo", &[Question::Adjusted][..]));
        assert_eq!((series.len(), series.interval_ms()), (5031, DAY_MS));
        assert_eq!((series.time()[0], series.time()[5030]), (915_408_000_000, 1_546_214_400_000));
        assert_eq!((series.open()[0], series.close()[5030]), (first_open, last_close));
        assert_eq!(quality.rows_dropped(), 0);
        assert_eq!(quality.zero_volume, zero_volume);
        let warnings = quality.warnings();
        let found: Vec<&str> = warnings.iter().map(|warning| warning.code.as_str()).collect();
        assert_eq!(found, codes, "{quality:?}");
    }
}

#[test]
fn the_synthetic_series_has_the_same_bits_everywhere() {
    let series = minute_series(7, 500_000);
    let mut hasher = Sha256::new();
    for time in series.time() {
        hasher.update(time.to_le_bytes());
    }
    for column in [series.open(), series.high(), series.low(), series.close(), series.volume()] {
        for value in column {
            hasher.update(value.to_le_bytes());
        }
    }
    let hash = const_hex::encode(hasher.finalize());
    assert_eq!(hash, "43d6b0c7fd638f75e09c49c7671cfce68119870134e9be86c776ad2e14584de0");
    let quality = Quality::of(&series);
    assert_eq!((quality.gaps.count, quality.suggested_tick), (0, Some(0.01)));
}
