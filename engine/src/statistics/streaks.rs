//! Runs of winning and of losing trades.

/// Longest runs so far, and those going on. A trade that breaks even ends both.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Streaks {
    pub(super) longest_winning: u32,
    pub(super) longest_losing: u32,
    winning: u32,
    losing: u32,
}

impl Streaks {
    pub(super) fn add(&mut self, profit: f64) {
        self.winning = if profit > 0.0 { self.winning + 1 } else { 0 };
        self.losing = if profit < 0.0 { self.losing + 1 } else { 0 };
        self.longest_winning = self.longest_winning.max(self.winning);
        self.longest_losing = self.longest_losing.max(self.losing);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn break_even_ends_a_streak() {
        let mut streaks = Streaks::default();
        for profit in [1.0, 2.0, 0.0, 3.0, -1.0, -1.0, -1.0, 4.0] {
            streaks.add(profit);
        }
        assert_eq!((streaks.longest_winning, streaks.longest_losing), (2, 3));
    }
}
