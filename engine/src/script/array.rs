//! `array.*`. Statistics skip na.

use super::Fails;
use super::heap::{Heap, Slice, Thing};
use super::names::names;
use super::numbers::{TOLERANCE, equal, is_true, truth};
use super::ta::rank;

names! {
    /// Functions of arrays.
    pub enum ArrayFn {
        New = "array.new", From = "array.from", Push = "array.push", Pop = "array.pop", Shift = "array.shift",
        Unshift = "array.unshift", Insert = "array.insert", Remove = "array.remove", Get = "array.get", Set = "array.set",
        First = "array.first", Last = "array.last", Size = "array.size", Clear = "array.clear", Copy = "array.copy",
        Slice = "array.slice", Concat = "array.concat", Fill = "array.fill", Reverse = "array.reverse", Sort = "array.sort",
        SortIndices = "array.sort_indices", Includes = "array.includes", IndexOf = "array.indexof",
        LastIndexOf = "array.lastindexof", BinarySearch = "array.binary_search",
        BinarySearchLeft = "array.binary_search_leftmost", BinarySearchRight = "array.binary_search_rightmost",
        Sum = "array.sum", Avg = "array.avg", Min = "array.min", Max = "array.max", Median = "array.median",
        Mode = "array.mode", Range = "array.range", Stdev = "array.stdev", Variance = "array.variance",
        Covariance = "array.covariance", PercentRank = "array.percentrank",
        PercentileNearest = "array.percentile_nearest_rank", PercentileLinear = "array.percentile_linear_interpolation",
        Standardize = "array.standardize", Abs = "array.abs", Join = "array.join", Every = "array.every", Some = "array.some",
    }
}

const MOST_ELEMENTS: usize = 100_000;

fn position(index: f64, n: usize, version: u32) -> Fails<usize> {
    let at = if index < 0.0 && version >= 6 { index + n as f64 } else { index };
    if at.is_nan() || at < 0.0 || at >= n as f64 {
        return Err(format!("Index {index} is out of bounds: the array has {n} elements."));
    }
    Ok(at as usize)
}

fn room(n: usize) -> Fails<()> {
    if n >= MOST_ELEMENTS { Err("An array holds at most 100,000 elements.".to_owned()) } else { Ok(()) }
}

fn end(value: f64, n: usize) -> usize {
    if value.is_nan() { n } else { (value.max(0.0) as usize).min(n) }
}

/// A change through a slice: made on a copy, and put in the place of what the slice shows.
fn change_slice(func: ArrayFn, slice: Slice, args: &[f64], heap: &mut Heap, version: u32) -> Fails<f64> {
    let copy = Thing::Array(heap.array(args[0])?.to_vec());
    let copy = heap.add(copy);
    let changed: Vec<f64> = [&[copy], &args[1..]].concat();
    let result = call(func, &changed, heap, version)?;
    let after = heap.array(copy)?.to_vec();
    if let Some(Thing::Slice(shown)) = heap.get_mut(args[0]) {
        shown.n = after.len();
    }
    heap.array_mut(slice.of[0])?.splice(slice.from..slice.from + slice.n, after);
    Ok(if func == ArrayFn::Concat { args[0] } else { result })
}

fn changes(func: ArrayFn) -> bool {
    use ArrayFn as F;
    matches!(func, F::Push | F::Unshift | F::Insert | F::Pop | F::Shift | F::Remove | F::Set | F::Clear)
        || matches!(func, F::Fill | F::Reverse | F::Sort | F::Concat)
}

pub(super) fn call(func: ArrayFn, args: &[f64], heap: &mut Heap, version: u32) -> Fails<f64> {
    use ArrayFn as F;
    if changes(func)
        && let Some(Thing::Slice(slice)) = heap.get(args[0])
    {
        return change_slice(func, *slice, args, heap, version);
    }
    let get = |at: usize| args.get(at).copied().unwrap_or(f64::NAN);
    match func {
        F::New => {
            let n = if get(0).is_nan() { 0.0 } else { get(0) };
            if n < 0.0 {
                return Err(format!("The size of an array is {n}."));
            }
            room((n as usize).saturating_sub(1))?;
            return Ok(heap.add(Thing::Array(vec![get(1); n as usize])));
        }
        F::From => return Ok(heap.add(Thing::Array(args.to_vec()))),
        F::Push | F::Unshift | F::Insert => {
            let array = heap.array_mut(args[0])?;
            let n = array.len();
            room(n)?;
            match func {
                F::Push => array.push(args[1]),
                F::Unshift => array.insert(0, args[1]),
                _ => {
                    let at = if args[1] == n as f64 { n } else { position(args[1], n, version)? };
                    array.insert(at, args[2]);
                }
            }
            return Ok(f64::NAN);
        }
        F::Sort if heap.array(args[0])?.first().is_some_and(|x| heap.read(*x).is_some()) => {
            let mut sorted = heap.array(args[0])?.to_vec();
            sorted.sort_by(|a, b| order_of(*a, *b, heap));
            if is_true(get(1)) {
                sorted.reverse();
            }
            *heap.array_mut(args[0])? = sorted;
            return Ok(f64::NAN);
        }
        F::Pop | F::Shift | F::Remove | F::Set | F::Clear | F::Fill | F::Reverse | F::Sort => {
            return change(func, args, heap.array_mut(args[0])?, version);
        }
        F::Concat => {
            let other = heap.array(args[1])?.to_vec();
            let array = heap.array_mut(args[0])?;
            room(array.len() + other.len())?;
            array.extend(other);
            return Ok(args[0]);
        }
        _ => {}
    }
    let array = heap.array(args[0])?;
    let n = array.len();
    let made = match func {
        F::Get => return Ok(array[position(args[1], n, version)?]),
        F::First | F::Last if n == 0 => return Err("The array is empty.".to_owned()),
        F::First => return Ok(array[0]),
        F::Last => return Ok(array[n - 1]),
        F::Size => return Ok(n as f64),
        F::Includes => return Ok(truth(array.iter().any(|x| equal(*x, args[1])))),
        F::IndexOf => return Ok(found(array.iter().position(|x| equal(*x, args[1])))),
        F::LastIndexOf => return Ok(found(array.iter().rposition(|x| equal(*x, args[1])))),
        F::BinarySearch | F::BinarySearchLeft | F::BinarySearchRight => {
            return Ok(search(func, array, args[1]));
        }
        F::Every => return Ok(truth(array.iter().all(|x| is_true(*x)))),
        F::Some => return Ok(truth(array.iter().any(|x| is_true(*x)))),
        F::Copy => array.to_vec(),
        F::Slice => {
            let to = end(get(2), n);
            let from = end(get(1), n).min(to);
            let (of, start) = match heap.get(args[0]) {
                Some(Thing::Slice(slice)) => (slice.of[0], slice.from),
                _ => (args[0], 0),
            };
            return Ok(heap.add(Thing::Slice(Slice { of: [of], from: start + from, n: to - from })));
        }
        F::Abs => array.iter().map(|x| x.abs()).collect(),
        F::SortIndices => {
            let mut order: Vec<usize> = (0..n).collect();
            order.sort_by(|a, b| order_of(array[*a], array[*b], heap));
            if is_true(get(1)) {
                order.reverse();
            }
            order.into_iter().map(|at| at as f64).collect()
        }
        F::Standardize => {
            let (mean, deviation) = (mean(array), variance(array, 0.0).sqrt());
            array.iter().map(|x| if deviation == 0.0 { 1.0 } else { (x - mean) / deviation }).collect()
        }
        F::Join => {
            let separator = heap.read(get(1)).unwrap_or_default().to_owned();
            let words: Vec<String> =
                array.iter().map(|x| super::text::shown(*x, heap, get(2) == 1.0)).collect();
            return Ok(heap.text(&words.join(&separator)));
        }
        F::Covariance => return covariance(array, heap.array(args[1])?, get(2)),
        _ => return statistic(func, array, args),
    };
    Ok(heap.add(Thing::Array(made)))
}

/// Numbers by size, texts by their characters.
fn order_of(a: f64, b: f64, heap: &Heap) -> std::cmp::Ordering {
    match (heap.read(a), heap.read(b)) {
        (Some(a), Some(b)) => a.cmp(b),
        _ => a.total_cmp(&b),
    }
}

/// Those that change the array.
fn change(func: ArrayFn, args: &[f64], array: &mut Vec<f64>, version: u32) -> Fails<f64> {
    use ArrayFn as F;
    let n = array.len();
    let get = |at: usize| args.get(at).copied().unwrap_or(f64::NAN);
    match func {
        F::Pop => return array.pop().ok_or_else(|| "The array is empty.".to_owned()),
        F::Shift if n == 0 => return Err("The array is empty.".to_owned()),
        F::Shift => return Ok(array.remove(0)),
        F::Remove => {
            let at = position(args[1], n, version)?;
            return Ok(array.remove(at));
        }
        F::Set => {
            let at = position(args[1], n, version)?;
            array[at] = args[2];
        }
        F::Clear => array.clear(),
        F::Fill => {
            let to = end(get(3), n);
            array[end(if get(2).is_nan() { 0.0 } else { get(2) }, n).min(to)..to].fill(args[1]);
        }
        F::Reverse => array.reverse(),
        _ => {
            array.sort_by(f64::total_cmp);
            if is_true(get(1)) {
                array.reverse();
            }
        }
    }
    Ok(f64::NAN)
}

fn found(at: Option<usize>) -> f64 {
    at.map_or(-1.0, |at| at as f64)
}

/// In an ascending array: the place of a value, or the one to its left or right.
fn search(func: ArrayFn, array: &[f64], value: f64) -> f64 {
    let at = array.partition_point(|x| *x < value);
    let is_there = array.get(at).is_some_and(|x| *x == value);
    match func {
        ArrayFn::BinarySearch => found(is_there.then_some(at)),
        ArrayFn::BinarySearchLeft if is_there => at as f64,
        ArrayFn::BinarySearchLeft => at as f64 - 1.0,
        _ if is_there => array.partition_point(|x| *x <= value) as f64 - 1.0,
        _ => at as f64,
    }
}

pub(super) fn known(values: &[f64]) -> Vec<f64> {
    values.iter().copied().filter(|x| !x.is_nan()).collect()
}

pub(super) fn mean(values: &[f64]) -> f64 {
    let known = known(values);
    known.iter().sum::<f64>() / known.len() as f64
}

fn variance(values: &[f64], spare: f64) -> f64 {
    let (known, middle) = (known(values), mean(values));
    let below = known.len() as f64 - spare;
    if below <= 0.0 {
        f64::NAN
    } else {
        known.iter().map(|x| (x - middle) * (x - middle)).sum::<f64>() / below
    }
}

fn covariance(a: &[f64], b: &[f64], biased: f64) -> Fails<f64> {
    if a.len() != b.len() {
        return Err("`array.covariance` needs two arrays of equal size.".to_owned());
    }
    let (mean_a, mean_b) = (mean(a), mean(b));
    let sum: f64 = a.iter().zip(b).map(|(x, y)| (x - mean_a) * (y - mean_b)).sum();
    let below = a.len() as f64 - f64::from(u8::from(biased == 0.0));
    Ok(if below <= 0.0 { f64::NAN } else { sum / below })
}

fn statistic(func: ArrayFn, array: &[f64], args: &[f64]) -> Fails<f64> {
    use ArrayFn as F;
    let get = |at: usize| args.get(at).copied().unwrap_or(f64::NAN);
    let nth = if get(1).is_nan() { 0 } else { get(1).max(0.0) as usize };
    let better = |than: fn(f64, f64) -> bool| {
        let known = array.iter().copied().filter(|x| !x.is_nan());
        known.fold(f64::NAN, |best, x| if best.is_nan() || than(x, best) { x } else { best })
    };
    let spare = f64::from(u8::from(get(1) == 0.0));
    Ok(match func {
        F::PercentRank => {
            let at = position(args[1], array.len(), 5)?;
            let (x, others) = (array[at], array.len() as f64 - 1.0);
            let below = array.iter().filter(|y| **y <= x + TOLERANCE).count() as f64 - 1.0;
            if x.is_nan() || others <= 0.0 { f64::NAN } else { 100.0 * below / others }
        }
        _ if array.iter().all(|x| x.is_nan()) => f64::NAN,
        F::Sum => array.iter().filter(|x| !x.is_nan()).sum(),
        F::Avg => mean(array),
        F::Stdev => variance(array, spare).sqrt(),
        F::Variance => variance(array, spare),
        F::Min if nth == 0 => better(|x, best| x < best),
        F::Max if nth == 0 => better(|x, best| x > best),
        _ => {
            let sorted = rank::sorted(&known(array));
            match func {
                F::Min => sorted.get(nth).copied().unwrap_or(f64::NAN),
                F::Max => sorted.iter().rev().nth(nth).copied().unwrap_or(f64::NAN),
                F::Median => rank::median(&sorted),
                F::Mode => rank::mode(&sorted),
                F::Range => sorted[sorted.len() - 1] - sorted[0],
                F::PercentileNearest => rank::nearest_rank(&sorted, get(1)),
                _ => rank::interpolated(&sorted, get(1)),
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percent_rank_is_the_share_of_the_others_that_do_not_exceed() {
        let mut heap = Heap::default();
        let array = heap.add(Thing::Array(vec![3.0, 1.0, 2.0, 2.0, f64::NAN]));
        assert_eq!(call(ArrayFn::PercentRank, &[array, 0.0], &mut heap, 6), Ok(75.0));
        assert_eq!(call(ArrayFn::PercentRank, &[array, 2.0], &mut heap, 6), Ok(50.0));
    }

    #[test]
    fn negative_positions_count_from_the_end_in_version_6_only() {
        let mut heap = Heap::default();
        let array = heap.add(Thing::Array(vec![1.0, 2.0]));
        assert_eq!(call(ArrayFn::Get, &[array, -1.0], &mut heap, 6), Ok(2.0));
        assert!(call(ArrayFn::Get, &[array, -1.0], &mut heap, 5).unwrap_err().contains("out of bounds"));
    }
}
