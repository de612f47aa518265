//! The bars behind the lists, read as a person's file is.

use engine::import::{HEAD_BYTES, ImportOptions, Reader, sniff};

#[test]
fn the_file_of_quarter_hours_imports_without_a_gap() {
    let path = match tests::reference_data("tradingview") {
        Ok(folder) => folder.join("ETHUSDT_15m.csv"),
        Err(error) => return tests::skip(error),
    };
    let bytes = std::fs::read(path).unwrap();
    let format = sniff(&bytes[..HEAD_BYTES], "ETHUSDT_15m.csv").unwrap();
    let mut reader = Reader::new(format.clone(), ImportOptions::default()).unwrap();
    for chunk in bytes.chunks(10_007) {
        reader.push(chunk).unwrap();
    }
    let imported = reader.finish().unwrap();
    assert_eq!(format.source, "generic");
    let n_lines = bytes.iter().filter(|byte| **byte == b'\n').count();
    assert_eq!((format.questions.len(), imported.series.len()), (0, n_lines - 1));
    assert_eq!(imported.series.interval_ms(), 900_000);
    assert_eq!(imported.series.time()[0], 1_729_371_600_000);
    assert_eq!((imported.quality.gaps.count, imported.quality.suggested_tick), (0, Some(0.01)));
}
