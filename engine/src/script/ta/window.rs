//! The last values of a call site, and how many are asked for.

use crate::indicator::latest::Latest;
use crate::script::Fails;
use crate::script::program::MAX_BACK;

/// The last values of a call site. With lengths that change, all is kept that the longest one could ask for.
pub(super) fn window(is_fixed: bool) -> Latest {
    Latest::new(if is_fixed { 1 } else { MAX_BACK as usize })
}

/// A length in bars.
#[inline]
pub(super) fn length(value: f64) -> Fails<usize> {
    at_least(value, 1)
}

/// A number of bars that may be as small as `least`.
#[inline]
pub(super) fn at_least(value: f64, least: usize) -> Fails<usize> {
    if value.is_nan() {
        return Err("A length is na.".to_owned());
    }
    if value < least as f64 {
        return Err(format!("A length is {value}; it must be at least {least}."));
    }
    if value > 100_000.0 {
        return Err(format!("A length is {value}; at most 100,000 are possible."));
    }
    Ok(value as usize)
}
