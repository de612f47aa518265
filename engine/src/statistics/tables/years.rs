//! The months of a report in rows of years.

use super::super::metric::{Metric, compound};
use super::super::monthly::Month;

/// A row of [`MONTHS`](super::MONTHS).
#[derive(Debug, Clone, PartialEq)]
pub struct Year {
    /// Calendar year.
    pub year: i32,
    /// January to December; `None` where the run has no bar.
    pub months: [Option<Metric>; 12],
    /// Return of the whole year.
    pub total: Metric,
}

/// The years that have a bar, oldest first.
pub fn years(months: &[Month]) -> Vec<Year> {
    months
        .chunk_by(|month, next| month.year == next.year)
        .map(|chunk| {
            let mut months = [None; 12];
            for month in chunk {
                months[usize::from(month.month) - 1] = Some(month.return_ratio);
            }
            let total = chunk.iter().try_fold(0.0, |total, month| Ok(compound(total, month.return_ratio?)));
            Year { year: chunk[0].year, months, total }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::{Undefined, monthly_returns};
    use super::*;

    const DAY: i64 = 86_400_000;

    #[test]
    fn a_year_compounds_its_months_and_leaves_out_those_without_bars() {
        // 1 January, 1 March and 31 December 1970, and a day of 1972.
        let time = [0, 59 * DAY, 364 * DAY, 800 * DAY];
        let rows = years(&monthly_returns(&time, &[110.0, 99.0, 198.0, 99.0], 100.0));
        assert_eq!(rows.iter().map(|row| row.year).collect::<Vec<_>>(), [1970, 1972]);
        let filled: Vec<usize> = (0..12).filter(|month| rows[0].months[*month].is_some()).collect();
        assert_eq!(filled, [0, 2, 11]);
        assert!((rows[0].total.unwrap() - 0.98).abs() < 1e-15);
        assert_eq!(rows[1].total, Ok(-0.5));
        assert_eq!(years(&[]), []);
    }

    #[test]
    fn a_month_that_began_with_nothing_leaves_the_year_undefined() {
        let rows = years(&monthly_returns(&[0, 31 * DAY], &[0.0, 50.0], 100.0));
        assert_eq!(rows[0].months[0], Some(Ok(-1.0)));
        assert_eq!(rows[0].total, Err(Undefined::EquityNotPositive));
    }
}
