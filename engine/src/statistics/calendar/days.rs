//! The trading days of bars that are shorter than a day.

use super::DAY_MS;

/// Up to this share of the bars, what trades on a weekend is the edge of a week of five days: the evening before Monday in UTC,
/// or the night after Friday.
const EDGE: f64 = 0.1;

/// Position of the last bar of each trading day, and the number of the day since 1970.
pub(super) struct TradingDays {
    pub(super) ends: Vec<u32>,
    pub(super) days: Vec<i64>,
}

impl TradingDays {
    /// Of bars with these open times, ascending.
    ///
    /// A day is a day of UTC. Where only a few bars are on weekends, those of a Saturday count as Friday's and those of a Sunday as
    /// Monday's: a currency that opens on Sunday evening has five days a week, not six.
    pub(super) fn new(time: &[i64]) -> Self {
        let mut this = Self { ends: Vec::new(), days: Vec::new() };
        let (mut bar, mut n_in_day, mut n_on_weekends) = (0, 0, 0);
        while bar < time.len() {
            let day = time[bar].div_euclid(DAY_MS);
            n_in_day = n_before(&time[bar..], (day + 1) * DAY_MS, n_in_day);
            if weekday(day) >= 5 {
                n_on_weekends += n_in_day;
            }
            bar += n_in_day;
            this.ends.push(bar as u32 - 1);
            this.days.push(day);
        }
        if n_on_weekends > 0 && n_on_weekends as f64 <= EDGE * time.len() as f64 {
            this.join_weekends();
        }
        this
    }

    fn join_weekends(&mut self) {
        let mut joined = Self { ends: Vec::with_capacity(self.ends.len()), days: Vec::new() };
        for (end, day) in self.ends.iter().zip(&self.days) {
            let day = match weekday(*day) {
                5 => day - 1,
                6 => day + 1,
                _ => *day,
            };
            if joined.days.last() == Some(&day) {
                joined.ends.pop();
            } else {
                joined.days.push(day);
            }
            joined.ends.push(*end);
        }
        *self = joined;
    }
}

/// Monday (0) to Sunday (6) of a day since 1970, which began on a Thursday.
fn weekday(day: i64) -> i64 {
    (day + 3).rem_euclid(7)
}

/// How many of the ascending times lie before `end`: `guess` if it fits, since most days have as many bars as the day before,
/// else found in steps that double, since the bars of a day are near. Every look elsewhere waits for the memory.
fn n_before(time: &[i64], end: i64, guess: usize) -> usize {
    let is_before = |bar: usize| time.get(bar).is_some_and(|time| *time < end);
    if guess > 0 && is_before(guess - 1) && !is_before(guess) {
        return guess;
    }
    let mut step = 1;
    while is_before(step) {
        step *= 2;
    }
    let from = step / 2;
    from + time[from..time.len().min(step)].partition_point(|time| *time < end)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = DAY_MS / 24;

    #[test]
    fn a_day_has_as_many_bars_as_lie_before_its_end() {
        let time: Vec<i64> = (0..70).collect();
        for end in 1..72 {
            for guess in 0..72 {
                assert_eq!(n_before(&time, end, guess), usize::try_from(end).unwrap().min(70), "{guess}");
            }
        }
    }

    #[test]
    fn days_end_at_midnight_utc() {
        let time: Vec<i64> = (0..24 * 14).map(|i| i * HOUR).collect();
        let found = TradingDays::new(&time);
        assert_eq!((found.ends.len(), found.ends[0], found.days[13]), (14, 23, 13));
    }

    #[test]
    fn the_edges_of_a_week_of_five_days_belong_to_friday_and_monday() {
        // 1970-01-04 was a Sunday: open from there at 22:00 to Saturday 01:00, two weeks.
        let open = |hour: &i64| (22..145).contains(&(hour - 3 * 24).rem_euclid(168));
        let time: Vec<i64> = (72..72 + 336).filter(open).map(|hour| hour * HOUR).collect();
        let found = TradingDays::new(&time);
        assert_eq!(found.days, [4, 5, 6, 7, 8, 11, 12, 13, 14, 15]);
        // Monday has the two hours of Sunday evening, Friday the one of Saturday.
        assert_eq!(found.ends[..5], [25, 49, 73, 97, 122]);
        // A market that is open all Saturday keeps it.
        let six: Vec<i64> = (0..21).filter(|day| weekday(*day) != 6).map(|day| day * DAY_MS).collect();
        assert_eq!(TradingDays::new(&six).days.len(), 18);
    }
}
