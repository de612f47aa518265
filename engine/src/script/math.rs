//! `math.*` and the functions on single numbers that have no library.

use super::Fails;
use super::names::names;

names! {
    /// Functions of numbers alone.
    pub enum MathFn {
        Abs = "math.abs", Acos = "math.acos", Asin = "math.asin", Atan = "math.atan", Avg = "math.avg", Ceil = "math.ceil",
        Cos = "math.cos", Exp = "math.exp", Floor = "math.floor", Log = "math.log", Log10 = "math.log10", Max = "math.max",
        Min = "math.min", Pow = "math.pow", Round = "math.round", RoundDigits = "math.round_digits", RoundToMintick = "math.round_to_mintick", Sign = "math.sign",
        Sin = "math.sin", Sqrt = "math.sqrt", Tan = "math.tan", ToDegrees = "math.todegrees", ToRadians = "math.toradians",
        Int = "int", Nz = "nz", ColorNew = "color.new", ColorRgb = "color.rgb", ColorGradient = "color.from_gradient",
        ColorR = "color.r", ColorG = "color.g", ColorB = "color.b", ColorT = "color.t", ToAccount = "strategy.convert_to_account",
        ToSymbol = "strategy.convert_to_symbol",
    }
}

/// Away from zero at one half.
pub(super) fn round(x: f64) -> f64 {
    x.round()
}

/// Rounds to a number of decimal digits.
pub(super) fn round_digits(x: f64, digits: f64) -> f64 {
    let scale = libm::pow(10.0, digits.trunc());
    let scaled = x * scale;
    if scaled.is_finite() { round(scaled) / scale } else { x }
}

/// Red, green, blue and opacity of a colour, 0 to 255 each; a colour is the number that these make as bytes.
fn parts_of(color: f64) -> [f64; 4] {
    (color as u32).to_be_bytes().map(f64::from)
}

fn color_of(parts: [f64; 4]) -> f64 {
    if parts.iter().any(|part| part.is_nan()) {
        return f64::NAN;
    }
    f64::from(u32::from_be_bytes(parts.map(|part| round(part.clamp(0.0, 255.0)) as u8)))
}

/// Opacity of a transparency in percent; without one a colour is opaque.
fn opacity(transparency: Option<f64>) -> f64 {
    transparency.map_or(255.0, |percent| (100.0 - percent.clamp(0.0, 100.0)) * 2.55)
}

/// A function of colours; na for any other.
pub fn color(func: MathFn, args: &[f64]) -> f64 {
    let get = |at: usize| args.get(at).copied().unwrap_or(f64::NAN);
    let of = get(0);
    match func {
        MathFn::ColorRgb => color_of([of, get(1), get(2), opacity(args.get(3).copied())]),
        MathFn::ColorGradient => {
            let (bottom, top) = (parts_of(get(3)), parts_of(get(4)));
            let share = ((of - get(1)) / (get(2) - get(1))).clamp(0.0, 1.0);
            let mixed = std::array::from_fn(|at| bottom[at] + (top[at] - bottom[at]) * share);
            if get(3).is_nan() || get(4).is_nan() { f64::NAN } else { color_of(mixed) }
        }
        _ if of.is_nan() => f64::NAN,
        MathFn::ColorNew => {
            let [red, green, blue, _] = parts_of(of);
            color_of([red, green, blue, opacity(args.get(1).copied())])
        }
        MathFn::ColorR => parts_of(of)[0],
        MathFn::ColorG => parts_of(of)[1],
        MathFn::ColorB => parts_of(of)[2],
        MathFn::ColorT => round(100.0 - parts_of(of)[3] / 2.55),
        _ => f64::NAN,
    }
}

pub(super) fn call(func: MathFn, args: &[f64], tick: f64) -> Fails<f64> {
    use MathFn as F;
    let a = args.first().copied().unwrap_or(f64::NAN);
    let b = args.get(1).copied().unwrap_or(f64::NAN);
    let has_na = || args.iter().any(|x| x.is_nan());
    let defined = |x: f64| if x.is_finite() { x } else { f64::NAN };
    Ok(match func {
        F::Abs => a.abs(),
        F::Acos => libm::acos(a),
        F::Asin => libm::asin(a),
        F::Atan => libm::atan(a),
        F::Avg => args.iter().sum::<f64>() / args.len() as f64,
        F::Ceil => a.ceil(),
        F::Cos => libm::cos(a),
        F::Exp => libm::exp(a),
        F::Floor => a.floor(),
        F::Log => defined(libm::log(a)),
        F::Log10 => defined(libm::log10(a)),
        F::Max if has_na() => f64::NAN,
        F::Max => args.iter().copied().fold(f64::NEG_INFINITY, |m, x| if x > m { x } else { m }),
        F::Min if has_na() => f64::NAN,
        F::Min => args.iter().copied().fold(f64::INFINITY, |m, x| if x < m { x } else { m }),
        F::Pow => defined(libm::pow(a, b)),
        F::Round => round(a),
        F::RoundDigits => round_digits(a, b),
        F::RoundToMintick => {
            if tick.is_nan() {
                return Err("Set the tick size of the dataset: `math.round_to_mintick` needs it.".to_owned());
            }
            let per_unit = (1.0 / tick).round();
            let whole = (1.0 / tick - per_unit).abs() < 1e-6 && per_unit >= 1.0;
            let ticks = round(a / tick);
            if whole { ticks / per_unit } else { ticks * tick }
        }
        F::Sign if a > 0.0 => 1.0,
        F::Sign if a < 0.0 => -1.0,
        F::Sign => a,
        F::Sin => libm::sin(a),
        F::Sqrt => a.sqrt(),
        F::Tan => libm::tan(a),
        F::ToDegrees => a * 180.0 / std::f64::consts::PI,
        F::ToRadians => a * std::f64::consts::PI / 180.0,
        F::Int => a.trunc(),
        // Account and prices are in one currency.
        F::ToAccount | F::ToSymbol => a,
        F::ColorNew | F::ColorRgb | F::ColorGradient | F::ColorR | F::ColorG | F::ColorB | F::ColorT => {
            color(func, args)
        }
        F::Nz if a.is_nan() => b,
        F::Nz => a,
    })
}
