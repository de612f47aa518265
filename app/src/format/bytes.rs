//! Sizes of stored things.

use super::number::{Plus, Separators};

/// A size in the largest unit of which there is at least one.
pub fn size(separators: &Separators, n_bytes: f64) -> String {
    let units = ["bytes", "kB", "MB", "GB", "TB"];
    let (mut value, mut unit) = (n_bytes.max(0.0), 0);
    while value >= 999.5 && unit + 1 < units.len() {
        value /= 1000.0;
        unit += 1;
    }
    let decimals = if unit == 0 || value >= 99.5 { 0 } else { 1 };
    format!("{}\u{a0}{}", separators.fixed(value, decimals, Plus::Hidden), units[unit])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_take_the_largest_fitting_unit() {
        let en = Separators::default();
        for (n_bytes, expected) in [
            (0.0, "0\u{a0}bytes"),
            (999.0, "999\u{a0}bytes"),
            (1_500.0, "1.5\u{a0}kB"),
            (2.4e9, "2.4\u{a0}GB"),
        ] {
            assert_eq!(size(&en, n_bytes), expected);
        }
    }
}
