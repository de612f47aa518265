//! What a comparison found.

use engine::statistics::Metric;

/// Relative difference that rounding may make.
const TOLERANCE: f64 = 1e-11;
/// What is smaller than this is measured against this: a sum of gains and losses may be nothing but their rounding.
const SMALLEST: f64 = 1e-12;

/// Counts comparisons and keeps what is wrong.
#[derive(Default)]
pub(crate) struct Differences {
    n_numbers: usize,
    n_undefined: usize,
    largest: f64,
    largest_at: String,
    wrong: Vec<String>,
}

impl Differences {
    pub(crate) fn compare(&mut self, what: &str, ours: Metric, theirs: Metric) {
        match (ours, theirs) {
            (Ok(ours), Ok(theirs)) => {
                self.n_numbers += 1;
                let relative = (ours - theirs).abs() / theirs.abs().max(SMALLEST);
                if relative > self.largest {
                    (self.largest, self.largest_at) = (relative, format!("{what}: {ours} and {theirs}"));
                }
                if !relative.is_finite() || relative > TOLERANCE {
                    self.wrong.push(format!("{what}: ours {ours}, theirs {theirs}"));
                }
            }
            (Err(ours), Err(theirs)) if ours == theirs => self.n_undefined += 1,
            _ => self.wrong.push(format!("{what}: ours {ours:?}, theirs {theirs:?}")),
        }
    }

    /// Prints what was compared, and fails if anything differs or if it was less than `n_numbers` and `n_undefined`.
    pub(crate) fn finish(self, of: &str, n_numbers: usize, n_undefined: usize) -> anyhow::Result<()> {
        println!(
            "{of}: {} numbers and {} reasons compared, {} wrong, largest relative difference {:.1e} ({})",
            self.n_numbers,
            self.n_undefined,
            self.wrong.len(),
            self.largest,
            self.largest_at
        );
        let enough = self.n_numbers >= n_numbers && self.n_undefined >= n_undefined;
        anyhow::ensure!(enough, "too little was compared");
        let n = self.wrong.len();
        let first: Vec<String> = self.wrong.into_iter().take(40).collect();
        anyhow::ensure!(n == 0, "{n} differ\n{}", first.join("\n"));
        Ok(())
    }
}
