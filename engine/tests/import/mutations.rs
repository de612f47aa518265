//! Files of every publisher with bytes changed, lost, doubled and moved: whatever happens to a file, the promises hold.

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::RngSeed;

use crate::files::publishers;
use crate::promises;

/// The same mutations every time; `cargo xtask fuzz` looks for new ones.
const SEED: u64 = 20_261_125;

/// What may happen to a file.
#[derive(Debug, Clone)]
enum Mutation {
    Byte(Index, u8),
    Insert(Index, &'static str),
    Cut(Index, Index),
    Double(Index, Index),
    SwapLines(Index, Index),
    /// Fields of the file take each other's place.
    MoveField(Index, Index),
    Truncate(Index),
}

const PIECES: [&str; 28] = [
    ",",
    ";",
    "\t",
    "|",
    "\n",
    "\r\n",
    "\r",
    "\"",
    "null",
    "NaN",
    "inf",
    "-",
    "0",
    "-1",
    "1e308",
    "1e-320",
    "9",
    "99999999999999999999",
    "1,234.5",
    ".",
    "\u{feff}",
    "\0",
    "2024-02-30",
    "1970-01-01",
    "9223372036854775807",
    "é",
    "GMT+0100",
    "Date,Open,High,Low,Close\n",
];

fn mutation() -> impl Strategy<Value = Mutation> {
    let at = any::<Index>;
    prop_oneof![
        (at(), any::<u8>()).prop_map(|(at, byte)| Mutation::Byte(at, byte)),
        (at(), prop::sample::select(&PIECES[..])).prop_map(|(at, piece)| Mutation::Insert(at, piece)),
        (at(), at()).prop_map(|(a, b)| Mutation::Cut(a, b)),
        (at(), at()).prop_map(|(a, b)| Mutation::Double(a, b)),
        (at(), at()).prop_map(|(a, b)| Mutation::SwapLines(a, b)),
        (at(), at()).prop_map(|(a, b)| Mutation::MoveField(a, b)),
        at().prop_map(Mutation::Truncate),
    ]
}

fn apply(mutation: &Mutation, bytes: &mut Vec<u8>) {
    if bytes.is_empty() {
        return;
    }
    let range = |a: &Index, b: &Index| {
        let (a, b) = (a.index(bytes.len()), b.index(bytes.len()));
        // Short pieces: a file that lost most of itself is soon no file.
        a.min(b)..a.max(b).min(a.min(b) + 40)
    };
    match mutation {
        Mutation::Byte(at, byte) => {
            let at = at.index(bytes.len());
            bytes[at] = *byte;
        }
        Mutation::Insert(at, piece) => {
            let at = at.index(bytes.len());
            bytes.splice(at..at, piece.bytes());
        }
        Mutation::Cut(a, b) => {
            let range = range(a, b);
            bytes.drain(range);
        }
        Mutation::Double(a, b) => {
            let range = range(a, b);
            let copy = bytes[range.clone()].to_vec();
            bytes.splice(range.start..range.start, copy);
        }
        Mutation::SwapLines(a, b) => swap(bytes, b'\n', a, b),
        Mutation::MoveField(a, b) => swap(bytes, b',', a, b),
        Mutation::Truncate(at) => bytes.truncate(at.index(bytes.len())),
    }
}

fn swap(bytes: &mut Vec<u8>, between: u8, a: &Index, b: &Index) {
    let mut parts: Vec<&[u8]> = bytes.split(|&byte| byte == between).collect();
    let (a, b) = (a.index(parts.len()), b.index(parts.len()));
    parts.swap(a, b);
    *bytes = parts.join(&between);
}

/// A file with forty rows after the two that it has, so that single bad rows are few.
fn longer(text: &str, n_repeats: usize) -> Vec<u8> {
    let last = text.trim_end().rsplit('\n').next().unwrap_or_default();
    let mut long = text.as_bytes().to_vec();
    for _ in 0..n_repeats {
        long.extend_from_slice(last.as_bytes());
        long.push(b'\n');
    }
    long
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, rng_seed: RngSeed::Fixed(SEED), failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn whatever_happens_to_a_file_the_promises_hold(
        file in any::<Index>(),
        n_repeats in prop::sample::select(&[0usize, 0, 40, 250][..]),
        mutations in prop::collection::vec(mutation(), 0..6),
        sizes in prop::collection::vec(1usize..200, 1..8),
    ) {
        let files = publishers();
        let (_, text, _) = &files[file.index(files.len())];
        let mut bytes = longer(text, n_repeats);
        mutations.iter().for_each(|mutation| apply(mutation, &mut bytes));
        promises::check(&bytes, &sizes);
    }
}

#[test]
fn a_small_packed_file_cannot_fill_the_memory() {
    use std::io::Write;
    // 64 MB of one long line become 64 kB.
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(b"Date,Open,High,Low,Close\n2024-01-02,1,1,1,1\n").unwrap();
    for _ in 0..64 {
        encoder.write_all(&vec![b'1'; 1 << 20]).unwrap();
    }
    let packed = encoder.finish().unwrap();
    let error = promises::read(&packed, &[packed.len()]).unwrap_err();
    assert_eq!(error.code(), "long_line", "{error}");
}
