//! A fast fold of many numbers into 32 bytes, for the result hash.

/// Four independent lanes of multiply-and-rotate over 64-bit words in turn: a change of any bit at any position changes a
/// lane. Not meant to withstand an adversary.
#[derive(Debug, Clone)]
pub(crate) struct Fold {
    lanes: [u64; 4],
    n: usize,
}

impl Fold {
    pub(crate) fn new() -> Self {
        Self { lanes: [1, 2, 3, 4], n: 0 }
    }

    /// Folds the values beyond those folded so far, as far as they make whole fours.
    pub(crate) fn extend(&mut self, values: &[f64]) {
        let fours = values[self.n..].as_chunks::<4>().0;
        let mut lanes = self.lanes;
        for four in fours {
            for (lane, value) in lanes.iter_mut().zip(four) {
                *lane = mix(*lane, value.to_bits());
            }
        }
        self.lanes = lanes;
        self.n += 4 * fours.len();
    }

    /// Folds the rest.
    pub(crate) fn finish(&mut self, values: &[f64]) {
        self.extend(values);
        values[self.n..].iter().for_each(|value| self.add(value.to_bits()));
    }

    /// Folds one word.
    pub(crate) fn add(&mut self, word: u64) {
        let lane = &mut self.lanes[self.n % 4];
        *lane = mix(*lane, word);
        self.n += 1;
    }

    /// What came of all words.
    pub(crate) fn bytes(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        for (chunk, lane) in bytes.chunks_mut(8).zip(self.lanes) {
            chunk.copy_from_slice(&lane.to_le_bytes());
        }
        bytes
    }
}

fn mix(lane: u64, word: u64) -> u64 {
    (lane ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn over(values: &[f64]) -> Fold {
        let mut fold = Fold::new();
        fold.finish(values);
        fold
    }

    #[test]
    fn every_bit_and_every_position_counts() {
        let base = vec![1.0; 9];
        for i in 0..9 {
            let mut other = base.clone();
            other[i] = f64::from_bits(1.0f64.to_bits() ^ 1);
            assert_ne!(over(&base).bytes(), over(&other).bytes(), "bar {i}");
        }
        let swapped = over(&[5.0, 2.0, 3.0, 4.0, 1.0]).bytes();
        assert_ne!(over(&[1.0, 2.0, 3.0, 4.0, 5.0]).bytes(), swapped);
    }

    #[test]
    fn words_one_by_one_fold_as_a_slice_does() {
        let values = [1.0, -2.5, 3.0, 0.0, 7.25];
        let mut fold = Fold::new();
        values.iter().for_each(|value: &f64| fold.add(value.to_bits()));
        assert_eq!(fold.bytes(), over(&values).bytes());
        let mut in_parts = Fold::new();
        in_parts.extend(&values[..3]);
        in_parts.extend(&values[..4]);
        in_parts.finish(&values);
        assert_eq!(in_parts.bytes(), fold.bytes());
    }
}
