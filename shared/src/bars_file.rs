//! Bars as bytes: what lies under `bars/<hash>`.

use engine::series::Series;
use serde::{Deserialize, Serialize};

use crate::bytes::{self, DecodeError, Reader, Writer};

const MAGIC: &[u8; 4] = b"HCB1";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    n_bars: u32,
    interval_ms: i64,
}

/// Values of a piece.
const PIECE: usize = 128 << 10;

/// The bytes of a series: header, then time, open, high, low, close, volume, each a column of 8-byte values. Equal series have equal
/// bytes, so the SHA-256 of the bytes names the content.
pub fn encode(series: &Series) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(64 + series.len() * 48);
    pieces(series).for_each(|piece| bytes.extend(piece));
    bytes
}

/// The same bytes, a mebibyte at a time: of many bars they would take as much memory as the bars.
pub fn pieces(series: &Series) -> impl Iterator<Item = Vec<u8>> + '_ {
    let header = Header { n_bars: series.len() as u32, interval_ms: series.interval_ms() };
    let head = Writer::new(MAGIC, &bytes::header(&header), 0).finish();
    let times = series.time().chunks(PIECE);
    let times = times.map(|times| times.iter().flat_map(|time| time.to_le_bytes()).collect());
    let columns = [series.open(), series.high(), series.low(), series.close(), series.volume()];
    let values = columns.into_iter().flat_map(|column| column.chunks(PIECE));
    let values = values.map(|values| values.iter().flat_map(|value| value.to_le_bytes()).collect());
    std::iter::once(head).chain(times).chain(values)
}

/// Reads and validates a series.
///
/// # Errors
/// The bytes are not those of a valid series.
pub fn decode(bytes: &[u8]) -> Result<Series, DecodeError> {
    let (mut reader, header) = Reader::new(bytes, MAGIC)?;
    let Header { n_bars, interval_ms } = bytes::parse(header)?;
    let n = n_bars as usize;
    let time = reader.i64s(n)?;
    let mut column = || reader.f64s(n);
    let (open, high, low, close, volume) = (column()?, column()?, column()?, column()?, column()?);
    reader.finish()?;
    Series::new(time, open, high, low, close, volume, interval_ms)
        .map_err(|error| DecodeError::Content(error.to_string()))
}

#[cfg(test)]
mod tests {
    use engine::series::Bar;
    use proptest::prelude::*;

    use super::*;

    fn series() -> impl Strategy<Value = Series> {
        let bar = (1i64..1_000_000, 1.0f64..1e6, 0.0f64..1.0, 0.0f64..1.0, 0.0f64..1e9);
        (prop::collection::vec(bar, 1..40), 1i64..86_400_000).prop_map(|(rows, interval_ms)| {
            let mut time = -5_000_000;
            let bars: Vec<Bar> = rows
                .into_iter()
                .map(|(step, low, o, c, volume)| {
                    time += step;
                    let high = low * 1.5;
                    let between = |x: f64| (low + (high - low) * x).clamp(low, high);
                    Bar { time, open: between(o), high, low, close: between(c), volume }
                })
                .collect();
            Series::from_bars(&bars, interval_ms).unwrap()
        })
    }

    proptest! {
        #[test]
        fn what_was_written_is_read(series in series()) {
            let bytes = encode(&series);
            prop_assert_eq!(bytes.len() % 8, 0);
            prop_assert_eq!(decode(&bytes).unwrap(), series);
        }

        #[test]
        fn damaged_bytes_are_an_error_or_other_bars_but_never_a_panic(
            series in series(), at in any::<prop::sample::Index>(), bit in 0u8..8, cut in any::<prop::sample::Index>(),
        ) {
            let mut bytes = encode(&series);
            let hash = bytes::hash_of(&bytes);
            let at = at.index(bytes.len());
            bytes[at] ^= 1 << bit;
            prop_assert!(bytes::verify(&bytes, &hash).is_err());
            let _ = decode(&bytes);
            prop_assert!(decode(&bytes[..cut.index(bytes.len())]).is_err());
        }

        #[test]
        fn random_bytes_are_an_error(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(decode(&bytes).is_err());
        }
    }
}
