//! Which column holds what where no name says so: by what the numbers of all rows of the sample do.

use super::error::{ImportError, shortened};
use super::format::{DateOrder, Role, TimeStyle};
use super::number::{Field, number};
use super::sample::Row;
use super::time::{Clock, looks_like_date, looks_like_time, split_date, unit_of};

/// In so many bars a price may stand still.
const MIN_STILL: usize = 30;

/// The roles, and the two columns of which the first is called the open for now.
pub(super) type Found = (Vec<Option<Role>>, Option<[usize; 2]>);

/// Time, then four numbers of which one is always the highest and one always the lowest. What follows is the volume. One
/// number alone is the close. `known` holds what names have told, and may be empty.
pub(super) fn by_numbers(rows: &[Row], comma: bool, known: &[Option<Role>]) -> Result<Found, ImportError> {
    let first = &rows[0];
    let mut roles: Vec<Option<Role>> = vec![None; first.len().max(known.len())];
    for (role, known) in roles.iter_mut().zip(known) {
        *role =
            known.filter(|role| matches!(role, Role::Time | Role::TimeOfDay | Role::Volume | Role::Ticker));
    }
    let known_at = |role| known.iter().position(|&known| known == Some(role));
    let time = known_at(Role::Time).unwrap_or_else(|| time_column(rows));
    roles[time] = Some(Role::Time);
    let clock = known_at(Role::TimeOfDay).or_else(|| clock_column(rows, time));
    if let Some(clock) =
        clock.filter(|&clock| rows.iter().any(|row| row.get(clock).is_some_and(|f| f.contains(&b':'))))
    {
        roles[clock] = Some(Role::TimeOfDay);
    }
    let free: Vec<usize> = (0..first.len())
        .filter(|&column| roles[column].is_none() && value(first, column, comma).is_some())
        .collect();
    let with_clock: Vec<usize> = free.iter().copied().filter(|&column| Some(column) != clock).collect();
    let prices = match (fitting(rows, &with_clock, comma)?, fitting(rows, &free, comma)?) {
        (Some(found), None) => Some((found, true)),
        (None, Some(found)) => Some((found, false)),
        (Some(found), Some(_)) if with_clock.len() == free.len() => Some((found, true)),
        (Some(found), Some(_)) if days_repeat(rows, time) => Some((found, true)),
        (Some(_), Some(_)) => {
            return Err(ImportError::Unrecognised(
                "the numbers behind the date may be times of day or prices".to_owned(),
            ));
        }
        (None, None) => None,
    };
    let Some((found, is_clock)) = prices else {
        if let ([close], true) = (&with_clock[..], known_at(Role::Volume).is_none() || with_clock.len() == 1)
        {
            roles[*close] = Some(Role::Close);
            if let Some(clock) = clock {
                roles[clock] = Some(Role::TimeOfDay);
            }
            return Ok((roles, None));
        }
        return Err(ImportError::Unrecognised(format!(
            "no name tells, and no four numbers of the first row ({}) behave as open, high, low and close in all rows",
            shortened(&first.join(&b' '))
        )));
    };
    if let Some(clock) = clock.filter(|_| is_clock) {
        roles[clock] = Some(Role::TimeOfDay);
    }
    let Fitting { columns, high, low, .. } = found;
    roles[high] = Some(Role::High);
    roles[low] = Some(Role::Low);
    let rest: Vec<usize> =
        columns.iter().copied().filter(|&column| column != high && column != low).collect();
    let inner = [rest[0], rest[1]];
    roles[inner[0]] = Some(Role::Open);
    roles[inner[1]] = Some(Role::Close);
    if !roles.contains(&Some(Role::Volume)) {
        let is_free = |column: &&usize| roles[**column].is_none();
        // A number between low and high in every row is an average price, if another may be the volume.
        let is_average = |column: usize| {
            rows.iter().all(|row| {
                value(row, column, comma) >= value(row, low, comma)
                    && value(row, column, comma) <= value(row, high, comma)
            })
        };
        let mut others = free.iter().filter(is_free).filter(|&&column| column > columns[3]);
        let behind = others.clone().find(|&&column| !is_average(column)).or_else(|| others.next());
        if let Some(&volume) =
            behind.or_else(|| free.iter().rev().filter(is_free).find(|&&column| column > time))
        {
            roles[volume] = Some(Role::Volume);
        }
    }
    Ok((roles, Some(inner)))
}

fn value(row: &Row, column: usize, comma: bool) -> Option<f64> {
    match row.get(column).map(|field| number(field, comma)) {
        Some(Field::Number(value)) => Some(value),
        _ => None,
    }
}

/// The first column that holds times in half of the rows at least; else the first with days in six digits; else the first.
fn time_column(rows: &[Row]) -> usize {
    let n_columns = rows[0].len();
    let mostly = |is: &dyn Fn(&[u8]) -> bool| {
        (0..n_columns).find(|&column| {
            rows.iter().filter(|row| row.get(column).is_some_and(|field| is(field))).count() * 2 >= rows.len()
        })
    };
    let is_six_digits = |field: &[u8]| {
        field.len() == 6
            && [DateOrder::YearFirst, DateOrder::DayFirst, DateOrder::MonthFirst].iter().any(|&order| {
                Clock::plain(TimeStyle::Calendar(order), Default::default()).read(field, None).is_some()
            })
    };
    mostly(&looks_like_time).or_else(|| mostly(&is_six_digits)).unwrap_or(0)
}

/// The column behind a bare date, where every row has a time of day in it.
fn clock_column(rows: &[Row], time: usize) -> Option<usize> {
    let column = time + 1;
    let is_bare =
        |field: &[u8]| split_date(field).1.is_empty() && (looks_like_date(field) || field.len() == 6);
    let clocks: Vec<&[u8]> = rows.iter().filter_map(|row| row.get(column).copied()).collect();
    let is_clock =
        |clock: &&[u8]| clock.contains(&b':') || (clock.len() <= 6 && clock.iter().all(u8::is_ascii_digit));
    // One or two digits may be the price of a day: they are hours only where a day has several.
    let is_short = clocks.iter().all(|clock| clock.len() <= 2);
    (clocks.len() == rows.len()
        && (!is_short || days_repeat(rows, time))
        && rows.iter().all(|row| row.get(time).is_some_and(|field| is_bare(field)))
        && clocks.iter().all(|clock| !clock.is_empty() && is_clock(clock))
        && (clocks.iter().any(|clock| clock.contains(&b':'))
            || matches!(unit_of(&clocks, false), Ok(Some(_)))))
    .then_some(column)
}

fn days_repeat(rows: &[Row], time: usize) -> bool {
    rows.windows(2).any(|pair| pair[0].get(time) == pair[1].get(time))
}

struct Fitting {
    columns: [usize; 4],
    high: usize,
    low: usize,
    /// How far the bars are from beginning where those before them ended.
    jumps: f64,
}

/// The four neighbours among the numeric columns that behave as prices of bars. Of several such, the one whose bars begin
/// where those before them ended; else the one in the usual order. `Err` where that does not tell.
fn fitting(rows: &[Row], numeric: &[usize], comma: bool) -> Result<Option<Fitting>, ImportError> {
    let mut found = all_fitting(rows, numeric, comma);
    if found.len() > 1 {
        let least = found.iter().map(|fitting| fitting.jumps).fold(f64::MAX, f64::min);
        let is_clear = found.iter().filter(|fitting| fitting.jumps > 3.0 * least).count() + 1 == found.len();
        let usual = |fitting: &Fitting| {
            fitting.columns[0] == numeric[0]
                && fitting.high == fitting.columns[1]
                && fitting.low == fitting.columns[2]
        };
        if is_clear {
            found.retain(|fitting| fitting.jumps == least);
        } else if found.iter().any(usual) {
            found.retain(usual);
        } else {
            return Err(ImportError::Unrecognised(
                "several groups of four columns behave as open, high, low and close".to_owned(),
            ));
        }
    }
    Ok(found.pop())
}

fn all_fitting(rows: &[Row], numeric: &[usize], comma: bool) -> Vec<Fitting> {
    let fits = |four: &[usize]| {
        let columns = [four[0], four[1], four[2], four[3]];
        // Nothing stands between the prices of a bar; a column left out here has a spoilt field in it.
        if columns[3] - columns[0] != 3 {
            return None;
        }
        let prices: Vec<[f64; 4]> = rows
            .iter()
            .take(500)
            .filter_map(|row| {
                let mut prices = [0.0; 4];
                for (price, &column) in prices.iter_mut().zip(&columns) {
                    *price = value(row, column, comma).filter(|price| *price > 0.0)?;
                }
                Some(prices)
            })
            .collect();
        // Columns that lie near each other are prices of one thing.
        let is_near = |row: &&[f64; 4]| {
            let (low, high) = row.iter().fold((f64::MAX, 0.0f64), |(l, h), &p| (l.min(p), h.max(p)));
            high < 2.0 * low
        };
        if prices.is_empty() || prices.iter().filter(is_near).count() * 10 < prices.len() * 9 {
            return None;
        }
        // A number that stands still while the others move is a volume or a count.
        let moves = |column: usize| prices.iter().any(|row| row[column] != prices[0][column]);
        let n_moving = (0..4).filter(|&column| moves(column)).count();
        if (1..4).contains(&n_moving) && prices.len() < MIN_STILL {
            return None;
        }
        let mostly = |column: usize, is_extreme: fn(f64, f64) -> bool| {
            let n =
                prices.iter().filter(|row| row.iter().all(|&price| is_extreme(row[column], price))).count();
            n * 100 >= prices.len() * 99
        };
        let highs: Vec<usize> = (0..4).filter(|&column| mostly(column, |a, b| a >= b)).collect();
        let lows: Vec<usize> = (0..4).filter(|&column| mostly(column, |a, b| a <= b)).collect();
        // In very flat files several columns qualify; the usual order open, high, low, close then decides.
        let pick = |candidates: &[usize], usual: usize| {
            if candidates.contains(&usual) { Some(usual) } else { candidates.first().copied() }
        };
        let (high, low) = (pick(&highs, 1)?, pick(&lows, 2)?);
        let [first, second] =
            [0, 1, 2, 3].into_iter().filter(|&at| at != high && at != low).collect::<Vec<_>>()[..]
        else {
            return None;
        };
        let bars: Vec<(f64, f64)> = prices.iter().map(|row| (row[first], row[second])).collect();
        let (if_first, if_second) = jumps(&bars);
        Some(Fitting { columns, high: columns[high], low: columns[low], jumps: if_first.min(if_second) })
    };
    numeric.windows(4).filter_map(fits).collect()
}

/// Sums of the jumps from close to open, if the first price is the open and if the second is.
fn jumps(bars: &[(f64, f64)]) -> (f64, f64) {
    let jump = |from: f64, to: f64| ((to - from) / from).abs();
    let if_first = bars.windows(2).map(|pair| jump(pair[0].1, pair[1].0)).sum();
    let if_second = bars.windows(2).map(|pair| jump(pair[0].0, pair[1].1)).sum();
    (if_first, if_second)
}

/// Which of two columns is the open, by the bars: an open is near the close before it. `None` where they do not tell.
///
/// Each entry is a bar's time and its two prices. The sums of the jumps from close to open under either reading must differ
/// threefold, or over thirty bars by two fifths; two or three bars tell only if the first is the open and there is no jump at all.
pub(super) fn first_is_open(bars: &[(i64, f64, f64)]) -> Option<bool> {
    if bars.iter().all(|(_, first, second)| first == second) {
        return Some(true);
    }
    let (if_first, if_second) = jumps_in_time(bars);
    let (small, large) = (if_first.min(if_second), if_first.max(if_second));
    let is_clear = match bars.len() {
        0 | 1 => false,
        2 | 3 => if_first == 0.0 && large > 0.0,
        4..30 => 3.0 * small < large,
        _ => 1.4 * small < large,
    };
    is_clear.then_some(if_first < if_second)
}

/// Whether the bars would rather have the second column as the open, though they do not tell for sure.
pub(super) fn second_is_likelier(bars: &[(i64, f64, f64)]) -> bool {
    let (if_first, if_second) = jumps_in_time(bars);
    if_second < if_first
}

fn jumps_in_time(bars: &[(i64, f64, f64)]) -> (f64, f64) {
    let mut bars = bars.to_vec();
    bars.sort_by_key(|&(time, ..)| time);
    let pairs: Vec<(f64, f64)> = bars.iter().map(|&(_, first, second)| (first, second)).collect();
    jumps(&pairs)
}
