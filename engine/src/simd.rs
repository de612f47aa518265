//! Two numbers at once, where the compiler does not find out by itself.
//!
//! For WebAssembly it makes a branch of each comparison of two numbers, and a wrongly guessed branch costs as much as twenty
//! bars. Natively the plain form below is already one instruction. Both do the same to the last bit.

#[cfg(target_arch = "wasm32")]
mod repr {
    use core::arch::wasm32::{
        f64x2, f64x2_add, f64x2_div, f64x2_extract_lane, f64x2_gt, f64x2_pmax, f64x2_pmin, i64x2_bitmask,
        v128, v128_and,
    };

    /// Whether each of the first is greater than its counterpart.
    #[inline(always)]
    pub(crate) fn all_greater(a: [Pair; 4], b: [Pair; 4]) -> bool {
        let greater = |k: usize| f64x2_gt(a[k].0, b[k].0);
        i64x2_bitmask(v128_and(v128_and(greater(0), greater(1)), v128_and(greater(2), greater(3)))) == 3
    }

    /// Two numbers.
    #[derive(Debug, Clone, Copy)]
    pub(crate) struct Pair(v128);

    impl Pair {
        #[inline(always)]
        pub(crate) fn new([a, b]: [f64; 2]) -> Self {
            Self(f64x2(a, b))
        }

        #[inline(always)]
        pub(crate) fn get(self) -> [f64; 2] {
            [f64x2_extract_lane::<0>(self.0), f64x2_extract_lane::<1>(self.0)]
        }

        #[inline(always)]
        pub(crate) fn lesser(self, other: Self) -> Self {
            Self(f64x2_pmin(self.0, other.0))
        }

        #[inline(always)]
        pub(crate) fn greater(self, other: Self) -> Self {
            Self(f64x2_pmax(self.0, other.0))
        }

        #[inline(always)]
        pub(crate) fn add(self, other: Self) -> Self {
            Self(f64x2_add(self.0, other.0))
        }

        #[inline(always)]
        pub(crate) fn divide(self, other: Self) -> Self {
            Self(f64x2_div(self.0, other.0))
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod repr {
    /// Whether each of the first is greater than its counterpart.
    #[inline(always)]
    pub(crate) fn all_greater(a: [Pair; 4], b: [Pair; 4]) -> bool {
        a.iter().zip(&b).fold(true, |are, (a, b)| are & (a.0[0] > b.0[0]) & (a.0[1] > b.0[1]))
    }

    /// Two numbers.
    #[derive(Debug, Clone, Copy)]
    pub(crate) struct Pair([f64; 2]);

    impl Pair {
        #[inline(always)]
        pub(crate) fn new(numbers: [f64; 2]) -> Self {
            Self(numbers)
        }

        #[inline(always)]
        pub(crate) fn get(self) -> [f64; 2] {
            self.0
        }

        #[inline(always)]
        pub(crate) fn lesser(self, other: Self) -> Self {
            let ([a, b], [c, d]) = (self.0, other.0);
            Self([if c < a { c } else { a }, if d < b { d } else { b }])
        }

        #[inline(always)]
        pub(crate) fn greater(self, other: Self) -> Self {
            let ([a, b], [c, d]) = (self.0, other.0);
            Self([if a < c { c } else { a }, if b < d { d } else { b }])
        }

        #[inline(always)]
        pub(crate) fn add(self, other: Self) -> Self {
            let ([a, b], [c, d]) = (self.0, other.0);
            Self([a + c, b + d])
        }

        #[inline(always)]
        pub(crate) fn divide(self, other: Self) -> Self {
            let ([a, b], [c, d]) = (self.0, other.0);
            Self([a / c, b / d])
        }
    }
}

pub(crate) use repr::{Pair, all_greater};

/// Eight numbers in pairs.
#[inline(always)]
pub(crate) fn pairs(of: &[f64; 8]) -> [Pair; 4] {
    std::array::from_fn(|k| Pair::new([of[2 * k], of[2 * k + 1]]))
}

/// The lesser of two numbers; the first if they are equal.
#[inline(always)]
pub(crate) fn lesser(a: f64, b: f64) -> f64 {
    Pair::new([a; 2]).lesser(Pair::new([b; 2])).get()[0]
}

/// The greater of two numbers; the first if they are equal.
#[inline(always)]
pub(crate) fn greater(a: f64, b: f64) -> f64 {
    Pair::new([a; 2]).greater(Pair::new([b; 2])).get()[0]
}
