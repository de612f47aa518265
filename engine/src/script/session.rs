//! Sessions: `0930-1600,1800-2000:23456`.

use super::Fails;
use super::clock::Zone;

const DAY: i64 = 1_440;

/// Stretches of the day, in minutes, on some days of the week.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Session {
    stretches: Vec<(i64, i64)>,
    /// Sunday first.
    days: [bool; 7],
}

impl Session {
    pub(super) fn named(text: &str) -> Fails<Self> {
        let wrong =
            || format!("“{text}” is no session: write for instance `0930-1600` or `0930-1600:23456`.");
        let (times, days) = match text.split_once(':') {
            Some((times, days)) => (times, Some(days)),
            None => (text, None),
        };
        let mut stretches = Vec::new();
        for stretch in times.split(',').filter(|stretch| !stretch.is_empty()) {
            if stretch == "24x7" {
                stretches.push((0, DAY));
                continue;
            }
            let (from, to) = stretch.trim().split_once('-').ok_or_else(wrong)?;
            let minutes = |text: &str| -> Option<i64> {
                let digits: String = text.chars().filter(char::is_ascii_digit).collect();
                let number: i64 = digits.get(..4)?.parse().ok()?;
                (number / 100 <= 24 && number % 100 < 60).then_some(number / 100 * 60 + number % 100)
            };
            stretches.push((minutes(from).ok_or_else(wrong)?, minutes(to).ok_or_else(wrong)?));
        }
        let mut on = [days.is_none(); 7];
        for day in days.unwrap_or_default().chars() {
            let day = day.to_digit(10).filter(|day| (1..=7).contains(day)).ok_or_else(wrong)?;
            on[day as usize - 1] = true;
        }
        Ok(Self { stretches, days: on })
    }

    /// Start and end of the stretch that holds a moment, if one does. One whose end is not after its start runs over midnight and
    /// belongs to the day on which it begins.
    pub(super) fn stretch(&self, time: i64, zone: &Zone) -> Option<(i64, i64)> {
        let local = zone.local(time);
        let (day, minute) = (local.div_euclid(DAY * 60_000), local.rem_euclid(DAY * 60_000) / 60_000);
        let is_on = |day: i64| self.days[(day + 4).rem_euclid(7) as usize];
        let moment = |day: i64, minute: i64| zone.moment((day * DAY + minute) * 60_000);
        self.stretches.iter().find_map(|(from, to)| {
            let end = if to <= from { to + DAY } else { *to };
            if is_on(day) && (*from..end).contains(&minute) {
                return Some((moment(day, *from), moment(day, end)));
            }
            let late = minute + DAY;
            (is_on(day - 1) && end > DAY && (*from..end).contains(&late))
                .then(|| (moment(day - 1, *from), moment(day - 1, end)))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_over_midnight_belongs_to_the_day_on_which_it_begins() {
        let (session, utc) = (Session::named("2200-0200:2").unwrap(), Zone::Fixed(0));
        let monday = 4 * 86_400_000;
        let holds = |hours: i64| session.stretch(monday + hours * 3_600_000, &utc).is_some();
        assert!(holds(22) && holds(25) && !holds(26) && !holds(1) && !holds(46));
    }

    #[test]
    fn what_is_no_session_is_refused_with_an_example() {
        assert!(Session::named("nine to five").unwrap_err().contains("0930-1600"));
        assert!(Session::named("0930-1600:8").is_err());
    }
}
