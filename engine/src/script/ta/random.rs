//! Numbers that look random and are the same at each run.

use super::{Bars, Step};
use crate::script::Fails;
use crate::script::clock::Zone;

/// SplitMix64, by Steele, Lea and Flood, begun at the seed.
#[derive(Debug, Default)]
pub(super) struct Random {
    state: Option<u64>,
}

impl Step for Random {
    /// Arguments: least, most, seed.
    fn next(&mut self, args: &[f64], _: &Bars<'_>, _: &Zone, out: &mut [f64]) -> Fails<()> {
        let state = self.state.unwrap_or(args[2].to_bits()).wrapping_add(0x9e37_79b9_7f4a_7c15);
        self.state = Some(state);
        let mut mixed = state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        let share = (mixed >> 11) as f64 / (1_u64 << 53) as f64;
        out[0] = args[0] + share * (args[1] - args[0]);
        Ok(())
    }
}
