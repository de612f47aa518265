//! Names that mean something in older versions or in other languages, and what they are called here.

use engine::script::{TaFn, TradeFn};

use super::words::COLORS;
use crate::builtin;

const RENAMED: [(&str, &str); 32] = [
    ("security", "request.security"),
    ("tostring", "str.tostring"),
    ("tonumber", "str.tonumber"),
    ("tickerid", "syminfo.tickerid"),
    ("ticker", "syminfo.ticker"),
    ("n", "bar_index"),
    ("period", "timeframe.period"),
    ("interval", "timeframe.multiplier"),
    ("isintraday", "timeframe.isintraday"),
    ("isdaily", "timeframe.isdaily"),
    ("isweekly", "timeframe.isweekly"),
    ("ismonthly", "timeframe.ismonthly"),
    ("isdwm", "timeframe.isdwm"),
    ("input.integer", "input.int"),
    ("input.resolution", "input.timeframe"),
    ("heikinashi", "ticker.heikinashi"),
    ("renko", "ticker.renko"),
    ("financial", "request.financial"),
    ("quandl", "request.quandl"),
    ("ta.sum", "math.sum"),
    ("ta.avg", "math.avg"),
    ("ta.abs", "math.abs"),
    ("math.sma", "ta.sma"),
    ("math.highest", "ta.highest"),
    ("math.lowest", "ta.lowest"),
    ("math.change", "ta.change"),
    ("ta.donchian", "ta.highest"),
    ("ta.bollinger", "ta.bb"),
    ("ta.keltner", "ta.kc"),
    ("ta.adx", "ta.dmi"),
    ("array.length", "array.size"),
    ("array.append", "array.push"),
];

/// What to write in place of a name that has no new one.
const INSTEAD: [(&str, &str); 24] = [
    ("iff", "Write `condition ? value : other`."),
    ("offset", "Write `x[1]` for the value one bar ago."),
    ("print", "Write `log.info(…)`, or show it in a label."),
    ("range", "A loop is written `for i = 0 to 9`."),
    ("len", "Write `array.size(a)` or `str.length(s)`."),
    ("str", "Write `str.tostring(x)`."),
    ("None", "A missing value is `na`."),
    ("null", "A missing value is `na`."),
    ("nil", "A missing value is `na`."),
    ("undefined", "A missing value is `na`."),
    ("NaN", "A missing value is `na`."),
    ("nan", "A missing value is `na`."),
    ("True", "Write `true`."),
    ("False", "Write `false`."),
    ("self", "The first parameter of a method has a name and a type, as in `method m(T this) =>`."),
    ("buy", "Write `strategy.entry(\"Long\", strategy.long)`."),
    ("sell", "Write `strategy.entry(\"Short\", strategy.short)`, or `strategy.close(\"Long\")`."),
    ("strategy.buy", "Write `strategy.entry(\"Long\", strategy.long)`."),
    ("strategy.sell", "Write `strategy.entry(\"Short\", strategy.short)`, or `strategy.close(\"Long\")`."),
    ("ta.dema", "Write `2 * e - ta.ema(e, n)` with `e = ta.ema(close, n)`."),
    ("ta.tema", "Write it by three calls of `ta.ema`."),
    ("ta.aroon", "Write it by `ta.highestbars` and `ta.lowestbars`."),
    ("ta.ichimoku", "Write its lines by `ta.highest` and `ta.lowest`."),
    ("ta.kama", "Write it with a `var` that is assigned to on every bar."),
];

/// The name that something has since version 5.
pub(super) fn modern(name: &str) -> Option<String> {
    if let Some((_, new)) = RENAMED.iter().find(|(old, _)| *old == name) {
        return Some((*new).to_owned());
    }
    if name.contains('.') {
        return None;
    }
    let exists = |full: &str| {
        !builtin::find(full).is_empty() || TaFn::named(full).is_some() || TradeFn::named(full).is_some()
    };
    let library = ["ta", "math", "str", "request"].into_iter().map(|library| format!("{library}.{name}"));
    let color = COLORS.iter().find(|(of, _)| *of == name).map(|(of, _)| format!("color.{of}"));
    library.into_iter().find(|full| exists(full)).or(color)
}

/// What to write in place of a name.
pub(super) fn instead(name: &str) -> Option<&'static str> {
    INSTEAD.iter().find(|(old, _)| *old == name).map(|(_, note)| *note)
}
